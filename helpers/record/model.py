"""The record: the tables of a data package, loaded and checked."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from ..paths import DATA, DESCRIPTOR, ROOT
from .csv_file import DataError, Problem
from .descriptor import read_descriptor
from .schema import read_tables

RULES = ("decision", "first cut", "use of force")  # what may be day zero of a rupture
REQUIRED = ("events", "institutions", "relations", "status", "sources")


@dataclass(frozen=True)
class Record:
    """
    The tables of one data package.

    Each table is an attribute of its name: ``record.events``.

    Attributes
    ----------
    folder : pathlib.Path
        Where it was read.
    descriptor : dict
        The descriptor of the package.
    tables : dict of str to pandas.DataFrame
        The typed tables, see `helpers.record.schema.read_tables`.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> record.title
    'The NATO-Russia record'
    >>> record.sides
    ('NATO', 'Russia')
    """

    folder: Path
    descriptor: dict
    tables: dict

    def __getattr__(self, name):
        if name != "tables" and name in self.tables:
            return self.tables[name]
        raise AttributeError(f"the record has no table {name!r}; it has {', '.join(self.tables)}")

    def __dir__(self):
        return [*super().__dir__(), *self.tables]

    def __repr__(self):
        return f"<{self.title} {self.version}: {', '.join(self.tables)}>"

    @property
    def title(self):
        """str: title of the package."""
        return self.descriptor["title"]

    @property
    def version(self):
        """str: version of the data."""
        return self.descriptor["version"]

    @property
    def released(self):
        """pandas.Timestamp: day of that version; nothing later is in the record."""
        return pd.Timestamp(self.descriptor["created"][:10])

    @property
    def licence(self):
        """str: name of the licence of the data."""
        return self.descriptor["licenses"][0]["name"]

    @property
    def sides(self):
        """tuple of str: the two sides whose relations the record holds."""
        return tuple(self.descriptor["dyad"]["sides"])

    @property
    def councils(self):
        """tuple of str: the forums of the two sides alone, oldest first."""
        return tuple(self.descriptor["dyad"]["councils"])

    @property
    def publishers(self):
        """dict of str to str: a side to the regular expression that its publishers match; may be empty."""
        return dict(self.descriptor["dyad"].get("publishers", {}))

    @property
    def own(self):
        """bool: whether it is the project's first package, of which the text of the notebooks tells."""
        return self.descriptor["name"] == read_descriptor(DATA)["name"]

    @property
    def eras(self):
        """pandas.DataFrame: rows of ``phases`` that divide the relationship, by ``eras`` of the descriptor."""
        phases = self.phases.set_index("phase_id", drop=False)
        return phases.loc[self._named("eras", 3)].reset_index(drop=True)

    @property
    def turn(self):
        """pandas.Timestamp: day with which the second of the ``eras`` begins, from which on all was different."""
        return self.eras["start_earliest"].iloc[1]

    @property
    def turns(self):
        """pandas.Series of datetime64: short name of a crisis to the start of its phase, oldest first."""
        named = self._named("turns")
        starts = self.phases.set_index("phase_id")["start_earliest"]
        return pd.Series({name: starts[phase] for name, phase in named.items()})

    @property
    def ruptures(self):
        """dict of str to dict: a rupture to its ``decision``, ``first cut`` and ``use of force``, as ids of events."""
        return {
            name: {**dict.fromkeys(RULES, days["decision"]), **days}
            for name, days in self._named("ruptures").items()
        }

    def _named(self, key, least=1):
        found = self.descriptor["dyad"].get(key, ())
        if len(found) < least:
            raise ValueError(
                f"{self.folder.name}/{DESCRIPTOR}: dyad names {len(found) or 'no'} {key}, where at least {least} "
                'must be; CONTRIBUTING.md says which, under "Add another relationship"'
            )
        return found

    def require(self, **found):
        """
        Stop where the tables hold too little for an analysis.

        Parameters
        ----------
        **found : int or bool
            What is needed, in words joined by underscores, and how much of it there is.

        Raises
        ------
        ValueError
            If there is nothing of something; it names all that is missing.

        Examples
        --------
        >>> import helpers
        >>> record = helpers.load()
        >>> record.require(meetings=len(record.meetings))
        """
        missing = [name.replace("_", " ") for name, there in found.items() if not there]
        if missing:
            raise ValueError(
                f"{self.folder.name}/ holds no {', no '.join(missing)}, which this notebook needs; "
                'CONTRIBUTING.md says what each needs, under "Add another relationship"'
            )

    @cached_property
    def meetings(self):
        """pandas.DataFrame: the events of type meeting."""
        return self.events[self.events["type"] == "meeting"].reset_index(drop=True)

    def vocabulary(self, table, column):
        """
        Give the allowed values of a column and what they mean.

        Parameters
        ----------
        table, column : str
            Names as in the descriptor.

        Returns
        -------
        dict of str to str
            Value to meaning, in the order of the schema.

        Raises
        ------
        KeyError
            If there is no such column or it has no vocabulary.

        Examples
        --------
        >>> import helpers
        >>> helpers.load().vocabulary("events", "evidence")["announced"]
        'The page announces it beforehand; no page seen that confirms it.'
        """
        for resource in self.descriptor["resources"]:
            for field in resource["schema"]["fields"]:
                if (resource["name"], field["name"]) == (table, column) and "categories" in field:
                    return {item["value"]: item["label"] for item in field["categories"]}
        raise KeyError(f"{table}.{column} has no vocabulary")

    def cite(self, *tables):
        """
        Give the line that names data version and source under a figure.

        Parameters
        ----------
        *tables : str
            Tables that the figure rests on.

        Returns
        -------
        str
            One line.

        Examples
        --------
        >>> import helpers
        >>> helpers.load().cite("events").split(", ")[-1]
        'CC BY 4.0'
        """
        files = ", ".join(f"{name}.csv" for name in tables)
        licence = self.licence.replace("CC-BY-", "CC BY ")
        return f"{self.title} {self.version} ({self.released:%Y-%m-%d}), {files}, {licence}"


