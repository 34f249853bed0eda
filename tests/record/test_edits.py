"""What an edit moves: told against the last commit, walked as CONTRIBUTING walks it, true when the notebooks run."""

import csv
import doctest
import io
import re
import shutil
import subprocess

import pytest

import helpers
from helpers import paths
from helpers.__main__ import main
from helpers.commands import jobs
from helpers.publishing import moved_claims, notebooks
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
    monkeypatch.setattr("helpers.record.model.load.__defaults__", (package,))
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
    assert jobs.tidy(elsewhere) == 0 and jobs.problems(elsewhere) == []
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
    jobs.tidy(elsewhere)
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
    assert jobs.check(elsewhere) == 0
    assert "What new rows move is not told: this folder is not in a git checkout" in capsys.readouterr().out
    monkeypatch.setenv("PATH", "")
    assert edits.last_commit(elsewhere, elsewhere) == "git is not installed"


def test_a_last_commit_that_is_not_sound_is_named(elsewhere):
    path = elsewhere / "status.csv"
    sound = path.read_bytes()
    path.write_bytes(sound.replace(b"active", b"actif"))
    commit(elsewhere)
    path.write_bytes(sound)
    assert moved_claims.report(helpers.load(elsewhere)) == [
        "What new rows move is not told: the tables of the last commit are not sound."
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
    assert moved_claims.moved_claims(record, fewer) == [f"{first}: gone"]
    assert moved_claims.moved_claims(fewer, record)[0].startswith(f"{first}: new, ")


def test_what_is_said_of_figures_and_notebooks_names_some_that_there_are():
    known = {path.stem for path in [*paths.notebooks(), *paths.FIGURES.glob("*.json")]}
    assert set().union(*moved_claims.EVENTS.values()) | set(moved_claims.READ) <= known
    names = [name for group in moved_claims.EVENTS.values() for name in group]
    assert len(names) == len(set(names))


# How a table is changed where a notebook is said not to read it; None drops every other row.
OTHERWISE = {
    "institutions": lambda row: row | {"name": "Changed", "label": row["institution_id"]},
    "sources": lambda row: row | {"title": "Changed", "published": "1991", "kind": "other"},
    "allowed": None,
    "claims": None,
    "recoding": None,
    "disagreements": None,
    "id_changes": None,
    "coverage": None,
    "status": None,
    "relations": None,
    "phases": lambda row: row | {"name": f"Changed {row['phase_id']}", "reason": "Other."},
}
# A notebook, and whether all of it is said to rest on some tables and events only, or its figures.
RUNS = [
    *((name, False) for name in sorted(moved_claims.READ) if name[:2].isdigit()),
    ("05_ruptures", True),
    ("09_nato_ukraine", True),
]


def figures(name):
    return set(notebooks.publishes(notebooks.read(paths.NOTEBOOKS / f"{name}.ipynb")))


def twice(rows, kind, councils, blur):
    """Events with a second one of each that is said not to count, and other words in cells that no figure shows."""
    more = [
        row | {"event_id": f"{row['event_id']}-twice"}
        for row in rows
        if kind in moved_claims.KINDS and not moved_claims.KINDS[kind](row, councils)
    ]
    if blur:
        rows = [
            row | {"city": "Elsewhere", "summary": "Other.", "notes": "", "format": "special"} for row in rows
        ]
    return rows + more


@pytest.mark.parametrize(
    "name, drawings", RUNS, ids=[f"{run[0]}-{'figures' if run[1] else 'all'}" for run in RUNS]
)
def test_what_is_said_not_to_move_does_not(tmp_path, monkeypatch, record, name, drawings):
    for folder in ("helpers", "data", "notebooks"):
        shutil.copytree(paths.ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    data, path, drawn = tmp_path / "data", tmp_path / "notebooks" / f"{name}.ipynb", tmp_path / "figures"
    told = ["events", *moved_claims.READ.get(name, "").split()]
    if drawings:
        told = {table for figure in figures(name) for table in moved_claims.rests_on(figure)}
    for table in OTHERWISE.keys() - set(told):
        other = OTHERWISE[table]
        change(data / f"{table}.csv", lambda rows: list(map(other, rows)) if other else rows[::2])
    asked = figures(name) if drawings else {name}
    kind = next((kind for kind, names in moved_claims.EVENTS.items() if names & asked), "")
    change(data / "events.csv", lambda rows: twice(rows, kind, record.councils, drawings))
    assert len(helpers.load(data).events) >= len(record.events)
    found = edits.edits(paths.DATA, data)
    moving, notebooks = moved_claims.may_move(record, found)
    still = figures(name) - set(moving)
    assert len(found) > 50 and still and (drawings or path.name not in notebooks)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    drawn.mkdir()
    (result,) = notebooks.run([path], drawn)
    assert result.error == ""
    assert drawings or path.read_bytes() == (paths.NOTEBOOKS / path.name).read_bytes()
    for figure in sorted(still):
        for suffix in (".svg", ".csv", ".json"):
            one, other = (folder / f"{figure}{suffix}" for folder in (drawn, paths.FIGURES))
            assert one.read_bytes() == other.read_bytes(), f"{figure}{suffix}"


def test_a_package_is_known_by_its_place_however_it_is_named(monkeypatch):
    monkeypatch.chdir(paths.ROOT)
    row = {"type": "meeting", "forum": "NUC"}
    for folder in ("data/nato-ukraine", paths.UKRAINE):
        told = moved_claims.may_move(
            helpers.load(folder), [edits.Edit("events", 2, "NUC-x", row, row | {"date": "2001"})]
        )
        assert told == (["silence-of-one-forum", "two-dyads"], ["09_nato_ukraine.ipynb"])


def test_cells_that_no_figure_shows_move_notebooks_alone(record):
    row = {"type": "meeting", "forum": "NRC", "city": "Brussels", "notes": "Inferred."}
    figures, notebooks = moved_claims.may_move(
        record, [edits.Edit("events", 2, "NRC-x", row, row | {"city": "Mons"})]
    )
    assert (
        figures == [] and "02_meeting_frequency.ipynb" in notebooks and "01_timeline.ipynb" not in notebooks
    )
    told = moved_claims.may_move(
        record, [edits.Edit("events", 2, "NRC-x", row, row | {"city": "Mons"})], ["a claim"]
    )[0]
    assert told == ["claims-by-measure"]
    assert (
        "lines-of-descent"
        in moved_claims.may_move(record, [edits.Edit("relations", 2, "a", row, row | {"notes": ""})])[0]
    )
