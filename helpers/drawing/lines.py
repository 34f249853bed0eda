"""Figures made of lines and areas."""

import numpy as np

from ..record.dates import decimal_year
from .axes import _whole_numbers, lighter
from .style import EDGES, FAINT, INK


def _corners(table):
    """First and last row and those before a change: all that a line of steps needs."""
    changes = (table.iloc[1:-1].to_numpy() != table.iloc[2:].to_numpy()).any(axis=1)
    return table[np.r_[True, changes, True]]


def range_steps(ax, table, lower, upper):
    """
    Draw a count through time as a range: what is known, and what may be on top.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With decimal years on the horizontal axis.
    table : pandas.DataFrame
        Days as index; the first column is known, the second may be on top.
    lower, upper : str
        Colours of the two.

    Returns
    -------
    matplotlib.axes.Axes
    """
    table = _corners(table)
    x = decimal_year(table.index)
    known = table.iloc[:, 0].to_numpy()
    both = known + table.iloc[:, 1].to_numpy()
    ax.fill_between(x, known, both, step="pre", color=upper, lw=0)
    ax.fill_between(x, 0, known, step="pre", color=lower, lw=0)
    ax.step(x, both, where="pre", color=EDGES.get(upper, upper), lw=0.8)
    ax.set_ylim(0, max(2, both.max()) * 1.12)
    ax.yaxis.set_major_locator(_whole_numbers())
    return ax


def survival_curve(ax, curve, colour, present=None):
    """
    Draw the share of gaps that last longer than so many days.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its horizontal axis becomes logarithmic, from less than a week to more than a decade.
    curve : pandas.DataFrame
        As `helpers.analysis.silences.survival` gives it.
    colour : str
    present : float, optional
        Days that the open gap has lasted; marked by an arrow.

    Returns
    -------
    matplotlib.axes.Axes
    """
    days = np.append(curve.index.to_numpy(dtype=float), present or curve.index[-1])
    days[0] = 1.0
    share = np.append(curve["survival"], curve["survival"].iloc[-1])
    low, high = (np.append(curve[name], curve[name].iloc[-1]) for name in ("lower", "upper"))
    ax.fill_between(days, low, high, step="post", color=colour, alpha=0.18, lw=0)
    ax.plot(days, share, drawstyle="steps-post", color=colour, lw=1.2)
    if present:
        ax.plot([present], [share[-1]], ">", color=colour, ms=5, clip_on=False, zorder=3)
    ax.set_xscale("log")
    ax.set_xlim(6, 6500)
    ax.set_xticks([30, 365.25, 3652.5], ["month", "year", "decade"])
    ax.set_xticks([7, 91, 182, 730.5, 1826], minor=True)
    ax.tick_params(axis="x", which="minor", length=1.5, width=0.4, labelbottom=False)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.5, 1], ["0", "½", "1"])
    ax.grid(axis="y", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    return ax


def segment_rates(ax, counts, segments, changes, colour):
    """
    Draw counts per period, the rates between change points, and where these may lie.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With decimal years on the horizontal axis.
    counts, segments : pandas.DataFrame
        Periods in order of time, and what `helpers.analysis.change_points.segments` gives.
    changes : pandas.DataFrame
        ``change``, ``lower`` and ``upper`` (Timestamp): each change point and
        the bounds of its interval.
    colour : str

    Returns
    -------
    matplotlib.axes.Axes
        The vertical axis is in events per period.
    """
    edges = decimal_year([*counts["start"], counts["end"].iloc[-1]])
    ax.stairs(counts["events"], edges, fill=True, color=lighter(colour, 0.68), lw=0)
    period = counts["months"].mean() / 12
    start, end = decimal_year(segments["start"]), decimal_year(segments["end"])
    for left, right, row in zip(start, end, segments.itertuples()):
        ax.fill_between(
            [left, right], row.lower * period, row.upper * period, color=colour, alpha=0.28, lw=0, zorder=2
        )
        ax.hlines(row.per_year * period, left, right, color=colour, lw=1.4, zorder=3)
    top = max(counts["events"].max(), segments["upper"].max() * period)
    step = 0.13 * top
    for i, row in enumerate(changes.itertuples()):
        first, place, last = decimal_year([row.lower, row.change, row.upper])
        height = top + (i + 1) * step
        ax.vlines(place, 0, height, color=INK, lw=1, zorder=4)
        ax.hlines(height, first, last, color=INK, lw=3.5, alpha=0.4, zorder=3)
        ax.plot([place], [height], "o", color=INK, ms=3.5, zorder=5)
    ax.yaxis.set_major_locator(_whole_numbers())
    ax.set_ylim(0, top + (len(changes) + 1) * step)
    return ax
