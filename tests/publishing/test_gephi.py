"""Networks as files: nothing is lost on the way but what is documented, and the bytes stand still."""

import json
from types import SimpleNamespace
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from helpers import paths
from helpers.__main__ import main
from helpers.analysis import network
from helpers.publishing import gephi

READERS = {
    "gexf": nx.read_gexf,
    "graphml": lambda path: nx.read_graphml(path, force_multigraph=True),
    "json": lambda path: nx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="edges"),
}
each = pytest.mark.parametrize("form", gephi.FORMATS)


@pytest.fixture
def motley():
    """A small network with every type there is, parallel edges, and nothing in order."""
    graph = nx.MultiDiGraph(at="2003-06-30")
    graph.add_node(
        "b",
        label="Bé & <co>",
        count=3,
        share=0.25,
        open=True,
        none=None,
        nan=float("nan"),
        levels=("x", "y"),
        day=pd.Timestamp("2003-05-27"),
        some={"q", "p"},
        size=np.int64(4),
        empty=(),
    )
    graph.add_node("a", label="A", share=0.5, open=np.bool_(False))
    graph.add_node("c", label="C")
    graph.add_edge("b", "a", key="second", since=1999, weight=2.5)
    graph.add_edge("b", "a", key="first", since=None)
    graph.add_edge("a", "b", key="first", sort="odd")
    return graph


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph])
def test_networks_of_every_class_keep_it(kind, tmp_path):
    graph = kind()
    graph.add_edge("b", "a", weight=2)
    for form, read in READERS.items():
        back = read(gephi.write(graph, tmp_path / f"n.{form}"))
        assert back.is_directed() == graph.is_directed()
        ((source, target, weight),) = back.edges(data="weight")
        assert {source, target} == {"a", "b"} and weight == 2
        assert not graph.is_directed() or (source, target) == ("b", "a")


def returned(form, path):
    """A file read back by networkx: nodes with attributes, edges with ends, id and attributes."""
    graph = READERS[form](path)
    assert type(graph) is nx.MultiDiGraph
    nodes = {
        node: {name: value for name, value in pairs.items() if name != "viz"}
        for node, pairs in graph.nodes(data=True)
    }
    edges = {}
    for source, target, key, pairs in graph.edges(keys=True, data=True):
        pairs.pop("key", None)
        edges[pairs.pop("id", key)] = (source, target, pairs)
    return nodes, edges


@each
def test_the_way_there_and_back_loses_nothing_but_what_is_empty(form, motley, tmp_path):
    nodes, edges = returned(form, gephi.write(motley, tmp_path / f"n.{form}"))
    assert list(nodes) == ["a", "b", "c"]
    assert nodes["b"] == {
        "label": "Bé & <co>",
        "count": 3,
        "share": 0.25,
        "open": True,
        "levels": "x;y",
        "day": "2003-05-27",
        "some": "p;q",
        "size": 4,
    }
    assert nodes["a"] == {"label": "A", "share": 0.5, "open": False}
    assert type(nodes["b"]["size"]) is int and type(nodes["a"]["open"]) is bool
    assert edges == {
        "a|first|b": ("a", "b", {"sort": "odd"}),
        "b|first|a": ("b", "a", {}),
        "b|second|a": ("b", "a", {"since": 1999, "weight": 2.5}),
    }
    assert "none" in motley.nodes["b"]  # the network that was given stays as it was


@each
def test_the_network_of_a_day_comes_back_whole(form, record, tmp_path):
    graph = network.graph(record, "2013-06-30")
    nodes, edges = returned(form, gephi.export(record, tmp_path / f"n.{form}", "2013-06-30"))
    assert set(nodes) == set(graph)
    for node, pairs in graph.nodes(data=True):
        assert {name: nodes[node][name] for name in pairs} == pairs
    assert sorted((source, pairs["relation"], target) for source, target, pairs in edges.values()) == sorted(
        (source, key, target) for source, target, key in graph.edges(keys=True)
    )


