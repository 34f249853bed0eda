"""Channels between two sides, on small records with known answers, and on the record itself."""

import json

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from helpers import drawing, style
from helpers.analysis import forums_and_channels as channels
from helpers.commands import tables
from helpers.record.dates import parse_edtf


class Small:
    """A record of a few channels with what `forums_and_channels` reads."""

    observed_until = pd.Timestamp("2020-01-01")

    def __init__(self, institutions, status=(), meetings=(), succession=()):
        """Institutions: (id, kind, levels, founded, ended, parent); meetings: (date, level, forum, named)."""
        columns = ["institution_id", "kind", "levels", "founded", "ended", "parent"]
        self.institutions = self._frame(institutions, columns)
        self.institutions["levels"] = [tuple((row[2] or "").split()) for row in institutions]
        self.institutions["kind"] = pd.Categorical(
            self.institutions["kind"], categories=[*channels.KINDS, "programme", "operation", "document"]
        )
        self.status = self._frame(status, ["institution_id", "status", "start", "end"])
        self.relations = pd.DataFrame(list(succession), columns=["source", "target"], dtype="str")
        self.relations["relation"] = "succeeded_by"
        self.events = self._frame([("2000-01-10",), *meetings], ["date", "level", "forum", "named"])
        self.events["institutions"] = [(), *(tuple(row[3].split()) for row in meetings)]

    def sessions(self):
        return self.events[1:]

    @staticmethod
    def _frame(rows, columns):
        rows = [(*row, *[""] * (len(columns) - len(row))) for row in rows]
        frame = pd.DataFrame(rows, columns=columns, dtype="str").replace("", np.nan)
        for column in set(columns) & {"founded", "ended", "start", "end", "date"}:
            parsed = parse_edtf(frame[column].fillna(""))
            for part in ("earliest", "latest"):
                frame[f"{column}_{part}"] = parsed[part]
        return frame


COUNCIL = [
    ("council", "forum", "foreign_ministers ambassadors chiefs_of_staff", "2000"),
    ("group", "working_group", "working_group", "2001", "", "council"),
    ("sub", "working_group", "experts", "2002", "", "group"),
    ("line", "channel", "military_commanders", "2003"),
    ("office", "mission", "", "2004"),
]
ENDLESS = [("council", "active", "2000", "")]


def counted(record, of, days, **choices):
    return channels.open_by_month(record, of, days, **choices).to_numpy().tolist()


def test_levels_are_stated_or_come_from_the_kind():
    record = Small(
        [
            ("a", "forum", "ambassadors", "2000"),
            ("b", "mission", "", "2000"),
            ("c", "channel", "", "2000"),
            ("d", "working_group", "", "2000"),
            ("e", "document", "ambassadors", "2000"),
        ]
    )
    table = channels.links(record)[["channel", "level", "status", "rule"]]
    assert table.to_numpy().tolist() == [
        ["a", "ambassadors", "presumed", "stated"],
        ["b", "ambassadors", "presumed", "kind"],
        ["d", "experts", "presumed", "kind"],
    ]
    assert channels.links(record, rules=["stated"])["channel"].tolist() == ["a"]


def test_what_no_source_founds_is_possibly_open_while_used():
    record = Small(
        [("a", "channel", "experts", ""), ("b", "channel", "experts", "")],
        [("b", "suspended", "2010", "")],
        [
            ("2001-05-02", "experts", "", "a"),
            ("2003-05-02", "experts", "", "a"),
            ("2004-03-01", "experts", "", "b"),
        ],
    )
    spans = [
        (r.channel, r.rule, r.status, f"{r.start:%Y-%m-%d}", f"{r.end:%Y-%m-%d}")
        for r in channels.links(record).itertuples()
    ]
    assert spans == [
        ("a", "use", "presumed", "2001-05-02", "2003-05-03"),
        ("b", "use", "presumed", "2004-03-01", "2010-01-01"),
        ("b", "stated", "suspended", "2010-01-01", "2020-01-01"),
    ]


