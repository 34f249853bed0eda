"""What the README takes from notebooks and figures."""

import json
import re

from ..paths import FIGURES

MAIN = ("timeline", "meetings-by-level", "actors-and-channels")  # on README and start page
MAP = "## Map of the notebooks"
START, END = "<!-- notebooks -->", "<!-- end of notebooks -->"


def opening(path):
    """
    Read title, question and finding from a notebook's first cell.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    dict of str to str
        ``title``, ``question``, ``finding``: without the comments that tie numbers.

    Raises
    ------
    ValueError
        If one of them is missing.
    """
    import nbformat

    source = nbformat.read(path, as_version=4).cells[0].source
    parts = {
        "title": re.search(r"^# (.+)$", source, re.MULTILINE),
        "question": re.search(r"^\*\*Question\.\*\* (.+)$", source, re.MULTILINE),
        "finding": re.search(r"^\*\*Finding\.\*\* (.+)$", source, re.MULTILINE),
    }
    for name, match in parts.items():
        if match is None:
            raise ValueError(f"{path.name}: the first cell has no {name}")
    return {name: re.sub(r"<!--.*?-->", "", match[1]) for name, match in parts.items()}


def with_table(text, notebooks):
    """
    Put the table of notebooks into the README.

    Parameters
    ----------
    text : str
        The README, with the two marks that enclose the table.
    notebooks : sequence of pathlib.Path

    Returns
    -------
    str
        The README with the table made anew.

    Raises
    ------
    ValueError
        If a mark is missing.
    """
    if text.count(START) != 1 or text.count(END) != 1:
        raise ValueError(f"the README needs {START} and {END}, once each")
    rows = ["| notebook | question | finding |", "|---|---|---|"]
    for path in notebooks:
        said = opening(path)
        link = f"[{said['title']}](notebooks/{path.name})"
        rows.append(f"| {link} | {said['question']} | {said['finding']} |")
    head, rest = text.split(START)
    tail = rest.split(END)[1]
    return "\n".join([head + START, *rows, END + tail])


def mapped(text, notebooks):
    """
    Give every notebook its line in the map that the first one holds.

    Parameters
    ----------
    text : str
        The Markdown cell of the map: heading, table, and what may follow.
    notebooks : sequence of pathlib.Path
        Those to have a line, in order.

    Returns
    -------
    str
        The cell. A line that a notebook has stays as it is worded; a new one takes
        its question.
    """
    lines = text.splitlines()
    places = [number for number, line in enumerate(lines) if line.startswith("| [")]
    worded = {
        re.search(r"\]\(([^)]+)\)", lines[place])[1]: lines[place].split(" | ", 1)[1] for place in places
    }
    rows = []
    for path in notebooks:
        said = opening(path)
        rows.append(f"| [{said['title']}]({path.name}) | {worded.get(path.name) or said['question'] + ' |'}")
    first, after = (places[0], places[-1] + 1) if places else (len(lines), len(lines))
    return "\n".join([*lines[:first], *rows, *lines[after:]])


def entry(figure_id, folder=FIGURES):
    """
    Read what is written about a published figure.

    Parameters
    ----------
    figure_id : str
    folder : pathlib.Path

    Returns
    -------
    dict of str to str
        ``id``, ``title``, ``caption``, ``alt`` and ``source``.

    Examples
    --------
    >>> entry("timeline")["id"]
    'timeline'
    """
    return json.loads((folder / f"{figure_id}.json").read_text(encoding="utf-8"))


def gallery(text, figures=MAIN, folder=FIGURES):
    """
    Put figures into the README.

    Parameters
    ----------
    text : str
        The README, with the marks ``<!-- figures -->`` and ``<!-- end of figures -->``.
    figures : sequence of str
        Ids, in their order.
    folder : pathlib.Path

    Returns
    -------
    str
        The README with drawing and alt text of each; the title is in the drawing.

    Raises
    ------
    ValueError
        If a mark is missing.
    """
    start, end = "<!-- figures -->", "<!-- end of figures -->"
    if text.count(start) != 1 or text.count(end) != 1:
        raise ValueError(f"the README needs {start} and {end}, once each")
    shown = [
        f"![{re.sub(r'([][])', lambda mark: chr(92) + mark[0], about['alt'])}](figures/{about['id']}.svg)"
        for about in (entry(name, folder) for name in figures)
    ]
    head, rest = text.split(start)
    return head + start + "\n" + "\n\n".join(shown) + "\n" + end + rest.split(end)[1]
