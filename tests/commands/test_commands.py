"""The jobs: what they say, what they write, and that they can fail."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import paths
from helpers.__main__ import main
from helpers.commands import code, jupyterlab, tables, testing
from helpers.publishing import codebook, notebooks, readme


@pytest.fixture
def elsewhere(package, monkeypatch):
    """Let the jobs work on the copy of the data."""
    monkeypatch.setattr(paths, "DATA", package)
    return package


def test_the_data_of_the_project_are_sound(capsys):
    assert tables.problems() == []
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("data/ is sound, version ")


def test_check_names_what_is_wrong(elsewhere, edit, capsys):
    edit("events.csv", ",explicit,", ",explizit,")
    assert tables.check() == 1
    said = capsys.readouterr().out
    assert said.startswith("1 problem in data/:")
    assert "events.csv, line 2, column evidence: not an allowed value: 'explizit'" in said
    assert "Did you mean 'explicit'?" in said


def test_check_wants_rows_in_order_and_tidy_puts_them_there(elsewhere, capsys):
    path = elsewhere / "events.csv"
    before = path.read_text(encoding="utf-8")
    head, first, second, *rest = before.split("\n")
    path.write_text("\n".join([head, second, first, *rest]), encoding="utf-8", newline="")
    (found,) = tables.problems()
    assert found.startswith("events.csv, line 2: not where or as the package writes it")
    assert tables.tidy() == 0
    assert capsys.readouterr().out == "data/events.csv written again\n"
    assert path.read_text(encoding="utf-8") == before
    assert tables.problems() == []


def test_check_and_tidy_count_the_coverage_again(elsewhere, capsys):
    path = elsewhere / "coverage.csv"
    before = path.read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(before)))
    row = next(row for row in rows if row["documented"] == "3")
    cells = [row[name] for name in list(row)[: list(row).index("documented")]]
    start = ",".join(cells)
    path.write_text(before.replace(f"{start},3,", f"{start},4,"), encoding="utf-8", newline="")
    (found,) = tables.problems()
    assert "coverage.csv, line " in found and "4 for " in found and "events.csv holds 3" in found
    assert tables.tidy() == 0
    assert path.read_text(encoding="utf-8") == before


def test_a_package_without_coverage_is_checked_too(record):
    class Small:
        tables = {"events": record.events}

    assert tables.miscounted(Small) == []


def test_check_names_what_looks_odd_and_goes_on(elsewhere, capsys):
    path = elsewhere / "allowed.csv"
    head, first, *rest = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([head, *rest]), encoding="utf-8", newline="")
    assert tables.check() == 0
    said = capsys.readouterr().out
    assert said.startswith("1 to look at; allowed.csv takes those that are right")
    assert first.split(",")[0] in said and "data/ is sound" in said


def test_tidy_leaves_a_broken_table_alone(elsewhere, edit, capsys):
    path = edit("events.csv", "event_id,date", "date,event_id")
    before = path.read_bytes()
    assert tables.tidy() == 1
    assert "in another order" in capsys.readouterr().out
    assert path.read_bytes() == before


def test_check_wants_the_codebook_that_the_descriptor_gives(elsewhere, edit):
    edit(paths.CODEBOOK, "# Codebook", "# Another codebook")
    (found,) = tables.problems()
    assert found.startswith("CODEBOOK.md: not what the descriptor gives")
    (elsewhere / paths.CODEBOOK).unlink()
    assert len(tables.problems()) == 1


@pytest.mark.parametrize("lost", ["table", "column", "value"])
def test_the_codebook_wants_every_description(package, lost):
    descriptor = json.loads((package / paths.DESCRIPTOR).read_text(encoding="utf-8"))
    table = descriptor["resources"][0]
    if lost == "table":
        table["description"] = ""
    elif lost == "column":
        del table["schema"]["fields"][1]["description"]
    else:
        del table["schema"]["fields"][2]["categories"][0]["label"]
    with pytest.raises(ValueError, match="has no (description|label)"):
        codebook.written(descriptor)


def test_every_rule_of_the_schema_is_in_the_codebook(record):
    text = codebook.written(record.descriptor)
    for resource in record.descriptor["resources"]:
        assert f"## {resource['path']}" in text
        for field in resource["schema"]["fields"]:
            assert f"| `{field['name']}` | {field['description']} |" in text
            for item in field.get("categories", ()):
                assert f"| `{item['value']}` | {item['label']} |" in text


def test_docs_writes_what_is_checked(elsewhere, tmp_path, monkeypatch):
    folder = tmp_path / "notebooks"
    shutil.copytree(paths.NOTEBOOKS, folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    monkeypatch.setattr(paths, "notebooks", lambda: sorted(folder.glob("[0-9]*.ipynb")))
    page = tmp_path / "README.md"
    page.write_text(
        f"<!-- figures -->\n<!-- end of figures -->\n{readme.START}\nfrom before\n{readme.END}\nb\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(paths, "README", page)
    assert tables.docs() == 0
    before = (folder / paths.START).read_bytes()
    shutil.copy(folder / "_template.ipynb", folder / "99_my_question.ipynb")
    (elsewhere / paths.CODEBOOK).write_text("old")
    assert tables.docs() == 0
    assert tables.problems() == []
    text = page.read_text(encoding="utf-8")
    map_line = b"](99_my_question.ipynb) | Ask what"
    assert map_line not in before and map_line in (folder / paths.START).read_bytes()
    (folder / "99_my_question.ipynb").unlink()
    assert tables.docs() == 0 and (folder / paths.START).read_bytes() == before
    second = paths.notebooks()[1]
    assert "from before" not in text and f"](notebooks/{second.name})" in text


def test_the_readme_needs_its_marks():
    with pytest.raises(ValueError, match="the README needs"):
        readme.listed("no marks", [])


def test_version_says_what_is_in_use(capsys):
    assert main(["version"]) == 0
    said = capsys.readouterr().out
    assert "The NATO-Russia record" in said and "pandas " in said


def test_lab_asks_nothing_of_the_network_shows_no_news_and_opens_the_contents(tmp_path):
    env = jupyterlab.settings(tmp_path)
    config = Path(env["JUPYTER_CONFIG_PATH"])
    about = json.loads((config / "jupyter_lab_config.json").read_text(encoding="utf-8"))
    page = json.loads((config / "labconfig" / "page_config.json").read_text(encoding="utf-8"))
    layout = json.loads(
        Path(env["JUPYTERLAB_WORKSPACES_DIR"], jupyterlab.WORKSPACE).read_text(encoding="utf-8")
    )["data"]
    assert "NeverCheckForUpdate" in about["LabApp"]["check_for_updates_class"]
    assert page["disabledExtensions"]["@jupyterlab/apputils-extension:announcements"]
    assert layout["layout-restorer:data"]["left"]["current"] == "@jupyterlab/toc:plugin"
    assert layout["layout-restorer:data"]["main"]["current"] == f"notebook:notebooks/{paths.START}"
    assert jupyterlab.command()[-1].endswith(paths.START)


def test_lab_takes_options_and_runs_as_root(monkeypatch):
    asked = []
    monkeypatch.setattr(jupyterlab, "open_lab", lambda *options: asked.append(options) or 0)
    assert main(["lab", "--options=--no-browser --port 8899"]) == main(["lab"]) == 0
    assert asked == [("--no-browser", "--port", "8899"), ()]
    monkeypatch.setattr(jupyterlab.os, "geteuid", lambda: 0, raising=False)
    assert jupyterlab.command("--port=1")[-3:-1] == ["--allow-root", "--port=1"]
    monkeypatch.setattr(jupyterlab.os, "geteuid", lambda: 1000, raising=False)
    assert "--allow-root" not in jupyterlab.command()


def started(monkeypatch, tmp_path, code):
    """Let a few lines of Python stand for JupyterLab."""
    monkeypatch.setattr(jupyterlab, "SIGNATURES", tmp_path / "signatures")
    monkeypatch.setattr(jupyterlab, "committed", lambda: [])
    monkeypatch.setattr(jupyterlab, "command", lambda *options: [sys.executable, "-c", code])
    return jupyterlab.open_lab()


def test_lab_prints_its_address_alone(monkeypatch, tmp_path, capsys):
    code = """
