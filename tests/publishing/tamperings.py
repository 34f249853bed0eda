"""Ways of tampering with what is stored, and which check finds each.

Every entry is a name, the check, and a function that spoils one thing. Those of notebooks take a
notebook, those of figures, tables of findings and data packages take a folder. Nothing depends on
how notebooks are called or how many there are.
"""

import csv
import json
import re

import nbformat

from helpers import paths
from helpers.publishing import prose_numbers


class Absent(Exception):
    """The notebook holds nothing that could be spoilt so; another one will."""


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def output(notebook, kind, like=""):
    """The first output of a type that matches a pattern, and its cell."""
    for cell in code(notebook):
        for one in cell.outputs:
            found = one.get("data", {}).get(kind)
            if found and (not isinstance(found, str) or re.search(like, found)):
                return cell, one
    raise Absent


def other_digit(text, pattern):
    """The text with the digit that a pattern captures counted one up."""
    match = re.search(pattern, text)
    if not match:
        raise Absent
    return text[: match.start(1)] + str((int(match[1]) + 1) % 10) + text[match.end(1) :]


# Outputs of cells


def digit(kind, pattern):
    def spoil(notebook):
        one = output(notebook, kind, pattern)[1]
        one.data[kind] = other_digit(one.data[kind], pattern)

    return spoil


def alternative_text(notebook):
    one = output(notebook, "image/svg+xml")[1]
    one.data["text/plain"] += " More or less."


def label_of_the_drawing(notebook):
    one = output(notebook, "image/svg+xml")[1]
    one.data["image/svg+xml"] = one.data["image/svg+xml"].replace('aria-label="', 'aria-label="Not ', 1)


def caption(notebook):
    output(notebook, "text/markdown")[1].data["text/markdown"] += " Or so."


def more_text(notebook):
    code(notebook)[0].outputs.append(nbformat.v4.new_output("stream", name="stdout", text="hello\n"))


def more_of_another_type(notebook):
    cell, _ = output(notebook, "text/plain")
    cell.outputs.append(nbformat.v4.new_output("display_data", data={"text/latex": "$1$"}))


def another_type_of_the_same(notebook):
    one = output(notebook, "image/svg+xml")[1]
    one.data["text/html"] = "<p>hello</p>"


def one_less(notebook):
    cell, one = output(notebook, "image/svg+xml")
    cell.outputs.remove(one)


def another_order(notebook):
    for cell in code(notebook):
        if len(cell.outputs) > 1:
            cell.outputs.reverse()
            return
    raise Absent


def another_kind_of_output(notebook):
    one = output(notebook, "text/html")[1]
    if one.output_type != "execute_result":
        raise Absent
    one.output_type = "display_data"
    del one["execution_count"]


def explorer(notebook):
    """One value in the data of a picture that readers filter."""
    for cell in code(notebook):
        for one in cell.outputs:
            for kind, spec in one.get("data", {}).items():
                if "vegalite" in kind:
                    spec["description"] = "Another one."
                    return
    raise Absent


def stored_number(notebook):
    numbers = output(notebook, prose_numbers.NUMBERS)[1].data[prose_numbers.NUMBERS]
    name = next(iter(numbers))
    numbers[name] += "0"


def stored_finding(notebook):
    output(notebook, prose_numbers.FINDINGS)[1].data[prose_numbers.FINDINGS][0]["upper"] += "1"


# Notebooks as files


def strip(notebook):
    for cell in code(notebook):
        cell.outputs, cell.execution_count = [], None


def strip_one(notebook):
    cell, _ = output(notebook, "image/svg+xml")
    cell.outputs, cell.execution_count = [], None


def out_of_order(notebook):
    first, second = code(notebook)[:2]
    first.execution_count, second.execution_count = 2, 1


def put(notebook, *words, **about):
    code(notebook)[0].outputs = [nbformat.v4.new_output(*words, **about)]


def error(notebook):
    put(notebook, "error", ename="E", evalue="", traceback=[])


def warning(notebook):
    put(notebook, "stream", name="stderr", text="careful")


def machine_path(notebook):
    put(notebook, "stream", name="stdout", text=f"{paths.ROOT}/data")


def object_address(notebook):
    put(notebook, "stream", name="stdout", text="<object at 0x7f12ab>")


def other_metadata(notebook):
    notebook.cells[0].metadata["collapsed"] = True


def time_of_execution(notebook):
    code(notebook)[0].metadata["execution"] = {"iopub.status.busy": "2026-01-01T00:00:00Z"}


# Text


def prose(pattern, replacement):
    def spoil(notebook):
        for cell in notebook.cells:
            if cell.cell_type == "markdown" and re.search(pattern, cell.source):
                cell.source = re.sub(pattern, replacement, cell.source, count=1)
                return
        raise Absent

    return spoil


def typed_value(notebook):
    for cell in code(notebook):
        if match := re.search(r"\bdict\(\s*\w+=", cell.source):
            if "numbers(" in cell.source[: match.start()]:
                cell.source = f"{cell.source[: match.end()]}12, other={cell.source[match.end() :]}"
                return
    raise Absent


