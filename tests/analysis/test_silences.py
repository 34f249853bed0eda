"""Silences: gaps with uncertain ends, the open one beside those before it, and how complete the lists are."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.analysis import silences
from helpers.record.dates import parse_edtf

DAY = pd.Timestamp


def events(dates, level="ambassadors"):
    parsed = parse_edtf(dates)
    frame = pd.DataFrame({"event_id": [f"e{i}" for i in range(len(dates))], "level": level})
    frame["date"] = pd.Series(dates, dtype="str")
    frame["date_earliest"], frame["date_latest"] = parsed["earliest"], parsed["latest"]
    frame["date_begins_latest"] = parsed["begins_latest"]
    return frame


def test_gaps_are_days_between_first_days_and_the_last_stays_open():
    table = silences.gaps(events(["2003-01-11/2003-01-13", "2003-01-01", "2003-02-10"]), DAY("2003-02-20"))
    assert table["days"].tolist() == [10, 30, 10]
    assert table["closed"].tolist() == [True, True, False]
    assert table["last_event"].tolist() == ["e1", "e0", "e2"] and table["next_event"].iloc[0] == "e0"
    assert (table["shortest"] == table["days"]).all() and (table["longest"] == table["days"]).all()


def test_a_month_moves_both_of_its_gaps_between_bounds():
    table = silences.gaps(events(["2003-01-01", "2003-03", "2003-05-01"]), DAY("2003-05-01"))
    assert table["start"].iloc[1] == DAY("2003-03-16")
    assert table[["days", "shortest", "longest"]].to_numpy().tolist() == [
        [74, 59, 89],
        [46, 31, 61],
        [0, 0, 0],
    ]


def test_a_year_that_may_lie_on_either_side_cannot_make_a_gap_negative():
    table = silences.gaps(events(["2003", "2003-07-10", "2004-01-01"]), DAY("2004-02-01"))
    assert table["shortest"].tolist() == [0, 1, 31]
    assert table["longest"].iloc[1] == 175


def test_events_on_one_day_leave_no_gap():
    assert silences.gaps(events(["2003-01-01", "2003-01-01"]), DAY("2003-01-05"))["days"].tolist() == [4]


def test_a_month_that_is_not_over_ends_with_the_record():
    table = silences.gaps(events(["2003-01"]), DAY("2003-01-11"))
    assert table[["days", "shortest", "longest"]].iloc[0].tolist() == [5, 0, 10]


@given(
    st.lists(
        st.sampled_from(["2003", "2003-02", "2003-02-03", "2003-07", "2004-01-01", "2004-05"]), min_size=1
    )
)
def test_bounds_hold_every_gap_and_the_gaps_fill_the_time(dates):
    table = silences.gaps(events(dates), DAY("2005-01-01"))
    assert (table["shortest"] <= table["days"]).all() and (table["days"] <= table["longest"]).all()
    assert table["days"].sum() == (DAY("2005-01-01") - table["start"].iloc[0]).days


def test_gaps_need_events_that_observation_reaches():
    with pytest.raises(ValueError, match="needs an event"):
        silences.gaps(events([]), DAY("2003-01-01"))
    with pytest.raises(ValueError, match="begins after 2003-01-01"):
        silences.gaps(events(["2004"]), DAY("2003-01-01"))


def test_lists_of_all_years_of_a_gap_count():
    table = silences.gaps(events(["2001-06-01", "2003-02-01", "2003-05-01"]), DAY("2003-06-01"))
    lists = {
        "forum": ["A"] * 4,
        "level": ["x", "x", "x", "y"],
        "year": [2001, 2002, 2003, 2003],
        "completeness": ["complete", "partial", "complete", "unknown"],
    }
    record = SimpleNamespace(coverage=pd.DataFrame(lists), observed_until=DAY("2003-06-01"))
    assert silences.lists_behind(record, table, ["A"], ["x"]) == ["partial", "complete", "complete"]
    assert silences.lists_behind(record, table, ["A"], ["x", "y"]) == ["partial", "unknown", "unknown"]
    assert silences.lists_behind(record, table, ["B"], ["x"]) == ["unknown"] * 3


def test_the_open_gap_is_set_beside_closed_ones_alone():
    table = silences.gaps(events(["2001-01-01", "2001-01-11", "2001-01-16"]), DAY("2001-02-05"))
    row = silences.open_gap(table)
    assert (row["last"], row["days"], row["longest"], row["ratio"]) == (DAY("2001-01-16"), 20, 10, 2.0)
    assert np.isnan(silences.open_gap(table.iloc[-1:])["longest"])


def test_no_day_after_the_last_search_counts_as_silence(record):
    table = silences.gaps(record.sessions(record.councils), record.observed_until)
    assert table["end"].max() == record.observed_until < record.released
