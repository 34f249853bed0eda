"""What an edit of the tables moves: rows, and verdicts on claims."""

import json
import re
import tempfile
import textwrap
from pathlib import Path

from .. import paths
from ..record.csv_file import DataError
from ..record.edits import edits, last_commit
from ..record.loading import load
from . import prose_numbers

KINDS = {  # of events, by the cells of a row and the ids of the two councils
    "acts": lambda row, councils: row["type"] != "meeting",
    "meetings": lambda row, councils: row["type"] == "meeting",
    "sessions": lambda row, councils: row["type"] == "meeting" and row["forum"] in councils,
    "none": lambda row, councils: False,
}

# Where not all events are read. Rows that a notebook names by their id count in any case.
EVENTS = {
    "acts": {"01_timeline", "timeline", "cumulative-tone"},
    "meetings": {
        "03_forums_and_channels",
        "04_agendas",
        "10_machine_coded",
        "actors-and-channels",
        "open-channels",
        "open-and-used",
        "machine-coded-check",
        "topics-by-year",
        "agenda-shifts",
        "topics-by-forum",
        "ruptures-event-study",
        "first-contact-after-rupture",
    },
    "sessions": {
        "02_meeting_frequency",
        "08_silences",
        "meetings-by-level",
        "promised-and-held",
        "missing-meetings",
        "silences",
        "rates-by-phase",
        "change-points",
        "two-dyads",
        "silence-of-one-forum",
    },
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
    **dict.fromkeys(
        ("meetings-by-level", "topics-by-forum", "silences", "change-points", "rates-by-phase"),
        "institutions",
    ),
}
UNDRAWN = {
    "format",
    "city",
    "country",
    "actors",
    "summary",
    "notes",
}  # of events; no figure shows or counts them
LINES = 12  # of rows that a terminal shows


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
    from ..analysis.claims import evaluate

    old, new = (
        {row.claim_id: row for row in evaluate(package).itertuples()}
        if {"claims", "coverage"} <= set(package.tables)
        else {}
        for package in (before, record)
    )
    said = []
    for claim in {**new, **old}:
        was, now = old.get(claim), new.get(claim)
        if was and now:
            parts = [
                f"{name} {getattr(was, name) or 'nothing'} → {getattr(now, name) or 'nothing'}"
                for name in ("claimed", "found", "verdict")
                if getattr(was, name) != getattr(now, name)
            ]
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
        code = "".join(
            line for cell in cells if cell["cell_type"] == "code" for line in [*cell["source"], "\n"]
        )
        if not _opens(code, record):
            continue
        tables = READ[path.stem].split() if path.stem in READ else list(record.tables)
        if any(_counts(edit, path.stem, tables, record, code) for edit in found):
            notebooks.append(path.name)
        for figure in prose_numbers.PUBLISH.findall(code):
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
    return folder == paths.DATA or any(
        re.search(rf"\b{re.escape(name)}\b", code) for name in [*names, record.folder.name]
    )


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
    said = [
        f"Against the last commit {len(found)} {'rows are' if len(found) > 1 else 'row is'} new, changed or gone:"
    ]
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
    return [
        f"{len(names) or 'No'} {things}{many} may move; the others stay as they are{end}",
        *textwrap.wrap(
            ", ".join(names), 100, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
        ),
    ]
