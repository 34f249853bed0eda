"""Figures of ruptures: every body is a square, every wait a line, every count is written down."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers import drawing, style

NOW = pd.Timestamp("2010-01-01")


@pytest.fixture
def ax():
    fig, ax = style.figure("single", 2.0)
    ax.set_xlim(2000, 2020)
    return ax


def written(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_bodies_are_squares_and_hollow_where_no_source_names_them(ax):
    table = pd.DataFrame(
        {
            "fate": ["not cut", "cut, not back", "cut and back", "cut, not back", "not known"],
            "inferred": [False, True, False, False, True],
        }
    )
    drawing.unit_rows(ax, {"one": table, "none": table[:1]})
    faces = [to_hex(face).upper() for face in ax.collections[0].get_facecolors()]
    fates = style.FATES
    assert faces == [fates["cut and back"], fates["cut, not back"], style.PAPER.upper()]
    assert written(ax) == ["1 back or replaced", "2 not back"] and len(ax.collections[1].get_offsets()) == 0


def test_waits_end_in_dots_hollow_dots_and_arrows(ax):
    table = pd.DataFrame(
        {
            "rupture": ["one", "one", "two"],
            "group": ["a", "b", "a"],
            "days": [365, 1461, 700],
            "open": [False, True, False],
            "evidence": ["explicit", "", "inferred"],
        }
    )
    drawing.waits(ax, table, style.NAVY)
    assert written(ax) == ["365 days", "none in 1,461 days", "700 days"]
    assert [line.get_marker() for line in ax.lines] == ["o", ">", "o"]
    assert [to_hex(line.get_markerfacecolor()) == style.PAPER for line in ax.lines] == [False, False, True]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one", "a", "b", "two", "a"]


def test_bands_stand_on_both_sides_with_their_counts(ax):
    row = pd.Series({"before": 8, "after": 1, "days": 1000})
    drawing.rupture_bands(ax, NOW, 45, row, "Crimea", pd.Timestamp("2010-06-03"))
    assert written(ax) == ["before Crimea: 8", "after: 1", "next on\n3 June 2010"]
    edges = sorted(
        edge for patch in ax.patches for edge in (patch.get_x(), patch.get_x() + patch.get_width())
    )
    assert edges[1] < 2010 < edges[2] and edges[3] - edges[2] == pytest.approx(1000 / 365.25)
    drawing.rupture_bands(ax, NOW, 45, row.replace(1, 0), "Crimea", pd.NaT)
    assert written(ax)[3:] == ["before Crimea: 8", "after: 0"]


@pytest.mark.parametrize(
    "closed, words",
    [(True, "none from 1 January 2010\nto 3 March 2012"), (False, "none since 1 January 2010")],
)
def test_a_silence_is_written_with_its_days(ax, closed, words):
    drawing.silence(ax, NOW, pd.Timestamp("2012-03-03"), closed, style.NAVY)
    assert written(ax) == [words]
