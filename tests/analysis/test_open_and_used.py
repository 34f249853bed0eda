"""Open against used: spans, sessions and ends of forums on a small record with a known answer."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from test_lines_of_descent import KINDS, frame

import helpers
from helpers import drawing, figure, style
from helpers.analysis import open_and_used


@pytest.fixture
def record():
    """F is open in 2001 to 2003 and suspended in 2002 from July; its part P meets from 2003."""
    institutions = frame(
        [
            ("F", "forum", ("ministers",), "2001-01-01", "2004-01-01", ""),
            ("P", "forum", ("staff",), "2003-01-01", "", "F"),
        ],
        ["institution_id", "kind", "levels", "founded", "ended", "parent"],
        ["founded", "ended"],
    )
    institutions["kind"] = pd.Categorical(institutions["kind"], KINDS)
    status = frame(
        [("F", "suspended", "2002-07-01", "2003-01-01"), ("F", "active", "2003-01-01", "")],
        ["institution_id", "status", "start", "end"],
        ["start", "end"],
    )
    coverage = pd.DataFrame(
        [
            ("F", "ministers", 2001, "complete"),
            ("F", "ministers", 2002, "complete"),
            ("F", "ministers", 2003, "partial"),
            ("F", "staff", 2003, "complete"),
        ],
        columns=["forum", "level", "year", "completeness"],
    )
    events = frame(
        [
            ("F", "ministers", ("arms",), (), "2001-03-01", "meeting"),
            ("F", "ministers", ("arms", "trade"), (), "2001-09-01", "meeting"),
            ("F", "ministers", (), (), "2002-08-01", "meeting"),
            ("F", "staff", (), (), "2002-05-01", "meeting"),
            ("", "", (), ("F",), "2001-09-01", "declaration"),
        ],
        ["forum", "level", "topics", "institutions", "date", "type"],
        ["date"],
    )
    events["year"] = events["date_earliest"].dt.year
    held = events[events["type"] == "meeting"]
    return SimpleNamespace(
        institutions=institutions,
        status=status,
        coverage=coverage,
        events=events,
        sessions=lambda forums=None: held if forums is None else held[held["forum"].isin(forums)],
        relations=pd.DataFrame(columns=["source", "relation", "target"], dtype=object),
        observed_until=pd.Timestamp("2005-12-31"),
    )


def test_a_level_is_open_with_the_part_that_meets_there(record):
    table = open_and_used.seats(record)
    assert table.to_numpy().tolist() == [["F", "ministers", ("F",)], ["F", "staff", ("P",)]]


def test_years_are_cut_where_the_status_changes(record):
    rows = open_and_used.by_span(record)[["level", "start", "end", "sessions", "state"]]
    rows = rows.assign(start=rows["start"].dt.strftime("%Y-%m"), end=rows["end"].dt.strftime("%Y-%m"))
    assert rows.to_numpy().tolist() == [
        ["ministers", "2001-01", "2002-01", 2, "met"],
        ["ministers", "2002-01", "2002-07", 0, "empty"],
        ["ministers", "2002-07", "2003-01", 1, "met while shut"],
        ["ministers", "2003-01", "2004-01", 0, "no source"],
        ["staff", "2002-01", "2003-01", 1, "met while shut"],
        ["staff", "2003-01", "2004-01", 0, "empty"],
    ]
    with pytest.raises(ValueError, match="bound is one of"):
        open_and_used.by_span(record, bound="middle")


def test_signs_of_life_are_counted_year_by_year(record):
    table = open_and_used.vitality(record, ["F"]).loc["F"]
    assert table.index.tolist() == [2001, 2002, 2003, 2004]
    assert table.loc[2001].tolist() == [2, 1, 2, 1] and table.loc[2002].tolist() == [2, 2, 0, 0]
    assert table.loc[2004].tolist() == [0, 0, 0, 0]


def test_forums_end_in_use_or_after_a_silence(record):
    row = open_and_used.ends(record, ["F"]).loc["F"]
    assert (row["silence"], row["best_year"], row["fate"]) == (518, 2, "ended after a silence")
    assert open_and_used.ends(record, ["F"], silent=600)["fate"].item() == "met until its end"
    still = {name: value for name, value in vars(record).items() if name != "_results"}
    still["observed_until"] = pd.Timestamp("2002-10-01")
    still["institutions"] = record.institutions.assign(ended=np.nan, ended_earliest=pd.NaT)
    assert open_and_used.ends(SimpleNamespace(**still), ["F"])["fate"].item() == "dormant"
    still["status"] = record.status.iloc[:0]
    assert open_and_used.ends(SimpleNamespace(**still), ["F"])["fate"].item() == "alive"
    assert open_and_used.ends(SimpleNamespace(**still), ["F"], silent=30)["fate"].item() == "open, not used"


def test_a_bar_for_every_span(record):
    fig, ax = figure("single", 2)
    table = open_and_used.by_span(record)
    table["row"] = table["level"].map({"ministers": 0, "staff": 1})
    drawing.spans(ax, table, ["one", "two"], style.USE)
    assert len(ax.patches) == len(table)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["one", "two"]
    assert set(style.USE) == set(open_and_used.STATES)


def test_the_council_met_at_ambassadors_level_only():
    record = helpers.load()
    held = open_and_used.by_span(record, ["NRC"]).query("start >= @record.turn and sessions > 0")
    assert set(held["level"]) == {"ambassadors"}
    assert held["sessions"].sum() == (record.sessions(["NRC"])["date_earliest"] >= record.turn).sum()
