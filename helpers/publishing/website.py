"""The website: pages made of the tables, the executed notebooks and the figures."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from html import escape
from pathlib import Path

from .. import paths
from ..record.dates import in_words
from ..record.loading import load
from . import notebooks, packages, release
from .readme import MAIN, entry, opening
from .site_parts import DOWNLOADS, VEGA, inert, page_of, picture
from .site_tables import event_table, institution_table

SITE = paths.ROOT / "site"
OUT = SITE / "_build"
TEXTS = (
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "CITATION.cff",
    "data/CODEBOOK.md",
    "data/CAUTIONS.md",
    "data/PROTOCOL.md",
    "data/nato-ukraine/CODEBOOK.md",
    "data/LICENSE",
    "docs/decisions.md",
)
LICENCE = """/* Vega: BSD 3-Clause, University of Washington Interactive Data Lab and contributors
   (https://github.com/vega). Bundled by vl-convert. */
"""


def _start(record, chosen):
    said = {path: {name: escape(text) for name, text in opening(path).items()} for path in chosen}
    figures = "\n".join(picture(entry(name)) for name in MAIN)
    ways = [
        ("notebooks/01_explore.html", "Explore", "Timeline and network, with filters."),
        ("events.html", "Events", f"{len(record.events)} events, to search and sort, each with its sources."),
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
        "Russia since 1990, as far as public pages were found, in tables that name their sources, and "
        "notebooks "
        f"that analyse them. Version {record.version} of {in_words(f'{record.released:%Y-%m-%d}')}.\n\n"
        f'<ul class="cards">{cards}</ul>\n\n## What was found\n\n{figures}\n\n<dl '
        f'class="findings">{found}</dl>\n\n'
        "Read [what not to conclude](data/CAUTIONS.md) before quoting a number.\n\n"
        "```{toctree}\n:hidden:\n\nnotebooks/index\nExplore "
        "<notebooks/01_explore>\nevents\ninstitutions\ngallery\ncite\n"
        "data/CODEBOOK\ndata/CAUTIONS\ndata/PROTOCOL\ndata/nato-ukraine/CODEBOOK\nreference/index\n"
        "CONTRIBUTING\ndocs/decisions\nCHANGELOG\n```\n"
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
    about = inert(release.described(folder, f"{way}/"))
    return f'### {record.title}\n\n<ul>{links}</ul>\n\n<script type="application/ld+json">{about}</script>\n'


def _cite(record):
    import yaml

    about = yaml.safe_load(paths.CITATION.read_text(encoding="utf-8"))
    authors = [author["name"] for author in about["authors"]]
    year = str(about["date-released"])[:4]
    title = f"{about['title']}, version {about['version']} [data set and notebooks]"
    line = f"{'; '.join(authors)} ({year}): {title}."
    return (
        f"# How to cite\n\n{line}\n\n```text\n{release.reference(record.folder)}\n```\n\nThe same for "
        "programs: "
        "[CITATION.cff](CITATION.cff). A single event is cited by its key, which is its address in the "
        "[table of events](events.md) too, together with the page it rests on.\n\n"
        "Data: CC BY 4.0 ([licence](data/LICENSE)). Code: MIT ([licence](LICENSE)).\n\n## Tables to "
        "download\n\n" + "\n".join(map(_downloads, packages.folders()))
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
    chosen = paths.notebooks()
    for name in TEXTS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(paths.ROOT / name, folder / name)
    (folder / "notebooks").mkdir()
    for path in chosen:
        page = page_of(notebooks.parsed(path))
        (folder / "notebooks" / path.name).write_text(notebooks.dump(page), encoding="utf-8", newline="\n")
    helpers = paths.ROOT / "helpers"
    modules = sorted(
        ".".join(path.relative_to(helpers).with_suffix("").parts)
        for path in helpers.rglob("*.py")
        if not path.stem.startswith("_")
    )
    toc = "```{{toctree}}\n:hidden:\n\n{}\n```\n".format
    head = "# {}\n\n{}\n\n".format
    table = [
        "| notebook | question |",
        "|---|---|",
        *(
            f"| [{said['title']}]({path.name}) | {said['question']} |"
            for path in chosen
            for said in [opening(path)]
        ),
    ]
    pages = {
        "index.md": _start(record, chosen),
        "cite.md": _cite(record),
        "gallery.md": head("Figures", "Drawing, print (PDF), screen (PNG) and the numbers behind it (CSV).")
        + "\n\n".join(picture(entry(path.stem)) for path in sorted(paths.FIGURES.glob("*.json")))
        + "\n",
        "events.md": head(
            "Events",
            "Every event of the record. Choose, search, click a column head to sort. "
            "The [codebook](data/CODEBOOK.md) says what the words mean.",
        )
        + event_table(record),
        "institutions.md": head("Institutions", "Forums, missions, channels, joint bodies and documents.")
        + institution_table(record),
        "notebooks/index.md": head("Notebooks", "Code is folded away; unfold it above each output.")
        + "\n".join(table)
        + "\n\n"
        + toc("\n".join(path.stem for path in chosen)),
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
    return chosen


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
