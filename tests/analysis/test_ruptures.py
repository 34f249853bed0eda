"""Ruptures, on small made-up histories with known answers, and on the record where its rows decide."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from helpers.analysis import coverage, ruptures

DAY = pd.Timedelta(days=1)
ZERO = pd.Timestamp("2010-01-01")
CASES = pd.DataFrame({"day": [ZERO]}, index=pd.Index(["one"], name="rupture"))
GROUPS = {"all": [], "ambassadors": ["ambassadors"], "experts": ["experts"]}


def meetings(*rows):
    """Rows of (days from zero, or a pair of bounds; level; evidence)."""
    full = [(*row, *("ambassadors", "explicit")[len(row) - 1 :]) for row in rows]
    bounds = [row[0] if isinstance(row[0], tuple) else (row[0], row[0]) for row in full]
    return pd.DataFrame(
        {
            "event_id": [f"m{i}" for i in range(len(full))],
            "level": [row[1] for row in full],
            "evidence": [row[2] for row in full],
            "date_earliest": [ZERO + low * DAY for low, _ in bounds],
            "date_begins_latest": [ZERO + high * DAY for _, high in bounds],
        }
    )


def first(*rows, days=1000):
    found = ruptures.first_contact(meetings(*rows), CASES, GROUPS, ZERO + days * DAY)
    return found.set_index("group")


def test_the_first_contact_is_the_first_after_day_zero():
    table = first((-20,), (0,), (40, "experts", "inferred"), (60, "experts"), (90,))
    assert table["days"].to_dict() == {"all": 40, "ambassadors": 90, "experts": 40}
    assert table.loc["experts", ["explicit", "evidence", "event_id"]].tolist() == [60, "inferred", "m2"]
    assert not table["open"].any()


def test_where_there_was_no_contact_the_wait_is_open_until_observation_ends():
    table = first((-5,), (400,), days=181)
    assert table["open"].all() and set(table["days"]) == set(table["latest"]) == {181}
    assert table["explicit"].isna().all()


def test_a_contact_known_to_the_month_bounds_the_wait():
    row = first(((-10, 20),), ((15, 45),), (200,)).loc["all"]
    assert (row["days"], row["latest"], row["event_id"]) == (1, 20, "m0")


def test_day_zero_is_that_of_the_rule(record):
    table = ruptures.cases(record)
    assert table["day"].is_monotonic_increasing and list(table.index) == list(record.ruptures)
    moved = ruptures.cases(record, "use of force")
    assert moved.loc["Ukraine 2021–22", "day"] == pd.Timestamp("2022-02-24")
    with pytest.raises(ValueError, match="not of 'war'"):
        ruptures.cases(record, "war")
    assert list(ruptures.cases(record.only(years=(2002, 2013))).index) == ["Georgia 2008"]


def test_contacts_are_held_with_both_sides_there(record):
    found = ruptures.contacts(record)
    gone = set(record.sessions()["event_id"]) - set(found["event_id"])
    assert gone == {"EAPC-1999-04-25-heads_of_state", "EAPC-1999-12-16-foreign_ministers"}
    assert not (found["evidence"] == "announced").any() and found["date_earliest"].is_monotonic_increasing


def test_what_is_reported_or_denied_is_kept_apart_from_what_is_documented(record):
    quiet = record.events["type"] != "reported_contact"
    plain = dataclasses.replace(record, tables={**record.tables, "events": record.events[quiet]})
    plain.__dict__.pop("meetings", None)
    later = plain.events[plain.events["date_earliest"] > "2022-03-01"].head(2)
    events = plain.events.assign(
        type=plain.events["type"].astype(object),
        denied_by=pd.Series([()] * len(plain.events), plain.events.index),
    )
    events.loc[later.index, "type"] = "reported_contact"
    events.at[later.index[0], "denied_by"] = ("Russia",)
    told = dataclasses.replace(plain, tables={**plain.tables, "events": events})
    assert list(ruptures.last_contacts(plain).index) == ["session of a council", "meeting or call"]
    table = ruptures.last_contacts(told)["event_id"]
    assert table["reported"] == later["event_id"].iloc[1]
    assert table["reported and denied"] == later["event_id"].iloc[0]
    assert len(ruptures.contacts(told, reported=True)) == len(ruptures.contacts(told)) + 2


def test_fates_tell_what_was_cut_what_came_back_and_what_stayed(record):
    table = ruptures.fates_at(record, pd.Timestamp("2008-08-19"))
    council = table.loc["NRC", ["before", "after", "days", "back", "fate"]].tolist()
    assert council == ["active", "suspended", 0, 198, "cut and back"]
    assert table.loc["NIO_Moscow", "fate"] == "not cut" and np.isnan(table.loc["NIO_Moscow", "days"])
    assert "PJC" not in table.index
    assert set(table.loc[table["before"] == "presumed", "fate"]) == {"not known"}
    narrow = ruptures.fates_at(record, pd.Timestamp("2008-08-19"), within=30)
    assert table.loc["NRPC", "fate"] == "cut and back" and narrow.loc["NRPC", "fate"] == "not cut"


def test_a_successor_that_is_open_counts_as_back(record):
    table = ruptures.fates_at(record, pd.Timestamp("2014-04-01"))
    assert table.loc["Mil_Hotline_2013", ["heir", "fate"]].tolist() == ["Mil_Hotline_2015", "cut and back"]
    assert table.loc["Mil_Hotline_2013", "unsure"] and table.loc["CAI", "inferred"]
    cut = record.relations[record.relations["relation"] != "succeeded_by"]
    alone = dataclasses.replace(record, tables={**record.tables, "relations": cut})
    found = ruptures.fates_at(alone, pd.Timestamp("2014-04-01"))
    assert found.loc["Mil_Hotline_2013", "fate"] == "cut, not back" and not found["heir"].any()


def test_what_has_no_known_beginning_is_there_when_its_end_is_dated(record):
    table = ruptures.fates_at(record, pd.Timestamp("1999-03-24"))
    row = table.loc["Contact_Mission_Moscow", ["before", "after", "days"]].tolist()
    assert row == ["undated", "closed", 2]
    assert "Contact_Mission_Moscow" not in ruptures.fates_at(record, pd.Timestamp("1997-12-01")).index


def test_what_was_limited_before_is_cut_only_by_more(record):
    table = ruptures.fates_at(record, pd.Timestamp("2021-10-18"))
    assert table.loc["Russian_Mission_NATO", ["before", "after"]].tolist() == ["limited", "suspended"]
    assert table.loc["EAPC", "fate"] == "not cut" and np.isnan(table.loc["NRC", "back"])


def test_bodies_that_never_had_a_status_are_not_cut(record):
    empty = dataclasses.replace(record, tables={**record.tables, "status": record.status[:0]})
    table = ruptures.fates_at(empty, pd.Timestamp("2014-04-01"))
    assert table.loc["NRC", ["before", "fate"]].tolist() == ["presumed", "not known"]


def test_a_tally_counts_every_body_once(record):
    tables = {str(day): ruptures.fates_at(record, day) for day in ruptures.cases(record)["day"]}
    counts = ruptures.tally_fates(tables)
    assert counts[list(ruptures.FATES)].sum(axis=1).tolist() == [len(table) for table in tables.values()]
    assert (counts["cut"] == counts["cut and back"] + counts["cut, not back"]).all()
    assert (counts["inferred"] <= counts["cut"]).all()


def test_completeness_is_the_worst_that_the_table_says(record):
    lists = pd.DataFrame(
        {
            "forum": "A",
            "level": ["x", "x", "y", "y", "z"],
            "year": [2001, 2002, 2001, 2002, 2001],
            "completeness": ["complete", "complete", "complete", "partial", "unknown"],
        }
    )
    record = dataclasses.replace(record, tables={**record.tables, "coverage": lists})
    first, second = pd.Timestamp("2001-05-01"), pd.Timestamp("2002-05-01")
    for forum, levels, end, said in [
        ("A", ["x"], second, "complete"),
        ("A", ["x", "y"], second, "partial"),
        ("A", ["x", "y"], first, "complete"),
        ("A", ["z"], second, "unknown"),
        ("B", ["x"], second, "unknown"),
    ]:
        assert coverage.completeness(record, [forum], levels, first, end) == said
