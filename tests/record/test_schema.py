"""Broken tables: every problem is found, named with its place, and nothing is lost."""

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import helpers
from helpers.analysis import status
from helpers.commands import tables
from helpers.paths import DESCRIPTOR
from helpers.record import plausibility
from helpers.record.descriptor import read_descriptor
from helpers.record.schema import canonical, read_tables

EVENT = "NRC-2018-05-31-ambassadors"


def problems(package):
    with pytest.raises(helpers.DataError) as caught:
        helpers.load(package)
    return caught.value.problems


def line_of(package, name, start):
    lines = (package / name).read_text(encoding="utf-8").split("\n")
    return next(i for i, line in enumerate(lines, 1) if line.startswith(start))


@pytest.fixture
def cell(package):
    """Set one cell of a table by its key; returns the line."""

    def change(name, key, column, value):
        path = package / name
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        place = rows[0].index(column)
        line = next(i for i, row in enumerate(rows, 1) if row[0] == key)
        rows[line - 1][place] = value
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")
        return line

    return change


# (table, key, column, value, rule, what is shown, whether frictionless sees it too)
CELLS = [
    ("events.csv", EVENT, "date", "2018-02-30", "no such day", "2018-02-30"),
    ("events.csv", EVENT, "date", "31.05.2018", "not a date of the form", "31.05.2018"),
    ("events.csv", EVENT, "date", "2018-06-01/2018-05-31", "not a span", "2018-06-01/2018-05-31"),
    ("events.csv", EVENT, "date", "", "a value is required", ""),
    ("events.csv", EVENT, "level", "ambasadors", "not an allowed value", "ambasadors"),
    ("events.csv", EVENT, "evidence", "rumour", "not an allowed value", "rumour"),
    ("events.csv", EVENT, "forum", "NRK", "institutions.csv has no such institution_id", "NRK"),
    ("events.csv", EVENT, "topics", "ukraine;weather", "not an allowed value", "weather"),
    ("events.csv", EVENT, "topics", "ukraine;ukraine", "stands twice in a list", "ukraine;ukraine"),
    ("events.csv", EVENT, "topics", "ukraine; syria", "blanks in a list", "ukraine; syria"),
    ("events.csv", EVENT, "topics", "ukraine;;syria", "an empty item", "ukraine;;syria"),
    ("events.csv", EVENT, "sources", "no-such-page", "sources.csv has no such source_id", "no-such-page"),
    ("events.csv", EVENT, "sources", "", "a value is required", ""),
    ("events.csv", EVENT, "city", " Brussels", "blanks around", " Brussels"),
    ("events.csv", EVENT, "title", "x" * 161, "longer than 160", "x" * 161),
    ("events.csv", EVENT, "event_id", "NRC 2018", "not of the right form", "NRC 2018"),
    ("institutions.csv", "PJC", "ended", "1990", "lies before founded", "1990"),
    ("institutions.csv", "PJC", "parent", "NOBODY", "no such institution_id", "NOBODY"),
    ("institutions.csv", "PJC", "founded", "1997-05/1997-06", "not a date of the form", "1997-05/1997-06"),
    ("coverage.csv", "EAPC", "year", "199x", "not a whole number", "199x"),
    ("coverage.csv", "EAPC", "expected", "1" * 30, "not a whole number", "1" * 30),
    ("coverage.csv", "EAPC", "expected", "1\u0669\u0669\u0667", "not a whole number", "1\u0669\u0669\u0667"),
    ("claims.csv", "NRC-count-2016", "subject", "colour=red", "not of the right form", "colour=red"),
    ("sources.csv", None, "url", "ftp://example.org", "not of the right form", "ftp://example.org"),
]


