"""Promises kept and meetings missing: small tables, closed forms, simulations with a known answer."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from helpers.analysis import counts, intervals, promised_and_held, what_is_missing

HEPATITIS = [28, 21, 17, 69, 18, 55, 63]  # Chao and others 2001, Statistics in Medicine 20: 3123-3157


def cells(counts, names=("P", "Q", "E")):
    index = pd.MultiIndex.from_product([[True, False]] * len(names), names=list(names))[:-1]
    return pd.Series(counts, index=index)


def due(*rows):
    return pd.DataFrame(rows, columns=["level", "promised", "held", "completeness"])


def test_promises_take_out_suspended_months_and_put_them_back_on_paper(record):
    table = promised_and_held.promises(record, record.meetings, ["ambassadors"]).set_index(["forum", "year"])
    assert table.loc[("PJC", 1999), ["promised", "on_paper"]].tolist() == [8, 12]
    assert table.loc[("PJC", 1997), ["promised", "on_paper"]].tolist() == [5, 5]  # it began in that year
    assert table.loc[("PJC", 2002), ["promised", "on_paper"]].tolist() == [5, 5]  # and ended in this one
    assert (table["on_paper"] >= table["promised"]).all()


def test_held_are_the_documented_meetings_without_those_announced_only(record):
    councils = counts.select(record.meetings, forums=record.councils)
    levels = ["foreign_ministers", "ambassadors"]
    some = promised_and_held.promises(record, councils, levels)
    every = promised_and_held.promises(record, councils, levels, ["explicit", "inferred", "announced"])
    wanted = councils[councils["level"].isin(levels)]
    assert every["held"].sum() == len(wanted)
    assert every["held"].sum() - some["held"].sum() == (wanted["evidence"] == "announced").sum()
    assert some["level"].drop_duplicates().tolist() == levels
    both = some[(some["level"] == "ambassadors") & (some["year"] == 2002)]
    assert both["forum"].tolist() == list(record.councils)


def test_levels_without_a_rhythm_promise_nothing(record):
    assert promised_and_held.promises(record, record.meetings, ["heads_of_state"]).empty


def test_kept_gives_ratio_exact_interval_and_what_fell_into_its_own_year():
    row = promised_and_held.kept(
        due(("a", 12, 3, "complete"), ("a", 12, 0, "complete"), ("a", 0, 1, "complete")), ["level"]
    ).loc["a"]
    lower, upper = intervals.poisson_interval(4)
    assert row["ratio"] == 4 / 24 and (row["lower"], row["upper"]) == (lower / 24, upper / 24)
    assert row["slots"] == 3 / 24  # the session beyond the promise fills no place
    assert row[["slots_lower", "slots_upper"]].tolist() == pytest.approx([0.02656, 0.32361], abs=1e-5)


def test_kept_knows_all_and_nothing():
    table = promised_and_held.kept(due(("all", 4, 4, "complete"), ("none", 4, 0, "complete")), ["level"])
    assert table.loc["all", ["slots_lower", "slots_upper"]].tolist() == pytest.approx([0.025**0.25, 1])
    assert table.loc["none", ["slots_lower", "slots_upper"]].tolist() == pytest.approx([0, 1 - 0.025**0.25])


@pytest.mark.parametrize("completeness", ["partial", "unknown"])
def test_an_incomplete_list_gives_a_lower_bound_without_an_interval(completeness):
    row = promised_and_held.kept(due(("a", 2, 1, completeness), ("a", 2, 2, "complete")), ["level"]).loc["a"]
    assert row["ratio"] == 0.75 and not row["complete"]
    assert row[["lower", "upper", "slots_lower", "slots_upper"]].isna().all()


def test_where_nothing_is_promised_there_is_no_ratio():
    row = promised_and_held.kept(due(("a", 0, 1, "complete")), ["level"]).loc["a"]
    assert row["held"] == 1 and np.isnan(row["ratio"]) and np.isnan(row["upper"])


def test_kept_can_be_asked_for_another_promise():
    table = due(("a", 1, 1, "complete")).assign(on_paper=2)
    assert promised_and_held.kept(table, ["level"], "on_paper").loc["a", ["promised", "ratio"]].tolist() == [
        2,
        0.5,
    ]


@pytest.mark.parametrize(
    "publisher, name",
    [
        ("NATO", "NATO"),
        ("NATO-Russia Council website", "NATO"),
        ("NATO International Military Staff", "NATO"),
        ("Honvedelem.hu (NATO text)", "NATO"),
        ("NATO Watch", "others"),
        ("NATO Parliamentary Assembly", "others"),
        ("French delegation to NATO", "others"),
        ("Russian Mission to NATO", "Russia"),
        ("RIA Novosti", "Russia"),
        ("Arabs Today / TASS", "Russia"),
        ("Atlantic Council (RIA Novosti)", "Russia"),
        ("Interfax", "Russia"),
        ("Interfax-Ukraine", "others"),
        ("RFE/RL", "others"),
        ("Trend (dpa)", "others"),
        ("RT", "Russia"),
        ("Gazeta.ru", "Russia"),
        ("Kyiv Post", "others"),
        ("Russia Beyond", "Russia"),
        ("Russian MFA", "Russia"),
    ],
)
def test_publishers_are_put_on_the_right_list(record, publisher, name):
    events = pd.DataFrame({"event_id": ["a"], "sources": [("x",)]})
    sources = pd.DataFrame({"source_id": ["x"], "publisher": [publisher]})
    row = what_is_missing.source_lists(events, sources, record.publishers).loc["a"]
    assert row.index[row].tolist() == [name]


def test_every_meeting_is_on_some_list_and_other_lists_can_be_asked_for(record):
    lists = what_is_missing.source_lists(record.meetings, record.sources, record.publishers)
    assert lists.index.tolist() == record.meetings["event_id"].tolist()
    assert lists.any(axis=1).all() and not lists.all(axis=None)
    only = what_is_missing.source_lists(record.meetings, record.sources, {"wires": "Reuters|AP|AFP"})
    assert only.columns.tolist() == ["wires", "others"]


def test_chapman_is_without_bias_where_the_lists_together_outnumber_the_population():
    from scipy.stats import hypergeom

    size, first, second = 30, 15, 18
    both = np.arange(first + second - size, first + 1)
    chance = hypergeom.pmf(both, size, first, second)
    estimate, lower, upper = what_is_missing.chapman(first, second, both)
    assert chance @ estimate == pytest.approx(size)
    assert chance[(lower <= size) & (size <= upper)].sum() > 0.95


def test_chapman_takes_columns_and_never_falls_below_what_was_seen():
    estimate, lower, upper = what_is_missing.chapman([10, 40], [10, 2], [10, 1])
    assert (lower >= [10, 41]).all() and (lower <= estimate).all() and (estimate <= upper).all()
    with pytest.raises(ValueError, match="both lists"):
        what_is_missing.chapman(3, 4, 5)
    with pytest.raises(ValueError, match="both lists"):
        what_is_missing.chapman(3, 4, -1)


def test_chapman_finds_the_size_of_a_simulated_population_and_covers_it():
    size, random = 100, np.random.default_rng(1)
    both, one, other, _ = random.multinomial(size, what_is_missing.joint_chances(0.5, 0.6, 1), 4000).T
    estimate, lower, upper = what_is_missing.chapman(both + one, both + other, both)
    assert abs(estimate.mean() - size) < 0.5
    assert 0.93 < ((lower <= size) & (size <= upper)).mean() < 0.98


def test_lists_that_attract_each_other_make_chapman_too_low_and_the_other_way_round():
    random, medians = np.random.default_rng(1), {}
    for odds in (0.25, 4):
        both, one, other, _ = random.multinomial(100, what_is_missing.joint_chances(0.5, 0.6, odds), 2000).T
        medians[odds] = np.median(what_is_missing.chapman(both + one, both + other, both)[0])
    assert medians[4] < 90 < 110 < medians[0.25]


@pytest.mark.parametrize("odds", [0.2, 1, 5])
def test_joint_chances_keep_their_margins_and_their_odds_ratio(odds):
    both, one, other, none = what_is_missing.joint_chances(0.3, 0.6, odds)
    assert [both + one, both + other, both + one + other + none] == pytest.approx([0.3, 0.6, 1])
    assert both * none / (one * other) == pytest.approx(odds)


def test_log_linear_models_agree_with_their_closed_forms():
    models = what_is_missing.loglinear(cells(HEPATITIS))
    assert len(models) == 8
    total = models.loc["independent", "total"]
    lists = np.array([135, 122, 126])  # members on each
    assert 271 / total == pytest.approx(1 - np.prod(1 - lists / total))
    saturated = models.loc["P-Q, P-E, Q-E"]
    assert saturated["deviance"] == pytest.approx(0, abs=1e-6)
    assert saturated["missing"] == pytest.approx(28 * 69 * 55 * 63 / (21 * 17 * 18))  # in closed form
    assert models["aic"].is_monotonic_increasing
    assert (
        (models["lower"] >= 271) & (models["lower"] <= models["total"]) & (models["total"] <= models["upper"])
    ).all()


def three_lists(size, chances, odds, random):
    """Cells of three lists, the first two of which depend on each other."""
    pair = what_is_missing.joint_chances(*chances[:2], odds)
    drawn = random.multinomial(size, np.concatenate([pair * chances[2], pair * (1 - chances[2])]))
    order = [0, 4, 1, 5, 2, 6, 3]  # both, first, second, none; on the third list or not
    return cells(drawn[order])


def test_the_log_linear_model_with_the_right_dependence_finds_the_size():
    table = three_lists(60_000, (0.4, 0.3, 0.5), 5, np.random.default_rng(3))
    models = what_is_missing.loglinear(table)
    assert models.index[0].startswith("P-Q") and models.loc["P-Q", "total"] == pytest.approx(60_000, rel=0.02)
    assert models.loc["P-Q", "lower"] < 60_000 < models.loc["P-Q", "upper"]
    assert models.loc["independent", "upper"] < 60_000  # dependence left out: too low, and sure of it


def test_log_linear_intervals_cover_a_small_simulated_population():
    random, size = np.random.default_rng(5), 60
    bounds = [
        what_is_missing.loglinear(three_lists(size, (0.5, 0.5, 0.5), 1, random)).loc[
            "independent", ["lower", "upper"]
        ]
        for _ in range(60)
    ]
    assert np.mean([low <= size <= high for low, high in bounds]) > 0.88


def test_models_that_zeros_leave_open_come_last_without_numbers():
    models = what_is_missing.loglinear(cells([9, 9, 18, 3, 0, 0, 0]))
    assert models["total"].isna().all() and models["upper"].isna().all()
    models = what_is_missing.loglinear(cells([1, 2, 8, 26, 0, 0, 1]))
    open_ones = models["total"].isna().to_numpy()
    assert open_ones.any() and not open_ones[0] and (np.diff(open_ones.astype(int)) >= 0).all()


def test_three_lists_are_asked_for():
    with pytest.raises(ValueError, match="three lists, not 2"):
        what_is_missing.loglinear(cells([1, 2, 3], ("a", "b")))


def test_announced_before_looks_at_the_dates_of_pages(record):
    meetings = record.meetings
    found = what_is_missing.announced_before(meetings, record.sources)
    assert found.index.tolist() == meetings["event_id"].tolist()
    assert found[(meetings["evidence"] == "announced").to_numpy()].all()
    assert bool(found["NRC-2010-01-26-chiefs_of_staff"]) and not found["NRC-2022-01-12-ambassadors"]


def test_promises_need_a_council_among_the_meetings(record):
    other = dataclasses.replace(record, tables={**record.tables})
    assert promised_and_held.promises(
        other, counts.select(record.meetings, forums=["EAPC"]), ["foreign_ministers"]
    ).empty
