"""Numbers in prose: found, tied, refreshed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.publishing import prose_numbers
from helpers.text import spaced


def test_whole_numbers_have_commas_and_others_one_decimal():
    shown = prose_numbers.numbers(a=1234, b=np.int64(7), c=2.04, d=np.float64(3), e="28 May 2002")
    assert dict(shown) == {"a": "1,234", "b": "7", "c": "2.0", "d": "3.0", "e": "28 May 2002"}
    assert "<td>1,234</td>" in shown._repr_html_()


def test_percent_signs_stand_apart_from_their_numbers():
    shown = prose_numbers.numbers(share="62%", range="4% to 12%", apart="95 %", word="per cent")
    assert list(shown.values()) == ["62 %", "4 % to 12 %", "95 %", "per cent"]


def test_text_is_escaped_in_html():
    assert "<script>" not in prose_numbers.numbers(a="<script>")._repr_html_()


@pytest.mark.parametrize("value", ["", " ", "a\nb", " a", float("nan"), float("inf"), True, None, [1]])
def test_what_cannot_be_read_is_refused(value):
    with pytest.raises(ValueError, match="^a is "):
        prose_numbers.numbers(a=value)


NAMES = st.from_regex(prose_numbers.NAME, fullmatch=True)
VALUES = st.text("abc 0123456789,.%-+", min_size=1).filter(lambda text: text == text.strip())


@given(st.dictionaries(NAMES, VALUES))
def test_values_survive_the_way_through_an_output(values):
    written = {name: spaced(text) for name, text in values.items()}
    assert prose_numbers.read_numbers([repr(prose_numbers.numbers(**values))]) == written


@given(NAMES, VALUES, VALUES)
def test_a_refreshed_text_is_tied_to_the_new_value(name, old, new):
    text = f"It was {old}<!-- {name} --> then."
    assert prose_numbers.refresh(text, {name: old}, {name: new}) == f"It was {new}<!-- {name} --> then."
    assert prose_numbers.stray(f"It was {new}<!-- {name} --> then.", {name: new}) == []


def test_a_question_mark_waits_for_its_value():
    assert prose_numbers.refresh("met ?<!-- met --> times", {}, {"met": "7"}) == "met 7<!-- met --> times"


def test_other_outputs_hold_no_numbers():
    assert prose_numbers.read_numbers(["a  1\nb  2", ""]) == {}


@pytest.mark.parametrize(
    "text, fault",
    [
        ("They met 7 times.", "'7' is not tied"),
        ("They met seven times.", "'seven' is not tied"),
        ("They met 8<!-- met --> times.", "is not its value '7'"),
        ("They met 7<!-- meet --> times.", "no cell computes 'meet'"),
        ("They met forty times.", "'forty' is not tied"),
        ("In 2014, 7<!-- met --> times.", "'2014' is not tied"),
        ("7<!-- met --> of 12 times", "'12' is not tied"),
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
    ],
)
def test_code_links_and_names_are_not_prose(text):
    assert prose_numbers.stray(text, {}) == []


def test_a_value_that_does_not_stand_there_is_left_for_the_check():
    text = "They met 9<!-- met --> times."
    assert prose_numbers.refresh(text, {"met": "7"}, {"met": "8"}) == text
    assert prose_numbers.stray(text, {"met": "8"})
