"""Drawing functions: each takes an Axes, draws on it and gives it back."""

import numpy as np

from .dates import decimal_year
from .style import COUNCILS, FAINT, INK, PAPER, QUIET, STANDINGS, TONES


def year_axis(ax, first, last, step=5):
    """
    Mark years on the horizontal axis.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    first, last : float
        Limits in years.
    step : int
        Years between two labels.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax.set_xlim(first, last)
    ax.set_xticks(range(-(-int(first) // step) * step, int(last) + 1, step))
    ax.set_xticks(range(int(np.ceil(first)), int(last) + 1), minor=True)
    ax.tick_params(axis="x", which="minor", length=1.5, width=0.4)
    return ax


def phase_bands(ax, spans, names=False):
    """
    Shade every second phase.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With decimal years on the horizontal axis, its limits set.
    spans : pandas.DataFrame
        As `helpers.tables.phase_spans` gives it.
    names : bool
        Whether to write the names above the axes, slanted from their middles.

    Returns
    -------
    matplotlib.axes.Axes
    """
    starts, ends = decimal_year(spans["start"]), decimal_year(spans["end"])
    first, last = ax.get_xlim()
    for i, (start, end, name) in enumerate(zip(starts, ends, spans["name"])):
        start, end = max(start, first), min(end, last)
        if end <= start:
            continue
        if i % 2 == 0:
            ax.axvspan(start, end, color="#f1f1f1", lw=0, zorder=0)
        if names:
            ax.annotate(name, ((start + end) / 2, 1), (0, 3), xycoords=("data", "axes fraction"),
                        textcoords="offset points", rotation=28, rotation_mode="anchor",
                        ha="left", va="bottom", fontsize=6, color=QUIET)
    return ax


def tone_bars(ax, counts):
    """
    Draw events per year: cooperative ones upwards, conflictual ones downwards.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    counts : pandas.DataFrame
        Years as index, at least the columns ``cooperative`` and ``conflictual``.

    Returns
    -------
    matplotlib.axes.Axes
    """
    middle = counts.index + 0.5
    ax.bar(middle, counts["cooperative"], 0.8, color=TONES["cooperative"])
    ax.bar(middle, -counts["conflictual"], 0.8, color=TONES["conflictual"])
    ax.axhline(0, color=QUIET, lw=0.6)
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    ax.set_ylabel("events a year")
    for tone, place, side in (("cooperative", 0.97, "top"), ("conflictual", 0.03, "bottom")):
        ax.text(0.005, place, tone, transform=ax.transAxes, ha="left", va=side,
                color=TONES[tone], fontweight="bold")
    return ax


def lanes(ax, spells, labels, groups):
    """
    Draw one lane per institution, coloured by how it stood.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    spells : pandas.DataFrame
        As `helpers.tables.spells` gives it.
    labels : pandas.Series
        institution_id to the text beside the lane, in the order of the lanes.
    groups : pandas.Series
        institution_id to the name of its group; lanes of a group stand together.

    Returns
    -------
    matplotlib.axes.Axes
    """
    row, rows, heads = 0.0, {}, []
    for i, (node, group) in enumerate(groups.reindex(labels.index).items()):
        if not heads or heads[-1][0] != group:
            row += 0.9 if heads else 0
            heads.append((group, row))
            row += 0.9
        rows[node] = row
        row += 1
    shown = spells[spells["institution_id"].isin(rows)]
    place = shown["institution_id"].map(rows).to_numpy()
    start, end = decimal_year(shown["start"]), decimal_year(shown["end"])
    colours = shown["standing"].astype(object).map(STANDINGS)
    ax.barh(place, end - start, 0.62, left=start, color=colours, lw=0)
    ax.set_yticks(list(rows.values()), labels, fontsize=6)
    ax.tick_params(axis="y", length=0)
    for group, top in heads:
        ax.annotate(group, (0, top), (-2, 0), xycoords=("axes fraction", "data"),
                    textcoords="offset points", ha="right", va="center",
                    fontsize=6, fontweight="bold", color=QUIET)
    ax.set_ylim(row - 0.3, -0.7)
    ax.spines["left"].set_visible(False)
    return ax


def colour_key(ax, colours, x=0.0, y=1.0, step=0.12):
    """
    Name colours in a line of words, each behind its square.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    colours : dict of str to str
        Name to colour.
    x, y : float
        Where the line starts, in axes fractions.
    step : float
        Width of one entry.

    Returns
    -------
    matplotlib.axes.Axes
    """
    for i, (name, colour) in enumerate(colours.items()):
        ax.annotate("■ ", (x + i * step, y), xycoords="axes fraction", ha="right", va="bottom",
                    fontsize=7, color=colour, annotation_clip=False)
        ax.annotate(name, (x + i * step, y), xycoords="axes fraction", ha="left", va="bottom",
                    fontsize=6, annotation_clip=False)
    return ax


def stacked_years(ax, counts, colours, ceiling=None):
    """
    Draw counts per year as stacked bars.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    counts : pandas.DataFrame
        Years as index, one column for each colour.
    colours : sequence of str
    ceiling : float, optional
        Upper limit of the vertical axis.

    Returns
    -------
    matplotlib.axes.Axes
    """
    base = np.zeros(len(counts))
    for column, colour in zip(counts, colours):
        height = counts[column].to_numpy()
        some = height > 0
        ax.bar(counts.index[some] + 0.5, height[some], 0.82, bottom=base[some], color=colour, lw=0)
        base += height
    ax.set_ylim(0, ceiling)
    ax.yaxis.set_major_locator(_whole_numbers())
    return ax


def tally_rows(ax, counts, colours, step=44):
    """
    Draw counts as stacked bars, one row each, and write them down beside it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    counts : pandas.DataFrame
        Names of the rows as index, one column for each colour.
    colours : dict of str to str
        Column to colour.
    step : float
        Width of one column of numbers, in points.

    Returns
    -------
    matplotlib.axes.Axes
        The numbers stand to the right of the bars, under the names of their columns.
    """
    rows, base = np.arange(len(counts)), np.zeros(len(counts))
    for i, (name, colour) in enumerate(colours.items()):
        width, place = counts[name].to_numpy(), (i + 0.6) * step
        some = width > 0
        ax.barh(rows[some], width[some], 0.72, left=base[some], color=colour, lw=0)
        base += width
        ax.annotate("\n".join(name.rsplit(" ", 1)), (1, 1), (place, 2), xycoords="axes fraction",
                    textcoords="offset points", ha="center", va="bottom", fontsize=6.5,
                    fontweight="bold", color=colour)
        for row, number in zip(rows, width):
            ax.annotate(f"{number}", (1, row), (place, 0), xycoords=("axes fraction", "data"),
                        textcoords="offset points", ha="center", va="center", fontsize=6.5, color=colour)
    ax.set_yticks(rows, counts.index)
    ax.set_ylim(len(counts) - 0.5, -0.5)
    ax.set_xlim(0, base.max())
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def _whole_numbers():
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=2, integer=True)


def rate_dots(ax, table, colour=COUNCILS[1]):
    """
    Draw rates with their intervals, one row each.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    table : pandas.DataFrame
        As `helpers.tables.rates` gives it.
    colour : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    rows = np.arange(len(table))
    ax.hlines(rows, table["lower"], table["upper"], color=colour, lw=2, alpha=0.45)
    ax.plot(table["per_year"], rows, "o", color=colour, ms=4, clip_on=False, zorder=3)
    for row, (value, upper) in enumerate(zip(table["per_year"], table["upper"])):
        ax.annotate(f"{value:.1f}", (upper, row), (4, 0), textcoords="offset points",
                    va="center", fontsize=6.5)
    ax.set_yticks(rows, table.index)
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    return ax