@pytest.mark.parametrize("name, key, column, value, rule, shown", CELLS)
def test_a_broken_cell_is_named(package, cell, name, key, column, value, rule, shown):
    if key is None:
        key = pd.read_csv(package / name)["source_id"].iloc[10]
    line = cell(name, key, column, value)
    found = [p for p in problems(package) if p.line == line and p.column == column]
    assert len(found) == 1
    assert (found[0].file, found[0].value) == (name, shown)
    assert rule in found[0].rule and found[0].advice
    assert str(found[0]) in str(helpers.DataError(found))


def test_a_near_miss_gets_a_proposal(package, cell):
    cell("events.csv", EVENT, "level", "ambasadors")
    assert problems(package)[0].advice == "Did you mean 'ambassadors'?"


def test_all_problems_come_at_once(package, cell):
    cell("events.csv", EVENT, "date", "2018-02-30")
    cell("institutions.csv", "PJC", "ended", "1990")
    cell("events.csv", EVENT, "level", "nobody")
    error = helpers.DataError(problems(package))
    assert {p.file for p in error.problems} == {"events.csv", "institutions.csv"}
    assert str(error).startswith("3 problems in the data:")


def test_a_key_that_stands_there_twice(package):
    path = package / "events.csv"
    line = line_of(package, "events.csv", EVENT)
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.split("\n")[line - 1] + "\n", encoding="utf-8")
    (found,) = problems(package)
    assert (found.column, found.value, found.line) == ("event_id", EVENT, text.count("\n") + 1)
    assert f"line {line}" in found.advice


def test_a_page_that_stands_there_twice(package, cell):
    urls = pd.read_csv(package / "sources.csv")["url"]
    key = pd.read_csv(package / "sources.csv")["source_id"].iloc[5]
    cell("sources.csv", key, "url", urls.iloc[4])
    (found,) = problems(package)
    assert (found.column, found.value) == ("url", urls.iloc[4])


def test_status_rows_may_differ_in_their_start_alone(record):
    assert record.status["institution_id"].duplicated().any()


FILES = [
    ("empty", lambda raw: b"", "the file is empty", 0),
    ("blank", lambda raw: b"\n\n", "the file is empty", 0),
    ("byte order mark", lambda raw: b"\xef\xbb\xbf" + raw, "byte order mark", 1),
    ("carriage returns", lambda raw: raw.replace(b"\n", b"\r\n"), "a line ends in CRLF (and 776 more)", 1),
    ("old carriage returns", lambda raw: raw.replace(b"\n", b"\r"), "a line ends in CR (and 776 more)", 1),
    (
        "stray carriage return",
        lambda raw: raw.replace(b"explicit", b"expl\ricit", 1),
        "a CR that ends no line",
        2,
    ),
    ("utf-16", lambda raw: raw.decode().encode("utf-16"), "it is UTF-16", 0),
    ("nul", lambda raw: raw.replace(b"explicit", b"expl\0cit", 1), "NUL byte", 2),
    ("semicolons", lambda raw: raw.replace(b",", b";"), "semicolons stand between cells and inside them", 2),
    ("latin-1", lambda raw: raw + b"EV-\xe4\n", "not UTF-8", None),
    ("open quote", lambda raw: raw + b'"abc', "not CSV", None),
    (
        "swapped columns",
        lambda raw: raw.replace(b"event_id,date", b"date,event_id", 1),
        "in another order",
        1,
    ),
    ("missing column", lambda raw: raw.replace(b",evidence,", b",", 1), "the column is missing", 1),
    ("extra column", lambda raw: raw.replace(b",notes", b",notes,mood", 1), "no such column", 1),
    ("twice the same column", lambda raw: raw.replace(b",city,", b",city,city,", 1), "stands there twice", 1),
    ("short row", lambda raw: raw + b"EV-2030-x,2030\n", "2 cells instead of 20", None),
    ("long row", lambda raw: raw + b"EV-2030-x" + b",x" * 30 + b"\n", "31 cells instead of 20", None),
    (
        "broken line",
        lambda raw: raw.replace(b"explicit", b'"expl\nicit"', 1),
        "runs over the end of its line",
        2,
    ),
]


