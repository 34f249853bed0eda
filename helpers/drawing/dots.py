"""Figures made of dots and intervals."""

import numpy as np

from .axes import SOFT, lighter
from .legibility import legible
from .style import COUNCILS, EDGES, FAINT, INK, PAPER, QUIET


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
