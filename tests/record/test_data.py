"""The record itself: what the tables claim about each other holds."""

import csv
import re

import pandas as pd
import pytest

import helpers
from helpers import paths
from helpers.analysis import coding, counts
from helpers.commands import tables
from helpers.publishing import packages
from helpers.record import plausibility
from helpers.record.dates import parse_edtf

WORDS = re.compile(r"\b(?:raw|same key|second row|count once|wikileaks)\b", re.I)


@pytest.fixture(scope="module", params=packages.folders(), ids=lambda folder: folder.name)
def each(request):
    """Every package of the project."""
    return helpers.load(request.param)


def test_every_oddity_is_answered_and_every_answer_is_needed(each):
    assert plausibility.open_doubts(each) == []


def test_every_page_is_used(each):
    used = set()
    for table in each.tables.values():
        if "sources" in table:
            used.update(item for cell in table["sources"] for item in cell)
    assert set(each.sources["source_id"]) - used == set()


def test_no_page_is_a_leak(each):
    assert not each.sources["url"].str.contains("wikileaks|cablegate|cablesearch", case=False).any()


@pytest.mark.parametrize("table, column, most", [("events", "summary", 25), ("claims", "statement", 30)])
def test_texts_are_short(record, table, column, most):
    words = record.tables[table][column].fillna("").str.split().map(len)
    assert record.tables[table].loc[words > most, column].tolist() == []


def test_texts_speak_of_the_matter_only(each):
    for name, table in each.tables.items():
        for column in set(table) & {
            "title",
            "summary",
            "notes",
            "reason",
            "description",
            "statement",
            "basis",
        }:
            if name == "sources":
                continue
            cells = table[column].dropna()
            assert cells[cells.str.contains(WORDS)].tolist() == [], f"{name}.{column}"


def test_phases_start_with_their_events(each):
    events = each.events.set_index("event_id")
    for phase in each.phases.itertuples():
        assert events.loc[phase.start_event, "date"].split("/")[0] == phase.start


def test_every_part_has_its_relation(each):
    parts = each.institutions.dropna(subset=["parent"])
    wanted = set(zip(parts["institution_id"], parts["parent"]))
    rows = each.relations[each.relations["relation"] == "part_of"]
    assert wanted - set(zip(rows["source"], rows["target"])) == set()


def test_spells_of_one_institution_do_not_overlap(each):
    rows = each.status[each.status["status"] != "closed"].sort_values(["institution_id", "start_earliest"])
    after = rows.groupby("institution_id")["start_latest"].shift(-1)
    assert rows[rows["end_earliest"] > after]["institution_id"].tolist() == []


def test_keys_of_meetings_name_forum_and_date(each):
    for row in each.meetings.itertuples():
        start = row.date.split("/")[0].rstrip("~")
        forum = row.forum if isinstance(row.forum, str) else "contact"
        assert row.event_id.startswith(f"{forum}-{start}"), row.event_id


def test_disagreements_are_about_rows_that_hold_another_value(each):
    for row in each.disagreements.itertuples():
        held = cell(each, row.table, row.row_id, row.column)
        assert row.value != (";".join(held) if isinstance(held, tuple) else held), row.row_id


def test_old_keys_are_gone_and_new_ones_are_there(each):
    keys = {
        "events": "event_id",
        "institutions": "institution_id",
        "sources": "source_id",
        "claims": "claim_id",
    }
    for change in each.id_changes.itertuples():
        known = set(each.tables[change.table][keys[change.table]])
        assert change.old_id not in known
        assert change.new_id in known or change.new_id in set(each.id_changes["old_id"])


def test_coverage_counts_what_the_events_hold(each):
    assert tables.miscounted(each) == []


def test_coverage_misses_no_level_of_the_councils_that_met(each):
    meetings = counts.select(each.meetings, each.councils)
    meetings = meetings.dropna(subset=["level"])
    met = set(zip(meetings["forum"], meetings["level"].astype(str), meetings["date_earliest"].dt.year))
    rows = each.coverage
    listed = set(zip(rows["forum"], rows["level"].astype(str), rows["year"].astype(int)))
    assert {key for key in met - listed if key[1] != "other"} == set()


def test_no_list_is_called_complete_below_the_ambassadors_nor_for_a_year_with_announced_sessions(each):
    rows = each.coverage[each.coverage["completeness"] == "complete"]
    assert set(rows["level"]) <= {"heads_of_state", "foreign_ministers", "defence_ministers", "ambassadors"}
    open_ones = counts.select(each.meetings, evidence=["announced"])
    keys = set(zip(open_ones["forum"], open_ones["level"].astype(str), open_ones["date_earliest"].dt.year))
    assert set(zip(rows["forum"], rows["level"].astype(str), rows["year"].astype(int))) & keys == set()


