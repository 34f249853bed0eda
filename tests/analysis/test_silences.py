"""Silences: gaps with uncertain ends, and estimates checked against published ones."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from helpers.analysis import silences
from helpers.record.dates import parse_edtf

DAY = pd.Timestamp
# Weeks in remission under 6-mercaptopurine (Freireich and others 1963), the example of most textbooks.
REMISSION = pd.DataFrame(
    {
        "days": [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
        "closed": [
            True,
            True,
            True,
            False,
            True,
            False,
            True,
            False,
            False,
            True,
            True,
            False,
            False,
            False,
            True,
            True,
            False,
            False,
            False,
            False,
            False,
        ],
    }
)


def events(dates, level="ambassadors"):
    parsed = parse_edtf(dates)
    frame = pd.DataFrame({"event_id": [f"e{i}" for i in range(len(dates))], "level": level})
    frame["date"] = pd.Series(dates, dtype="str")
    frame["date_earliest"], frame["date_latest"] = parsed["earliest"], parsed["latest"]
    return frame


def test_gaps_are_days_between_first_days_and_the_last_stays_open():
    table = silences.gaps(events(["2003-01-11/2003-01-13", "2003-01-01", "2003-02-10"]), DAY("2003-02-20"))
    assert table["days"].tolist() == [10, 30, 10]
    assert table["closed"].tolist() == [True, True, False]
    assert table["last_event"].tolist() == ["e1", "e0", "e2"] and table["next_event"].iloc[0] == "e0"
    assert (table["shortest"] == table["days"]).all() and (table["longest"] == table["days"]).all()


def test_a_month_moves_both_of_its_gaps_between_bounds():
    table = silences.gaps(events(["2003-01-01", "2003-03", "2003-05-01"]), DAY("2003-05-01"))
    assert table["start"].iloc[1] == DAY("2003-03-16")
    assert table[["days", "shortest", "longest"]].to_numpy().tolist() == [
        [74, 59, 89],
        [46, 31, 61],
        [0, 0, 0],
    ]


def test_a_year_that_may_lie_on_either_side_cannot_make_a_gap_negative():
    table = silences.gaps(events(["2003", "2003-07-10", "2004-01-01"]), DAY("2004-02-01"))
    assert table["shortest"].tolist() == [0, 1, 31]
    assert table["longest"].iloc[1] == 175


def test_events_on_one_day_leave_no_gap():
    assert silences.gaps(events(["2003-01-01", "2003-01-01"]), DAY("2003-01-05"))["days"].tolist() == [4]


def test_a_month_that_is_not_over_ends_with_the_record():
    table = silences.gaps(events(["2003-01"]), DAY("2003-01-11"))
    assert table[["days", "shortest", "longest"]].iloc[0].tolist() == [5, 0, 10]


@given(
    st.lists(
        st.sampled_from(["2003", "2003-02", "2003-02-03", "2003-07", "2004-01-01", "2004-05"]), min_size=1
    )
)
def test_bounds_hold_every_gap_and_the_gaps_fill_the_time(dates):
    table = silences.gaps(events(dates), DAY("2005-01-01"))
    assert (table["shortest"] <= table["days"]).all() and (table["days"] <= table["longest"]).all()
    assert table["days"].sum() == (DAY("2005-01-01") - table["start"].iloc[0]).days


def test_gaps_need_events_that_observation_reaches():
    with pytest.raises(ValueError, match="needs an event"):
        silences.gaps(events([]), DAY("2003-01-01"))
    with pytest.raises(ValueError, match="begins after 2003-01-01"):
        silences.gaps(events(["2004"]), DAY("2003-01-01"))


def test_survival_is_that_of_the_textbooks():
    curve = silences.survival(REMISSION)["survival"]
    assert curve.index.tolist() == [0, 6, 7, 10, 13, 16, 22, 23]
    assert curve.round(3).tolist() == [1, 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]


def test_survival_and_its_interval_are_those_of_statsmodels():
    from statsmodels.duration.survfunc import SurvfuncRight

    other = SurvfuncRight(REMISSION["days"], REMISSION["closed"])
    curve = silences.survival(REMISSION).iloc[1:]
    assert curve.index.tolist() == other.surv_times.tolist()
    np.testing.assert_allclose(curve["survival"], other.surv_prob, rtol=1e-12)
    log = np.log(other.surv_prob)
    width = stats.norm.ppf(0.975) * other.surv_prob_se / (other.surv_prob * log)
    np.testing.assert_allclose(curve["upper"], np.exp(log * np.exp(width)), rtol=1e-9)
    np.testing.assert_allclose(curve["lower"], np.exp(log * np.exp(-width)), rtol=1e-9)


def test_the_median_is_that_of_the_textbooks():
    middle, lower, upper = silences.median_days(silences.survival(REMISSION))
    assert (middle, lower) == (23, 13) and np.isnan(upper)


def test_the_weibull_fit_is_that_of_scipy():
    days = stats.weibull_min(1.4, scale=80).rvs(200, random_state=np.random.default_rng(1))
    shape, _, scale = stats.weibull_min.fit(stats.CensoredData(uncensored=days), floc=0)
    np.testing.assert_allclose(silences.fit(days, "Weibull"), (shape, scale), rtol=1e-3)


def test_hills_exponent_by_hand():
    assert silences.fit([1, np.e, np.e**3], "Pareto tail", 1.0) == pytest.approx((0.5, 1.0))
    with pytest.raises(ValueError, match="fewer than two"):
        silences.fit([1, 2, 3], "Pareto tail", 2)
    with pytest.raises(ValueError, match="model is one of"):
        silences.fit([1, 2], "normal")


@pytest.mark.parametrize(
    "model, law",
    [
        ("exponential", stats.expon(scale=50)),
        ("Weibull", stats.weibull_min(0.8, scale=50)),
        ("gamma", stats.gamma(0.7, scale=50)),
        ("lognormal", stats.lognorm(0.9, scale=50)),
        ("Pareto tail", stats.pareto(1.8, scale=50)),
    ],
)
def test_the_mean_excess_is_the_integral_of_the_tail(model, law):
    shape = law.args[0] if law.args else 1.0
    probability, excess = silences.exceedance(model, shape, 50, 120)
    assert probability == pytest.approx(law.sf(120))
    assert excess == pytest.approx(integrate.quad(law.sf, 120, np.inf)[0], rel=1e-6)


def test_a_tail_without_a_mean_has_no_mean_excess():
    assert silences.exceedance("Pareto tail", 0.9, 50, 120) == (pytest.approx((50 / 120) ** 0.9), np.inf)


def test_a_heavier_tail_makes_a_long_gap_less_odd():
    days = stats.pareto(1.5, scale=20).rvs(300, random_state=np.random.default_rng(3))
    table = silences.unusual(days, 2000, [20], draws=50)
    truth = (20 / 2000) ** 1.5
    row = table.loc["Pareto tail above 20 days"]
    assert row["lower"] < truth < row["upper"]
    assert table.loc["exponential", "probability"] < truth / 1000
    assert (table["lower"] <= table["probability"]).all() and (table["any_day"] <= 1).all()


def test_the_bootstrap_is_the_same_every_time():
    days = [30, 60, 90, 120, 150, 400]
    pd.testing.assert_frame_equal(
        silences.unusual(days, 500, [80], 30), silences.unusual(days, 500, [80], 30)
    )


def test_gaps_know_their_phases_and_how_complete_their_lists_are():
    table = silences.gaps(events(["2001-06-01", "2003-02-01", "2003-05-01"]), DAY("2003-06-01"))
    spans = pd.DataFrame(
        {
            "name": ["a", "b"],
            "start": [DAY("2000-01-01"), DAY("2002-01-01")],
            "end": [DAY("2002-01-01"), DAY("2004-01-01")],
        }
    )
    assert silences.phases_behind(table, spans) == ["a → b", "b", "b"]
    coverage = pd.DataFrame(
        {"year": [2001, 2002, 2003, 2003], "completeness": ["complete", "partial", "complete", "complete"]}
    )
    assert silences.completeness(table, coverage) == ["partial", "complete", "complete"]
    assert silences.completeness(table, coverage.iloc[:2]) == ["unknown"] * 3
