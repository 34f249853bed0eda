"""What a record can do: cut down, searched, shown; what was held, and until when it was observed."""

import pandas as pd
import pytest

import helpers
from helpers.record.model import HELD, NotEnough


def test_a_record_without_wishes_is_the_record(record):
    assert record.only() is record and record.told and not record.only(levels=["ambassadors"]).told


def test_years_cut_events_coverage_phases_and_the_end_of_observation(record):
    part = record.only(years=(2002, 2013))
    assert part.events["year"].between(2002, 2013).all() and part.coverage["year"].between(2002, 2013).all()
    assert part.observed_until == pd.Timestamp("2013-12-31")
    assert (part.phases["start_earliest"] <= part.observed_until).all()
    assert list(part.ruptures) == ["Georgia 2008"] and list(part.eras["phase_id"]) == ["pjc"]
    with pytest.raises(NotEnough, match="no second era"):
        _ = part.turn


def test_forums_take_the_place_of_the_councils_and_leave_other_events(record):
    part = record.only(forums=["EAPC"])
    assert part.councils == ("EAPC",) and set(part.meetings["forum"]) == {"EAPC"}
    assert len(part.events) - len(part.meetings) == len(record.events) - len(record.meetings)


def test_evidence_counts_the_lists_again_and_none_that_lost_a_session_is_complete(record):
    part = record.only(evidence=["explicit"])
    before, after = record.coverage, part.coverage
    assert after["documented"].sum() < before["documented"].sum()
    lost = (after["documented"] < before["documented"]).to_numpy(dtype=bool)
    assert "complete" not in set(after.loc[lost, "completeness"])
    assert (after.loc[~lost, "completeness"] == before.loc[~lost, "completeness"]).all()


def test_topics_keep_what_has_one_of_them(record):
    part = record.only(topics=["kosovo", "missile_defence"])
    assert len(part.events) and all(
        {"kosovo", "missile_defence"} & set(items) for items in part.events["topics"]
    )


@pytest.mark.parametrize(
    "wish, fault",
    [
        ({"years": 2002}, "a first and a last one"),
        ({"years": (2013, 2002)}, "a first and a last one"),
        ({"forums": "NRC"}, "a list of values"),
        ({"forums": ["NRCC"]}, "no such forum: NRCC"),
        ({"levels": ["ambassador"]}, "no such level: ambassador"),
        ({"evidence": ["rumour"]}, "no such evidence: rumour"),
        ({"topics": ["weather"]}, "no such topic: weather"),
    ],
)
def test_a_wish_that_cannot_be_met_says_why(record, wish, fault):
    with pytest.raises(ValueError, match=fault):
        record.only(**wish)


def test_announced_is_not_held(record):
    held = record.sessions()
    assert set(held["evidence"]) == set(HELD) and len(held) < len(record.meetings)
    assert set(record.sessions(["PJC"], ["ambassadors"])["level"]) == {"ambassadors"}


def test_what_is_missing_is_told_in_one_sentence_without_a_traceback(record):
    with pytest.raises(NotEnough) as caught:
        record.require(meetings=3, moon_landings=0)
    (line,) = caught.value._render_traceback_()
    assert "has no moon landings" in line and "meetings" not in line.split("has no")[1]


def test_events_know_year_phase_and_forum(record):
    row = record.events.set_index("event_id").loc["NRC-2018-05-31-ambassadors"]
    assert row["year"] == 2018 and row["forum_name"] == "NATO-Russia Council"
    names = record.phases.set_index("name")["start_earliest"]
    known = record.events.dropna(subset=["phase"])
    assert (known["phase"].astype(object).map(names) <= known["date_earliest"]).all()


def test_the_latest_first_day_of_a_span_is_not_its_last_day(record):
    spans = record.events[record.events["date"].str.contains("/")]
    assert (spans["date_begins_latest"] <= spans["date_latest"]).all()
    assert (spans["date_begins_latest"] < spans["date_latest"]).any()


def test_words_are_looked_for_in_all_texts(record):
    assert "EAPC-1997-05-30-foreign_ministers" in set(record.search("sintra")["event_id"])
    assert len(record.search("sintra portugal")) <= len(record.search("SINTRA"))
    assert record.search("no such words anywhere").empty


def test_a_card_says_all_that_a_row_says_and_links_its_sources(record):
    card = record.show("NRC-2018-05-31-ambassadors")
    assert card.facts["date"] == "31 May 2018" and card.facts["forum"] == "NATO-Russia Council"
    assert all(url.startswith("http") for _, url in card.sources) and "<a href='http" in card._repr_html_()
    assert "Founding Act" in repr(record.show("PJC"))
    with pytest.raises(KeyError, match="no event or institution 'NRC-2018'"):
        record.show("NRC-2018")


def test_every_row_has_a_card(record):
    for row_id in [*record.events["event_id"].iloc[::60], *record.institutions["institution_id"].iloc[::20]]:
        assert record.show(row_id).sources


def test_results_are_kept_on_the_record_and_given_as_copies(record):
    from helpers.analysis.status import spells

    first = spells(record)
    first["status"] = "spoilt"
    assert not (spells(record)["status"].astype(object) == "spoilt").any()
    assert spells(helpers.load().only(years=(1990, 2000)))["end"].max() == pd.Timestamp("2000-12-31")
