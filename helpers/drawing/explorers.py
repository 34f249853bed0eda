"""Explorers: pictures that a reader filters, hovers and clicks; and lists beside them.

An explorer is a Vega-Lite specification with its data inside: a template (``*.vl.json`` beside this
module), filled. JupyterLab draws it, and so does the website, without a server and without a network.
The templates keep to what Vega-Lite 5.6 (in JupyterLab) and later versions have in common.
"""

import json
import re
from html import escape
from pathlib import Path

import pandas as pd

from ..analysis.counts import phase_spans
from ..record.dates import decimal_year, in_words
from .style import FAINT, INK, PAPER, QUIET

ABOVE = (  # JupyterLab takes it from trusted notebooks; the website, whose fields are above anyway, drops it
    "<style scoped>.vega-embed { display: flex; flex-direction: column; } "
    ".vega-embed .vega-bindings { order: -1; display: grid; gap: 4px 16px; padding: 8px; "
    "grid-template-columns: repeat(auto-fill, minmax(min(16em, 100%), 1fr)); }</style>\n"
)
MIME = "application/vnd.vegalite.v5+json"  # the one that JupyterLab 4 draws
GREYS = {"INK": INK, "QUIET": QUIET, "FAINT": FAINT, "PAPER": PAPER}


class Explorer:
    """
    A picture to explore, shown where the last value of a cell is.

    Parameters
    ----------
    name : str
        Words in lower case joined by hyphens.
    spec : dict
        Vega-Lite specification.
    alt : str
        What it shows, for readers who do not see it.
    """

    def __init__(self, name, spec, alt):
        self.name, self.spec, self.alt = name, spec, alt

    def __repr__(self):
        return f"[{self.name}] {self.alt}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {MIME: _as_saved(self.spec), "text/plain": repr(self)}


def _as_saved(value):
    """Whole numbers without a point, as JupyterLab writes them when it saves."""
    if isinstance(value, dict):
        return {key: _as_saved(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_saved(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def filled(template, **values):
    """
    Make a specification of a template.

    Parameters
    ----------
    template : str
        Name of a file ``NAME.vl.json`` beside this module.
    **values
        What stands for each string ``"$name"`` of the template.

    Returns
    -------
    dict

    Raises
    ------
    KeyError
        If the template asks for a value that is not given.
    """
    values = GREYS | values

    def fill(part):
        if isinstance(part, dict):
            return {key: fill(item) for key, item in part.items()}
        if isinstance(part, list):
            return [fill(item) for item in part]
        return values[part[1:]] if isinstance(part, str) and part.startswith("$") else part

    path = Path(__file__).with_name(f"{template}.vl.json")
    return fill(json.loads(path.read_text(encoding="utf-8")))


def plain(column):
    """Texts without underscores, empty where a cell is."""
    return column.astype(object).where(column.notna(), "").astype(str).str.replace("_", " ")


def as_csv(frame):
    """A table as text: a fifth of its size as JSON, and one line each in a diff."""
    return frame.to_csv(index=False, lineterminator="\n")


def bands(record):
    """Start and end of every second phase, to be drawn grey behind a picture."""
    spans = phase_spans(record.phases, record.observed_until)
    ends = pd.DataFrame({"start": decimal_year(spans["start"]), "end": decimal_year(spans["end"])})
    return ends.round(3).iloc[::2].to_dict("records")


class Listing:
    """
    Links in groups that open, for the keyboard and for screen readers.

    It also puts the fields of the explorer that it follows above the picture.

    Parameters
    ----------
    groups : dict of str to list of tuple of str
        Head of each group to its entries: text before the link, text of the
        link, address. None of them is HTML.
    """

    def __init__(self, groups):
        self.groups = groups

    def __repr__(self):
        return "\n".join(f"{head}: {len(entries)}" for head, entries in self.groups.items())

    def _repr_html_(self):
        return ABOVE + "\n".join(
            f"<details><summary>{escape(head)} ({len(entries)})</summary><ul>"
            + "".join(f"<li>{escape(before)} {link(text, url)}</li>" for before, text, url in entries)
            + "</ul></details>"
            for head, entries in self.groups.items()
        )


def link(text, url):
    """
    Give a link as HTML; only the text where the address is not one of the web.

    Parameters
    ----------
    text, url : str
        Not HTML.

    Returns
    -------
    str

    Examples
    --------
    >>> link("a < b", "https://example.org/?x=1&y=2")
    '<a href="https://example.org/?x=1&amp;y=2">a &lt; b</a>'
    >>> link("no", "javascript:alert(1)")
    'no'
    """
    if not re.match(r"https?://", str(url)):
        return escape(text)
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def first_sources(record, table):
    """
    Pick for each row the source to show first: an official one, if there is one.

    Parameters
    ----------
    record : helpers.Record
    table : {"events", "institutions"}

    Returns
    -------
    pandas.DataFrame
        Indexed as the table: ``source_id``, ``url``, ``source`` (publisher and
        title), ``official`` (whether it is one of an organisation about
        itself) and ``sources`` (how many there are). Empty texts where there is none.

    Examples
    --------
    >>> import helpers
    >>> int(first_sources(helpers.load(), "events")["sources"].min())
    1
    """
    rows = record.tables[table]["sources"]
    pairs = rows.explode().dropna().rename("source_id").reset_index()
    about = record.sources.set_index("source_id")[["title", "publisher", "url", "kind"]]
    pairs = pairs.join(about, on="source_id")
    pairs["official"] = pairs["kind"].eq("official")
    first = pairs.sort_values("official", ascending=False, kind="stable")
    first = first.drop_duplicates("index").set_index("index")
    title = first["title"].astype(object).where(first["title"].notna(), "title not noted")
    first["source"] = first["publisher"].fillna("").astype(str) + ": " + title
    first["sources"] = pairs.groupby("index").size()
    shown = first[["source_id", "url", "source", "official", "sources"]].reindex(rows.index)
    blank = {"source_id": "", "url": "", "source": "", "official": False, "sources": 0}
    return shown.astype(object).where(shown.notna(), pd.Series(blank), axis=1)


def event_list(record):
    """
    List all events as links to their sources, by year.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    Listing

    Examples
    --------
    >>> import helpers
    >>> repr(event_list(helpers.load())).split("\\n")[0]
    '1990: 3'
    """
    events = record.events.assign(url=first_sources(record, "events")["url"])
    events["when"] = events["date"].map(in_words)
    return Listing(
        {
            str(year): list(rows[["when", "title", "url"]].itertuples(index=False, name=None))
            for year, rows in events.groupby(events["date_earliest"].dt.year)
        }
    )


def institution_list(record):
    """
    List all institutions as links to their sources, by kind.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    Listing

    Examples
    --------
    >>> import helpers
    >>> len(institution_list(helpers.load()).groups)
    9
    """
    rows = record.institutions.assign(url=first_sources(record, "institutions")["url"])
    rows["when"] = rows["founded"].map(in_words, na_action="ignore").fillna("no date known")
    return Listing(
        {
            str(kind).replace("_", " ") + "s": list(
                part[["when", "name", "url"]].itertuples(index=False, name=None)
            )
            for kind, part in rows.groupby("kind", observed=True)
        }
    )
