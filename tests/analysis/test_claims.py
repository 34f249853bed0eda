"""Claims against small tables with known answers."""

from dataclasses import replace

import pandas as pd
import pytest

from helpers.analysis import claims
from helpers.record.dates import parse_edtf

EVIDENCE = ["explicit", "announced", "inferred"]


def dated(frame, column):
    parsed = parse_edtf(frame[column].fillna(""))
    for bound in ("earliest", "latest"):
        frame[f"{column}_{bound}"] = parsed[bound]
    frame[f"{column}_begins_latest"] = parsed["begins_latest"]


class Small:
    """A record of a few council sessions; the years given are complete."""

    observed_until = pd.Timestamp("2020-12-31")

    def __init__(self, dates, complete=(), evidence=None, **columns):
        count = len(dates)
        self.events = pd.DataFrame(
            {"event_id": [f"e{i}" for i in range(count)], "date": pd.Series(dates, dtype="str")}
        )
        dated(self.events, "date")
        plain = {
            "type": "meeting",
            "forum": "NRC",
            "level": "ambassadors",
            "format": "regular",
            "city": "Brussels",
            "country": "Belgium",
            "tone": None,
        }
        for name, value in plain.items():
            self.events[name] = pd.Series(columns.get(name, [value] * count), dtype=object)
        for name in ("topics", "actors", "institutions", "sources"):
            self.events[name] = pd.Series(columns.get(name, [("x",)] * count), dtype=object)
        self.events["evidence"] = pd.Categorical(evidence or ["explicit"] * count, categories=EVIDENCE)
        self.events["level"] = self.events["level"].astype("category")
        self.coverage = pd.DataFrame(
            [
                ("NRC", "ambassadors", year, "complete" if year in complete else "partial")
                for year in range(2010, 2021)
            ],
            columns=["forum", "level", "year", "completeness"],
        )
        self.sources = pd.DataFrame({"source_id": ["page", "undated"], "published": ["2015-06", ""]})
        dated(self.sources, "published")
        self.institutions = pd.DataFrame(
            {"institution_id": ["NRC"], "founded": ["2002-05-28"], "ended": [""]}
        )
        self.status = pd.DataFrame(
            [("NRC", "2014-04-01", "2015-04"), ("NRC", "2016", "")],
            columns=["institution_id", "start", "end"],
        )
        for frame, names in ((self.institutions, ("founded", "ended")), (self.status, ("start", "end"))):
            for name in names:
                dated(frame, name)

    def ask(
        self,
        measure,
        value,
        start="",
        end="",
        comparison="exactly",
        unit="meetings",
        subject=("forum=NRC", "level=ambassadors"),
        sources=("page",),
        **options,
    ):
        row = {
            "claim_id": "c",
            "measure": measure,
            "subject": subject,
            "start": start,
            "end": end,
            "comparison": comparison,
            "value": value,
            "unit": unit,
            "sources": sources,
        }
        self.claims = pd.DataFrame({name: [cell] for name, cell in row.items()})
        dated(self.claims, "start")
        dated(self.claims, "end")
        return claims.evaluate(self, **options).iloc[0]


YES, NO, OPEN = claims.VERDICTS
WHOLE = range(2010, 2021)
SESSIONS = ["2014-03-05", "2014-06-02", "2016-04-20", "2016-07-13"]
YEARS = {"start": "2014-01-01", "end": "2016-12-31"}


@pytest.mark.parametrize(
    "comparison, value, verdict",
    [
        ("exactly", "4", YES),
        ("exactly", "3", NO),
        ("exactly", "5", NO),
        ("at_least", "4", YES),
        ("at_least", "5", NO),
        ("at_most", "4", YES),
        ("at_most", "3", NO),
        ("about", "5", YES),
        ("about", "6", NO),
        ("about", "3", NO),
    ],
)
def test_a_count_from_a_complete_list_is_decided(comparison, value, verdict):
    row = Small(SESSIONS, WHOLE).ask("count", value, comparison=comparison, **YEARS)
    assert (row["found"], row["verdict"], row["incomplete"]) == ("4", verdict, False)


