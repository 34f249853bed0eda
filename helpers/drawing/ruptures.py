"""Figures of ruptures: which bodies were cut, and how long it took to meet again."""

import numpy as np

from ..record.dates import decimal_year
from .legibility import legible
from .style import FATES, INK, PAPER, QUIET

WORDS = {"cut and back": "back or replaced", "cut, not back": "not back"}


def unit_rows(ax, tables, size=10):
    """
    Draw one square for each body that was cut, one row for each rupture.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        Name of the rupture to what `helpers.analysis.ruptures.fates_at` gives.
    size : float
        Side of a square, in points.

    Returns
    -------
    matplotlib.axes.Axes
        Squares of bodies that no source names are hollow; the counts stand to their right.
    """
    most = 1
    for row, table in enumerate(tables.values()):
        cut = table[table["fate"].isin(list(WORDS))].sort_values(["fate", "inferred"], kind="stable")
        colours = cut["fate"].map(FATES).tolist()
        faces = [PAPER if doubt else colour for doubt, colour in zip(cut["inferred"], colours)]
        ax.scatter(
            np.arange(len(cut)), np.full(len(cut), row), s=size**2, marker="s", c=faces, edgecolors=colours
        )
        counts = [(fate, int((cut["fate"] == fate).sum())) for fate in WORDS]
        some = [(fate, count) for fate, count in counts if count]
        for i, (fate, count) in enumerate(some):
            ax.annotate(
                f"{count} {WORDS[fate]}",
                (len(cut), row),
                (0, (len(some) - 1) * 6 - 12 * i),
                textcoords="offset points",
                va="center",
                fontsize=9,
                color=legible(FATES[fate]),
            )
        most = max(most, len(cut))
    ax.set_yticks(range(len(tables)), list(tables), fontsize=9)
    ax.set_ylim(len(tables) - 0.4, -0.6)
    ax.set_xlim(-0.8, 1.3 * most)
    ax.set_xticks([])
    ax.set_xlabel("one square is one body; hollow: inferred from a general decision", fontsize=9, color=QUIET)
    ax.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    return ax


def waits(ax, table, colour):
    """
    Draw how long it took from each rupture to the first contact, one row for each level.

    Parameters
    ----------
    ax
        Its horizontal axis becomes years.
    table : pandas.DataFrame
        As `helpers.analysis.ruptures.first_contact` gives it.
    colour : str

    Returns
    -------
    matplotlib.axes.Axes
        A line ends in a dot, hollow if the contact is inferred, or in an arrow where there was none.
    """
    places, names, row = [], [], 0
    longest = table["days"].max() / 365.25
    for rupture, rows in table.groupby("rupture", sort=False):
        places, names, row = [*places, row], [*names, rupture], row + 1
        for wait in rows.itertuples():
            shade, end = (QUIET if wait.open else colour), wait.days / 365.25
            ax.hlines(row, 0, end, color=shade, lw=1.6)
            face = PAPER if wait.evidence == "inferred" else shade
            ax.plot(end, row, ">" if wait.open else "o", mfc=face, mec=shade, ms=6, clip_on=False, zorder=3)
            ax.annotate(
                f"none in {wait.days:,} days" if wait.open else f"{wait.days:,} days",
                (end, row),
                (8, 0),
                textcoords="offset points",
                va="center",
                fontsize=9,
                color=legible(shade),
            )
            places, names, row = [*places, row], [*names, wait.group], row + 1
        row += 0.4
    ax.set_yticks(places, names, fontsize=9)
    for label, name in zip(ax.get_yticklabels(), names):
        label.set(fontweight="bold" if name in set(table["rupture"]) else "normal", color=INK)
    ax.set_ylim(row - 0.6, -0.6)
    ax.set_xlim(0, 1.3 * longest)
    ax.tick_params(axis="x", labelsize=9)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("years from day zero", fontsize=9)
    ax.spines["left"].set_visible(False)
    return ax


def rupture_bands(ax, day, hole, row, name, later=None):
    """
    Shade the time before and after a rupture, and write down how many sessions each holds.

    Parameters
    ----------
    ax
        With decimal years on the horizontal axis, its limits set.
    day : pandas.Timestamp
        Day zero.
    hole : int
        Days around day zero that are left out.
    row : pandas.Series
        ``before``, ``after`` and ``days``, as `helpers.analysis.before_and_after.around` gives them.
    name : str
        Of the rupture.
    later : pandas.Timestamp, optional
        First session after it, to be written beside its year if it lies in the window.
    """
    middle = decimal_year([day])[0]
    near, far = hole / 365.25, (hole + row["days"]) / 365.25
    ax.axvline(middle, color=QUIET, lw=0.8)
    for side, text in ((-1, f"before {name}: {row['before']}"), (1, f"after: {row['after']}")):
        edges = sorted((middle + side * near, middle + side * far))
        ax.axvspan(*edges, color="#ececec", lw=0, zorder=0)
        ax.annotate(
            text,
            (middle + side * near, 1),
            (2 * side, 2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="right" if side < 0 else "left",
            va="bottom",
            fontsize=9,
            fontweight="bold",
        )
    if row["after"] and later is not None:
        ax.annotate(
            f"next on\n{later.day} {later:%B %Y}",
            (middle, 0.55),
            (-4, 0),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=9,
        )
    return ax


def silence(ax, start, end, closed, colour):
    """
    Draw a time without sessions as a line with its two days.

    Parameters
    ----------
    ax
        With decimal years on the horizontal axis, its limits set.
    start, end : pandas.Timestamp
        Last session before it, and the first one after it or the end of observation.
    closed : bool
        Whether a session ended it.
    colour : str
    """
    left, right = decimal_year([start, end])
    height = 0.45 * ax.get_ylim()[1]
    ax.annotate(
        "",
        (right, height),
        (left, height),
        arrowprops={
            "arrowstyle": "|-|,widthA=0.3,widthB=0.3" if closed else "-|>",
            "color": colour,
            "lw": 1.2,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )
    days = [f"{day.day} {day:%B %Y}" for day in (start, end)]
    ax.annotate(
        f"none from {days[0]}\nto {days[1]}" if closed else f"none since {days[0]}",
        ((left + right) / 2, height),
        (0, 4),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=9,
        color=legible(colour),
    )
    return ax
