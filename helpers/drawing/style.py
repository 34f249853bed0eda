"""Colours, sizes and the blank figure.

Colours are those of Okabe and Ito (https://jfly.uni-koeln.de/color/), which readers with
any common colour vision tell apart, darkened where they would be too faint on white; each
has one meaning. ``tests/drawing/test_palettes.py`` holds every palette to its distances,
contrasts and meanings.
"""

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

WIDTHS = {"single": 3.5, "double": 7.2}  # inches: one and two columns of a journal
INK, QUIET, FAINT, PAPER = "#222222", "#595959", "#d9d9d9", "#ffffff"
BLUE, NAVY, STEEL, VERMILION, AMBER, GREY = "#0072B2", "#004B76", "#5E8FBF", "#B84A00", "#C48700", "#767676"
GREEN, PLUM, BROWN, LILAC, ROSE, PALE = "#009E73", "#6B1F63", "#75490B", "#8E7CC3", "#C0257A", "#A9A9A9"

# A colour means one thing in the whole collection. What has no entry here is drawn in ink and greys,
# with words beside it: levels, evidence, estimates, chance.
TONES = {"cooperative": BLUE, "conflictual": VERMILION, "neutral": GREY}
STATUSES = {
    "active": GREEN,
    "presumed": "#9AD9C4",
    "limited": AMBER,
    "suspended": PLUM,
    "dormant": QUIET,
    "undated": PALE,
}
COUNCILS = (STEEL, NAVY)  # of one relationship, oldest first
DYADS = (NAVY, BROWN, LILAC)  # NATO-Russia, NATO-Ukraine, EU-Russia
FATES = {"not cut": GREEN, "cut and back": QUIET, "cut, not back": PLUM, "not known": PALE}
EVIDENCE = {"explicit": INK, "announced": PALE, "inferred": GREY}
VERDICTS = {"agrees": INK, "disagrees": ROSE, "cannot be decided": PALE}
CONTACTS = {"councils": NAVY, "other contacts": GREY}
USE = {"met": NAVY, "empty": PALE, "no source": FAINT, "met while shut": INK}
KINDS = {"meeting": INK, **TONES}  # meetings have no tone
PAGES = {"official source": INK, "no official source": PALE}

# The one exemption from contrast: a pale fill says that something is not sure. It has an
# edge in the colour of what is sure, and the edge is what stands out from the paper.
EDGES = {STATUSES["presumed"]: GREEN, PALE: QUIET, FAINT: GREY}
RC = {
    "font.family": "DejaVu Sans",
    "font.size": 7,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.titlesize": 7.5,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "figure.dpi": 100,
    "savefig.dpi": 300,
    "svg.fonttype": "path",
    "svg.hashsalt": "nato-russia-record",
    "pdf.fonttype": 42,
    "path.simplify": False,
}


def figure(width="double", height=3.0, **grid):
    """
    Start a figure in the style of the record.

    Parameters
    ----------
    width : {"double", "single"}
        Two columns of a journal (7.2 inches) or one (3.5 inches).
    height : float
        Height in inches.
    **grid
        Passed to `matplotlib.figure.Figure.subplots` (``nrows``, ``sharex``,
        ``height_ratios`` and so on).

    Returns
    -------
    figure : matplotlib.figure.Figure
        With constrained layout, not known to pyplot: it shows when published.
    axes : matplotlib.axes.Axes or numpy.ndarray of Axes

    Raises
    ------
    ValueError
        If the width is not one of the two.

    Examples
    --------
    >>> fig, ax = figure("single", 2.5)
    >>> fig.get_size_inches().tolist()
    [3.5, 2.5]
    """
    if width not in WIDTHS:
        raise ValueError(f"width is one of {', '.join(WIDTHS)}, not {width!r}")
    matplotlib.rcdefaults()  # a user's matplotlibrc must not change the bytes
    matplotlib.rcParams.update(RC)
    fig = Figure(figsize=(WIDTHS[width], height), layout="constrained")
    FigureCanvasSVG(fig)
    return fig, fig.subplots(**grid)
