"""Explorers: nothing lost, nothing hidden, nothing run that comes from the data."""

import csv
import dataclasses
import io
import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest

from helpers import paths
from helpers.analysis import network
from helpers.drawing import body_explorer, event_explorer, explorers
from helpers.publishing import notebooks, site_parts, site_tables

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture(scope="module")
def timeline(record):
    return event_explorer.timeline(record)


@pytest.fixture(scope="module")
def channels(record):
    return body_explorer.channels(record)


def changed(record, table, column, value):
    """A record whose first row of a table holds another value."""
    rows = record.tables[table].copy()
    rows[column] = rows[column].astype(object)
    rows.loc[rows.index[0], column] = value
    return dataclasses.replace(record, tables={**record.tables, table: rows})


def test_dots_of_one_row_keep_their_distance(record):
    table = event_explorer.places(record, gap=0.5)
    assert table.index.equals(record.events.index)
    for _, row in table.sort_values("x").groupby(["lane", "y"]):
        assert (row["x"].diff().dropna() >= 0.5).all()
    spans = table.groupby("lane")["y"].agg(["min", "max"]).sort_values("min")
    assert (spans["min"].to_numpy()[1:] > spans["max"].to_numpy()[:-1]).all()


def test_a_gap_must_be_a_length(record):
    with pytest.raises(ValueError, match="the gap is a length in years, not 0"):
        event_explorer.places(record, gap=0)


def test_every_type_of_event_has_a_lane(record):
    assert set(event_explorer.TYPES) == set(record.vocabulary("events", "type")) - {"meeting"}


def test_a_meeting_stands_with_its_forum_or_with_other_contacts():
    events = pd.DataFrame(
        {"type": ["meeting", "meeting", "crisis", "new"], "forum": ["NRC", None, None, None]}
    )
    assert event_explorer.lane_of(events).tolist() == [
        "NRC",
        event_explorer.CONTACTS,
        "crises",
        "other events",
    ]


def test_the_timeline_holds_every_event(record, timeline):
    rows = list(csv.DictReader(io.StringIO(timeline.spec["data"]["values"])))
    assert [row["title"] for row in rows] == record.events["title"].tolist()
    assert all(row["url"].startswith("http") for row in rows)
    phases = next(item for item in timeline.spec["params"] if item["name"] == "phase")["bind"]["options"]
    assert {row["phase"] for row in rows} == set(phases) - {"all"}
    rows = {row["title"]: row["phase"] for row in rows}
    assert (
        rows["London Declaration offers diplomatic liaison to the Soviet Union"] == "before the first phase"
    )


@pytest.mark.parametrize("year", [1990, 1999, 2008, 2013, 2022, 2026])
def test_the_network_of_a_year_is_that_of_its_day(record, year):
    nodes, edges = body_explorer.channel_years(record)
    graph = network.graph(record, min(pd.Timestamp(year, 6, 30), record.observed_until))
    now = nodes[(nodes["first"] <= year) & (year <= nodes["last"])]
    stands = {node: value for node, value in graph.nodes(data="status") if value in network.BEGUN}
    assert dict(zip(now["institution_id"], now["status"])) == stands
    held = edges[(edges["first"] <= year) & (year <= edges["last"])]
    expected = {
        (a, kind, b)
        for a, b, kind in graph.edges(keys=True)
        if a in stands and b in stands and (kind == "succeeded_by" or "closed" not in (stands[a], stands[b]))
    }
    assert set(held[["source", "relation", "target"]].itertuples(index=False, name=None)) == expected


def test_runs_of_years():
    assert body_explorer._runs([1, 2, 3, 4, 5], ["a", "a", None, "a", "b"]) == [
        (1, 2, "a"),
        (4, 4, "a"),
        (5, 5, "b"),
    ]


def test_a_year_outside_the_record_is_refused(record):
    with pytest.raises(ValueError, match="not to 1950"):
        body_explorer.channels(record, 1950)


