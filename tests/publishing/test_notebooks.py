"""Notebooks: stored outputs are true, numbers in the text are tied, and both can fail."""

import os

import nbformat
import pytest

from helpers import paths
from helpers.publishing import notebooks, prose_numbers, readme

NOTEBOOKS = paths.notebooks()
SKELETON = ["Data", "Method", "Figure", "Reading the figure", "Limits", "How to extend", "Sources"]
FIRST_CELL = "import helpers\n\nrecord = helpers.load()"
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
    assert notebooks.faults(read(path)) == []


@each
def test_every_checked_number_is_read_somewhere(path):
    notebook = read(path)
    used = {
        match[1] for _, text in notebooks.markdown(notebook) for match in prose_numbers.TIE.finditer(text)
    }
    assert set(notebooks.stored_numbers(notebook)) - used == set()


@each
def test_the_skeleton_is_kept(path):
    notebook = read(path)
    opening = notebook.cells[0].source
    assert opening.startswith(f"# {path.stem[:2]} ")
    for part in ("**Question.** ", "**Finding.** ", "**Prerequisites.** "):
        assert part in opening
    heads = [text.split("\n")[0][3:] for _, text in notebooks.markdown(notebook) if text.startswith("## ")]
    assert [head for head in heads if head in SKELETON] == SKELETON
    assert code(notebook)[0].source == FIRST_CELL
    assert "What the data do not cover" in "\n".join(text for _, text in notebooks.markdown(notebook))


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


def spoil(path, tmp_path, change):
    """A copy of a notebook with something changed in it."""
    notebook = read(path)
    change(notebook)
    copy = tmp_path / path.name
    copy.write_text(notebooks.dump(notebook), encoding="utf-8")
    return copy


def output_with(notebook, kind, text):
    for cell in code(notebook):
        for output in cell.outputs:
            if text in output.get("data", {}).get(kind, ""):
                return cell, output
    raise AssertionError(f"no {kind} output holds {text!r}")


def strip(notebook):
    for cell in code(notebook):
        cell.outputs, cell.execution_count = [], None


def swap(notebook):
    first, second = code(notebook)[:2]
    first.execution_count, second.execution_count = 2, 1


def fail(notebook):
    code(notebook)[0].outputs = [nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])]


def warn(notebook):
    code(notebook)[0].outputs = [nbformat.v4.new_output("stream", name="stderr", text="careful")]


def locate(notebook):
    code(notebook)[0].outputs = [nbformat.v4.new_output("stream", text=f"{paths.ROOT}/data")]


@pytest.mark.parametrize(
    "change, fault",
    [
        (strip, "not run once"),
        (swap, "not run once"),
        (fail, "an error"),
        (warn, "a warning"),
        (locate, "it holds"),
    ],
)
def test_the_guard_finds_what_it_is_for(tmp_path, change, fault):
    copy = spoil(NOTEBOOKS[0], tmp_path, change)
    found = guard(read(copy), copy.read_text(encoding="utf-8"))
    assert found and fault in found[0]


def test_a_number_changed_in_the_text_is_found(tmp_path):
    def change(notebook):
        cell = notebook.cells[0]
        cell.source = cell.source.replace(
            "<!-- nrc_meetings_since_crimea -->", "9<!-- nrc_meetings_since_crimea -->"
        )

    (fault,) = notebooks.faults(read(spoil(paths.NOTEBOOKS / "04_meetings.ipynb", tmp_path, change)))
    assert fault.startswith("cell 1: the text before <!-- nrc_meetings_since_crimea -->")


def small(tmp_path, change):
    """A notebook of two cells, a table and a drawing, run and then spoilt."""
    notebook = nbformat.v4.new_notebook()
    for source in (
        "import helpers\n\nrecord = helpers.load()\nlen(record.meetings)",
        "fig, ax = helpers.figure('single', 1)\nax.plot([0, 1])\n"
        "helpers.publish(fig, 'line', title='A line', caption='c', alt='a', source='s')",
    ):
        notebook.cells.append(nbformat.v4.new_code_cell(source))
    path = tmp_path / "small.ipynb"
    path.write_text(notebooks.dump(notebook), encoding="utf-8")
    (result,) = notebooks.run([path])
    assert result.error == "" and result.changed
    return spoil(path, tmp_path, change)


def test_strict_nbval_passes_what_is_true(tmp_path, nbval):
    assert nbval(small(tmp_path, lambda notebook: None)).returncode == 0


def test_strict_nbval_fails_when_a_stored_number_changes(tmp_path, nbval, record):
    def change(notebook):
        _, output = output_with(notebook, "text/plain", str(len(record.meetings)))
        output.data["text/plain"] = str(len(record.meetings) + 1)

    result = nbval(small(tmp_path, change))
    assert result.returncode == 1 and str(len(record.meetings) + 1) in result.stdout


def test_strict_nbval_fails_when_one_coordinate_of_a_drawing_changes(tmp_path, nbval):
    def change(notebook):
        _, output = output_with(notebook, "image/svg+xml", '<g id="line2d_')
        drawing = output.data["image/svg+xml"]
        place = drawing.index('d="M ', drawing.index('<g id="line2d_')) + 5
        digit = next(i for i in range(place, len(drawing)) if drawing[i].isdigit())
        changed = str((int(drawing[digit]) + 1) % 10)
        output.data["image/svg+xml"] = drawing[:digit] + changed + drawing[digit + 1 :]

    result = nbval(small(tmp_path, change))
    assert result.returncode == 1 and "image/svg+xml" in result.stdout
