"""Loading a data package: reading it, checking every cell, and adding what follows from the cells."""

from pathlib import Path

import pandas as pd

from .. import paths
from ..paths import DESCRIPTOR
from .csv_file import DataError, Problem, suggest
from .descriptor import PATTERN, read_descriptor
from .model import RULES, Record
from .schema import read_tables

REQUIRED = ("events", "institutions", "relations", "status", "sources")


def _unknown(record):
    """Problems of ids and rules under ``dyad`` in the descriptor; empty tables are not looked into."""
    dyad, tables = record.descriptor["dyad"], record.tables
    phases = set(tables["phases"]["phase_id"]) if "phases" in tables else set()
    events, bodies = set(tables["events"]["event_id"]), set(tables["institutions"]["institution_id"])
    named = [("councils", key, bodies, "institutions.csv") for key in dyad["councils"]]
    named += [("eras", key, phases, "phases.csv") for key in dyad.get("eras", ())]
    named += [("turns", key, phases, "phases.csv") for key in dyad.get("turns", {}).values()]
    named += [
        ("ruptures", key, events, "events.csv")
        for days in dyad.get("ruptures", {}).values()
        for key in days.values()
    ]
    problems = [
        Problem(DESCRIPTOR, 0, f"dyad.{part}", key, f"is not in {table}", "Take an id of that table.")
        for part, key, known, table in named
        if known and key not in known
    ]
    problems += [
        Problem(
            DESCRIPTOR,
            0,
            "dyad.ruptures",
            name,
            "names no decision, or what is none of the rules",
            f"Give it a decision, and if you like {' and '.join(RULES[1:])}.",
        )
        for name, days in dyad.get("ruptures", {}).items()
        if "decision" not in days or not set(days) <= set(RULES)
    ]
    return problems


def packages():
    """
    List the data packages of the project.

    Returns
    -------
    list of str
        Folders, as they are given to `load`; the first is the one the notebooks tell of.

    Examples
    --------
    >>> packages()[0]
    'data'
    """
    found = sorted(paths.DATA.rglob(DESCRIPTOR), key=lambda path: (len(path.parts), path))
    return [path.parent.relative_to(paths.DATA.parent).as_posix() for path in found]


def _folder(folder):
    folder = Path(folder)
    if not folder.exists() and (paths.ROOT / folder).exists():
        folder = paths.ROOT / folder
    if not folder.exists():
        known = packages()
        advice = " ".join(filter(None, [suggest(str(folder), known), f"There are {', '.join(known)}."]))
        raise DataError([Problem(str(folder), 0, "", "", "there is no such package", advice)])
    return folder


def _readable(record):
    """Problems of what the record reads from the descriptor."""
    names = [resource["name"] for resource in record.descriptor["resources"]]
    for name in sorted({name for name in names if names.count(name) > 1 or hasattr(Record, name)}):
        yield Problem(DESCRIPTOR, 0, "", name, "a table cannot have this name", "Choose another.")
    for name in ("released", "observed_until"):
        try:
            getattr(record, name)
        except ValueError:
            yield Problem(DESCRIPTOR, 0, "", name, "no such day in the calendar", "Write a day that exists.")
            return
    if record.observed_until > record.released:
        until = f"{record.observed_until:%Y-%m-%d}"
        yield Problem(
            DESCRIPTOR, 0, "observed_until", until, "lies after created", "Sources were searched before."
        )


def _later(record):
    """Events after the day of the version."""
    events = record.events
    for line, day in events.loc[events["date_earliest"] > record.released, "date"].items():
        yield Problem(
            "events.csv",
            line + 2,
            "date",
            day,
            f"lies after {record.released:%Y-%m-%d}",
            f"The package says in {DESCRIPTOR} when it was made; move that date, or this one.",
        )


def _extended(tables):
    """Columns that follow from others: year, phase and the name of the forum."""
    events = tables["events"]
    label = tables["institutions"].set_index("institution_id")["label"]
    forum = events["forum"].astype(object)
    more = {"year": pd.array(events["date_earliest"].dt.year, dtype="Int64")}
    if len(tables.get("phases", ())):
        phases = tables["phases"].sort_values("start_earliest", kind="stable")
        place = phases["start_earliest"].searchsorted(events["date_earliest"], side="right") - 1
        more["phase"] = pd.Categorical.from_codes(place, phases["name"].tolist(), ordered=True)
    more["forum_name"] = label.reindex(forum).to_numpy()
    return {**tables, "events": events.assign(**more)}


def load(folder=None):
    """
    Load a data package and check every cell of it.

    Parameters
    ----------
    folder : path-like, optional
        Folder with a ``datapackage.json`` of the same shape; this project's
        own ``data/`` by default. A relative path that does not lead anywhere from
        the working directory is taken from the project's root.

    Returns
    -------
    Record
        The typed tables.

    Raises
    ------
    DataError
        If anything is wrong, with every problem found: file, line, column,
        value, rule, and what would be right. Nothing is dropped or guessed.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> record.events["date_precision"].isna().any()
    np.False_
    """
    folder = _folder(folder or paths.DATA)
    descriptor = read_descriptor(folder)
    names = [resource["name"] for resource in descriptor["resources"]]
    if missing := [name for name in REQUIRED if name not in names]:
        raise DataError(
            Problem(DESCRIPTOR, 0, "resources", name, "the package lacks it", PATTERN) for name in missing
        )
    if problems := list(_readable(Record(folder, descriptor, {}))):
        raise DataError(problems)
    told = folder.resolve() == paths.DATA.resolve()
    record = Record(folder, descriptor, _extended(read_tables(folder, descriptor)), told)
    problems = [*_unknown(record), *_later(record)]
    if problems:
        raise DataError(problems)
    return record
