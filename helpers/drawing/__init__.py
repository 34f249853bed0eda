"""How figures look: style, marks, legibility, publishing, and the explorers.

A function that draws takes the Axes to draw on as ``ax``, first, and returns it.
"""

from .axes import bracket, colour_key, lighter, moments, year_axis
from .bars import coverage_bars, coverage_fill, coverage_key, stacked_years, tally_rows, tone_bars
from .dots import count_dots
from .lanes import descent, descent_key, level_strips, spans, status_lanes
from .legibility import contrast, legible, unreadable
from .lines import range_steps
from .published import publish, settle, svg
from .ruptures import rupture_bands, silence, unit_rows, waits
from .style import figure

__all__ = [
    "bracket",
    "colour_key",
    "contrast",
    "count_dots",
    "coverage_bars",
    "coverage_fill",
    "coverage_key",
    "descent",
    "descent_key",
    "figure",
    "legible",
    "level_strips",
    "lighter",
    "moments",
    "publish",
    "range_steps",
    "rupture_bands",
    "settle",
    "silence",
    "spans",
    "stacked_years",
    "status_lanes",
    "svg",
    "tally_rows",
    "tone_bars",
    "unit_rows",
    "unreadable",
    "waits",
    "year_axis",
]
