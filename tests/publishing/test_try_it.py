"""What each notebook proposes under "Try it yourself" runs: it draws, or says in one sentence why not."""

import contextlib
import io
import re

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers import paths
from helpers.publishing import notebooks
from helpers.record.model import NotEnough

PROPOSAL = re.compile(r"^[-*] .*?`([A-Z_]+ = [^`]+)`", re.MULTILINE)
PACKAGE = 'PACKAGE = "data/nato-ukraine"'


def proposals(path):
    """Assignments to parameters that the notebook proposes."""
    text = "\n".join(text for _, text in notebooks.markdown(notebooks.parsed(path)))
    part = re.search(r"^## Try it yourself$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return PROPOSAL.findall(part[1]) if part else []


def changed(source, proposal):
    """The cell of parameters with one of them changed."""
    name = proposal.partition(" = ")[0]
    new, count = re.subn(rf"^{name} = .*$", lambda _: proposal, source, flags=re.MULTILINE)
    assert count == 1, f"no parameter {name} to change"
    return new


def run(path, proposal):
    """Run a notebook with a changed parameter in this process: drawings, and the sentence that stopped it."""
    shell = InteractiveShell.instance() if InteractiveShell.initialized() else InteractiveShell.instance()
    shell.reset(new_session=True)
    shell.run_line_magic("cd", f"-q {path.parent}")
    drawings = 0
    for cell in notebooks.parsed(path).cells:
        if cell.cell_type != "code":
            continue
        source = (
            changed(cell.source, proposal) if "parameters" in cell.metadata.get("tags", ()) else cell.source
        )
        with capture_output() as shown, contextlib.redirect_stderr(io.StringIO()):
            result = shell.run_cell(source, store_history=False)
        drawings += sum("image/svg+xml" in output.data for output in shown.outputs)
        if isinstance(result.error_in_exec, NotEnough):
            return drawings, str(result.error_in_exec)
        result.raise_error()
    return drawings, ""


CASES = [
    pytest.param(path, proposal, id=f"{path.stem}-{proposal}")
    for path in paths.notebooks()
    for proposal in proposals(path)
]


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("path, proposal", CASES)
def test_a_proposed_change_draws_or_says_why_not(path, proposal, monkeypatch):
    monkeypatch.delenv("NATO_RUSSIA_FIGURES", raising=False)
    drawings, sentence = run(path, proposal)
    assert drawings or sentence.endswith(".")


@pytest.mark.parametrize("path", paths.notebooks(), ids=[path.stem for path in paths.notebooks()])
def test_every_notebook_proposes_changes_to_its_parameters(path):
    proposed = proposals(path)
    assert len(proposed) >= 3 and PACKAGE in proposed
    (cell,) = [cell for cell in notebooks.parsed(path).cells if "parameters" in cell.metadata.get("tags", ())]
    for proposal in proposed:
        changed(cell.source, proposal)


def test_a_change_of_nothing_is_found():
    with pytest.raises(AssertionError, match="no parameter YEARS"):
        changed('PACKAGE = "data"', "YEARS = (2002, 2013)")
