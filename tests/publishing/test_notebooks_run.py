"""The runner: notebooks side by side, refreshed in place, failures told."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time

import nbformat
import pytest

from helpers import paths
from helpers.commands import running
from helpers.publishing import kernels, notebooks, prose_numbers


@pytest.fixture(scope="module", autouse=True)
def server(tmp_path_factory):
    """One server of kernels for all tests, which spares each kernel the imports."""
    with kernels.server(tmp_path_factory.mktemp("server"), os.environ):
        yield


def write(path, *sources):
    cells = [
        nbformat.v4.new_markdown_cell(s[3:]) if s.startswith("md:") else nbformat.v4.new_code_cell(s)
        for s in sources
    ]
    path.write_text(notebooks.dump(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    return path


def published():
    return [figure for path in paths.notebooks() for figure in notebooks.published(notebooks.parsed(path))]


def test_every_figure_has_its_numbers():
    assert [figure for figure in published() if not (paths.FIGURES / f"{figure}.csv").exists()] == []


def test_the_numbers_of_figures_are_tables_in_one_form():
    ids = published()
    assert len(set(ids)) == len(ids) > 0
    for path in set(paths.FIGURES.glob("*.csv")) - {paths.FIGURES / paths.FINDINGS}:
        data, name = path.read_bytes(), path.name
        assert path.stem in ids, name
        assert b"\r" not in data and data.endswith(b"\n") and not data.startswith(b"\xef\xbb\xbf"), name
        head, *rows = csv.reader(data.decode("utf-8").splitlines())
        assert rows and all(head) and len(set(head)) == len(head), name
        assert all(len(row) == len(head) and any(row) for row in rows), name
        for cell in {cell for row in rows for cell in row}:
            assert not re.search(r"\d\d:\d\d:\d\d| object at |\[|nan", cell), f"{name}: {cell}"
            if re.fullmatch(r"-?\d*\.\d+(e[-+]\d+)?", cell):
                digits = re.sub(r"e.*|[-.]", "", cell).lstrip("0")
                assert len(digits) <= 6, f"{name}: {cell} is not rounded"


def stored(kind, data):
    """Code of a cell that stores numbers or findings, without what takes time to import."""
    return f"import IPython\nIPython.display.display({{'{kind}': {data}, 'text/plain': ''}}, raw=True)"


def test_a_notebook_is_refreshed_in_place_with_its_text(tmp_path):
    source = stored(prose_numbers.NUMBERS, {"met": "7"})
    path = write(tmp_path / "a.ipynb", "md:They met ?<!-- met --> times.", source)
    (first,) = notebooks.run([path])
    assert first.changed and not first.error
    assert "met 7<!-- met --> times" in path.read_text(encoding="utf-8")
    (second,) = notebooks.run([path])
    assert not second.changed and not second.error


def test_a_notebook_that_was_edited_while_it_ran_is_left(tmp_path):
    path = write(tmp_path / "a.ipynb", "md:one", "open('a.ipynb', 'a').write(' ')\n1 + 1")
    before = path.read_text(encoding="utf-8")
    (result,) = notebooks.run([path])
    assert result.error == "was edited while it ran, and is left as it is: run it again"
    assert path.read_text(encoding="utf-8") == before + " "


@pytest.mark.skipif(os.name != "posix", reason="no signals here")
@pytest.mark.parametrize("number, count", [(signal.SIGINT, 1), (signal.SIGTERM, kernels.WORTH_IT)])
def test_one_signal_ends_every_kernel_and_nothing_more_is_written(tmp_path, number, count):
    figures, folder = tmp_path / "figures", tmp_path / "notebooks"
    folder.mkdir()
    wait = "import os, pathlib, time\npathlib.Path(f'{os.getpid()}.pid').touch()\ntime.sleep(300)"
    paths_ = [write(folder / f"{i}.ipynb", wait) for i in range(count)]
    before = [path.read_bytes() for path in paths_]
    code = (
        "from helpers import paths; import helpers.__main__ as main, pathlib; folder = pathlib.Path({!r})\n"
    )
    code += "paths.NOTEBOOKS, paths.FIGURES = folder, folder.parent / 'figures'\n"
    code += "paths.notebooks.__defaults__ = (folder,)\nraise SystemExit(main.main(['figures']))"
    command = [sys.executable, "-c", code.format(str(folder))]
    env = {name: value for name, value in os.environ.items() if name != kernels.SERVER}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, env=env, **pipes) as process:
        for _ in range(1200):
            if len(pids := [int(path.stem) for path in folder.glob("*.pid")]) >= min(count, os.cpu_count()):
                break
            time.sleep(0.1)
        start = time.monotonic()
        process.send_signal(number)
        said = process.communicate()[0]
        assert time.monotonic() - start < 15  # five seconds where nobody else is at work
    assert process.returncode == 128 + number
    assert said == f"Stopped: 0 of {count} notebooks finished, no other was written.\n"
    assert pids and not [pid for pid in pids if _runs(pid)]
    assert [path.read_bytes() for path in paths_] == before and not list(figures.iterdir())


def _runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    paths.write(path, "one\n")
    path.chmod(0o640)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError):
            paths.write(path, "two\n")
    assert path.read_bytes() == b"one\n" and list(tmp_path.iterdir()) == [path]
    link = tmp_path / "link"
    link.symlink_to(path)
    paths.write(link, b"three")
    assert link.is_symlink() and path.read_bytes() == b"three" and path.stat().st_mode & 0o777 == 0o640


FINDING = {
    **dict.fromkeys(prose_numbers.COLUMNS, ""),
    "name": "met",
    "value": "7",
    "shown": "7",
    "wording": "They met 7 times, or more.",
}


def test_findings_are_gathered_and_have_one_name_each(small, capsys):
    folder, figures, source = small
    write(folder / "b.ipynb", stored(prose_numbers.FINDINGS, [FINDING]))
    assert running.figures() == 0
    table = (figures / paths.FINDINGS).read_text(encoding="utf-8")
    assert table == (
        "notebook,name,value,lower,upper,unit,estimand,observed_until,wording\n"
        'b,met,7,,,,,,"They met 7 times, or more."\n'
    )
    write(folder / "c.ipynb", stored(prose_numbers.FINDINGS, [FINDING]))
    capsys.readouterr()
    assert running.figures() == 1
    assert "two findings have one name: met (b, c)" in capsys.readouterr().out
    assert (figures / paths.FINDINGS).read_text(encoding="utf-8") == table
    for name in "bc":
        (folder / f"{name}.ipynb").unlink()
    assert running.figures() == 0 and not (figures / paths.FINDINGS).exists()


def test_the_table_of_findings_is_that_of_the_notebooks():
    text = notebooks.findings_table(paths.notebooks())
    assert text == (paths.FIGURES / paths.FINDINGS).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "source, names",
    [
        ("helpers.numbers(record, lambda: dict(a=7, b=len(rows), c='seven'))", ["a", "c"]),
        (
            "helpers.numbers(record, lambda: {'a': -7, 'b': rows.sum(), 'c': f'{x}%', 'd': f'{7}%'})",
            ["a", "d"],
        ),
        ("helpers.numbers(record, lambda: dict(a=3 + 4, b=str(7), c=round(x, 1)))", ["a", "b"]),
        ("helpers.findings(record, lambda: [helpers.finding('a', 7, unit='days'), finding('b', x)])", ["a"]),
        ("finding('a', x, lower=1, upper=None, unit='days')", ["a"]),
        ("finding('a', value=7)", ["a"]),
        ("numbers(record, compute)\nother(7)", []),
        ("%time helpers.numbers(record, lambda: dict(a=7))", ["a value in a cell that is not plain Python"]),
        ("%time other()", []),
    ],
)
def test_values_that_are_typed_are_found(source, names):
    assert notebooks.typed(source) == names
    cells = [nbformat.v4.new_markdown_cell("Text."), nbformat.v4.new_code_cell(source)]
    faults = notebooks.unbacked(nbformat.v4.new_notebook(cells=cells))
    assert faults == [f"cell 2: {name} is typed, not computed" for name in names]


def test_of_the_metadata_of_cells_tags_and_folding_are_kept():
    cell = nbformat.v4.new_code_cell("1")
    hidden = {"source_hidden": True}
    cell.metadata |= {"tags": ["parameters"], "jupyter": {**hidden, "is_executing": True}, "collapsed": True}
    other = nbformat.v4.new_code_cell("1")
    other.metadata |= {"tags": [], "jupyter": {"is_executing": True}}
    notebook = nbformat.v4.new_notebook(cells=[cell, other])
    notebooks.normalise(notebook)
    assert [c.metadata for c in notebook.cells] == [{"tags": ["parameters"], "jupyter": hidden}, {}]


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


def test_another_kernel_and_other_settings_of_the_user_change_nothing(small, tmp_path, monkeypatch):
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(
        json.dumps({"argv": ["false"], "display_name": "x", "language": "python"})
    )
    (tmp_path / "matplotlibrc").write_text("axes.grid: True\nlines.linewidth: 9\nfont.size: 20\n")
    paths_ = paths.notebooks()
    notebooks.run(paths_)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    (result,) = notebooks.run(paths_, write=False)
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


def test_make_figures_names_each_notebook_and_ends_with_a_verdict(small, capsys):
    folder, figures, source = small
    assert running.figures() == 0
    said = capsys.readouterr().out
    assert re.fullmatch(r"a.ipynb +\d+\.\d s  changed\nNot as stored\. .*\n", said)
    assert "figures new: one; notebooks rewritten: a.ipynb." in said
    assert {path.name for path in figures.iterdir() if path.is_file()} == {
        f"one.{s}" for s in ("svg", "png", "pdf", "json")
    }
    assert running.figures() == 0
    said = capsys.readouterr().out
    assert "as stored" in said and said.endswith("\n1 figure and 1 notebook exactly as stored.\n")
    (figures / "mine.txt").write_text("keep")
    write(folder / "a.ipynb", source.format("two"))
    assert running.figures() == 0
    assert "figures new: two; figures gone: one;" in capsys.readouterr().out
    assert {path.name for path in figures.iterdir() if path.is_file()} == {
        *(f"two.{s}" for s in ("svg", "png", "pdf", "json")),
        "mine.txt",
    }


def test_make_figures_fails_with_a_notebook(small, capsys):
    notebooks, figures, source = small
    running.figures()
    write(notebooks / "b.ipynb", "1 / 0")
    assert running.figures() == 1
    said = capsys.readouterr().out
    assert "ZeroDivisionError" in said and said.endswith("notebooks failed: b.ipynb.\n")
    assert (figures / "one.svg").exists()


DATA = (
    "import pandas\ntable = pandas.DataFrame({{'year': [2001, 2002], 'met': [{}, 1]}})\nimport helpers\n"
    "fig, ax = helpers.figure('single', 1)\nax.bar(table.year, table.met)\n"
    "helpers.publish(fig, '{}', title='t', caption='c', alt='a', source='s', data=table)"
)


def test_make_figures_shows_what_changed(small, capsys):
    notebooks, figures, _ = small
    write(notebooks / "a.ipynb", DATA.format(3, "one"))
    assert running.figures() == 0
    assert "one changed" not in capsys.readouterr().out
    write(notebooks / "a.ipynb", DATA.format(4, "one"))
    assert running.figures() == 0
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
    assert running.figures() == 0
    before = {path.name: path.read_bytes() for path in figures.iterdir() if path.is_file()}
    write(notebooks / "a.ipynb", DATA.format(4, "one"), DATA.format(6, "other"))
    capsys.readouterr()
    assert running.figures(["one"]) == 0
    said = capsys.readouterr().out
    assert "a.ipynb" in said and "b.ipynb" not in said and "figures changed: one;" in said
    after = {path.name: path.read_bytes() for path in figures.iterdir() if path.is_file()}
    assert {name for name in before if before[name] != after[name]} == {
        f"one.{s}" for s in ("svg", "png", "pdf", "csv")
    }
    assert running.figures(["two", "one"]) == 1
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
