"""Ruptures, on small made-up histories with known answers."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.analysis import before_and_after, coverage, ruptures

DAY = pd.Timedelta(days=1)
ZERO = pd.Timestamp("2010-01-01")


def meetings(*rows):
    """Rows of (days from zero, or a pair of bounds; level; evidence)."""
    full = [(*row, *("ambassadors", "explicit")[len(row) - 1 :]) for row in rows]
    bounds = [row[0] if isinstance(row[0], tuple) else (row[0], row[0]) for row in full]
    return pd.DataFrame(
        {
            "event_id": [f"m{i}" for i in range(len(full))],
            "level": [row[1] for row in full],
            "evidence": [row[2] for row in full],
            "begins_earliest": [ZERO + low * DAY for low, _ in bounds],
            "begins_latest": [ZERO + high * DAY for _, high in bounds],
        }
    )


def cases(until="2020-01-01", day=ZERO, follows=False):
    table = pd.DataFrame({"day": [day], "until": [pd.Timestamp(until)], "next": [follows]}, index=["one"])
    return table.rename_axis("rupture")


def test_meetings_on_day_zero_belong_to_the_time_before():
    table = before_and_after.before_after(
        meetings((-400,), (-10,), (0,), (1,), (200,), (366,)), cases(), months=12
    )
    assert table.loc["one", ["before", "after"]].tolist() == [2, 2]
    assert table.loc["one", "unsure"] == 0


def test_dates_that_reach_over_an_edge_are_counted_as_unsure():
    table = before_and_after.before_after(
        meetings(((-10, 20),), ((5, 30),), ((360, 370),)), cases(), months=12
    )
    assert table.loc["one", ["before", "after", "unsure"]].tolist() == [1, 2, 2]


def test_exposure_is_cut_to_what_could_be_counted():
    since = ZERO - 100 * DAY
    table = before_and_after.before_after(meetings((-150,), (-50,), (10,)), cases(), months=12, since=since)
    assert table.loc["one", ["before", "after"]].tolist() == [1, 1]
    assert table.loc["one", "years_before"] == pytest.approx(100 / 365.25)
    with pytest.raises(ValueError, match="nothing can be counted"):
        before_and_after.before_after(meetings((1,)), cases(), since=ZERO + DAY)


def test_bins_hold_every_meeting_once_and_leave_out_what_was_not_yet():
    held = meetings((-365,), (-364,), (-1,), (0,), (1,), (181,), (182,), (365,), (366,))
    table = before_and_after.bins(held, cases(), months=12)
    assert table["month"].tolist() == [-12, -6, 0, 6]
    assert table["meetings"].tolist() == [1, 2, 2, 2] and table["meetings"].sum() == 7
    assert (table["lower"] <= table["per_year"]).all() and (table["per_year"] <= table["upper"]).all()
    short = before_and_after.bins(held, cases(), months=12, since=ZERO - 30 * DAY)
    assert short["month"].tolist() == [-6, 0, 6] and short["years"].iloc[0] == pytest.approx(30 / 365.25)
    with pytest.raises(ValueError, match="5 months do not divide 12"):
        before_and_after.bins(held, cases(), months=12, step=5)


def test_a_steady_rhythm_gives_placebos_of_one_and_a_fall_stands_out():
    steady = meetings(*[(i,) for i in range(-2000, 2001, 10)])
    first, last = ZERO - 2000 * DAY, ZERO + 2000 * DAY
    table = before_and_after.placebo(steady, cases(), 12, first, last)
    assert table["ratio"].between(0.94, 1.06).all()
    near = (table.index > ZERO - pd.DateOffset(months=12)) & (table.index < ZERO + pd.DateOffset(months=12))
    assert (table["clear"].to_numpy() == ~near).all() and near.sum() == 23
    halved = meetings(*[(i,) for i in range(-2000, 1, 10)], *[(i,) for i in range(20, 2001, 20)])
    ratio = before_and_after.placebo(halved, cases(), 12, first, last)["ratio"]
    assert ratio.idxmin() == ZERO and ratio.min() == pytest.approx(0.5, abs=0.02)
    empty = before_and_after.placebo(meetings((1900,)), cases(), 12, first, last)
    assert empty["ratio"].isna().any()


def test_the_share_of_empty_spans_is_that_of_trying_every_place():
    rng = np.random.default_rng(1)
    start, end = ZERO, ZERO + 1000 * DAY
    days = np.unique(rng.integers(1, 1000, 7))
    for length in (5, 60, 200, 700):
        places = np.arange(0, 1000 - length, 0.05)
        empty = [not ((days > place) & (days < place + length)).any() for place in places]
        found = before_and_after.empty_share(start + days * DAY, start, end, length)
        assert found == pytest.approx(np.mean(empty), abs=0.002)
    assert before_and_after.empty_share(start + days * DAY, start, end, 5000) == 0
    assert np.isnan(before_and_after.empty_share([], start, end, 10))
    with pytest.raises(ValueError, match="longer than 0"):
        before_and_after.empty_share(start + days * DAY, start, end, 0)


def test_usual_waits_are_where_the_share_falls_to_its_bound():
    start, end = ZERO, ZERO + 300 * DAY
    days = [start + 100 * DAY, start + 200 * DAY]
    half, rare = ruptures.usual_wait(days, start, end)
    assert (
        before_and_after.empty_share(days, start, end, half)
        <= 0.5
        < before_and_after.empty_share(days, start, end, half - 1)
    )
    assert (
        before_and_after.empty_share(days, start, end, rare)
        <= 0.05
        < before_and_after.empty_share(days, start, end, rare - 1)
    )
    assert np.isnan(ruptures.usual_wait([], start, end)).all()


def test_the_chance_of_none_is_that_of_a_simulation():
    rng = np.random.default_rng(7)
    inside = (rng.random((200_000, 6)) < 3 / 4).all(axis=1).mean()
    assert ruptures.chance_of_none(6, 3, 1) == pytest.approx(inside, abs=0.005)
    assert ruptures.chance_of_none([0, 2], [1, 1], [1, 1]).tolist() == [1, 0.25]


GROUPS = {"all": [], "ambassadors": ["ambassadors"], "experts": ["experts"]}


def test_the_first_contact_is_the_first_after_day_zero():
    held = meetings((-200,), (-20,), (0,), (40, "experts", "announced"), (60, "experts"), (90,))
    table = ruptures.first_contact(held, cases(), GROUPS, months=12).set_index("group")
    assert table["days"].to_dict() == {"all": 40, "ambassadors": 90, "experts": 40}
    assert table.loc["experts", ["explicit", "evidence", "before"]].tolist() == [60, "announced", 0]
    assert table.loc["ambassadors", "before"] == 3 and not table["censored"].any()
    assert np.isnan(table.loc["experts", "share"]) and np.isnan(table.loc["experts", "chance"])
    assert table.loc["ambassadors", "chance"] == pytest.approx((365 / (365 + 90)) ** 3)
    # gaps of 165, 180 and 20 days: a span of 90 finds room in 75 + 90 of 275 places
    assert table.loc["ambassadors", "share"] == pytest.approx(165 / 275)


def test_where_there_was_no_contact_the_wait_is_censored():
    table = ruptures.first_contact(meetings((-5,), (400,)), cases("2010-07-01"), {"all": []}, months=12)
    row = table.iloc[0]
    assert (
        row["censored"]
        and row["days"] == row["latest"] == 181
        and np.isnan(row["explicit"])
        and row["share"] > 0
    )


def test_a_contact_known_to_the_month_bounds_the_wait():
    held = meetings(((-10, 20),), ((15, 45),), (200,))
    row = ruptures.first_contact(held, cases(), {"all": []}, months=12).iloc[0]
    assert (row["days"], row["latest"], row["event_id"], row["before"]) == (1, 20, "m0", 0)


def test_ruptures_come_from_rows_in_order(record):
    days = {"b": "EV-2014-04-01-cooperation_suspended", "a": "EV-1999-03-24-suspension"}
    with pytest.raises(ValueError, match="in the order"):
        ruptures.ruptures(record, days)
    with pytest.raises(ValueError, match="no such event: EV-x"):
        ruptures.ruptures(record, {"x": "EV-x"})
    table = ruptures.ruptures(record, dict(reversed(days.items())))
    assert table["until"].tolist() == [table["day"].iloc[1], record.released]
    assert table["next"].tolist() == [True, False]


def test_sessions_without_the_other_side_are_no_contacts(record):
    found = ruptures.contacts(record)
    gone = set(record.meetings["event_id"]) - set(found["event_id"])
    assert gone == {"EAPC-1999-04-25-heads_of_state", "EAPC-1999-12-16-foreign_ministers"}
    assert found["begins_earliest"].is_monotonic_increasing
    lasting = found.set_index("event_id").loc["contact-2010-11-15-experts"]
    assert lasting["begins_latest"] == pd.Timestamp("2010-11-15")
    plain = SimpleNamespace(meetings=record.meetings, councils=record.councils, tables={})
    assert len(ruptures.contacts(plain)) == len(record.meetings)


def test_fates_tell_what_was_cut_what_came_back_and_what_stayed(record):
    table = ruptures.fates(record, pd.Timestamp("2008-08-19"))
    council = table.loc["NRC"]
    assert (council["before"], council["after"], council["days"], council["back"]) == (
        "active",
        "suspended",
        0,
        198,
    )
    assert not table.loc["NIO_Moscow", "cut"] and np.isnan(table.loc["NIO_Moscow", "days"])
    assert "PJC" not in table.index and not set(table["kind"]) & {"document"}
    assert not table.loc[table["before"] == "presumed", "cut"].any()
    narrow = ruptures.fates(record, pd.Timestamp("2008-08-19"), within=30)
    assert table.loc["NRPC", "cut"] and not narrow.loc["NRPC", "cut"]


def test_what_has_no_known_beginning_is_there_when_its_end_is_dated(record):
    table = ruptures.fates(record, pd.Timestamp("1999-03-24"))
    assert table.loc["Contact_Mission_Moscow", ["before", "after", "days"]].tolist() == [
        "undated",
        "closed",
        2,
    ]
    assert table.loc["PfP", "unsure"] and table.loc["PfP", "cut"] and not table.loc["PJC", "unsure"]
    assert "Contact_Mission_Moscow" not in ruptures.fates(record, pd.Timestamp("1997-12-01")).index


def test_what_was_limited_before_is_cut_only_by_more(record):
    table = ruptures.fates(record, pd.Timestamp("2021-10-18"))
    assert table.loc["Russian_Mission_NATO", ["before", "after"]].tolist() == ["limited", "suspended"]
    assert table.loc["NRC", ["before", "after"]].tolist() == ["limited", "dormant"]
    assert not table.loc["EAPC", "cut"] and np.isnan(table.loc["NRC", "back"])


def test_acts_lie_within_their_days(record):
    day = pd.Timestamp("1999-03-24")
    table = ruptures.acts(record, day, ["expulsion", "suspension"], within=2)
    assert table["event_id"].tolist() == ["EV-1999-03-24-suspension", "EV-1999-03-26-expulsion"]
    with pytest.raises(ValueError, match="no such type: war"):
        ruptures.acts(record, day, ["war"])


def test_completeness_is_the_worst_that_the_table_says():
    lists = pd.DataFrame(
        {
            "forum": "A",
            "level": ["x", "x", "y", "y", "z"],
            "year": [2001, 2002, 2001, 2002, 2001],
            "completeness": ["complete", "complete", "complete", "partial", "unknown"],
        }
    )
    record = SimpleNamespace(coverage=lists)
    first, second = pd.Timestamp("2001-05-01"), pd.Timestamp("2002-05-01")
    assert coverage.completeness(record, ["A"], ["x"], first, second) == "complete"
    assert coverage.completeness(record, ["A"], ["x", "y"], first, second) == "partial"
    assert coverage.completeness(record, ["A"], ["x", "y"], first, first) == "complete"
    assert coverage.completeness(record, ["A"], ["z"], first, first) == "unknown"
    assert coverage.completeness(record, ["A"], ["z"], first, second) == "unknown"
    assert coverage.completeness(record, ["B"], ["x"], first, second) == "unknown"


def test_comparisons_apart_share_no_day():
    days = pd.DatetimeIndex(["2001-01-01", "2001-06-01", "2002-12-01", "2003-01-01", "2004-12-01"])
    assert (
        before_and_after.apart(days, 12) == 2
        and before_and_after.apart(days, 6) == 3
        and before_and_after.apart(days[:0], 12) == 0
    )


def test_bodies_that_never_had_a_status_are_not_cut(record):
    empty = dataclasses.replace(record, tables={**record.tables, "status": record.status[:0]})
    table = ruptures.fates(empty, pd.Timestamp("2014-04-01"))
    assert table.loc["NRC", ["before", "cut", "unsure"]].tolist() == ["presumed", False, False]
