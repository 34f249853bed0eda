"""Explorers: pictures that a reader filters, hovers and clicks; and lists beside them.

An explorer is a Vega-Lite specification with its data inside. JupyterLab draws
it, and so does the website, without a server and without a network. The
specification is written out here: it keeps to what Vega-Lite 5.6 (in
JupyterLab) and later versions have in common.
"""

import re
from collections import Counter
from html import escape

import numpy as np
import pandas as pd

from ..analysis import agendas
from ..analysis.counts import phase_spans
from ..analysis.network import BEGUN, LANES, graph, positions
from ..record.dates import decimal_year, in_words
from .style import FAINT, INK, KINDS, PAPER, QUIET, STATUSES

MIME = "application/vnd.vegalite.v5+json"  # the one that JupyterLab 4 draws
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"  # a name; nobody fetches it
ROW = 7  # pixels from one row of dots to the next
CONTACTS = "other contacts"
TYPES = {  # lanes of the events that are not meetings
    "agreement": "agreements",
    "declaration": "agreements",
    "treaty_status": "agreements",
    "accession": "agreements",
    "institution_created": "institutions",
    "institution_replaced": "institutions",
    "institution_closed": "institutions",
    "project_launch": "projects",
    "exercise": "projects",
    "statement": "statements",
    "visit": "statements",
    "resumption": "resumptions",
    "suspension": "suspensions",
    "expulsion": "suspensions",
    "crisis": "crises",
    "military_operation": "crises",
}


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


