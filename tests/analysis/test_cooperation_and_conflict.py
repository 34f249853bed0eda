"""Acts by tone, and what coding them again would change: on small tables and simulated records."""

import itertools

import numpy as np
import pandas as pd
import pytest

from helpers.analysis import cooperation_and_conflict as tone

YEAR = pd.DataFrame({"cooperative": [2, 0], "neutral": [1, 0], "conflictual": [2, 0]}, index=[2001, 2002])


def test_an_act_needs_one_of_the_two_sides(record):
    rows = tone.sided_acts(record)
    out = record.events[record.events["tone"].notna() & ~record.events["event_id"].isin(rows["event_id"])]
    assert len(rows) and all({"NATO", "Russia"} & set(names) for names in rows["actors"])
    assert len(out) and not any({"NATO", "Russia"} & set(names) for names in out["actors"])


def test_years_are_counted_to_the_last_day_observed():
    days = pd.to_datetime(["2001-12-31", "2003-01-01"])
    late = pd.to_datetime(["2002-01-31", "2003-01-01"])
    rows = pd.DataFrame({"tone": ["conflictual", "neutral"], "date_earliest": days, "date_latest": late})
    found = tone.by_tone(rows, pd.Timestamp("2004-02-19"))
    assert found["conflictual"].to_dict() == {2001: 1, 2002: 0, 2003: 0, 2004: 0}
    assert found.index[~found["whole"]].tolist() == [2004] and found.columns[:3].tolist() == list(tone.TONES)
    assert tone.by_tone(rows, pd.Timestamp("2003-12-31"), "latest")["conflictual"].to_dict() == {
        2002: 1,
        2003: 0,
    }


@pytest.mark.parametrize("error", [0.0, 0.07, 0.3])
def test_the_chance_is_that_of_all_ways_to_code_the_acts_again(error):
    chances = tone.chances(error)
    coded = [name for name in tone.TONES for _ in range(YEAR.loc[2001, name])]
    direct = sum(
        np.prod([chances.loc[one, other] for one, other in zip(coded, again)])
        for again in itertools.product(tone.TONES, repeat=len(coded))
        if again.count("conflictual") > again.count("cooperative")
    )
    assert tone.conflict_chance(YEAR, chances).tolist() == pytest.approx([direct, 0.0])


def test_without_error_the_number_of_years_is_as_coded():
    counts = pd.DataFrame({"cooperative": [1, 3, 0], "neutral": [5, 0, 0], "conflictual": [2, 1, 1]})
    assert tone.conflict_chance(counts, tone.chances(0)).tolist() == [1, 0, 1]
    assert tone.number_of_years(tone.conflict_chance(counts, tone.chances(0))) == (2, 2)


@pytest.mark.parametrize("chance", [[0.2] * 10, [0.9, 0.5, 0.5, 0.1], [1, 1, 0]])
def test_the_range_of_years_holds_what_it_says(chance):
    lower, upper = tone.number_of_years(pd.Series(chance))
    draws = (np.random.default_rng(1).random((40_000, len(chance))) < chance).sum(axis=1)
    assert (draws < lower).mean() <= 0.052 and (draws > upper).mean() <= 0.052
    assert ((draws >= lower) & (draws <= upper)).mean() >= 0.895
    assert (draws <= lower).mean() > 0.048 and (draws >= upper).mean() > 0.048


def test_two_readings_are_counted_with_half_an_act_in_every_cell():
    readings = pd.DataFrame({"first": ["conflictual"] * 3, "second": ["conflictual"] * 2 + ["neutral"]})
    found = tone.chances(0, readings)
    assert found.loc["conflictual"].tolist() == pytest.approx([0.5 / 4.5, 1.5 / 4.5, 2.5 / 4.5])
    assert found.sum(axis=1).tolist() == pytest.approx([1, 1, 1])


def test_a_third_coder_of_simulated_acts_falls_into_the_range():
    """Acts with a true tone, coders who err in one of eight: the range from two of them holds a third."""
    draw, truth, inside, worlds = np.random.default_rng(2), np.array(tone.TONES), 0, 200
    for _ in range(worlds):
        year = np.repeat(np.arange(12), draw.poisson(9, 12))
        true = draw.choice(3, len(year), p=[0.25, 0.25, 0.5])
        first, second, third = (
            np.where(draw.random(len(year)) < 0.125, draw.integers(0, 3, len(year)), true) for _ in range(3)
        )
        readings = pd.DataFrame({"first": truth[first], "second": truth[second]})
        counts = pd.crosstab(year, truth[first]).reindex(columns=list(tone.TONES), fill_value=0)
        chance = tone.conflict_chance(counts, tone.chances(0, readings.sample(60, random_state=0)))
        lower, upper = tone.number_of_years(chance)
        again = pd.crosstab(year, truth[third]).reindex(columns=list(tone.TONES), fill_value=0)
        inside += lower <= (again["conflictual"] > again["cooperative"]).sum() <= upper
    assert inside / worlds >= 0.88