def test_a_level_is_that_of_the_forum_which_is_its_part():
    record = Small([*COUNCIL[:1], ("chiefs", "forum", "chiefs_of_staff", "2005", "", "council")], ENDLESS)
    table = channels.links(record).set_index(["channel", "level"])
    assert table.loc[("council", "chiefs_of_staff"), "end"] == pd.Timestamp("2005-01-01")
    assert not table.loc[("council", "chiefs_of_staff"), "ongoing"]
    assert table.loc[("council", "ambassadors"), "ongoing"]
    wide = channels.links(record, narrow=False).set_index(["channel", "level"])
    assert wide.loc[("council", "chiefs_of_staff"), "ongoing"]


def test_a_limited_forum_keeps_ambassadors_and_those_above():
    record = Small(COUNCIL[:1], [("council", "limited", "2010", "")])
    before, now = channels.open_by_month(record, "level", ["2005-01-31", "2015-01-31"])["chiefs_of_staff"][
        "known open"
    ]
    assert (before, now) == (1, 0)
    assert channels.open_by_month(record, "level", ["2015-01-31"])["ambassadors", "known open"].item() == 1


def test_a_successor_or_a_parent_ends_what_has_no_end_of_its_own():
    record = Small(
        [
            ("old", "channel", "experts", "2000"),
            ("new", "channel", "experts", "2005"),
            ("top", "forum", "ambassadors", "2000", "2010"),
            ("part", "channel", "experts", "2000", "", "top"),
        ],
        succession=[("old", "new")],
    )
    days = ["2004-06-30", "2006-06-30", "2012-06-30"]
    assert counted(record, "channel", days) == [[2, 1], [1, 2], [0, 1]]
    assert counted(record, "channel", days, closing=False) == [
        [2, 1],
        [1, 3],
        [0, 2],
    ]  # the parent still binds
    table = channels.ruled(record)
    rule = "ended where its successor began or its parent ended"
    assert table.loc[table["rule"] == rule, "institution_id"].tolist() == ["old", "part"]


def test_rules_name_the_bodies_that_they_leave_out():
    record = Small(
        [
            ("mute", "channel", "", "2000"),
            ("ghost", "channel", "experts", ""),
            ("loose", "channel", "experts", "2000"),
            ("office", "mission", "", "2000"),
        ],
        [("loose", "suspended", "", "")],
    )
    table = channels.ruled(record).set_index("institution_id")["rule"]
    assert table["mute"].startswith("out: no level") and table["ghost"] == "out: no date and no session"
    assert table["loose"].startswith("out: it changed") and table["office"].startswith("in: level")
    assert counted(record, "channel", ["2005-01-31"]) == [[0, 1]]


def test_parts_count_only_while_their_parents_are_open():
    record = Small(COUNCIL, [*ENDLESS, ("council", "suspended", "2010-04-01", "")])
    table = channels.open_by_month(record)
    assert table.loc["2000-01-31"].tolist() == [1, 0]
    assert table.loc["2004-01-31"].tolist() == [1, 4]
    assert table.loc["2010-03-31"].tolist() == [1, 4] and table.loc["2010-04-30"].tolist() == [0, 2]
    assert table.index[-1] == record.observed_until


def test_independent_bodies_are_those_that_hang_on_no_other():
    record = Small(COUNCIL, ENDLESS)
    days = ["1999-01-31", "2000-06-30", "2002-06-30", "2004-06-30"]
    assert counted(record, "channel", days) == [[0, 0], [1, 0], [1, 2], [1, 4]]
    assert counted(record, "independent body", days) == [[0, 0], [1, 0], [1, 0], [1, 2]]
    table = channels.independent_bodies(record, "2004-06-30")
    assert table.index.tolist() == ["council", "line", "office"]
    assert table.loc["council", ["openness", "channels", "levels"]].tolist() == ["known open", 3, 4]
    assert table.loc["council", "alone"] == "foreign ministers, chiefs of staff, experts"
    assert table["last_seen"].dt.year.tolist() == [2000, 2003, 2004]


def random_record(seed):
    """Institutions in random trees, with random lives, levels and suspensions."""
    rng = np.random.default_rng(seed)
    rows, status = [], []
    for i in range(25):
        parent = f"i{rng.integers(i):02d}" if i and rng.random() < 0.6 else ""
        levels = " ".join(rng.choice(list(channels.LEVELS)[:3], rng.integers(3), replace=False))
        founded = str(rng.integers(2000, 2008))
        rows.append((f"i{i:02d}", rng.choice(channels.KINDS), levels, founded, "", parent))
        if rng.random() < 0.5:
            stopped = str(rng.integers(2009, 2013)), str(rng.integers(2014, 2018))
            status.append((f"i{i:02d}", "suspended", *stopped))
    return Small(rows, status)


