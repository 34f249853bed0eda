"""Drawing functions: each takes an Axes, draws on it and gives it back."""

import numpy as np
from matplotlib.patheffects import withStroke

from .dates import decimal_year
from .style import CHANGE, COUNCILS, EDGES, FAINT, INK, PAPER, QUIET, STANDINGS, TONES, legible

SOFT = 0.75  # opacity of intervals behind their dots: still a contrast of 3 on paper


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
        Whether to write the names above the axes, slanted from the middles of the
        phases, or from so much before that they end within the axes and apart.

    Returns
    -------
    matplotlib.axes.Axes
    """
    from matplotlib.textpath import TextPath

    starts, ends = decimal_year(spans["start"]), decimal_year(spans["end"])
    first, last = ax.get_xlim()
    slant, size, apart = 40, 6, 14
    point = (last - first) / (72 * ax.bbox.width / ax.figure.dpi)  # in years, before the figure is laid out
    shown = [(i, max(start, first), min(end, last), name) for i, (start, end, name)
             in enumerate(zip(starts, ends, spans["name"])) if min(end, last) > max(start, first)]
    places, after = {}, np.inf
    for i, start, end, name in reversed(shown if names else []):
        reach = TextPath((0, 0), name, size=size).get_extents().width * np.cos(np.radians(slant)) * point
        places[i] = after = min(max(start, min((start + end) / 2, last - reach)), after - apart * point)
    for i, start, end, name in shown:
        if i % 2 == 0:
            ax.axvspan(start, end, color="#f1f1f1", lw=0, zorder=0)
        if names:
            ax.annotate(name, (places[i], 1), (0, 3), xycoords=("data", "axes fraction"),
                        textcoords="offset points", rotation=slant, rotation_mode="anchor",
                        ha="left", va="bottom", fontsize=size, color=QUIET)
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
    beside = counts["cooperative"].iloc[: -(-len(counts) // 4)].max()  # bars that the word would stand on
    if beside > 0.85 * ax.get_ylim()[1]:
        ax.set_ylim(top=1.25 * beside)
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
    ax.barh(place, end - start, 0.62, left=start, color=colours,
            edgecolor=colours.map(lambda colour: EDGES.get(colour, colour)),
            linewidth=colours.isin(EDGES) * 0.6)
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
        mark = ax.annotate("■ ", (x + i * step, y), xycoords="axes fraction", ha="right", va="bottom",
                           fontsize=7, color=colour, annotation_clip=False)
        if colour in EDGES:
            mark.set_path_effects([withStroke(linewidth=1.2, foreground=EDGES[colour])])
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
                    fontweight="bold", color=legible(colour))
        for row, number in zip(rows, width):
            ax.annotate(f"{number}", (1, row), (place, 0), xycoords=("axes fraction", "data"),
                        textcoords="offset points", ha="center", va="center", fontsize=6.5, color=legible(colour))
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
    ax.hlines(rows, table["lower"], table["upper"], color=colour, lw=2, alpha=SOFT)
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
    ax.scatter(places[columns], rows, s=size * values[rows, columns], c=colours, edgecolors=colour,
               linewidths=np.where(pale, 0.4, 0), zorder=2, clip_on=False)
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
    ax.hlines(rows, lower, upper, color=colour, lw=2, alpha=SOFT)
    ax.plot(middle, rows, "o", color=colour, ms=3.5, zorder=3)
    for row, bound, text in zip(rows, upper, texts):
        ax.annotate(text, (bound, row), (3, 0), textcoords="offset points", va="center", fontsize=6,
                    bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.3})
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=FAINT, lw=0.5)
    ax.set_axisbelow(True)
    return ax


def coverage_fill(completeness, colour):
    """
    How an area is filled, by how complete the list behind it is.

    Parameters
    ----------
    completeness : {"complete", "partial", "unknown"}
    colour : str
        As ``#rrggbb``.

    Returns
    -------
    dict
        Keywords for bars and patches: full colour, hatching, or an empty frame.

    Examples
    --------
    >>> coverage_fill("complete", "#0072B2")["facecolor"]
    '#0072B2'
    """
    if completeness == "complete":
        return {"facecolor": colour, "edgecolor": colour, "linewidth": 0}
    if completeness == "partial":
        return {"facecolor": lighter(colour, 0.72), "edgecolor": colour, "linewidth": 0, "hatch": "////////"}
    return {"facecolor": PAPER, "edgecolor": colour, "linewidth": 0.5}


def coverage_bars(ax, table, colours, ceiling, strip=0.55):
    """
    Draw counts per year as stacked bars, filled by how complete each year's list is.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    table : pandas.DataFrame
        ``year``, ``forum``, ``events`` and ``completeness``; one row for each
        forum and year of its life, also where the count is zero.
    colours : dict of str to str
        Forum to colour.
    ceiling : float
        Upper limit of the vertical axis, in events.
    strip : float
        Height of the strip below zero, in events.

    Returns
    -------
    matplotlib.axes.Axes
        Below each year a strip is filled like the bar, so that a zero in a complete
        list differs from a zero in a partial one. Two forums of one year share it.
    """
    by_year = table.groupby("year")
    many, nth = by_year["forum"].transform("size"), by_year.cumcount()
    table = table.assign(
        below=by_year["events"].cumsum() - table["events"],
        left=table["year"] + 0.09 + 0.82 * nth / many,
        width=0.82 / many,
    )
    for (completeness, forum), rows in table[table["events"] > 0].groupby(["completeness", "forum"], observed=True):
        ax.bar(rows["year"] + 0.5, rows["events"], 0.82, bottom=rows["below"],
               **coverage_fill(completeness, colours[forum]))
    for completeness, rows in table.groupby("completeness", observed=True):
        ax.bar(rows["left"], strip, rows["width"], bottom=-1.3 * strip, align="edge",
               **coverage_fill(completeness, QUIET))
    ax.axhline(0, color=QUIET, lw=0.5)
    ax.set_ylim(-1.5 * strip, ceiling)
    ax.yaxis.set_major_locator(_whole_numbers())
    ax.spines["bottom"].set_visible(False)
    return ax


def coverage_key(ax, words, x=0.0, y=1.0, step=0.15, size=(10, 6)):
    """
    Name the fillings of `coverage_bars`, one below the other.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    words : dict of str to str
        Completeness to what it is called.
    x, y : float
        Where the first one stands, in axes fractions.
    step : float
        Height of one entry, in axes fractions.
    size : tuple of float
        Width and height of a sample, in points.

    Returns
    -------
    matplotlib.axes.Axes
    """
    from matplotlib.offsetbox import AnnotationBbox, DrawingArea
    from matplotlib.patches import Rectangle

    for i, (completeness, word) in enumerate(words.items()):
        sample = DrawingArea(*size, clip=False)
        sample.add_artist(Rectangle((0, 0), *size, **coverage_fill(completeness, QUIET)))
        ax.add_artist(AnnotationBbox(sample, (x, y - i * step), xycoords="axes fraction", frameon=False,
                                     box_alignment=(0, 0.5), pad=0, annotation_clip=False))
        ax.annotate(word, (x, y - i * step), (size[0] + 3, 0), xycoords="axes fraction",
                    textcoords="offset points", va="center", fontsize=6.5, annotation_clip=False)
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
        Rows of one rupture, as `helpers.breaks.bins` gives it.
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
    ax.scatter(place, table["per_year"], s=9, c=faces, edgecolors=colour, linewidths=0.7, zorder=3, clip_on=False)
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
        `helpers.breaks.first_contact` gives it, with ``where`` (key of colours)
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
            ax.barh(row, line.rare - line.half, 0.62, left=line.half, color=FAINT, ec=EDGES[FAINT], lw=0.4, zorder=1)
        if line.censored:
            ax.annotate("", (line.days, row), (ends[0], row), zorder=2,
                        arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 0.7, "mutation_scale": 6,
                                    "shrinkA": 0, "shrinkB": 0})
        else:
            ax.plot(line.days, row, "o", color=colour, ms=4, zorder=3)
        if line.council == line.council and line.council > line.days:
            ax.plot(line.council, row, "o", mfc=PAPER, mec=colours["councils"], mew=0.9, ms=3.6, zorder=3)
        text = f"> {line.days:,}" if line.censored else f"{line.days:,}"
        if line.council == line.council and line.council > line.days:
            text += f" ({line.council:,.0f})"
        ax.annotate(text, (1, row), (2, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                    ha="left", va="center", fontsize=6, color=legible(colour))
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.minorticks_off()
    return ax


def actor_panel(ax, cells, levels, slots, counted=()):
    """
    Draw which channels join the actors of the two sides on a day.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    cells : pandas.DataFrame
        Rows of one day, as `helpers.channels.cells` gives them.
    levels : sequence of str
        Levels from top to bottom.
    slots : sequence of str
        Slots from left to right, between the two sides.
    counted : collection of str
        Slots of many channels. In the others one channel works at several
        levels; its dots are joined.

    Returns
    -------
    matplotlib.axes.Axes
        Actors stand at both ends of each row, hollow where no channel joins
        them. A row is drawn through while a channel is known to be open,
        dotted while one is presumed. Dots have the colours of `lanes` and the
        number of channels, if more than one; rings rest on rules alone.
    """
    row = {name: i for i, name in enumerate(levels)}
    column = {name: i + 1 for i, name in enumerate(slots)}
    right = len(slots) + 1.4
    y, x = cells["level"].astype(object).map(row), cells["slot"].astype(object).map(column)
    standing = cells["standing"].astype(object)
    known = set(y[standing.isin(["active", "limited"])])
    some = known | set(y[standing == "presumed"])
    for place in row.values():
        ax.plot([0, right], [place, place], ls="-" if place in known else (0, (1, 1.5)), zorder=1,
                color=QUIET if place in some else FAINT, lw=0.7 if place in some else 0.4)
        ax.scatter([0, right], [place, place], s=17, c=INK if place in some else PAPER,
                   edgecolors=INK if place in some else "#a8a8a8", linewidths=0.7, zorder=3)
    colour = standing.map(STANDINGS)
    for place, rows in y[~cells["slot"].isin(list(counted))].groupby(x):
        ax.vlines(place, rows.min(), rows.max(), colors=colour[rows.idxmin()], lw=2.2, zorder=2)
    face = np.where(cells["ruled"], PAPER, colour)
    many = (cells["count"] > 1).to_numpy()
    ax.scatter(x, y, s=np.where(many, 60, 22), c=face, edgecolors=colour, linewidths=1.1, zorder=4)
    for place, level, count in zip(x[many], y[many], cells.loc[many, "count"]):
        ax.annotate(f"{count}", (place, level), ha="center", va="center_baseline", fontsize=6, fontweight="bold",
                    color=INK, zorder=5)
    ax.set_xlim(-0.6, right + 0.6)
    ax.set_ylim(len(row) - 0.4, -0.6)
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    return ax


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
        Days as index, columns ``known`` and ``presumed``.
    lower, upper : str
        Colours of what is known and of what is presumed.

    Returns
    -------
    matplotlib.axes.Axes
    """
    table = _corners(table)
    x = decimal_year(table.index)
    known = table["known"].to_numpy()
    both = known + table["presumed"].to_numpy()
    ax.fill_between(x, known, both, step="pre", color=upper, lw=0)
    ax.fill_between(x, 0, known, step="pre", color=lower, lw=0)
    ax.set_ylim(0, max(2, both.max()) * 1.12)
    ax.yaxis.set_major_locator(_whole_numbers())
    return ax


