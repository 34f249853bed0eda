"""The names of the commands, and the words that each takes."""

from . import code, exports, opening, running, tables, testing

JOBS = {
    "figures": running.figures,
    "test": testing.test,
    "check": tables.check,
    "check-code": code.check_code,
    "lab": opening.lab,
    "notebook": opening.notebook,
    "new-package": tables.new_package,
    "site": opening.site,
    "tidy": tables.tidy,
    "docs": tables.docs,
    "export": exports.hand_over,
    "release": exports.release,
    "version": exports.version,
}
FOLDER = {"folder": {"nargs": "?", "metavar": "DIR", "help": "a data package; by default all of the project"}}
WORDS = {  # of the command line, behind the name of the job
    "figures": {"only": {"nargs": "*", "metavar": "FIGURE", "help": "draw these alone; by default all"}},
    "lab": {"--options": {"default": "", "metavar": "WORDS", "help": "further words for JupyterLab, in one"}},
    "notebook": {"name": {"nargs": "?", "default": "", "metavar": "NAME", "help": "such as 42_my_question"}},
    "new-package": {"folder": {"nargs": "?", "metavar": "DIR", "help": "a folder, empty or not there yet"}},
    **dict.fromkeys(("check", "tidy", "docs", "release"), FOLDER),
    "export": {
        "--out": {"metavar": "FILE", "help": "the file to write"},
        "--day": {
            "metavar": "YYYY-MM-DD",
            "help": "the day to take; without it all days, the last one for status",
        },
        "--format": {
            "metavar": "NAME",
            "help": "gexf, graphml, json (networks), zip, bibtex (packages); by default what FILE ends in",
        },
        "--folder": {"metavar": "DIR", "help": "a data package; by default the first one"},
    },
}