NOTEBOOKS = [
    ("a number in a table as text", "outputs", digit("text/plain", r"\b\d*(\d) *\n")),
    ("a number in a table", "outputs", digit("text/html", r"<td[^>]*>\d*(\d)</td>")),
    ("a coordinate of a drawing", "outputs", digit("image/svg+xml", r' d="M \d*(\d)')),
    ("alt text below a drawing", "outputs", alternative_text),
    ("alt text in a drawing", "outputs", label_of_the_drawing),
    ("a caption", "outputs", caption),
    ("printed text added", "outputs", more_text),
    ("an output of another type added", "outputs", more_of_another_type),
    ("another form of the same output added", "outputs", another_type_of_the_same),
    ("a drawing removed", "outputs", one_less),
    ("outputs of a cell in another order", "outputs", another_order),
    ("a result stored as something shown", "outputs", another_kind_of_output),
    ("an explorer", "outputs", explorer),
    ("a number stored for the text", "outputs", stored_number),
    ("a number stored for the text, as the text has it", "ties", stored_number),
    ("a bound of a stored finding", "outputs", stored_finding),
    ("outputs of one cell stripped", "outputs", strip_one),
    ("a stripped notebook", "guard", strip),
    ("cells run out of order", "guard", out_of_order),
    ("an error stored", "guard", error),
    ("a warning stored", "guard", warning),
    ("a path of a machine stored", "guard", machine_path),
    ("an address in memory stored", "guard", object_address),
    ("metadata of a user interface", "form", other_metadata),
    ("times of execution", "form", time_of_execution),
    ("a number in the text", "ties", prose(r"(\d)(<!-- \w+ -->)", r"\g<1>1\2")),
    ("a tie removed", "ties", prose(r"(\d)<!-- \w+ -->", r"\1")),
    ("a number added to the text", "ties", prose(r"\n\n", "\n\nThey met 12345 times. ")),
    ("a tie to nothing", "ties", prose(r"<!-- \w+ -->", "<!-- nothing_of_the_kind -->")),
    ("a value typed into the cell of numbers", "ties", typed_value),
]


# Folders


def first(folder, pattern):
    return min(folder.glob(pattern))


def replaced(pattern, place, replacement):
    """Change the first match of a pattern in the first file of a kind."""

    def spoil(folder):
        path = first(folder, place)
        text = path.read_bytes().decode("utf-8")
        new = re.sub(pattern, replacement, text, count=1)
        assert new != text
        path.write_bytes(new.encode("utf-8"))

    return spoil


def coordinate(folder):
    path = first(folder, "*.svg")
    text = path.read_text(encoding="utf-8")
    path.write_text(other_digit(text, r' d="M \d*(\d)'), encoding="utf-8", newline="\n")


def cell(folder):
    path = first(folder, "*-*.csv")
    path.write_text(other_digit(path.read_text(encoding="utf-8"), r"(\d)\n"), encoding="utf-8", newline="\n")


def line_less(place):
    def spoil(folder):
        path = first(folder, place)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join([*lines[:1], *lines[2:]]), encoding="utf-8", newline="\n")

    return spoil


def texts(name):
    def spoil(folder):
        path = first(folder, "*.json")
        about = json.loads(path.read_text(encoding="utf-8"))
        about[name] += " Or so."
        path.write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    return spoil


def other_line_ends(folder):
    path = first(folder, "*-*.csv")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


FIGURES = [
    ("a coordinate in a figure's file", coordinate),
    ("a number in a figure's table", cell),
    ("a row of a figure's table removed", line_less("*-*.csv")),
    ("line ends of a figure's table", other_line_ends),
    ("a figure's alt text", texts("alt")),
    ("a figure's title", texts("title")),
    ("a figure's file removed", lambda folder: first(folder, "*.svg").unlink()),
    ("a figure's table removed", lambda folder: first(folder, "*-*.csv").unlink()),
    ("a figure that no notebook draws", lambda folder: (folder / "mine.svg").write_text("<svg/>")),
]

FINDINGS = [
    ("a value of a finding", replaced(r"(\n[^,\n]+,[^,\n]+,)", paths.FINDINGS, r"\g<1>9")),
    ("the wording of a finding", replaced(r"\.(\"?)\n$", paths.FINDINGS, r"!\1\n")),
    ("a finding removed", line_less(paths.FINDINGS)),
]


def row(table, change, where=lambda row: True):
    """Change the first row of a table that a condition holds for; None removes it."""

    def spoil(folder):
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        at = next(i for i, one in enumerate(rows) if where(one))
        new = change(dict(rows[at]))
        rows[at : at + 1] = [new] if new else []
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            out.writeheader()
            out.writerows(rows)

    return spoil


def session(one):
    return one["type"] == "meeting" and one["forum"] and one["level"] and one["evidence"] == "explicit"


def last_first(folder):
    path = folder / "events.csv"
    head, *rows, last = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([head, last, *rows]), encoding="utf-8", newline="\n")


DATA = [
    ("a session removed", row("events", lambda one: None, session)),
    ("a source under another id", row("sources", lambda one: {**one, "source_id": one["source_id"] + "x"})),
    ("a level misspelt", row("events", lambda one: {**one, "level": "ministerz"}, session)),
    ("a forum that there is not", row("events", lambda one: {**one, "forum": "NRCX"}, session)),
    ("a source that there is not", row("events", lambda one: {**one, "sources": "nowhere"}, session)),
    ("a session moved to another level", row("events", lambda one: {**one, "level": "experts"}, session)),
    (
        "a word for evidence that there is not",
        row("events", lambda one: {**one, "evidence": "told"}, session),
    ),
    ("a day that there is not", row("events", lambda one: {**one, "date": "2002-02-30"}, session)),
    ("a count of sessions", row("coverage", lambda one: {**one, "documented": int(one["documented"]) + 1})),
    ("rows in another order", last_first),
]
