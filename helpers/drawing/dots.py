"""Figures made of dots and intervals."""

from .style import FAINT, PAPER, QUIET


def count_dots(ax, dots, rows, colours, size=7.0):
    """
    Draw counts as dots in rows through time; the area of a dot is its count.

    Parameters
    ----------
    dots : pandas.DataFrame
        Name of the row as first column, then at least ``place`` (on the horizontal axis),
        ``forum`` and ``sessions``.
    rows : dict of str to str
        Names of the rows, from top to bottom, to their labels.
    colours : dict of str to str
        Forum to colour; others are grey.
    size : float
        Area for a count of one, in square points.
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
