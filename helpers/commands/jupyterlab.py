"""How JupyterLab is opened on the record: quiet, with the contents in view and the figures shown."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .. import paths

LAB = Path(__file__).parent / "lab"  # settings, and the arrangement of panels in which a session starts
WORKSPACE = "default-37a8.jupyterlab-workspace"
SIGNATURES = Path(sys.prefix, "share", "nato-russia-record")  # of this environment, never those of the user
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


def sign(notebooks):
    """
    Let JupyterLab show the figures of notebooks as soon as they are opened.

    Parameters
    ----------
    notebooks : iterable of path-like
        Their outputs are trusted from now on, as far as they stay as they are.
    """
    import nbformat
    from nbformat.sign import NotebookNotary

    try:
        SIGNATURES.mkdir(parents=True, exist_ok=True)
        notary = NotebookNotary(data_dir=str(SIGNATURES))
        for path in notebooks:
            notary.sign(nbformat.read(path, as_version=4))
        notary.store.close()
    except OSError as error:  # such as an environment that belongs to somebody else
        print(f"the notebooks are not trusted, so figures show when they run: {error}")


def committed(folder=paths.NOTEBOOKS):
    """
    List the notebooks of a folder that are as the last commit holds them.

    Parameters
    ----------
    folder : path-like

    Returns
    -------
    list of pathlib.Path
        None outside a git checkout.
    """

    def names(*words):
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True)
        return {Path(folder, os.fsdecode(name)) for name in done.stdout.split(b"\0") if name}

    try:
        there = names("ls-tree", "-z", "--name-only", "HEAD", "./")
        changed = names("diff", "-z", "--name-only", "--relative", "--no-ext-diff", "HEAD", "--", ".")
    except (OSError, subprocess.CalledProcessError):
        return []
    return sorted(path for path in there - changed if path.suffix == ".ipynb")


def settings(scratch):
    """
    Name the settings of a session to JupyterLab.

    Parameters
    ----------
    scratch : path-like
        Folder that lives as long as the session.

    Returns
    -------
    dict of str to str
        Environment variables: no pop-ups, and the start page beside its table of contents.
    """
    workspaces = Path(scratch, "workspaces")  # JupyterLab writes to it
    workspaces.mkdir()
    shutil.copy(LAB / WORKSPACE, workspaces)
    return dict(
        os.environ,
        JUPYTER_CONFIG_PATH=str(LAB / "config"),
        JUPYTERLAB_WORKSPACES_DIR=str(workspaces),
        JUPYTER_RUNTIME_DIR=str(Path(scratch, "runtime")),
    )


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
        Words of the command line.
    """
    root_user = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--notebook-dir={root}",
        f"--NotebookNotary.data_dir={SIGNATURES}",
        *root_user,
        *options,
        str(Path(root, paths.NOTEBOOKS.name, paths.START)),
    ]


def location(process, scratch):
    """
    Wait until JupyterLab listens.

    Parameters
    ----------
    process : subprocess.Popen
        Of `command`, in the `settings` of the same folder.
    scratch : path-like

    Returns
    -------
    str or None
        Where it is, with its token; None if it has ended before.
    """
    while process.poll() is None:
        for path in Path(scratch, "runtime").glob("jpserver-*.json"):
            try:
                about = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:  # half written
                continue
            token = f"?token={about['token']}" if about["token"] else ""
            return f"{about['url']}lab/tree/{paths.NOTEBOOKS.name}/{paths.START}{token}"
        time.sleep(0.1)
    return None


def open_lab(*options):
    """
    Open JupyterLab and stay until it ends.

    Parameters
    ----------
    *options : str
        Further words of its command line.

    Returns
    -------
    int
        Exit status. One line tells the address; what JupyterLab logs is printed if it does not start.
    """
    sign(committed())
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch, "log")
        with open(log, "w", encoding="utf-8") as file:
            process = subprocess.Popen(
                command(*options),
                env=settings(scratch),
                stdin=subprocess.DEVNULL,  # so that Ctrl-C ends it without a question
                stdout=file,
                stderr=file,
            )
        try:
            place = location(process, scratch)
            if place is None:
                print(log.read_text(encoding="utf-8"), end="")
            else:
                print(f"JupyterLab is at {place} (Ctrl-C ends it)", flush=True)
            return process.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            process.terminate()
            process.wait()


def chromium():
    """
    Find the browser of the browser tests.

    Returns
    -------
    str or None
        Its path; no browser is ever downloaded.
    """
    return next(filter(None, map(shutil.which, BROWSERS)), None)
