"""Numbers in prose and findings: stored as data, tied, refreshed, refused where they do not belong."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.publishing import prose_numbers

TOLD = SimpleNamespace(told=True, observed_until=pd.Timestamp("2026-02-19"))
OTHER = SimpleNamespace(told=False, observed_until=pd.Timestamp("2013-12-31"))
WORDS = {"unit": "days", "estimand": "days since the last session", "wording": "It was 12 days."}


def numbers(**values):
    return prose_numbers.numbers(TOLD, lambda: values)


def test_whole_numbers_have_commas_and_others_one_decimal():
    shown = numbers(a=1234, b=np.int64(7), c=2.04, d=np.float64(3), e="28 May 2002")
    assert shown.data == {"a": "1,234", "b": "7", "c": "2.0", "d": "3.0", "e": "28 May 2002"}
    bundle = shown._repr_mimebundle_()
    assert bundle[prose_numbers.NUMBERS] == shown.data and ">1,234</td>" in bundle["text/html"]


def test_percent_signs_close_up():
    assert list(numbers(share="62 %", range="4 to 12%").data.values()) == ["62%", "4 to 12%"]


def test_text_is_escaped_in_html():
    assert "<script>" not in numbers(a="<script>")._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("value", ["", " ", "a\nb", " a", float("nan"), float("inf"), True, None, [1]])
def test_what_cannot_be_read_is_told_in_a_line_and_stores_nothing(value, capsys):
    assert numbers(a=value) is None
    assert "these parameters give none (ValueError" in capsys.readouterr().out


def test_an_error_in_the_cell_stops_no_run_and_another_record_is_not_asked(capsys):
    assert prose_numbers.numbers(TOLD, lambda: {"a": {}["missing"]}) is None
    assert "KeyError" in capsys.readouterr().out
    assert prose_numbers.numbers(OTHER, lambda: 1 / 0) is None
    assert prose_numbers.findings(OTHER, lambda: 1 / 0) is None
    assert capsys.readouterr().out == 2 * f"{prose_numbers.OTHER}\n"


def test_findings_carry_the_day_to_which_they_were_observed():
    row = prose_numbers.finding("gap", 1499, **WORDS)
    stored = prose_numbers.findings(TOLD, lambda: [row])
    (found,) = stored.data
    assert found["observed_until"] == "2026-02-19" and found["value"] == "1499" and found["shown"] == "1,499"
    assert stored._repr_mimebundle_()[prose_numbers.FINDINGS] == stored.data
    bounded = prose_numbers.finding("gap", 0.5, lower=0.25, upper=1, **WORDS)
    assert (bounded["lower"], bounded["upper"]) == ("0.25", "1")


@pytest.mark.parametrize(
    "change, fault",
    [
        ({"name": "Gap"}, "named in words"),
        ({"lower": 1}, "one bound"),
        ({"wording": "No full stop"}, "one sentence"),
        ({"wording": "Two\nlines."}, "one sentence"),
    ],
)
def test_a_finding_is_whole(change, fault):
    with pytest.raises(ValueError, match=fault):
        prose_numbers.finding(**{"name": "gap", "value": 1, **WORDS, **change})


NAMES = st.from_regex(r"[a-z][a-z0-9_]*", fullmatch=True)
VALUES = st.text("abc 0123456789,.%-+", min_size=1).filter(lambda text: text == text.strip())


@given(NAMES, VALUES, VALUES)
def test_a_refreshed_text_is_tied_to_the_new_value(name, old, new):
    text = f"It was {old}<!-- {name} --> then."
    assert prose_numbers.refresh(text, {name: old}, {name: new}) == f"It was {new}<!-- {name} --> then."
    assert prose_numbers.stray(f"It was {new}<!-- {name} --> then.", {name: new}) == []


def test_a_question_mark_waits_for_its_value():
    assert prose_numbers.refresh("met ?<!-- met --> times", {}, {"met": "7"}) == "met 7<!-- met --> times"


@pytest.mark.parametrize(
    "text, fault",
    [
        ("They met 7 times.", "'7' is not tied"),
        ("They met 8<!-- met --> times.", "is not its value '7'"),
        ("They met 7<!-- meet --> times.", "no cell computes 'meet'"),
        ("7<!-- met --> of 12 times", "'12' is not tied"),
        ("95% of them", "'95' is not tied"),
        ("1,499 days", "'1,499' is not tied"),
    ],
)
def test_a_number_that_no_cell_backs_is_found(text, fault):
    found = prose_numbers.stray(text, {"met": "7"})
    assert len(found) == 1 and fault in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "`per_year(3)` and `x[1]`",
        "```python\nx = 3\n```",
        "[here](04_meetings.ipynb)",
        "see https://www.nato.int/docu/pr/2001/p011029e.htm",
        "the 16+1 format",
        "CC BY 4.0",
        "They met seven times in 2014, on 28 May 2002 and in the 1990s.",
        "a 95% confidence interval",
        "[doi:10.7910/DVN/28075](https://doi.org/10.7910/DVN/28075)",
        "ISBN 9780521546737",
    ],
)
def test_names_dates_years_words_and_confidence_need_no_tie(text):
    assert prose_numbers.stray(text, {}) == []


def test_a_value_that_does_not_stand_there_is_left_for_the_check():
    text = "They met 9<!-- met --> times."
    assert prose_numbers.refresh(text, {"met": "7"}, {"met": "8"}) == text
    assert prose_numbers.stray(text, {"met": "8"})