@pytest.mark.parametrize("value, verdict", [("3", NO), ("4", YES), ("5", OPEN)])
def test_an_incomplete_list_excuses_too_few_but_not_too_many(value, verdict):
    row = Small(SESSIONS, set(WHOLE) - {2015}).ask("count", value, **YEARS)
    assert (row["verdict"], row["incomplete"]) == (verdict, True)
    assert ("NRC ambassadors 2015" in row["reason"]) == (verdict == OPEN)


def test_years_outside_the_period_do_not_matter():
    row = Small(SESSIONS, range(2014, 2017)).ask("count", "5", **YEARS)
    assert row["verdict"] == NO and not row["incomplete"]


def test_a_date_known_to_the_month_leaves_a_range():
    small = Small(["2014-02-03", "2014-03", "2014-04-01"], WHOLE)
    period = {"start": "2014-01-01", "end": "2014-03-15"}
    for value, verdict in (("0", NO), ("1", YES), ("2", YES), ("3", NO)):
        row = small.ask("count", value, **period)
        assert (row["found"], row["verdict"]) == ("1 to 2", verdict)


def test_a_level_that_coverage_does_not_know_is_not_complete():
    row = Small(SESSIONS, WHOLE).ask(
        "count", "5", subject=("forum=NRC", "level=ambassadors|experts"), **YEARS
    )
    assert row["verdict"] == OPEN and "experts 2014 to 2016" in row["reason"]


def test_without_a_level_all_levels_of_the_forum_count():
    assert Small(SESSIONS, WHOLE).ask("count", "5", subject=("forum=NRC",), **YEARS)["verdict"] == NO
    small = Small(SESSIONS, WHOLE, level=["ambassadors", "experts", "ambassadors", "ambassadors"])
    assert small.ask("count", "5", subject=("forum=NRC",), **YEARS)["verdict"] == OPEN


def test_what_no_table_of_coverage_knows_is_not_complete():
    row = Small(SESSIONS, WHOLE).ask("count", "5", subject=("type=meeting",), **YEARS)
    assert row["verdict"] == OPEN and row["reason"].endswith("no table says how complete such a list is")
    row = Small(SESSIONS, WHOLE).ask("count", "5", start="1990-01-01", end="1991-12-31")
    assert row["verdict"] == OPEN and row["reason"].endswith("outside the table of coverage")


def test_an_empty_cell_is_not_a_no():
    small = Small(SESSIONS, WHOLE, city=["Brussels", None, "Moscow", "Brussels"])
    subject = ("forum=NRC", "level=ambassadors", "city=Brussels")
    assert small.ask("count", "3", subject=subject, **YEARS)["verdict"] == OPEN
    assert small.ask("count", "1", subject=subject, **YEARS)["verdict"] == NO
    small = Small(SESSIONS, WHOLE, topics=[("ukraine",), (), ("syria",), ("ukraine",)])
    subject = ("forum=NRC", "level=ambassadors", "topic=ukraine")
    assert small.ask("count", "3", subject=subject, **YEARS)["verdict"] == OPEN
    assert small.ask("count", "3", subject=subject, start="2016-01-01", end="2016-12-31")["verdict"] == NO


def test_what_was_announced_does_not_count_and_leaves_the_list_open():
    small = Small(SESSIONS, WHOLE, ["explicit", "announced", "inferred", "explicit"])
    assert small.ask("count", "3", **YEARS)["verdict"] == YES
    row = small.ask("count", "4", **YEARS)
    assert (row["found"], row["verdict"], row["side"]) == ("3", OPEN, -1)
    assert row["reason"].endswith("rows left out or with an empty cell: 1")
    row = small.ask("count", "1", **YEARS)
    assert (row["verdict"], row["side"]) == (NO, 1)


