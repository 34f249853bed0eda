"""Packages of the same shape: every helper takes the second one, a new one starts sound."""

import json
import re
import shutil

import pandas as pd
import pytest
from test_try_it import run

import helpers
from helpers import paths
from helpers.__main__ import main
from helpers.analysis import (
    agenda_shifts,
    agendas,
    before_and_after,
    claims,
    cooperation_and_conflict,
    counts,
    coverage,
    forums_and_channels,
    lines_of_descent,
    meetings,
    network,
    open_and_used,
    promised_and_held,
    ruptures,
    silences,
    status,
    what_is_missing,
)
from helpers.commands import tables
from helpers.publishing import gephi, packages, release
from helpers.record import plausibility


@pytest.fixture(scope="module", params=packages.folders(), ids=lambda folder: folder.name)
def each(request):
    return helpers.load(request.param)


@pytest.fixture(scope="module")
def ukraine():
    return helpers.load(paths.UKRAINE)


def test_the_second_package_is_of_its_size(ukraine):
    assert ukraine.sides == ("NATO", "Ukraine") and ukraine.councils == ("NUC", "NUCouncil")
    assert len(ukraine.events) >= 280 and len(ukraine.meetings) >= 170


def test_no_page_has_two_ids(ukraine):
    plain = ukraine.sources["url"].str.replace(r"^https?://(www\.)?|/$", "", regex=True)
    assert plain[plain.duplicated(keep=False)].tolist() == []


def schema(folder):
    return json.loads((folder / paths.DESCRIPTOR).read_text(encoding="utf-8"))


def leaves(thing, place=()):
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for key, value in pairs:
        yield from leaves(value, (*place, key))
    if not isinstance(thing, (dict, list)):
        yield place, thing


def test_schemas_differ_in_the_stated_sentences_alone():
    first, second = (
        dict(leaves([release.stamp(table, {}) for table in schema(folder)["resources"]]))
        for folder in packages.folders()
    )
    assert first.keys() == second.keys()
    other = {place: value for place, value in second.items() if first[place] != value}
    assert sorted(other.values()) == sorted(schema(paths.UKRAINE)["wording"].values())
    assert {place[-1] for place in other} == {"label", "description"}


def test_wording_for_nothing_is_refused():
    with pytest.raises(ValueError, match="the schema has no events.colour.red"):
        packages.derive(schema(paths.DATA)["resources"], {"events.colour.red": "Red."})


def test_what_every_package_has_is_read(each):
    assert len(status.spells(each)) and len(status.on_day(each, "2012-06-30")) == len(each.institutions)
    assert plausibility.open_doubts(each) == [] and tables.miscounted(each) == []


def test_tables_count_every_council(each):
    rows = counts.select(each.meetings, forums=each.councils)
    found = counts.per_year(rows, "forum")
    assert set(found) == set(each.councils) and int(found.to_numpy().sum()) == len(rows)
    assert cooperation_and_conflict.by_tone(
        cooperation_and_conflict.sided_acts(each), each.observed_until
    ).size


def test_channels_are_counted_in_every_package(each):
    day = pd.Timestamp("2013-06-30")
    channels, bodies = (
        forums_and_channels.open_by_month(each, of, [day]).sum(axis=1).item()
        for of in ("channel", "independent body")
    )
    assert len(forums_and_channels.independent_bodies(each, day)) == bodies and 0 < bodies <= channels
    assert len(network.graph(each, at=day)) and forums_and_channels.unplaced_levels(each) == []


def test_schedules_and_silences_are_counted(each):
    rows = counts.select(each.meetings, forums=each.councils)
    due = promised_and_held.schedule(each)
    assert len(due) and promised_and_held.kept(due, ["level"])["held"].sum() == due["held"].sum()
    assert meetings.by_level(each)["sessions"].sum() == len(each.sessions(each.councils))
    lists = what_is_missing.source_lists(rows, each.sources, each.publishers)
    assert list(lists) == [*each.sides, what_is_missing.REST] and (lists.sum() > 0).all()
    gaps = silences.gaps(rows, each.observed_until)
    assert len(silences.lists_behind(each, gaps, each.councils, ["ambassadors"])) == len(gaps)
    assert silences.open_gap(gaps)["days"] >= 0


