"""What an edit of the tables moves: rows against the last commit, and the claims, figures and notebooks on them."""

import io
import json
import re
import subprocess
import tarfile
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path

from . import paths, prose
from .record import load
from .schema import DataError, RawTable, read_descriptor

KINDS = {  # of events, by the cells of a row and the ids of the two councils
    "acts": lambda row, councils: row["type"] != "meeting",
    "meetings": lambda row, councils: row["type"] == "meeting",
    "sessions": lambda row, councils: row["type"] == "meeting" and row["forum"] in councils,
    "none": lambda row, councils: False,
}
# Where not all events are read. Rows that a notebook names by their id count in any case.
EVENTS = {
    "acts": {"01_timeline", "timeline", "cumulative-tone"},
    "meetings": {"03_forums_and_channels", "04_agendas", "10_machine_coded",
                 "actors-and-channels", "open-channels", "open-and-used", "machine-coded-check",
                 "topics-by-year", "agenda-shifts", "topics-by-forum",
                 "ruptures-event-study", "first-contact-after-rupture"},
    "sessions": {"02_meeting_frequency", "08_silences", "meetings-by-level", "promised-and-held", "missing-meetings",
                 "silences", "rates-by-phase", "change-points", "two-dyads", "silence-of-one-forum"},
}
READ = {  # tables, where a notebook reads not all of them; for figures, those beside the ones in its source line
    "01_timeline": "events institutions status relations phases",
    "02_meeting_frequency": "events institutions coverage phases sources claims",
    "03_forums_and_channels": "events institutions status relations phases coverage",
    "04_agendas": "events institutions phases coverage claims recoding",
    "05_ruptures": "events institutions status relations coverage allowed",
    "08_silences": "events institutions coverage phases",
    "10_machine_coded": "events",
    "ruptures-event-study": "allowed",
    "first-contact-after-rupture": "allowed",
    **dict.fromkeys(("meetings-by-level", "topics-by-forum", "silences", "change-points", "rates-by-phase"),
                    "institutions"),
}
UNDRAWN = {"format", "city", "country", "actors", "summary", "notes"}  # of events; no figure shows or counts them
LINES = 12  # of rows that a terminal shows


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
        return f"{place}: " + ", ".join(f"{name} {was} → {now}" for name, (was, now) in zip(self.columns, cells))

    @property
    def columns(self):
        """list of str: columns in which both differ."""
        return [name for name in {**self.before, **self.after} if self.before.get(name) != self.after.get(name)]


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
    >>> with tempfile.TemporaryDirectory() as here, tempfile.TemporaryDirectory() as place:
    ...     last_commit(Path(here), place)
    'this folder is not in a git checkout, or not yet committed'
    """
    try:
        done = subprocess.run(["git", "-c", "core.autocrlf=false", "archive", "HEAD"], cwd=folder, capture_output=True)
    except OSError:
        return "git is not installed"
    if done.returncode:
        return "this folder is not in a git checkout, or not yet committed"
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(place, filter="data")
    return "" if (Path(place) / paths.DESCRIPTOR).exists() else "the last commit does not hold it"


def edits(before, folder):
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
    >>> edits(paths.DATA, paths.DATA)
    []
    """
    found = []
    old, new = ({resource["name"]: resource for resource in read_descriptor(place)["resources"]}
                for place in (before, folder))
    for name in {**new, **old}:
        files = [place / resources[name]["path"] if name in resources else None
                 for place, resources in ((before, old), (folder, new))]
        if all(files) and files[0].read_bytes() == files[1].read_bytes():
            continue
        was, now = (_rows(path, resources[name]["schema"]) if path else {}
                    for path, resources in zip(files, (old, new)))
        found += [Edit(name, line, key, was.get(key, (0, {}))[1], row)
                  for key, (line, row) in now.items() if was.get(key, (0, {}))[1] != row]
        found += [Edit(name, 0, key, row, {}) for key, (_, row) in was.items() if key not in now]
    return found


def _rows(path, schema):
    """Rows by their key: line and cells."""
    table = RawTable(path, schema)
    keys = map("/".join, zip(*(table.columns[name] for name in schema["primaryKey"])))
    cells = (dict(zip(table.columns, row)) for row in zip(*table.columns.values()))
    return dict(zip(keys, zip(table.lines, cells)))


def moved_claims(before, record):
    """
    Evaluate the claims on two records and tell which come out otherwise.

    Parameters
    ----------
    before, record : helpers.Record

    Returns
    -------
    list of str
        One line for each claim that came, went, or has another finding or verdict.

    Examples
    --------
    >>> import helpers
    >>> moved_claims(helpers.load(), helpers.load())
    []
    """
    from .claims import evaluate

    old, new = ({row.claim_id: row for row in evaluate(package).itertuples()}
                if {"claims", "coverage"} <= set(package.tables) else {} for package in (before, record))
    said = []
    for claim in {**new, **old}:
        was, now = old.get(claim), new.get(claim)
        if was and now:
            parts = [f"{name} {getattr(was, name) or 'nothing'} → {getattr(now, name) or 'nothing'}"
                     for name in ("claimed", "found", "verdict") if getattr(was, name) != getattr(now, name)]
        else:
            parts = [f"new, {now.verdict}" if now else "gone"]
        if parts:
            said.append(f"{claim}: {', '.join(parts)}")
    return said


