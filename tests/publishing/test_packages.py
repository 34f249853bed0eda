"""Packages of the same shape: the second one keeps the rules, every helper takes it, a new one starts sound."""

import json
import re
import shutil

import nbformat
import pandas as pd
import pytest
import test_data

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
from helpers.commands import jobs
from helpers.publishing import gephi, notebooks, packages, release
from helpers.record import plausibility


@pytest.fixture(scope="module", params=packages.folders(), ids=lambda folder: folder.name)
def each(request):
    return helpers.load(request.param)


@pytest.fixture(scope="module")
def ukraine():
    return helpers.load(paths.UKRAINE)


@pytest.mark.parametrize(
    "rule",
    [
        test_data.test_every_oddity_is_answered_and_every_answer_is_needed,
        test_data.test_every_page_is_used,
        test_data.test_no_page_is_a_leak,
        test_data.test_texts_speak_of_the_matter_only,
        test_data.test_phases_start_with_their_events,
        test_data.test_every_part_has_its_relation,
        test_data.test_spells_of_one_institution_do_not_overlap,
        test_data.test_keys_of_meetings_name_forum_and_date,
        test_data.test_disagreements_are_about_rows_that_hold_another_value,
        test_data.test_old_keys_are_gone_and_new_ones_are_there,
        test_data.test_coverage_counts_what_the_events_hold,
        test_data.test_coverage_misses_no_level_of_the_councils_that_met,
        test_data.test_no_list_is_called_complete_below_the_ambassadors_nor_for_a_year_with_announced_sessions,
        test_data.test_claims_can_be_evaluated,
        test_data.test_the_random_sample_was_coded_twice,
        test_data.test_the_codebook_tells_the_agreement_that_the_recoding_gives,
    ],
    ids=lambda rule: rule.__name__,
)
def test_the_second_package_keeps_the_rules_of_the_first(ukraine, rule):
    rule(ukraine)


@pytest.mark.parametrize("table, column, most", [("events", "summary", 25), ("claims", "statement", 30)])
def test_texts_are_short(ukraine, table, column, most):
    test_data.test_texts_are_short(ukraine, table, column, most)


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
    assert plausibility.open_doubts(each) == [] and jobs.miscounted(each) == []


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


def test_rhythm_and_silence_are_told(each):
    rows = counts.select(each.meetings, forums=each.councils)
    due = promised_and_held.schedule(each)
    assert len(due) and promised_and_held.kept(due, ["level"])["held"].sum() == due["held"].sum()
    assert meetings.by_level(each)["sessions"].sum() == len(each.sessions(each.councils))
    lists = what_is_missing.source_lists(rows, each.sources, each.publishers)
    assert list(lists) == [*each.sides, what_is_missing.REST] and (lists.sum() > 0).all()
    gaps = silences.gaps(rows, each.released)
    assert len(silences.completeness(gaps, each.coverage)) == len(gaps)
    assert len(silences.phases_behind(gaps, counts.phase_spans(each.phases, each.released))) == len(gaps)
    assert silences.median_days(silences.survival(gaps))[0] > 0


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
    with pytest.raises(helpers.DataError, match="column dyad: cannot be read"):
        helpers.load(folder)


def test_eras_turns_and_ruptures_are_those_of_the_record(each):
    assert each.own == (each.folder == paths.DATA)
    starts = each.eras["start_earliest"]
    assert len(starts) == 3 and starts.is_monotonic_increasing and each.turn == starts[1]
    assert each.turns.is_monotonic_increasing and each.turn in set(each.turns)
    assert all(list(days)[0] == "decision" and len(days) == 3 for days in each.ruptures.values())


def run_on(package, folder):
    """Run the code of notebooks 00 to 08 on a package; give the copies and what came of them."""
    folder.mkdir(exist_ok=True)
    for path in paths.notebooks()[:9]:
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        notebook.cells[0].source = notebook.cells[0].source.replace("load()", f'load("{package}")')
        nbformat.write(notebook, folder / path.name)
    copies = paths.notebooks(folder)
    assert len(copies) == 9
    return copies, notebooks.run(copies)