def test_claims_can_be_evaluated(each):
    claims = each.claims
    fields = {
        "forum": "forum",
        "level": "level",
        "format": "format",
        "type": "type",
        "tone": "tone",
        "evidence": "evidence",
        "topic": "topics",
    }
    institutions = set(each.institutions["institution_id"])
    for claim in claims.itertuples():
        counts.matching(each.events, claim.subject)
        for condition in claim.subject:
            name, _, values = condition.partition("=")
            for value in values.split("|"):
                if name in ("forum", "institution"):
                    assert value in institutions, claim.claim_id
                elif name in fields:
                    assert value in each.vocabulary("events", fields[name]), claim.claim_id
        if claim.measure in ("ordinal", "gap"):
            assert isinstance(claim.end, str), claim.claim_id
        if claim.measure in ("first", "last"):
            assert claim.unit == "date" and parse_edtf([claim.value])["valid"].item(), claim.claim_id
        elif claim.unit != "date":
            assert float(claim.value) >= 0, claim.claim_id
        assert bool(claim.subject) or claim.measure in ("amount", "duration"), claim.claim_id


def test_the_counts_of_nato_are_among_the_claims(record):
    claims = record.claims[(record.claims["measure"] == "count") & (record.claims["unit"] == "meetings")]
    told = {(c.start, c.end): c.value for c in claims.itertuples() if "forum=NRC" in c.subject}
    years = {year: told[f"{year}-01-01", f"{year}-12-31"] for year in (2016, 2017, 2018, 2019)}
    assert years == {2016: "3", 2017: "3", 2018: "2", 2019: "2"}
    assert claims.set_index("claim_id").loc["NRC-count-2014-2024", "value"] == "11"


def test_a_condition_that_names_nothing_is_refused(record):
    for condition in ("colour=red", "forum"):
        with pytest.raises(ValueError, match="is not one of forum, level"):
            counts.matching(record.events, [condition])


def test_conditions_look_into_lists_and_forums(record):
    rows = counts.matching(record.events, ["institution=NRC", "topic=ukraine"])
    assert all("ukraine" in topics for topics in rows["topics"])
    assert all(row.forum == "NRC" or "NRC" in row.institutions for row in rows.itertuples())
    assert len(rows)


with open(paths.TESTS / "founding_documents.csv", encoding="utf-8", newline="") as file:
    STATEMENTS = list(csv.DictReader(file))


def cell(record, table, row_id, column):
    frame = record.tables[table]
    if table in ("status", "relations"):
        names = {
            "status": ["institution_id", "start", "status"],
            "relations": ["source", "relation", "target"],
        }[table]
        key = frame[names].astype(object).fillna("").agg("/".join, axis=1)
    else:
        key = frame[frame.columns[0]]
    found = frame.loc[key == row_id, column]
    assert len(found) == 1, f"{table} has no {row_id}"
    return found.item()


@pytest.mark.parametrize("line", STATEMENTS, ids=[f"{s['statement_id']}-{s['row_id']}" for s in STATEMENTS])
def test_every_statement_of_the_founding_documents_has_its_row(record, line):
    held = cell(record, line["table"], line["row_id"], line["column"])
    if isinstance(held, tuple) or line["column"] in (
        "title",
        "name",
        "notes",
        "description",
        "summary",
        "reason",
    ):
        assert line["value"] in held
    else:
        assert str(held) == line["value"]


def test_every_founding_document_is_mapped():
    assert len({line["document"] for line in STATEMENTS}) == 5
    assert len(STATEMENTS) > 80


def test_the_random_sample_was_coded_twice(each):
    assert each.recoding["event_id"].nunique() >= 57
    table = coding.agreement(each.recoding, each.vocabulary("events", "topics"))
    differing = each.recoding["first"].fillna("") != each.recoding["second"].fillna("")
    assert (each.recoding["outcome"].notna() == differing).all()
    assert set(table.index) == {"date", "level", "city", "topics"}


def test_the_codebook_tells_the_agreement_that_the_recoding_gives(each):
    table = coding.agreement(each.recoding, each.vocabulary("events", "topics"))
    told = {
        row["column"]: (row["cases"], row["percent"], row["kappa"])
        for row in each.descriptor["agreement"]["columns"]
    }
    assert told == {
        row.Index: (row.cases, round(row.percent, 1), round(row.kappa, 2)) for row in table.itertuples()
    }


# The worked example of Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions: 0.676.
def test_kappa_gives_the_published_value():
    cells = {
        ("psychotic", "psychotic"): 75,
        ("psychotic", "neurotic"): 1,
        ("psychotic", "organic"): 4,
        ("neurotic", "psychotic"): 5,
        ("neurotic", "neurotic"): 4,
        ("neurotic", "organic"): 1,
        ("organic", "organic"): 10,
    }
    pairs = [pair for pair, count in cells.items() for _ in range(count)]
    assert round(coding.kappa(*zip(*pairs)), 3) == 0.676


def test_kappa_needs_cases():
    with pytest.raises(ValueError, match="the same cases"):
        coding.kappa([], [])
    assert pd.isna(coding.kappa(["a"], ["a"]))


