"""How figures look: style, marks, legibility, publishing, and the explorers.

Functions that draw take an Axes first, draw on it, and return it.
"""

from .axes import colour_key, direct_lines, lighter, moments, phase_bands, turning_points, year_axis
from .bars import coverage_bars, coverage_fill, coverage_key, stacked_years, tally_rows, tone_bars
from .dots import interval_rows, promise_dots, rate_dots, share_dots, share_key
from .lanes import actor_panel, descent, event_dots, gap_strips, lanes, year_cells
from .legibility import contrast, faults, legible
from .lines import range_band, range_steps, segment_rates, status_areas, survival_curve
from .published import publish, settle, svg
from .ruptures import silence, unit_rows, waits, windows
from .style import figure

__all__ = [
    "actor_panel",
    "colour_key",
    "contrast",
    "coverage_bars",
    "coverage_fill",
    "coverage_key",
    "descent",
    "direct_lines",
    "event_dots",
    "faults",
    "figure",
    "gap_strips",
    "interval_rows",
    "lanes",
    "legible",
    "lighter",
    "moments",
    "phase_bands",
    "promise_dots",
    "publish",
    "range_band",
    "range_steps",
    "rate_dots",
    "segment_rates",
    "settle",
    "share_dots",
    "share_key",
    "silence",
    "stacked_years",
    "status_areas",
    "survival_curve",
    "svg",
    "tally_rows",
    "tone_bars",
    "turning_points",
    "unit_rows",
    "waits",
    "windows",
    "year_axis",
    "year_cells",
]
