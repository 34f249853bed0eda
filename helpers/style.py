"""How figures look, and how a notebook shows and publishes one.

Colours are those of Okabe and Ito (https://jfly.uni-koeln.de/color/), which
readers with any common colour vision tell apart, darkened where they would be
too faint on white; each has one meaning. ``tests/test_palettes.py`` holds every
palette to its distances and contrasts.
"""

import io
import os
import re
import textwrap
from pathlib import Path
from xml.sax.saxutils import quoteattr

import matplotlib
import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text

from .prose import spaced

WIDTHS = {"single": 3.5, "double": 7.2}  # inches: one and two columns of a journal

INK, QUIET, FAINT, PAPER = "#222222", "#595959", "#d9d9d9", "#ffffff"
BLUE, NAVY, VERMILION, AMBER, GREY = "#0072B2", "#004B76", "#B84A00", "#C48700", "#767676"
GREEN, PLUM = "#009E73", "#732E62"
TONES = {"cooperative": BLUE, "conflictual": VERMILION, "neutral": GREY}
STANDINGS = {
    "active": GREEN,
    "presumed": "#9AD9C4",
    "limited": AMBER,
    "suspended": VERMILION,
    "dormant": QUIET,
    "undated": "#B9B9B9",
}
EVIDENCE = {"explicit": BLUE, "announced": AMBER, "inferred": GREY}
VERDICTS = {"agrees": BLUE, "disagrees": VERMILION, "cannot be decided": GREY}
CONTACTS = {"councils": NAVY, "other contacts": "#00845F"}
FATES = {"not cut": GREEN, "cut and back": BLUE, "cut, not back": VERMILION, "not known": QUIET}
CUTS = {"each on its own": GREY, "parts fall with their whole": BLUE}
USE = {"met": BLUE, "empty": AMBER, "no page": FAINT, "met while shut": INK}
LEVELS = {
    "any level": INK,
    "ministers": BLUE,
    "foreign ministers": BLUE,
    "defence ministers": VERMILION,
    "ambassadors": GREEN,
    "chiefs of staff": PLUM,
}
CHANGE = "#B36B00"
WAYS = (INK, GREEN, BLUE, QUIET, VERMILION)  # of counting the same, the first as in the text
ESTIMATES = {"on record": STANDINGS["undated"], "promised": VERMILION, "two lists": BLUE, "three lists": GREEN}
KINDS = {"meeting": INK, **TONES}  # meetings have no tone
PAGES = {"official page": BLUE, "no official page": AMBER}
COUNCILS = (BLUE, NAVY, "#CC79A7", "#009E73")
DYADS = (NAVY, AMBER)  # pairs of sides set side by side, in the order in which they are named

# The one exemption from contrast: a pale fill says that something is not sure. It has an
# edge in the colour of what is sure, and the edge is what stands out from the paper.
EDGES = {STANDINGS["presumed"]: STANDINGS["active"], STANDINGS["undated"]: STANDINGS["dormant"], FAINT: GREY}
MARK_CONTRAST, TEXT_CONTRAST = 3.0, 4.5  # against paper: WCAG 2.2, criteria 1.4.11 and 1.4.3

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
SMALLEST = 6  # points of any text
SLACK = 0.5  # points that boxes of texts may share at each edge: nothing is inked there
FOLDER = "NATO_RUSSIA_FIGURES"  # environment variable: where published figures are written
ONLY = "NATO_RUSSIA_FIGURE"  # environment variable: ids of those to write, by default all


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