@pytest.mark.parametrize(
    "value, complete, verdict", [("3", WHOLE, YES), ("2", (), NO), ("4", (), OPEN), ("4", WHOLE, NO)]
)
def test_a_place_in_a_series(value, complete, verdict):
    row = Small(SESSIONS, complete).ask("ordinal", value, end="2016-04-20", unit="ordinal")
    assert (row["claimed"], row["found"], row["verdict"]) == (value, "3", verdict)


def test_a_series_starts_where_the_claim_says_and_holds_spans():
    small = Small(["2014-03-05", "2014-06-02", "2016-04-19/2016-04-20"], WHOLE)
    assert small.ask("ordinal", "2", start="2014-03-18", end="2016-04-20", unit="ordinal")["verdict"] == YES
    assert small.ask("ordinal", "3", end="2016-04-19", unit="ordinal")["verdict"] == YES
    assert small.ask("ordinal", "3", end="2016-04-21", unit="ordinal")["verdict"] == OPEN


def test_an_event_of_unknown_order_makes_the_place_a_range():
    small = Small(["2014-03", "2014-03-05", "2014-03-07"], WHOLE)
    row = small.ask("ordinal", "1", end="2014-03-05", unit="ordinal")
    assert (row["found"], row["verdict"]) == ("1 to 2", YES)


@pytest.mark.parametrize(
    "comparison, value, complete, verdict",
    [
        ("about", "22", (), YES),
        ("at_least", "22", (), YES),
        ("at_most", "22", (), OPEN),
        ("at_most", "22", WHOLE, NO),
        ("at_least", "23", (), NO),
        ("about", "12", (), OPEN),
        ("about", "30", (), NO),
        ("exactly", "23", WHOLE, YES),
        ("exactly", "22", WHOLE, NO),
    ],
)
def test_a_missing_session_can_only_shorten_a_gap(comparison, value, complete, verdict):
    row = Small(SESSIONS, complete).ask("gap", value, end="2016-04-20", comparison=comparison, unit="months")
    assert (row["found"], row["verdict"]) == ("22.6", verdict)


def test_only_the_years_of_the_gap_must_be_complete():
    assert (
        Small(SESSIONS, (2014, 2015, 2016)).ask("gap", "1", end="2016-04-20", unit="years")["verdict"] == NO
    )
    assert Small(SESSIONS, (2014, 2016)).ask("gap", "1", end="2016-04-20", unit="years")["verdict"] == OPEN


def test_a_gap_before_which_nothing_is_known_cannot_be_decided():
    row = Small(SESSIONS, WHOLE).ask("gap", "3", end="2014-03-05", unit="years")
    assert (row["found"], row["verdict"]) == ("", OPEN)


def test_a_gap_after_an_uncertain_date_is_a_range():
    row = Small(["2014-03-01", "2014-05", "2014-05-31"], WHOLE).ask(
        "gap", "60", end="2014-05-31", unit="days"
    )
    assert (row["found"], row["verdict"]) == ("1.0 to 91.0", YES)


def test_a_rate_is_met_by_what_rounds_to_it():
    small = Small(SESSIONS, WHOLE)
    row = small.ask("rate", "1", unit="per_year", **YEARS)
    assert (row["claimed"], row["found"], row["verdict"]) == ("1 per year", "1.3", YES)
    assert small.ask("rate", "2", unit="per_year", **YEARS)["verdict"] == NO
    assert small.ask("rate", "1.3", unit="per_year", **YEARS)["verdict"] == YES
    assert (
        Small(SESSIONS).ask("rate", "12", comparison="at_least", unit="per_year", **YEARS)["verdict"] == OPEN
    )


