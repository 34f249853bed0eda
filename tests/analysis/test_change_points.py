"""Counts in time, on simulations with a known answer and against every way to cut them."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy.special import gammaln

from helpers.analysis import change_points

DAY = pd.Timestamp


def log_likelihood(run):
    total = sum(run)
    return total * math.log(total / len(run)) - total if total else 0.0


def test_breaks_are_the_best_of_all_ways_to_cut():
    count = [3, 2, 4, 0, 0, 1, 0, 5, 6]
    n, scores = len(count), {}
    for k in range(4):
        for cuts in itertools.combinations(range(1, n), k):
            runs = [count[a:b] for a, b in itertools.pairwise([0, *cuts, n])]
            scores[cuts] = -2 * sum(map(log_likelihood, runs)) + 2 * k * math.log(n)
    assert tuple(change_points.breaks(count, most=3)) == min(scores, key=scores.get) == (3, 7)


def test_pelt_agrees_with_dynamic_programming():
    from ruptures.detection import Pelt

    draw = np.random.default_rng(2)
    for _ in range(5):
        count = np.concatenate([draw.poisson(rate, 20) for rate in (4, 1, 3)])
        pelt = Pelt(custom_cost=change_points._poisson_cost(), min_size=2, jump=1).fit(
            count.reshape(-1, 1).astype(float)
        )
        assert pelt.predict(2 * math.log(60))[:-1] == change_points.breaks(count, shortest=2)


def test_no_break_where_there_is_none_and_known_ones_found():
    draw = np.random.default_rng(4)
    assert sum(bool(change_points.breaks(draw.poisson(2, 50), most=3)) for _ in range(20)) <= 2
    found = change_points.breaks(np.concatenate([draw.poisson(6, 30), draw.poisson(1, 30)]), criterion="mBIC")
    assert len(found) == 1 and abs(found[0] - 30) <= 2
    assert change_points.breaks([5, 5, 5, 0, 0, 0, 5, 5, 5], number=2) == [3, 6]
    assert change_points.breaks([1, 2, 1], number=0) == []
    assert change_points.breaks([9, 8, 9, 8, 9, 1, 2, 1, 2, 1], cost="l2") == [5]
    with pytest.raises(ValueError, match="criteria are"):
        change_points.breaks([1, 2], criterion="AIC")


def evidence(run, shape, rate):
    total = sum(run)
    return (
        gammaln(shape + total)
        - gammaln(shape)
        + shape * math.log(rate)
        - (shape + total) * math.log(rate + len(run))
    )


def test_the_posterior_is_the_sum_over_all_ways_to_cut():
    count, shape, mean, most = [3, 2, 0, 0, 1, 4, 5], 1.5, 2.0, 3
    n, ways = len(count), {}
    for k in range(most + 1):
        for cuts in itertools.combinations(range(1, n), k):
            runs = [count[a:b] for a, b in itertools.pairwise([0, *cuts, n])]
            prior = 1 / (most + 1) / math.comb(n - 1, k)
            ways[cuts] = prior * math.exp(sum(evidence(run, shape, shape / mean) for run in runs))
    whole = sum(ways.values())
    window = np.array([0, 0, 1, 1, 0, 0, 0], dtype=bool)
    result = change_points.posterior(count, number=2, most=most, shape=shape, mean=mean, window=window)
    by_number = [sum(v for cuts, v in ways.items() if len(cuts) == k) / whole for k in range(most + 1)]
    np.testing.assert_allclose(result["number"], by_number)
    two = {cuts: v for cuts, v in ways.items() if len(cuts) == 2}
    for j in range(2):
        expected = [sum(v for cuts, v in two.items() if cuts[j] == t) / sum(two.values()) for t in range(n)]
        np.testing.assert_allclose(result["positions"][j], expected, atol=1e-12)
    assert result["inside"] == pytest.approx(sum(v for cuts, v in ways.items() if {2, 3} & set(cuts)) / whole)
    prior = sum(1 / 4 / math.comb(6, len(cuts)) for cuts in ways if {2, 3} & set(cuts))
    assert result["before"] == pytest.approx(prior)


def test_intervals_of_known_breaks_cover_as_often_as_they_say():
    draw = np.random.default_rng(11)
    hits, runs = 0, 300
    for _ in range(runs):
        cut, (one, other) = int(draw.integers(1, 60)), draw.gamma(1.0, 2.0, 2)
        count = np.concatenate([draw.poisson(one, cut), draw.poisson(other, 60 - cut)])
        found = change_points.posterior(count, number=1, most=1, mean=2.0)["positions"]
        row = change_points.position_intervals(found).iloc[0]
        hits += row["lower"] <= cut <= row["upper"]
    assert 0.93 <= hits / runs <= 0.995


def test_a_regular_series_is_covered_more_often_than_the_interval_says():
    draw = np.random.default_rng(12)
    hits = 0
    for _ in range(100):
        count = np.zeros(80, dtype=int)
        count[int(draw.integers(0, 2)) : 50 : 2] = 1  # one meeting in two quarters, never two
        row = change_points.position_intervals(change_points.posterior(count, number=1)["positions"]).iloc[0]
        hits += row["lower"] <= 50 <= row["upper"]
    assert hits == 100


def test_segments_have_the_rates_between_the_cuts():
    counts = pd.DataFrame(
        {
            "start": pd.date_range("2003-01-01", periods=4, freq="MS"),
            "end": pd.date_range("2003-02-01", periods=4, freq="MS"),
            "events": [2, 4, 0, 1],
            "months": 1.0,
        }
    )
    table = change_points.segments(counts, [2])
    assert table["events"].tolist() == [6, 1] and table["per_year"].tolist() == [36, 6]
    assert table["end"].iloc[0] == table["start"].iloc[1] == DAY("2003-03-01")
    assert (table["lower"] < table["per_year"]).all() and len(change_points.segments(counts, [])) == 1