@each
def test_the_same_network_gives_the_same_bytes_on_any_day(form, record, tmp_path, monkeypatch, motley):
    first = gephi.export(record, tmp_path / f"one.{form}").read_bytes()
    small = gephi.write(motley, tmp_path / f"small.{form}").read_bytes()
    monkeypatch.setattr("networkx.readwrite.gexf.time", SimpleNamespace(strftime=lambda *_: "2031-01-01"))
    assert gephi.export(record, tmp_path / f"two.{form}").read_bytes() == first
    turned = nx.MultiDiGraph(**motley.graph)
    turned.add_nodes_from(reversed(list(motley.nodes(data=True))))
    turned.add_edges_from(reversed(list(motley.edges(keys=True, data=True))))
    assert gephi.write(turned, tmp_path / f"turned.{form}").read_bytes() == small
    assert b"2031" not in first and b"\r" not in first


def test_gexf_has_ids_of_its_own_places_colours_and_times(record, tmp_path):
    text = gephi.export(record, tmp_path / "n.gexf").read_text(encoding="utf-8")
    tree = ElementTree.fromstring(text)
    space = {"g": "http://www.gexf.net/1.2draft", "viz": "http://www.gexf.net/1.2draft/viz"}
    ids = [edge.get("id") for edge in tree.iterfind(".//g:edge", space)]
    assert len(set(ids)) == len(ids) > 10
    graph = tree.find("g:graph", space)
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    node = {node.get("id"): node for node in tree.iterfind(".//g:node", space)}
    spell = node["PJC"].find("g:spells/g:spell", space)
    assert (spell.get("start"), spell.get("end")) == ("1997-05-27", "2002-05-27")
    assert node["EAPC"].find("g:spells/g:spell", space).get("end") is None
    assert node["NRC"].find("viz:color", space).get("r") == str(int(gephi.STATUSES["dormant"][1:3], 16))
    places = [float(node[name].find("viz:position", space).get("x")) for name in ("NACC", "PJC", "NRC")]
    assert places == sorted(places)
    assert tree.find("g:meta/g:creator", space).text == f"{record.title} {record.version}"
    assert "lastmodifieddate" not in text


def test_graphml_edges_have_ids_of_their_own(record, tmp_path):
    tree = ElementTree.parse(gephi.export(record, tmp_path / "n.graphml"))
    ids = [edge.get("id") for edge in tree.iterfind(".//{*}edge")]
    keys = [key.get("id") for key in tree.iterfind(".//{*}key")]
    assert len(set(ids)) == len(ids) and len(set(keys)) == len(keys)


def test_what_cannot_be_written_is_refused_with_the_reason(record, motley, tmp_path):
    with pytest.raises(ValueError, match="gexf, graphml, json, not 'txt'"):
        gephi.write(motley, tmp_path / "n.txt")
    with pytest.raises(ValueError, match="not ''"):
        gephi.write(motley, tmp_path / "n")
    with pytest.raises(ValueError, match="there is no folder"):
        gephi.write(motley, tmp_path / "no" / "n.gexf")
    (tmp_path / "folder.gexf").mkdir()
    with pytest.raises(ValueError, match="is a folder"):
        gephi.write(motley, tmp_path / "folder.gexf")
    for day in ("2013-13-01", "2013-6-3", "soon", ""):
        with pytest.raises(ValueError, match="is not a day"):
            gephi.export(record, tmp_path / "n.gexf", day)
    with pytest.raises(ValueError, match="the record ends on"):
        gephi.export(record, tmp_path / "n.gexf", "2050-01-01")
    motley.nodes["a"]["look"] = {"x": 1}
    for form in gephi.FORMATS:
        with pytest.raises(TypeError, match="'look' holds a dict"):
            gephi.write(motley, tmp_path / f"n.{form}")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder.gexf"]


def test_the_command_writes_a_file_or_says_why_not(tmp_path, capsys):
    target = tmp_path / "june.gexf"
    assert main(["export", "--day", "2013-06-30", "--out", str(target)]) == 0
    assert capsys.readouterr().out == f"{target}: 2013-06-30\n" and target.exists()
    assert main(["export", "--out", str(tmp_path / "june"), "--day", "2013-06-30", "--format", "json"]) == 0
    assert json.loads((tmp_path / "june").read_text(encoding="utf-8"))["directed"] is True
    capsys.readouterr()
    assert main(["export", "--day", "June", "--out", str(target)]) == 1
    assert capsys.readouterr().out == "'June' is not a day such as 2013-06-30\n"
    assert main(["export", "--folder", str(paths.UKRAINE), "--out", str(target)]) == 0
    assert "NUC" in nx.read_gexf(target)
