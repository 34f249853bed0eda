"""The one place that knows where things are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
UKRAINE = DATA / "nato-ukraine"
NOTEBOOKS = ROOT / "notebooks"
FIGURES = ROOT / "figures"
TESTS = ROOT / "tests"
README = ROOT / "README.md"
LOCK = ROOT / "requirements.lock"
PYPROJECT = ROOT / "pyproject.toml"
CITATION = ROOT / "CITATION.cff"

DESCRIPTOR = "datapackage.json"
CODEBOOK = "CODEBOOK.md"
START = "00_start_here.ipynb"
TEMPLATE = "_template.ipynb"


def notebooks(folder=NOTEBOOKS):
    """
    List the notebooks of a folder in reading order.

    Parameters
    ----------
    folder : path-like
        Folder to look in; files whose names start with ``_`` are left out.

    Returns
    -------
    list of pathlib.Path
        Sorted by name.

    Examples
    --------
    >>> notebooks()[0].name
    '00_start_here.ipynb'
    """
    return sorted(path for path in Path(folder).glob("*.ipynb") if not path.name.startswith("_"))
