"""Analyses, on small tables with known answers."""

import pandas as pd
import pytest
from scipy.stats import binomtest

from helpers.analysis import counts, intervals
from helpers.record.dates import parse_edtf


def events(dates, **columns):
    parsed = parse_edtf(dates)
    frame = pd.DataFrame({"event_id": [f"e{i}" for i in range(len(dates))], **columns})
    frame["date"] = pd.Series(dates, dtype="str")
    frame["date_earliest"], frame["date_latest"] = parsed["earliest"], parsed["latest"]
    frame["date_begins_latest"] = parse_edtf([date.partition("/")[0] for date in dates])["latest"]
    return frame


def test_counts_per_year_have_zeros_and_unknowns():
    level = pd.Categorical(["b", "a", None, "b"], categories=["a", "b", "c"])
    found = counts.per_year(events(["2001", "2003-05", "2003", "2003-01-02"], level=level), "level")
    assert found.columns.tolist() == ["a", "b", "unknown"]
    assert found.loc[2001].tolist() == [0, 1, 0]
    assert found.loc[2002].tolist() == [0, 0, 0]
    assert found.loc[2003].tolist() == [1, 1, 1]


def test_counts_per_year_can_be_widened():
    found = counts.per_year(events(["2001"], forum=["x"]), "forum", 2000, 2002)
    assert found["x"].tolist() == [0, 1, 0]
    assert counts.per_year(events([], forum=[]), "forum").empty


def test_an_event_that_lasts_counts_in_the_year_in_which_it_begins():
    found = counts.per_year(events(["2001-12/2003-01"], forum=["x"]), "forum")
    assert found["x"].to_dict() == {2001: 1}


def test_select_refuses_words_outside_the_vocabulary(record):
    with pytest.raises(ValueError, match="no such level: ambassador$"):
        counts.select(record.meetings, levels=["ambassador"])
    with pytest.raises(ValueError, match="no such evidence: rumour"):
        counts.select(record.meetings, evidence=["rumour"])


def test_select_refuses_a_text_for_a_list(record):
    with pytest.raises(ValueError, match="forum takes a list of values, not 'NRC'"):
        counts.select(record.meetings, forums="NRC")


def test_select_keeps_what_fits(record):
    rows = counts.select(record.meetings, ["NRC"], ["ambassadors"], ["explicit"])
    assert set(rows["forum"]) == {"NRC"} and set(rows["level"]) == {"ambassadors"}
    assert 0 < len(rows) < len(record.meetings)
    assert len(counts.select(record.meetings)) == len(record.meetings)


# Garwood's interval as printed in tables of the Poisson distribution.


def phases(*starts):
    frame = pd.DataFrame({"phase_id": list("abc")[: len(starts)], "name": list("ABC")[: len(starts)]})
    frame["start_earliest"] = pd.to_datetime(list(starts))
    return frame


def test_phases_end_where_the_next_begins():
    spans = counts.phase_spans(phases("2001-01-01", "2003-01-01"), pd.Timestamp("2004-01-01"))
    assert spans["end"].dt.year.tolist() == [2003, 2004]
    assert spans["years"].round(2).tolist() == [2.0, 1.0]


@pytest.mark.parametrize("starts", [("2001-01-01", "2001-01-01"), ("2001-01-01", "2005-01-01")])
def test_phases_that_overlap_are_refused(starts):
    with pytest.raises(ValueError, match="start on different days"):
        counts.phase_spans(phases(*starts), pd.Timestamp("2004-01-01"))


def test_the_interval_of_a_share_is_that_of_scipy():
    hits, of = [0, 3, 10, 0], [7, 11, 10, 0]
    lower, upper = intervals.binomial_interval(hits, of)
    for i in range(3):
        exact = binomtest(hits[i], of[i]).proportion_ci()
        assert (lower[i], upper[i]) == pytest.approx((exact.low, exact.high))
    assert (lower[3], upper[3]) == (0, 1)
    with pytest.raises(ValueError, match="hits lie between"):
        intervals.binomial_interval(3, 2)
