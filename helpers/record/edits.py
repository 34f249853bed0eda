"""Which rows of the tables were changed since the last commit."""

import io
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from .. import paths
from .csv_file import RawTable
from .descriptor import read_descriptor


@dataclass(frozen=True)
class Edit:
    """
    One row that is not as it was.

    Attributes
    ----------
    table : str
    line : int
        Line of the row in the file, 0 if it is gone.
    key : str
        Cells of the primary key, with ``/`` between.
    before, after : dict of str to str
        Cells by column; empty for a row that is new, or gone.

    Examples
    --------
    >>> print(Edit("status", 7, "PJC/1999", {"start": "1999"}, {"start": "1999-03"}))
    status.csv:7 PJC/1999: start 1999 → 1999-03
    """

    table: str
    line: int
    key: str
    before: dict
    after: dict

    def __str__(self):
        place = f"{self.table}.csv{f':{self.line}' if self.line else ''} {self.key}"
        if not (self.before and self.after):
            return f"{place}: {'new' if self.after else 'gone'}"
        cells = [[row.get(name) or "empty" for row in (self.before, self.after)] for name in self.columns]
        return f"{place}: " + ", ".join(
            f"{name} {was} → {now}" for name, (was, now) in zip(self.columns, cells)
        )

    @property
    def columns(self):
        """list of str: columns in which both differ."""
        return [
            name for name in {**self.before, **self.after} if self.before.get(name) != self.after.get(name)
        ]


def last_commit(folder, place):
    """
    Write the tables of a package as the last commit holds them.

    Parameters
    ----------
    folder : pathlib.Path
        The package.
    place : path-like
        An empty folder to write to.

    Returns
    -------
    str
        Empty, or why there are none.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as here, tempfile.TemporaryDirectory() as place:
    ...     last_commit(Path(here), place)
    'this folder is not in a git checkout, or not yet committed'
    """
    try:
        done = subprocess.run(
            ["git", "-c", "core.autocrlf=false", "archive", "HEAD"], cwd=folder, capture_output=True
        )
    except OSError:
        return "git is not installed"
    if done.returncode:
        return "this folder is not in a git checkout, or not yet committed"
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(place, filter="data")
    return "" if (Path(place) / paths.DESCRIPTOR).exists() else "the last commit does not hold it"


def changed_rows(before, folder):
    """
    Find the rows in which two states of a package differ.

    Parameters
    ----------
    before, folder : pathlib.Path
        Folders of the package; tables that only one of them holds count as empty in the other.

    Returns
    -------
    list of Edit
        In the order of the tables and of their lines, those that are gone last.

    Examples
    --------
    >>> changed_rows(paths.DATA, paths.DATA)
    []
    """
    found = []
    old, new = (
        {resource["name"]: resource for resource in read_descriptor(place)["resources"]}
        for place in (before, folder)
    )
    for name in {**new, **old}:
        files = [
            place / resources[name]["path"] if name in resources else None
            for place, resources in ((before, old), (folder, new))
        ]
        if all(files) and files[0].read_bytes() == files[1].read_bytes():
            continue
        was, now = (
            _rows(path, resources[name]["schema"]) if path else {}
            for path, resources in zip(files, (old, new))
        )
        found += [
            Edit(name, line, key, was.get(key, (0, {}))[1], row)
            for key, (line, row) in now.items()
            if was.get(key, (0, {}))[1] != row
        ]
        found += [Edit(name, 0, key, row, {}) for key, (_, row) in was.items() if key not in now]
    return found


def _rows(path, schema):
    """Rows by their key: line and cells."""
    table = RawTable(path, schema)
    keys = map("/".join, zip(*(table.columns[name] for name in schema["primaryKey"])))
    cells = (dict(zip(table.columns, row)) for row in zip(*table.columns.values()))
    return dict(zip(keys, zip(table.lines, cells)))
