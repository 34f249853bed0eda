"""Notebooks: stored outputs are true, numbers in the text are tied, and both can fail."""

import os
import re

import nbformat
import pytest

from helpers import paths
from helpers.publishing import kernels, notebooks, prose_numbers, readme

NOTEBOOKS = paths.notebooks()
HEADS = [  # in this order, where they are
    "What the data are",
    "How it is done",
    "Reading it",
    "How far it can be trusted",
    "Try it yourself",
    "Sources",
]
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])


def read(path):
    return nbformat.read(path, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def guard(notebook, text):
    """Whatever must not be in a stored notebook."""
    found = []
    counts = [cell.execution_count for cell in code(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        found.append("cells were not run once, in order")
    for cell in code(notebook):
        for output in cell.outputs:
            if output.output_type == "error":
                found.append("an error is stored")
            if output.get("name") == "stderr":
                found.append("a warning is stored")
    for mark in (str(paths.ROOT), os.path.expanduser("~") + os.sep, "/tmp/", " at 0x"):
        if mark in text:
            found.append(f"it holds {mark}")
    return found


@each
def test_outputs_are_stored_clean(path):
    assert guard(read(path), path.read_text(encoding="utf-8")) == []


@each
def test_the_file_is_in_normal_form(path):
    notebook = read(path)
    nbformat.validate(notebook)
    notebooks.normalise(notebook)
    assert notebooks.dump(notebook) == path.read_text(encoding="utf-8")


@each
def test_every_number_in_the_text_is_tied_to_a_checked_cell(path):
    assert notebooks.unbacked(read(path)) == []


@each
def test_every_checked_number_is_read_somewhere(path):
    notebook = read(path)
    used = {
        match[1] for _, text in notebooks.markdown(notebook) for match in prose_numbers.TIE.finditer(text)
    }
    computed = {
        name
        for cell in code(notebook)
        for output in cell.outputs
        for name in output.get("data", {}).get(prose_numbers.NUMBERS, ())
    }
    assert computed - used == set()


@each
def test_the_finding_is_what_may_be_quoted(path):
    notebook = read(path)
    said = re.search(r"^\*\*Finding\.\*\* (.+)$", notebook.cells[0].source, re.MULTILINE)[1]
    said = re.sub(r"<!--.*?-->", "", said)
    for row in notebooks.stored_findings(notebook):
        said = said.replace(row["wording"], "")
    assert said.strip() == ""


@each
def test_the_skeleton_is_kept(path):
    notebook = read(path)
    opening = notebook.cells[0].source
    assert opening.startswith(f"# {path.stem[:2]} ")
    for part in ("**Question.** ", "**Finding.** "):
        assert part in opening
    heads = [text.split("\n")[0][3:] for _, text in notebooks.markdown(notebook) if text.startswith("## ")]
    assert HEADS[0] in heads
    assert [head for head in heads if head in HEADS] == [head for head in HEADS if head in heads]
    tagged = ["parameters" in cell.metadata.get("tags", ()) for cell in code(notebook)]
    assert tagged == [True, *[False] * (len(tagged) - 1)]
    assert code(notebook)[0].source.startswith("import helpers\n")


@each
def test_figures_are_drawings_with_text_for_those_who_do_not_see_them(path):
    notebook = read(path)
    assert notebooks.published(notebook)
    for cell in code(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            assert "image/png" not in data
            if "image/svg+xml" in data:
                assert '<svg role="img" aria-label="' in data["image/svg+xml"]


@each
def test_links_between_notebooks_lead_somewhere(path):
    for _, text in notebooks.markdown(read(path)):
        for target in prose_numbers.re.findall(r"\]\(([^)#:]+)\)", text):
            assert (path.parent / target).exists(), target


def test_the_map_of_the_notebooks_has_a_line_for_each():
    first, *others = NOTEBOOKS
    (cell,) = [text for _, text in notebooks.markdown(read(first)) if text.startswith(readme.MAP)]
    lines = [line.split(" | ")[0] for line in cell.splitlines() if line.startswith("| [")]
    titles = [read(path).cells[0].source.partition("\n")[0][2:] for path in others]
    assert lines == [f"| [{title}]({path.name})" for title, path in zip(titles, others)]


SOURCES = [
    "print(7)",
    "from IPython.display import display\n"
    "display({'text/plain': 'x', 'image/svg+xml': '<svg d=\"M 1\"/>'}, raw=True)",
]


def stored(path, change):
    """A notebook that prints and draws, as it is stored once something was changed in it."""
    cells = [nbformat.v4.new_code_cell(source, execution_count=n) for n, source in enumerate(SOURCES, 1)]
    cells[0].outputs = [nbformat.v4.new_output("stream", name="stdout", text="7\n")]
    drawing = {"text/plain": "x", "image/svg+xml": '<svg d="M 1"/>'}
    cells[1].outputs = [nbformat.v4.new_output("display_data", data=drawing)]
    change(cells)
    path.write_text(notebooks.dump(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    return path


def number(cells):
    cells[0].outputs[0].text = "8\n"


def coordinate(cells):
    cells[1].outputs[0].data["image/svg+xml"] = '<svg d="M 2"/>'


def more(cells):
    cells[1].outputs.append(nbformat.v4.new_output("display_data", data={"text/html": "<b>x</b>"}))


def silent(cells):
    """What nbval by itself does not see."""
    cells[0].outputs.append(nbformat.v4.new_output("stream", name="stderr", text=""))


def stripped(cells):
    cells[1].outputs, cells[1].execution_count = [], None


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory, nbval):
    """What one run of strict nbval says of each cell."""
    folder = tmp_path_factory.mktemp("nbval")
    changes = {"true": lambda cells: None, **{change.__name__: change for change in SPOILT}}
    made = [stored(folder / f"{name}.ipynb", change) for name, change in changes.items()]
    with kernels.server(folder, os.environ):
        lines = nbval(*made).stdout.splitlines()
    return {match.groups()[:2]: match[3] for match in map(VERDICT.match, lines) if match}


SPOILT = {number: 0, coordinate: 1, more: 1, silent: 0, stripped: 1}
VERDICT = prose_numbers.re.compile(r"(\w+)::ipynb::Cell (\d) (\w+)")


def test_strict_nbval_passes_what_is_true(verdicts):
    assert [verdicts["true", cell] for cell in "01"] == ["PASSED", "PASSED"]


@pytest.mark.parametrize("change, cell", SPOILT.items())
def test_strict_nbval_fails_where_anything_differs(verdicts, change, cell):
    found = [verdicts[change.__name__, str(number)] for number in (0, 1)]
    assert found == ["FAILED" if number == cell else "PASSED" for number in (0, 1)]