def least_closures(record, day):
    """The same as a maximum flow: each institution may carry one way, a part only through its parents."""
    keys, grade = channels.state(record, [day])
    parent = record.institutions.dropna(subset=["parent"]).set_index("institution_id")["parent"]
    graph = nx.DiGraph()
    graph.add_nodes_from(["one", "other"])
    for channel, level in keys.loc[grade[:, 0] > 0, ["channel", "level"]].itertuples(index=False):
        graph.add_edge("one", ("one", level))
        graph.add_edge(("one", level), (channel, "in"))
        graph.add_edge((channel, "in"), (channel, "out"), capacity=1)
        node = channel
        while node in parent.index:
            graph.add_edge((node, "out"), (parent[node], "in"))
            node = parent[node]
            graph.add_edge((node, "in"), (node, "out"), capacity=1)
        graph.add_edge((node, "out"), ("other", level))
        graph.add_edge(("other", level), "other")
    return nx.maximum_flow_value(graph, "one", "other")


@pytest.mark.parametrize("seed", range(4))
def test_as_many_bodies_as_a_maximum_flow_finds(seed):
    record = random_record(seed)
    days = pd.date_range("2000-06-30", "2019-06-30", freq="YE")
    found = channels.open_by_month(record, "independent body", days).sum(axis=1)
    assert found.tolist() == [least_closures(record, day) for day in days]
    assert found.max() > 1


def test_the_record_has_as_many_as_the_flow_and_the_list(record):
    for day in ["1998-06-30", "1999-05-31", "2013-06-30", "2014-06-30", "2025-06-30"]:
        found = channels.open_by_month(record, "independent body", [day]).sum(axis=1).item()
        assert found == least_closures(record, day) == len(channels.independent_bodies(record, day))
    table = channels.links(record)
    assert (table["end"] > table["start"]).all() and table["level"].notna().all()
    for _, rows in table.groupby(["channel", "level"], observed=True):
        assert (rows["start"].iloc[1:].to_numpy() >= rows["end"].iloc[:-1].to_numpy()).all()


def test_words_that_are_not_in_a_vocabulary_are_refused(record):
    for call, words in [
        (lambda: channels.links(record, kinds=["club"]), "kinds are a list of"),
        (lambda: channels.links(record, rules="stated"), "rules are a list of"),
        (lambda: channels.links(record, bound="middle"), "bound is one of"),
        (lambda: channels.open_by_month(record, of="month"), "what is counted is one of"),
        (lambda: channels.state(record, ["2005-01-31", "2004-01-31"]), "days must be in order"),
        (lambda: channels.links(Small([("a", "forum", "interior_ministers", "2000")])), "interior_ministers"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_check_names_the_place_where_a_new_level_belongs(package):
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            values = [item["value"] for item in field.get("categories", ())]
            if "foreign_ministers" in values:
                field["categories"].append({"value": "interior_ministers", "label": "Interior ministers."})
                field.get("constraints", {}).get("enum", []).append("interior_ministers")
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    found = [problem for problem in tables.problems(package) if "interior_ministers" in problem]
    assert len(found) == 1
    assert "LEVELS in helpers/analysis/forums_and_channels.py" in found[0]


def test_strips_and_steps_are_drawn(record):
    fig, (ax, below) = style.figure("single", 4.0, nrows=2)
    table = channels.open_by_month(record, "level")
    drawing.level_strips(ax, table, "#000000", "#888888")
    assert len(ax.get_yticks()) == len(channels.LEVELS) and len(ax.patches) >= len(channels.LEVELS)
    counts = channels.open_by_month(record)
    drawing.range_steps(below, counts, "#000000", "#888888")
    corners = (
        drawing.lines._corners(counts).reindex(counts.index).bfill()
    )  # steps reach back to the row before
    pd.testing.assert_frame_equal(corners.astype(int), counts, check_names=False)
    assert below.get_ylim()[1] >= counts.sum(axis=1).max()