class Odd:
    """A small record with one oddity of each kind."""

    def __init__(self, allowed=()):
        def frame(columns, *rows):
            table = pd.DataFrame(list(rows), columns=columns)
            for column in set(columns) & {"date", "founded", "ended", "start", "end", "published"}:
                parsed = parse_edtf(table[column])
                for part in ("earliest", "latest", "precision"):
                    table[f"{column}_{part}"] = parsed[part]
            return table

        self.meetings = frame(
            ["event_id", "date", "forum", "level", "evidence", "sources"],
            ("fine", "2005-01-01", "A", "experts", "explicit", ("new",)),
            ("early", "2000-12-31", "A", "experts", "explicit", ("new",)),
            ("late", "2011-01-01", "A", "experts", "explicit", ("new",)),
            ("cut", "2007-05", "A", "experts", "explicit", ("new",)),
            ("month", "2008", "A", "experts", "explicit", ("new",)),
            ("twice", "2005-01-01", "A", "experts", "explicit", ("new",)),
            ("other", "2005-01-01", "A", "ambassadors", "explicit", ("new",)),
            ("old", "2006-01-01", "A", "experts", "explicit", ("old", "undated")),
            ("announced", "2006-02-01", "A", "experts", "announced", ("old",)),
        )
        self.events = self.meetings.assign(title="Title")
        self.institutions = frame(["institution_id", "founded", "ended"], ("A", "2001", "2010"))
        self.status = frame(
            ["institution_id", "status", "start", "end"], ("A", "suspended", "2007-01", "2008-06")
        )
        self.sources = frame(["source_id", "published"], ("new", "2020"), ("old", "2004"), ("undated", ""))
        self.allowed = pd.DataFrame(list(allowed), columns=["event_id", "rule"])
        self.tables = {"allowed": self.allowed}


def test_each_oddity_is_found_and_nothing_else():
    found = set(plausibility.doubts(Odd()).itertuples(index=False, name=None))
    assert found == {
        ("early", "before_founding"),
        ("late", "after_end"),
        ("cut", "suspended"),
        ("fine", "near_another"),
        ("twice", "near_another"),
        ("old", "source_older"),
    }


def test_an_answer_silences_its_doubt_and_no_other():
    said = plausibility.open_doubts(Odd([("cut", "suspended"), ("fine", "after_end")]))
    assert not any(line.startswith("cut:") for line in said)
    assert "fine: after_end in allowed.csv answers no doubt" in said
    assert any(line.startswith("early: the forum was founded later") for line in said)


def test_both_rows_of_a_likely_duplicate_are_named_with_their_place_until_both_are_answered():
    lines = [
        line for line in plausibility.open_doubts(Odd([("fine", "near_another")])) if "same meeting?" in line
    ]
    (line,) = lines
    assert line.startswith(
        "events.csv:2 fine (2005-01-01, 'Title') and events.csv:7 twice (2005-01-01, 'Title'): "
    )
    said = plausibility.open_doubts(Odd([("fine", "near_another"), ("twice", "near_another")]))
    assert not any("same meeting?" in line for line in said)


@pytest.mark.parametrize(
    "first, second, twins",
    [
        ("2005-01-01", "2005-01-03", True),
        ("2005-01-01", "2005-01-04", False),
        ("2005-01-01/2005-01-05", "2005-01-07", True),
        ("2005-01-01/2005-01-05", "2005-01-08", False),
        ("2005-01", "2005-01-20", True),
        ("2005-01", "2005-01", True),
        ("2005-01", "2005-02-01", False),
        ("2005-01-31", "2005-02", False),
        ("2005", "2005-01-20", False),
        ("2005", "2005", False),
    ],
)
@pytest.mark.parametrize("level, forum", [("experts", "A"), (None, None)])
def test_meetings_are_near_within_two_days_or_in_one_month(first, second, twins, level, forum):
    rows = pd.DataFrame(
        {
            "event_id": ["one", "two", "other", "far"],
            "date": [first, second, first, "2009-01-01"],
            "forum": [forum, forum, "B", forum],
            "level": [level, level, "other", level],
        }
    )
    rows = rows.join(parse_edtf(rows["date"]).add_prefix("date_"))
    assert (
        plausibility.near(rows) == plausibility.near(rows.iloc[::-1]) == ([("one", "two")] if twins else [])
    )


def test_a_far_meeting_between_does_not_hide_a_near_one():
    days = ["2005-01-01", "2005-01", "2005-01-02", "2005-01-03"]
    rows = pd.DataFrame({"event_id": list("abcd"), "date": days, "forum": "A", "level": "experts"})
    found = plausibility.near(rows.join(parse_edtf(rows["date"]).add_prefix("date_")))
    assert {tuple(sorted(pair)) for pair in found} == {
        tuple("ab"),
        tuple("ac"),
        tuple("ad"),
        tuple("bc"),
        tuple("bd"),
        tuple("cd"),
    }


def test_the_tables_pass_the_reference_tool_of_the_standard():
    import frictionless  # slow to import, and needed here alone

    for folder in packages.folders():  # checksums are those of the release; rows may be added since
        report = frictionless.validate(
            str(folder / paths.DESCRIPTOR), type="package", skip_errors=["hash-count", "byte-count"]
        )
        assert [*report.errors, *(error.message for task in report.tasks for error in task.errors)] == []
