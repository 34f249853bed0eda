"""Networks as files for other programs: GEXF, GraphML and node-link JSON.

Gephi opens the first two, d3 and most languages the third. The formats:
https://gexf.net/, http://graphml.graphdrawing.org/, and for the last
`networkx.node_link_data`.
"""

import io
import json
import re
from numbers import Integral, Real
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import networkx as nx
import numpy as np
import pandas as pd

from ..analysis import network
from ..analysis.network import LANES, positions
from ..analysis.status import spells
from ..drawing.style import STATUSES

FORMATS = {"gexf": ".gexf", "graphml": ".graphml", "json": ".json"}
CLOSED = "#D9D9D9"
STRETCH = 40.0  # units of a Gephi canvas in a year or a row


def _value(name, value):
    """One attribute value as a type that every format has; None if there is nothing to write."""
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        texts = [str(_value(name, item)) for item in items if _value(name, item) is not None]
        return ";".join(texts) or None
    if isinstance(value, (pd.Timestamp, np.datetime64)) or value is pd.NaT:
        return None if pd.isna(value) else f"{pd.Timestamp(value):%Y-%m-%d}"
    if value is None or value is pd.NA or (isinstance(value, Real) and value != value):
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, str):
        return str(value) or None
    raise TypeError(f"attribute {name!r} holds a {type(value).__name__}, which no format of networks takes")


def _values(rows):
    """The attributes of many nodes or edges, each with one type throughout."""
    found, types = [], {}
    for pairs in rows:
        values = {str(name): _value(name, value) for name, value in sorted(pairs.items())}
        found.append({name: value for name, value in values.items() if value is not None})
        for name, value in found[-1].items():
            types.setdefault(name, set()).add(type(value))
    cast = {name: float if kinds == {int, float} else str for name, kinds in types.items() if len(kinds) > 1}
    return [
        {name: cast[name](value) if name in cast else value for name, value in values.items()}
        for values in found
    ]


def plain(graph):
    """
    Copy a network so that every format can hold it.

    Parameters
    ----------
    graph : networkx.Graph
        Of any class, directed or not, with parallel edges or without.

    Returns
    -------
    networkx.Graph
        Of the same class. Nodes are text; nodes, edges and attributes are in the
        order of the alphabet, so that the same network gives the same file.
        Attributes are text, whole numbers, numbers or truth values: lists become
        one text joined by ``;`` (sets are sorted first), days become ISO dates;
        what is None, NaN or empty is left out, as the formats know no empty value.
        An attribute has one type throughout: whole numbers beside others become
        numbers, other mixtures text.
        Each edge has an ``id`` of its own: source, key and target joined by ``|``.

    Raises
    ------
    TypeError
        If an attribute holds anything else.
    ValueError
        If two nodes have the same text.

    Examples
    --------
    >>> graph = nx.MultiDiGraph()
    >>> graph.add_node("NRC", levels=("ambassadors", "experts"), ended=None)
    >>> graph.add_edge("PJC", "NRC", key="succeeded_by")
    'succeeded_by'
    >>> tidy = plain(graph)
    >>> tidy.nodes["NRC"], list(tidy.edges(keys=True, data="id"))
    ({'levels': 'ambassadors;experts'}, [('PJC', 'NRC', 'succeeded_by', 'PJC|succeeded_by|NRC')])
    """
    copy = graph.__class__(**_values([graph.graph])[0])
    nodes = sorted(graph, key=str)
    if len({str(node) for node in nodes}) < len(nodes):
        raise ValueError("two nodes have the same text")
    for node, values in zip(nodes, _values(graph.nodes[node] for node in nodes)):
        copy.add_node(str(node), **values)
    rows = []
    for *ends, pairs in graph.edges(data=True, **_keys(graph)):
        source, target, *key = map(str, ends)
        if not graph.is_directed():
            source, target = sorted((source, target))
        rows.append(((source, target, *key), pairs))
    rows.sort(key=lambda row: row[0])
    for (source, target, *key), values in zip(
        (ends for ends, _ in rows), _values(pairs for _, pairs in rows)
    ):
        copy.add_edge(source, target, *key)
        copy.edges[(source, target, *key)].update(values, id="|".join([source, *key, target]))
    return copy


