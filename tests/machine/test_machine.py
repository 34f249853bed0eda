"""Machine-coded events: files in the published formats, written here, give known answers on every engine."""

import os
import subprocess
import sys
import warnings

import ibis
import numpy as np
import pandas as pd
import pytest

from helpers import machine, paths

SIDES = {"NATO": ["NTO"], "Russia": ["RUS"]}


def line(name, **cells):
    """One line of a format; what is not given is empty."""
    columns = machine.FORMATS[name].columns
    named = {key.replace("_", " ") if name != "gdelt" else key: value for key, value in cells.items()}
    assert set(named) <= set(columns)
    return "\t".join(str(named.get(column, "")) for column in columns) + "\n"


def gdelt(number, day, source, target, root="04", quad=1, mentions=1, **more):
    return line(
        "gdelt",
        GLOBALEVENTID=number,
        SQLDATE=day,
        Actor1CountryCode=source,
        Actor2CountryCode=target,
        EventCode=root + "0",
        EventRootCode=root,
        QuadClass=quad,
        NumMentions=mentions,
        ActionGeo_FullName="Brussels",
        **more,
    )


def write(path, name, *lines):
    head = "\t".join(machine.FORMATS[name].columns) + "\n" if machine.FORMATS[name].header else ""
    path.write_text(head + "".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def coded(tmp_path):
    return machine.read(
        write(
            tmp_path / "20210101.export.CSV",
            "gdelt",
            gdelt(1, "20210105", "RUS", "", mentions=3, Actor2KnownGroupCode="NTO"),
            gdelt(2, "20210131", "", "RUS", root="19", quad=4, Actor1KnownGroupCode="NTO"),
            gdelt(3, "20210201", "RUS", "USA"),
            gdelt(4, "20210210", "RUS", "RUS"),
            gdelt(5, "20210217", "RUS", "", mentions=2, Actor2KnownGroupCode="NTO"),
            gdelt(6, "20210218", "RUS", "", Actor2KnownGroupCode="NTO"),
        ),
        "gdelt",
    )


@pytest.mark.parametrize(
    "name, first, last, at",
    [
        ("gdelt", "GLOBALEVENTID", "SOURCEURL", {29: "QuadClass", 59: "DATEADDED", 25: "IsRootEvent"}),
        ("icews", "Event ID", "Longitude", {6: "CAMEO Code", 8: "Target Name"}),
        ("polecat", "Event ID", "Version", {5: "Quad Code", 15: "Recipient Name"}),
    ],
)
def test_the_columns_stand_where_the_codebooks_have_them(name, first, last, at):
    columns = machine.FORMATS[name].columns
    assert (columns[0], columns[-1]) == (first, last)
    assert {place: columns[place] for place in at} == at
    assert len(set(columns)) == len(columns)


def test_every_format_says_what_a_row_counts_and_where_its_columns_are_told():
    for kind in machine.FORMATS.values():
        assert kind.unit.split(":")[0] in ("events", "reports") and kind.origin.startswith("http")


def test_gdelt_takes_the_group_before_the_country(coded):
    table = coded.run(coded.events.order_by("id"))
    assert table["source"].tolist() == ["RUS", "NTO", "RUS", "RUS", "RUS", "RUS"]
    assert table["target"].tolist() == ["NTO", "RUS", "USA", "RUS", "NTO", "NTO"]
    assert table["day"].astype(str).tolist()[:2] == ["2021-01-05", "2021-01-31"]
    assert table["reports"].tolist() == [3, 1, 1, 1, 2, 1]
    assert table["place"].unique().tolist() == ["Brussels"]


@pytest.mark.parametrize(
    "written, code, quad",
    [
        ("42", "042", 1),
        ("14", "014", 1),
        ("20", "020", 1),
        ("190", "190", 4),
        ("211", "0211", 1),
        ("874", "0874", 2),
        ("112", "112", 3),
        ("1122", "1122", 3),
        ("204", "204", 4),
        ("61", "061", 2),
    ],
)
def test_icews_gets_the_zeros_back_that_it_drops(tmp_path, written, code, quad):
    path = write(
        tmp_path / "events.tab",
        "icews",
        line(
            "icews",
            Event_ID=7,
            Event_Date="2014-03-05",
            Source_Name="North Atlantic Treaty Organization",
            Target_Name="Sergey Lavrov",
            Target_Country="Russian Federation",
            CAMEO_Code=written,
            Sentence_Number=2,
        ),
    )
    coded = machine.read(path, "icews")
    (row,) = coded.run(coded.events).to_dict("records")
    assert (row["code"], row["root"], row["quad"]) == (code, code[:2], quad)
    assert (row["source"], row["target"]) == ("North Atlantic Treaty Organization", "Russian Federation")
    assert row["id"] == "7/2014-03-05"


def test_polecat_reads_none_as_nothing_and_lists_as_lists(tmp_path):
    path = write(
        tmp_path / "week.txt",
        "polecat",
        line(
            "polecat",
            Event_ID="a",
            Event_Date="2022-01-12",
            Event_Type="consult",
            Quad_Code="Verbal Cooperation",
            Actor_Name="NATO",
            Actor_Country="None",
            Recipient_Country="BLR; RUS",
        ),
        line(
            "polecat",
            Event_ID="b",
            Event_Date="2022-01-13",
            Event_Type="ASSAULT",
            Quad_Code="MATERIAL CONFLICT",
            Actor_Country="RUSX",
            Recipient_Name="NATO",
        ),
    )
    coded = machine.read(path, "polecat")
    table = coded.run(coded.events.order_by("id"))
    assert table["root"].tolist() == ["CONSULT", "ASSAULT"] and table["quad"].tolist() == [1, 4]
    found = coded.run(machine.between(coded.events, {"NATO": ["NATO"], "Russia": ["RUS"]}))
    assert found[["id", "sender", "receiver"]].values.tolist() == [["a", "NATO", "Russia"]]


def test_every_malformed_line_is_counted_with_its_place(tmp_path):
    good = gdelt(1, "20210105", "RUS", "USA")
    path = tmp_path / "bad.CSV"
    lines = [
        good,
        "1\t2\t3\n",
        good.rstrip("\n") + "\tmore\n",
        gdelt(2, "20211305", "RUS", "USA"),
        "\n",
        gdelt(3, "20210105", "RUS", "USA", quad="two"),
        gdelt(4, "20210106", 'RU"S', "USA"),
    ]
    path.write_bytes(
        "".join(lines).encode()
        + gdelt(5, "20210107", "RUS", "USA").replace("Brussels", "Zürich").encode("latin-1")
    )
    coded = machine.read(path, "gdelt")
    bad = coded.malformed()
    assert bad["line"].tolist() == [2, 3, 4, 6, 8]
    assert bad["fault"].tolist() == [
        "missing columns",
        "too many columns",
        "cast",
        "cast",
        "invalid encoding",
    ]
    assert bad["column"].tolist()[2:4] == ["SQLDATE", "QuadClass"]
    assert set(bad["file"]) == {str(path)} and bad["text"].iloc[0] == "1\t2\t3"
    with pytest.warns(machine.MalformedLines, match="5 malformed lines"):
        table = coded.run(coded.events)
    assert table["source"].tolist() == ["RUS", 'RU"S']


def test_a_sound_file_gives_no_warning(coded):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(coded.run(coded.events)) == 6
    assert coded.malformed().empty


@pytest.mark.parametrize(
    "header, told",
    [
        ("Event ID\tEvent Day", "column 2 is named 'Event Day', the format has 'Event Date' there"),
        (
            "\t".join([*machine.FORMATS["icews"].columns, "Headline"]),
            "column 21 is named 'Headline', the format has nothing",
        ),
    ],
)
def test_a_header_that_differs_is_refused(tmp_path, header, told):
    path = tmp_path / "events.tab"
    path.write_text(header + "\n")
    with pytest.raises(ValueError, match=told):
        machine.read(path, "icews")


def test_what_cannot_be_read_is_said_at_once(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file"):
        machine.read(tmp_path / "*.CSV", "gdelt")
    packed = tmp_path / "day.CSV.zip"
    packed.touch()
    with pytest.raises(ValueError, match="unpack it first"):
        machine.read(packed, "gdelt")
    with pytest.raises(ValueError, match="a format is one of gdelt, icews, polecat"):
        machine.read(packed, "acled")
    with pytest.raises(ValueError, match="two sides"):
        machine.between(machine.shaped(machine.raw("gdelt"), "gdelt"), {"NATO": ["NTO"]})


def test_many_files_are_one_table(tmp_path):
    for day in ("20210105", "20210106"):
        write(tmp_path / f"{day}.CSV", "gdelt", gdelt(day, day, "RUS", "USA"))
    coded = machine.read(tmp_path / "*.CSV", "gdelt")
    assert coded.run(coded.events.count().as_table()).iloc[0, 0] == 2


def dyad_counts(events):
    return machine.monthly(machine.between(events, SIDES), ["sender", "receiver", "quad"])


@pytest.fixture
def meetings():
    rows = [
        ("at", "2021-02-17", "2021-02-17"),
        ("month", "2021-01-01", "2021-01-31"),
        ("near", "2021-02-20", "2021-02-21"),
        ("none", "2020-06-01", "2020-06-01"),
    ]
    table = pd.DataFrame(rows, columns=["event_id", "date_earliest", "date_latest"])
    return machine.days(table.astype({"date_earliest": "datetime64[s]", "date_latest": "datetime64[s]"}))


def test_monthly_dyads_have_the_known_counts(coded):
    table = coded.run(dyad_counts(coded.events))
    table["month"] = table["month"].astype(str).str[:10]
    assert table.values.tolist() == [
        ["2021-01-01", "NATO", "Russia", 4, 1, 1],
        ["2021-01-01", "Russia", "NATO", 1, 1, 3],
        ["2021-02-01", "Russia", "NATO", 1, 2, 3],
    ]


def test_meetings_are_seen_within_reach_only(coded, meetings):
    found = coded.run(machine.seen(machine.between(coded.events, SIDES), meetings, within=2))
    assert found["event_id"].tolist() == ["at", "month", "near", "none"]
    assert found["events"].tolist() == [2, 2, 1, 0]
    assert found["days"].tolist()[:3] == [0, 0, 2] and pd.isna(found["days"].iloc[3])


def test_the_same_analysis_compiles_for_the_warehouse_where_gdelt_lives():
    table = ibis.table(
        {
            name: {"DATE": "int64", "TINYINT": "int64", "INTEGER": "int64"}.get(
                machine.FORMATS["gdelt"].types.get(name), "string"
            )
            for name in machine.FORMATS["gdelt"].columns
        },
        name="events",
        catalog="gdelt-bq",
        database="gdeltv2",
    )
    text = ibis.to_sql(dyad_counts(machine.shaped(table, "gdelt")), dialect="bigquery")
    assert "`gdelt-bq`.`gdeltv2`.`events`" in text and "PARSE_DATE('%Y%m%d'" in text and "DATE_TRUNC" in text


@pytest.fixture(scope="module")
def spark():
    if os.environ.get("NATO_RUSSIA_SPARK") != "needed":
        pytest.importorskip("pyspark", reason="Spark is not installed: make spark")
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
    }
    builder = SparkSession.builder.master("local[2]").appName("machine")
    for key, value in settings.items():
        builder = builder.config(key, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = builder.getOrCreate()
        yield ibis.pyspark.connect(session)
        session.stop()


@pytest.mark.filterwarnings("ignore")
def test_spark_gives_what_duckdb_gives(coded, meetings, spark, tmp_path):
    for name, table in (("events", coded.events), ("meetings", meetings)):
        coded.connection.to_parquet(table, tmp_path / f"{name}.parquet")
    events, days = (spark.read_parquet(str(tmp_path / f"{name}.parquet")) for name in ("events", "meetings"))
    for there, here in (
        (dyad_counts(events), dyad_counts(coded.events)),
        (machine.monthly(events), machine.monthly(coded.events)),
        (
            machine.seen(machine.between(events, SIDES), days),
            machine.seen(machine.between(coded.events, SIDES), meetings),
        ),
    ):
        pd.testing.assert_frame_equal(text(spark.to_pandas(there)), text(coded.run(here)))


def text(table):
    """As text, since engines differ in how they type months and missing numbers."""
    if "month" in table:
        table = table.assign(month=table["month"].astype(str).str[:10])
    return (
        table.astype(object)
        .where(table.notna(), "")
        .map(lambda cell: f"{cell:g}" if isinstance(cell, (int, float)) else str(cell))
    )


def test_a_long_query_leaves_no_progress_bar_in_the_output():
    code = (
        "from helpers import machine\n"  # without a file, where DuckDB takes a reader to look on
        "print(machine.connect().raw_sql(\"SELECT current_setting('enable_progress_bar')\").fetchone())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=paths.ROOT
    )
    assert done.stdout == "(False,)\n"


def test_controls_are_the_same_weekdays_two_to_six_weeks_away():
    days = pd.to_datetime(["2016-04-20", "2018-05-31"])
    rows = pd.DataFrame({"event_id": ["a", "b"], "date_earliest": days, "date_latest": days})
    table = machine.controls(rows)
    away = (
        table["date_earliest"] - table["meeting"].map(rows.set_index("event_id")["date_earliest"])
    ).dt.days
    assert set(away) == {shift for weeks in range(2, 7) for shift in (-7 * weeks, 7 * weeks)}
    assert table["event_id"].is_unique and len(table) == 20


@pytest.mark.parametrize("related", [0, 3])
def test_the_interval_covers_what_was_planted_with_related_news_and_without(related):
    """36 meetings, six in ten told, background news, and further news within ten days of each meeting."""
    random, reach, covered = np.random.default_rng(7), 3, 0
    shifts = [shift for weeks in range(2, 7) for shift in (-7 * weeks, 7 * weeks)]
    for turn in range(120):
        cases, chances, own = [], [], []
        for _ in range(36):
            background = set(np.flatnonzero(random.random(121) < 0.04) - 60)
            news = set((random.integers(0, 3, 1) if random.random() < 0.6 else []))
            news |= set(random.integers(-10, 11, related))
            hit = {
                shift: any(abs(day - shift) <= reach for day in background | news) for shift in (0, *shifts)
            }
            own.append(any(abs(day) <= reach for day in news))
            cases.append(hit[0])
            chances.append(np.mean([hit[shift] for shift in shifts]))
        _, low, high = machine.attributable(cases, chances, draws=400, seed=turn)
        covered += low <= np.mean(own) <= high  # the meetings are those there are, the news is what is missed
    assert covered >= 0.9 * 120
