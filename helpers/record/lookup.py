"""Finding a row of the record by its words, and showing one as a card."""

from html import escape

import numpy as np

from .dates import in_words

FOUND = ["event_id", "date", "type", "title", "forum", "level", "city"]


def search(record, words):
    """
    Find events whose texts hold all of some words; see `helpers.Record.search`.

    Parameters
    ----------
    record : helpers.Record
    words : str

    Returns
    -------
    pandas.DataFrame
        The columns `FOUND` of the events, in order of time.

    Examples
    --------
    >>> import helpers
    >>> search(helpers.load(), "sintra")["event_id"].tolist()[0]
    'EAPC-1997-05-30-foreign_ministers'
    """
    events = record.events
    texts = events[
        ["event_id", "date", "title", "forum", "forum_name", "city", "country", "summary", "notes"]
    ]
    whole = texts.fillna("").agg(" ".join, axis=1).str.casefold()
    keep = np.ones(len(events), dtype=bool)
    for word in words.casefold().split():
        keep &= whole.str.contains(word, regex=False).to_numpy()
    return events.loc[keep, FOUND].reset_index(drop=True)


class Card:
    """
    One row of the record with all that belongs to it.

    Parameters
    ----------
    title : str
    facts : dict of str to str
        What is known, without empty cells.
    sources : list of tuple
        Label and address of each source.
    """

    def __init__(self, title, facts, sources):
        self.title, self.facts, self.sources = title, facts, sources

    def __repr__(self):
        width = max(map(len, self.facts), default=0)
        lines = [self.title, *(f"  {name:<{width}}  {text}" for name, text in self.facts.items())]
        return "\n".join([*lines, *(f"  {label}: {url}" for label, url in self.sources)])

    def _repr_html_(self):
        facts = "".join(
            f"<dt><b>{escape(name)}</b></dt><dd>{escape(text)}</dd>" for name, text in self.facts.items()
        )
        links = "".join(
            f"<li><a href='{escape(url)}'>{escape(label)}</a></li>" for label, url in self.sources
        )
        return f"<h4>{escape(self.title)}</h4><dl>{facts}</dl><ul>{links}</ul>"


def card(record, row_id):
    """
    Show an event or an institution; see `helpers.Record.show`.

    Parameters
    ----------
    record : helpers.Record
    row_id : str
        An ``event_id`` or ``institution_id``.

    Returns
    -------
    Card

    Raises
    ------
    KeyError
        If there is neither an event nor an institution of that id.

    Examples
    --------
    >>> import helpers
    >>> card(helpers.load(), "NRC").title
    'NATO-Russia Council'
    """
    for table, key, title in (("events", "event_id", "title"), ("institutions", "institution_id", "name")):
        rows = record.tables[table]
        found = rows[rows[key] == row_id]
        if len(found):
            return _card(record, table, title, found.iloc[0])
    near = search(record, row_id.replace("-", " "))["event_id"].head(3).tolist()
    raise KeyError(
        f"no event or institution {row_id!r}" + (f"; did you mean {', '.join(near)}?" if near else "")
    )


def _card(record, table, title, row):
    names = record.institutions.set_index("institution_id")["label"]
    (resource,) = (entry for entry in record.descriptor["resources"] if entry["name"] == table)
    facts = {}
    for field in resource["schema"]["fields"]:
        name, value = field["name"], row[field["name"]]
        if name in (title, "sources") or (isinstance(value, tuple) and not value) or value is np.nan:
            continue
        if not isinstance(value, tuple) and value != value:
            continue
        if name in ("date", "founded", "ended"):
            text = in_words(value)
        elif isinstance(value, tuple):
            text = ", ".join(str(names.get(item, item)) for item in value)
        else:
            text = str(names.get(value, value)) if name in ("forum", "parent") else str(value)
        facts[name.replace("_", " ")] = text.replace("_", " ") if field.get("categories") else text
    sources = record.sources.set_index("source_id").loc[list(row["sources"])]
    links = [
        (", ".join(str(part) for part in (one.title, one.publisher, one.published) if part == part), one.url)
        for one in sources.itertuples()
    ]
    return Card(row[title], facts, links)