@pytest.mark.parametrize("change, rule, line", [f[1:] for f in FILES], ids=[f[0] for f in FILES])
def test_a_broken_file_is_named(package, change, rule, line):
    path = package / "events.csv"
    raw = path.read_bytes()
    path.write_bytes(change(raw))
    found = [p for p in problems(package) if rule in p.rule]
    assert found and found[0].file == "events.csv" and found[0].advice
    if line is not None:
        assert found[0].line == line
    else:
        assert found[0].line == raw.count(b"\n") + 1


def test_a_missing_file_is_named(package):
    (package / "status.csv").unlink()
    (found,) = problems(package)
    assert (found.file, found.rule) == ("status.csv", "the file is missing")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"resources": [{"name": "events"}]}', '{"resources": []}'])
def test_a_broken_descriptor_is_named(package, text):
    (package / DESCRIPTOR).write_text(text)
    (found,) = problems(package)
    assert found.file == DESCRIPTOR


def test_a_folder_without_a_package_is_named(tmp_path):
    (found,) = problems(tmp_path)
    assert (found.file, found.rule) == (DESCRIPTOR, "the file is missing")


def test_a_package_of_another_shape_is_named(package):
    descriptor = json.loads((package / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] != "relations"]
    (package / DESCRIPTOR).write_text(json.dumps(descriptor))
    assert [p.value for p in problems(package)] == ["relations"]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["resources"].append(d["resources"][0]),
        lambda d: d["resources"][5].update(name="title"),
        lambda d: d.update(created="yesterday"),
        lambda d: d.update(created=None),
        lambda d: d.update(dyad={}),
        lambda d: d.update(licenses=[]),
        lambda d: d["resources"][0].update(path=7),
        lambda d: d["resources"][0]["schema"]["fields"][0].pop("type"),
        lambda d: d["resources"][0]["schema"]["fields"][9].pop("delimiter"),
        lambda d: d["resources"][0]["schema"]["fields"][0]["constraints"].update(pattern="("),
        lambda d: d["resources"][0]["schema"].update(primaryKey=["nothing"]),
        lambda d: d["resources"][0]["schema"]["foreignKeys"][0]["reference"].update(resource="nowhere"),
    ],
)
def test_a_descriptor_that_cannot_be_used_is_refused(package, change):
    descriptor = read_descriptor(package)
    change(descriptor)
    (package / DESCRIPTOR).write_text(json.dumps(descriptor))
    assert {p.file for p in problems(package)} == {DESCRIPTOR}


def test_an_event_after_the_end_of_the_record_is_named(package, cell):
    line = cell("events.csv", EVENT, "date", "2099-05-31")
    (found,) = problems(package)
    assert (found.line, found.column, found.value) == (line, "date", "2099-05-31")
    assert "lies after" in found.rule


def test_what_is_no_file_is_named(package, tmp_path):
    (package / "status.csv").unlink()
    (package / "status.csv").mkdir()
    assert "not a plain file" in problems(package)[0].rule
    (tmp_path / "file").write_text("")
    assert "cannot be read" in problems(tmp_path / "file")[0].rule


def test_every_cell_of_the_files_is_in_the_frames(record):
    for resource in record.descriptor["resources"]:
        raw = pd.read_csv(record.folder / resource["path"], dtype=str, keep_default_na=False)
        frame = record.tables[resource["name"]]
        assert len(raw) == len(frame)
        for column in raw:
            cells = frame[column]
            if cells.dtype == object:
                cells = cells.map(";".join)
            text = cells.astype(object).where(cells.notna(), "").astype(str)
            assert text.tolist() == raw[column].tolist(), column


