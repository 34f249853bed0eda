"""How figures look, and how a notebook shows and publishes one.

Colours are those of Okabe and Ito (https://jfly.uni-koeln.de/color/), which
readers with any common colour vision tell apart; each has one meaning.
"""

import io
import os
import re
import textwrap
from pathlib import Path
from xml.sax.saxutils import quoteattr

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

WIDTHS = {"single": 3.5, "double": 7.2}  # inches: one and two columns of a journal

INK, QUIET, FAINT, PAPER = "#222222", "#595959", "#d9d9d9", "#ffffff"
TONES = {"cooperative": "#0072B2", "conflictual": "#D55E00", "neutral": "#767676"}
STANDINGS = {
    "active": "#009E73",
    "presumed": "#9AD9C4",
    "limited": "#E69F00",
    "suspended": "#D55E00",
    "dormant": "#767676",
    "undated": "#B9B9B9",
}
EVIDENCE = {"explicit": "#0072B2", "announced": "#E69F00", "inferred": "#767676"}
VERDICTS = {"agrees": "#0072B2", "disagrees": "#D55E00", "cannot be decided": "#767676"}
CONTACTS = {"councils": "#0072B2", "other contacts": "#009E73"}
FATES = {"not cut": "#009E73", "cut and back": "#0072B2", "cut, not back": "#D55E00", "not known": "#767676"}
CUTS = {"each on its own": "#767676", "parts fall with their whole": "#0072B2"}
USE = {"met": "#0072B2", "empty": "#E69F00", "no page": "#d9d9d9", "met while shut": "#767676"}
LEVELS = {
    "any level": "#222222",
    "ministers": "#0072B2",
    "foreign ministers": "#0072B2",
    "defence ministers": "#D55E00",
    "ambassadors": "#009E73",
    "chiefs of staff": "#CC79A7",
}
CHANGE = "#B36B00"
WAYS = (INK, "#009E73", "#0072B2", "#767676", "#D55E00")  # of counting the same, the first as in the text
COUNCILS = ("#56B4E9", "#0072B2", "#CC79A7", "#009E73")
ESTIMATES = {"on record": "#CFCFCF", "promised": "#D55E00", "two lists": "#0072B2", "three lists": "#009E73"}
KINDS = {"meeting": "#222222", **TONES}  # meetings have no tone
PAGES = {"official page": "#0072B2", "no official page": "#E69F00"}

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
LETTERS = 12.5  # of a title, in an inch
FOLDER = "NATO_RUSSIA_FIGURES"  # environment variable: where published figures are written


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


def settle(fig):
    """
    Lay a figure out once and for all.

    The solver behind constrained layout gives coordinates that differ between
    runs in their last binary digits, which is enough to change the ids in an SVG
    file. Rounded, they are the same every time.

    Parameters
    ----------
    fig : matplotlib.figure.Figure

    Returns
    -------
    matplotlib.figure.Figure
        The same, with fixed axes.

    Examples
    --------
    >>> fig, ax = figure("single", 1)
    >>> settle(fig).get_layout_engine() is None
    True
    """
    engine = fig.get_layout_engine()
    if engine is not None:
        with matplotlib.rc_context(RC):
            engine.execute(fig)
        fig.set_layout_engine(None)
        for ax in fig.axes:
            ax.set_position([round(edge, 5) for edge in ax.get_position().bounds])
    return fig


def svg(fig, title, alt):
    """
    Draw a figure as SVG, the same bytes every time.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    title : str
        Goes into the file's metadata.
    alt : str
        Text for readers who do not see the figure; becomes the label of the image.

    Returns
    -------
    str
        The SVG document.

    Examples
    --------
    >>> fig, ax = figure("single", 1)
    >>> svg(fig, "Nothing", "An empty frame.") == svg(fig, "Nothing", "An empty frame.")
    True
    """
    out = io.StringIO()
    settle(fig)
    with matplotlib.rc_context(RC):
        fig.savefig(out, format="svg", metadata={"Title": title, "Description": alt, "Date": None})
    label = f'<svg role="img" aria-label={quoteattr(alt)} '
    return re.sub(r"<svg ", lambda _: label, out.getvalue(), count=1)


def publish(fig, figure_id, *, title, caption, alt, source, data=None):
    """
    Show a figure in the notebook; under ``make figures``, write its files too.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    figure_id : str
        Name of the files, in words joined by hyphens.
    title : str
        The finding, in one sentence; set above the figure.
    caption : str
        What is drawn, for readers of the figure alone.
    alt : str
        What is seen, for readers who do not see it.
    source : str
        Data version and source, set below the figure; see `helpers.Record.cite`.
    data : pandas.DataFrame
        The numbers that are drawn, one row for each mark or bar, for readers who
        want to plot them again.

    Raises
    ------
    ValueError
        If the id does not serve as a file name, or a text is empty.

    Notes
    -----
    Where the environment variable ``NATO_RUSSIA_FIGURES`` names a folder, the
    figure is written there as SVG, PNG (300 dpi) and PDF, with a JSON file that
    holds title, caption, alt text and source, and a CSV file of its data. Where
    the same SVG lies there with its PNG and PDF, these are not drawn again.

    Examples
    --------
    >>> fig, ax = figure("single", 1)
    >>> publish(fig, "No Such", title="t", caption="c", alt="a", source="s")
    Traceback (most recent call last):
    ValueError: a figure id is words in lower case joined by hyphens, not 'No Such'
    """
    texts = {"title": title, "caption": caption, "alt": alt, "source": source}
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", figure_id):
        raise ValueError(
            f"a figure id is words in lower case joined by hyphens, not {figure_id!r}"
        )
    for name, text in texts.items():
        if not text.strip():
            raise ValueError(f"figure {figure_id} needs a {name}")
    letters = int(fig.get_figwidth() * LETTERS)
    fig.suptitle(textwrap.fill(title, letters), x=0.01, ha="left", fontsize=9,
                 fontweight="bold", color=INK)
    fig.supxlabel(source, x=0.01, ha="left", fontsize=5.5, color=QUIET)
    drawing = svg(fig, title, alt)
    if folder := os.environ.get(FOLDER):
        _write(fig, Path(folder), figure_id, drawing, texts, data)

    from IPython.display import display

    display({"image/svg+xml": drawing, "text/plain": f"[{figure_id}] {alt}"}, raw=True)


def _write(fig, folder, figure_id, drawing, texts, data):
    import json

    entry = json.dumps({"id": figure_id, **texts}, ensure_ascii=False, indent=2)
    (folder / f"{figure_id}.json").write_text(entry + "\n", encoding="utf-8", newline="\n")
    if data is not None:
        named = data if all(name is None for name in data.index.names) else data.reset_index()
        named.to_csv(folder / f"{figure_id}.csv", index=False, float_format="%.6g", lineterminator="\n")
    svg_path, *others = (folder / f"{figure_id}.{suffix}" for suffix in ("svg", "png", "pdf"))
    if all(path.exists() for path in (svg_path, *others)):
        if svg_path.read_text(encoding="utf-8") == drawing:
            return  # the same drawing gives the same PNG and PDF, which take most of the time
    about = {"Title": texts["title"]}
    with matplotlib.rc_context(RC):
        fig.savefig(folder / f"{figure_id}.png", dpi=300,
                    metadata={**about, "Description": texts["alt"], "Software": None})
        fig.savefig(folder / f"{figure_id}.pdf",
                    metadata={**about, "Subject": texts["alt"], "CreationDate": None})
    svg_path.write_text(drawing, encoding="utf-8", newline="\n")  # last, so that none is left out