def turning_points(ax, days, names=()):
    """
    Mark days by thin lines, named above the axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With decimal years on the horizontal axis.
    days : sequence of day
    names : sequence of str
        One for each day, or none.

    Returns
    -------
    matplotlib.axes.Axes
    """
    places = decimal_year(days)
    for place in places:
        ax.axvline(place, color="#a8a8a8", lw=0.6, zorder=0)
    for place, name in zip(places, names):
        ax.annotate(name, (place, 1), (0, 2), xycoords=("data", "axes fraction"), textcoords="offset points",
                    ha="center", va="bottom", fontsize=6, color=QUIET)
    return ax


def range_band(ax, table, lower, upper, colour):
    """
    Draw a range through time as a band with its edges.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With decimal years on the horizontal axis.
    table : pandas.DataFrame
        Days as index.
    lower, upper : str
        Columns with the bounds.
    colour : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    table = _corners(table[[lower, upper]])
    x = decimal_year(table.index)
    ax.fill_between(x, table[lower], table[upper], step="pre", color=lighter(colour), lw=0, zorder=1)
    for name in (lower, upper):
        ax.step(x, table[name], where="pre", color=colour, lw=0.9, zorder=2)
    ax.set_ylim(0)
    return ax


def descent(ax, spells, bodies, labels, groups, height=0.4):
    """
    Draw lines of descent: one row for each, its bodies one after the other.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With decimal years on the horizontal axis, its limits set.
    spells : pandas.DataFrame
        As `helpers.tables.spells` gives it.
    bodies : pandas.DataFrame
        Rows of `helpers.lineage.lines`.
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
        Bars have the colours of `lanes`. A thin line leads from a body to its
        successor, dotted where no page says when that began, and a stroke across
        marks where the successor took over.
    """
    first, last = ax.get_xlim()
    row, shown = -1.0, None
    for line, group in groups.items():
        if group != shown:
            row += 1.05 if shown is None else 1.45
            ax.annotate(group, (0, row), (-2, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                        ha="right", va="center", fontsize=6.5, fontweight="bold", color=QUIET)
            shown = group
        row += 1
        chain = bodies[bodies["line"] == line].sort_values(["place", "start"])
        left = None  # where the body before ended
        for number, (node, body) in enumerate(chain.iterrows()):
            own = spells[spells["institution_id"] == node]
            start, end = decimal_year(own["start"]), decimal_year(own["end"])
            begin = start.min() if len(own) else decimal_year([body["ended"]])[0]
            ax.barh(np.full(len(own), row), end - start, height, left=start, lw=0, zorder=2,
                    color=own["standing"].astype(object).map(STANDINGS))
            if not len(own):
                ax.plot([begin, begin], [row - height / 2, row + height / 2], color=QUIET, lw=1.2, zorder=2)
            if left is not None:
                if begin > left:
                    ax.plot([left, begin], [row, row], color=QUIET, lw=0.8, zorder=1,
                            ls="-" if body["founded"] else (0, (1, 1.6)))
                if body["founded"]:
                    ax.plot([begin, begin], [row - height, row + height], color=INK, lw=0.9, zorder=3)
                if 0 < number < len(chain) - 1:
                    ax.annotate(labels[node], (begin, row - height / 2), (3, 0.5), textcoords="offset points",
                                va="bottom", fontsize=6)
            left = end.max() if len(own) else begin
        for node, place, side, offset in ((chain.index[0], 0, "right", -3), (chain.index[-1], 1, "left", 3)):
            if place == 0 or len(chain) > 1:
                ax.annotate(labels[node], (place, row), (offset, 0), xycoords=("axes fraction", "data"),
                            textcoords="offset points", ha=side, va="center", fontsize=6)
        ax.axhline(row, color=FAINT, lw=0.3, zorder=0)
    ax.set_yticks([])
    ax.set_ylim(row + 0.8, -0.8)
    ax.spines["left"].set_visible(False)
    return ax


def year_cells(ax, cells, rows, colours):
    """
    Draw one square for each row and year.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    cells : pandas.DataFrame
        ``row`` (position from the top), ``year`` and ``state``.
    rows : sequence of str
        Names of the rows.
    colours : dict of str to str
        State to colour.

    Returns
    -------
    matplotlib.axes.Axes
    """
    faces = cells["state"].map(colours)
    ax.barh(cells["row"], 0.84, 0.76, left=cells["year"] + 0.08, color=faces,
            edgecolor=faces.map(lambda face: EDGES.get(face, face)), linewidth=faces.isin(EDGES) * 0.4)
    ax.set_yticks(range(len(rows)), rows, fontsize=6)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def survival_curve(ax, curve, colour, present=None):
    """
    Draw the share of gaps that last longer than so many days.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its horizontal axis becomes logarithmic, from less than a week to more than a decade.
    curve : pandas.DataFrame
        As `helpers.silence.survival` gives it.
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


