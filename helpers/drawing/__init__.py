"""How figures look: style, marks, legibility, publishing, and the explorers.

Functions that draw take an Axes first, draw on it, and return it.
"""

from .axes import colour_key, direct_lines, lighter, moments, phase_bands, turning_points, year_axis
from .bars import coverage_bars, coverage_fill, coverage_key, stacked_years, tally_rows, tone_bars
from .dots import aligned_rates, average_bands, interval_rows, ratio_rows, share_dots, share_key, waits
from .lanes import actor_panel, descent, event_dots, gap_strips, lanes, year_cells
from .legibility import contrast, faults, legible
from .lines import range_band, range_steps, segment_rates, status_areas, survival_curve
from .published import publish, settle, svg
from .style import figure

__all__ = [
    "actor_panel",
    "aligned_rates",
    "average_bands",
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
    "publish",
    "range_band",
    "range_steps",
    "ratio_rows",
    "segment_rates",
    "settle",
    "share_dots",
    "share_key",
    "stacked_years",
    "status_areas",
    "survival_curve",
    "svg",
    "tally_rows",
    "tone_bars",
    "turning_points",
    "waits",
    "year_axis",
    "year_cells",
]