def test_an_added_table_becomes_an_attribute(package):
    descriptor = read_descriptor(package)
    schema = {
        "primaryKey": ["a"],
        "sortedBy": ["a"],
        "fields": [{"name": "a", "type": "string", "description": "x"}],
    }
    descriptor["resources"].append({"name": "extra", "path": "extra.csv", "schema": schema})
    (package / DESCRIPTOR).write_text(json.dumps(descriptor))
    (package / "extra.csv").write_text("a\nb\n")
    record = helpers.load(str(package))
    assert record.extra["a"].tolist() == ["b"] and "extra" in dir(record)
    with pytest.raises(AttributeError, match="no table 'nothing'; it has events"):
        _ = record.nothing


def test_a_vocabulary_that_does_not_exist(record):
    with pytest.raises(KeyError, match="no vocabulary"):
        record.vocabulary("events", "title")


def test_a_package_needs_no_rows(package):
    for resource in read_descriptor(package)["resources"]:
        path = package / resource["path"]
        path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n")
    record = helpers.load(package)
    assert all(table.empty for table in record.tables.values())
    assert record.meetings.empty
    assert status.spells(record).empty and plausibility.doubts(record).empty


SCHEMA = {
    "primaryKey": ["key"],
    "sortedBy": ["key"],
    "fields": [
        {"name": "key", "type": "string", "description": "Key.", "constraints": {"required": True}},
        {"name": "text", "type": "string", "description": "Text."},
    ],
}
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=8).map(str.strip)


@given(st.dictionaries(TEXT.filter(bool), TEXT, min_size=1))
def test_any_text_survives_writing_and_reading(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("any")
    resource = {"name": "any", "path": "any.csv", "schema": SCHEMA}
    with open(folder / "any.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("key", "text"), *rows.items()])
    (folder / "any.csv").write_text(canonical(folder, resource), encoding="utf-8", newline="")
    frame = read_tables(folder, {"resources": [resource]})["any"]
    assert dict(zip(frame["key"], frame["text"].fillna(""))) == rows
    assert frame["key"].tolist() == sorted(rows)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_with_a_place(tmp_path_factory, raw):
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "any.csv").write_bytes(b"key,text\n" + raw)
    resource = {"name": "any", "path": "any.csv", "schema": SCHEMA}
    try:
        read_tables(folder, {"resources": [resource]})
    except helpers.DataError as error:
        assert all(p.file == "any.csv" and p.line > 0 for p in error.problems)


def spreadsheet(raw, **habit):
    """A table as a spreadsheet writes it."""
    rows = csv.reader(io.StringIO(raw.decode(), newline=""))
    out = io.StringIO(newline="")
    csv.writer(out, **{"lineterminator": "\n"} | habit).writerows(rows)
    return out.getvalue().encode()


def wider(raw):
    return b"".join(line + b",,\n" for line in raw.splitlines())


HABITS = {  # what make tidy mends: bytes to bytes, what is said, on which line
    "byte order mark": (lambda raw: b"\xef\xbb\xbf" + raw, "byte order mark", 1),
    "line ends": (lambda raw: raw.replace(b"\n", b"\r\n"), "a line ends in CRLF (and 776 more)", 1),
    "old line ends": (lambda raw: raw.replace(b"\n", b"\r"), "a line ends in CR (and 776 more)", 1),
    "semicolons": (lambda raw: spreadsheet(raw, delimiter=";"), "semicolons stand between the cells", 1),
    "tabs": (lambda raw: spreadsheet(raw, delimiter="\t"), "tabs stand between the cells", 1),
    "columns without a name": (wider, "columns without a name and without a cell: 2", 1),
    "cells without a column": (
        lambda raw: raw + raw.splitlines()[2] + b",\n",
        "empty cells follow the last column",
        778,
    ),
    "empty rows": (lambda raw: raw + b"," * 16 + b"\n" + b"," * 16 + b"\n", "an empty row (and 1 more)", 778),
}


@pytest.mark.parametrize("change, rule, line", HABITS.values(), ids=HABITS)
def test_what_a_spreadsheet_does_around_the_cells_is_refused_in_one_sentence_and_mended(
    package, change, rule, line
):
    path = package / "events.csv"
    raw = path.read_bytes()
    path.write_bytes(change(raw))
    found = [problem for problem in problems(package) if problem.column != "event_id"]
    assert [(p.file, p.line) for p in found] == [("events.csv", line)]
    assert rule in found[0].rule and "'make tidy' mends it" in found[0].advice
    assert tables.tidy(package) == 0
    twice = rule.startswith("empty cells")  # there a row was added
    assert (path.read_bytes() == raw) is not twice


def test_all_habits_at_once_are_all_named_and_all_mended(package):
    path = package / "events.csv"
    raw = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + spreadsheet(wider(raw), delimiter=";", lineterminator="\r\n"))
    assert len(problems(package)) == 4
    assert tables.tidy(package) == 0 and path.read_bytes() == raw


