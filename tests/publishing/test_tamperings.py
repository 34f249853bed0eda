"""What is tampered with is found: outputs, text, figures, tables, findings, rows; see `tamperings`.

The checks are those of ``make test``. Where it compares a new run to what is stored, what is stored
stands for the run, and a spoilt copy for what is stored: nothing is run here.
"""

import copy
import shutil

import pytest
import tamperings
from test_notebooks import guard

from helpers import paths
from helpers.commands.tables import problems
from helpers.publishing import figure_changes, notebooks, strict_nbval

NOTEBOOKS = [notebooks.parsed(path) for path in paths.notebooks()]


def outputs(before, after):
    """What strict nbval says of the cells of a notebook."""
    pairs = zip(tamperings.code(before), tamperings.code(after), strict=True)
    return [said for new, stored in pairs if (said := strict_nbval.unlike(new.outputs, stored.outputs))]


def form(before, after):
    plain = copy.deepcopy(after)
    notebooks.normalise(plain)
    return ["not in normal form"] if notebooks.dump(plain) != notebooks.dump(after) else []


CHECKS = {
    "outputs": outputs,
    "guard": lambda before, after: guard(after, notebooks.dump(after)),
    "form": form,
    "ties": lambda before, after: notebooks.unbacked(after),
}


@pytest.mark.parametrize(
    "name, check, spoil", tamperings.NOTEBOOKS, ids=[one[0] for one in tamperings.NOTEBOOKS]
)
def test_a_spoilt_notebook_is_found(name, check, spoil):
    for before in NOTEBOOKS:
        if CHECKS[check](before, before):
            continue  # the tests of notebooks will tell
        after = copy.deepcopy(before)
        try:
            spoil(after)
        except tamperings.Absent:
            continue
        assert CHECKS[check](before, after)
        return
    raise AssertionError("no notebook holds what is to be spoilt")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """What is stored of figures, as a run would draw it."""
    folder = tmp_path_factory.mktemp("drawn")
    for path in paths.FIGURES.iterdir():
        if path.suffix in figure_changes.STORED:
            shutil.copy(path, folder)
    for path in list(folder.glob("*.svg")):
        for suffix in figure_changes.PICTURES:
            path.with_suffix(suffix).write_text("drawn")
    return folder


@pytest.mark.parametrize("name, spoil", tamperings.FIGURES, ids=[one[0] for one in tamperings.FIGURES])
def test_a_spoilt_figure_is_found(name, spoil, drawn, tmp_path):
    stored = shutil.copytree(drawn, tmp_path / "stored")
    assert figure_changes.differences(stored, drawn) == []
    spoil(stored)
    assert len(figure_changes.differences(stored, drawn)) == 1


def test_a_picture_that_was_not_made_is_found(drawn, tmp_path):
    new = shutil.copytree(drawn, tmp_path / "new")
    picture = min(new.glob("*.pdf"))
    picture.unlink()
    assert figure_changes.differences(drawn, new) == [f"{picture.name}: was not made"]


@pytest.mark.parametrize("name, spoil", tamperings.FINDINGS, ids=[one[0] for one in tamperings.FINDINGS])
def test_a_spoilt_finding_is_found(name, spoil, tmp_path):
    table, text = tmp_path / paths.FINDINGS, notebooks.findings_table(paths.notebooks())
    table.write_text(text, encoding="utf-8", newline="\n")
    spoil(tmp_path)
    assert table.read_text(encoding="utf-8") != text


@pytest.mark.parametrize("name, spoil", tamperings.DATA, ids=[one[0] for one in tamperings.DATA])
def test_a_spoilt_row_is_found(name, spoil, package):
    spoil(package)
    assert problems(package)


def test_the_data_are_sound_before_they_are_spoilt(package):
    assert problems(package) == []