def test_notebooks_take_the_second_package(tmp_path):
    copies, results = run_on("data/nato-ukraine", tmp_path)
    failed = [f"{result.path.name}: {result.error}" for result in results if result.error]
    assert not failed, "\n".join(failed)
    for path in copies:
        cells = nbformat.read(path, as_version=4).cells
        for output in (output for cell in cells for output in cell.outputs):
            assert output.get("name") != "stderr", f"{path.name}: {output.text}"
            svg = output.get("data", {}).get("image/svg+xml", "")
            words = (
                svg + output["data"].get("text/plain", "")
                if svg
                else output.get("data", {}).get("text/markdown", "")
            )
            assert not re.search(r"\b(NATO-Russia|PJC|NRC|Permanent Joint|Rome Declaration)\b", words), (
                path.name
            )


@pytest.fixture
def part(tmp_path, ukraine):
    """The second package as it might stand after an afternoon: two councils, two levels, phases, ruptures."""
    folder = shutil.copytree(ukraine.folder, tmp_path / "part")
    kept = ["NUC", "NUCouncil"]
    tables = {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in folder.glob("*.csv")}
    events, bodies, phases = tables["events"], tables["institutions"], tables["phases"]
    named = {*phases["start_event"], *(key for days in ukraine.ruptures.values() for key in days.values())}
    met = events["forum"].isin(kept) & events["level"].isin(["foreign_ministers", "ambassadors"])
    events = events[met | events["event_id"].isin(named)].assign(institutions="")
    bodies = bodies[bodies["institution_id"].isin(kept)].assign(parent="")
    pages = {page for rows in (events, bodies, phases) for row in rows["sources"] for page in row.split(";")}
    tables |= {
        name: tables[name][:0]
        for name in ("claims", "relations", "status", "disagreements", "coverage", "recoding", "id_changes")
    }
    tables |= {
        "events": events.assign(forum=events["forum"].where(events["forum"].isin(kept), "")),
        "institutions": bodies,
        "sources": tables["sources"][tables["sources"]["source_id"].isin(pages)],
    }
    for name, table in counts.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return folder


def test_a_notebook_runs_on_a_part_of_a_package_or_says_what_it_lacks(part, tmp_path):
    _, results = run_on(part, tmp_path / "copies")
    said = {result.path.name[:2]: result.error for result in results}
    assert [name for name, error in said.items() if not error] == ["00", "01", "05", "07"]
    for name, word in {
        "02": "sessions promised in the coverage table",
        "03": "rows in the coverage table",
        "04": "other contacts with topics",
        "06": "claims that agree",
        "08": "gap between sessions of defence ministers",
    }.items():
        assert f"part/ holds no {word}" in said[name] or f", no {word}" in said[name], said[name]
        assert "which this notebook needs; CONTRIBUTING.md" in said[name]


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


def test_notebooks_say_what_a_new_package_lacks(begun, tmp_path):
    _, results = run_on(begun, tmp_path / "copies")
    said = {result.path.name[:2]: result.error for result in results}
    assert [name for name, error in said.items() if not error] == ["00", "07"]
    for name, error in said.items():
        assert not error or "which this notebook needs" in error or "dyad names no" in error, (
            f"{name}: {error}"
        )


def test_what_a_new_package_has_not_named_yet_is_told(begun):
    record = helpers.load(begun)
    for part in ("eras", "turn", "turns", "ruptures"):
        with pytest.raises(
            ValueError, match=r"^mine/datapackage.json: dyad names no (eras|turns|ruptures), where"
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
    with pytest.raises(
        ValueError, match="^nato-ukraine/ holds no first thing, no second, which this notebook needs"
    ):
        ukraine.require(first_thing=0, there=3, second=False)
