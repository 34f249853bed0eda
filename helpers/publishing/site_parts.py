"""Parts of pages of the website: figures, explorers and notebooks as HTML."""

import json
import re
from copy import deepcopy
from html import escape

import nbformat

from .. import paths
from ..drawing import explorers
from . import notebooks, prose_numbers
from .readme import entry

DOWNLOADS = ("svg", "png", "pdf", "csv")
TIE = re.compile(r"<!-- [a-z][a-z0-9_]* -->")
VEGA = "6.4"  # version of Vega-Lite on the website; that of JupyterLab draws the same


def picture(about, up="", folder=paths.FIGURES):
    """
    Give a figure as HTML: drawing, title, caption and downloads.

    Parameters
    ----------
    about : dict of str to str
        As `helpers.publishing.readme.entry` reads it.
    up : str
        Way from the page to the root of the site, such as ``../``.
    folder : pathlib.Path
        Where its files lie; what is not there is not offered.

    Returns
    -------
    str

    Examples
    --------
    >>> about = {"id": "x", "title": "a < b", "caption": "c", "alt": "d", "source": "e"}
    >>> "a &lt; b" in picture(about)
    True
    """
    at = f"{up}_static/figures/{about['id']}"
    links = " · ".join(
        f'<a href="{at}.{suffix}" download>{suffix.upper()}<span class="visually-hidden"> of '
        f"{escape(about['title'])}"
        "</span></a>"
        for suffix in DOWNLOADS
        if (folder / f"{about['id']}.{suffix}").exists()
    )
    return (
        f'<figure class="record-figure" id="{about["id"]}"><div class="paper"><img src="{at}.svg" '
        f'alt="{escape(about["alt"])}" '
        f'loading="lazy"></div><figcaption><strong>{escape(about["title"])}.</strong> '
        f"{escape(about['caption'])} <em>{escape(about['source'])}.</em> "
        f'<span class="downloads">{links}</span></figcaption></figure>'
    )


def explorer(name, spec, alt):
    """
    Give an explorer as HTML, its specification beside it as inert text.

    Parameters
    ----------
    name : str
        Its id on the page.
    spec : dict
        Vega-Lite specification; compiled here, which spares readers a third of the scripts.
    alt : str
        What it shows.

    Returns
    -------
    str

    Examples
    --------
    >>> spec = {"title": "</script>", "data": {"values": []}, "mark": "point"}
    >>> explorer("x", spec, "a").count("</script>")
    1
    """
    import vl_convert

    spec = {
        key: part for key, part in spec.items() if key != "$schema"
    }  # it names the version that JupyterLab has
    text = inert(vl_convert.vegalite_to_vega(spec | {"width": "container"}, vl_version=VEGA))
    return (
        f'<div class="explorer paper" id="{name}"><p>{escape(alt)}</p><div class="explorer-fields" '
        'role="group" '
        f'aria-label="filters"></div><div class="picture wide" role="region" aria-label="{name}"></div>'
        f'<script type="application/json">{text}</script></div>'
    )


def inert(value):
    """
    Write JSON that cannot end the script element it stands in.

    Parameters
    ----------
    value : object

    Returns
    -------
    str
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def page_of(notebook, up="../"):
    """
    Prepare an executed notebook for the website.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        With its outputs.
    up : str
        Way from its page to the root of the site.

    Returns
    -------
    nbformat.NotebookNode
        A copy: code folded away, figures with caption and downloads, explorers
        ready to be drawn, tables that scroll, the ties of numbers taken out.

    Examples
    --------
    >>> from helpers import paths
    >>> notebook = nbformat.read(paths.NOTEBOOKS / paths.START, as_version=4)
    >>> "<!-- meetings -->" in page_of(notebook).cells[0].source
    False
    """
    page = deepcopy(notebook)
    drawn = False
    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = TIE.sub("", cell.source)
            continue
        cell.metadata["tags"] = ["hide-input"]
        for output in cell.get("outputs", ()):
            if "data" in output:
                output.data, has_explorer = _html(output.data, up)
                drawn |= has_explorer
    if drawn:
        script = f'<script defer src="{up}_static/vega.js"></script>'
        page.cells.insert(1, nbformat.v4.new_markdown_cell(script))
    return page


def _html(data, up):
    plain = data.get("text/plain", "")
    mark = notebooks.FIGURE.match(plain)
    if explorers.MIME in data and mark:
        return {"text/html": explorer(mark[1], data[explorers.MIME], plain.split("] ", 1)[-1])}, True
    if "image/svg+xml" in data and mark and (paths.FIGURES / f"{mark[1]}.json").exists():
        return {"text/html": picture(entry(mark[1]), up)}, False
    if "text/html" in data:
        html = re.sub(r"<style scoped>.*?</style>", "", data["text/html"], flags=re.DOTALL)
        if prose_numbers.NUMBERS in data or prose_numbers.FINDINGS in data:
            html = f"<details><summary>Numbers of the text</summary>{html}</details>"
        return {"text/html": f'<div class="wide">{html}</div>'}, False
    return data, False