def _unknown(record):
    """Problems of ids and rules that the descriptor names under ``dyad``; a table without rows is not looked into."""
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


def load(folder=DATA):
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
    folder = Path(folder)
    if not folder.exists() and (ROOT / folder).exists():
        folder = ROOT / folder
    descriptor = read_descriptor(folder)
    names = [resource["name"] for resource in descriptor["resources"]]
    missing = [name for name in REQUIRED if name not in names]
    missing += [name for name in ("title", "version", "created", "dyad") if name not in descriptor]
    if missing:
        raise DataError(
            Problem(DESCRIPTOR, 0, "", name, "the package lacks it", "Take data/ as the pattern.")
            for name in missing
        )
    record = Record(folder, descriptor, {})
    problems = [
        Problem(DESCRIPTOR, 0, "", name, "a table cannot have this name", "Choose another.")
        for name in {name for name in names if names.count(name) > 1 or hasattr(Record, name)}
    ]
    for name in ("released", "sides", "councils", "licence"):
        try:
            getattr(record, name)
        except (ValueError, KeyError, TypeError, IndexError):
            problems.append(
                Problem(
                    DESCRIPTOR,
                    0,
                    "",
                    name,
                    "cannot be read from the descriptor",
                    "Take data/ as the pattern.",
                )
            )
    if problems:
        raise DataError(problems)
    record = Record(folder, descriptor, read_tables(folder, descriptor))
    try:
        problems = _unknown(record)
    except (AttributeError, KeyError, TypeError):
        problems = [
            Problem(
                DESCRIPTOR,
                0,
                "dyad",
                "eras, turns or ruptures",
                "cannot be read from the descriptor",
                "Take data/ as the pattern.",
            )
        ]
    if problems:
        raise DataError(problems)
    later = record.events[record.events["date_earliest"] > record.released]
    if len(later):
        raise DataError(
            Problem(
                "events.csv",
                line + 2,
                "date",
                date,
                f"lies after {record.released:%Y-%m-%d}",
                f"The package says in {DESCRIPTOR} when it was made; move that date, or this one.",
            )
            for line, date in later["date"].items()
        )
    return record