def lighter(colour, amount=0.62):
    """
    Mix a colour with paper.

    Parameters
    ----------
    colour : str
        As ``#rrggbb``.
    amount : float
        Part of paper, between 0 and 1.

    Returns
    -------
    str

    Examples
    --------
    >>> lighter("#000000", 0.5)
    '#808080'
    """
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) * amount):02x}" for part in parts)


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
    ax.scatter(places[columns], rows, s=size * values[rows, columns], c=colours, linewidths=0, zorder=2,
               clip_on=False)
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
        ax.plot([place], [y], "o", transform=ax.transAxes, ms=np.sqrt(size * share), mew=0, color=colour,
                clip_on=False)
        ax.annotate(f"{share:.0%}", (place, y), (2.5 + np.sqrt(size * share) / 2, 0), xycoords="axes fraction",
                    textcoords="offset points", va="center", fontsize=6, annotation_clip=False)
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
    ax.hlines(rows, lower, upper, color=colour, lw=2, alpha=0.45)
    ax.plot(middle, rows, "o", color=colour, ms=3.5, zorder=3)
    for row, bound, text in zip(rows, upper, texts):
        ax.annotate(text, (bound, row), (3, 0), textcoords="offset points", va="center", fontsize=6,
                    bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.3})
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    return ax


