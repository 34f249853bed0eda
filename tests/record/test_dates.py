"""The parser of dates, with python-edtf as the oracle."""

import calendar

import edtf
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.record.dates import in_words, parse_edtf

YEARS = st.integers(1900, 2099)


@st.composite
def singles(draw):
    """Dates that exist, of any precision, approximate or not."""
    year, precision = draw(YEARS), draw(st.sampled_from(["year", "month", "day"]))
    text = f"{year:04d}"
    if precision != "year":
        month = draw(st.integers(1, 12))
        text += f"-{month:02d}"
    if precision == "day":
        text += f"-{draw(st.integers(1, calendar.monthrange(year, month)[1])):02d}"
    return text + draw(st.sampled_from(["", "~"]))


def day(struct):
    return pd.Timestamp(*struct[:3])


def oracle(text):
    """Earliest and latest day by python-edtf; None if it is not a date to it."""
    try:
        parsed = edtf.parse_edtf(text)
        latest = parsed.upper_strict()
        return day(parsed.lower_strict()), pd.NaT if latest == float("inf") else day(latest)
    except (edtf.EDTFParseException, ValueError, TypeError):
        return None


def row(text):
    return parse_edtf([text]).iloc[0]


@settings(max_examples=40)  # the oracle takes 5 ms a date
@given(singles())
def test_single_dates_agree_with_the_oracle(text):
    parsed = row(text)
    assert parsed["valid"]
    assert (parsed["earliest"], parsed["latest"]) == oracle(text)
    assert parsed["approximate"] == text.endswith("~")
    assert parsed["precision"] == {4: "year", 7: "month", 10: "day"}[len(text.rstrip("~"))]


@settings(max_examples=40)  # the oracle takes 5 ms a date
@given(singles(), singles())
def test_spans_agree_with_the_oracle(start, end):
    text = f"{start}/{end}"
    parsed = row(text)
    if oracle(start)[0] > oracle(end)[1]:
        assert not parsed["valid"]
    else:
        assert (parsed["earliest"], parsed["latest"]) == oracle(text)


@settings(max_examples=40)  # the oracle takes 5 ms a date
@given(singles())
def test_an_open_end_has_no_latest_day(start):
    parsed = row(f"{start}/..")
    assert parsed["valid"] and parsed["earliest"] == oracle(start)[0]
    assert pd.isna(parsed["latest"]) and not pd.isna(parsed["precision"])


@given(st.text(alphabet="0123456789-~/. x\0é", max_size=24))
def test_whatever_is_accepted_is_a_date_to_the_oracle(text):
    parsed = row(text)
    if parsed["valid"] and text:
        assert oracle(text) is not None
    elif text:
        assert pd.isna(parsed["earliest"]) and pd.isna(parsed["precision"])


@pytest.mark.parametrize(
    "text",
    [
        "2004-02-30",
        "2003-02-29",
        "2004-13",
        "2004-00",
        "2004-00-10",
        "2004-01-00",
        "2004-1",
        "04",
        "2004~~",
        "~2004",
        "2004-01-01~x",
        "2004/",
        "/2004",
        "../2004",
        "2004/2003",
        "2004//2005",
        "2004-01-01/2004-01-01/2004",
        " 2004",
        "2004 ",
        "2004\0",
        "20040101",
        "２００４",
        "2004?",
        "-",
    ],
)
def test_other_texts_are_not_dates(text):
    assert not row(text)["valid"]
    with pytest.raises(ValueError, match="is not a date such as"):
        in_words(text)


def test_a_month_never_becomes_its_first_day():
    parsed = row("2003-05")
    assert (parsed["latest"] - parsed["earliest"]).days == 30
    assert parsed["precision"] == "month"


def test_many_dates_at_once_keep_their_order_and_no_date_is_lost():
    texts = ["2003", "", "2004-02-29", "1999-03-24/1999-06-10", "x", "2003-05~"]
    together = parse_edtf(texts)
    alone = pd.concat([parse_edtf([text]) for text in texts], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone)
    assert parse_edtf([]).empty


def test_words_for_open_and_empty_dates():
    assert in_words("2014-04/..") == "April 2014 to now"
    assert in_words("1998~") == "about 1998"
    with pytest.raises(ValueError):
        in_words("")
