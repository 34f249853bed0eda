"""The runner: notebooks side by side, refreshed in place, failures told."""

import csv
import json
import re

import nbformat
import pytest

from helpers import paths
from helpers.commands import jobs
from helpers.publishing import notebooks


def write(path, *sources):
    cells = [
        nbformat.v4.new_markdown_cell(s[3:]) if s.startswith("md:") else nbformat.v4.new_code_cell(s)
        for s in sources
    ]
    path.write_text(notebooks.dump(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Every notebook of the project run again, and every figure drawn again."""
    folder = tmp_path_factory.mktemp("fresh")
    (folder / "figures").mkdir()
    results = notebooks.run(paths.notebooks(), folder / "figures", write=False)
    return folder / "figures", results


def test_running_again_changes_no_byte_of_any_notebook(fresh):
    assert [(r.path.name, r.error, r.changed) for r in fresh[1]] == [
        (path.name, "", False) for path in paths.notebooks()
    ]


def test_running_again_changes_no_byte_of_any_figure(fresh):
    kept = (".svg", ".json", ".csv")
    stored = {p.name: p.read_bytes() for p in paths.FIGURES.iterdir() if p.suffix in kept}
    drawn = {p.name: p.read_bytes() for p in fresh[0].iterdir() if p.suffix in kept}
    assert stored.keys() == drawn.keys()
    assert [name for name in stored if stored[name] != drawn[name]] == []


def test_every_figure_comes_in_every_format_with_its_texts(fresh):
    ids = [figure for path in paths.notebooks() for figure in notebooks.published(nbformat.read(path, 4))]
    assert len(set(ids)) == len(ids) > 0
    for figure in ids:
        for suffix in ("svg", "png", "pdf"):
            assert (fresh[0] / f"{figure}.{suffix}").stat().st_size > 1000
        about = json.loads((fresh[0] / f"{figure}.json").read_text(encoding="utf-8"))
        assert about["id"] == figure and all(about.values())
    assert {p.stem for p in fresh[0].iterdir()} == set(ids)


def published():
    return [figure for path in paths.notebooks() for figure in notebooks.published(notebooks.read(path))]


def test_every_figure_has_its_numbers():
    assert [figure for figure in published() if not (paths.FIGURES / f"{figure}.csv").exists()] == []


def test_the_numbers_of_figures_are_tables_in_one_form():
    for path in paths.FIGURES.glob("*.csv"):
        data, name = path.read_bytes(), path.name
        assert path.stem in published(), name
        assert b"\r" not in data and data.endswith(b"\n") and not data.startswith(b"\xef\xbb\xbf"), name
        head, *rows = csv.reader(data.decode("utf-8").splitlines())
        assert rows and all(head) and len(set(head)) == len(head), name
        assert all(len(row) == len(head) and any(row) for row in rows), name
        for cell in {cell for row in rows for cell in row}:
            assert not re.search(r"\d\d:\d\d:\d\d| object at |\[|nan", cell), f"{name}: {cell}"
            if re.fullmatch(r"-?\d*\.\d+(e[-+]\d+)?", cell):
                digits = re.sub(r"e.*|[-.]", "", cell).lstrip("0")
                assert len(digits) <= 6, f"{name}: {cell} is not rounded"


def test_a_notebook_is_refreshed_in_place_with_its_text(tmp_path):
    path = write(
        tmp_path / "a.ipynb", "md:They met ?<!-- met --> times.", "import helpers\nhelpers.numbers(met=7)"
    )
    (first,) = notebooks.run([path])
    assert first.changed and not first.error
    assert "met 7<!-- met --> times" in path.read_text(encoding="utf-8")
    (second,) = notebooks.run([path])
    assert not second.changed and not second.error


def test_jupyterlab_saves_in_the_form_that_is_stored():
    path = paths.notebooks()[0]
    content = nbformat.read(path, as_version=4)
    content.metadata["language_info"]["version"] = "3.99"
    content.cells[0].metadata["trusted"] = True
    model = {"type": "notebook", "content": content}
    notebooks.before_saving(model=model, path="", contents_manager=None)
    assert notebooks.dump(model["content"]) == path.read_text(encoding="utf-8")
    other = {"type": "file", "content": "text"}
    notebooks.before_saving(model=other)
    assert other == {"type": "file", "content": "text"}


def test_a_notebook_that_is_only_looked_at_stays_as_it_is(tmp_path):
    path = write(tmp_path / "a.ipynb", "1 + 1")
    before = path.read_bytes()
    (result,) = notebooks.run([path], write=False)
    assert result.changed and path.read_bytes() == before


def test_an_error_is_told_and_the_old_outputs_stay(tmp_path):
    path = write(tmp_path / "a.ipynb", "1 / 0")
    good = write(tmp_path / "b.ipynb", "2")
    before = path.read_bytes()
    seen = []
    bad, fine = notebooks.run([path, good], jobs=1, done=seen.append)
    assert "ZeroDivisionError" in bad.error and path.read_bytes() == before
    assert fine.error == "" and seen == [bad, fine]


def test_a_number_that_no_cell_backs_is_an_error(tmp_path):
    (result,) = notebooks.run([write(tmp_path / "a.ipynb", "md:They met 7 times.", "1")])
    assert result.error == "cell 1: '7' is not tied to a checked value"


def test_a_kernel_that_dies_is_told(tmp_path):
    (result,) = notebooks.run([write(tmp_path / "a.ipynb", "import os\nos._exit(1)")])
    assert result.error


def test_a_file_that_is_no_notebook_is_told(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("{}")
    (result,) = notebooks.run([path])
    assert result.error.startswith("not a notebook that can be run")


def test_settings_of_the_user_and_the_caller_do_not_reach_the_kernel(tmp_path, monkeypatch):
    monkeypatch.setenv(notebooks.FOLDER, str(tmp_path))
    env = notebooks.environment(tmp_path)
    assert notebooks.FOLDER not in env and env["IPYTHONDIR"].startswith(str(tmp_path))
    assert notebooks.environment(tmp_path, "x")[notebooks.FOLDER] == "x"


def test_another_kernel_and_other_settings_of_the_user_change_nothing(tmp_path, monkeypatch):
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(
        json.dumps({"argv": ["false"], "display_name": "x", "language": "python"})
    )
    (tmp_path / "matplotlibrc").write_text("axes.grid: True\nlines.linewidth: 9\nfont.size: 20\n")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    (result,) = notebooks.run([paths.NOTEBOOKS / "04_meetings.ipynb"], write=False)
    assert (result.error, result.changed) == ("", False)


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A project of one notebook and a folder of figures."""
    notebooks, figures = tmp_path / "notebooks", tmp_path / "figures"
    notebooks.mkdir()
    monkeypatch.setattr(paths, "FIGURES", figures)
    monkeypatch.setattr(paths, "notebooks", lambda: sorted(notebooks.glob("*.ipynb")))
    source = (
        "import helpers\nfig, ax = helpers.figure('single', 1)\n"
        "helpers.publish(fig, '{}', title='t', caption='c', alt='a', source='s')"
    )
    write(notebooks / "a.ipynb", source.format("one"))
    return notebooks, figures, source


def test_make_figures_lists_notebooks_and_figures(small, capsys):
    notebooks, figures, source = small
    assert jobs.figures() == 0
    said = capsys.readouterr().out
    assert "a.ipynb" in said and "changed" in said and "figures/one.{svg,png,pdf,json}" in said
    assert jobs.figures() == 0
    assert "as stored" in capsys.readouterr().out


def test_make_figures_removes_what_no_notebook_draws_any_more(small):
    notebooks, figures, source = small
    jobs.figures()
    (figures / "mine.txt").write_text("keep")
    write(notebooks / "a.ipynb", source.format("two"))
    assert jobs.figures() == 0
    assert {path.name for path in figures.iterdir()} == {
        "two.svg",
        "two.png",
        "two.pdf",
        "two.json",
        "mine.txt",
    }


def test_make_figures_fails_with_a_notebook(small, capsys):
    notebooks, figures, source = small
    jobs.figures()
    write(notebooks / "b.ipynb", "1 / 0")
    assert jobs.figures() == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
    assert (figures / "one.svg").exists()


DATA = (
    "import pandas\ntable = pandas.DataFrame({{'year': [2001, 2002], 'met': [{}, 1]}})\nimport helpers\n"
    "fig, ax = helpers.figure('single', 1)\nax.bar(table.year, table.met)\n"
    "helpers.publish(fig, '{}', title='t', caption='c', alt='a', source='s', data=table)"
)


def test_make_figures_shows_what_changed(small, capsys):
    notebooks, figures, _ = small
    write(notebooks / "a.ipynb", DATA.format(3, "one"))
    assert jobs.figures() == 0
    said = capsys.readouterr().out
    assert "figures/one.{svg,png,pdf,json,csv}" in said and "one changed" not in said
    write(notebooks / "a.ipynb", DATA.format(4, "one"))
    assert jobs.figures() == 0
    said = capsys.readouterr().out
    assert (
        "one changed\n  2001: met 3 → 4\nold, new and difference: " in said and "changed/index.html" in said
    )
    page = (figures / "changed" / "index.html").read_text(encoding="utf-8")
    assert "2001: met 3 → 4" in page and 'src="../one.svg"' in page
    assert {path.name for path in (figures / "changed").iterdir()} == {"index.html", "one.svg", "one.png"}
    assert (figures / "changed" / "one.svg").read_bytes() != (figures / "one.svg").read_bytes()


def test_one_figure_is_drawn_alone(small, capsys):
    notebooks, figures, _ = small
    write(notebooks / "a.ipynb", DATA.format(3, "one"), DATA.format(5, "other"))
    write(notebooks / "b.ipynb", DATA.format(3, "third"))
    assert jobs.figures() == 0
    before = {path.name: path.read_bytes() for path in figures.iterdir()}
    write(notebooks / "a.ipynb", DATA.format(4, "one"), DATA.format(6, "other"))
    capsys.readouterr()
    assert jobs.figures(["one"]) == 0
    said = capsys.readouterr().out
    assert (
        "a.ipynb" in said and "b.ipynb" not in said and "figures/other" not in said and "figures/one" in said
    )
    after = {path.name: path.read_bytes() for path in figures.iterdir() if path.is_file()}
    assert {name for name in before if before[name] != after[name]} == {
        f"one.{s}" for s in ("svg", "png", "pdf", "csv")
    }
    assert jobs.figures(["two", "one"]) == 1
    assert "no figure two; there are:\n  one\n  other\n  third" in capsys.readouterr().out


def test_the_command_line_takes_the_name_of_a_figure(small, capsys):
    from helpers.__main__ import main

    assert main(["figures", "nothing"]) == 1
    assert "no figure nothing; there are:\n  one" in capsys.readouterr().out


@pytest.mark.parametrize("failures, tries", [(0, 1), (2, 3), (3, 3)])
def test_a_kernel_that_does_not_start_gets_another_try(tmp_path, monkeypatch, failures, tries):
    path = write(tmp_path / "a.ipynb", "1 + 1")
    once, seen = notebooks._execute_once, []

    async def unlucky(*words):
        seen.append(words)
        if len(seen) <= failures:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return await once(*words)

    monkeypatch.setattr(notebooks, "_execute_once", unlucky)
    (result,) = notebooks.run([path])
    assert len(seen) == tries and bool(result.error) == (failures == 3)
