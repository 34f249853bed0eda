"""The website: whole, the same every time, alone, and usable by whoever comes."""

import functools
import hashlib
import html
import http.server
import json
import os
import re
import shutil
import threading
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

import helpers
from helpers import paths
from helpers.commands import jupyterlab
from helpers.publishing import packages, readme, release, site_parts, website

CHROMIUM = jupyterlab.chromium()
browser_only = pytest.mark.skipif(
    not CHROMIUM and not os.environ.get(jupyterlab.NEEDED), reason="Chromium is not installed"
)
PATIENCE = 120_000  # milliseconds; machines may be slow
PAGES = [
    "index.html",
    "notebooks/04_meetings.html",
    "notebooks/01_explore.html",
    "events.html",
    "institutions.html",
    "gallery.html",
    "data/CODEBOOK.html",
    "reference/analysis.counts.html",
    "cite.html",
]
EXPLORE = "notebooks/01_explore.html"


class Page(HTMLParser):
    """Ids, links and what a page loads."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loads, self.without_alt, self.lang = set(), [], [], 0, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids |= {found[name] for name in ("id", "name") if name in found}
        if tag == "html":
            self.lang = found.get("lang")
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if tag in ("script", "img", "iframe", "source") and found.get("src"):
            self.loads.append(found["src"])
        if tag == "link" and found.get("rel") not in (
            "index",
            "search",
            "next",
            "prev",
            "author",
            "canonical",
        ):
            self.loads.append(found["href"])
        self.without_alt += tag == "img" and not found.get("alt")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return website.build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def pages(site):
    return {
        path.relative_to(site).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
        if "_static" not in path.parts
    }


def test_every_link_within_the_site_leads_somewhere(site, pages):
    broken = []
    for name, page in pages.items():
        for target in {*page.links, *page.loads}:
            parts = urlsplit(target)
            if parts.scheme in ("http", "https", "mailto", "data"):
                continue
            path = (site / name).parent / unquote(parts.path) if parts.path else site / name
            if not path.is_file():
                broken.append(f"{name}: {target}")
            elif parts.fragment and path.suffix == ".html":
                other = pages.get(path.resolve().relative_to(site.resolve()).as_posix())
                if other and unquote(parts.fragment) not in other.ids:
                    broken.append(f"{name}: {target}")
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(site, pages):
    for name, page in pages.items():
        assert [load for load in page.loads if urlsplit(load).netloc] == [], name
    for path in site.rglob("*.css"):
        assert not re.search(
            r"url\(['\"]?(https?:)?//|@import\s+['\"](https?:)?//", path.read_text(encoding="utf-8")
        ), path


def test_every_page_says_its_language_and_what_its_pictures_show(pages):
    for name, page in pages.items():
        assert page.lang == "en" and page.without_alt == 0, name


def test_every_notebook_and_figure_is_there(site, pages):
    start = html.unescape((site / "index.html").read_text(encoding="utf-8"))
    for path in paths.notebooks():
        assert f"notebooks/{path.stem}.html" in pages
        assert readme.opening(path)["finding"][:40] in start
    for about in paths.FIGURES.glob("*.json"):
        assert about.stem in pages["gallery.html"].ids
        assert (site / "_static" / "figures" / f"{about.stem}.svg").is_file()


def test_every_event_and_institution_has_an_address(pages, record):
    assert set(record.events["event_id"]) <= pages["events.html"].ids
    assert set(record.institutions["institution_id"]) <= pages["institutions.html"].ids
    urls = record.sources.set_index("source_id")["url"]
    assert {urls[name] for row in record.events["sources"] for name in row} <= set(pages["events.html"].links)


def test_every_package_is_there_to_download_and_described_for_search_engines(site, pages):
    told = re.findall(
        r'(?s)<script type="application/ld\+json">(.*?)</script>',
        (site / "cite.html").read_text(encoding="utf-8"),
    )
    for folder, text in zip(packages.folders(), told, strict=True):
        record, place = helpers.load(folder), site / folder.relative_to(paths.ROOT)
        about = json.loads(text)
        assert about["@type"] == "Dataset" and about["name"] == record.title
        files = {file["contentUrl"]: file["sha256"] for file in about["distribution"]}
        assert len(files) == len(record.tables)
        for url, digest in files.items():
            assert url in pages["cite.html"].links
            assert hashlib.sha256((site / url).read_bytes()).hexdigest() == digest
        pack = place / release.default_name(record, "zip").name
        assert pack.read_bytes() == release.zipped(record)
        assert (place / release.BIBTEX).read_text(encoding="utf-8") == release.bibtex(record)
        assert helpers.load(place).events.equals(record.events)
        assert {f"{folder.relative_to(paths.ROOT)}/{name}" for name in (pack.name, release.BIBTEX)} <= set(
            pages["cite.html"].links
        )


def test_pages_are_light_before_their_data(site, pages):
    icons = sum(
        path.stat().st_size for path in site.rglob("fa-solid-*.woff2")
    )  # the one font that pages ask for
    for name, page in pages.items():
        text = (site / name).read_text(encoding="utf-8")
        text = re.sub(
            r"(?s)<tbody>.*?</tbody>|<script type=\"application/json\">.*?</script>|<details>.*?</details>",
            "",
            text,
        )
        loaded = {
            ((site / name).parent / urlsplit(load).path).resolve()
            for load in page.loads
            if not load.endswith((".svg", ".png"))
        }
        sizes = {path.name: path.stat().st_size for path in loaded if path.name != "searchindex.js"}
        assert len(text) + sum(sizes.values()) + icons < 1_500_000, name


def test_another_build_gives_the_same_bytes(site, tmp_path):
    again = website.build(tmp_path)
    files = [
        {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (site, again)
    ]
    assert files[0].keys() == files[1].keys()
    assert [name for name in files[0] if files[0][name] != files[1][name]] == []


def test_a_warning_stops_the_build(tmp_path, monkeypatch):
    def write(record, folder):
        (folder / "index.md").write_text("# Start\n\n[nowhere](nowhere.md)\n", encoding="utf-8")
        (folder / "objects.json").write_text("[]", encoding="utf-8")

    monkeypatch.setattr(website, "write_sources", write)
    with pytest.raises(RuntimeError, match="nowhere"):
        website.build(tmp_path)


def test_only_files_that_exist_are_offered(tmp_path):
    about = {"id": "x", "title": "t", "caption": "c", "alt": '"a" & <b>', "source": "s"}
    (tmp_path / "x.csv").touch()
    shown = site_parts.picture(about, "../", tmp_path)
    assert 'href="../_static/figures/x.csv"' in shown and "x.pdf" not in shown
    assert 'alt="&quot;a&quot; &amp; &lt;b&gt;"' in shown


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=jupyterlab.QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, site):
    """Open a page; at the end see that it neither failed nor asked another host."""
    contexts, faults = [], []

    def go(name, width=1280, scheme="light", root=None, query=""):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        home = root or site.as_uri()
        page.on(
            "console",
            lambda message: faults.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((home, "data:", "blob:"))
                else faults.append(f"asked {request.url}")
            ),
        )
        page.goto(f"{home}/{name}{query}")
        if name == EXPLORE:
            page.wait_for_function("document.querySelectorAll('.explorer[data-ready]').length === 2")
        return page

    yield go
    for context in contexts:
        context.close()
    assert faults == []


def violations(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [
        (item["id"], item["nodes"][0]["html"][:200])
        for item in found
        if item["impact"] in ("serious", "critical")
    ]


@browser_only
@pytest.mark.parametrize("width, scheme", [(1280, "light"), (1280, "dark"), (360, "light")])
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible_and_fit_the_screen(visit, name, width, scheme):
    page = visit(name, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    paper = page.locator(".paper")
    for i in range(paper.count()):
        assert paper.nth(i).evaluate("card => getComputedStyle(card).backgroundColor") == "rgb(255, 255, 255)"


@browser_only
def test_the_search_finds_an_event(visit, record):
    event = record.events.iloc[0]
    page = visit("search.html", query="?q=London+Declaration+liaison")
    link = page.locator(f"#search-results a[href*='events.html#{event.event_id}']").first
    link.wait_for()
    link.click()
    page.wait_for_function("location.hash.length > 1")
    assert page.locator("tr:target").inner_text().find(event.title) >= 0


@browser_only
def test_tables_filter_and_sort(visit, record):
    page = visit("events.html")
    rows = page.locator("table.record tbody tr:visible")
    assert rows.count() == len(record.events)
    page.select_option("select[name=forum]", "NRC")
    page.select_option("select[name=level]", "foreign_ministers")
    expected = record.events[
        (record.events["forum"] == "NRC") & (record.events["level"] == "foreign_ministers")
    ]
    assert rows.count() == len(expected)
    assert page.locator("#events-count").inner_text() == f"{len(expected)} of {len(record.events)}"
    page.get_by_role("button", name="Date").press("Enter")
    page.get_by_role("button", name="Date").press("Enter")
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Date")
    assert rows.first.get_attribute("id") == expected["event_id"].iloc[-1]
    page.fill("input[name=words]", "no such word anywhere")
    assert rows.count() == 0


@browser_only
def test_tables_are_whole_without_scripts(chromium, site, record):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/events.html")
    assert page.locator("table.record tbody tr").count() == len(record.events)
    assert not page.locator(".filters").is_visible()
    context.close()


def dots(page, explorer, role):
    return page.locator(f"#{explorer} svg g.mark-symbol.{role} path")


@browser_only
def test_the_timeline_filters_and_shows_what_is_clicked(visit, record):
    page = visit(EXPLORE)
    shown = dots(page, "timeline-explorer", "dots_marks")
    assert shown.count() == len(record.events)
    page.select_option("#timeline-explorer select[name=forum]", "PJC")
    page.select_option("#timeline-explorer select[name=topic]", "kosovo")
    kosovo = record.events["topics"].map(lambda topics: "kosovo" in topics)
    expected = int((kosovo & (record.events["forum"] == "PJC")).sum())
    page.wait_for_function(
        f"document.querySelectorAll('#timeline-explorer svg g.dots_marks path').length === {expected}"
    )
    page.select_option("#timeline-explorer select[name=topic]", "all")
    page.select_option("#timeline-explorer select[name=forum]", "all")
    page.focus("#timeline-explorer input[name=from_year]")
    page.keyboard.press("End")  # the last year
    year = record.released.year
    late = int((record.events["date_latest"].dt.year >= year).sum())
    page.wait_for_function(
        f"document.querySelectorAll('#timeline-explorer svg g.dots_marks path').length === {late}"
    )
    shown.first.click()
    page.wait_for_function(
        "document.querySelector('#timeline-explorer svg').textContent.includes('Open the source')"
    )


@browser_only
def test_the_network_follows_the_slider_by_keyboard(visit, record):
    page = visit(EXPLORE)
    count = "document.querySelectorAll('#channel-explorer svg g.bodies_marks path').length"
    before = page.evaluate(count)
    page.focus("#channel-explorer input[name=year]")
    page.keyboard.press("Home")
    page.wait_for_function(f"{count} < {before}")
    page.keyboard.press("End")
    page.select_option("#channel-explorer select[name=kind]", "mission")
    page.wait_for_function(f"{count} === {(record.institutions['kind'] == 'mission').sum() - 1}")


@browser_only
def test_a_title_with_markup_stays_text_in_the_tooltip(visit, site):
    source = (site / EXPLORE).read_text(encoding="utf-8")
    hostile = "\\u003cimg src=x onerror=window.hacked=1>"
    title = "London Declaration offers diplomatic liaison to the Soviet Union"
    path = site / "notebooks" / "hostile.html"
    path.write_text(source.replace(title, hostile), encoding="utf-8")
    try:
        page = visit("notebooks/hostile.html")
        page.wait_for_function("document.querySelectorAll('.explorer[data-ready]').length === 2")
        page.fill("#timeline-explorer input[name=words]", "onerror")
        page.wait_for_function(
            "document.querySelectorAll('#timeline-explorer svg g.dots_marks path').length === 1"
        )
        dots(page, "timeline-explorer", "dots_marks").first.hover()
        page.wait_for_selector("#vg-tooltip-element.visible")
        assert "<img src=x" in page.inner_text("#vg-tooltip-element")
        assert page.locator("#vg-tooltip-element img").count() == 0 and not page.evaluate("window.hacked")
    finally:
        path.unlink()


@browser_only
def test_the_site_works_below_a_path(visit, site, tmp_path):
    (tmp_path / "some").mkdir()
    shutil.copytree(site, tmp_path / "some" / "path")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=tmp_path)
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}/some/path"
        page = visit(EXPLORE, root=root)
        page.get_by_role("link", name="Events", exact=True).first.click()
        page.wait_for_selector("#events-filters:not([hidden])")
        server.shutdown()


def test_the_workflow_builds_what_the_makefile_builds():
    text = (paths.ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    assert "make figures site" in text and "site/_build/html" in text


def test_explorers_are_stored_as_json(site):
    found = re.findall(
        r'<script type="application/json">(.*?)</script>', (site / EXPLORE).read_text(encoding="utf-8")
    )
    assert len(found) == 2 and all(json.loads(text)["marks"] for text in found)
