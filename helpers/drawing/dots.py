"""Figures made of dots and intervals."""

import numpy as np

from .axes import SOFT, lighter
from .legibility import legible
from .style import EDGES, FAINT, INK, PAPER, QUIET


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


def aligned_rates(ax, table, colour, complete):
    """
    Draw rates of short spans before and after day zero, with their intervals.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its horizontal axis becomes months from day zero.
    table : pandas.DataFrame
        Rows of one rupture, as `helpers.analysis.before_and_after.bins` gives it.
    colour : str
    complete : sequence of bool
        Whether the list of meetings of each span is complete; other dots are hollow.

    Returns
    -------
    matplotlib.axes.Axes
    """
    step = table["month"].diff().min()
    place = table["month"].to_numpy() + step / 2
    ax.vlines(place, table["lower"], table["upper"], color=colour, lw=0.6, alpha=0.35)
    faces = [colour if whole else PAPER for whole in complete]
    ax.scatter(
        place, table["per_year"], s=9, c=faces, edgecolors=colour, linewidths=0.7, zorder=3, clip_on=False
    )
    ax.axvline(0, color=INK, lw=0.7)
    ax.set_xlim(-abs(table["month"]).max() - step, abs(table["month"]).max() + step)
    return ax


def average_bands(ax, spans, colour):
    """
    Draw the average rate of each side of day zero with its interval.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    spans : sequence of tuple of float
        Start and end on the horizontal axis, rate, lower and upper bound.
    colour : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    for start, end, rate, lower, upper in spans:
        ax.fill_between([start, end], lower, upper, color=colour, alpha=0.15, lw=0)
        ax.hlines(rate, start, end, color=colour, lw=1.4)
    return ax


def waits(ax, table, colours, ends):
    """
    Draw how long it took to the first contact, one row each, beside the usual wait.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its horizontal axis becomes days on a logarithmic scale.
    table : pandas.DataFrame
        Rows of one rupture from top to bottom, as
        `helpers.analysis.ruptures.first_contact` gives it, with ``where`` (key of colours)
        and ``council`` (days to the first contact in a council, NaN if none).
    colours : dict of str to str
    ends : tuple of float
        Limits of the axis, in days.

    Returns
    -------
    matplotlib.axes.Axes
        A bar leads from the wait that half of those who began on random days
        before exceeded to that which one in twenty did; an arrow stands where no
        contact was found, a ring where a council followed later. The days stand
        to the right of the axes, those of the council in brackets.
    """
    ax.set_xscale("log")
    ax.set_xlim(*ends)
    for row, line in enumerate(table.itertuples()):
        colour = QUIET if line.censored else colours[line.where]
        if line.half == line.half:
            ax.barh(
                row,
                line.rare - line.half,
                0.62,
                left=line.half,
                color=FAINT,
                ec=EDGES[FAINT],
                lw=0.4,
                zorder=1,
            )
        if line.censored:
            ax.annotate(
                "",
                (line.days, row),
                (ends[0], row),
                zorder=2,
                arrowprops={
                    "arrowstyle": "-|>",
                    "color": colour,
                    "lw": 0.7,
                    "mutation_scale": 6,
                    "shrinkA": 0,
                    "shrinkB": 0,
                },
            )
        else:
            ax.plot(line.days, row, "o", color=colour, ms=4, zorder=3)
        if line.council == line.council and line.council > line.days:
            ax.plot(line.council, row, "o", mfc=PAPER, mec=colours["councils"], mew=0.9, ms=3.6, zorder=3)
        text = f"> {line.days:,}" if line.censored else f"{line.days:,}"
        if line.council == line.council and line.council > line.days:
            text += f" ({line.council:,.0f})"
        ax.annotate(
            text,
            (1, row),
            (2, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="left",
            va="center",
            fontsize=6,
            color=legible(colour),
        )
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.minorticks_off()
    return ax


def ratio_rows(ax, rows, table, colour, ends):
    """
    Draw ratios of rates with their intervals on a logarithmic axis, each on its row.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    rows : array_like of float
        Places on the vertical axis.
    table : pandas.DataFrame
        ``ratio``, ``lower``, ``upper``, ``before`` and ``after``, as
        `helpers.analysis.before_and_after.before_after` gives them; a ratio of 0 or infinity, and a bound
        beyond the axis, ends in an arrow at its edge.
    colour : str
    ends : tuple of float
        Both ends of the axis, more than 0.

    Returns
    -------
    matplotlib.axes.Axes
        Both counts stand at the right edge.
    """
    left, right = ends
    ax.set_xscale("log")
    ax.set_xlim(left, right)
    for row, case in zip(rows, table.itertuples(index=False)):
        word = f"{case.before} → {case.after}"
        ax.annotate(
            word,
            (1, row),
            (4, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=6,
            color=legible(colour),
            annotation_clip=False,
        )
        if case.before + case.after == 0:
            continue
        low, high = max(case.lower, left), min(case.upper, right)
        ax.hlines(row, low, high, color=lighter(colour, 1 - SOFT), lw=2)
        if case.lower < left:
            ax.plot(left, row, "<", color=colour, ms=3.5, clip_on=False, zorder=3)
        if case.upper > right:
            ax.plot(right, row, ">", color=colour, ms=3.5, clip_on=False, zorder=3)
        if left < case.ratio < right:
            ax.plot(case.ratio, row, "o", color=colour, ms=3.5, zorder=3)
    ax.axvline(1, color=QUIET, lw=0.6, zorder=0)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax
