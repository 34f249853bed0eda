"""Figures made of dots and intervals."""

import numpy as np

from .axes import SOFT, lighter
from .style import COUNCILS, FAINT, PAPER, QUIET


def rate_dots(ax, table, colour=COUNCILS[1]):
    """
    Draw rates with their intervals, one row each.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    table : pandas.DataFrame
        As `helpers.analysis.counts.rates` gives it.
    colour : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    rows = np.arange(len(table))
    ax.hlines(rows, table["lower"], table["upper"], color=colour, lw=2, alpha=SOFT)
    ax.plot(table["per_year"], rows, "o", color=colour, ms=4, clip_on=False, zorder=3)
    for row, (value, upper) in enumerate(zip(table["per_year"], table["upper"])):
        ax.annotate(
            f"{value:.1f}", (upper, row), (4, 0), textcoords="offset points", va="center", fontsize=6.5
        )
    ax.set_yticks(rows, table.index)
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    return ax


def count_dots(ax, dots, rows, colours, size=7.0):
    """
    Draw counts as dots in rows through time; the area of a dot is its count.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    dots : pandas.DataFrame
        Name of the row as first column, then at least ``place`` (on the horizontal axis),
        ``forum`` and ``sessions``.
    rows : dict of str to str
        Names of the rows, from top to bottom, to their labels.
    colours : dict of str to str
        Forum to colour; others are grey.
    size : float
        Area for a count of one, in square points.

    Returns
    -------
    matplotlib.axes.Axes
    """
    height = {name: row for row, name in enumerate(rows)}
    dots = dots[dots.iloc[:, 0].isin(list(height))]
    ax.hlines(range(len(rows)), 0, 1, transform=ax.get_yaxis_transform(), color=FAINT, lw=0.5, zorder=0)
    ax.scatter(
        dots["place"],
        dots.iloc[:, 0].map(height),
        s=size * dots["sessions"],
        c=dots["forum"].map(colours).astype(object).fillna(QUIET),
        edgecolors=PAPER,
        linewidths=0.4,
        zorder=2,
    )
    ax.set_yticks(range(len(rows)), rows.values())
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def interval_rows(ax, rows, middle, lower, upper, colour, texts=()):
    """
    Draw values with their intervals, each on its row.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    rows : array_like of float
        Places on the vertical axis.
    middle, lower, upper : array_like of float
        Values and bounds.
    colour : str
    texts : sequence of str, optional
        Written to the right of the upper bounds.

    Returns
    -------
    matplotlib.axes.Axes
    """
    rows, upper = np.asarray(rows, dtype=float), np.asarray(upper, dtype=float)
    ax.hlines(rows, lower, upper, color=colour, lw=2, alpha=SOFT)
    ax.plot(middle, rows, "o", color=colour, ms=3.5, zorder=3)
    for row, bound, text in zip(rows, upper, texts):
        ax.annotate(
            text,
            (bound, row),
            (3, 0),
            textcoords="offset points",
            va="center",
            fontsize=6,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.3},
        )
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    return ax


def promise_dots(ax, places, table, colours, arrow=0.3):
    """
    Draw how far a promise was kept: dots, or arrows where that is a lower bound.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    places : array_like of float
        Places on the horizontal axis, one for each row.
    table : pandas.DataFrame
        ``ratio`` and ``complete``; with ``lower`` and ``upper`` intervals are drawn
        where the list is complete. Rows without a ratio are passed over.
    colours : sequence of str
        One for each row.
    arrow : float
        Length of the arrows, in units of the ratio.

    Returns
    -------
    matplotlib.axes.Axes
    """
    for place, row, colour in zip(places, table.to_dict("records"), colours):
        if not np.isfinite(row["ratio"]):
            continue
        if row["complete"]:
            if "lower" in row:
                ax.vlines(place, row["lower"], row["upper"], color=colour, lw=2, alpha=0.45)
            else:
                ax.vlines(place, 0, row["ratio"], color=colour, lw=1)
            ax.plot(place, row["ratio"], "o", color=colour, ms=3.6, mew=0, clip_on=False, zorder=3)
        else:
            ax.vlines(place, row["ratio"], row["ratio"] + arrow, color=colour, lw=0.8)
            ax.plot(place, row["ratio"] + arrow, "^", color=colour, ms=2.6, mew=0, clip_on=False, zorder=3)
            ax.plot(place, row["ratio"], "o", mfc=PAPER, mec=colour, mew=0.8, ms=3.2, clip_on=False, zorder=3)
    ax.axhline(1, color=QUIET, lw=0.6, ls=(0, (3, 2)), zorder=0)
    ax.axhline(0, color=QUIET, lw=0.5, zorder=0)
    ax.spines["bottom"].set_visible(False)
    return ax
