"""The jobs: what they say, what they write, and that they can fail."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import paths, pythons
from helpers.__main__ import main
from helpers.commands import jobs, lab
from helpers.publishing import codebook, notebooks, readme


@pytest.fixture
def elsewhere(package, monkeypatch):
    """Let the jobs work on the copy of the data."""
    monkeypatch.setattr(paths, "DATA", package)
    monkeypatch.setattr("helpers.record.model.load.__defaults__", (package,))
    return package


def test_the_data_of_the_project_are_sound(capsys):
    assert jobs.problems() == []
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("data/ is sound, version ")


def test_check_names_what_is_wrong(elsewhere, edit, capsys):
    edit("events.csv", ",explicit,", ",explizit,")
    assert jobs.check() == 1
    said = capsys.readouterr().out
    assert said.startswith("1 problem in data/:")
    assert "events.csv, line 2, column evidence: not an allowed value: 'explizit'" in said
    assert "Did you mean 'explicit'?" in said


def test_check_wants_rows_in_order_and_tidy_puts_them_there(elsewhere, capsys):
    path = elsewhere / "events.csv"
    before = path.read_text(encoding="utf-8")
    head, first, second, *rest = before.split("\n")
    path.write_text("\n".join([head, second, first, *rest]), encoding="utf-8", newline="")
    (found,) = jobs.problems()
    assert found.startswith("events.csv, line 2: not where or as the package writes it")
    assert jobs.tidy() == 0
    assert capsys.readouterr().out == "data/events.csv written again\n"
    assert path.read_text(encoding="utf-8") == before
    assert jobs.problems() == []


def test_check_and_tidy_count_the_coverage_again(elsewhere, record, capsys):
    path = elsewhere / "coverage.csv"
    before = path.read_text(encoding="utf-8")
    rows = record.coverage.dropna(subset=["expected"])
    row = rows[rows["documented"] == 3].iloc[0]
    start = f"{row['forum']},{row['level']},{row['year']},{row['expected']},"
    path.write_text(before.replace(f"{start}3,", f"{start}4,"), encoding="utf-8", newline="")
    (found,) = jobs.problems()
    assert "coverage.csv, line " in found and "4 for " in found and "events.csv holds 3" in found
    assert jobs.tidy() == 0
    assert path.read_text(encoding="utf-8") == before


def test_a_package_without_coverage_is_checked_too(record):
    class Small:
        tables = {"events": record.events}

    assert jobs.miscounted(Small) == []


def test_check_names_what_looks_odd_and_goes_on(elsewhere, capsys):
    path = elsewhere / "allowed.csv"
    head, first, *rest = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([head, *rest]), encoding="utf-8", newline="")
    assert jobs.check() == 0
    said = capsys.readouterr().out
    assert said.startswith("1 to look at; allowed.csv takes those that are right")
    assert first.split(",")[0] in said and "data/ is sound" in said


def test_tidy_leaves_a_broken_table_alone(elsewhere, edit, capsys):
    path = edit("events.csv", "event_id,date", "date,event_id")
    before = path.read_bytes()
    assert jobs.tidy() == 1
    assert "in another order" in capsys.readouterr().out
    assert path.read_bytes() == before


def test_check_wants_the_codebook_that_the_descriptor_gives(elsewhere, edit):
    edit(paths.CODEBOOK, "# Codebook", "# Another codebook")
    (found,) = jobs.problems()
    assert found.startswith("CODEBOOK.md: not what the descriptor gives")
    (elsewhere / paths.CODEBOOK).unlink()
    assert len(jobs.problems()) == 1


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
    before = (folder / paths.START).read_bytes()
    shutil.copy(folder / "_template.ipynb", folder / "11_my_question.ipynb")
    readme = tmp_path / "README.md"
    readme.write_text(
        f"<!-- figures -->\n<!-- end of figures -->\n{readme.START}\nfrom before\n{readme.END}\nb\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(paths, "README", readme)
    (elsewhere / paths.CODEBOOK).write_text("old")
    assert jobs.docs() == 0
    assert jobs.problems() == []
    text = readme.read_text(encoding="utf-8")
    map_line = b"](11_my_question.ipynb) | Ask what"
    assert map_line not in before and map_line in (folder / paths.START).read_bytes()
    (folder / "11_my_question.ipynb").unlink()
    assert jobs.docs() == 0 and (folder / paths.START).read_bytes() == before
    assert "from before" not in text and "[04 Meetings](notebooks/04_meetings.ipynb)" in text


def test_the_readme_needs_its_marks():
    with pytest.raises(ValueError, match="the README needs"):
        readme.written("no marks", [])


def test_version_says_what_is_in_use(capsys):
    assert main(["version"]) == 0
    said = capsys.readouterr().out
    assert "The NATO-Russia record" in said and "pandas " in said


def test_lab_asks_nothing_of_the_network_shows_no_news_and_opens_the_contents(monkeypatch):
    called = []

    class Done:
        returncode = 0

        def __init__(self, words, env):
            config = Path(env["JUPYTER_CONFIG_PATH"], "labconfig", "page_config.json")
            (layout,) = Path(env["JUPYTERLAB_WORKSPACES_DIR"]).iterdir()
            called.append((words, json.loads(config.read_text()), json.loads(layout.read_text())["data"]))

    monkeypatch.setattr(jobs.subprocess, "run", Done)
    assert main(["lab"]) == 0
    ((words, config, layout),) = called
    assert words[-1].endswith(paths.START)
    assert any("NeverCheckForUpdate" in word for word in words)
    assert config["disabledExtensions"]["@jupyterlab/apputils-extension:announcements"]
    assert layout["layout-restorer:data"]["left"]["current"] == lab.CONTENTS


@pytest.fixture
def more_notebooks(tmp_path, monkeypatch):
    """A copy of the notebooks to which one may be added."""
    folder = shutil.copytree(paths.NOTEBOOKS, tmp_path / "notebooks")
    monkeypatch.setattr(paths, "NOTEBOOKS", folder)
    monkeypatch.setattr("helpers.paths.notebooks.__defaults__", (folder,))
    return folder


def test_a_notebook_begun_from_the_template_runs_and_is_whole(more_notebooks, capsys):
    assert main(["notebook", "99_my_question"]) == 0
    assert "notebooks/99_my_question.ipynb begun" in capsys.readouterr().out
    path = more_notebooks / "99_my_question.ipynb"
    assert paths.notebooks()[-1] == path
    (first,) = notebooks.run([path])
    (again,) = notebooks.run([path])
    assert (first.error, again.error, again.changed) == ("", "", False)
    written = notebooks.read(path)
    assert written.cells[0].source.startswith("# 99 My question\n")
    assert notebooks.published(written) == notebooks.publishes(written) == ["my-question"]


@pytest.mark.parametrize(
    "name, fault",
    [
        ("my_question", "is called like 07_my_question, not 'my_question'"),
        ("07 My", "is called like"),
        ("00_again", "number 00 is taken by 00_start_here.ipynb"),
    ],
)
def test_a_notebook_needs_a_free_number_and_a_name(more_notebooks, capsys, name, fault):
    before = sorted(more_notebooks.iterdir())
    assert main(["notebook", name]) == 1
    assert fault in capsys.readouterr().out and sorted(more_notebooks.iterdir()) == before


def test_the_template_is_no_notebook_of_the_record():
    assert (paths.NOTEBOOKS / paths.TEMPLATE).exists()
    assert paths.TEMPLATE not in [path.name for path in paths.notebooks()]


def test_a_python_is_found_only_if_it_starts_and_is_of_the_version(tmp_path, monkeypatch):
    this = "{}.{}".format(*sys.version_info)
    assert pythons.find(this) == Path(sys.executable)
    shim = tmp_path / "python3.98"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pythons.find("3.98") is None
    shim.write_text("#!/bin/sh\necho 3.98\n")
    assert pythons.find("3.98") == shim


@pytest.mark.parametrize("code", [0, 1])
def test_every_python_found_is_compared_and_the_others_are_named(monkeypatch, capsys, code):
    called = []

    class Done:
        returncode = code

        def __init__(self, words, **more):
            called.append(words)

    monkeypatch.setattr(
        pythons, "find", lambda version: None if version == "3.12" else Path(f"python{version}")
    )
    monkeypatch.setattr(pythons, "environment", lambda python, folder: folder / python)
    monkeypatch.setattr(pythons.subprocess, "run", Done)
    assert main(["pythons"]) == code
    assert [words[0].name for words in called] == ["python3.11", "python3.13"]
    assert all(words[1:] == pythons.TESTS for words in called)
    assert "not found here, and so not compared: 3.12" in capsys.readouterr().out


def test_the_tests_that_pythons_runs_exist():
    (file,) = [word for word in pythons.TESTS if word.endswith(".py")]
    assert (paths.ROOT / file).read_text(encoding="utf-8").count("changes_no_byte") == 2


def test_an_environment_holds_the_lock_and_the_helpers(tmp_path, monkeypatch):
    called = []

    def fake(words, **more):
        called.append([str(word) for word in words])
        return subprocess.CompletedProcess(words, 0, stdout=f"{tmp_path}\n")

    monkeypatch.setattr(pythons.subprocess, "run", fake)
    python = pythons.environment(Path("python3.12"), tmp_path / "new")
    assert python.parent.parent == tmp_path / "new"
    assert (
        called[0][2:4] == ["venv", "--python"]
        and called[1][2:4] == ["pip", "sync"]
        and called[1][-1] == str(paths.LOCK)
    )
    assert (tmp_path / "record.pth").read_text() == f"{paths.ROOT}\n"


def test_test_runs_every_suite_and_fails_if_one_fails(monkeypatch):
    codes = iter([0, 1])
    called = []

    class Done:
        def __init__(self, words):
            called.append(words)
            self.returncode = next(codes)

    monkeypatch.setattr(jobs, "check", lambda: 0)
    monkeypatch.setattr(jobs.subprocess, "run", lambda words, **_: Done(words))
    assert jobs.test() == 1
    assert "--cov" in called[0] and "--nbval" in called[1]
    assert [word for word in called[1] if word.endswith(".ipynb")] == list(map(str, paths.notebooks()))


@pytest.mark.parametrize(
    "browser, needed, told", [(None, "", True), ("/usr/bin/chromium", "", False), (None, "needed", False)]
)
def test_test_says_at_the_end_that_no_browser_was_there(monkeypatch, capsys, browser, needed, told):
    monkeypatch.setattr(jobs, "check", lambda: 0)
    monkeypatch.setattr(jobs.subprocess, "run", lambda words, **_: subprocess.CompletedProcess(words, 0))
    monkeypatch.setattr(lab, "chromium", lambda: browser)
    monkeypatch.setenv(lab.NEEDED, needed)
    assert jobs.test() == 0
    assert (
        "SKIPPED: JupyterLab and the website were not tested in a browser" in capsys.readouterr().out
    ) is told


def test_an_unknown_job_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "invalid choice" in capsys.readouterr().err