def test_ruptures_are_measured(each):
    cases = ruptures.cases(each)
    held = ruptures.contacts(each)
    assert {"before", "answers", "after"} <= set(before_and_after.around(each, cases))
    first = ruptures.first_contact(held, cases, {"any": []}, each.observed_until)
    assert len(first) == len(cases) and len(ruptures.last_contacts(each)) >= 2
    assert len(ruptures.fates_at(each, cases["day"].iloc[0]))
    day = pd.Timestamp("2008-06-30")
    assert coverage.completeness(each, each.councils, ["heads_of_state"], day, day) in (
        "complete",
        "partial",
        "unknown",
    )


def test_lineage_usage_and_exchange_run(each, tmp_path):
    assert len(lines_of_descent.lines(each)) and len(lines_of_descent.heirs(each, *each.councils)) >= 0
    assert len(lines_of_descent.fates_of_lines(each, "2014-04-01"))
    assert len(open_and_used.by_span(each)) and len(open_and_used.ends(each, each.councils))
    for form in ("gexf", "graphml", "json"):
        assert gephi.export(each, tmp_path / f"n.{form}", "2013-06-30").stat().st_size > 1000


def test_agendas_and_claims_run(each):
    rows = counts.select(each.meetings, forums=each.councils)
    table = agendas.agenda(rows, list(each.vocabulary("events", "topics")))
    assert len(table) and len(agenda_shifts.profile(table, rows["date_earliest"], 1))
    verdicts = claims.evaluate(each)
    assert len(verdicts) == len(each.claims) and verdicts["verdict"].notna().all()


def test_the_counts_of_pages_are_held_against_the_rows(ukraine):
    verdicts = claims.evaluate(ukraine).set_index("claim_id")["verdict"]
    agree = ["NUC-ordinal-2008-04-04", "HLC-ordinal-2008-11-12", "HLC-ordinal-2006-10-05"]
    assert verdicts[agree].tolist() == ["agrees"] * 3
    assert verdicts["NUC-ordinal-2000-03-01"] == "cannot be decided"  # sessions of ambassadors are missing


def test_a_package_is_found_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert helpers.load("data/nato-ukraine").folder == paths.UKRAINE
    with pytest.raises(helpers.DataError):
        helpers.load("data/nowhere")


def test_ids_that_the_descriptor_names_are_looked_up(tmp_path, ukraine):
    folder = tmp_path / "data"
    shutil.copytree(ukraine.folder, folder)
    path = folder / paths.DESCRIPTOR
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["dyad"] |= {
        "eras": ["nuc", "nowhen", "war"],
        "turns": {"Veto": "no_phase"},
        "councils": ["NUC", "NUX"],
        "ruptures": {"One": {"decision": "EV-none"}, "Two": {"cut": "EV-2022-02-24-invasion"}},
    }
    path.write_text(release.descriptor_text(descriptor), encoding="utf-8")
    with pytest.raises(helpers.DataError) as caught:
        helpers.load(folder)
    told = str(caught.value)
    for place, value in (
        ("eras", "nowhen"),
        ("turns", "no_phase"),
        ("councils", "NUX"),
        ("ruptures", "EV-none"),
    ):
        assert f"column dyad.{place}: is not in" in told and f"'{value}'" in told
    assert "names no decision, or what is none of the rules: 'Two'" in told
    descriptor["dyad"] |= {"turns": ["veto"], "councils": ["NUC"]}
    path.write_text(release.descriptor_text(descriptor), encoding="utf-8")
    with pytest.raises(helpers.DataError, match="column dyad.turns: must be object"):
        helpers.load(folder)


