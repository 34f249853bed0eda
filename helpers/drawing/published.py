"""Showing a figure in a notebook, and writing its files."""

import hashlib
import io
import os
import re
import textwrap
from pathlib import Path
from xml.sax.saxutils import quoteattr

import matplotlib

from .. import paths
from ..text import closed_up
from .legibility import SMALLEST, unreadable
from .style import INK, QUIET, RC

LETTERS = 12.5  # of a title, in an inch
FOLDER = "NATO_RUSSIA_FIGURES"  # environment variable: where published figures are written
DRAWN = ".drawn"  # folder of checksums: which PNG and PDF are those of which SVG
ONLY = "NATO_RUSSIA_FIGURE"  # environment variable: ids of those to write, by default all


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
    >>> from helpers import figure
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
    >>> from helpers import figure
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


def publish(
    fig,
    figure_id,
    *,
    title,
    caption,
    alt,
    record=None,
    tables=("events",),
    about=None,
    source=None,
    data=None,
):
    """
    Show a figure in the notebook; under ``make figures``, write its files too.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    figure_id : str
        Name of the files, in words joined by hyphens.
    title : str
        The finding, in at most twelve words that the figure itself proves; set above it.
    caption : str
        Why it matters and how to read it; shown below the figure.
    alt : str
        What is seen, for readers who do not see it; begins with the message.
    record : helpers.Record, optional
        What is drawn. Where it is not the one that the notebooks tell of, ``about``
        takes the place of title and alt text.
    tables : sequence of str
        Tables of the record that the figure rests on.
    about : str, optional
        What is drawn, whatever it shows: "Meetings by year and level".
    source : str, optional
        Data version and source, where there is no record; see `helpers.Record.cite`.
    data : pandas.DataFrame, optional
        The numbers that are drawn, one row for each mark or bar, for readers who
        want to plot them again. First the columns that tell the rows apart, then
        those that hold the numbers; floats are written with six digits.

    Raises
    ------
    ValueError
        If the id does not serve as a file name, a text or the data are empty, or
        `unreadable` finds a text in the figure that cannot be read; then the figure is
        shown, but not written. For another record than the told one such a text is no error.

    Notes
    -----
    Where the environment variable ``NATO_RUSSIA_FIGURES`` names a folder, the
    figure is written there as SVG, PNG (300 dpi) and PDF, with a JSON file that
    holds title, caption, alt text and source, and a CSV file of its data. The
    JSON file is what the website and the README take these texts from; SVG, PNG
    and PDF carry them as metadata. ``NATO_RUSSIA_FIGURE`` may hold the ids of the
    only figures to write, separated by spaces. PNG and PDF are drawn again only
    where they are not those of the same SVG.

    Examples
    --------
    >>> from helpers import figure
    >>> fig, ax = figure("single", 1)
    >>> publish(fig, "No Such", title="t", caption="c", alt="a", source="s")
    Traceback (most recent call last):
    ValueError: a figure id is words in lower case joined by hyphens, not 'No Such'
    """
    told = record is None or record.told
    if not told and about:
        title, alt = about, f"{about}: {record.title}, rows chosen by the reader."
        caption = f"{about}."
    if record is not None:
        source = record.cite(*tables)
    texts = {"title": title, "caption": caption, "alt": alt, "source": source or ""}
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", figure_id):
        raise ValueError(f"a figure id is words in lower case joined by hyphens, not {figure_id!r}")
    for name, text in texts.items():
        if not text.strip():
            raise ValueError(f"figure {figure_id} needs a {name}")
    if data is not None and data.empty:
        raise ValueError(f"figure {figure_id} needs data with rows and columns")
    texts = {name: closed_up(text) for name, text in texts.items()}
    title, caption, alt, source = texts.values()
    letters = int(fig.get_figwidth() * LETTERS)
    title = textwrap.fill(title, letters)
    fig.suptitle(title, x=0.01, ha="left", fontsize=9, fontweight="bold", color=INK)
    fig.supxlabel(source, x=0.01, ha="left", fontsize=SMALLEST, color=QUIET)
    about = {"Identifier": figure_id, "Description": f"{caption} {alt}", "Source": source}
    drawing = svg(fig, texts["title"], alt, **about)

    from IPython.display import display

    display({"image/svg+xml": drawing, "text/plain": f"[{figure_id}] {alt}"}, raw=True)
    display({"text/markdown": caption, "text/plain": caption}, raw=True)
    if told and (found := unreadable(fig)):
        raise ValueError(f"figure {figure_id} cannot be read well: {'; '.join(found)}")
    folder, only = os.environ.get(FOLDER), os.environ.get(ONLY, "").split()
    if folder and (not only or figure_id in only):
        _write(fig, Path(folder), figure_id, drawing, texts, data)


def _write(fig, folder, figure_id, drawing, texts, data):
    import json

    entry = json.dumps({"id": figure_id, **texts}, ensure_ascii=False, indent=2)
    paths.write(folder / f"{figure_id}.json", entry + "\n")
    table = folder / f"{figure_id}.csv"
    if data is None:
        table.unlink(missing_ok=True)
    else:
        paths.write(table, _table(data))
    paths.write(folder / f"{figure_id}.svg", drawing)
    about = {"Title": texts["title"]}
    forms = {
        "png": {
            **about,
            "Identifier": figure_id,
            "Description": texts["caption"],
            "Comment": texts["alt"],
            "Source": texts["source"],
            "Software": None,
        },
        "pdf": {
            **about,
            "Subject": f"{texts['caption']} {texts['alt']}",
            "Keywords": figure_id,
            "CreationDate": None,
        },
    }
    for suffix, words in forms.items():
        path, note = folder / f"{figure_id}.{suffix}", folder / DRAWN / f"{figure_id}.{suffix}"
        if note.exists() and path.exists() and note.read_text() == _marks(drawing, path):
            continue  # the same drawing gives the same picture, which takes most of the time
        with matplotlib.rc_context(RC):
            fig.savefig(path, dpi=300, metadata=words)
        note.parent.mkdir(exist_ok=True)
        paths.write(note, _marks(drawing, path))


def _table(data):
    """The numbers of a figure as CSV."""
    from pandas import to_datetime
    from pandas.api.types import infer_dtype

    named = data.copy() if all(name is None for name in data.index.names) else data.reset_index()
    for name in named.columns[
        named.dtypes.astype(str) == "object"
    ]:  # days beside gaps are objects, and would get a time
        if infer_dtype(named[name], skipna=True) in ("datetime", "datetime64"):
            named[name] = to_datetime(named[name])
    return named.to_csv(index=False, float_format="%.6g", date_format="%Y-%m-%d", lineterminator="\n")


def _marks(drawing, path):
    """Checksums of a drawing and of the picture made of it."""
    return " ".join(hashlib.sha256(data).hexdigest() for data in (drawing.encode(), path.read_bytes()))
