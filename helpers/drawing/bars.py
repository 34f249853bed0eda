"""Figures made of bars."""

import numpy as np

from .axes import _whole_numbers, lighter
from .legibility import legible
from .style import PAPER, QUIET, TONES


def tone_bars(ax, counts, size=8):
    """
    Draw acts per year: cooperative ones upwards, conflictual ones downwards.

    Parameters
    ----------
    counts : pandas.DataFrame
        As `helpers.analysis.cooperation_and_conflict.by_tone` gives it; years that are not
        whole are pale.
    size : float
        Of the words, in points.
    """
    middle = counts.index + 0.5
    for tone, sign in (("cooperative", 1), ("conflictual", -1)):
        fill = [TONES[tone] if whole else lighter(TONES[tone]) for whole in counts["whole"]]
        ax.bar(middle, sign * counts[tone], 0.8, color=fill, edgecolor=TONES[tone], linewidth=0.5)
    ax.axhline(0, color=QUIET, lw=0.6)
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    early = counts.iloc[: -(-len(counts) // 3)]  # bars that the words would stand on
    low, high = ax.get_ylim()
    low, high = min(low, -1.25 * early["conflictual"].max()), max(high, 1.25 * early["cooperative"].max())
    ax.set_ylim(low, high)
    for tone, place, side in (("cooperative", high, "top"), ("conflictual", low, "bottom")):
        ax.text(
            0.01,
            place,
            f"{tone} acts",
            transform=ax.get_yaxis_transform(),
            va=side,
            color=TONES[tone],
            fontweight="bold",
            fontsize=size,
        )
    return ax


def stacked_years(ax, counts, colours, ceiling=None):
    """
    Draw counts per year as stacked bars.

    Parameters
    ----------
    counts : pandas.DataFrame
        Years as index, one column for each colour.
    colours : sequence of str
    ceiling : float, optional
        Upper limit of the vertical axis.
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


def tally_rows(ax, counts, colours, step=44, size=7):
    """
    Draw counts as stacked bars, one row each, and write them down beside it.

    Parameters
    ----------
    counts : pandas.DataFrame
        Names of the rows as index, one column for each colour.
    colours : dict of str to str
        Column to colour.
    step : float
        Width of one column of numbers, in points.
    size : float
        Of the letters, in points.

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
        ax.annotate(
            "\n".join(name.rsplit(" ", 1)),
            (1, 1),
            (place, 2),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=size,
            fontweight="bold",
            color=legible(colour),
        )
        for row, number in zip(rows, width):
            ax.annotate(
                f"{number}",
                (1, row),
                (place, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha="center",
                va="center",
                fontsize=size,
                color=legible(colour),
            )
    ax.set_yticks(rows, counts.index)
    ax.set_ylim(len(counts) - 0.5, -0.5)
    ax.set_xlim(0, base.max())
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
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
    for (completeness, forum), rows in table[table["events"] > 0].groupby(
        ["completeness", "forum"], observed=True
    ):
        ax.bar(
            rows["year"] + 0.5,
            rows["events"],
            0.82,
            bottom=rows["below"],
            **coverage_fill(completeness, colours[forum]),
        )
    for completeness, rows in table.groupby("completeness", observed=True):
        ax.bar(
            rows["left"],
            strip,
            rows["width"],
            bottom=-1.3 * strip,
            align="edge",
            **coverage_fill(completeness, QUIET),
        )
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
    words : dict of str to str
        Completeness to what it is called.
    x, y : float
        Where the first one stands, in axes fractions.
    step : float
        Height of one entry, in axes fractions.
    size : tuple of float
        Width and height of a sample, in points.
    """
    from matplotlib.offsetbox import AnnotationBbox, DrawingArea
    from matplotlib.patches import Rectangle

    for i, (completeness, word) in enumerate(words.items()):
        sample = DrawingArea(*size, clip=False)
        sample.add_artist(Rectangle((0, 0), *size, **coverage_fill(completeness, QUIET)))
        ax.add_artist(
            AnnotationBbox(
                sample,
                (x, y - i * step),
                xycoords="axes fraction",
                frameon=False,
                box_alignment=(0, 0.5),
                pad=0,
                annotation_clip=False,
            )
        )
        ax.annotate(
            word,
            (x, y - i * step),
            (size[0] + 3, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            fontsize=6.5,
            annotation_clip=False,
        )
    return ax
