"""What an edit changes since the last commit, walked as CONTRIBUTING walks it."""

import csv
import doctest
import io
import re
import subprocess

import pytest

import helpers
from helpers import paths
from helpers.__main__ import main
from helpers.commands import tables
from helpers.publishing import moved_claims
from helpers.record import edits

GUIDE = (paths.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EVENT = "NRC-2018-05-31-ambassadors"


def git(folder, *words):
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", *words],
        cwd=folder,
        check=True,
        capture_output=True,
    )


def commit(folder):
    git(folder, "init", "-q")
    git(folder, "add", "-A", ".")
    git(folder, "commit", "-q", "-m", "before")


@pytest.fixture
def elsewhere(package, monkeypatch):
    """Let the jobs work on the copy of the data."""
    monkeypatch.setattr(paths, "DATA", package)
    return package


def change(path, edit):
    """Rewrite a table by a function of its rows."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    names, rows = list(rows[0]), edit(rows)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def blocks(text):
    """Fenced blocks of a section: what they are called, and their lines."""
    section = re.search(r"^## Add a row\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)[1]
    return re.findall(r"^```(\S.*?)\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)


def same(wanted, got):
    """Tell whether an output is as shown; numbers change with the record, and ... stands for anything."""
    wanted, got = (re.sub(r"\d[\d,.]*\d|\d", "0", text) for text in (wanted, got))
    return doctest.OutputChecker().check_output(wanted, got, doctest.ELLIPSIS)


def test_the_walk_in_contributing_is_true(elsewhere, capsys):
    steps = blocks(GUIDE)
    assert [kind for kind, _ in steps] == [
        "text data/sources.csv",
        "text data/events.csv",
        "console",
        "console",
    ]
    for kind, text in steps[:2]:  # the state before
        path = elsewhere / kind.removeprefix("text data/")
        before = path.read_text(encoding="utf-8")
        assert text in before
        path.write_text(before.replace(text, ""), encoding="utf-8", newline="")
    assert tables.tidy(elsewhere) == 0 and tables.problems(elsewhere) == []
    commit(elsewhere)
    for kind, text in steps:
        if kind.startswith("text"):
            with open(elsewhere / kind.removeprefix("text data/"), "a", encoding="utf-8", newline="") as file:
                file.write(text)
            continue
        for command, shown in re.findall(r"^\$ make (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
            capsys.readouterr()
            main(command.split())
            said = capsys.readouterr().out
            assert same(shown, re.sub(r"^data/nato-ukraine/ is .*\n", "", said, flags=re.MULTILINE)), said
    assert all(
        (elsewhere / path.name).read_bytes() == path.read_bytes()
        for path in (paths.ROOT / "data").glob("*.csv")
    )


def test_the_comparison_of_outputs_can_fail():
    assert same("9 rows\n...\nend\n", "10 rows\nany\nthing\nend\n")
    assert not same("9 rows\n", "9 lines\n")
    assert not same("9 rows\n", "9 rows\nmore\n")


def test_check_warns_of_a_likely_duplicate_and_names_the_cells_that_changed(elsewhere, capsys):
    commit(elsewhere)

    def edit(rows):
        row = next(row for row in rows if row["event_id"] == EVENT)
        twin = row | {"event_id": "NRC-2018-05-30-ambassadors", "date": "2018-05-30"}
        row["city"] = ""
        return [twin if row["event_id"] == "NRC-2018-10-31-ambassadors" else row for row in rows]

    change(elsewhere / "events.csv", edit)
    tables.tidy(elsewhere)
    capsys.readouterr()
    record = helpers.load(elsewhere)
    said = moved_claims.report(record)
    assert any(re.fullmatch(rf"  events.csv:\d+ {EVENT}: city Brussels → empty", line) for line in said)
    assert any(re.fullmatch(r"  events.csv:\d+ NRC-2018-05-30-ambassadors: new", line) for line in said)
    assert "  events.csv NRC-2018-10-31-ambassadors: gone" in said
    assert any(
        re.match(r"  NRC-count-2018: found |  NRC-gap-2018-05-31: found 7.1 → ", line) for line in said
    )


def test_what_has_not_changed_moves_nothing(elsewhere):
    commit(elsewhere)
    assert moved_claims.report(helpers.load(elsewhere)) == []


def test_without_a_last_commit_check_says_so_and_goes_on(elsewhere, capsys, monkeypatch):
    assert tables.check(elsewhere) == 0
    said = capsys.readouterr().out
    assert "Changes since the last commit are not shown: this folder is not in a git checkout" in said
    monkeypatch.setenv("PATH", "")
    assert edits.last_commit(elsewhere, elsewhere) == "git is not installed"


def test_a_last_commit_that_is_not_sound_is_named(elsewhere):
    path = elsewhere / "status.csv"
    sound = path.read_bytes()
    path.write_bytes(sound.replace(b"active", b"actif"))
    commit(elsewhere)
    path.write_bytes(sound)
    assert moved_claims.report(helpers.load(elsewhere)) == [
        "Changes since the last commit are not shown: the tables of the last commit are not sound."
    ]


def test_a_package_that_the_last_commit_lacks_is_named(elsewhere, tmp_path):
    (elsewhere / "one").mkdir()
    (elsewhere / "one" / "file").write_text("")
    commit(elsewhere)
    (tmp_path / "place").mkdir()
    assert edits.last_commit(elsewhere / "one", tmp_path / "place") == "the last commit does not hold it"


def test_claims_that_come_and_go_are_named(record):
    from dataclasses import replace

    fewer = replace(record, tables={**record.tables, "claims": record.claims.iloc[1:]})
    first = record.claims["claim_id"].iloc[0]
    assert moved_claims.compare(record, fewer) == [f"{first}: gone"]
    assert moved_claims.compare(fewer, record)[0].startswith(f"{first}: new, ")
