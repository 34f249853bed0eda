"""The jobs: what they say, what they write, and that they can fail."""

import json
from pathlib import Path

import pytest

from helpers import codebook, jobs, paths
from helpers.__main__ import main


@pytest.fixture
def elsewhere(package, monkeypatch):
    """Let the jobs work on the copy of the data."""
    monkeypatch.setattr(paths, "DATA", package)
    monkeypatch.setattr("helpers.record.load.__defaults__", (package,))
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
        codebook.codebook(descriptor)


def test_every_rule_of_the_schema_is_in_the_codebook(record):
    text = codebook.codebook(record.descriptor)
    for resource in record.descriptor["resources"]:
        assert f"## {resource['path']}" in text
        for field in resource["schema"]["fields"]:
            assert f"| `{field['name']}` | {field['description']} |" in text
            for item in field.get("categories", ()):
                assert f"| `{item['value']}` | {item['label']} |" in text


def test_docs_writes_what_is_checked(elsewhere, tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    readme.write_text(f"a\n{codebook.START}\nfrom before\n{codebook.END}\nb\n", encoding="utf-8")
    monkeypatch.setattr(paths, "README", readme)
    (elsewhere / paths.CODEBOOK).write_text("old")
    assert jobs.docs() == 0
    assert jobs.problems() == []
    text = readme.read_text(encoding="utf-8")
    assert "from before" not in text and "[02 Meeting frequency](notebooks/02_meeting_frequency.ipynb)" in text


def test_the_readme_needs_its_marks():
    with pytest.raises(ValueError, match="the README needs"):
        codebook.readme("no marks", [])


def test_version_says_what_is_in_use(capsys):
    assert main(["version"]) == 0
    said = capsys.readouterr().out
    assert "The NATO-Russia record" in said and "pandas " in said


def test_lab_asks_nothing_of_the_network_and_shows_no_news(monkeypatch):
    called = []

    class Done:
        returncode = 0

        def __init__(self, words, env):
            config = Path(env["JUPYTER_CONFIG_PATH"], "labconfig", "page_config.json")
            called.append((words, json.loads(config.read_text())))

    monkeypatch.setattr(jobs.subprocess, "run", Done)
    assert main(["lab"]) == 0
    ((words, config),) = called
    assert words[-1].endswith(paths.START)
    assert any("NeverCheckForUpdate" in word for word in words)
    assert config["disabledExtensions"]["@jupyterlab/apputils-extension:announcements"]


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


def test_an_unknown_job_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "invalid choice" in capsys.readouterr().err
