"""Beginning a notebook, opening JupyterLab, building the website."""

import re
import subprocess
import tempfile

from .. import paths


def lab():
    """Open JupyterLab on the first notebook: no pop-ups, nothing asked of the network."""
    from . import jupyterlab

    with tempfile.TemporaryDirectory() as scratch:
        return subprocess.run(jupyterlab.command(), env=jupyterlab.environment(scratch)).returncode


def site():
    """Build the website in site/_build/html."""
    from ..publishing import website

    html = website.build()
    size = sum(path.stat().st_size for path in html.rglob("*") if path.is_file())
    print(f"{html.relative_to(paths.ROOT)}/index.html, {size / 1e6:.1f} MB in all")
    return 0


def notebook(name):
    """Begin a notebook from the template: python -m helpers notebook 07_my_question."""
    if not re.fullmatch(r"\d\d_[a-z0-9]+(_[a-z0-9]+)*", name):
        print(f"a notebook is called like 07_my_question, not {name!r}")
        return 1
    taken = [path.name for path in paths.notebooks() if path.name[:2] == name[:2]]
    if taken:
        print(f"number {name[:2]} is taken by {taken[0]}")
        return 1
    number, _, words = name.partition("_")
    title, figure = words.replace("_", " ").capitalize(), words.replace("_", "-")
    text = (paths.NOTEBOOKS / paths.TEMPLATE).read_text(encoding="utf-8")
    for mark, value in (("NN Title", f"{number} {title}"), ("my-figure", figure)):
        text = text.replace(mark, value)
    path = paths.NOTEBOOKS / f"{name}.ipynb"
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"notebooks/{path.name} begun; 'make lab' opens it, 'make figures' runs it")
    return 0
