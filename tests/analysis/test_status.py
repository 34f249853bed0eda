"""The status of bodies over time, whether they are open, and what became of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.analysis import status
from helpers.record.dates import parse_edtf


class Small:
    """A record of a few institutions with the columns that `spells` reads."""

    observed_until = pd.Timestamp("2020-01-01")

    def __init__(self, institutions, status=(), succession=()):
        self.institutions = self._frame(institutions, ["institution_id", "founded", "ended", "parent"])
        self.status = self._frame(status, ["institution_id", "status", "start", "end"])
        self.relations = pd.DataFrame(list(succession), columns=["source", "target"], dtype="str")
        self.relations["relation"] = "succeeded_by"

    @staticmethod
    def _frame(rows, columns):
        rows = [(*row, *[""] * (len(columns) - len(row))) for row in rows]
        frame = pd.DataFrame(rows, columns=columns, dtype="str").replace("", np.nan)
        for column in set(columns) & {"founded", "ended", "start", "end"}:
            parsed = parse_edtf(frame[column].fillna(""))
            for part in ("earliest", "latest"):
                frame[f"{column}_{part}"] = parsed[part]
        return frame


def shape(record, **options):
    rows = status.spells(record, **options)
    return [
        (r.institution_id, r.status, f"{r.start:%Y-%m-%d}", f"{r.end:%Y-%m-%d}", r.ongoing)
        for r in rows.itertuples()
    ]


def test_an_institution_without_status_is_active_for_its_life_or_presumed_so():
    record = Small([("a", "2001-03", "2003"), ("b", "2001-03-05", ""), ("c", "", "2003")])
    assert shape(record) == [
        ("a", "active", "2001-03-01", "2003-01-01", False),
        ("b", "presumed", "2001-03-05", "2020-01-01", True),
    ]
    assert shape(record, bound="latest")[0] == ("a", "active", "2001-03-31", "2003-12-31", False)


def test_spells_follow_each_other():
    record = Small(
        [("a", "2001", "")],
        [("a", "suspended", "2003", ""), ("a", "active", "2005", "2009"), ("a", "closed", "2010", "")],
    )
    assert shape(record) == [
        ("a", "active", "2001-01-01", "2003-01-01", False),
        ("a", "suspended", "2003-01-01", "2005-01-01", False),
        ("a", "active", "2005-01-01", "2009-01-01", False),
    ]


def test_a_life_with_an_undated_status_is_undated():
    record = Small([("a", "2001", "2005")], [("a", "suspended", "", "")])
    assert shape(record) == [("a", "undated", "2001-01-01", "2005-01-01", False)]


def test_a_body_closed_on_a_day_not_known_is_undated_and_a_reopened_one_goes_on():
    record = Small(
        [("a", "2001", ""), ("b", "2001", "")],
        [("a", "closed", "", ""), ("b", "closed", "2005", ""), ("b", "active", "2010", "")],
    )
    assert shape(record) == [
        ("a", "undated", "2001-01-01", "2020-01-01", True),
        ("b", "active", "2001-01-01", "2005-01-01", False),
        ("b", "active", "2010-01-01", "2020-01-01", True),
    ]


def test_a_life_within_one_year_is_told_from_the_outside():
    record = Small([("a", "2003", "2003"), ("b", "2030", "")])
    assert [status.on_day(record, f"{year}-06-01")["a"] for year in (2000, 2010)] == ["not yet", "closed"]
    assert status.on_day(record, "2010-01-01")["b"] == "not yet"


def test_a_spell_never_outlives_the_next_one_or_the_institution():
    record = Small(
        [("a", "2001", "2004")], [("a", "limited", "2001", "2003"), ("a", "suspended", "2002", "2009")]
    )
    assert shape(record) == [
        ("a", "limited", "2001-01-01", "2002-01-01", False),
        ("a", "suspended", "2002-01-01", "2004-01-01", False),
    ]


def test_a_body_ends_where_its_successor_begins_unless_its_status_says_more():
    record = Small(
        [("a", "2001", ""), ("b", "2004-06", ""), ("c", "2001", ""), ("d", "2005", "2006")],
        [("c", "suspended", "2010", "")],
        [("a", "b"), ("a", "d"), ("c", "b")],
    )
    ends = {row[:2]: row[3] for row in shape(record)}
    assert ends["a", "active"] == "2004-06-01"
    assert ends["b", "presumed"] == "2020-01-01"
    assert ends["c", "suspended"] == "2020-01-01"


def test_a_part_never_outlives_its_whole():
    record = Small(
        [("a", "2001", "2004"), ("b", "2002", "", "a"), ("c", "2003", "2003", "b"), ("d", "2003", "", "b")]
    )
    ends = {row[0]: row[3] for row in shape(record, bound="latest")}
    assert ends == {"a": "2004-12-31", "b": "2004-12-31", "d": "2004-12-31"}


def test_status_tells_not_yet_from_closed_from_unknown():
    record = Small(
        [("a", "2001", "2005"), ("b", "", ""), ("c", "2006", "")], [("a", "suspended", "2003", "")]
    )
    stands = {
        year: status.on_day(record, f"{year}-06-01").astype(str).to_dict()
        for year in (2000, 2002, 2004, 2006)
    }
    assert [stands[year]["a"] for year in stands] == ["not yet", "active", "suspended", "closed"]
    assert {stands[year]["b"] for year in stands} == {"unknown"}
    assert status.on_day(record, "2020-01-01")["c"] == "presumed"


def test_status_between_two_spells_is_unknown():
    record = Small([("a", "2001", "")], [("a", "active", "2001", "2003"), ("a", "active", "2005", "")])
    assert status.on_day(record, "2004-06-01")["a"] == "unknown"


def test_the_future_and_other_bounds_are_refused():
    record = Small([("a", "2001", "")])
    with pytest.raises(ValueError, match="the record ends on 2020-01-01"):
        status.on_day(record, "2021-01-01")
    with pytest.raises(ValueError, match="bound is one of earliest, latest"):
        status.spells(record, "middle")


@given(st.lists(st.tuples(st.integers(2000, 2019), st.integers(2000, 2019)), max_size=6))
def test_spells_of_one_institution_never_overlap(pairs):
    told = [("a", "suspended", str(start), str(end)) for start, end in set(pairs) if end >= start]
    rows = status.spells(Small([("a", "2000", "")], told))
    assert (rows["end"] > rows["start"]).all()
    assert (rows["start"].iloc[1:].to_numpy() >= rows["end"].iloc[:-1].to_numpy()).all()


def test_open_has_one_answer():
    every = pd.Series(status.STATUSES)
    assert every[status.is_open(every, possibly=False)].tolist() == ["active", "limited"]
    assert every[status.is_open(every)].tolist() == ["active", "presumed", "limited"]
    assert (status.is_open(every) == (status.openness(every) != "not open")).all()


@pytest.mark.parametrize("day", ["1998-12-31", "2008-10-01", "2013-12-31"])
def test_fates_leave_nobody_out_and_agree_with_the_status_of_the_day(record, day):
    kinds = ["forum", "mission", "working_group"]
    found = status.fates(record, day, kinds)
    then, now = status.on_day(record, day), status.on_day(record, record.observed_until)
    counted = found[found["fate"] <= "possibly open"].index
    assert set(counted) == {body for body in found.index if status.is_open(then)[body]}
    for fate, answer in (("known open", False), ("possibly open", True)):
        some = now[found.index[found["fate"] == fate]]
        assert status.is_open(some, possibly=answer).all() and found["fate"].is_monotonic_increasing
    dated = record.institutions.set_index("institution_id").loc[found.index, "founded_earliest"]
    assert (dated.isna() | (dated <= found["begins"])).all()


def test_a_body_first_heard_of_as_suspended_has_no_beginning(record):
    first = status.spells(record).groupby("institution_id")["status"].first()
    late = first.index[first.isin(["suspended", "dormant"])]
    kinds = record.institutions["kind"].cat.categories
    assert len(late) and status.fates(record, "2013-12-31", kinds).index.intersection(late).empty
