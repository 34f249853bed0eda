"""JupyterLab in a real browser: every notebook shows its figures when opened; two run, and save as stored.

The server is started as ``make lab`` starts it, on a copy of the notebooks. Chromium drives it; where there
is none these tests are skipped, unless the variable NATO_RUSSIA_BROWSER says that they are needed.
"""

import os
import secrets
import shutil
import socket
import subprocess
from urllib.parse import urlsplit

import nbformat
import pytest

from helpers import paths
from helpers.commands import jupyterlab
from helpers.publishing import notebooks

CHROMIUM = jupyterlab.chromium()
pytestmark = pytest.mark.skipif(
    not CHROMIUM and not os.environ.get(jupyterlab.NEEDED), reason="Chromium is not installed"
)

PATIENCE = 180_000  # milliseconds for any one thing; machines may be slow
SETTLED = 2_000  # milliseconds; JupyterLab writes into a notebook when its kernel is up
KNOWN = (  # parts of console errors that are no fault of ours
    "Could not restore the debugger state: Canceled future",  # JupyterLab asks the old kernel
)
NOTEBOOKS = paths.notebooks()
SMALLEST = min(
    (path for path in NOTEBOOKS[1:] if notebooks.published(notebooks.parsed(path))),
    key=lambda path: path.stat().st_size,
)

# Asked of JupyterLab itself, as a folded cell shows no prompt.
FINISHED = """count => {
    const cells = window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model);
    const codes = cells.filter(cell => cell.type === 'code');
    return codes.length === count
        && codes.every((code, i) => code.executionCount === i + 1 && code.executionState !== 'running');
}"""

# Size on the screen, and the share of pixels that are not the colour of the first.
PAINTED = """async holder => {
    const image = holder.querySelector('img');
    holder.scrollIntoView();
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [400, Math.round(400 * image.naturalHeight / image.naturalWidth)];
    const context = canvas.getContext('2d');
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    const box = image.getBoundingClientRect();
    return {width: box.width, height: box.height, natural: image.naturalWidth,
            inked: pixels.filter(pixel => pixel !== pixels[0]).length / pixels.length};
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Address, token and folder of a JupyterLab that runs as ``make lab`` starts it."""
    root, scratch = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("lab")
    shutil.copytree(paths.NOTEBOOKS, root / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--port-retries=0"]
    options.append("--LabApp.expose_app_in_browser=True")
    with pytest.MonkeyPatch.context() as patch, open(scratch / "log", "w") as log:
        patch.setattr(jupyterlab, "SIGNATURES", scratch / "signatures")
        jupyterlab.sign(paths.notebooks(root / "notebooks"))
        env = {
            **jupyterlab.settings(scratch),
            "HOME": str(scratch),
            "JUPYTER_TOKEN": token,
            "JUPYTER_CONFIG_DIR": str(scratch / "config"),
            "JUPYTER_DATA_DIR": str(scratch / "data"),
            "IPYTHONDIR": str(scratch / "ipython"),
        }
        process = subprocess.Popen(jupyterlab.command(*options, root=root), env=env, stdout=log, stderr=log)
        try:
            assert jupyterlab.location(process, scratch), (scratch / "log").read_text()
            yield f"http://127.0.0.1:{port}", token, root
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, f"{jupyterlab.NEEDED} is set, and Chromium is not installed"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=jupyterlab.QUIET)
        context = chromium.new_context(viewport={"width": 1400, "height": 1000})  # one, for its cache
        context.set_default_timeout(PATIENCE)
        yield context
        chromium.close()


@pytest.fixture
def page(browser, server):
    """A page that may ask nothing of any other host, nor report an error."""
    address, _, _ = server
    page = browser.new_page()
    hosts, errors = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url)[:2]))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url)[:2]))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    place = address.removeprefix("http://")
    assert {host for scheme, host in hosts if scheme not in ("data", "blob")} == {place}
    assert [error for error in errors if not any(known in error for known in KNOWN)] == []


def test_make_lab_opens_the_start_page_beside_its_contents(page, server):
    address, token, _ = server
    page.goto(f"{address}/lab/tree/notebooks/{paths.START}?token={token}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    contents = page.locator(".jp-TableOfContents-tree")
    contents.wait_for(state="visible")
    heads = [
        text.split("\n")[0][3:]
        for _, text in notebooks.markdown(notebooks.parsed(NOTEBOOKS[0]))
        if text.startswith("## ")
    ]
    for head in heads:
        contents.get_by_text(head, exact=True).first.wait_for(state="visible")
    assert page.locator(".jp-Dialog").count() == page.locator(".Toastify__toast").count() == 0
    assert page.locator(".lm-DockPanel .lm-TabBar-tab").count() == 1


def opened(page, server, path):
    """Open a notebook, wait until all of it is there and its kernel is up; the notebook as stored."""
    address, token, _ = server
    stored = nbformat.read(path, as_version=4)
    codes = sum(cell.cell_type == "code" for cell in stored.cells)
    page.goto(f"{address}/lab/workspaces/{path.stem}/tree/notebooks/{path.name}?token={token}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function(
        "count => document.querySelectorAll('.jp-Notebook .jp-CodeCell').length === count", arg=codes
    )
    page.wait_for_selector('.jp-NotebookPanel [data-status="idle"]')
    return stored


def shows_its_figures(page, stored):
    drawings, count = page.locator(".jp-RenderedSVG"), len(notebooks.published(stored))
    page.wait_for_function("count => document.querySelectorAll('.jp-RenderedSVG').length >= count", arg=count)
    assert drawings.count() == count
    for drawing in drawings.all():
        seen = drawing.evaluate(PAINTED)
        assert seen["natural"] > 200 and seen["width"] > 200 and seen["height"] > 100, seen
        assert seen["inked"] > 0.01, seen


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_notebook_that_is_opened_shows_its_figures_and_closes_without_a_question(page, server, path):
    stored = opened(page, server, path)
    shows_its_figures(page, stored)
    page.wait_for_timeout(SETTLED)
    tab = page.locator(".lm-DockPanel .lm-TabBar-tab.lm-mod-closable")
    assert tab.count() == 1 and page.locator(".lm-TabBar-tab.jp-mod-dirty").count() == 0
    tab.locator(".lm-TabBar-tabCloseIcon").click()
    page.wait_for_selector(".jp-Notebook", state="detached")
    assert page.locator(".jp-Dialog").count() == 0
    assert (server[2] / "notebooks" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("path", [NOTEBOOKS[0], SMALLEST], ids=lambda path: path.stem)
def test_a_notebook_restarts_and_runs_saves_unchanged_and_stays_trusted(page, server, path):
    stored = opened(page, server, path)
    codes = sum(cell.cell_type == "code" for cell in stored.cells)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Restart Kernel and Run All Cells…").click()
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.wait_for_function(f"count => !({FINISHED})(count)", arg=codes)  # the old prompts are gone
    page.wait_for_function(FINISHED, arg=codes)
    for kind in ("error", "stderr"):
        assert page.locator(f'[data-mime-type="application/vnd.jupyter.{kind}"]').count() == 0
    shows_its_figures(page, stored)
    with page.expect_response(
        lambda response: response.request.method == "PUT" and path.name in response.url
    ) as saved:
        page.keyboard.press("Control+s")
    assert saved.value.ok
    assert (server[2] / "notebooks" / path.name).read_bytes() == path.read_bytes()
    shows_its_figures(page, opened(page, server, path))