def may_move(record, found, claims=()):
    """
    Tell which figures and notebooks may move with some edits.

    Parameters
    ----------
    record : helpers.Record
    found : list of Edit
    claims : collection of str
        As `moved_claims` gives them.

    Returns
    -------
    figures, notebooks : list of str
        All that move are among them; some of them may stay as they are. A figure rests
        on the tables in its source line and, where this module says so, on some kinds
        of events only; a notebook of which it says nothing rests on all.

    Examples
    --------
    >>> import helpers
    >>> may_move(helpers.load(), [])
    ([], [])
    """
    if not found:
        return [], []
    figures, notebooks = [], []
    for path in paths.notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "".join(line for cell in cells if cell["cell_type"] == "code" for line in [*cell["source"], "\n"])
        if not _opens(code, record):
            continue
        tables = READ[path.stem].split() if path.stem in READ else list(record.tables)
        if any(_counts(edit, path.stem, tables, record, code) for edit in found):
            notebooks.append(path.name)
        for figure in prose.PUBLISH.findall(code):
            tables = rests_on(figure) or list(record.tables)
            drawn = [edit for edit in found if not _blind(edit)]
            if figure == "claims-by-measure":
                drawn = found if claims else [edit for edit in drawn if edit.table == "claims"]
            if any(_counts(edit, figure, tables, record, code) for edit in drawn):
                figures.append(figure)
    return sorted(set(figures)), notebooks


def rests_on(figure):
    """
    Name the tables that a figure rests on.

    Parameters
    ----------
    figure : str
        Its id.

    Returns
    -------
    list of str
        Those of its source line and what they bring with them; none if it was never drawn.

    Examples
    --------
    >>> rests_on("cut-and-left-open")
    ['institutions', 'relations', 'status']
    """
    about = paths.FIGURES / f"{figure}.json"
    source = json.loads(about.read_text(encoding="utf-8"))["source"] if about.exists() else ""
    tables = set(re.findall(r"\b([a-z_]+)\.csv", source))
    if "status" in tables:  # how a body stood follows from these three
        tables |= {"institutions", "relations"}
    return sorted(tables | set(READ.get(figure, "").split())) if tables else []


def _opens(code, record):
    """Tell whether a notebook loads a package; the first one is loaded by all."""
    folder = record.folder.resolve()
    names = [name for name, place in vars(paths).items() if place == folder]
    return folder == paths.DATA or any(re.search(rf"\b{re.escape(name)}\b", code)
                                              for name in [*names, record.folder.name])


def _blind(edit):
    """Tell whether an edit touches cells alone that no figure shows."""
    return edit.table == "events" and bool(edit.before and edit.after) and set(edit.columns) <= UNDRAWN


def _counts(edit, name, tables, record, code):
    if edit.table not in tables:
        return False
    kind = next((kind for kind, names in EVENTS.items() if name in names), None)
    if edit.table != "events" or not kind or (edit.before and edit.key in code):
        return True
    return any(row and KINDS[kind](row, record.councils) for row in (edit.before, edit.after))


def report(record):
    """
    Say what has changed since the last commit and what moves with it.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    list of str
        Lines for a terminal; empty if nothing has changed.

    Examples
    --------
    >>> import helpers
    >>> isinstance(report(helpers.load()), list)
    True
    """
    with tempfile.TemporaryDirectory() as scratch:
        reason = last_commit(record.folder, scratch)
        try:
            found = [] if reason else edits(Path(scratch), record.folder)
            before = load(scratch) if found else record
        except DataError:
            reason = "the tables of the last commit are not sound"
        if reason:
            return [f"What new rows move is not told: {reason}."]
    if not found:
        return []
    claims = moved_claims(before, record)
    figures, notebooks = may_move(record, found, claims)
    said = [f"Against the last commit {len(found)} {'rows are' if len(found) > 1 else 'row is'} new, changed or gone:"]
    said += [f"  {edit}" for edit in found[:LINES]]
    said += [f"  and {len(found) - LINES} more"] if len(found) > LINES else []
    verb = " comes" if len(claims) == 1 else "s come"
    said += [f"{len(claims) or 'No'} claim{verb} out otherwise{':' if claims else '.'}"]
    said += [f"  {line}" for line in claims]
    said += _names("notebook", notebooks) + _names("figure", figures)
    return said + (["'make figures' runs them and names every number that moved."] if notebooks else [])


def _names(things, names):
    """All names, on lines that fit a terminal."""
    many, end = "s" * (len(names) != 1), ":" if names else "."
    return [f"{len(names) or 'No'} {things}{many} may move; the others stay as they are{end}",
            *textwrap.wrap(", ".join(names), 100, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)]
