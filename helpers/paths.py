"""The one place that knows where things are, and how a file is written."""

import os
import shutil
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
FINDINGS = "findings.csv"  # in figures/
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


def write(path, content):
    """
    Write a file whole or not at all: beside its place first, then moved there.

    Parameters
    ----------
    path : path-like
        A link is followed, a file that is there keeps its mode.
    content : str or bytes
        Text is written as UTF-8, with the line ends that it has.

    Raises
    ------
    OSError
        If it cannot be written, as on a full disk; what was there before is left.
    """
    path = Path(path).resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
