"""A package as others take it: read back with the tools of each field, and as released to the byte."""

import csv
import hashlib
import io
import json
import os
import zipfile

import bibtexparser
import frictionless
import pandas as pd
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware

import helpers
from helpers import paths
from helpers.__main__ import main
from helpers.commands import exports, tables
from helpers.publishing import packages, release

each = pytest.mark.parametrize("folder", packages.folders(), ids=lambda folder: folder.name)


def cells(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def same(one, other):
    assert one.tables.keys() == other.tables.keys()
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, other.tables[name])


# Checksums


@each
def test_the_tables_are_those_of_the_release(folder):
    assert set(release.states(folder).values()) == {"as released"}, (
        "tables were changed: CONTRIBUTING.md, 'Release', says what to do"
    )
    assert release.sealed(folder) == json.loads((folder / paths.DESCRIPTOR).read_text(encoding="utf-8"))


def test_a_checksum_is_that_of_the_bytes(tmp_path):
    (tmp_path / "x").write_bytes(b"abc")  # the example of the standard, FIPS 180
    assert release.sums(tmp_path / "x") == {
        "hash": "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "bytes": 3,
    }


VERSION = helpers.load().version
DIFFERS = f"differs from release {VERSION}"


@pytest.fixture
def released(package):
    """A copy of the data, released as it is."""
    text = release.descriptor_text(release.sealed(package))
    (package / paths.DESCRIPTOR).write_text(text, encoding="utf-8")
    return package


@pytest.fixture
def changed(released, package, edit):
    """A copy of the data with another title in one row; sound, but not as released."""
    edit("events.csv", "London Declaration offers", "London Declaration as said anew offers")
    return package


def test_a_changed_table_loads_and_passes_its_check_and_is_told_apart(changed, capsys):
    assert release.states(changed)["events.csv"] == DIFFERS
    assert set(release.states(changed).values()) == {DIFFERS, "as released"}
    assert "as said anew" in helpers.load(changed).events["title"].iloc[0]
    assert tables.problems(changed) == []
    report = frictionless.validate(str(changed / paths.DESCRIPTOR), type="package")
    assert {error[0] for error in report.flatten(["type"])} == {"hash-count", "byte-count"}


def test_codebook_and_order_written_again_do_not_hide_the_change(changed, capsys):
    assert main(["tidy", str(changed)]) == main(["docs", str(changed)]) == 0
    assert release.states(changed)["events.csv"] == DIFFERS


def test_a_release_takes_the_tables_as_they_are_if_they_are_sound(changed, edit, capsys):
    assert main(["release", str(changed)]) == 0
    assert capsys.readouterr().out.endswith(f"release {VERSION}, checksums of 12 tables written\n")
    assert set(release.states(changed).values()) == {"as released"}
    assert frictionless.validate(str(changed / paths.DESCRIPTOR), type="package").valid
    assert main(["release", str(changed)]) == 0
    assert capsys.readouterr().out.endswith("checksums of 12 tables as they were\n")
    edit("events.csv", ",explicit,", ",explizit,")
    before = (changed / paths.DESCRIPTOR).read_bytes()
    assert main(["release", str(changed)]) == 1
    assert capsys.readouterr().out.endswith("nothing was written\n")
    assert (changed / paths.DESCRIPTOR).read_bytes() == before


def test_a_package_that_follows_the_first_keeps_its_own_checksums(tmp_path, capsys):
    folder = tmp_path / "mine"
    assert main(["new-package", str(folder)]) == 0
    assert set(release.states(folder).values()) == {"not released yet"}
    assert main(["release", str(folder)]) == main(["docs", str(folder)]) == main(["check", str(folder)]) == 0
    assert set(release.states(folder).values()) == {"as released"}
    (folder / "phases.csv").unlink()
    assert release.states(folder)["phases.csv"] == "is missing"


# What is in use


def test_version_names_tables_that_differ_and_packages_that_are_not_locked(changed, monkeypatch, capsys):
    monkeypatch.setattr(packages, "folders", lambda: [changed])
    monkeypatch.setattr(exports.metadata, "version", lambda name: "1.0" if name == "pandas" else absent(name))
    assert main(["version"]) == 0
    said = capsys.readouterr().out.split("\n")
    assert said[0].startswith(f"The NATO-Russia record {VERSION} (") and said[0].endswith("/data/")
    assert said[1] == f"  {DIFFERS}: events.csv"
    assert said[2].startswith("  as released: institutions.csv, relations.csv, ")
    assert 'CONTRIBUTING.md, "Release"' in said[3]
    assert any(line.startswith("  pandas 1.0; requirements.lock has 3.") for line in said)
    assert any(line.startswith("  numpy is not installed; requirements.lock has ") for line in said)


def absent(name):
    raise exports.metadata.PackageNotFoundError(name)


def test_version_says_that_all_is_as_released(released, monkeypatch, capsys):
    monkeypatch.setattr(packages, "folders", lambda: [released])
    assert main(["version"]) == 0
    said = capsys.readouterr().out
    assert said.count("  as released: events.csv, ") == 1
    assert "differs" not in said and "CONTRIBUTING" not in said
    for name in ("numpy", "pandas", "scipy", "duckdb", "ibis-framework"):
        assert f"  {name} " in said


