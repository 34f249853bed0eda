"""Figures with one lane for each body, year or level."""

import numpy as np

from ..record.dates import decimal_year
from .style import EDGES, FAINT, INK, QUIET, STATUSES


def status_lanes(ax, spells, labels, groups, size=8):
    """
    Draw one lane for each institution, coloured by its status.

    Parameters
    ----------
    spells : pandas.DataFrame
        As `helpers.analysis.status.spells` gives it.
    labels : pandas.Series
        institution_id to the text beside the lane, in the order of the lanes.
    groups : pandas.Series
        institution_id to the heading of its group; lanes of a group stand together.
    size : float
        Of the texts, in points.
    """
    row, rows, headed = 0.0, {}, None
    for node, group in groups.reindex(labels.index).items():
        if group != headed:
            row += 0.5 if rows else 0
            ax.annotate(
                group,
                (0, row),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=size,
                fontweight="bold",
            )
            headed = group
            row += 1
        rows[node] = row
        row += 1
    shown = spells[spells["institution_id"].isin(rows)]
    place = shown["institution_id"].map(rows).to_numpy()
    start, end = decimal_year(shown["start"]), decimal_year(shown["end"])
    colours = shown["status"].astype(object).map(STATUSES)
    ax.barh(
        place,
        end - start,
        0.66,
        left=start,
        color=colours,
        edgecolor=colours.map(lambda colour: EDGES.get(colour, colour)),
        linewidth=colours.isin(EDGES) * 0.6,
    )
    ax.set_yticks(list(rows.values()), labels, fontsize=size)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(row - 0.3, -0.7)
    ax.spines["left"].set_visible(False)
    return ax


