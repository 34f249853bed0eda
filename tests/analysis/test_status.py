"""Whether a body is open, and what became of it."""

import pandas as pd
import pytest

from helpers.analysis import status


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
    counted = found[found["fate"] <= "ended"].index
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
