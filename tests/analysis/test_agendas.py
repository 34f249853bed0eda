"""Agendas, on small tables with known answers."""

import numpy as np
import pandas as pd
import pytest

from helpers.analysis import agenda_shifts, agendas
from helpers.record.dates import decimal_year


def table(rows, topics="abcdefgh"):
    """Rows as words: each letter is a topic that the session names."""
    cells = [[topic in row for topic in topics] for row in rows]
    return pd.DataFrame(np.array(cells, dtype=bool).reshape(len(rows), len(topics)), columns=list(topics))


def test_an_agenda_has_every_event_and_only_the_topics_asked_for():
    events = pd.DataFrame({"event_id": ["x", "y", "z"], "topics": [("a", "q"), (), ("b",)]})
    found = agendas.agenda(events, ["b", "a"])
    assert found.columns.tolist() == ["b", "a"] and found.index.tolist() == ["x", "y", "z"]
    assert found.to_numpy().tolist() == [[False, True], [False, False], [True, False]]
    assert agendas.named(found).index.tolist() == ["x", "z"]
    assert agendas.agenda(events[:0], ["a"]).shape == (0, 1)


def test_every_topic_of_the_vocabulary_has_a_name_of_its_own(record):
    topics = record.vocabulary("events", "topics")
    assert len({agendas.name(topic) for topic in topics}) == len(topics)
    assert set(agendas._NAMES) <= set(topics)


def test_a_turn_and_a_change_of_forum_part_a_year():
    days = pd.Series(pd.to_datetime(["2014-01-10", "2014-03-31", "2014-04-01", "2002-02-01", "2002-12-01"]))
    parts = agendas.parts_of_years(days, pd.Series(["N", "N", "N", "P", "N"]), pd.Timestamp("2014-04-01"))
    assert parts["after"].tolist() == [False, False, True, False, False]
    assert parts["place"].iloc[0] == parts["place"].iloc[1] < 2014.2 < parts["place"].iloc[2]
    assert parts["place"].iloc[3] < parts["place"].iloc[4]
    found = agendas.topic_years(table(["a", "ab", "b", "a", ""]), parts)
    assert found[found["topic"] == "a"]["sessions"].tolist() == [1, 2]
    assert found[found["topic"] == "b"][["after", "sessions"]].to_numpy().tolist() == [[False, 1], [True, 1]]


def test_no_session_before_the_turn_is_drawn_after_it(record):
    rows = record.sessions(list(record.councils))
    parts = agendas.parts_of_years(rows["date_earliest"], rows["forum"], record.turn)
    turn = decimal_year([record.turn])[0]
    assert (parts.loc[~parts["after"], "place"] < turn).all() and (
        parts.loc[parts["after"], "place"] >= turn
    ).all()


def test_careers_know_first_median_and_last_year():
    found = agendas.careers(
        table(["a", "a", "b", "ab", "", "a", "c"]), [2001, 2002, 2003, 2005, 2006, 2007, 2008]
    )
    assert found.index.tolist() == ["a", "b", "c"]
    assert found.loc["a"].tolist() == [2001, 2003.5, 2007, 4]


def test_each_period_gives_its_leading_topics_in_turn():
    rows = table(["ab", "ab", "a", "c", "cd", "b"])
    periods = ["early"] * 3 + ["late"] * 3
    assert agendas.leading(rows, periods, 2) == ["a", "c"]
    assert agendas.leading(rows, periods, 3) == ["a", "b", "c"]
    assert agendas.leading(rows, periods) == ["a", "b", "c", "d"]
    assert agendas.leading(table([""]), ["early"]) == []


def test_the_effective_number_is_that_of_equal_topics():
    assert agendas.effective([7, 7, 7, 0]) == pytest.approx(3)
    assert agendas.effective([[1, 0], [1, 1]]).tolist() == pytest.approx([1, 2])
    assert agendas.effective([3, 1]) == pytest.approx(4 / 3**0.75)
    assert np.isnan(agendas.effective([0, 0])) and np.isnan(agendas.effective([[0, 0], [1, 0]])[0])


def test_breadth_does_not_grow_with_the_number_of_sessions():
    few, many = (agendas.breadth(table(list("abcdefgh") * times), size=4) for times in (1, 20))
    assert few["effective"] == pytest.approx(4)  # each names another topic
    expected = sum(_expected(160, 20))
    assert 3 < many["effective"] < 4 and many["effective"] == pytest.approx(expected, abs=0.05)


def _expected(balls, per_colour):
    """Chance times effective number for each pattern of four balls drawn of many colours."""
    from itertools import product

    colours = balls // per_colour
    patterns = {}
    for draw in product(range(colours), repeat=4):
        chance, left = 1.0, [per_colour] * colours
        for step, colour in enumerate(draw):
            chance *= left[colour] / (balls - step)
            left[colour] -= 1
        pattern = tuple(sorted(np.bincount(draw)))
        patterns[pattern] = patterns.get(pattern, 0) + chance
    assert sum(patterns.values()) == pytest.approx(1)
    return [chance * agendas.effective(pattern) for pattern, chance in patterns.items()]