def level_strips(ax, table, lower, upper):
    """
    Draw one strip for each level, for as long as a channel is open there.

    Parameters
    ----------
    ax
        With decimal years on the horizontal axis.
    table : pandas.DataFrame of int
        Days as index, pairs of level and openness as columns, as
        `helpers.analysis.forums_and_channels.open_by_month` gives them.
    lower, upper : str
        Colours of what is known and of what is possibly open.
    """
    levels = list(dict.fromkeys(table.columns.get_level_values(0)))
    x = decimal_year(table.index)
    for row, level in enumerate(levels):
        counts = table[level].to_numpy()
        grade = np.select([counts[:, 0] > 0, counts[:, 1] > 0], [2, 1], 0)
        turns = np.flatnonzero(np.diff(grade, prepend=-1))
        for first, last in zip(turns, [*turns[1:], len(x) - 1]):
            if grade[first]:
                face = lower if grade[first] == 2 else upper
                ax.barh(
                    row,
                    x[last] - x[first],
                    0.62,
                    left=x[first],
                    color=face,
                    edgecolor=EDGES.get(face, face),
                    linewidth=(face in EDGES) * 0.6,
                )
        ax.axhline(row, color=FAINT, lw=0.5, zorder=0)
    ax.set_yticks(range(len(levels)), [level.replace("_", " ") for level in levels], fontsize=9)
    ax.set_ylim(len(levels) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def descent(ax, spells, bodies, labels, groups, height=0.4):
    """
    Draw lines of descent: one row for each, its bodies one after the other.

    Parameters
    ----------
    ax
        With decimal years on the horizontal axis, its limits set.
    spells : pandas.DataFrame
        As `helpers.analysis.status.spells` gives it.
    bodies : pandas.DataFrame
        Rows of `helpers.analysis.lines_of_descent.lines`.
    labels : pandas.Series
        institution_id to its text: that of the first body stands to the left
        of the axes, that of the last to the right, others above their bars.
    groups : pandas.Series
        Line to the name of its group, in the order of the rows.
    height : float
        Of a bar, in rows.

    Returns
    -------
    matplotlib.axes.Axes
        Bars have the colours of `status_lanes`. A thin line leads from a body to its
        successor, dotted where no page says when that began, and a stroke across
        marks where the successor took over.
    """
    first, last = ax.get_xlim()
    row, shown = -1.0, None
    for line, group in groups.items():
        if group != shown:
            row += 1.05 if shown is None else 1.45
            ax.annotate(
                group,
                (0, row),
                (-2, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha="right",
                va="center",
                fontsize=8,
                fontweight="bold",
                color=QUIET,
            )
            shown = group
        row += 1
        chain = bodies[bodies["line"] == line].sort_values(["place", "start"])
        left = None  # where the body before ended
        for number, (node, body) in enumerate(chain.iterrows()):
            own = spells[spells["institution_id"] == node]
            start, end = decimal_year(own["start"]), decimal_year(own["end"])
            begin = start.min() if len(own) else decimal_year([body["ended"]])[0]
            ax.barh(
                np.full(len(own), row),
                end - start,
                height,
                left=start,
                lw=0,
                zorder=2,
                color=own["status"].astype(object).map(STATUSES),
            )
            if not len(own):
                ax.plot([begin, begin], [row - height / 2, row + height / 2], color=QUIET, lw=1.2, zorder=2)
            if left is not None:
                if begin > left:
                    ax.plot(
                        [left, begin],
                        [row, row],
                        color=QUIET,
                        lw=0.8,
                        zorder=1,
                        ls="-" if body["founded"] else (0, (1, 1.6)),
                    )
                if body["founded"]:
                    ax.plot([begin, begin], [row - height, row + height], color=INK, lw=0.9, zorder=3)
                if 0 < number < len(chain) - 1:
                    ax.annotate(
                        labels[node],
                        (begin, row - height / 2),
                        (3, 0.5),
                        textcoords="offset points",
                        va="bottom",
                        fontsize=7.5,
                    )
            left = end.max() if len(own) else begin
        for node, place, side, offset in ((chain.index[0], 0, "right", -3), (chain.index[-1], 1, "left", 3)):
            if place == 0 or len(chain) > 1:
                ax.annotate(
                    labels[node],
                    (place, row),
                    (offset, 0),
                    xycoords=("axes fraction", "data"),
                    textcoords="offset points",
                    ha=side,
                    va="center",
                    fontsize=7.5,
                )
        ax.axhline(row, color=FAINT, lw=0.3, zorder=0)
    ax.set_yticks([])
    ax.set_ylim(row + 0.8, -0.8)
    ax.spines["left"].set_visible(False)
    return ax


def descent_key(ax, bodies, x=0.0, y=1.0, step=0.3):
    """
    Explain stroke and dotted line of `descent`, as far as they occur.

    Parameters
    ----------
    bodies : pandas.DataFrame
        As in `descent`.
    x, y : float
        Where the line of words starts, in axes fractions.
    step : float
        Width of one entry.
    """
    later = bodies[bodies["place"] > 0]
    marks = {"| ": "an heir takes over"} if later["founded"].any() else {}
    marks |= {"··· ": "no source dates the heir"} if not later["founded"].all() else {}
    for i, words in enumerate(marks.items()):
        for text, side in zip(words, ("right", "left")):
            ax.annotate(
                text,
                (x + i * step, y),
                xycoords="axes fraction",
                ha=side,
                va="bottom",
                fontsize=7.5,
                fontweight="bold" if side == "right" else "normal",
                annotation_clip=False,
            )
    return ax


def spans(ax, table, rows, colours):
    """
    Draw one bar for each row and span of time.

    Parameters
    ----------
    ax
        With decimal years on the horizontal axis.
    table : pandas.DataFrame
        ``row`` (position from the top), ``start``, ``end`` (Timestamp) and ``state``.
    rows : sequence of str
        Names of the rows.
    colours : dict of str to str
        State to colour.
    """
    faces = table["state"].map(colours)
    start, end = decimal_year(table["start"]), decimal_year(table["end"])
    ax.barh(
        table["row"],
        end - start - 0.06,
        0.76,
        left=start + 0.03,
        color=faces,
        edgecolor=faces.map(lambda face: EDGES.get(face, face)),
        linewidth=faces.isin(EDGES) * 0.6,
    )
    ax.set_yticks(range(len(rows)), rows, fontsize=9)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax
