"""How figures look: style, marks, legibility, publishing, and the explorers.

Functions that draw take an Axes first, draw on it, and return it.
"""

from .axes import colour_key, direct_lines, lighter, moments, phase_bands, turning_points, year_axis
from .bars import coverage_bars, coverage_fill, coverage_key, stacked_years, tally_rows, tone_bars
from .dots import (
    aligned_rates,
    average_bands,
    interval_rows,
    promise_dots,
    rate_dots,
    ratio_rows,
    share_dots,
    share_key,
    waits,
)
from .lanes import descent, descent_key, event_dots, gap_strips, lanes, level_strips, spans
from .legibility import contrast, faults, legible
from .lines import range_steps, segment_rates, status_areas, survival_curve
from .published import publish, settle, svg
from .style import figure

__all__ = [
    "aligned_rates",
    "average_bands",
    "colour_key",
    "contrast",
    "coverage_bars",
    "coverage_fill",
    "coverage_key",
    "descent",
    "descent_key",
    "direct_lines",
    "event_dots",
    "faults",
    "figure",
    "gap_strips",
    "interval_rows",
    "lanes",
    "legible",
    "level_strips",
    "lighter",
    "moments",
    "phase_bands",
    "promise_dots",
    "publish",
    "range_steps",
    "rate_dots",
    "ratio_rows",
    "segment_rates",
    "settle",
    "share_dots",
    "share_key",
    "spans",
    "stacked_years",
    "status_areas",
    "survival_curve",
    "svg",
    "tally_rows",
    "tone_bars",
    "turning_points",
    "waits",
    "year_axis",
]
