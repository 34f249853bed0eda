"""The names of the commands, and the words that each takes."""

from .exports import export, release, version
from .figures import figures
from .opening import lab, notebook, site
from .tables import check, docs, new_package, tidy
from .testing import test

JOBS = {
    job.__name__.replace("_", "-"): job
    for job in (figures, test, check, lab, notebook, new_package, site, tidy, docs, export, release, version)
}
FOLDER = {"folder": {"nargs": "?", "metavar": "DIR", "help": "a data package; by default all of the project"}}
WORDS = {  # of the command line, behind the name of the job
    "figures": {"only": {"nargs": "*", "metavar": "FIGURE", "help": "draw these alone; by default all"}},
    "notebook": {"name": {"nargs": "?", "default": "", "metavar": "NAME", "help": "such as 42_my_question"}},
    "lab": {"--options": {"default": "", "metavar": "WORDS", "help": "further words for JupyterLab, as one"}},
    "new-package": {"folder": {"metavar": "DIR", "help": "a folder that is empty or not there yet"}},
    **dict.fromkeys(("check", "tidy", "docs", "release"), FOLDER),
    "export": {
        "--out": {"metavar": "FILE", "help": "the file to write"},
        "--day": {
            "metavar": "YYYY-MM-DD",
            "help": "the day to take; without it all days, the last one for status",
        },
        "--format": {
            "metavar": "NAME",
            "help": "gexf, graphml, json (networks), zip, croissant, bibtex (packages); "
            "by default what FILE ends in",
        },
        "--folder": {"metavar": "DIR", "help": "a data package; by default the first one"},
    },
}
