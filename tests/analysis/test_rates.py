"""Counts in time, on simulations with a known answer and against every way to cut them."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy.special import gammaln

from helpers.analysis import change_points, rates

DAY = pd.Timestamp


def days(dates):
    return pd.DataFrame({"date_earliest": pd.to_datetime(dates).astype("M8[s]")})


def periods(groups):
    rows = [(name, count, 1.0) for name, counts in groups.items() for count in counts]
    return pd.DataFrame(rows, columns=["group", "events", "months"])


def test_periods_have_whole_months_and_the_rest_at_the_end():
    table = rates.binned(
        days(["2003-01-15", "2003-02-14", "2003-02-15", "2003-05-01", "2004-01-01"]),
        DAY("2003-01-15"),
        DAY("2003-05-01"),
        1,
    )
    assert table["start"].dt.strftime("%m-%d").tolist() == ["01-15", "02-15", "03-15"]
    assert table["events"].tolist() == [2, 1, 0]
    assert table["end"].iloc[-1] == DAY("2003-05-01")
    assert table["months"].sum() == pytest.approx(106 / 365.25 * 12)


def test_a_span_shorter_than_a_period_is_one_period():
    assert len(rates.binned(days(["2003-01-15"]), DAY("2003-01-01"), DAY("2003-01-20"), 3)) == 1
    with pytest.raises(ValueError, match="ends after it starts"):
        rates.binned(days([]), DAY("2003-01-01"), DAY("2003-01-01"), 3)


def test_dispersion_sees_both_directions_and_nothing_where_there_is_nothing():
    draw = np.random.default_rng(5)
    regular = rates.dispersion([2, 2, 2, 2, 2, 2, 1, 3] * 3, np.ones(24))
    clustered = rates.dispersion([0, 0, 9, 0, 0, 7] * 3, np.ones(18))
    assert regular["regular"] < 0.01 < 0.9 < regular["clustered"]
    assert clustered["clustered"] < 0.01 < 0.9 < clustered["regular"]
    p = [rates.dispersion(draw.poisson(1.5, 20), np.ones(20), draws=199)["clustered"] for _ in range(200)]
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.035)


def test_dispersion_by_hand_and_with_unequal_periods():
    assert rates.dispersion([1, 3], [1, 1])["index"] == pytest.approx(1.0)
    assert rates.dispersion([2, 6], [1, 3])["index"] == 0
    with pytest.raises(ValueError, match="an event"):
        rates.dispersion([0, 0], [1, 1])


def test_regular_counts_have_narrower_and_clustered_ones_wider_robust_intervals():
    table = rates.robust_rates(
        periods(
            {
                "regular": [2, 2, 2, 1, 2, 2, 2, 2] * 4,
                "clustered": [6] * 8 + [0] * 24,
                "few": [1, 0, 0, 1],
                "none": [0] * 6,
            }
        )
    )
    exact = np.log(table["exact_upper"] / table["exact_lower"].where(table["exact_lower"] > 0))
    for kind in ("quasi", "hac"):
        width = np.log(table[f"{kind}_upper"] / table[f"{kind}_lower"])
        assert width["regular"] < exact["regular"] / 2 and width["clustered"] > exact["clustered"]
        assert table.loc[["few", "none"], f"{kind}_upper"].isna().all()
    assert table.loc["none", "exact_upper"] == pytest.approx(-math.log(0.025) * 2)


def test_quasi_poisson_is_that_of_statsmodels():
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    counts = periods({"a": [3, 1, 4, 1, 5, 9, 2, 6]})
    fitted = GLM(counts["events"], np.ones((8, 1)), family=Poisson()).fit(scale="X2", tol=1e-12)
    lower, upper = np.exp(fitted.conf_int().to_numpy()[0]) * 12
    row = rates.robust_rates(counts).loc["a"]
    assert (row["quasi_lower"], row["quasi_upper"]) == (pytest.approx(lower), pytest.approx(upper))


def test_robust_intervals_cover_where_counts_come_in_clusters():
    draw = np.random.default_rng(8)
    hits = {"exact": 0, "quasi": 0}
    for _ in range(150):
        row = rates.robust_rates(periods({"a": draw.negative_binomial(1, 1 / 4, 60)})).loc[
            "a"
        ]  # mean 3, variance 12
        for kind in hits:
            hits[kind] += row[f"{kind}_lower"] <= 36 <= row[f"{kind}_upper"]
    assert hits["exact"] < 0.75 * 150 < 0.89 * 150 < hits["quasi"]


def test_the_exact_interval_of_a_ratio_inverts_the_conditional_test():
    from statsmodels.stats.rates import test_poisson_2indep

    row = rates.rate_ratios(periods({"a": [2, 1] * 6, "b": [1, 0, 0] * 6}), [("a", "b")]).iloc[0]
    assert row["ratio"] == pytest.approx((18 / 12) / (6 / 18))
    for bound, side in (("exact_lower", "larger"), ("exact_upper", "smaller")):
        p = test_poisson_2indep(18, 12, 6, 18, value=row[bound], method="exact-cond", alternative=side).pvalue
        assert p == pytest.approx(0.025)
    assert row["hac_lower"] < row["ratio"] < row["hac_upper"]


def test_ratios_with_empty_groups():
    table = rates.rate_ratios(
        periods({"a": [2, 1] * 6, "b": [0] * 6, "c": [0] * 3}), [("a", "b"), ("b", "a"), ("b", "c")]
    )
    assert table["ratio"].tolist()[:2] == [np.inf, 0] and table.iloc[2].isna().all()
    assert table["hac_lower"].isna().all() and table["exact_lower"].iloc[0] > 0


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
