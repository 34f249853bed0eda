"""The speed table: it measures what it names, and says when a ratio is too high."""

import bench
import nbformat
import pandas as pd
import pytest

from helpers import load, paths
from helpers.analysis import network, status
from helpers.publishing import notebooks


@pytest.fixture
def one_notebook(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_text(
        notebooks.dump(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import json")]))
    )
    monkeypatch.setattr(paths, "notebooks", lambda: [path])
    return path


def test_every_promise_is_measured(one_notebook, monkeypatch):
    monkeypatch.setattr(bench, "_process", lambda code: 2.0)
    monkeypatch.setattr(bench, "THREE", "import json")
    before = one_notebook.read_bytes()
    table = list(bench.measure(rounds=1))
    assert [row[0] for row in table] == ["import helpers", "load()", "import helpers; load()"]
    floor, plain = bench.executed()
    assert [floor[0], plain[0]] == ["make figures", "make figures"]
    assert "import json" in floor[2] and plain[2].startswith("jupyter execute")
    assert all(ratio == mine / theirs for _, mine, _, theirs, ratio, _ in [*table, floor, plain])
    assert one_notebook.read_bytes() == before


def test_a_notebook_that_fails_is_not_measured(one_notebook):
    one_notebook.write_text(
        notebooks.dump(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")]))
    )
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        list(bench.executed())


@pytest.mark.parametrize("seconds, status", [(1.0, 0), (3.0, 1)])
def test_the_table_fails_beyond_its_limit(monkeypatch, capsys, seconds, status):
    monkeypatch.setattr(bench, "measure", lambda: [("job", seconds, "other", 1.0, seconds, 2.0)])
    monkeypatch.setattr(bench, "executed", lambda: [])
    monkeypatch.setattr(
        bench, "growth", lambda sizes: pd.DataFrame({1: [1.0], 10: [2.0], 100: [20.0]}, index=["load"])
    )
    assert bench.bench() == status
    assert "job" in capsys.readouterr().out


@pytest.mark.parametrize("last, status", [(20.0, 0), (40.0, 1)])
def test_growth_beyond_nearly_linear_fails(monkeypatch, capsys, last, status):
    asked = []
    monkeypatch.setattr(bench, "measure", lambda: [])
    monkeypatch.setattr(bench, "executed", lambda: [])
    monkeypatch.setattr(
        bench,
        "growth",
        lambda sizes: (
            asked.append(sizes)
            or pd.DataFrame({1: [1.0, 1.0], 10: [2.0, 99.0], 100: [last, None]}, index=["load", "short"])
        ),
    )
    assert bench.bench(large=True) == status
    assert asked == [bench.LARGE]
    said = capsys.readouterr().out
    assert "20.0000 (1.00)" in said or "40.0000 (1.30)" in said


def test_exponents_tell_straight_lines_from_squares():
    seconds = pd.DataFrame({1: [3.0, 1.0], 10: [30.0, 100.0], 1000: [3000.0, 1e6]}, index=["line", "square"])
    assert bench.exponents(seconds).round(6).to_numpy().tolist() == [[1.0, 1.0], [2.0, 2.0]]


def test_a_grown_record_passes_every_check_of_the_loader(tmp_path, record):
    grown = load(bench.synthetic(tmp_path, 12))
    for name in bench.DATES:
        assert len(grown.tables[name]) == 12 * len(record.tables[name])
    for name in set(record.tables) - set(bench.DATES):
        pd.testing.assert_frame_equal(grown.tables[name], record.tables[name])
    first = grown.events.head(len(record.events))
    assert first["event_id"].tolist() == record.events["event_id"].tolist()
    assert first["date"].tolist() == record.events["date"].tolist()
    days, own = grown.events["date_earliest"], record.events["date_earliest"]
    assert days.min().year == own.min().year and days.max() <= record.released
    rest = days.iloc[len(own) :].dt.year
    assert rest.nunique() > 30  # drawn over the whole span
    precision = grown.events["date_precision"].value_counts() / 12
    assert precision.to_dict() == record.events["date_precision"].value_counts().to_dict()
    assert network.graph(grown).number_of_nodes() == 12 * network.graph(record).number_of_nodes()
    assert len(status.spells(grown)) > 10 * len(status.spells(record))


def test_a_grown_record_is_the_same_every_time_and_another_with_another_seed(tmp_path):
    texts = []
    for number, seed in enumerate((0, 0, 1)):
        folder = tmp_path / str(number)
        texts.append((bench.synthetic(folder, 3, seed) / "events.csv").read_bytes())
    assert texts[0] == texts[1] != texts[2]


def test_the_data_of_the_project_are_never_grown(tmp_path):
    for folder, times in ((paths.DATA, 2), (tmp_path, 0)):
        with pytest.raises(ValueError, match="at least as large as ours, and lies elsewhere"):
            bench.synthetic(folder, times)


def test_growth_times_every_job_at_every_size(monkeypatch):
    seen = []
    monkeypatch.setattr(bench, "GROWING", {"count": lambda record: seen.append(len(record.events))})
    monkeypatch.setattr(
        bench.forums_and_channels, "open_by_month", lambda record, of, days: seen.append(-len(days))
    )
    seconds = bench.growth((1, 2), (1, 3))
    assert seconds.index.tolist() == ["load", "count", "open_by_month, in months"]
    assert seconds.columns.tolist() == [1, 2, 3]
    assert seconds.notna().sum(axis=1).tolist() == [2, 2, 2]
    assert {2 * seen[0], -440, -1320} < set(seen)
