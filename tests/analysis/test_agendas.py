"""Agendas, on small tables with known answers."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from helpers.analysis import agenda_shifts, agendas, intervals


def table(rows, topics="abcdefgh"):
    """Rows as words: each letter is a topic that the meeting names."""
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


def test_topics_per_year_have_zeros_and_leave_out_the_silent():
    counts, meetings = agendas.topic_years(table(["a", "ab", "", "b"]), [2001, 2001, 2001, 2003], 2000, 2003)
    assert counts["a"].tolist() == [0, 2, 0, 0] and counts["b"].tolist() == [0, 1, 0, 1]
    assert meetings.to_dict() == {2000: 0, 2001: 2, 2002: 0, 2003: 1}


def test_careers_know_first_last_median_share_and_run():
    rows = table(["a", "a", "b", "ab", "", "a", "c"])
    found = agendas.careers(rows, [2001, 2002, 2003, 2005, 2006, 2007, 2008])
    assert found.index.tolist() == ["a", "b", "c"]
    assert found.loc["a", ["first", "median", "last", "meetings", "run"]].tolist() == [
        2001,
        2003.5,
        2007,
        4,
        2,
    ]
    assert found.loc["a", "share"] == pytest.approx(4 / 6)
    assert found.loc["b", "run"] == 2  # 2003 and 2005: no meeting of 2004 says anything


def test_the_effective_number_is_that_of_equal_topics():
    assert agendas.effective([7, 7, 7, 0]) == pytest.approx(3)
    assert agendas.effective([[1, 0], [1, 1]]).tolist() == pytest.approx([1, 2])
    assert agendas.effective([3, 1]) == pytest.approx(4 / 3**0.75)
    assert np.isnan(agendas.effective([0, 0])) and np.isnan(agendas.effective([[0, 0], [1, 0]])[0])


def test_breadth_of_meetings_that_are_all_alike_has_no_width():
    found = agendas.breadth(table(["abc"] * 12 + [""]))
    assert found["meetings"] == 12
    assert (found["effective"], found["lower"], found["upper"]) == pytest.approx((3, 3, 3))


def test_breadth_does_not_grow_with_the_number_of_meetings():
    few, many = (agendas.breadth(table(list("abcdefgh") * times), size=4) for times in (1, 20))
    assert few["effective"] == pytest.approx(4)  # each names another topic
    assert 3 < many["effective"] < 4
    expected = sum(_expected(160, 20))
    assert many["effective"] == pytest.approx(expected, abs=0.05)


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


@pytest.mark.parametrize("meetings", [12, 30])
def test_the_interval_of_breadth_covers_as_often_as_it_says(meetings):
    rng = np.random.default_rng(1)
    pool = rng.random((50_000, 40)) < np.linspace(0.02, 0.3, 40)
    truth = agendas.effective(pool[rng.integers(0, len(pool), (10_000, 6))].sum(axis=1)).mean()
    found = [
        agendas.breadth(pd.DataFrame(pool[rng.integers(0, len(pool), meetings)]), draws=500)
        for _ in range(80)
    ]
    hits = sum(each["lower"] <= truth <= each["upper"] for each in found)
    assert 70 <= hits <= 80
    assert np.mean([each["effective"] for each in found]) == pytest.approx(truth, rel=0.03)


def test_breadth_is_the_same_every_time_and_silent_below_two_handfuls():
    rows = table(list("abcdefgh") * 3)
    assert agendas.breadth(rows) == agendas.breadth(rows) != agendas.breadth(rows, seed=1)
    few = agendas.breadth(rows[:11])
    assert few["meetings"] == 11 and np.isnan(few["effective"]) and np.isnan(few["lower"])
    with pytest.raises(ValueError, match="between 0 and 1"):
        agendas.breadth(rows, confidence=95)


def test_topics_per_meeting_pass_over_the_silent():
    found = agendas.per_meeting(table(["a", "abc", "", "ab", "ab"]))
    assert found["topics"] == 2 and found["lower"] < 2 < found["upper"]
    assert found == agendas.per_meeting(table(["a", "abc", "", "ab", "ab"]))
    for rows in (["a", "ab"], ["ab", "bc", "cd"]):
        assert np.isnan(agendas.per_meeting(table(rows))["lower"])
    assert np.isnan(agendas.per_meeting(table([""]))["topics"])


@pytest.mark.parametrize(  # Newcombe (1998), table II, method 10
    "cells, bounds",
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ],
)
def test_the_interval_of_a_difference_is_that_of_newcombe(cells, bounds):
    assert intervals.newcombe(*cells) == pytest.approx(bounds, abs=6e-5)


def test_a_share_of_nothing_has_no_difference():
    with pytest.raises(ValueError, match="both shares need cases"):
        intervals.newcombe(0, 0, 1, 2)
    with pytest.raises(ValueError):
        intervals.newcombe(3, 2, 1, 2)


def test_windows_are_half_open_on_both_sides():
    days = pd.Series(
        pd.to_datetime(["2005-08-18", "2005-08-19", "2008-08-18", "2008-08-19", "2011-08-18", "2011-08-19"])
    )
    before, after = agenda_shifts.windows(days, pd.Timestamp("2008-08-19"))
    assert before.tolist() == [False, True, True, False, False, False]
    assert after.tolist() == [False, False, False, True, True, False]


def test_changes_are_differences_of_shares_the_largest_first():
    before, after = table(["a", "a", "ab", "b", ""]), table(["bc", "c"])
    found = agenda_shifts.changes(before, after)
    assert found.index.tolist() == ["c", "a", "b"]
    assert found["change"].tolist() == [1.0, -0.75, 0.0]
    assert found.loc["a", ["before", "after"]].tolist() == [0.75, 0.0]
    assert found.loc["c", "p"] == pytest.approx(1 / 15) and (found["q"] >= found["p"]).all()
    assert tuple(found.loc["c", ["lower", "upper"]]) == pytest.approx(intervals.newcombe(2, 2, 0, 4))
    with pytest.raises(ValueError, match="each side needs a meeting"):
        agenda_shifts.changes(before, table([""]))


def test_the_two_mode_network_joins_forums_with_topics_alone():
    graph = agenda_shifts.forum_graph(table(["a", "ab", "", "b"]), ["X", "X", "X", "Y"])
    assert nx.is_bipartite(graph) and "c" not in graph
    assert graph.nodes["X"]["meetings"] == 2 and graph.nodes["a"]["bipartite"] == 1
    assert graph.edges["X", "a"] == {"weight": 2, "share": 1.0}
    assert set(graph.edges) == {("X", "a"), ("X", "b"), ("Y", "b")}
    with pytest.raises(ValueError, match="share a name: a"):
        agenda_shifts.forum_graph(table(["a"]), ["a"])


def test_what_two_forums_have_in_common_is_between_nothing_and_all():
    rows = table(["a", "ab", "b", "ab", "c"])
    graph = agenda_shifts.in_common(agenda_shifts.forum_graph(rows, ["X", "X", "Y", "Z", "W"]))
    assert graph.edges["X", "Y"]["weight"] == pytest.approx(1 / 3)
    assert graph.edges["X", "Z"]["weight"] == pytest.approx(1 / 3 + 1 / 2)
    assert not graph.has_edge("X", "W")
    same = agenda_shifts.in_common(agenda_shifts.forum_graph(table(["ab", "ab"]), ["X", "Y"]))
    assert same.edges["X", "Y"]["weight"] == 1


def test_topics_follow_the_order_of_their_forums():
    graph = agenda_shifts.forum_graph(table(["c", "ac", "ab", "d"]), ["X", "Y", "Z", "W"])
    shares = agenda_shifts.along(graph, ["X", "Y", "Z"])
    assert shares.index.tolist() == ["c", "a", "b"] and shares.columns.tolist() == ["X", "Y", "Z"]
    assert shares.loc["a"].tolist() == [0.0, 1.0, 1.0]
    assert agenda_shifts.along(graph, ["Z", "Y", "X"]).index.tolist() == ["b", "a", "c"]


def test_orders_of_diversity_weigh_rare_topics_less_and_less():
    counts = [8, 1, 1]
    assert agendas.effective(counts, order=0) == 3
    assert agendas.effective(counts, order=2) == pytest.approx(100 / 66)
    assert agendas.effective(counts, order=2) < agendas.effective(counts) < 3
    assert all(agendas.effective([5, 5, 0], order=order) == pytest.approx(2) for order in (0, 1, 2))
    with pytest.raises(ValueError, match="0, 1 or 2, not 3"):
        agendas.effective(counts, order=3)


def test_breadth_of_order_nought_is_the_rarefied_number_of_topics():
    rows = table(["a"] * 6 + ["b"] * 6)  # a pair of meetings differs in 6 of 11 cases
    assert agendas.breadth(rows, 2, draws=20000, order=0)["effective"] == pytest.approx(1 + 6 / 11, abs=0.02)


def test_measures_of_forums_count_topics_and_bring_them_to_one_size():
    rows = table(["ab"] * 10 + ["abc"] * 30)
    where = ["X"] * 10 + ["Y"] * 30
    found = agenda_shifts.forum_measures(agenda_shifts.forum_graph(rows, where), rows, where)
    assert found[["meetings", "topics", "alone"]].to_numpy().tolist() == [[10, 2, 0], [30, 3, 1]]
    assert found["centrality"].tolist() == pytest.approx([2 / 3, 1])
    assert found["effective"].tolist() == pytest.approx([2, 3])
