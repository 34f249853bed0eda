"""The record: the tables of a data package, loaded and checked."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from . import lookup
from .narrowing import narrowed, select

HELD = ("explicit", "inferred")  # evidence of meetings that took place
RULES = ("decision", "first cut", "use of force")  # what may be day zero of a rupture


class NotEnough(ValueError):
    """The tables hold too little for an analysis; notebooks show one sentence, no traceback."""

    def _render_traceback_(self):
        return [str(self)]


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
        The typed tables, see `helpers.record.schema.read_tables`; events also have ``year``,
        ``phase`` (its name) and ``forum_name``.
    told : bool
        Whether it is the whole of the project's first package, of which the notebooks tell.

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
    told: bool = False

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
        """pandas.Timestamp: day of that version, for citations; see `observed_until`."""
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
    def observed_until(self):
        """pandas.Timestamp: last day up to which sources were searched; whatever is later is not known."""
        return pd.Timestamp(self.descriptor.get("observed_until", self.descriptor["created"][:10]))

    @property
    def eras(self):
        """pandas.DataFrame: rows of ``phases`` that divide the relationship."""
        phases = self.phases.set_index("phase_id", drop=False)
        return phases.loc[list(self._named("eras"))].reset_index(drop=True)

    @property
    def turn(self):
        """pandas.Timestamp: day on which the second of the ``eras`` begins."""
        eras = self.eras
        self.require(second_era=len(eras) > 1)
        return eras["start_earliest"].iloc[1]

    @property
    def turns(self):
        """pandas.Series of datetime64: short name of a crisis to the start of its phase, oldest first."""
        named = self._named("turns")
        starts = self.phases.set_index("phase_id")["start_earliest"]
        return pd.Series({name: starts[phase] for name, phase in named.items()})

    @property
    def ruptures(self):
        """dict of str to dict: ids of events by rupture and by rule, see `RULES`."""
        return {
            name: {**dict.fromkeys(RULES, days["decision"]), **days}
            for name, days in self._named("ruptures").items()
        }

    def _named(self, key):
        found = self.descriptor["dyad"].get(key, ())
        if not found:
            raise NotEnough(f"{self.title}, as chosen here, names no {key} under dyad in datapackage.json.")
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
        NotEnough
            If there is nothing of something; it names all that is missing. A notebook
            shows it as one sentence.

        Examples
        --------
        >>> import helpers
        >>> record = helpers.load()
        >>> record.require(meetings=len(record.meetings))
        """
        missing = [name.replace("_", " ") for name, there in found.items() if not there]
        if missing:
            raise NotEnough(
                f"{self.title}, as chosen here, has no {' and no '.join(missing)}: nothing to draw."
            )

    @cached_property
    def meetings(self):
        """pandas.DataFrame: the events of type meeting."""
        return self.events[self.events["type"] == "meeting"].reset_index(drop=True)

    def sessions(self, forums=None, levels=None):
        """
        Give the meetings that were held: announced is not held.

        Parameters
        ----------
        forums, levels : collection of str, optional
            By default all, meetings outside the forums included.

        Returns
        -------
        pandas.DataFrame
            Rows of ``meetings`` whose evidence is one of `HELD`.

        Raises
        ------
        ValueError
            As `helpers.record.narrowing.select`.

        Examples
        --------
        >>> import helpers
        >>> helpers.load().sessions(["NRC"])["evidence"].isin(HELD).all()
        np.True_
        """
        return select(self.meetings, forums, levels, HELD)

    def only(self, years=None, forums=None, levels=None, evidence=None, topics=None):
        """
        Give a part of the record, which is a record again.

        Parameters
        ----------
        years : tuple of int, optional
            First and last year; the record is then observed until the end of the last.
        forums, levels : collection of str, optional
            Of meetings; other events stay. The forums also take the place of the councils.
        evidence, topics : collection of str, optional
            Of all events; a topic of several is enough.

        Returns
        -------
        Record
            The record itself where nothing is asked for.

        Raises
        ------
        ValueError
            If a value is not in the vocabulary.

        Examples
        --------
        >>> import helpers
        >>> helpers.load().only(years=(2002, 2013), forums=["NRC"]).councils
        ('NRC',)
        """
        wanted = {"years": years, "forums": forums, "levels": levels, "evidence": evidence, "topics": topics}
        if all(value is None for value in wanted.values()):
            return self
        return Record(self.folder, *narrowed(self, **wanted))

    def search(self, words):
        """
        Find events by words in their texts.

        Parameters
        ----------
        words : str
            All must be there, in upper or lower case.

        Returns
        -------
        pandas.DataFrame

        Examples
        --------
        >>> import helpers
        >>> len(helpers.load().search("Sintra")) > 0
        True
        """
        return lookup.search(self, words)

    def show(self, row_id):
        """
        Show one event or institution with its sources.

        Parameters
        ----------
        row_id : str

        Returns
        -------
        helpers.record.lookup.Card

        Examples
        --------
        >>> import helpers
        >>> helpers.load().show("PJC").title
        'NATO-Russia Permanent Joint Council'
        """
        return lookup.card(self, row_id)

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
