"""How JupyterLab is opened on the record: quiet, with the contents in view."""

import json
import os
import shutil
import sys
from pathlib import Path

from .. import paths

NO_NEWS = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
CONTENTS = "@jupyterlab/toc:plugin"  # the panel that lists the headings of a notebook
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
]  # options of a browser that asks nothing of the network by itself
NEEDED = "NATO_RUSSIA_BROWSER"  # environment variable: set where the browser tests may not be skipped


def environment(scratch):
    """
    Write the settings of a session and name them to JupyterLab.

    Parameters
    ----------
    scratch : path-like
        Folder that lives as long as the session.

    Returns
    -------
    dict of str to str
        Environment variables: no pop-ups, and the start page beside its table of contents.
    """
    from jupyterlab_server.workspaces_handler import WORKSPACE_EXTENSION, slugify

    config, workspaces = Path(scratch, "labconfig"), Path(scratch, "workspaces")
    for folder in (config, workspaces):
        folder.mkdir()
    (config / "page_config.json").write_text(json.dumps(NO_NEWS), encoding="utf-8")
    name = slugify("default") + WORKSPACE_EXTENSION
    (workspaces / name).write_text(json.dumps(workspace()), encoding="utf-8")
    return dict(os.environ, JUPYTER_CONFIG_PATH=str(scratch), JUPYTERLAB_WORKSPACES_DIR=str(workspaces))


def workspace():
    """The arrangement of panels in which a session starts, as JupyterLab stores one."""
    start = f"notebook:{paths.NOTEBOOKS.name}/{paths.START}"
    return {
        "metadata": {"id": "default"},
        "data": {
            "layout-restorer:data": {
                "main": {
                    "dock": {"type": "tab-area", "currentIndex": 0, "widgets": [start]},
                    "current": start,
                },
                "left": {
                    "collapsed": False,
                    "visible": True,
                    "current": CONTENTS,
                    "widgets": ["filebrowser", "running-sessions", CONTENTS],
                },
                "relativeSizes": [0.2, 0.8, 0],
            },
            start: {"data": {"path": start.split(":")[1], "factory": "Notebook"}},
        },
    }


def command(*options, root=paths.ROOT):
    """
    Give the command that opens JupyterLab.

    Parameters
    ----------
    *options : str
        Further words of the command line.
    root : path-like
        The project, or a copy of it.

    Returns
    -------
    list of str
        Words of the command line. Notebooks are saved in the form in which they
        are stored, so that saving without a change leaves no difference.
    """
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--notebook-dir={root}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        "--FileContentsManager.pre_save_hook=helpers.publishing.notebooks.before_saving",
        *options,
        str(Path(root, paths.NOTEBOOKS.name, paths.START)),
    ]


def chromium():
    """
    Find the browser of the browser tests.

    Returns
    -------
    str or None
        Its path; no browser is ever downloaded.
    """
    return next(filter(None, map(shutil.which, BROWSERS)), None)