def test_version_of_a_broken_package_says_what_is_wrong(package, monkeypatch, capsys):
    (package / paths.DESCRIPTOR).write_text("{", encoding="utf-8")
    monkeypatch.setattr(packages, "folders", lambda: [package])
    assert main(["version"]) == 1
    assert "not JSON" in capsys.readouterr().out


def test_the_lock_is_read_for_this_python(tmp_path, monkeypatch):
    (tmp_path / "lock").write_text(
        "a==1.0 ; python_full_version < '3.0' \\\n    --hash=sha256:0\n"
        "a==2.0 ; python_full_version >= '3.0' \\\n    --hash=sha256:0\n"
        "a==4.0 ; python_full_version >= '4.0' \\\n    --hash=sha256:0\n"
        "b-c==3.1.post1 \\\n    --hash=sha256:0\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(paths, "LOCK", tmp_path / "lock")
    assert exports._locked() == {"a": "2.0", "b-c": "3.1.post1"}


# The zip


@each
def test_frictionless_reads_the_zip_and_finds_every_row(folder, tmp_path):
    path = release.write_package(helpers.load(folder), tmp_path / "x.zip", "zip")
    package = frictionless.Package(str(path))
    assert package.validate().flatten(["name", "type", "message"]) == []
    assert package.resource_names == list(helpers.load(folder).tables)
    for resource in package.resources:
        wanted = [[cell or None for cell in row] for row in cells(folder / resource.path)]
        assert [[cell or None for cell in row] for row in resource.read_cells()] == wanted


@each
def test_the_unpacked_zip_is_a_package_with_texts_and_licence(folder, tmp_path):
    record = helpers.load(folder)
    with zipfile.ZipFile(release.write_package(record, tmp_path / "x.zip", "zip")) as pack:
        assert pack.testzip() is None
        pack.extractall(tmp_path / "x")
    same(helpers.load(tmp_path / "x"), record)
    names = {path.name for path in (tmp_path / "x").iterdir()}
    assert names == {
        paths.DESCRIPTOR,
        paths.CODEBOOK,
        "CAUTIONS.md",
        "LICENSE",
        release.BIBTEX,
        *(f"{name}.csv" for name in record.tables),
    }
    assert "CC BY 4.0" in (tmp_path / "x" / "LICENSE").read_text(encoding="utf-8")
    assert set(release.states(tmp_path / "x").values()) == {"as released"}


def test_the_same_files_give_the_same_zip(package, record):
    first = release.zipped(record)
    for path in package.iterdir():
        os.utime(path, (1e9, 1e9))
        if path.is_file():
            path.chmod(0o600)
    copy = helpers.load(package)
    with zipfile.ZipFile(io.BytesIO(first)) as pack:
        infos = pack.infolist()
    assert [info.filename for info in infos] == sorted(info.filename for info in infos)
    assert {
        (info.date_time, info.create_system, info.external_attr, info.compress_type) for info in infos
    } == {((1980, 1, 1, 0, 0, 0), 3, 0o100644 << 16, zipfile.ZIP_STORED)}
    assert release.zipped(copy) == release.zipped(record) == first


def test_a_changed_package_is_packed_with_its_own_checksums(changed, tmp_path, capsys):
    assert main(["export", "--folder", str(changed), "--out", str(tmp_path / "x.zip")]) == 0
    assert capsys.readouterr().out.endswith(f"{VERSION}\n  events.csv {DIFFERS}\n")
    assert frictionless.Package(str(tmp_path / "x.zip")).validate().valid


# JSON-LD


@each
def test_search_engines_are_told_of_the_package_its_makers_and_its_files(folder):
    about, record = release.described(folder, "there/"), helpers.load(folder)
    assert (about["name"], about["version"]) == (record.title, record.version)
    assert about["keywords"] == record.descriptor["keywords"]
    assert about["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert about["datePublished"] == f"{record.released:%Y-%m-%d}"
    assert [maker["name"] for maker in about["creator"]] == ["The NATO-Russia record maintainers"]
    for file in about["distribution"]:
        content = (folder / file["contentUrl"].removeprefix("there/")).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert file["contentSize"] == f"{len(content)} B"


def test_a_package_names_its_own_makers_and_address(package):
    assert "creator" not in release.described(package)  # elsewhere, and nobody is named
    path = package / paths.DESCRIPTOR
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor |= {"contributors": [{"title": "A & B"}], "homepage": "https://example.org/"}
    path.write_text(release.descriptor_text(descriptor), encoding="utf-8")
    found = release.described(package)
    assert [maker["name"] for maker in found["creator"]] == ["A & B"]
    assert found["url"] == "https://example.org/"
    assert r"author = {{A \& B}}" in release.reference(package)
    assert len(bibtexparser.parse_string(release.reference(package)).entries) == 1


# BibTeX


def entries(text):
    """Entries as a reader of BibTeX has them: texts decoded, what biblatex takes verbatim left alone."""
    plain = bibtexparser.parse_string(text)
    assert plain.failed_blocks == []
    decoded = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert decoded.failed_blocks == []
    found = {}
    for raw, read in zip(plain.entries, decoded.entries, strict=True):
        assert raw.entry_type == "online" and raw.key == read.key
        found[raw.key] = {name: (raw if name in ("url", "date") else read)[name] for name in raw.fields_dict}
    assert len(found) == len(plain.entries)
    return found


COLUMNS = {
    "title": "title",
    "organization": "publisher",
    "date": "published",
    "url": "url",
    "language": "language",
    "note": "kind",
}


@each
def test_every_page_comes_back_from_bibtex_as_the_table_has_it(folder, tmp_path):
    record = helpers.load(folder)
    text = release.write_package(record, tmp_path / "s.bib", "bibtex").read_text(encoding="utf-8")
    head, *rows = cells(folder / "sources.csv")
    wanted = {}
    for row in rows:
        row = dict(zip(head, row))
        wanted[row["source_id"]] = {name: row[column] for name, column in COLUMNS.items() if row[column]}
    assert entries(text) == wanted
    assert all(
        "title" not in wanted[key] for key in record.sources.loc[record.sources["title"].isna(), "source_id"]
    )


def test_marks_that_latex_knows_come_back(package, edit):
    title = r"50% & more_or #1 of $2 ~/\home, -- don''t ``do'' é Ł Київ"
    url = "https://example.org/~a_b?c=1&d=%20#e%7Bf"
    edit(
        "sources.csv",
        "24tv-2018-military-leadership,NATO commented on possible meeting with Russian military "
        "leadership (Russian)",
        f'24tv-2018-military-leadership,"{title}"',
    )
    edit(
        "sources.csv",
        "https://24tv.ua/ru/v_nato_prokommentirovali_vozmozhnuju_vstrechu_s_voennym_rukovodstvom_rossii"
        "_n910924",
        url,
    )
    written = release.bibtex(helpers.load(package))
    entry = entries(written)["24tv-2018-military-leadership"]
    assert entry["title"] == title and entry["url"] == url and entry["date"] == "2018-01~"
    assert url in written and "Київ" in written
    assert (
        r"organization = {{Air \& Space Forces Magazine}}," in written
    )  # in two braces: capitals, "and" stay


def test_braces_and_circumflex_are_words_so_that_braces_stay_even(package, edit):
    edit(
        "sources.csv", "TASS quote in a forum post", "}{ 2^3"
    )  # words that pylatexenc 2.11 does not read back
    written = release.bibtex(helpers.load(package))
    assert r"title = {{\textbraceright{}\textbraceleft{} 2\textasciicircum{}3:" in written
    assert len(entries(written)) == written.count("@online{") and written.count("{") == written.count("}")


def test_an_address_with_braces_leaves_the_entry_whole(package, edit):
    edit("sources.csv", "https://myau.2bb.ru/viewtopic.php?id=737&p=83", "https://myau.2bb.ru/{a\\b")
    assert (
        entries(release.bibtex(helpers.load(package)))["2bb-tass-quote"]["url"]
        == "https://myau.2bb.ru/%7Ba%5Cb"
    )


# The command


@pytest.mark.parametrize("form", release.FORMATS)
def test_the_command_writes_what_it_is_told_to(form, record, package, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    target = tmp_path / f"other{release.FORMATS[form]}"
    assert main(["export", "--out", str(target)]) == 0
    assert capsys.readouterr().out.startswith(f"{target}: The NATO-Russia record {VERSION}\n")
    assert main(["export", "--format", form, "--folder", str(package), "--out", "", "--day", ""]) == 0
    usual = release.default_name(helpers.load(package), form)
    assert capsys.readouterr().out.startswith(f"{usual}: ") and usual.exists()
    before = target.read_bytes()
    assert release.write_package(record, target, form).read_bytes() == before
    assert form == "zip" or b"\r" not in before


def test_what_cannot_be_written_is_refused_with_the_reason(record, package, tmp_path, capsys):
    with pytest.raises(ValueError, match="zip, bibtex, not 'gexf'"):
        release.write_package(record, tmp_path / "x", "gexf")
    with pytest.raises(ValueError, match="is a folder"):
        release.write_package(record, tmp_path, "zip")
    with pytest.raises(ValueError, match="there is no folder"):
        release.write_package(record, tmp_path / "no" / "x.zip", "zip")
    for words, said in [
        (["--format", "rdf"], "there is no format 'rdf'; there are gexf, graphml, json, zip, bibtex"),
        (["--out", "x.zip", "--day", "2013-06-30"], "a day is taken from networks; zip holds"),
        (["--out", "x.zip", "--folder", str(tmp_path)], "1 problem in the data"),
    ]:
        assert main(["export", *words]) == 1
        assert capsys.readouterr().out.startswith(said)
    assert list(tmp_path.iterdir()) == [package]