def test_the_interval_of_a_difference_covers_as_often_as_it_says():
    rng = np.random.default_rng(1)
    wide, narrow = (rng.random((20_000, 30)) < np.linspace(0.02, top, 30) for top in (0.3, 0.15))
    truth = [
        agendas.effective(pool[rng.integers(0, len(pool), (10_000, 3))].sum(axis=1))
        for pool in (wide, narrow)
    ]
    truth = np.nanmean(truth[0]) - np.nanmean(truth[1])
    hits = 0
    for _ in range(80):
        sides = [
            agendas.breadth(pd.DataFrame(pool[rng.integers(0, len(pool), many)]), 3, draws=400)
            for pool, many in ((wide, 25), (narrow[narrow.any(axis=1)], 14))
        ]
        found = agendas.difference(*sides)
        hits += found["lower"] <= truth <= found["upper"]
    assert 70 <= hits <= 80


def test_breadth_is_the_same_every_time_and_silent_below_twice_its_size():
    rows = table(list("abcdefgh") * 3)
    assert agendas.breadth(rows) == agendas.breadth(rows) != agendas.breadth(rows, seed=1)
    few = agendas.breadth(rows[:11])
    assert few["sessions"] == 11 and np.isnan(few["effective"]) and np.isnan(few["error"])
    assert np.isnan(agendas.difference(few, agendas.breadth(rows))["lower"])
    same = agendas.breadth(table(["abc"] * 12))
    assert agendas.difference(same, same) == pytest.approx({"difference": 0, "lower": 0, "upper": 0})
    with pytest.raises(ValueError, match="between 0 and 1"):
        agendas.difference(same, same, confidence=95)


def test_what_two_agendas_have_in_common_is_between_nothing_and_all():
    assert agenda_shifts.in_common(table(["a", "ab"]), table(["b"])) == pytest.approx(1 / 3)
    assert agenda_shifts.in_common(table(["a", "ab"]), table(["ab"])) == pytest.approx(1 / 3 + 1 / 2)
    assert agenda_shifts.in_common(table(["ab"] * 9), table(["ab"])) == 1
    assert agenda_shifts.in_common(table(["a"]), table(["b"])) == 0
    assert np.isnan(agenda_shifts.in_common(table(["a"]), table([""])))


def test_a_profile_is_lowest_where_the_topics_change():
    rows = table(["a", "", "a", "ab", "a", "c", "cd", "c", "c"])
    days = pd.to_datetime([f"200{year}-01-01" for year in range(1, 10)])
    found = agenda_shifts.profile(rows[::-1], days[::-1], 2)
    assert found["day"].min() == days[3] and len(found) == 5  # the session that names nothing is passed over
    assert found["common"].idxmin() == 4 and found["common"].min() == 0 and found.loc[4, "day"] == days[5]
    assert agenda_shifts.profile(rows, days, 5).empty
    with pytest.raises(ValueError, match="a session at least"):
        agenda_shifts.profile(rows, days, 0)


def test_a_date_is_set_beside_splits_that_are_not_near_it():
    rows = table(["a"] * 10 + ["b"] * 10)
    days = pd.date_range("2001-01-01", periods=20)
    dates = pd.Series({"turn": days[10], "too late": days[19]})
    found = agenda_shifts.against_others(rows, days, dates, 4)
    assert found.loc["turn", ["before", "common", "as_low"]].tolist() == [10, 0, 0]
    assert found.loc["turn", ["lowest", "highest", "dates"]].tolist() == [0.5, 1, 10]  # 4-8 and 12-16
    assert np.isnan(found.loc["too late", "common"]) and np.isnan(found.loc["too late", "as_low"])


def test_a_steady_drift_makes_no_date_unusual():
    rng = np.random.default_rng(3)
    middle = np.linspace(0, 40, 200)[:, None]
    drifting = pd.DataFrame(rng.random((200, 41)) < np.exp(-((np.arange(41) - middle) ** 2) / 40))
    days = pd.date_range("1997-01-01", periods=200, freq="MS")
    found = agenda_shifts.against_others(drifting, days, pd.Series({"middle": days[100]}))
    assert found.loc["middle", "as_low"] > 0.05
    far = agenda_shifts.in_common(drifting[:40], drifting[-40:])
    assert far < 0.05 < 0.5 < found.loc["middle", "common"]


def test_changes_are_counted_in_sessions_the_largest_first():
    rows = table(["ab", "ab", "", "b", "bc", "c"])
    days = pd.date_range("2003-01-01", periods=6)
    found = agenda_shifts.changes(rows, days, days[3], 2)
    assert found.to_dict("index") == {
        "a": {"before": 2, "after": 0},
        "b": {"before": 2, "after": 2},
        "c": {"before": 0, "after": 1},
    }
    assert found.index[0] == "a" and found.index[-1] == "b"
