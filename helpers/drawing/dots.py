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


def share_dots(ax, shares, colour, light=(), size=40):
    """
    Draw shares as dots in a matrix; the area of a dot is its share.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    shares : pandas.DataFrame
        Rows from top to bottom; columns are numbers, the places on the
        horizontal axis. Zero and NaN are not drawn.
    colour : str
    light : collection
        Columns to draw in a lighter tone, as those that rest on few cases.
    size : float
        Area of a share of one, in square points.

    Returns
    -------
    matplotlib.axes.Axes
    """
    values = shares.to_numpy(dtype=float)
    rows, columns = np.nonzero(np.nan_to_num(values) > 0)
    places = shares.columns.to_numpy(dtype=float)
    pale = shares.columns.isin(list(light))[columns]
    colours = np.where(pale, lighter(colour), colour)
    ax.hlines(np.arange(len(shares)), places.min() - 0.5, places.max() + 0.5, color=FAINT, lw=0.35, zorder=0)
    ax.scatter(
        places[columns],
        rows,
        s=size * values[rows, columns],
        c=colours,
        edgecolors=colour,
        linewidths=np.where(pale, 0.4, 0),
        zorder=2,
        clip_on=False,
    )
    ax.set_ylim(len(shares) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def share_key(ax, shares, colour, x=0.0, y=-0.08, step=0.12, size=40):
    """
    Name the sizes of the dots of `share_dots` in a line.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    shares : sequence of float
        Shares to show.
    colour : str
    x, y : float
        Where the line starts, in axes fractions.
    step : float
        Width of one entry.
    size : float
        As given to `share_dots`.

    Returns
    -------
    matplotlib.axes.Axes
    """
    for i, share in enumerate(shares):
        place = x + i * step
        ax.plot(
            [place],
            [y],
            "o",
            transform=ax.transAxes,
            ms=np.sqrt(size * share),
            mew=0,
            color=colour,
            clip_on=False,
        )
        ax.annotate(
            f"{share:.0%}",
            (place, y),
            (2.5 + np.sqrt(size * share) / 2, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            fontsize=6,
            annotation_clip=False,
        )
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