@pytest.mark.parametrize(
    "value, complete, verdict",
    [
        ("2014-06-02", (), YES),
        ("2014-06", (), YES),
        ("2014", (), YES),
        ("2014-07", (), NO),
        ("2014-05", (), OPEN),
        ("2014-05", (2014,), NO),
        ("2014-05", (2015, 2016), OPEN),
    ],
)
def test_a_first_date_can_only_be_too_late_for_want_of_rows(value, complete, verdict):
    row = Small(SESSIONS, complete).ask("first", value, start="2014-03-18", unit="date")
    assert (row["found"], row["verdict"]) == ("2014-06-02", verdict)


@pytest.mark.parametrize(
    "value, complete, verdict",
    [("2014-06", (), YES), ("2014-05", (), NO), ("2015-01", (), OPEN), ("2015-01", (2015,), NO)],
)
def test_a_last_date_can_only_be_too_early_for_want_of_rows(value, complete, verdict):
    row = Small(SESSIONS, complete).ask("last", value, end="2016-04-19", unit="date")
    assert (row["found"], row["verdict"]) == ("2014-06-02", verdict)


def test_nothing_found_is_later_than_any_first_and_earlier_than_any_last():
    small = Small(SESSIONS, WHOLE)
    for measure in ("first", "last"):
        row = small.ask(measure, "2018-05", start="2018-01-01", end="2018-12-31", unit="date")
        assert (row["found"], row["verdict"]) == ("none", NO)
        assert "none, claimed 2018-05" in row["reason"]
    assert Small(SESSIONS).ask("first", "2018-05", start="2018-01-01", unit="date")["verdict"] == OPEN


def test_dates_of_rivals_and_spans_are_taken_as_they_are_known():
    small = Small(["2014-03", "2014-03-20", "2015-04-07/2015-04-08"], WHOLE)
    assert small.ask("first", "2014-03-25", unit="date")["verdict"] == NO  # 20 March is sure
    assert small.ask("first", "2014-03-10", unit="date")["found"] == "2014-03 or 2014-03-20"
    assert small.ask("last", "2015-04-08", end="2015-12-31", unit="date")["verdict"] == YES
    assert small.ask("last", "2014-03-31", end="2014-12-31", unit="date")["verdict"] == YES
    assert small.ask("last", "2014-03-10", end="2014-12-31", unit="date")["verdict"] == NO


def test_about_widens_a_date_by_its_precision():
    small = Small(["2009-05-31"], WHOLE)
    assert small.ask("first", "2009-04", comparison="about", unit="date")["verdict"] == YES
    assert small.ask("first", "2009-03", comparison="about", unit="date")["verdict"] == OPEN


def test_without_an_end_the_page_ends_the_period_unless_it_tells_of_later_days():
    small = Small(SESSIONS, WHOLE)
    assert small.ask("count", "2")["found"] == "2"
    assert small.ask("count", "4", sources=("undated",))["found"] == "4"
    assert small.ask("first", "2016-04-20", start="2015-01-01", unit="date")["verdict"] == YES


def test_a_duration_is_that_of_the_status_that_begins_nearest():
    small = Small(SESSIONS, WHOLE)
    about = {"unit": "months", "subject": ("institution=NRC",), "start": "2014-03"}
    row = small.ask("duration", "12", comparison="about", **about)
    assert (row["found"], row["verdict"], row["incomplete"]) == ("12.0 to 12.9", YES, False)
    assert small.ask("duration", "20", comparison="about", **about)["verdict"] == NO
    assert (
        small.ask("duration", "20", unit="months", subject=("institution=EAPC",), start="2014")["verdict"]
        == OPEN
    )


def test_amounts_cannot_be_decided():
    row = Small(SESSIONS, WHOLE).ask("amount", "1", unit="people", subject=())
    assert (row["claimed"], row["found"], row["verdict"]) == ("1 people", "", OPEN)