DATES = {
    "31/05/2018": "Did you mean '2018-05-31'?",
    "31.05.2018": "Did you mean '2018-05-31'?",
    "5/31/18": "Did you mean '2018-05-31'?",
    "2018/05/31": "Did you mean '2018-05-31'?",
    "31.05.2018 00:00": "Did you mean '2018-05-31'?",
    "03/04/2018": "It may be 2018-03-04 or 2018-04-03: only the page can tell.",
    "31/02/2018": "Write 2004",
    "43251": "Spreadsheets count days: this is 2018-05-31, if",
    "Jun-04": "A spreadsheet names months",
}


@pytest.mark.parametrize("value, advice", DATES.items())
def test_a_date_that_a_spreadsheet_rewrote_is_refused_and_never_guessed(package, cell, value, advice):
    line = cell("events.csv", EVENT, "date", value)
    (found,) = problems(package)
    assert (found.line, found.column, found.value) == (line, "date", value)
    assert found.advice.startswith(advice) and "Write 2004" in found.advice
    tables.tidy(package)
    with open(package / "events.csv", encoding="utf-8", newline="") as file:
        assert {row["event_id"]: row["date"] for row in csv.DictReader(file)}[EVENT] == value


@pytest.mark.parametrize(
    "column, value, rule, advice",
    [
        ("event_id", "1E+05", "a number where a name is meant", "A spreadsheet did that"),
        ("city", "#NAME?", "the error of a spreadsheet", "A spreadsheet did that"),
        ("summary", "########", "the error of a spreadsheet", "A spreadsheet did that"),
        ("evidence", "EXPLICIT", "not an allowed value", "Did you mean 'explicit'?"),
    ],
)
def test_other_cells_that_a_spreadsheet_rewrote_are_named(package, cell, column, value, rule, advice):
    line = cell("events.csv", EVENT, column, value)
    found = [p for p in problems(package) if (p.file, p.column, p.line) == ("events.csv", column, line)]
    assert len(found) == 1 and rule in found[0].rule and found[0].advice.startswith(advice)


def test_another_encoding_is_named_once_and_the_cells_are_checked_all_the_same(package, cell):
    line = cell("events.csv", EVENT, "date", "31/05/2018")
    path = package / "events.csv"
    damaged = path.read_bytes().replace(b"Summit", b"\xc4\xd6")
    path.write_bytes(damaged)
    encoding, date = sorted(problems(package), key=lambda problem: problem.column)
    assert "not UTF-8 (and " in encoding.rule and "CSV UTF-8" in encoding.advice
    assert (date.line, date.value) == (line, "31/05/2018")
    assert tables.tidy(package) == 1 and path.read_bytes() == damaged


def test_tidy_writes_nothing_while_one_table_cannot_be_read(package, capsys):
    events, status = package / "events.csv", package / "status.csv"
    events.write_bytes(events.read_bytes().replace(b"\n", b"\r\n"))
    status.write_bytes(status.read_bytes() + b'"open')
    before = events.read_bytes()
    assert tables.tidy(package) == 1 and events.read_bytes() == before
    assert "status.csv" in capsys.readouterr().out