def test_eras_turns_and_ruptures_are_those_of_the_record(each):
    assert each.told == (each.folder == paths.DATA)
    starts = each.eras["start_earliest"]
    assert len(starts) == 3 and starts.is_monotonic_increasing and each.turn == starts[1]
    assert each.turns.is_monotonic_increasing and each.turn in set(each.turns)
    assert all(list(days)[0] == "decision" and len(days) == 3 for days in each.ruptures.values())


# A new package


@pytest.fixture
def begun(tmp_path):
    folder = tmp_path / "mine"
    assert main(["new-package", str(folder)]) == 0
    return folder


def test_a_new_package_loads_and_passes_its_check(begun, capsys):
    record = helpers.load(begun)
    assert record.councils == ("FORUM",) and len(record.events) == len(record.sources) == 1
    assert "EXAMPLE" in record.events["title"].item()
    assert plausibility.open_doubts(record) == []
    assert main(["check", str(begun)]) == 0
    assert "is sound, version 0.1.0: 1 events" in capsys.readouterr().out


def test_the_readme_of_a_new_package_names_its_folder_and_what_there_is(begun):
    text = (begun / "README.md").read_text(encoding="utf-8")
    assert f"make check DIR={begun}" in text and "{folder}" not in text
    for name in re.findall(r"`([a-zA-Z]+\.(?:csv|json|md))`", text):
        assert (begun / name).exists(), name


@pytest.mark.parametrize("path", paths.notebooks(), ids=lambda path: path.stem)
def test_a_notebook_draws_what_a_new_package_holds_or_says_what_it_lacks(begun, path):
    drawings, sentence = run(path, f'PACKAGE = "{begun}"')
    assert drawings or sentence.endswith(".")


def test_what_a_new_package_has_not_named_yet_is_told(begun):
    record = helpers.load(begun)
    for part in ("eras", "turn", "turns", "ruptures"):
        with pytest.raises(
            ValueError, match=r"names no (eras|turns|ruptures) under dyad in datapackage.json"
        ):
            getattr(record, part)


def test_a_folder_that_is_not_empty_is_refused(begun, capsys):
    before = {path.name: path.read_bytes() for path in begun.iterdir()}
    assert main(["new-package", str(begun)]) == 1
    assert "nothing was written" in capsys.readouterr().out
    assert before == {path.name: path.read_bytes() for path in begun.iterdir()}


def test_tidy_and_docs_mend_one_package_and_leave_the_others(begun, capsys):
    path = begun / paths.DESCRIPTOR
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace("What happened.", "What came."), encoding="utf-8")
    (begun / "events.csv").write_text(
        (begun / "events.csv")
        .read_text()
        .replace("City", '"City"', 1)
        .replace('EXAMPLE, to be replaced: ambassadors, "City"', "EXAMPLE"),
        encoding="utf-8",
    )
    assert main(["check", str(begun)]) == 1
    assert "'make docs' carries them over" in capsys.readouterr().out
    assert main(["tidy", str(begun)]) == main(["docs", str(begun)]) == main(["check", str(begun)]) == 0
    assert path.read_text(encoding="utf-8") == sound


def test_a_package_may_have_a_schema_of_its_own(begun):
    path = begun / paths.DESCRIPTOR
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    del descriptor["wording"]
    descriptor["resources"][0]["description"] = "Mine."
    path.write_text(release.descriptor_text(descriptor), encoding="utf-8")
    assert main(["docs", str(begun)]) == main(["check", str(begun)]) == 0


def test_wrong_wording_is_told(begun, capsys):
    path = begun / paths.DESCRIPTOR
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["wording"]["events.colour.red"] = "Red."
    path.write_text(release.descriptor_text(descriptor), encoding="utf-8")
    assert main(["check", str(begun)]) == main(["docs", str(begun)]) == 1
    assert capsys.readouterr().out.count("the schema has no events.colour.red") == 2


def test_what_an_analysis_lacks_is_named_at_once(ukraine):
    ukraine.require(events=1, meetings=True)
    with pytest.raises(ValueError, match="record, as chosen here, has no first thing and no second"):
        ukraine.require(first_thing=0, there=3, second=False)
