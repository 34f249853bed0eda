"""How figures look: style, marks, legibility, publishing, and the explorers.

A function that draws takes the Axes to draw on as ``ax``, first, and returns it.
"""

from .axes import bracket, colour_key, lighter, moments, phase_bands, year_axis
from .bars import coverage_bars, coverage_fill, coverage_key, stacked_years, tally_rows, tone_bars
from .dots import count_dots, interval_rows
from .lanes import descent, descent_key, event_dots, gap_strips, level_strips, spans, status_lanes
from .legibility import contrast, faults, legible
from .lines import range_steps, segment_rates, survival_curve
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
    "event_dots",
    "faults",
    "figure",
    "gap_strips",
    "interval_rows",
    "legible",
    "level_strips",
    "lighter",
    "moments",
    "phase_bands",
    "publish",
    "range_steps",
    "rupture_bands",
    "segment_rates",
    "settle",
    "silence",
    "spans",
    "stacked_years",
    "status_lanes",
    "survival_curve",
    "svg",
    "tally_rows",
    "tone_bars",
    "unit_rows",
    "waits",
    "year_axis",
]
