"""Beginning a notebook, opening JupyterLab, building the website."""

import re
import shlex

from .. import paths
from . import jupyterlab


def lab(options=""):
    """Open JupyterLab on the first notebook: no pop-ups, nothing asked of the network."""
    return jupyterlab.open_lab(*shlex.split(options))


def site():
    """Build the website in site/_build/html."""
    from ..publishing import website

    html = website.build()
    size = sum(path.stat().st_size for path in html.rglob("*") if path.is_file())
    print(f"{html.relative_to(paths.ROOT)}/index.html, {size / 1e6:.1f} MB in all")
    return 0


def notebook(name=""):
    """Begin a notebook from the template, such as python -m helpers notebook 42_my_question."""
    taken = {path.name[:2]: path.name for path in paths.notebooks()}
    free = f"{int(max(taken)) + 1:02}"
    if not re.fullmatch(r"\d\d_[a-z0-9]+(_[a-z0-9]+)*", name):
        words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "my_question"
        number, _, rest = words.partition("_")
        if not re.fullmatch(r"\d\d", number) or number in taken:
            number, rest = free, rest if number.isdigit() and rest else words
        proposal = f"{number}_{rest or 'my_question'}"
        print(f"give it a name such as NAME={proposal}{f', not {name!r}' if name else ''}")
        return 1
    number, _, words = name.partition("_")
    if number in taken:
        print(f"number {number} is taken by {taken[number]}; {free} is free: NAME={free}_{words}")
        return 1
    title, figure = words.replace("_", " ").capitalize(), words.replace("_", "-")
    text = (paths.NOTEBOOKS / paths.TEMPLATE).read_text(encoding="utf-8")
    for mark, value in (("NN Title", f"{number} {title}"), ("my-figure", figure)):
        text = text.replace(mark, value)
    path = paths.NOTEBOOKS / f"{name}.ipynb"
    paths.write(path, text)
    jupyterlab.sign([path])
    print(f"notebooks/{path.name} begun; 'make lab' opens it, 'make figures' runs it")
    return 0
