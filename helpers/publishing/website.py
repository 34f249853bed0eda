"""The website: pages made of the tables, the executed notebooks and the figures."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from copy import deepcopy
from functools import partial
from html import escape
from pathlib import Path

import nbformat

from .. import paths
from ..analysis import agendas
from ..analysis.counts import phase_spans
from ..drawing import explorers
from ..record.dates import in_words
from ..record.loading import load
from . import notebooks, packages, release
from .readme import MAIN, entry, opening

SITE = paths.ROOT / "site"
OUT = SITE / "_build"
DOWNLOADS = ("svg", "png", "pdf", "csv")
TEXTS = (
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "CITATION.cff",
    "data/CODEBOOK.md",
    "data/CAUTIONS.md",
    "data/LICENSE",
)
TIE = re.compile(r"<!-- [a-z][a-z0-9_]* -->")
VEGA = "6.4"  # version of Vega-Lite on the website; that of JupyterLab draws the same
LICENCE = """/* Vega: BSD 3-Clause, University of Washington Interactive Data Lab and contributors
   (https://github.com/vega). Bundled by vl-convert. */
"""


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
        f'<a href="{at}.{suffix}" download>{suffix.upper()}<span class="visually-hidden"> of {escape(about["title"])}'
        "</span></a>"
        for suffix in DOWNLOADS
        if (folder / f"{about['id']}.{suffix}").exists()
    )
    return (
        f'<figure class="record-figure" id="{about["id"]}"><div class="paper"><img src="{at}.svg" '
        f'alt="{escape(about["alt"])}" loading="lazy"></div><figcaption><strong>{escape(about["title"])}.</strong> '
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
    text = _inert(vl_convert.vegalite_to_vega(spec | {"width": "container"}, vl_version=VEGA))
    return (
        f'<div class="explorer paper" id="{name}"><p>{escape(alt)}</p><div class="explorer-fields" role="group" '
        f'aria-label="filters"></div><div class="picture wide" role="region" aria-label="{name}"></div>'
        f'<script type="application/json">{text}</script></div>'
    )


def _inert(value):
    """JSON that cannot end the script element it stands in."""
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
        if plain.startswith("numbers in the text"):
            html = f"<details><summary>Numbers in the text</summary>{html}</details>"
        return {"text/html": f'<div class="wide">{html}</div>'}, False
    return data, False


def _options(name, label, values, texts=None):
    pairs = zip(values, texts or values)
    options = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in pairs)
    return f'<label>{label}<select name="{name}"><option value="">all</option>{options}</select></label>'


def _table(name, heads, rows, choices):
    form = (
        f'<form class="filters" id="{name}-filters" role="search" aria-label="filter the table" hidden>'
        f'<label>words<input type="search" name="words"></label>{"".join(choices)}</form>'
        f'<p><span id="{name}-count" role="status">{len(rows)}</span> {name} shown.</p>'
    )
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    return (
        f'{form}<div class="wide" role="region" aria-label="table of {name}" tabindex="0">'
        f'<table class="record" data-filters="{name}-filters" data-count="{name}-count">'
        f"<thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table></div>\n"
    )


def _links(record, ids):
    links = "".join(
        f"<li>{explorers.link(f'{publisher}: {title}', url)}</li>"
        for publisher, title, url in (record["about"](name) for name in ids)
    )
    return f"<ul>{links}</ul>"


def _sources(record):
    about = record.sources.set_index("source_id")[["publisher", "title", "url"]].astype(object)
    about["publisher"] = about["publisher"].where(about["publisher"].notna(), "page")
    about["title"] = about["title"].where(about["title"].notna(), about["url"])
    rows = {name: tuple(row) for name, row in zip(about.index, about.to_numpy())}
    return partial(_links, {"about": rows.__getitem__})


def _text(value):
    return escape(str(value)) if isinstance(value, str) else ""


def event_table(record):
    """
    Give all events as an HTML table with fields to filter it.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    str
        Plain without JavaScript; the fields appear with it.

    Examples
    --------
    >>> import helpers
    >>> event_table(helpers.load()).count("<tr id=")
    735
    """
    events, links = record.events, _sources(record)
    spans = phase_spans(record.phases, record.observed_until)
    labels = record.institutions.set_index("institution_id")["label"].astype(str)
    place = spans["start"].searchsorted(events["date_earliest"], side="right") - 1
    phases = [spans["name"][i] if i >= 0 else "" for i in place]
    rows = []
    for event, phase in zip(events.itertuples(index=False), phases):
        level = event.level if isinstance(event.level, str) else ""
        topics = ", ".join(agendas.name(topic) for topic in event.topics)
        rows.append(
            f'<tr id="{event.event_id}" data-forum="{_text(event.forum)}" data-level="{level}" '
            f'data-topic="{";".join(event.topics)}" data-phase="{escape(phase)}" data-evidence="{event.evidence}">'
            f'<td class="date" data-sort="{event.date_earliest:%Y-%m-%d}">{escape(in_words(event.date))}</td>'
            f'<td><strong>{escape(event.title)}</strong><span class="summary">{_text(event.summary)}</span></td>'
            f"<td>{_text(event.forum) or event.type.replace('_', ' ')}</td><td>{level.replace('_', ' ')}</td>"
            f"<td>{escape(topics)}</td><td>{event.evidence}</td><td>{links(event.sources)}</td></tr>"
        )
    seen = {topic for row in events["topics"] for topic in row}
    topics = sorted(seen, key=lambda topic: agendas.name(topic).lower())
    forums = list(dict.fromkeys(events["forum"].dropna()))
    levels = [level for level in events["level"].cat.categories if (events["level"] == level).any()]
    choices = [
        _options("forum", "forum", forums, [labels[name] for name in forums]),
        _options("level", "level", levels, [level.replace("_", " ") for level in levels]),
        _options("topic", "topic", topics, [agendas.name(topic) for topic in topics]),
        _options("phase", "phase", [name for name in spans["name"] if name in phases]),
        _options("evidence", "evidence", list(events["evidence"].cat.categories)),
    ]
    return _table(
        "events", ["Date", "Event", "Forum or type", "Level", "Topics", "Evidence", "Pages"], rows, choices
    )


def institution_table(record):
    """
    Give all institutions as an HTML table with fields to filter it.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    str

    Examples
    --------
    >>> import helpers
    >>> institution_table(helpers.load()).count("<tr id=")
    130
    """
    table, links, rows = record.institutions, _sources(record), []

    def day(text, earliest):
        key = f"{earliest:%Y-%m-%d}" if isinstance(text, str) else ""
        return f'<td class="date" data-sort="{key}">{in_words(text) if key else ""}</td>'

    for body in table.itertuples(index=False):
        short = f" ({escape(body.abbreviation)})" if isinstance(body.abbreviation, str) else ""
        parent = f'<a href="#{body.parent}">{escape(body.parent)}</a>' if isinstance(body.parent, str) else ""
        rows.append(
            f'<tr id="{body.institution_id}" data-kind="{body.kind}"><td><strong>{escape(body.name)}</strong>{short}'
            f'<span class="summary">{_text(body.description)}</span></td><td>{body.kind.replace("_", " ")}</td>'
            f"{day(body.founded, body.founded_earliest)}{day(body.ended, body.ended_earliest)}"
            f"<td>{parent}</td><td>{_text(body.seat)}</td><td>{links(body.sources)}</td></tr>"
        )
    kinds = list(table["kind"].cat.categories)
    choices = [_options("kind", "kind", kinds, [kind.replace("_", " ") for kind in kinds])]
    return _table(
        "institutions", ["Institution", "Kind", "From", "Ended", "Part of", "Seat", "Pages"], rows, choices
    )


def _start(record, notebooks):
    said = {path: {name: escape(text) for name, text in opening(path).items()} for path in notebooks}
    figures = "\n".join(picture(entry(name)) for name in MAIN)
    ways = [
        ("notebooks/07_explore.html", "Explore", "Timeline and network, with filters."),
        ("events.html", "Events", f"{len(record.events)} events, to search and sort, each with its pages."),
        ("institutions.html", "Institutions", f"{len(record.institutions)} forums, channels and documents."),
        ("gallery.html", "Figures", "All figures, with captions and data."),
    ]
    cards = "".join(
        f'<li><a href="{url}"><strong>{name}</strong></a><p>{text}</p></li>' for url, name, text in ways
    )
    found = "".join(
        f'<dt><a href="notebooks/{path.stem}.html">{text["title"]}</a>: {text["question"]}</dt>'
        f"<dd>{text['finding']}</dd>"
        for path, text in said.items()
    )
    return (
        f"# {record.title}\n\nFormal meetings, forums, channels, agreements and suspensions between NATO and "
        "Russia since 1990, as far as public pages were found, in tables that name their sources, and notebooks "
        f"that analyse them. Version {record.version} of {in_words(f'{record.released:%Y-%m-%d}')}.\n\n"
        f'<ul class="cards">{cards}</ul>\n\n## What was found\n\n{figures}\n\n<dl class="findings">{found}</dl>\n\n'
        "Read [what not to conclude](data/CAUTIONS.md) before quoting a number.\n\n"
        "```{toctree}\n:hidden:\n\nnotebooks/index\nExplore <notebooks/07_explore>\nevents\ninstitutions\ngallery\ncite\n"
        "data/CODEBOOK\ndata/CAUTIONS\nreference/index\nCONTRIBUTING\nCHANGELOG\n```\n"
    )


def _downloads(folder):
    """Links to the files of a package, and its description for search engines as inert JSON-LD."""
    record, way = load(folder), folder.relative_to(paths.ROOT).as_posix()
    files = {
        release.default_name(record, "zip").name: "all of it, as a Frictionless data package",
        **{resource["path"]: resource["description"] for resource in record.descriptor["resources"]},
        paths.DESCRIPTOR: "the descriptor of all, with checksums",
        release.BIBTEX: "the pages that it rests on, as BibTeX",
    }
    links = "".join(
        f'<li><a href="{way}/{escape(name)}" download>{escape(name)}</a>: {escape(text)}</li>'
        for name, text in files.items()
    )
    about = _inert(release.described(folder, f"{way}/"))
    return f'### {record.title}\n\n<ul>{links}</ul>\n\n<script type="application/ld+json">{about}</script>\n'


def _cite(record):
    import yaml

    about = yaml.safe_load(paths.CITATION.read_text(encoding="utf-8"))
    authors = [author["name"] for author in about["authors"]]
    year = str(about["date-released"])[:4]
    line = f"{'; '.join(authors)} ({year}): {about['title']}, version {about['version']} [data set and notebooks]."
    return (
        f"# How to cite\n\n{line}\n\n```text\n{release.reference(record.folder)}\n```\n\nThe same for programs: "
        "[CITATION.cff](CITATION.cff). A single event is cited by its key, which is its address in the "
        "[table of events](events.md) too, together with the page it rests on.\n\n"
        "Data: CC BY 4.0 ([licence](data/LICENSE)). Code: MIT ([licence](LICENSE)).\n\n## Tables to download\n\n"
        + "\n".join(map(_downloads, packages.folders()))
    )


def write_sources(record, folder):
    """
    Write the pages of the website as Sphinx reads them.

    Parameters
    ----------
    record : helpers.Record
    folder : pathlib.Path
        An empty folder.

    Returns
    -------
    list of pathlib.Path
        The notebooks that are shown.
    """
    notebooks = paths.notebooks()
    for name in TEXTS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(paths.ROOT / name, folder / name)
    (folder / "notebooks").mkdir()
    for path in notebooks:
        page = page_of(notebooks.read(path))
        (folder / "notebooks" / path.name).write_text(notebooks.dump(page), encoding="utf-8", newline="\n")
    modules = sorted(
        path.stem for path in (paths.ROOT / "helpers").glob("*.py") if not path.stem.startswith("_")
    )
    toc = "```{{toctree}}\n:hidden:\n\n{}\n```\n".format
    head = "# {}\n\n{}\n\n".format
    table = [
        "| notebook | question |",
        "|---|---|",
        *(
            f"| [{said['title']}]({path.name}) | {said['question']} |"
            for path in notebooks
            for said in [opening(path)]
        ),
    ]
    pages = {
        "index.md": _start(record, notebooks),
        "cite.md": _cite(record),
        "gallery.md": head("Figures", "Drawing, print (PDF), screen (PNG) and the numbers behind it (CSV).")
        + "\n\n".join(picture(entry(path.stem)) for path in sorted(paths.FIGURES.glob("*.json")))
        + "\n",
        "events.md": head(
            "Events",
            "Every event of the record. Choose, search, click a column head to sort. "
            "What the words mean stands in the [codebook](data/CODEBOOK.md).",
        )
        + event_table(record),
        "institutions.md": head("Institutions", "Forums, missions, channels, joint bodies and documents.")
        + institution_table(record),
        "notebooks/index.md": head("Notebooks", "Code is folded away; unfold it above each output.")
        + "\n".join(table)
        + "\n\n"
        + toc("\n".join(path.stem for path in notebooks)),
        "reference/index.md": head("Helpers", "`import helpers` gives what the notebooks use.")
        + "\n".join(f"- [{name}]({name}.md)" for name in modules)
        + "\n\n"
        + toc("\n".join(modules)),
    }
    for name in modules:
        pages[f"reference/{name}.md"] = (
            f"# helpers.{name}\n\n```{{eval-rst}}\n.. automodule:: helpers.{name}\n   :members:\n```\n"
        )
    objects = [
        ("event", "events", key, title)
        for key, title in record.events[["event_id", "title"]].itertuples(index=False, name=None)
    ]
    objects += [
        ("institution", "institutions", key, name)
        for key, name in record.institutions[["institution_id", "name"]].itertuples(index=False, name=None)
    ]
    pages["objects.json"] = json.dumps(objects, ensure_ascii=False)
    for name, text in pages.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return notebooks


def build(out=OUT):
    """
    Build the website from the stored notebooks and figures.

    Parameters
    ----------
    out : path-like
        Folder for it; what was built there before is replaced.

    Returns
    -------
    pathlib.Path
        The folder to publish, ``html``; open its ``index.html``.

    Raises
    ------
    RuntimeError
        If Sphinx warns of anything.
    """
    import vl_convert

    out, record = Path(out), load()
    for name in ("source", "html", "doctrees"):
        shutil.rmtree(out / name, ignore_errors=True)
    (out / "source").mkdir(parents=True)
    write_sources(record, out / "source")
    html = out / "html"
    env = dict(
        os.environ,
        PYTHONHASHSEED="0",
        PYTHONDONTWRITEBYTECODE="1",
        SOURCE_DATE_EPOCH=str(int(record.released.timestamp())),
    )
    words = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-b",
        "html",
        "-c",
        str(SITE),
        "-d",
        str(out / "doctrees"),
        str(out / "source"),
        str(html),
    ]
    done = subprocess.run(words, capture_output=True, text=True, env=env)
    if done.returncode:
        raise RuntimeError(f"Sphinx does not build the website:\n{done.stdout}{done.stderr}")
    (html / ".buildinfo").unlink(missing_ok=True)  # Sphinx's own notes
    shutil.rmtree(html / "_sources", ignore_errors=True)  # notebooks without their drawings
    (html / ".nojekyll").touch()  # GitHub Pages would leave out folders that begin with _
    figures = html / "_static" / "figures"
    figures.mkdir()
    for path in sorted(paths.FIGURES.glob("*.json")):
        for suffix in DOWNLOADS:
            if path.with_suffix(f".{suffix}").exists():
                shutil.copyfile(path.with_suffix(f".{suffix}"), figures / f"{path.stem}.{suffix}")
    for folder in packages.folders():
        package, place = load(folder), html / folder.relative_to(paths.ROOT)
        content = release.zipped(package)
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            pack.extractall(place)
        (place / release.default_name(package, "zip").name).write_bytes(content)
    # the address only names the copy that vl-convert brings; its own variable vega is null
    vega = f"https://cdn.jsdelivr.net/npm/vega@{vl_convert.get_vega_version()}/+esm"
    bundle = vl_convert.javascript_bundle(
        f'import * as whole from "{vega}"; window.vega = whole;', vl_version=VEGA
    )
    script = f"{LICENCE}(() => {{{bundle}}})();\n"
    (html / "_static" / "vega.js").write_text(script, encoding="utf-8", newline="\n")
    return html