def _keys(graph):
    return {"keys": True} if graph.is_multigraph() else {}


def _rgb(colour):
    return {name: int(colour[i : i + 2], 16) for name, i in (("r", 1), ("g", 3), ("b", 5))}


def _graphml(graph, looks, times):
    copy = graph.__class__(**graph.graph)
    for node, pairs in graph.nodes(data=True):
        copy.add_node(node, **pairs, **looks.get(node, {}))
    for source, target, *key, pairs in graph.edges(data=True, **_keys(graph)):
        key = [pairs["id"]] if key else []  # the key is the edge's id there, and has to be the only one
        copy.add_edge(source, target, *key)
        copy.edges[(source, target, *key)].update(pairs)
        del copy.edges[(source, target, *key)]["id"]
    out = io.BytesIO()
    nx.write_graphml_xml(copy, out)
    return out.getvalue().decode("utf-8")


RESERVED = {
    "node": ("id", "pid", "parents", "spells", "slices", "viz", "start", "end"),
    "edge": ("type", "viz"),
}


def _gexf(graph, looks, times):
    copy = graph.copy()
    for what, items in (("node", copy.nodes), ("edge", copy.edges)):
        for item in items:
            for name in RESERVED[what]:
                if name in items[item]:
                    items[item][f"{name}_"] = items[item].pop(name)
    for node, look in looks.items():
        if node in copy:
            viz = copy.nodes[node]["viz"] = {}
            if "r" in look:
                viz["color"] = {name: look[name] for name in "rgb"} | {"a": 1.0}
            if "x" in look:
                viz["position"] = {"x": look["x"], "y": look["y"], "z": 0.0}
    for node, pairs in times.items():
        if node in copy:
            copy.nodes[node]["spells"] = list(pairs)
            copy.graph["mode"] = "dynamic"
    text = "\n".join(nx.generate_gexf(copy)) + "\n"
    # The writer stamps the day of writing and its own version; neither is about the network.
    day = graph.graph.get("released") or graph.graph.get("at")
    stamp = f" lastmodifieddate={quoteattr(str(day))}" if day else ""
    maker = escape(str(graph.graph.get("source", "networkx")))
    text = re.sub(r' lastmodifieddate="[^"]*"', lambda _: stamp, text, count=1)
    return re.sub(r"<creator>[^<]*</creator>", lambda _: f"<creator>{maker}</creator>", text, count=1)


def _json(graph, looks, times):
    copy = graph.copy()
    for node, look in looks.items():
        if node in copy:
            copy.nodes[node].update(look)
    data = nx.node_link_data(copy, edges="edges")
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


_WRITERS = {"gexf": _gexf, "graphml": _graphml, "json": _json}