def snapshot(ax, graph, places, right, left=None):
    """
    Draw a network as it stood on a day.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    graph : networkx.MultiDiGraph
        As `helpers.network.network` gives it.
    places : pandas.DataFrame
        As `helpers.network.positions` gives it; nodes without a place are not drawn.
    right, left : dict of str to str
        Nodes to label on that side while they are not closed, and their labels.

    Returns
    -------
    matplotlib.axes.Axes
        Dots have the colours of `lanes`; hollow ones are closed. Lines join what
        is not closed, dotted ones lead from a body to the one that took its place.
    """
    from matplotlib.collections import LineCollection

    from .network import BEGUN

    shown = [node for node in places.index if graph.nodes[node]["standing"] in BEGUN]
    place = places.loc[shown]
    live = {node for node in shown if graph.nodes[node]["standing"] != "closed"}
    for relation, style, alive in (("rest", "-", True), ("succeeded_by", ":", False)):
        lines = [
            (tuple(places.loc[source, ["x", "y"]]), tuple(places.loc[target, ["x", "y"]]))
            for source, target, kind in graph.edges(keys=True)
            if (kind == "succeeded_by") == (relation == "succeeded_by")
            and source in place.index and target in place.index
            and (not alive or (source in live and target in live))
        ]
        ax.add_collection(LineCollection(lines, colors="#9a9a9a", linewidths=0.45,
                                         linestyles=style, zorder=1))
    stands = [graph.nodes[node]["standing"] for node in shown]
    faces = [STANDINGS.get(name, PAPER) for name in stands]
    edges = ["#b0b0b0" if name == "closed" else STANDINGS[name] for name in stands]
    ax.scatter(place["x"], place["y"], s=13, c=faces, edgecolors=edges, linewidths=0.6, zorder=2)
    for labels, offset, side in ((right, 4, "left"), (left or {}, -4, "right")):
        for node, label in labels.items():
            if node in live:
                ax.annotate(label, place.loc[node, ["x", "y"]], (offset, 0), ha=side,
                            textcoords="offset points", va="center", fontsize=6,
                            fontweight="bold", color=INK, zorder=3,
                            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.4, "alpha": 0.8})
    middle = places.groupby("kind")["y"].mean()
    ax.set_yticks(middle, [name.replace("_", " ") + "s" for name in middle.index], fontsize=6)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(places["y"].max() + 0.8, places["y"].min() - 1.4)
    ax.spines["left"].set_visible(False)
    return ax


def event_dots(ax, table, colours, names):
    """
    Draw events as dots in lanes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With decimal years on the horizontal axis.
    table : pandas.DataFrame
        ``lane``, ``x`` and ``y`` as `helpers.explore.places` gives them.
    colours : sequence of str
        One for each row.
    names : dict of str to str
        Lanes to what is written beside them; others are named by themselves.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax.scatter(table["x"], table["y"], s=5, c=list(colours), linewidths=0, zorder=2, clip_on=False)
    lanes = table.groupby("lane")["y"].agg(["min", "max"]).sort_values("min")
    ax.hlines(lanes["min"].iloc[1:] - 1, 0, 1, transform=ax.get_yaxis_transform(), color=FAINT, lw=0.4, zorder=1)
    ax.set_yticks(lanes.mean(axis=1), [names.get(lane, lane) for lane in lanes.index], fontsize=6.5)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(table["y"].max() + 1, -1)
    ax.spines["left"].set_visible(False)
    return ax
