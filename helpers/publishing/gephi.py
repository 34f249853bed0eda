"""Networks as files for other programs: GEXF and GraphML for Gephi, node-link JSON for d3.

networkx writes all three. Here attributes are made plain, and what would differ from one run to the next is
taken out.
"""

import io
import json
import re
from pathlib import Path
from xml.sax.saxutils import escape

import networkx as nx
import numpy as np
import pandas as pd

from .. import paths
from ..analysis import network
from ..analysis.status import spells
from ..drawing.style import STATUSES

FORMATS = {"gexf": ".gexf", "graphml": ".graphml", "json": ".json"}
CLOSED = "#D9D9D9"
STRETCH = 40.0  # units of a Gephi canvas in a year or a row


def _plain(values):
    """Attributes as every format takes them: nothing empty, lists as one text, days in ISO form."""
    plain = {}
    for name, value in sorted(values.items()):
        if isinstance(value, dict):
            raise TypeError(f"attribute {name!r} holds a dict, which no format of networks takes")
        if isinstance(value, (list, tuple, set, frozenset)):
            items = sorted(value) if isinstance(value, (set, frozenset)) else value
            value = ";".join(map(str, items))
        elif isinstance(value, np.generic):
            value = value.item()
        if value is None or value == "" or (pd.api.types.is_scalar(value) and pd.isna(value)):
            continue
        plain[name] = f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else value
    return plain


def _ordered(graph):
    """A copy with plain attributes, sorted; its parallel edges have keys of their own."""
    copy = graph.__class__(**_plain(graph.graph))
    copy.add_nodes_from((node, _plain(graph.nodes[node])) for node in sorted(graph, key=str))
    edges = []
    for source, target, *key, values in graph.edges(
        data=True, **({"keys": True} if graph.is_multigraph() else {})
    ):
        if not graph.is_directed():
            source, target = sorted((source, target), key=str)
        # networkx writes keys as ids, which have to be the only ones of the file
        edges.append((source, target, *("|".join(map(str, (source, *key, target))) for _ in key), values))
    for *ends, values in sorted(edges, key=lambda edge: list(map(str, edge[:-1]))):
        copy.add_edge(*ends, **_plain(values))
    return copy


def _gexf(graph, times):
    if graph.is_multigraph():
        for *_, key, values in graph.edges(keys=True, data=True):
            values["id"] = key
    for values in graph.nodes.values():
        viz = {}
        if "r" in values:
            viz["color"] = {name: values.pop(name) for name in "rgb"} | {"a": 1.0}
        if "x" in values:
            viz["position"] = {"x": values.pop("x"), "y": values.pop("y"), "z": 0.0}
        if viz:
            values["viz"] = viz
    for node, there in times.items():
        graph.nodes[node]["spells"] = there
        graph.graph["mode"] = "dynamic"
    text = "\n".join(nx.generate_gexf(graph)) + "\n"
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text, count=1)
    maker = escape(graph.graph.get("source", "networkx"))  # not the version of networkx
    return re.sub("<creator>.*?</creator>", lambda _: f"<creator>{maker}</creator>", text, count=1)


def _graphml(graph):
    out = io.BytesIO()
    nx.write_graphml_xml(graph, out)
    return out.getvalue().decode("utf-8")


def write(graph, path, form=None):
    """
    Write a network to a file that other programs open.

    Parameters
    ----------
    graph : networkx.Graph
        Of any class. Nodes may have ``x``, ``y`` (float) and ``r``, ``g``, ``b`` (0 to
        255), which Gephi takes for place and colour, and ``spells``: pairs of a first
        and a last day, None for an open end. GEXF alone holds these, as a dynamic
        network.
    path : path-like
        The file; its folder must be there. A file of that name is written over.
    form : {"gexf", "graphml", "json"}, optional
        By default what the name of the file ends in.

    Returns
    -------
    pathlib.Path
        The file. The same network gives the same bytes, on any day. Lists are joined
        by ``;``, days are ISO dates, and what is empty is left out. The ids of parallel
        edges are source, key and target, joined by ``|``.

    Raises
    ------
    ValueError
        If the format is not one of the three, the folder is missing or the path is a folder.
    TypeError
        If an attribute holds a dict, or what networkx cannot write.

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
    times = {node: list(there) for node, there in graph.nodes(data="spells") if there}
    copy = _ordered(graph)
    for values in copy.nodes.values():
        values.pop("spells", None)
    if form == "gexf":
        text = _gexf(copy, times)
    elif form == "graphml":
        text = _graphml(copy)
    else:
        data = nx.node_link_data(copy, edges="edges")
        text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    paths.write(path, text)
    return path


def _look(graph, places):
    """Give nodes the colours and places of the figures: to the right with time, lanes downwards."""
    first = places["x"].min()
    for node, values in graph.nodes.items():
        colour = STATUSES.get(values["status"], CLOSED)
        values |= {name: int(colour[i : i + 2], 16) for name, i in (("r", 1), ("g", 3), ("b", 5))}
        if node in places.index:
            x, y = places.loc[node, ["x", "y"]]
            values |= {"x": round(STRETCH * (x - first), 2), "y": round(0.0 - STRETCH * y, 2)}


def _there(record):
    """First and last day of each institution; spells that touch are one, and ends of the record none."""
    table, times = spells(record), {}
    for node, start, end, ongoing in table[["institution_id", "start", "end", "ongoing"]].itertuples(
        index=False
    ):
        there = times.setdefault(node, [])
        if there and there[-1][1] == start:
            start = there.pop()[0]
        there.append((start, None if ongoing else end))
    day = pd.Timedelta(days=1)  # spells are half open
    return {
        node: [(f"{start:%Y-%m-%d}", end and f"{end - day:%Y-%m-%d}") for start, end in there]
        for node, there in times.items()
    }


def export(record, path, day=None, form=None):
    """
    Write the network of institutions to a file.

    Parameters
    ----------
    record : helpers.Record
    path : path-like
    day : str, optional
        Such as ``2013-06-30``. Without one the network is that of the last day of the
        record, and GEXF holds all times: a dynamic network.
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
    at = None
    if day is not None:
        at = pd.to_datetime(day, format="%Y-%m-%d", errors="coerce")
        if at is pd.NaT or day != f"{at:%Y-%m-%d}":
            raise ValueError(f"{day!r} is not a day such as 2013-06-30")
    graph = network.graph(record, at)
    graph.graph |= {"released": f"{record.released:%Y-%m-%d}", "source": f"{record.title} {record.version}"}
    _look(graph, network.positions(record))
    for node, there in _there(record).items() if day is None else ():
        if node in graph:
            graph.nodes[node]["spells"] = there
    return write(graph, path, form)