def write(graph, path, form=None, looks=None, times=None):
    """
    Write a network to a file that other programs open.

    Parameters
    ----------
    graph : networkx.Graph
        Of any class; made `plain` first.
    path : path-like
        The file; its folder must be there. A file of that name is written over.
    form : {"gexf", "graphml", "json"}, optional
        By default what the name of the file ends in.
    looks : dict of str to dict, optional
        Node to ``x``, ``y`` (float) and ``r``, ``g``, ``b`` (0 to 255), as
        `looks_of` gives them. GEXF has them as positions and colours, the others
        as attributes, which Gephi takes for the same.
    times : dict of str to list of tuple, optional
        Node to spells of presence, each a first and a last day as ISO dates or
        None for an open end; GEXF alone holds them, as a dynamic network.

    Returns
    -------
    pathlib.Path
        The file. The same network gives the same bytes, on any day.

    Notes
    -----
    GraphML has no keys of parallel edges; its edges carry the ``id`` of `plain`.
    GEXF has meanings of its own for some names (`RESERVED`); an attribute of such a
    name is written with ``_`` behind it.

    Raises
    ------
    ValueError
        If the format is not one of the three, the folder is missing or the path
        is a folder.
    TypeError
        If an attribute cannot be written, see `plain`.

    Examples
    --------
    >>> import helpers, tempfile
    >>> graph = network.graph(helpers.load(), "2003-06-30")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     back = nx.read_graphml(write(graph, f"{folder}/june.graphml"))
    >>> back.nodes["PJC"]["status"]
    'closed'
    """
    path = Path(path)
    form = path.suffix.lstrip(".").lower() if form is None else form
    if form not in FORMATS:
        raise ValueError(f"a network is written as {', '.join(FORMATS)}, not {form!r}")
    if path.is_dir():
        raise ValueError(f"{path} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise ValueError(f"there is no folder {path.parent}")
    text = _WRITERS[form](plain(graph), looks or {}, times or {})
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def looks_of(record, graph, kinds=LANES):
    """
    Place and colour the institutions of a network as the notebooks do.

    Parameters
    ----------
    record : helpers.Record
    graph : networkx.MultiDiGraph
        As `helpers.analysis.network.graph` gives it.
    kinds : sequence of str
        Lanes, see `helpers.analysis.network.positions`.

    Returns
    -------
    dict of str to dict
        Node to ``r``, ``g``, ``b`` (colour of its status) and, where a founding
        date is known, ``x`` (to the right with time) and ``y`` (upwards).

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> looks = looks_of(record, network.graph(record, "2003-06-30"))
    >>> looks["NACC"]["x"] < looks["NRC"]["x"], looks["NRC"]["g"]
    (True, 158)
    """
    places = positions(record, kinds)
    first = float(places["x"].min())
    looks = {}
    for node, stands in graph.nodes(data="status"):
        looks[node] = _rgb(STATUSES.get(stands, CLOSED))
        if node in places.index:
            x, y = float(places.at[node, "x"]), float(places.at[node, "y"])
            looks[node] |= {"x": round(STRETCH * (x - first), 2), "y": round(0.0 - STRETCH * y, 2)}
    return looks


def times_of(record, bound="earliest"):
    """
    When each institution was there, for a dynamic network.

    Parameters
    ----------
    record : helpers.Record
    bound : {"earliest", "latest"}
        See `helpers.analysis.status.spells`.

    Returns
    -------
    dict of str to list of tuple
        Institution to its first and last day, as ISO dates; spells that touch
        are one, and the end is None where it is that of the record.

    Examples
    --------
    >>> import helpers
    >>> times_of(helpers.load())["PJC"]
    [('1997-05-27', '2002-05-27')]
    """
    table = spells(record, bound)
    again = table["institution_id"].eq(table["institution_id"].shift())
    run = (~(again & table["start"].eq(table["end"].shift()))).cumsum()
    whole = table.groupby(run).agg(
        {"institution_id": "first", "start": "first", "end": "last", "ongoing": "last"}
    )
    times = {}
    for node, start, end, ongoing in whole.itertuples(index=False):
        last = None if ongoing else f"{end - pd.Timedelta(days=1):%Y-%m-%d}"  # spells are half open
        times.setdefault(node, []).append((f"{start:%Y-%m-%d}", last))
    return times


def export(record, path, day=None, form=None):
    """
    Write the network of institutions to a file.

    Parameters
    ----------
    record : helpers.Record
    path : path-like
    day : str, optional
        The day that is taken. Without one the network is that of the last day of
        the record, and GEXF holds all times: a dynamic network.
    form : {"gexf", "graphml", "json"}, optional
        By default what the name of the file ends in.

    Returns
    -------
    pathlib.Path
        The file, see `write`.

    Raises
    ------
    ValueError
        If the day cannot be read or lies after the record, or as `write` does.

    Examples
    --------
    >>> import helpers, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     text = export(helpers.load(), f"{folder}/all.gexf").read_text(encoding="utf-8")
    >>> 'mode="dynamic"' in text
    True
    """
    at = None if day is None else pd.to_datetime(day, format="%Y-%m-%d", errors="coerce")
    if at is pd.NaT:
        raise ValueError(f"{day!r} is not a day such as 2013-06-30")
    graph = network.graph(record, at)
    graph.graph["released"] = f"{record.released:%Y-%m-%d}"
    graph.graph["source"] = f"{record.title} {record.version}"
    times = times_of(record) if day is None else {}
    return write(graph, path, form, looks_of(record, graph), times)
