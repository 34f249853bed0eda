"""What the README takes from notebooks, figures and findings."""

import csv
import json
import re

from ..paths import FIGURES, FINDINGS
from .prose_numbers import TIE, refresh

MAIN = ("meetings-by-level", "two-dyads", "silences")  # on README and start page


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


def mapped(text, notebooks):
    """
    Give every notebook its line in the map that the first one holds.

    Parameters
    ----------
    text : str
        The Markdown cell of the map: heading, head of the table, lines, and what may follow.
    notebooks : sequence of pathlib.Path
        Those to have a line, in order.

    Returns
    -------
    str
        The cell, with the question of each.
    """
    lines = text.splitlines()
    places = [number for number, line in enumerate(lines) if line.startswith("| [")]
    first, after = (places[0], places[-1] + 1) if places else (len(lines), len(lines))
    said = [(path.name, opening(path)) for path in notebooks]
    rows = [f"| [{about['title']}]({name}) | {about['question']} |" for name, about in said]
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
        The README with drawing, alt text and first sentence of the caption of each; the title is in the
        drawing.

    Raises
    ------
    ValueError
        If a mark is missing.
    """
    start, end = "<!-- figures -->", "<!-- end of figures -->"
    if text.count(start) != 1 or text.count(end) != 1:
        raise ValueError(f"the README needs {start} and {end}, once each")
    shown = []
    for about in (entry(name, folder) for name in figures):
        alt = re.sub(r"([][])", lambda mark: chr(92) + mark[0], about["alt"])
        shown.append(f"![{alt}](figures/{about['id']}.svg)\n\n*{first_sentence(about['caption'])}*")
    head, rest = text.split(start)
    return head + start + "\n" + "\n\n".join(shown) + "\n" + end + rest.split(end)[1]


TEST_DATA = "16_"  # begins the name of the notebook that finds nothing about the world


def first_sentence(text):
    """
    Cut a text to its first sentence.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> first_sentence("They met 1.6 times a year. Then they stopped.")
    'They met 1.6 times a year.'
    """
    return re.split(r"(?<=[.?!])\s+(?=[A-Z])", text, maxsplit=1)[0]


def listed(text, notebooks):
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
        The README with the table made anew: of each finding the first sentence.

    Raises
    ------
    ValueError
        If a mark is missing.
    """
    if text.count(START) != 1 or text.count(END) != 1:
        raise ValueError(f"the README needs {START} and {END}, once each")
    rows = ["| notebook | finding |", "|---|---|"]
    for path in notebooks:
        said = opening(path)
        found = "test data" if path.name.startswith(TEST_DATA) else first_sentence(said["finding"])
        rows.append(f"| [{said['title']}](notebooks/{path.name}) | {found} |")
    head, rest = text.split(START)
    tail = rest.split(END)[1]
    return "\n".join([head + START, *rows, END + tail])


def quotable(folder=FIGURES):
    """
    Read the findings as they are written in a text.

    Parameters
    ----------
    folder : pathlib.Path
        Where ``findings.csv`` is; without it there are none.

    Returns
    -------
    dict of str to str
        Name to value, with commas at thousands.
    """
    if not (folder / FINDINGS).exists():
        return {}
    with open(folder / FINDINGS, encoding="utf-8", newline="") as file:
        rows = {row["name"]: row["value"] for row in csv.DictReader(file)}
    return {name: f"{int(value):,}" if value.isdigit() else value for name, value in rows.items()}


def renewed(text, values):
    """
    Give the numbers of a text that name a finding its present value.

    Parameters
    ----------
    text : str
        With ties such as ``439<!-- meetings -->``.
    values : dict of str to str
        As `quotable` gives them.

    Returns
    -------
    str

    Examples
    --------
    >>> renewed("They met 12<!-- meetings --> times.", {"meetings": "1,234"})
    'They met 1,234<!-- meetings --> times.'
    """
    old = {match[1]: match[0].partition("<")[0] for match in re.finditer(rf"[\d.,]+%?{TIE.pattern}", text)}
    named = {name: value for name, value in values.items() if f"<!-- {name} -->" in text}
    return refresh(text, old, named)