import json, os, pathlib, time
print("a long log", flush=True)
place = pathlib.Path(os.environ["JUPYTER_RUNTIME_DIR"])
place.mkdir()
about = {"url": "http://localhost:1/", "token": "abc"}
(place / "jpserver-1.json").write_text(json.dumps(about))
time.sleep(1)
"""
    assert started(monkeypatch, tmp_path, code) == 0
    place = f"http://localhost:1/lab/tree/notebooks/{paths.START}?token=abc"
    assert capsys.readouterr().out == f"JupyterLab is at {place} (Ctrl-C ends it)\n"


def test_lab_that_does_not_start_shows_its_log(monkeypatch, tmp_path, capsys):
    assert started(monkeypatch, tmp_path, "print('no port is free'); raise SystemExit(3)") == 3
    assert capsys.readouterr().out == "no port is free\n"


def trusted(path):
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary(data_dir=str(jupyterlab.SIGNATURES))
    found = notary.check_signature(notebooks.parsed(path))
    notary.store.close()
    return found


def test_notebooks_as_committed_are_trusted_and_no_others(monkeypatch, tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for name in ("kept", "changed", "new"):
        shutil.copy(paths.NOTEBOOKS / paths.START, folder / f"{name}.ipynb")
    assert jupyterlab.committed(folder) == []  # no git checkout
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "kept.ipynb", "changed.ipynb"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], cwd=folder, check=True)
    changed = folder / "changed.ipynb"
    changed.write_text(changed.read_text(encoding="utf-8").replace("record", "archive"), encoding="utf-8")
    assert jupyterlab.committed(folder) == [folder / "kept.ipynb"]
    monkeypatch.setattr(jupyterlab, "SIGNATURES", tmp_path / "signatures")
    jupyterlab.sign(jupyterlab.committed(folder))
    assert [trusted(folder / f"{name}.ipynb") for name in ("kept", "changed")] == [True, False]


def test_an_environment_that_cannot_be_written_to_signs_nothing(monkeypatch, tmp_path, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setattr(jupyterlab, "SIGNATURES", tmp_path / "file" / "signatures")
    jupyterlab.sign([])
    assert capsys.readouterr().out.startswith("the notebooks are not trusted")


def test_form_is_checked_and_a_fault_is_named(monkeypatch, tmp_path, capfd):
    for place in code.PLACES:
        (tmp_path / place).mkdir()
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    (tmp_path / "helpers" / "a.py").write_text("a = 1\n")
    assert main(["check-code"]) == 0
    (tmp_path / "tests" / "b.py").write_text("import os\n")
    (tmp_path / "helpers" / "a.py").write_text("a=1\n")
    assert main(["check-code"]) == 1
    said = capfd.readouterr().out
    assert "F401" in said and "a.py" in said and "'ruff check --fix'" in said


@pytest.fixture
def more_notebooks(tmp_path, monkeypatch):
    """A copy of the notebooks to which one may be added."""
    folder = shutil.copytree(paths.NOTEBOOKS, tmp_path / "notebooks")
    monkeypatch.setattr(paths, "NOTEBOOKS", folder)
    monkeypatch.setattr("helpers.paths.notebooks.__defaults__", (folder,))
    return folder


def test_a_notebook_begun_from_the_template_runs(more_notebooks, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(jupyterlab, "SIGNATURES", tmp_path / "signatures")
    assert main(["notebook", "99_my_question"]) == 0
    assert "notebooks/99_my_question.ipynb begun" in capsys.readouterr().out
    path = more_notebooks / "99_my_question.ipynb"
    assert trusted(path)
    assert paths.notebooks()[-1] == path
    (first,) = notebooks.run([path])
    (again,) = notebooks.run([path])
    assert (first.error, again.error, again.changed) == ("", "", False)
    written = notebooks.parsed(path)
    assert written.cells[0].source.startswith("# 99 My question\n")
    assert notebooks.published(written) == notebooks.publishes(written) == ["my-question"]


@pytest.mark.parametrize(
    "name, said",
    [
        ("", "give it a name such as NAME={free}_my_question\n"),
        ("my_question", "give it a name such as NAME={free}_my_question, not 'my_question'\n"),
        ("98 My question?", "give it a name such as NAME=98_my_question, not '98 My question?'\n"),
        ("00 Again", "give it a name such as NAME={free}_again, not '00 Again'\n"),
        ("00_again", "number 00 is taken by 00_start_here.ipynb; {free} is free: NAME={free}_again\n"),
    ],
)
def test_a_notebook_needs_a_free_number_and_a_name(more_notebooks, capsys, name, said):
    before = sorted(more_notebooks.iterdir())
    free = f"{1 + int(paths.notebooks()[-1].name[:2]):02}"
    assert main(["notebook", name]) == main(["notebook", *([name] if name else [])]) == 1
    assert capsys.readouterr().out == 2 * said.format(free=free)
    assert sorted(more_notebooks.iterdir()) == before


def test_a_new_package_needs_a_folder(capsys):
    assert main(["new-package"]) == main(["new-package", ""]) == 1
    assert "DIR=data/nato-georgia" in capsys.readouterr().out


def test_the_template_is_no_notebook_of_the_record():
    assert (paths.NOTEBOOKS / paths.TEMPLATE).exists()
    assert paths.TEMPLATE not in [path.name for path in paths.notebooks()]


PARTS = ("check", "check_code", "_pytest", "_notebooks")  # of make test


@pytest.mark.parametrize("bad", PARTS)
def test_test_runs_every_part_and_fails_if_one_fails(monkeypatch, bad):
    run = []
    for part in PARTS:
        monkeypatch.setattr(testing, part, lambda *words, part=part: run.append(part) or int(part == bad))
    assert testing.test() == 1
    assert run == list(PARTS)


@pytest.mark.parametrize(
    "browser, needed, told", [(None, "", True), ("/usr/bin/chromium", "", False), (None, "needed", False)]
)
def test_test_says_at_the_end_that_no_browser_was_there(monkeypatch, capsys, browser, needed, told):
    for part in PARTS:
        monkeypatch.setattr(testing, part, lambda *words: 0)
    monkeypatch.setattr(jupyterlab, "chromium", lambda: browser)
    monkeypatch.setenv(jupyterlab.NEEDED, needed)
    assert testing.test() == 0
    said = capsys.readouterr().out
    assert ("SKIPPED: JupyterLab and the website were not tested in a browser" in said) is told


def test_a_figure_that_is_not_there_is_guessed(monkeypatch, capsys):
    monkeypatch.setattr(notebooks, "publishes", lambda notebook: ["timeline", "silences"])
    assert main(["figures", "timelin", "xyz"]) == 1
    said = "no figure timelin; did you mean timeline?\nno figure xyz; there are:\n  silences\n  timeline\n"
    assert capsys.readouterr().out == said


def test_an_unknown_job_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "invalid choice" in capsys.readouterr().err