class Listing:
    """
    Links in groups that open, for the keyboard and for screen readers.

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
        return "\n".join(
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


def pages(record, table):
    """
    Pick for each row the page to show first: an official one, if there is one.

    Parameters
    ----------
    record : helpers.Record
    table : {"events", "institutions"}

    Returns
    -------
    pandas.DataFrame
        Indexed as the table: ``source_id``, ``url``, ``page`` (publisher and
        title), ``official`` (whether that page is of an organisation about
        itself) and ``pages`` (how many there are). Empty texts without a page.

    Examples
    --------
    >>> import helpers
    >>> int(pages(helpers.load(), "events")["pages"].min())
    1
    """
    rows = record.tables[table]["sources"]
    pairs = rows.explode().dropna().rename("source_id").reset_index()
    about = record.sources.set_index("source_id")[["title", "publisher", "url", "kind"]]
    pairs = pairs.join(about, on="source_id")
    pairs["official"] = pairs["kind"].eq("official")
    first = pairs.sort_values("official", ascending=False, kind="stable")
    first = first.drop_duplicates("index").set_index("index")
    title = first["title"].astype(object).where(first["title"].notna(), "page without a noted title")
    first["page"] = first["publisher"].fillna("").astype(str) + ": " + title
    first["pages"] = pairs.groupby("index").size()
    shown = first[["source_id", "url", "page", "official", "pages"]].reindex(rows.index)
    blank = {"source_id": "", "url": "", "page": "", "official": False, "pages": 0}
    return shown.astype(object).where(shown.notna(), pd.Series(blank), axis=1)


def lane_of(events):
    """
    Name the lane of each event: its forum, or what kind of event it is.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of ``record.events``.

    Returns
    -------
    pandas.Series of str

    Examples
    --------
    >>> import helpers
    >>> lane_of(helpers.load().events).iloc[0]
    'agreements'
    """
    kind = events["type"].astype(object)
    other = kind.map(TYPES).fillna("other events").where(kind != "meeting", CONTACTS)
    return events["forum"].astype(object).where(events["forum"].notna(), other).rename("lane")


def places(record, gap=0.32):
    """
    Place events as dots in lanes, so that none covers another.

    Parameters
    ----------
    record : helpers.Record
    gap : float
        Least distance in years between two dots of one row of a lane.

    Returns
    -------
    pandas.DataFrame
        In the order of ``record.events``: ``lane``, ``start`` and ``end`` (first
        and last possible day as decimal years), ``x`` (their middle) and ``y``
        (row, 0 at the top). Lanes of forums come first, by their first meeting;
        then other contacts; then the other events.

    Raises
    ------
    ValueError
        If the gap is not positive.

    Examples
    --------
    >>> import helpers
    >>> table = places(helpers.load())
    >>> table["lane"].iloc[0], bool((table["x"] >= table["start"]).all())
    ('agreements', True)
    """
    if not gap > 0:
        raise ValueError(f"the gap is a length in years, not {gap!r}")
    events = record.events
    table = pd.DataFrame(
        {
            "lane": lane_of(events),
            "start": decimal_year(events["date_earliest"]),
            "end": decimal_year(events["date_latest"]),
            "y": 0.0,
        },
        index=events.index,
    )
    table.insert(3, "x", (table["start"] + table["end"]) / 2)
    seen = list(dict.fromkeys(table["lane"]))
    forums = [lane for lane in seen if lane in set(events["forum"].dropna())]
    rest = [lane for lane in dict.fromkeys([CONTACTS, *TYPES.values(), *seen]) if lane in seen]
    top = 0.0
    for lane in dict.fromkeys([*forums, *rest]):
        ends, rows = [], table[table["lane"] == lane].sort_values("x", kind="stable")["x"]
        for index, x in rows.items():
            free = next((i for i, end in enumerate(ends) if x - end >= gap), len(ends))
            ends[free : free + 1] = [x]
            table.loc[index, "y"] = top + free
        top += len(ends) + 1
    return table


def _csv(table):
    """A table as text: a fifth of its size as JSON, and one line each in a diff."""
    return table.to_csv(index=False, lineterminator="\n")


def _plain(column):
    return column.astype(object).where(column.notna(), "").astype(str).str.replace("_", " ")


def _choice(name, label, values, texts=None):
    values = list(values)
    return {
        "name": name,
        "value": "all",
        "bind": {
            "input": "select",
            "options": ["all", *values],
            "labels": ["all", *(texts or values)],
            "name": f"{label} ",
        },
    }


def _slider(name, label, first, last, value):
    return {
        "name": name,
        "value": value,
        "bind": {"input": "range", "min": first, "max": last, "step": 1, "name": f"{label} "},
    }


def _says(y, text, **mark):
    """A line of text below the picture, about the dot that was clicked."""
    return {
        "transform": [{"filter": {"param": "picked", "empty": False}}],
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "fontSize": 11,
            "color": INK,
            "limit": {"expr": "width"},
            **mark,
        },
        "encoding": {"x": {"value": 0}, "y": {"value": y}, "text": {"field": text}},
    }


def _spec(alt, height, params, layers, **parts):
    return {
        "$schema": SCHEMA,
        "description": alt,
        "width": 620,
        "height": height,
        "background": PAPER,
        "padding": {"left": 8, "top": 8, "right": 8, "bottom": 64},  # room for what a click shows
        "autosize": {"type": "fit-x", "contains": "padding"},
        "params": params,
        **parts,
        "layer": layers,
        "config": {
            "font": "sans-serif",
            "aria": False,
            "mark": {"aria": False},
            "view": {"stroke": None},
            "axis": {"labelColor": INK, "titleColor": INK, "gridColor": "#eeeeee", "domainColor": QUIET},
            "legend": {
                "orient": "top",
                "title": None,
                "labelColor": INK,
                "symbolType": "circle",
                "symbolOpacity": 1,
            },
        },
        "usermeta": {
            "embedOptions": {
                "actions": False,
                "renderer": "svg",
                "loader": {"target": "_blank", "rel": "noopener noreferrer"},
            }
        },
    }


def _phases(record, first, last):
    """Bands behind the picture, every second phase grey."""
    spans = phase_spans(record.phases, record.observed_until)
    bands = pd.DataFrame({"start": decimal_year(spans["start"]), "end": decimal_year(spans["end"])})
    bands = bands.round(3).iloc[::2]
    return {
        "data": {"values": bands.to_dict("records")},
        "transform": [
            {"calculate": f"max(datum.start, {first})", "as": "left"},
            {"calculate": f"min(datum.end, {last})", "as": "right"},
            {"filter": "datum.left < datum.right"},
        ],
        "mark": {"type": "rect", "color": "#f4f4f4"},
        "encoding": {"x": {"field": "left", "type": "quantitative"}, "x2": {"field": "right"}},
    }


def timeline(record):
    """
    Make the timeline to explore: every event a dot, in lanes, with filters.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    Explorer
        Sliders for the years; choices of forum, level, topic and phase; a field
        for words of the title. Hovering shows an event, a click keeps it below
        the picture with a link to its page. Hollow dots are announced or
        inferred; a line behind a dot spans the days that its date leaves open.

    Examples
    --------
    >>> import helpers
    >>> timeline(helpers.load()).spec["params"][0]["name"]
    'from_year'
    """
    events, where, page = record.events, places(record), pages(record, "events")
    labels = record.institutions.set_index("institution_id")["label"].astype(str)
    forum = events["forum"].astype(object).where(events["forum"].notna(), "none")
    meeting = events["type"].eq("meeting")
    spans = phase_spans(record.phases, record.observed_until)
    phase = np.searchsorted(spans["start"].to_numpy(), events["date_earliest"].to_numpy(), side="right") - 1
    names = np.append(spans["name"].astype(str).to_numpy(), "before the first phase")
    data = pd.DataFrame(
        {
            "title": events["title"],
            "date": events["date"].map(in_words),
            "known": _plain(events["date_precision"]) + np.where(events["date_approximate"], ", about", ""),
            "kind": events["tone"].astype(object).where(~meeting, "meeting"),
            "type": _plain(events["type"]),
            "forum": forum,
            "level": _plain(events["level"]).replace("", "none"),
            "topics": events["topics"].map(";".join),
            "phase": names[phase],
            "evidence": events["evidence"],
            "pages": page["pages"],
            "page": page["page"],
            "url": page["url"],
            "start": where["start"].round(3),
            "end": where["end"].round(3),
            "x": where["x"].round(3),
            "y": where["y"],
        }
    )
    counts = Counter(topic for row in events["topics"] for topic in row)
    topics = sorted(counts, key=lambda topic: agendas.name(topic).lower())
    levels = [
        name
        for name in dict.fromkeys(_plain(pd.Series(events["level"].cat.categories)))
        if name in set(data["level"])
    ]
    forums = [lane for lane in dict.fromkeys(where.sort_values("y")["lane"]) if lane in set(forum)]
    first, last = int(where["start"].min()), record.observed_until.year
    lanes = where.groupby("lane")["y"].agg(["min", "max"])
    rules = [
        {"lane": str(labels.get(lane, lane)), "y": (row["min"] + row["max"]) / 2, "top": row["min"] - 1}
        for lane, row in lanes.sort_values("min").iterrows()
    ]
    height = int((where["y"].max() + 2) * ROW)
    x_scale = {
        "domain": [{"expr": "min(from_year, to_year)"}, {"expr": "max(from_year, to_year) + 1"}],
        "nice": False,
        "zero": False,
    }
    y_scale = {"domain": [-1, float(where["y"].max()) + 1], "reverse": True, "nice": False, "zero": False}
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": x_scale,
        "title": None,
        "axis": {"format": "d", "tickMinStep": 1, "labelFlush": True},
    }
    y = {"field": "y", "type": "quantitative", "scale": y_scale, "axis": None}
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(KINDS), "range": list(KINDS.values())},
    }
    bands = _phases(record, "min(from_year, to_year)", "max(from_year, to_year) + 1")
    bands["encoding"]["x"] |= {"scale": x_scale, "title": None, "axis": x["axis"]}
    chosen = [
        "datum.end >= min(from_year, to_year) && datum.start < max(from_year, to_year) + 1",
        *(f"{name} == 'all' || datum.{name} == {name}" for name in ("forum", "level", "phase")),
        "topic == 'all' || indexof(';' + datum.topics + ';', ';' + topic + ';') >= 0",
        "words == '' || indexof(lower(datum.title), lower(words)) >= 0",
    ]
    alt = (
        f"Timeline of {len(events)} events, each a dot in the lane of its forum or kind, with fields to filter "
        "by year, forum, level, topic, phase and words. The list below holds the same events as links."
    )
    source = {
        "values": _csv(data),
        "format": {
            "type": "csv",
            "parse": {
                **dict.fromkeys(("start", "end", "x", "y", "pages"), "number"),
                **dict.fromkeys(("title", "date", "known", "page", "url", "topics"), "string"),
            },
        },
    }
    layers = [
        bands,
        {
            "data": {"values": rules},
            "mark": {"type": "rule", "color": FAINT, "strokeWidth": 0.5},
            "encoding": {"y": {**y, "field": "top"}},
        },
        {
            "data": {"values": rules},
            "mark": {"type": "text", "align": "right", "fontSize": 10, "color": INK},
            "encoding": {"x": {"value": -6}, "y": y, "text": {"field": "lane"}},
        },
        {
            "mark": {"type": "rule", "clip": True, "strokeWidth": 1, "opacity": 0.5},
            "transform": [{"filter": "datum.end - datum.start > 0.02"}],
            "encoding": {"x": {**x, "field": "start"}, "x2": {"field": "end"}, "y": y, "stroke": colour},
        },
        {
            "name": "dots",
            "params": [{"name": "picked", "select": {"type": "point", "on": "click", "clear": "dblclick"}}],
            "mark": {"type": "point", "clip": True, "opacity": 1, "strokeWidth": 1, "cursor": "pointer"},
            "encoding": {
                "x": x,
                "y": y,
                "stroke": colour,
                "fill": colour,
                "fillOpacity": {
                    "condition": {"test": "datum.evidence == 'explicit'", "value": 0.85},
                    "value": 0,
                },
                "size": {"condition": {"param": "picked", "empty": False, "value": 110}, "value": 28},
                "tooltip": [
                    {"field": "title"},
                    {"field": "date", "title": "date"},
                    {"field": "known", "title": "known to the"},
                    {"field": "type", "title": "type"},
                    {"field": "forum", "title": "forum"},
                    {"field": "level", "title": "level"},
                    {"field": "about", "title": "topics"},
                    {"field": "evidence", "title": "evidence"},
                    {"field": "page", "title": "page"},
                    {"field": "url", "title": "address"},
                ],
            },
        },
        {
            "transform": [
                {"aggregate": [{"op": "count", "as": "n"}]},
                {"calculate": f"datum.n + ' of {len(events)} events'", "as": "said"},
            ],
            "mark": {
                "type": "text",
                "align": "right",
                "baseline": "bottom",
                "fontSize": 11,
                "fontWeight": "bold",
                "color": INK,
            },
            "encoding": {"x": {"value": {"expr": "width"}}, "y": {"value": -4}, "text": {"field": "said"}},
        },
        {
            "data": {
                "values": [{"hint": "Hover over a dot; click to keep it here, with the link to its page."}]
            },
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "top",
                "fontSize": 11,
                "color": QUIET,
                "limit": {"expr": "width"},
            },
            "encoding": {"x": {"value": 0}, "y": {"value": height + 26}, "text": {"field": "hint"}},
        },
        _says(height + 42, "title", fontWeight="bold"),
        _says(height + 58, "line"),
        _says(height + 74, "open", color=KINDS["cooperative"], href={"expr": "datum.url"}),
    ]
    spec = _spec(
        alt,
        height,
        [
            _slider("from_year", "from year", first, last, first),
            _slider("to_year", "to year", first, last, last),
            _choice(
                "forum",
                "forum",
                [*forums, "none"],
                [*(str(labels.get(name, name)) for name in forums), "outside the forums"],
            ),
            _choice("level", "level", [*levels, "none"], [*levels, "none named"]),
            _choice("topic", "topic", topics, [agendas.name(topic) for topic in topics]),
            _choice(
                "phase",
                "phase",
                [name for name in names[[-1, *range(len(spans))]] if name in set(data["phase"])],
            ),
            {"name": "words", "value": "", "bind": {"input": "text", "name": "words in the title "}},
        ],
        layers,
        data=source,
        transform=[
            *({"filter": test} for test in chosen),
            {
                "calculate": "datum.date + ', known to the ' + datum.known + ' · ' + datum.forum + ' · ' + datum.level"
                " + ' · ' + datum.evidence",
                "as": "line",
            },
            {
                "calculate": "datum.topics == null ? 'none noted' : replace(replace(datum.topics, regexp('_', 'g'), ' '), regexp(';', 'g'), ', ')",
                "as": "about",
            },
            {"calculate": "'Open the page: ' + datum.page", "as": "open"},
        ],
    )
    return Explorer("timeline-explorer", spec, alt)


def _runs(years, values):
    """Runs of one value: (first year, last year, value), without those of None."""
    runs = []
    for year, value in zip(years, values):
        if runs and runs[-1][2] == value and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year, value])
    return [tuple(run) for run in runs if run[2] is not None]


def channel_years(record, month_day="06-30"):
    """
    Say for each year how bodies stood and which of their links held.

    Parameters
    ----------
    record : helpers.Record
    month_day : str
        The day of each year; in the last year the day of the record, if earlier.

    Returns
    -------
    nodes : pandas.DataFrame
        ``institution_id``, ``first``, ``last`` (years) and ``status``: one row
        for each run of years, as `helpers.analysis.network.graph` has it on that day.
    edges : pandas.DataFrame
        ``source``, ``relation``, ``target``, ``first``, ``last``: years in which
        both ends had begun, and neither was closed; for ``succeeded_by``, the
        years in which both had begun.

    Examples
    --------
    >>> import helpers
    >>> nodes, edges = channel_years(helpers.load())
    >>> nodes[nodes["institution_id"] == "PJC"].iloc[-1].astype(str).tolist()
    ['PJC', '2002', '2026', 'closed']
    """
    years = range(
        int(record.institutions["founded_earliest"].dt.year.clip(lower=1990).min()),
        record.observed_until.year + 1,
    )
    graphs = [
        graph(record, min(pd.Timestamp(f"{year}-{month_day}"), record.observed_until)) for year in years
    ]

    def links(graph):
        stands = dict(graph.nodes(data="status"))
        return {
            (source, kind, target)
            for source, target, kind in graph.edges(keys=True)
            if all(stands[node] in BEGUN for node in (source, target))
            and (kind == "succeeded_by" or "closed" not in (stands[source], stands[target]))
        }

    held = [links(graph) for graph in graphs]
    stood = {node: [graph.nodes[node]["status"] for graph in graphs] for node in graphs[0]}
    nodes = [
        (node, *run)
        for node, stands in stood.items()
        for run in _runs(years, [name if name in BEGUN else None for name in stands])
    ]
    edges = [
        (*edge, *run[:2])
        for edge in sorted(set().union(*held))
        for run in _runs(years, [True if edge in now else None for now in held])
    ]
    return (
        pd.DataFrame(nodes, columns=["institution_id", "first", "last", "status"]),
        pd.DataFrame(edges, columns=["source", "relation", "target", "first", "last"]),
    )


def channels(record, year=2013):
    """
    Make the network to explore: bodies and their links as they stood in a year.

    Parameters
    ----------
    record : helpers.Record
    year : int
        Where the slider stands at first.

    Returns
    -------
    Explorer
        A slider for the year (its 30 June); choices of one kind and of one body
        with its neighbours. Bodies without a founding date have no place and are
        in the list only.

    Raises
    ------
    ValueError
        If the record does not reach the year.

    Examples
    --------
    >>> import helpers
    >>> channels(helpers.load()).spec["params"][0]["name"]
    'year'
    """
    nodes, edges = channel_years(record)
    first, last = int(nodes["first"].min()), int(nodes["last"].max())
    if not first <= year <= last:
        raise ValueError(f"the record reaches from {first} to {last}, not to {year}")
    where = positions(record, gap=1.1)
    rows = record.institutions.assign(**pages(record, "institutions")[["page", "url"]])
    rows = rows.set_index("institution_id").loc[where.index]
    beside = {node: set() for node in where.index}
    edges = edges[edges["source"].isin(where.index) & edges["target"].isin(where.index)]
    for source, target in edges[["source", "target"]].itertuples(index=False):
        beside[source].add(target)
        beside[target].add(source)

    def when(column):
        return (
            rows[column]
            .map(in_words, na_action="ignore")
            .astype(object)
            .where(rows[column].notna(), "no page says")
        )

    about = pd.DataFrame(
        {
            "title": rows["name"],
            "label": rows["abbreviation"].fillna(rows["label"]),
            "kind": _plain(rows["kind"]),
            "founded": when("founded"),
            "known": _plain(rows["founded_precision"]),
            "ended": when("ended"),
            "page": rows["page"],
            "url": rows["url"],
            "beside": [";".join(sorted(beside[node])) for node in where.index],
            "x": where["x"].round(3),
            "y": where["y"].round(2),
        }
    )
    data = nodes[nodes["institution_id"].isin(where.index)].join(about, on="institution_id")
    data = data.rename(columns={"institution_id": "id"})
    lines = edges.assign(
        **{
            new: edges[end].map(about[old])
            for end, old, new in (
                ("source", "x", "x"),
                ("source", "y", "y"),
                ("target", "x", "x2"),
                ("target", "y", "y2"),
                ("source", "kind", "kind"),
                ("target", "kind", "kind2"),
            )
        }
    )
    lines["relation"] = _plain(lines["relation"])
    kinds = [kind.replace("_", " ") for kind in LANES if kind in set(where["kind"])]
    bodies = rows["label"].astype(str).sort_values(key=lambda labels: labels.str.lower())
    palette = {**STATUSES, "closed": PAPER}
    height = int((where["y"].max() + 2) * 17)
    left, right = np.floor(where["x"].min()), last + 1
    x = {
        "field": "x",
        "type": "quantitative",
        "title": "first known day",
        "scale": {"domain": [float(left), right], "nice": False, "zero": False},
        "axis": {"format": "d", "tickMinStep": 1, "labelFlush": True},
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [-1, float(where["y"].max()) + 1], "reverse": True, "nice": False, "zero": False},
    }
    middle = where.groupby("kind")["y"].mean()
    heads = [
        {"lane": kind.replace("_", " ") + "s", "y": round(float(middle[kind]), 2)} for kind in middle.index
    ]
    now = {"filter": "datum.first <= year && year <= datum.last"}
    alt = (
        f"Network of {len(where)} forums and channels, each a dot at its first known day in the lane of its kind, "
        "coloured by how it stood on 30 June of a year to choose, with the links that held then. "
        "The list below holds the same bodies as links."
    )
    parse = {
        "name": "statuses",
        "format": {
            "type": "csv",
            "parse": {
                **dict.fromkeys(("first", "last", "x", "y"), "number"),
                **dict.fromkeys(
                    ("title", "label", "founded", "known", "ended", "page", "url", "beside"), "string"
                ),
            },
        },
    }
    strokes = {
        "values": _csv(lines),
        "format": {"type": "csv", "parse": dict.fromkeys(("first", "last", "x", "y", "x2", "y2"), "number")},
    }
    bodies_now = [
        now,
        {"filter": "kind == 'all' || datum.kind == kind"},
        {
            "filter": "body == 'all' || datum.id == body || indexof(';' + datum.beside + ';', ';' + body + ';') >= 0"
        },
        {
            "calculate": "datum.kind + ' · ' + datum.status + ' on 30 June ' + year + ' · from ' + datum.founded"
            " + ', known to the ' + datum.known + ' · ended: ' + datum.ended",
            "as": "line",
        },
        {"calculate": "'Open the page: ' + datum.page", "as": "open"},
    ]

    def of_bodies(layer):
        return {"data": parse, **layer, "transform": [*bodies_now, *layer.get("transform", [])]}

    def says(y, text, **mark):
        return of_bodies(_says(y, text, **mark))

    layers = [
        {**_phases(record, left, right)},
        {
            "data": {"values": heads},
            "mark": {"type": "text", "align": "right", "fontSize": 10, "color": INK},
            "encoding": {"x": {"value": -8}, "y": y, "text": {"field": "lane"}},
        },
        {
            "data": {"values": [{}]},
            "transform": [{"calculate": "year + 0.5", "as": "x"}],
            "mark": {"type": "rule", "color": INK, "strokeDash": [2, 2]},
            "encoding": {"x": x},
        },
        {
            "data": strokes,
            "transform": [
                now,
                {"filter": "kind == 'all' || (datum.kind == kind && datum.kind2 == kind)"},
                {"filter": "body == 'all' || datum.source == body || datum.target == body"},
            ],
            "mark": {"type": "rule", "strokeWidth": 1, "opacity": 0.75},
            "encoding": {
                "x": x,
                "y": y,
                "x2": {"field": "x2"},
                "y2": {"field": "y2"},
                "stroke": {"value": "#9a9a9a"},
                "strokeDash": {
                    "condition": {"test": "datum.relation == 'succeeded by'", "value": [1, 3]},
                    "value": [1, 0],
                },
                "tooltip": [
                    {"field": "source", "title": "from"},
                    {"field": "relation", "title": "link"},
                    {"field": "target", "title": "to"},
                ],
            },
        },
        of_bodies(
            {
                "name": "bodies",
                "params": [
                    {
                        "name": "picked",
                        "select": {"type": "point", "fields": ["id"], "on": "click", "clear": "dblclick"},
                    }
                ],
                "mark": {"type": "circle", "opacity": 1, "strokeWidth": 1.2, "cursor": "pointer"},
                "encoding": {
                    "x": x,
                    "y": y,
                    "fill": {
                        "field": "status",
                        "type": "nominal",
                        "scale": {"domain": list(palette), "range": list(palette.values())},
                        "legend": {"symbolStrokeColor": "#8a8a8a", "symbolStrokeWidth": 0.7},
                    },
                    "stroke": {
                        "condition": {"test": "datum.status == 'closed'", "value": "#8a8a8a"},
                        "value": "transparent",
                    },
                    "size": {"condition": {"param": "picked", "empty": False, "value": 200}, "value": 80},
                    "tooltip": [
                        {"field": "title"},
                        {"field": "kind", "title": "kind"},
                        {"field": "status", "title": "status"},
                        {"field": "founded", "title": "from"},
                        {"field": "known", "title": "known to the"},
                        {"field": "ended", "title": "ended"},
                        {"field": "page", "title": "page"},
                        {"field": "url", "title": "address"},
                    ],
                },
            }
        ),
        of_bodies(
            {
                "transform": [
                    {
                        "filter": "datum.status != 'closed' && (datum.kind == 'forum' || kind != 'all' "
                        "|| body != 'all')"
                    }
                ],
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 7,
                    "fontSize": 9,
                    "fontWeight": "bold",
                    "color": INK,
                    "stroke": None,
                },
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            }
        ),
        of_bodies(
            {
                "transform": [
                    {"filter": "datum.status != 'closed'"},
                    {"aggregate": [{"op": "count", "as": "n"}]},
                    {
                        "calculate": "'30 June ' + year + ': ' + datum.n + ' bodies drawn are not closed'",
                        "as": "said",
                    },
                ],
                "mark": {
                    "type": "text",
                    "align": "right",
                    "baseline": "bottom",
                    "fontSize": 11,
                    "fontWeight": "bold",
                    "color": INK,
                },
                "encoding": {
                    "x": {"value": {"expr": "width"}},
                    "y": {"value": -4},
                    "text": {"field": "said"},
                },
            }
        ),
        {
            "data": {
                "values": [{"hint": "Hover over a dot; click to keep it here, with the link to its page."}]
            },
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "top",
                "fontSize": 11,
                "color": QUIET,
                "limit": {"expr": "width"},
            },
            "encoding": {"x": {"value": 0}, "y": {"value": height + 42}, "text": {"field": "hint"}},
        },
        says(height + 58, "title", fontWeight="bold"),
        says(height + 74, "line"),
        says(height + 90, "open", color=KINDS["cooperative"], href={"expr": "datum.url"}),
    ]
    spec = _spec(
        alt,
        height,
        [
            _slider("year", "year", first, last, year),
            _choice("kind", "kind", kinds),
            _choice("body", "one body and its neighbours", bodies.index, bodies.to_list()),
        ],
        layers,
        datasets={"statuses": _csv(data)},
    )
    return Explorer("channel-explorer", spec, alt)


def event_list(record):
    """
    List all events as links to their pages, by year.

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
    events = record.events.assign(url=pages(record, "events")["url"])
    events["when"] = events["date"].map(in_words)
    return Listing(
        {
            str(year): list(rows[["when", "title", "url"]].itertuples(index=False, name=None))
            for year, rows in events.groupby(events["date_earliest"].dt.year)
        }
    )


def institution_list(record):
    """
    List all institutions as links to their pages, by kind.

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
    rows = record.institutions.assign(url=pages(record, "institutions")["url"])
    rows["when"] = rows["founded"].map(in_words, na_action="ignore").fillna("no date known")
    return Listing(
        {
            str(kind).replace("_", " ") + "s": list(
                part[["when", "name", "url"]].itertuples(index=False, name=None)
            )
            for kind, part in rows.groupby("kind", observed=True)
        }
    )