def svg(fig, title, alt, **about):
    """
    Draw a figure as SVG, the same bytes every time.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    title : str
        Goes into the file's metadata.
    alt : str
        Text for readers who do not see the figure; becomes the label of the image.
    **about : str
        Further metadata: ``Identifier``, ``Description``, ``Source``.

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
        fig.savefig(out, format="svg", metadata={"Title": title, "Description": alt, "Date": None, **about})
    label = f'<svg role="img" aria-label={quoteattr(alt)} '
    return re.sub(r"<svg ", lambda _: label, out.getvalue(), count=1)


def contrast(colour, ground=PAPER):
    """
    Compare two colours in luminance, as WCAG 2.2 defines the contrast ratio.

    Parameters
    ----------
    colour, ground : str
        Any colours that matplotlib knows.

    Returns
    -------
    float
        Between 1 (none) and 21 (black on white).

    References
    ----------
    W3C (2024), Web Content Accessibility Guidelines 2.2, "contrast ratio" and
    "relative luminance". https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio

    Examples
    --------
    >>> round(contrast("black"), 1), round(contrast("#767676"), 2)
    (21.0, 4.54)
    """
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour):
    parts = np.array(to_rgba(colour)[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def legible(colour):
    """
    Darken the colour of a mark until text in it can be read on paper.

    Parameters
    ----------
    colour : str

    Returns
    -------
    str
        The colour itself if it is dark enough.

    Examples
    --------
    >>> legible("#0072B2"), legible("#009E73")
    ('#0072B2', '#008662')
    """
    parts = np.array(to_rgba(colour)[:3])
    for percent in range(100, 0, -1):
        if contrast(colour) >= TEXT_CONTRAST:
            break
        colour = "#" + "".join(f"{round(part * 255 * percent / 100):02x}" for part in parts)
    return colour


def _texts(fig):
    """Texts that are drawn, and the corners of their boxes in points, turned as they are."""
    fig.dpi = 72  # as in SVG; this renderer measures texts as SVG draws them, in points
    renderer = RendererBase()
    hidden = set()
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            slack = 1e-9 * (high - low)
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not axis.get_visible() or not low - slack <= tick.get_loc() <= high + slack:
                    hidden |= {tick.label1, tick.label2}
        if not ax.axison:
            hidden |= set(ax.xaxis.findobj(Text)) | set(ax.yaxis.findobj(Text))
    texts, corners = [], []
    for text in fig.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible()):
        if text in hidden or not text.get_text().strip() or text.get_alpha() == 0:
            continue
        if text.get_tightbbox(renderer).width <= 0:  # an annotation of what is outside the axes
            continue
        box = Text.get_window_extent(text, renderer)  # without the arrow of an annotation
        angle = text.get_rotation()
        if angle % 90:
            text.set_rotation(0)
            size = Text.get_window_extent(text, renderer).size
            text.set_rotation(angle)
        else:
            size, angle = box.size, 0
        turn = np.radians(angle)
        half = np.maximum(np.asarray(size) / 2 - SLACK, 0) * [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        centre = (box.p0 + box.p1) / 2
        matrix = [(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))]
        texts.append(text)
        corners.append(centre + half @ matrix)
    return texts, np.array(corners).reshape(-1, 4, 2)


def _apart(one, other):
    """Whether a line parts two rectangles: then it runs along a side of one of them."""
    for sides in (one, other):
        for axis in (sides[1] - sides[0], sides[2] - sides[1]):
            first, second = one @ axis, other @ axis
            if first.max() <= second.min() or second.max() <= first.min():
                return True
    return False


def faults(fig):
    """
    Look for texts of a settled figure that cannot be read.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        As it stands after `settle` and a draw.

    Returns
    -------
    list of str
        One sentence for each two texts that overlap, and for each text that
        leaves the page, is under six points, or too faint on what it stands on.

    Examples
    --------
    >>> fig, ax = figure("single", 1)
    >>> for place in (0.5, 0.52):
    ...     _ = ax.text(place, 0.5, f"at {place}")
    >>> _ = svg(fig, "Two texts", "Two texts, one over the other.")
    >>> faults(fig)
    ["'at 0.5' and 'at 0.52' overlap"]
    """
    texts, corners = _texts(fig)
    if not texts:
        return []
    said = [repr(" ".join(text.get_text().split())) for text in texts]
    low, high = corners.min(axis=1), corners.max(axis=1)
    meet = (low[:, None] < high[None]).all(axis=2)
    found = [f"{said[i]} and {said[j]} overlap"
             for i, j in zip(*np.nonzero(np.triu(meet & meet.T, 1))) if not _apart(corners[i], corners[j])]
    page = fig.bbox.size
    for text, name, start, end in zip(texts, said, low, high):
        if (start < -SLACK).any() or (end > page + SLACK).any():
            found.append(f"{name} leaves the page")
        if text.get_fontsize() < SMALLEST:
            found.append(f"{name} has {text.get_fontsize():g} points, under {SMALLEST}")
        word = any(letter.isalnum() for letter in name)
        least, colour = TEXT_CONTRAST if word else MARK_CONTRAST, text.get_color()
        if contrast(colour) < least and not (not word and text.get_path_effects()):
            ratio = contrast(colour, _ground(text, (start + end) / 2))
            if ratio < least:
                found.append(f"{name} has a contrast of {ratio:.1f} in {colour}, under {least}; "
                             "style.legible() darkens")
    return found


def _ground(text, point):
    """Colour of the topmost patch under a text, else paper."""
    under = [patch for patch in (text.axes.patches if text.axes else ())
             if patch.get_window_extent().contains(*point)]
    return max(under, key=lambda patch: patch.get_zorder()).get_facecolor() if under else PAPER


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
        What is drawn, for readers of the figure alone; shown below it.
    alt : str
        What is seen, for readers who do not see it.
    source : str
        Data version and source, set below the figure; see `helpers.Record.cite`.
    data : pandas.DataFrame
        The numbers that are drawn, one row for each mark or bar, for readers who
        want to plot them again. First the columns that tell the rows apart, then
        those that hold the numbers; floats are written with six digits.

    Raises
    ------
    ValueError
        If the id does not serve as a file name, a text or the data are empty, or
        `faults` finds a text in the figure that cannot be read; then the figure is
        shown, but not written.

    Notes
    -----
    Where the environment variable ``NATO_RUSSIA_FIGURES`` names a folder, the
    figure is written there as SVG, PNG (300 dpi) and PDF, with a JSON file that
    holds title, caption, alt text and source, and a CSV file of its data. The
    JSON file is what the website and the README take these texts from; SVG, PNG
    and PDF carry them as metadata. ``NATO_RUSSIA_FIGURE`` may hold the ids of the
    only figures to write, separated by spaces. Where the same SVG lies there with its PNG and PDF, these are not drawn again.

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
    if data is not None and data.empty:
        raise ValueError(f"figure {figure_id} needs data with rows and columns")
    texts = {name: spaced(text) for name, text in texts.items()}
    title, caption, alt, source = texts.values()
    letters = int(fig.get_figwidth() * LETTERS)
    fig.suptitle(textwrap.fill(title, letters), x=0.01, ha="left", fontsize=9,
                 fontweight="bold", color=INK)
    fig.supxlabel(source, x=0.01, ha="left", fontsize=SMALLEST, color=QUIET)
    about = {"Identifier": figure_id, "Description": f"{caption} {alt}", "Source": source}
    drawing = svg(fig, title, alt, **about)

    from IPython.display import display

    display({"image/svg+xml": drawing, "text/plain": f"[{figure_id}] {alt}"}, raw=True)
    display({"text/markdown": caption, "text/plain": caption}, raw=True)
    if found := faults(fig):
        raise ValueError(f"figure {figure_id} cannot be read well: {'; '.join(found)}")
    folder, only = os.environ.get(FOLDER), os.environ.get(ONLY, "").split()
    if folder and (not only or figure_id in only):
        _write(fig, Path(folder), figure_id, drawing, texts, data)


def _write(fig, folder, figure_id, drawing, texts, data):
    import json

    from pandas import to_datetime
    from pandas.api.types import infer_dtype

    entry = json.dumps({"id": figure_id, **texts}, ensure_ascii=False, indent=2)
    (folder / f"{figure_id}.json").write_text(entry + "\n", encoding="utf-8", newline="\n")
    table = folder / f"{figure_id}.csv"
    if data is None:
        table.unlink(missing_ok=True)
    else:
        named = data.copy() if all(name is None for name in data.index.names) else data.reset_index()
        for name in named.columns[named.dtypes == object]:  # days beside gaps are objects, and would get a time
            if infer_dtype(named[name], skipna=True) in ("datetime", "datetime64"):
                named[name] = to_datetime(named[name])
        named.to_csv(table, index=False, float_format="%.6g", date_format="%Y-%m-%d", lineterminator="\n",
                     encoding="utf-8")
    svg_path, *others = (folder / f"{figure_id}.{suffix}" for suffix in ("svg", "png", "pdf"))
    if not (svg_path.exists() and svg_path.read_text(encoding="utf-8") == drawing):
        svg_path.write_text(drawing, encoding="utf-8", newline="\n")
    drawn = svg_path.stat().st_mtime_ns  # that of git, if the drawing came with a new version
    if all(path.exists() and path.stat().st_mtime_ns >= drawn for path in others):
        return  # the same drawing gives the same PNG and PDF, which take most of the time
    about = {"Title": texts["title"]}
    with matplotlib.rc_context(RC):
        fig.savefig(folder / f"{figure_id}.png", dpi=300,
                    metadata={**about, "Identifier": figure_id, "Description": texts["caption"],
                              "Comment": texts["alt"], "Source": texts["source"], "Software": None})
        fig.savefig(folder / f"{figure_id}.pdf",
                    metadata={**about, "Subject": f"{texts['caption']} {texts['alt']}",
                              "Keywords": figure_id, "CreationDate": None})