@pytest.mark.parametrize("version", ["5.8", site_parts.VEGA])
def test_both_versions_of_vega_lite_take_the_specifications(timeline, channels, version):
    import vl_convert

    for explorer in (timeline, channels):
        assert vl_convert.vegalite_to_vega(explorer.spec, vl_version=version)["marks"]


def test_explorers_ask_nothing_of_the_network(timeline, channels):
    for explorer in (timeline, channels):
        text = json.dumps(explorer.spec)
        assert '"data": {"url"' not in text and '"image"' not in text
        assert explorer.spec["usermeta"]["embedOptions"]["actions"] is False


def test_jupyterlab_draws_the_type_that_explorers_have(timeline):
    bundle = timeline._repr_mimebundle_()
    assert set(bundle) == {explorers.MIME, "text/plain"} and bundle["text/plain"].startswith(
        "[timeline-explorer] "
    )
    scripts = Path(sys.prefix, "share", "jupyter", "lab", "static").glob("*.js")
    assert any(
        explorers.MIME.removeprefix("application/") in path.read_text(encoding="utf-8") for path in scripts
    )


def test_explorers_are_the_same_every_time(record, timeline, channels):
    assert event_explorer.timeline(record).spec == timeline.spec
    assert body_explorer.channels(record).spec == channels.spec


def test_text_from_the_data_stays_text(record):
    events, bodies = (
        changed(record, "events", "title", HOSTILE),
        changed(record, "institutions", "name", HOSTILE),
    )
    shown = [
        explorers.event_list(events)._repr_html_(),
        explorers.institution_list(bodies)._repr_html_(),
        site_tables.event_table(events),
        site_tables.institution_table(bodies),
    ]
    for html in shown:
        assert "<script" not in html and "&lt;script&gt;" in html
    for chart in (event_explorer.timeline(events), body_explorer.channels(bodies)):
        html = site_parts.explorer(chart.name, chart.spec, chart.alt)
        assert html.count("<script") == 1 and "\\u003cscript>" in html


def test_addresses_that_are_not_of_the_web_are_no_links():
    listing = explorers.Listing({"a": [("b", "c", "javascript:alert(1)"), ("d", "e", 'https://x/"y')]})
    assert "javascript" not in listing._repr_html_() and 'href="https://x/&quot;y"' in listing._repr_html_()
    assert repr(listing) == "a: 2"


def test_the_notebook_shows_what_the_helpers_give(timeline, channels):
    notebook = notebooks.parsed(paths.NOTEBOOKS / "01_explore.ipynb")
    shown = [
        output.data[explorers.MIME]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if explorers.MIME in output.get("data", {})
    ]
    assert shown == [json.loads(json.dumps(chart.spec)) for chart in (timeline, channels)]


def test_an_official_source_comes_first(record):
    sources = pd.DataFrame(
        {
            "source_id": ["a", "b", "c"],
            "title": ["A", None, "C"],
            "publisher": ["p", "q", None],
            "url": ["https://a", "https://b", "https://c"],
            "kind": ["press", "official", "official"],
        }
    )
    events = pd.DataFrame({"sources": [("a", "b", "c"), ("a",), ()]})
    small = dataclasses.replace(record, tables={"events": events, "sources": sources})
    found = explorers.first_sources(small, "events")
    assert found["url"].tolist() == ["https://b", "https://a", ""]
    assert found["source"].tolist() == ["q: title not noted", "p: A", ""]
    assert found["official"].tolist() == [True, False, False]
    assert found["sources"].tolist() == [3, 1, 0]


def test_a_template_is_filled_and_says_what_it_lacks():
    with pytest.raises(KeyError, match="alt"):
        explorers.filled("events")


def test_nothing_of_a_template_is_left_open(timeline, channels):
    for explorer in (timeline, channels):
        assert not re.search(r'"\$[a-zA-Z_]+"(?!:)', json.dumps(explorer.spec))


def test_the_list_puts_fields_above_the_picture():
    assert ".vega-bindings { order: -1;" in explorers.Listing({})._repr_html_()