def test_the_width_of_about_is_a_choice():
    small = Small(SESSIONS, WHOLE)
    assert small.ask("count", "5", comparison="about", tolerance=0.1, **YEARS)["verdict"] == NO
    for tolerance in (-0.1, 1):
        with pytest.raises(ValueError, match="the tolerance is a share"):
            small.ask("count", "5", tolerance=tolerance, **YEARS)


def test_bounds_treat_shortfall_and_excess_alike():
    rows = [(YES, 0, True)] * 6 + [(YES, 0, False)] * 2 + [(NO, 1, True), (OPEN, -1, True), (NO, -1, False)]
    table = pd.DataFrame([*rows, (OPEN, 0, False)], columns=["verdict", "side", "incomplete"])
    found = claims.verdict_counts(table)
    assert found[["agree", "disagree", "undecided"]].tolist() == [8, 2, 1]
    assert found[["lowest", "highest"]].tolist() == pytest.approx([8 / 11, 8 / 9])
    mirrored = claims.verdict_counts(table.assign(side=-table["side"]))
    assert mirrored[["lowest", "highest"]].tolist() == found[["lowest", "highest"]].tolist()
    assert claims.verdict_counts(table[-1:])[["lowest", "highest"]].isna().all()


def test_a_claim_is_independent_of_rows_that_rest_on_other_sources():
    small = Small(SESSIONS, sources=[("page",), ("other",), ("other",), ("other",)])
    small.ask("count", "4")
    assert claims.independent(small).tolist() == [False]
    small.ask("count", "4", sources=("undated",))
    assert claims.independent(small).tolist() == [True]
    small.ask("count", "4", subject=("forum=PJC",))
    assert claims.independent(small).tolist() == [True]  # no row is about it


def test_every_measure_of_the_schema_but_amounts_can_be_taken(record):
    assert set(record.vocabulary("claims", "measure")) == {*claims.MEASURES, "amount"}


def test_every_claim_of_the_record_gets_a_verdict_with_its_reason(record):
    table = claims.evaluate(record)
    assert table["claim_id"].tolist() == record.claims["claim_id"].tolist()
    assert table["verdict"].notna().all() and (table["reason"].str.len() > 10).all()
    amounts = table["measure"] == "amount"
    assert (table.loc[amounts, "verdict"] == OPEN).all() and (table.loc[~amounts, "found"] != "").all()


def test_a_session_taken_out_of_the_record_changes_the_verdict_that_rests_on_it(record):
    before = claims.evaluate(record).set_index("claim_id")
    events = record.events[record.events["event_id"] != "NRC-2014-06-02-ambassadors"]
    after = claims.evaluate(
        type(record)(record.folder, record.descriptor, {**record.tables, "events": events})
    )
    after = after.set_index("claim_id")
    assert (
        before.loc["NRC-count-2014-2024", "verdict"] == NO
        and after.loc["NRC-count-2014-2024", "verdict"] == YES
    )
    assert before.loc["NRC-count-2014-2016-two", "verdict"] == YES


def test_a_date_may_be_off_by_the_slack_and_no_more():
    small = Small(SESSIONS, WHOLE)
    ask = dict(start="2014-06", end="2014-12", unit="date")
    assert small.ask("first", "2014-06-05", **ask).verdict == NO
    assert small.ask("first", "2014-06-05", slack=2, **ask).verdict == NO
    assert small.ask("first", "2014-06-05", slack=3, **ask).verdict == YES
    with pytest.raises(ValueError, match="from 0 up, not -1"):
        small.ask("first", "2014-06-05", slack=-1, **ask)


def test_no_claim_is_marked_by_hand(record):
    assert "verdict" not in record.claims.columns
    nameless = record.claims.assign(
        claim_id=[f"c{i}" for i in range(len(record.claims))], statement="", notes=""
    )
    other = replace(record, tables={**record.tables, "claims": nameless})
    assert claims.evaluate(other)["verdict"].tolist() == claims.evaluate(record)["verdict"].tolist()
