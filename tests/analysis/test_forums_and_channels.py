"""Channels between actors, on small records with known answers, and on the record itself."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from helpers import style
from helpers.analysis import closures, forums_and_channels
from helpers.record.dates import parse_edtf


class Small:
    """A record of a few channels with the columns that `helpers.channels` reads."""

    released = pd.Timestamp("2020-01-01")
    sides = ("NATO", "Russia")

    def __init__(self, institutions, status=(), meetings=(), succession=()):
        """Institutions are (id, kind, levels, founded, ended, parent), meetings (date, level, forum, named)."""
        columns = ["institution_id", "kind", "levels", "founded", "ended", "parent"]
        self.institutions = self._frame(institutions, columns)
        self.institutions["levels"] = [tuple((row[2] or "").split()) for row in institutions]
        self.institutions["kind"] = pd.Categorical(
            self.institutions["kind"],
            categories=[*forums_and_channels.KINDS, "programme", "operation", "document"],
        )
        self.institutions["label"] = self.institutions["institution_id"]
        self.status = self._frame(status, ["institution_id", "status", "start", "end"])
        self.relations = pd.DataFrame(list(succession), columns=["source", "target"], dtype="str")
        self.relations["relation"] = "succeeded_by"
        self.meetings = self._frame(meetings, ["date", "level", "forum", "named"])
        named = [tuple(row[3].split()) if len(row) > 3 else () for row in meetings]
        self.meetings["institutions"] = pd.Series(named, dtype=object)
        self.meetings["evidence"] = "explicit"

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


def shape(record, **choices):
    return [
        (r.channel, r.level, r.status, r.rule)
        for r in forums_and_channels.links(record, **choices).itertuples()
    ]


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
    assert shape(record) == [
        ("a", "ambassadors", "presumed", "stated"),
        ("b", "ambassadors", "presumed", "kind"),
        ("d", "experts", "presumed", "kind"),
    ]
    assert shape(record, rules=["stated"]) == [("a", "ambassadors", "presumed", "stated")]
    assert forums_and_channels.links(record)["nato"].tolist() == [
        "ambassadors, missions",
        "ambassadors, missions",
        "experts",
    ]


def test_what_no_page_founds_is_presumed_open_while_used():
    record = Small(
        [("a", "channel", "experts", ""), ("b", "channel", "experts", "")],
        [("b", "suspended", "2010", "")],
        [
            ("2001-05-02", "experts", "", "a"),
            ("2003-05-02", "experts", "", "a"),
            ("2004-03-01", "experts", "", "b"),
        ],
    )
    table = forums_and_channels.links(record)
    spans = [
        (r.channel, r.rule, r.status, f"{r.start:%Y-%m-%d}", f"{r.end:%Y-%m-%d}") for r in table.itertuples()
    ]
    assert spans == [
        ("a", "use", "presumed", "2001-05-02", "2003-05-03"),
        ("b", "use", "presumed", "2004-03-01", "2010-01-01"),
        ("b", "stated", "suspended", "2010-01-01", "2020-01-01"),
    ]
    assert closures.closures(record)["channels"].tolist() == ["b"]  # the last meeting of a closes nothing


def test_a_level_is_that_of_the_forum_which_is_its_part():
    record = Small([*COUNCIL[:1], ("chiefs", "forum", "chiefs_of_staff", "2005", "", "council")], ENDLESS)
    table = forums_and_channels.links(record).set_index(["channel", "level"])
    assert table.loc[("council", "chiefs_of_staff"), "end"] == pd.Timestamp("2005-01-01")
    assert not table.loc[("council", "chiefs_of_staff"), "ongoing"]
    assert table.loc[("council", "ambassadors"), "ongoing"]
    whole = forums_and_channels.links(record, narrow=False).set_index(["channel", "level"])
    assert whole.loc[("council", "chiefs_of_staff"), "ongoing"]


def test_a_limited_forum_keeps_ambassadors_and_those_above():
    record = Small(COUNCIL[:1], [("council", "limited", "2010", "")])
    now = forums_and_channels.open_by_month(record, "level", ["2015-01-31"]).iloc[0]
    assert now["ambassadors", "known"] == now["foreign_ministers", "known"] == 1
    assert now["chiefs_of_staff", "known"] == 0
    assert (
        forums_and_channels.open_by_month(record, days=["2005-01-31"]).iloc[0]["chiefs_of_staff", "known"]
        == 1
    )


def test_months_count_known_and_presumed():
    record = Small(COUNCIL, [*ENDLESS, ("council", "suspended", "2010-04-01", "")])
    table = forums_and_channels.open_by_month(record, "all")["all"]
    assert table.loc["2000-01-31"].tolist() == [1, 0]
    assert table.loc["2004-01-31"].tolist() == [1, 4]
    assert table.loc["2010-03-31"].tolist() == [1, 4] and table.loc["2010-04-30"].tolist() == [0, 4]
    assert table.index[-1] == record.released and table.iloc[-1].tolist() == [0, 4]
    assert forums_and_channels.open_by_month(record, "all", nested=True)["all"].iloc[-1].tolist() == [0, 2]
    kinds = forums_and_channels.open_by_month(record, "kind", ["2004-01-31"]).iloc[0]
    assert kinds["working_group", "presumed"] == 2 and kinds["forum", "known"] == 1


def test_the_cut_is_the_number_of_channels_or_of_trees():
    record = Small(COUNCIL, ENDLESS)
    days = ["1999-01-31", "2000-06-30", "2002-06-30", "2004-06-30"]
    assert forums_and_channels.minimum_cut(record, days, nested=False).tolist() == [0, 1, 3, 5]
    assert forums_and_channels.minimum_cut(record, days).tolist() == [0, 1, 1, 3]
    assert forums_and_channels.minimum_cut(record, days, presumed=False).tolist() == [0, 1, 1, 1]
    assert forums_and_channels.minimum_cut(record, days, level="experts").tolist() == [0, 0, 1, 1]


def random_record(seed):
    """Institutions in random trees, with random lives, levels and suspensions."""
    rng = np.random.default_rng(seed)
    rows, status = [], []
    for i in range(25):
        parent = f"i{rng.integers(i):02d}" if i and rng.random() < 0.6 else ""
        levels = " ".join(rng.choice(list(forums_and_channels.LEVELS)[:3], rng.integers(3), replace=False))
        rows.append(
            (
                f"i{i:02d}",
                rng.choice(forums_and_channels.KINDS),
                levels,
                str(rng.integers(2000, 2008)),
                "",
                parent,
            )
        )
        if rng.random() < 0.5:
            status.append(
                (f"i{i:02d}", "suspended", str(rng.integers(2009, 2013)), str(rng.integers(2014, 2018)))
            )
    return Small(rows, status)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("nested", [False, True])
def test_the_cut_is_that_of_the_maximum_flow(seed, nested):
    record = random_record(seed)
    days = pd.date_range("2000-06-30", "2019-06-30", freq="YE")
    closed_form = forums_and_channels.minimum_cut(record, days, nested=nested)
    assert (
        closed_form.tolist()
        == forums_and_channels.minimum_cut(record, days, nested=nested, flow=True).tolist()
    )
    assert closed_form.max() > 1


def test_the_cut_without_nesting_is_the_node_cut_of_networkx():
    record = random_record(1)
    keys, code = forums_and_channels.state(record, ["2008-06-30"])
    graph = nx.Graph()
    for channel, level in keys.loc[code[:, 0] > 0, ["channel", "level"]].itertuples(index=False):
        for copy in range(30):  # actors cannot be cut
            graph.add_edges_from(
                [
                    ("N", (level, "N", copy)),
                    ((level, "N", copy), channel),
                    (channel, (level, "R", copy)),
                    ((level, "R", copy), "R"),
                ]
            )
    assert (
        len(nx.minimum_node_cut(graph, "N", "R"))
        == forums_and_channels.minimum_cut(record, ["2008-06-30"], nested=False).item()
    )


def test_the_record_has_the_cut_of_the_maximum_flow(record):
    for nested in (False, True):
        assert forums_and_channels.minimum_cut(record, nested=nested).equals(
            forums_and_channels.minimum_cut(record, nested=nested, flow=True)
        )


def test_criticality_tells_what_one_closure_cuts():
    record = Small([*COUNCIL, ("other", "forum", "ambassadors", "2000")], ENDLESS)
    table = closures.criticality(record, ["2000-06-30", "2004-06-30"]).loc["2004-06-30"]
    assert table.index[0] == "council"
    council = table.loc["council"]
    assert (council["levels"], council["cuts"], council["falls"], council["cuts_with_parts"]) == (3, 2, 3, 3)
    assert council["lost"] == "foreign ministers, chiefs of staff, experts"
    assert table.loc[["line", "other"], "cuts"].tolist() == [1, 0]
    assert table.loc["group", "falls"] == 2


def test_closures_tell_what_was_cut_and_what_came_back():
    record = Small(
        [
            ("a", "forum", "ambassadors experts", "2000", "2005-03-10"),
            ("b", "forum", "ambassadors", "2005-03-20"),
            ("c", "working_group", "working_group", "2001", "", "a"),
        ],
        [("b", "active", "2005-03-20", "")],
    )
    table = closures.closures(record)
    assert [f"{day:%Y-%m}" for day in table.index] == ["2005-03"]
    row = table.iloc[0]
    assert (row["open"], row["closed"], row["decisions"], row["levels"]) == (2, 2, 1, 2)
    assert (row["levels_cut"], row["levels_lost"], row["cut"]) == (2, 1, "ambassadors, experts")


def hub(size):
    """A council with many groups and as many lines; the council closes."""
    rows = [("hub", "forum", "ambassadors", "2000", "2010")]
    rows += [(f"g{i}", "working_group", "experts", "2001", "", "hub") for i in range(size)]
    rows += [(f"l{i}", "channel", "military_commanders", "2001") for i in range(size)]
    return Small(rows)


def test_closing_a_hub_is_more_than_chance_and_closing_a_leaf_is_not():
    table = closures.random_closures(hub(30), draws=500, seed=1).set_index(["month", "measure"])
    row = table.loc[("2010-01", "channels")]
    assert row["observed"] == 31 and row["p"] < 0.05
    assert row["mean"] == pytest.approx(1 + 30 / 61, abs=1.5)  # one in 61 draws takes all 31
    assert table.loc[("2010-01", "levels"), "observed"] == 2
    leaf = Small([(f"l{i}", "channel", "experts", "2001", "2010" if i == 0 else "") for i in range(9)])
    assert closures.random_closures(leaf, draws=200)["p"].tolist() == [1.0] * 4


def test_draws_without_nesting_close_as_many_as_closed():
    table = closures.random_closures(hub(5), draws=200, nested=False)
    row = table[table["measure"] == "channels"].iloc[0]
    assert row["observed"] == row["mean"] == row["lower"] == row["upper"] == 6


def test_slots_are_lines_of_forums_and_kinds():
    record = Small(
        [
            ("a", "forum", "ambassadors", "2000", "2005"),
            ("b", "forum", "ambassadors", "2005"),
            ("c", "forum", "experts", "2001"),
            ("d", "mission", "", "2001"),
        ],
        succession=[("a", "b")],
    )
    places = forums_and_channels.slots(record)
    assert places.to_dict() == {"a": "a", "b": "a", "c": "c", "d": "mission"}
    assert list(places.cat.categories)[:2] == ["a", "c"]
    table = forums_and_channels.cells(record, ["2003-01-01"]).set_index(["slot", "level"])
    assert table.loc[("mission", "ambassadors"), "ruled"] and not table.loc[("a", "ambassadors"), "ruled"]


def test_cells_show_what_is_open_before_what_is_not():
    record = Small(
        [
            ("a", "working_group", "experts", "2000"),
            ("b", "working_group", "experts", "2000"),
            ("c", "working_group", "experts", "2000"),
        ],
        [("b", "suspended", "2005", ""), ("c", "suspended", "2005", ""), ("a", "suspended", "2010", "")],
    )
    table = forums_and_channels.cells(record, ["2007-01-01", "2012-01-01"])
    assert table["status"].tolist() == ["active", "suspended"] and table["count"].tolist() == [1, 3]


def test_the_record_is_counted_the_same_in_every_way(record):
    days = ["1998-06-30", "2013-06-30"]
    both = forums_and_channels.open_by_month(record, "all", days)["all"].sum(axis=1)
    kinds = forums_and_channels.open_by_month(record, "kind", days).sum(axis=1)
    assert (
        both.tolist()
        == kinds.tolist()
        == forums_and_channels.minimum_cut(record, days, nested=False).tolist()
    )
    table = forums_and_channels.links(record)
    assert (table["end"] > table["start"]).all() and table["level"].notna().all()
    for _, rows in table.groupby(["channel", "level"], observed=True):
        assert (rows["start"].iloc[1:].to_numpy() >= rows["end"].iloc[:-1].to_numpy()).all()


def test_words_that_are_not_in_a_vocabulary_are_refused(record):
    for call, words in [
        (lambda: forums_and_channels.links(record, kinds=["club"]), "kinds are a list of"),
        (lambda: forums_and_channels.links(record, rules="stated"), "rules are a list of"),
        (lambda: forums_and_channels.links(record, bound="middle"), "bound is one of"),
        (lambda: forums_and_channels.open_by_month(record, by="month"), "by is level, kind or all"),
        (lambda: forums_and_channels.state(record, ["2005-01-31", "2004-01-31"]), "days must be in order"),
        (lambda: forums_and_channels.minimum_cut(record, level="clerks"), "a level is one of"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_the_actors_panel_and_the_ranges_are_drawn(record):
    from helpers import drawing

    fig, (ax, below) = style.figure("single", 4.0, nrows=2)
    cells = forums_and_channels.cells(record, ["2013-06-30"])
    drawing.actor_panel(
        ax,
        cells,
        list(forums_and_channels.LEVELS),
        list(cells["slot"].cat.categories),
        forums_and_channels.KINDS,
    )
    assert len(ax.collections[-1].get_offsets()) == len(cells)
    table = forums_and_channels.open_by_month(record, "all")["all"]
    drawing.range_steps(below, table, "#000000", "#888888")
    corners = drawing._corners(table).reindex(table.index).bfill()  # steps reach back to the row before
    pd.testing.assert_frame_equal(corners.astype(int), table)
    drawing.range_band(below, table.assign(all=table.sum(axis=1)), "known", "all", "#0072B2")
    drawing.moments(below, pd.DatetimeIndex(["2014-03-18"]), ["Crimea"])
    assert [text.get_text() for text in below.texts] == ["Crimea"]
    assert below.get_ylim()[1] >= table.sum(axis=1).max()