def gap_strips(ax, tables, colours):
    """
    Draw gaps as bars on a time line, one row for each sequence.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With decimal years on the horizontal axis.
    tables : dict of str to pandas.DataFrame
        Name of the row to the gaps to draw, as `helpers.silence.gaps` gives
        them; open ones are drawn lighter, gaps of a year or more with their days.
    colours : dict of str to str
        Name of the row to its colour.

    Returns
    -------
    matplotlib.axes.Axes
    """
    for row, (name, table) in enumerate(tables.items()):
        start, end = decimal_year(table["start"]), decimal_year(table["end"])
        colour = colours[name]
        dark = legible(colour) == colour
        faces = [colour if closed else lighter(colour) for closed in table["closed"]]
        ax.barh(np.full(len(table), row), end - start, 0.62, left=start, color=faces, edgecolor=PAPER, lw=0.4)
        for left, right, days, closed in zip(start, end, table["days"], table["closed"]):
            if days >= 365:
                ax.annotate(f"{days:,}", ((left + right) / 2, row), ha="center", va="center",
                            fontsize=6, color=PAPER if closed and dark else INK)
    ax.set_yticks(range(len(tables)), list(tables))
    ax.set_ylim(len(tables) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return ax


def segment_rates(ax, counts, segments, changes, colour):
    """
    Draw counts per period, the rates between change points, and where these may lie.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With decimal years on the horizontal axis.
    counts, segments : pandas.DataFrame
        As `helpers.series.binned` and `helpers.series.segments` give them.
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
        ax.fill_between([left, right], row.lower * period, row.upper * period, color=colour, alpha=0.28, lw=0, zorder=2)
        ax.hlines(row.per_year * period, left, right, color=colour, lw=1.4, zorder=3)
    top = max(counts["events"].max(), segments["upper"].max() * period)
    step = 0.13 * top
    for i, row in enumerate(changes.itertuples()):
        first, place, last = decimal_year([row.lower, row.change, row.upper])
        height = top + (i + 1) * step
        ax.vlines(place, 0, height, color=CHANGE, lw=1, zorder=4)
        ax.hlines(height, first, last, color=CHANGE, lw=3.5, alpha=0.4, zorder=3)
        ax.plot([place], [height], "o", color=CHANGE, ms=3.5, zorder=5)
    ax.yaxis.set_major_locator(_whole_numbers())
    ax.set_ylim(0, top + (len(changes) + 1) * step)
    return ax


def moments(ax, days, names=()):
    """
    Mark days by dotted lines.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With decimal years on the horizontal axis.
    days : sequence of pandas.Timestamp
    names : sequence of str, optional
        Written above the axes, slanted.

    Returns
    -------
    matplotlib.axes.Axes
    """
    places = decimal_year(days)
    for place in places:
        ax.axvline(place, color=QUIET, lw=0.8, ls=":", zorder=4)
    for i, (place, name) in enumerate(zip(places, names)):
        near = 9 if i and place - places[i - 1] < 1 else 0  # points to the right, clear of the name before
        ax.annotate(name, (place, 1), (near, 3), xycoords=("data", "axes fraction"), textcoords="offset points",
                    rotation=28, rotation_mode="anchor", ha="left", va="bottom", fontsize=6, color=QUIET)
    return ax


def standing_areas(ax, counts):
    """
    Draw how many institutions stood how as stacked areas.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    counts : pandas.DataFrame
        As `helpers.tables.standing_counts` gives it.

    Returns
    -------
    matplotlib.axes.Axes
        In the colours of `lanes`.
    """
    some = counts.loc[:, (counts > 0).any()]
    if some.size:
        ax.stackplot(decimal_year(counts.index), some.T.to_numpy(), colors=[STANDINGS[name] for name in some],
                     step="post", linewidth=0)
    ax.set_ylim(0, None)
    ax.yaxis.set_major_locator(_whole_numbers())
    return ax


def direct_lines(ax, lines, colours, gap=7.0, words=None):
    """
    Draw lines and name each at its right end, pushed apart where names would touch.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With its limits set.
    lines : pandas.DataFrame
        Places on the horizontal axis as index, one column for each line.
    colours : dict of str to str
        Column to colour; a line of full weight is drawn for the first, thin ones for the rest.
    gap : float
        Least distance of two names, in percent of the height of the axes.
    words : dict of str to str, optional
        Column to its name; by default the column itself.

    Returns
    -------
    matplotlib.axes.Axes
    """
    low, high = ax.get_ylim()
    ends = lines.iloc[-1].sort_values(kind="stable")
    place, places = -np.inf, {}
    for name, value in ends.items():
        place = max((value - low) / (high - low), place + gap / 100)
        places[name] = place
    for i, name in enumerate(lines):
        ax.plot(lines.index, lines[name], color=colours[name], lw=1.6 if i == 0 else 0.8,
                zorder=3 if i == 0 else 2)
        ax.annotate((words or {}).get(name, name), (1, places[name]), (3, 0), xycoords="axes fraction",
                    textcoords="offset points", va="center", fontsize=6, color=legible(colours[name]),
                    fontweight="bold" if i == 0 else "normal", annotation_clip=False)
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
        `helpers.breaks.before_after` gives them; a ratio of 0 or infinity, and a bound
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
        ax.annotate(word, (1, row), (4, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                    va="center", fontsize=6, color=legible(colour), annotation_clip=False)
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
