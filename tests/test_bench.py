"""The speed table: it measures what it names, and says when a ratio is too high."""

import nbformat
import pytest

from helpers import bench, paths, run


@pytest.fixture
def one_notebook(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_text(run.dump(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])))
    monkeypatch.setattr(paths, "notebooks", lambda: [path])
    return path


def test_every_promise_is_measured(one_notebook):
    table = bench.measure(rounds=1)
    assert [row[0] for row in table] == ["import helpers", "load()", "import helpers; load()", "make figures"]
    assert all(ratio == mine / theirs and limit > 1 for _, mine, _, theirs, ratio, limit in table)


def test_a_notebook_that_fails_is_not_measured(one_notebook):
    one_notebook.write_text(run.dump(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])))
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        bench.measure(rounds=1)


@pytest.mark.parametrize("seconds, status", [(1.0, 0), (3.0, 1)])
def test_the_table_fails_beyond_its_limit(monkeypatch, capsys, seconds, status):
    monkeypatch.setattr(bench, "measure", lambda: [("job", seconds, "other", 1.0, seconds, 2.0)])
    assert bench.bench() == status
    assert "job" in capsys.readouterr().out
