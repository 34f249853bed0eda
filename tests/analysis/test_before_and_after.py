"""Sessions around a rupture: known answers, and one answer to one question in all notebooks."""

import pandas as pd
import pytest

import helpers
from helpers import paths
from helpers.analysis import before_and_after, ruptures
from helpers.publishing import notebooks

MINISTERS = ["heads_of_state", "foreign_ministers", "defence_ministers"]
ZERO = pd.Timestamp("2010-01-01")
CASES = pd.DataFrame({"day": [ZERO]}, index=pd.Index(["one"], name="rupture"))


class History:
    """Sessions on days from zero, of one council founded on a day, observed until another."""

    councils = ("A",)

    def __init__(self, *days, founded=-5000, until=5000):
        at = [ZERO + pd.Timedelta(days=day if isinstance(day, int) else day[0]) for day in days]
        late = [ZERO + pd.Timedelta(days=day if isinstance(day, int) else day[1]) for day in days]
        self.rows = pd.DataFrame({"date_earliest": at, "date_begins_latest": late})
        self.events = pd.DataFrame({"year": [1990]})
        born = ZERO + pd.Timedelta(days=founded)
        self.institutions = pd.DataFrame({"institution_id": ["A"], "founded_earliest": [born]})
        self.observed_until = ZERO + pd.Timedelta(days=until)

    def sessions(self, forums, levels):
        return self.rows


def around(*days, months=12, hole=45, **life):
    row = before_and_after.around(History(*days, **life), CASES, months=months, hole=hole).loc["one"]
    return row[["before", "answers", "after"]].tolist()


def test_sessions_that_answer_the_rupture_are_neither_before_nor_after():
    days = (-400, -300, -46, -45, 0, 45, 46, 300, 365, 366)
    assert around(*days) == [2, 3, 3]
    assert around(*days, hole=0) == [4, 0, 4]  # with no hole day zero closes the time before
    assert around(*days, hole=90) == [1, 5, 2]


def test_both_sides_are_as_long_as_the_shorter_one():
    assert around(-150, -50, 50, 150, founded=-100) == [1, 0, 1]
    assert around(-150, -50, 50, 150, until=120) == [1, 0, 1]
    table = before_and_after.around(History(1, founded=-30), CASES)
    assert table.empty and list(table) == ["before", "answers", "after", "change", "days", "unsure"]
    with pytest.raises(ValueError, match="1 months are not longer"):
        before_and_after.around(History(1), CASES, months=1)


def test_days_that_another_day_of_their_month_would_move_are_counted():
    table = before_and_after.around(History((-60, -30), (50, 70), (-370, -340)), CASES, months=12)
    assert table.loc["one", ["before", "answers", "after", "unsure"]].tolist() == [1, 0, 1, 2]


@pytest.mark.parametrize("folder", ["data", "data/nato-ukraine"])
def test_counts_of_the_record_are_those_of_a_plain_filter(record, folder):
    package, cases = helpers.load(folder), ruptures.cases(record)
    table = before_and_after.around(package, cases, MINISTERS)
    rows = package.events[
        package.events["forum"].isin(package.councils)
        & package.events["level"].isin(MINISTERS)
        & package.events["evidence"].isin(["explicit", "inferred"])
        & (package.events["type"] == "meeting")
    ]
    gap, three, one = pd.Timedelta(days=45), pd.DateOffset(months=36), pd.Timedelta(days=1)
    for name in ("Georgia 2008", "Crimea 2014"):
        day = cases.loc[name, "day"]
        before = rows["date_earliest"].between(day - three, day - gap - one, inclusive="right").sum()
        after = rows["date_earliest"].between(day + gap, day + three, inclusive="right").sum()
        assert table.loc[name, ["before", "after"]].tolist() == [before, after]


def test_the_same_question_has_one_answer_in_both_notebooks():
    stored = [
        notebooks.stored_numbers(notebooks.parsed(paths.NOTEBOOKS / f"{name}.ipynb"))
        for name in ("11_ruptures", "14_nato_ukraine")
    ]
    shared = {"crimea_before", "crimea_after", "georgia_before", "georgia_after", "ministers_open"}
    assert all(shared <= set(numbers) for numbers in stored)
    assert {name: stored[0][name] for name in shared} == {name: stored[1][name] for name in shared}


def test_with_ukraine_the_hole_takes_the_sessions_that_answer_the_annexation(record):
    ukraine = helpers.load(paths.UKRAINE)
    cases = ruptures.cases(record).loc[["Crimea 2014"]]
    plain, main = (before_and_after.around(ukraine, cases, MINISTERS, hole=hole) for hole in (0, 45))
    assert (plain["before"] - main["before"]).item() == main["answers"].item() == 2
    assert plain["after"].item() == main["after"].item()
