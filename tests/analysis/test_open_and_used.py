"""Open against used: days, years and meetings on a small record with a known answer."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from test_lineage import KINDS, frame

from helpers import drawing, figure, style
from helpers.analysis import open_and_used


@pytest.fixture
def record():
    """F is open in 2001 to 2003 and suspended in 2002 from July; its part P meets from 2003; L is a hotline."""
    institutions = frame(
        [
            ("F", "forum", ("ministers",), "2001-01-01", "2004-01-01", ""),
            ("P", "forum", ("staff",), "2003-01-01", "", "F"),
            ("L", "channel", (), "2002-01-01", "2003-01-01", ""),
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
    meetings = frame(
        [
            ("F", "ministers", (), "2001-03-01", "explicit"),
            ("F", "ministers", (), "2001-09-01", "announced"),
            ("F", "ministers", (), "2002-08-01", "explicit"),
            ("", "other", ("L", "F"), "2002-05-01", "explicit"),
            ("F", "staff", (), "2002-05-01", "explicit"),
        ],
        ["forum", "level", "institutions", "date", "evidence"],
        ["date"],
    )
    relations = pd.DataFrame(columns=["source", "relation", "target"], dtype=object)
    return SimpleNamespace(
        institutions=institutions,
        status=status,
        coverage=coverage,
        meetings=meetings,
        relations=relations,
        released=pd.Timestamp("2003-12-31"),
    )


def test_a_level_is_open_with_the_part_that_meets_there(record):
    table = open_and_used.edges(record)
    assert table[["forum", "level", "bodies"]].to_numpy().tolist() == [
        ["F", "ministers", ("F",)],
        ["F", "staff", ("P",)],
        ["L", "", ("L",)],
    ]


def test_days_meetings_and_states_of_every_year(record):
    rows = open_and_used.by_year(record)[
        ["forum", "level", "year", "open_days", "meetings", "inside", "state"]
    ]
    assert rows.to_numpy().tolist() == [
        ["F", "ministers", 2001, 365, 2, 2, "met"],
        ["F", "ministers", 2002, 181, 1, 0, "met"],
        ["F", "ministers", 2003, 364, 0, 0, "no page"],
        ["F", "staff", 2002, 0, 1, 0, "met while shut"],
        ["F", "staff", 2003, 364, 0, 0, "empty"],
        ["L", "", 2002, 365, 1, 1, "met"],
    ]


def test_evidence_and_presumption_can_be_left_out(record):
    rows = open_and_used.by_year(record, evidence=["explicit"]).set_index(["forum", "level", "year"])
    assert rows.loc[("F", "ministers", 2001), "meetings"] == 1
    firm = open_and_used.by_year(record, presumed=False).set_index(["forum", "level", "year"])
    assert ("F", "staff", 2003) not in firm.index  # nobody knows how long P went on
    with pytest.raises(ValueError, match="bound is one of"):
        open_and_used.by_year(record, bound="middle")


def test_rates_are_per_open_year(record):
    table = open_and_used.open_and_used(open_and_used.by_year(record))
    row = table.loc[("F", "ministers")]
    assert row[["years_open", "met", "empty", "no_page", "meetings", "shut"]].tolist() == [3, 2, 0, 1, 2, 1]
    assert row["open_years"] == pytest.approx((365 + 181 + 364) / 365.25)
    assert row["per_year"] == pytest.approx(2 / row["open_years"])
    assert row["lower"] * row["open_years"] == pytest.approx(
        0.2422, abs=1e-4
    )  # Garwood's table for a count of 2
    assert row["upper"] * row["open_years"] == pytest.approx(7.2247, abs=1e-4)
    shut = open_and_used.open_and_used(
        open_and_used.by_year(record).query("year == 2002 and level == 'staff'")
    )
    assert np.isnan(shut["per_year"].item())


def test_a_square_for_every_year():
    fig, ax = figure("single", 2)
    cells = pd.DataFrame({"row": [0, 0, 1], "year": [2001, 2002, 2001], "state": ["met", "empty", "no page"]})
    drawing.year_cells(ax, cells, ["one", "two"], style.USE)
    assert len(ax.patches) == 3
    assert [text.get_text() for text in ax.get_yticklabels()] == ["one", "two"]
    assert set(style.USE) == set(open_and_used.STATES)
