"""Axes of years, bands of phases, keys and labels: what several kinds of figure share."""

import numpy as np
from matplotlib.patheffects import withStroke

from ..record.dates import decimal_year
from .style import EDGES, INK, QUIET


def year_axis(ax, first, last, step=5):
    """
    Mark years on the horizontal axis.

    Parameters
    ----------
    first, last : float
        Limits in years.
    step : int
        Years between two labels.
    """
    ax.set_xlim(first, last)
    ax.set_xticks(range(-(-int(first) // step) * step, int(last) + 1, step))
    ax.set_xticks(range(int(np.ceil(first)), int(last) + 1), minor=True)
    ax.tick_params(axis="x", which="minor", length=1.5, width=0.4)
    return ax


def colour_key(ax, colours, x=0.0, y=1.0, step=None, size=7):
    """
    Name colours in a line of words, each behind its square.

    Parameters
    ----------
    colours : dict of str to str
        Name to colour.
    x, y : float
        Where the line starts, in axes fractions.
    step : float, optional
        Width of one entry, in axes fractions; by default entries follow each other closely.
    size : float
        Of the words, in points.
    """
    style = {"textcoords": "offset points", "va": "bottom", "annotation_clip": False}
    word = None
    for i, (name, colour) in enumerate(colours.items()):
        if word is None or step is not None:
            place, coords, gap = (x + i * (step or 0), y), "axes fraction", 0
        else:
            place, coords, gap = (1, 0), word, size
        mark = ax.annotate("■", place, (gap, 0), xycoords=coords, fontsize=size, color=colour, **style)
        if colour in EDGES:
            mark.set_path_effects([withStroke(linewidth=1.2, foreground=EDGES[colour])])
        word = ax.annotate(name, (1, 0), (size / 3, 0), xycoords=mark, fontsize=size, **style)
    return ax


def _whole_numbers():
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=2, integer=True)


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


def moments(ax, days, names=(), size=7, slant=28):
    """
    Mark days by dotted lines.

    Parameters
    ----------
    ax : Axes
        With decimal years on the horizontal axis.
    days : sequence of pandas.Timestamp
    names : sequence of str, optional
        Written above the axes.
    size : float
        Of the names, in points.
    slant : float
        Of the names, in degrees.
    """
    places = decimal_year(days)
    for place in places:
        ax.axvline(place, color=QUIET, lw=0.8, ls=":", zorder=4)
    for i, (place, name) in enumerate(zip(places, names)):
        near = size + 3 if i and place - places[i - 1] < 1 else 0  # points, clear of the name before
        ax.annotate(
            name,
            (place, 1),
            (near, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            rotation=slant,
            rotation_mode="anchor",
            ha="left",
            va="bottom",
            fontsize=size,
            color=QUIET,
        )
    return ax


def bracket(ax, rows, text, size=8):
    """
    Join rows to the right of the axes, and say what they have in common.

    Parameters
    ----------
    rows : sequence of float
        Places on the vertical axis; the bracket goes from the least to the largest.
    text : str
    size : float
        Of the text, in points.
    """
    low, high = min(rows) - 0.3, max(rows) + 0.3
    sides = ax.get_yaxis_transform()
    ax.plot(
        [1.01, 1.02, 1.02, 1.01], [low, low, high, high], color=INK, lw=0.8, transform=sides, clip_on=False
    )
    ax.annotate(
        text,
        (1.02, (low + high) / 2),
        (4, 0),
        xycoords=sides,
        textcoords="offset points",
        rotation=90,
        va="center",
        fontsize=size,
        annotation_clip=False,
    )
    return ax
