"""Sessions by level and year, and how their fall is shared out."""

import pandas as pd
import pytest

from helpers.analysis import meetings

SPANS = [
    (pd.Timestamp(a), pd.Timestamp(b))
    for a, b in (("2009-03-05", "2014-04-01"), ("2014-04-01", "2022-02-24"))
]


def test_each_session_is_counted_once_and_an_empty_year_has_a_row(record):
    table = meetings.by_level(record)
    assert table["sessions"].sum() == len(record.sessions(record.councils))
    assert not table.duplicated(["row", "forum", "year"]).any()
    empty = table[(table["row"] == "foreign ministers") & (table["year"] == 2008)]
    assert empty[["sessions", "completeness"]].to_numpy().tolist() == [[0, "complete"]]


def test_two_levels_in_one_row_are_complete_if_both_are(record):
    table = meetings.by_level(record).set_index(["row", "forum", "year"])
    lists = record.coverage[(record.coverage["forum"] == "NRC") & (record.coverage["year"] == 2007)]
    military = lists[lists["level"].isin(["chiefs_of_staff", "military_representatives"])]
    assert (military["completeness"] != "complete").any()
    assert table.loc[("military", "NRC", 2007), "completeness"] != "complete"


def test_the_fall_is_shared_out_without_a_remainder(record):
    table = meetings.fall(record, *SPANS)
    assert table["share"].sum() == pytest.approx(1)
    days = record.sessions(["PJC", "NRC"])["date_earliest"]
    for name, (start, end) in zip(("before", "after"), SPANS):
        count = ((days >= start) & (days < end)).sum()
        assert table[name].sum() * (end - start).days / 365.25 == pytest.approx(count)
    assert (table["website"] <= table["before"]).all()


def test_the_whole_rate_hangs_on_levels_that_the_ministers_rate_does_not(record):
    table = meetings.compared(record, *SPANS)
    fall = meetings.fall(record, *SPANS)
    assert table.loc["summits and ministers", "ratio"] == 0
    assert table.loc["all levels", "ratio"] == pytest.approx(fall["after"].sum() / fall["before"].sum())
    assert table.loc["ambassadors", "ratio"] > 3 * table.loc["all levels", "ratio"]


def test_nothing_before_gives_no_ratio(record):
    table = meetings.compared(record.only(years=(2015, 2025)), *SPANS)
    assert table["ratio"].isna().all()


def test_sessions_without_a_row_in_the_coverage_table_have_no_known_regime(record):
    bare = record.meetings.assign(forum="nowhere")
    assert (meetings.regimes(record, bare) == "unknown").all()


def test_the_last_session_of_each_level_is_held_and_last(record):
    last = meetings.last_sessions(record)
    held = record.sessions(record.councils)
    for row, rows in held.groupby(meetings.rows_of(held["level"]), observed=True):
        assert last.loc[row, "date_earliest"] == rows["date_earliest"].max()
