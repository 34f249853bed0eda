"""Sessions due by a text and sessions held: the record's own numbers, small tables, edges."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from helpers.analysis.promised_and_held import SINCE, UNTIL, kept, schedule

COUNTS = ["on_paper", "due", "in_force", "held", "own_half"]


@pytest.fixture(scope="module")
def table(record):
    return schedule(record)


def of(table, forum, level, year, part=UNTIL):
    keys = {"forum": forum, "level": level, "year": year, "part": part}
    (row,) = table[np.logical_and.reduce([table[name] == value for name, value in keys.items()])].index
    return table.loc[row]


def small(record, days, **columns):
    """The record with one schedule of the NRC's ministers, and sessions on some days."""
    cells = {"forum": "NRC", "level": "foreign_ministers", "completeness": "complete"} | columns
    lists = pd.DataFrame(cells).astype({"year": "Int64", "expected": "Int64", "on_paper": "Int64"})
    lists["level"] = lists["level"].astype(record.events["level"].dtype)
    rows = record.sessions(["NRC"], ["foreign_ministers"]).iloc[: len(days)]
    day = pd.to_datetime(days).astype(rows["date_earliest"].dtype)
    rows = rows.assign(date_earliest=day, year=pd.array(day.year, dtype=rows["year"].dtype))
    return dataclasses.replace(record, tables={**record.tables, "coverage": lists, "events": rows})


def test_ministers_were_due_33_times_on_paper_and_met_29_times(table):
    rows = table[table["level"] == "foreign_ministers"]
    early = rows[rows["year"] <= 2013][COUNTS].sum()
    assert early.tolist() == [33, 33, 31, 29, 27]
    late = rows[rows["year"] > 2013]
    assert late[["due", "in_force", "held"]].sum().tolist() == [0, 0, 0]


def test_due_counts_suspended_months_and_in_force_does_not(table):
    assert of(table, "PJC", "ambassadors", 1999)[["due", "in_force"]].tolist() == [12, 8]
    assert of(table, "PJC", "foreign_ministers", 1999)[["due", "in_force", "held"]].tolist() == [2, 1, 0]
    assert (table["due"] >= table["in_force"]).all()


def test_the_year_of_the_decision_has_two_parts_and_its_sessions_fall_on_the_right_side(table, record):
    before, after = (of(table, "NRC", "ambassadors", 2014, part) for part in (UNTIL, SINCE))
    assert before["due"] == 3 and after["due"] == 0
    days = record.sessions(["NRC"], ["ambassadors"])["date_earliest"]
    days = days[days.dt.year == 2014]
    assert [before["held"], after["held"]] == [(days < record.turn).sum(), (days >= record.turn).sum()]


def test_every_session_of_a_level_with_a_schedule_is_counted_once(table, record):
    first = table["year"].min()
    for (forum, level), rows in table.groupby(["forum", "level"], observed=True):
        held = record.sessions([forum], [level])["year"]
        assert rows["held"].sum() == held.between(first, rows["year"].max()).sum()


def test_levels_without_a_schedule_are_left_out(table):
    assert not table["level"].isin(["heads_of_state", "experts"]).any()


@pytest.mark.parametrize(
    "days, own",
    [
        (["2005-02-01", "2005-09-01"], 2),
        (["2005-02-01", "2005-03-01"], 1),
        (["2005-06-30", "2005-07-01"], 2),
        (["2005-02-01", "2005-03-01", "2005-09-01"], 2),
        ([], 0),
    ],
)
def test_a_session_counts_in_the_half_year_in_which_it_was_due(record, days, own):
    part = small(record, days, year=[2005], expected=[2], on_paper=[2])
    row = schedule(part).iloc[0]
    assert row[["due", "held", "own_half"]].tolist() == [2, len(days), own]


def test_a_council_founded_in_a_year_owes_its_sessions_in_the_second_half(record):
    both = {"expected": [1, 2], "on_paper": [1, 2], "year": [2002, 2003]}
    assert schedule(small(record, ["2002-03-01"], **both))["own_half"].tolist() == [0, 0]
    assert schedule(small(record, ["2002-11-01"], **both))["own_half"].tolist() == [1, 0]


def test_a_schedule_that_goes_on_is_not_replaced(record):
    part = small(record, ["2016-03-01"], year=[2015, 2016], expected=[2, 2], on_paper=[2, 2])
    assert (schedule(part)["part"] == UNTIL).all() and schedule(part)["due"].tolist() == [2, 2]


def test_without_a_second_era_the_schedule_ends_with_its_last_year(record):
    part = record.only(years=(2002, 2013))
    assert (schedule(part)["part"] == UNTIL).all()
    part = small(record, ["2004-03-01"], year=[2003, 2004], expected=[2, None], on_paper=[2, 2])
    dyad = {**record.descriptor["dyad"], "eras": record.descriptor["dyad"]["eras"][:1]}
    part = dataclasses.replace(part, descriptor={**record.descriptor, "dyad": dyad})
    assert schedule(part)[["part", "due", "held"]].to_numpy().tolist() == [
        [UNTIL, 2, 0],
        [UNTIL, 0, 0],
        [SINCE, 0, 1],
    ]


def test_a_table_without_paper_takes_what_was_expected(record):
    part = small(record, [], year=[2005], expected=[1], on_paper=[2])
    part.tables["coverage"] = part.coverage.drop(columns="on_paper")
    assert schedule(part)["due"].tolist() == [1]


def test_kept_adds_up_and_knows_where_nothing_was_due():
    rows = [
        ("a", 2, 3, 2, 2, 2, "complete"),
        ("a", 2, 0, 0, 1, 2, "partial"),
        ("b", 0, 1, 0, 0, 2, "complete"),
    ]
    columns = ["level", "due", "held", "own_half", "in_force", "on_paper", "completeness"]
    sums = kept(pd.DataFrame(rows, columns=columns), ["level"])
    assert sums.loc["a", ["due", "held", "share", "own_half"]].tolist() == [4, 3, 0.75, 2]
    assert not sums.loc["a", "complete"] and sums.loc["b", "complete"]
    assert np.isnan(sums.loc["b", "share"]) and sums.index.tolist() == ["a", "b"]
