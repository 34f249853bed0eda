"""Kept results are those of the tables as they stand, and cannot be spoilt by who gets them."""

import pandas as pd

import helpers
from helpers import channels, memo, tables


def test_a_cell_changed_in_place_gives_a_new_result():
    record = helpers.load()
    before = tables.spells(record), channels.links(record), channels.minimum_cut(record)
    row = record.status.index[record.status["institution_id"] == "NRC"][0]
    record.status.loc[row, "start_earliest"] += pd.Timedelta(days=400)
    bodies = record.institutions.set_index("institution_id").index
    record.institutions.at[bodies.get_loc("NRC_CHODS"), "levels"] = ("experts",)
    record.institutions.loc[bodies.get_loc("NACC"), "founded_earliest"] -= pd.Timedelta(days=400)
    after = tables.spells(record), channels.links(record), channels.minimum_cut(record)
    memo.forget()
    fresh = tables.spells(record), channels.links(record), channels.minimum_cut(record)
    for old, new, computed in zip(before, after, fresh):
        assert not new.equals(old) and new.equals(computed)


def test_every_choice_has_a_result_of_its_own(record):
    texts = {repr(channels.links(record, **choice)) for choice in
             ({}, {"bound": "latest"}, {"rules": ["stated"]}, {"rules": {"stated": 1}.keys()}, {"narrow": False})}
    assert len(texts) == 4  # two of them name the same rules


def test_what_a_caller_does_to_a_result_stays_there(record):
    for function in (tables.spells, channels.links):
        first = function(record)
        whole = first.copy()
        first["start"] = pd.NaT
        pd.testing.assert_frame_equal(function(record), whole)
    keys, code = channels.state(record)
    code[:] = 0
    assert channels.state(record)[1].any()


def test_only_the_last_results_are_kept(record):
    for year in range(memo.LAST + 5):
        channels.state(record, [f"{1990 + year}-06-30"])
    assert len(memo._results) == memo.LAST


def test_functions_with_the_same_words_keep_apart(record):
    assert list(tables.spells(record)) != list(channels.links(record))
