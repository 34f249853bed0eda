"""Lines of descent, on small records with known answers."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers import drawing, figure
from helpers.analysis import lines_of_descent, status
from helpers.record.dates import parse_edtf

KINDS = [
    "forum",
    "working_group",
    "channel",
    "mission",
    "centre",
    "programme",
    "project",
    "operation",
    "document",
]


def frame(rows, columns, dates):
    table = pd.DataFrame(rows, columns=columns).replace("", np.nan)
    for name in dates:
        table = table.join(parse_edtf(table[name].fillna("")).drop(columns="valid").add_prefix(f"{name}_"))
    return table


def small():
    """A meets from 2000, B takes its place in 2005 and is suspended in 2010; g and h are parts, x is not."""
    institutions = frame(
        [
            ("A", "forum", "2000-01-01", "2005-01-01", ""),
            ("B", "forum", "2005-01-01", "", ""),
            ("g", "working_group", "2001-01-01", "2005-01-01", "A"),
            ("h", "working_group", "", "", "B"),
            ("k", "working_group", "2002-01-01", "2005-01-01", "A"),
            ("x", "mission", "2003-01-01", "", ""),
            ("d", "document", "2000-01-01", "", ""),
        ],
        ["institution_id", "kind", "founded", "ended", "parent"],
        ["founded", "ended"],
    )
    institutions["kind"] = pd.Categorical(institutions["kind"], KINDS)
    relations = pd.DataFrame(
        [
            ("A", "succeeded_by", "B", np.nan),
            ("g", "part_of", "A", np.nan),
            ("h", "part_of", "B", np.nan),
            ("k", "part_of", "A", np.nan),
            ("g", "succeeded_by", "h", "Inferred."),
            ("d", "part_of", "A", np.nan),
        ],
        columns=["source", "relation", "target", "notes"],
    )
    relations["notes"] = relations["notes"].astype("str")
    status = frame(
        [("B", "suspended", "2010-01-01", ""), ("h", "suspended", "2010-01-01", "")],
        ["institution_id", "status", "start", "end"],
        ["start", "end"],
    )
    return SimpleNamespace(
        institutions=institutions,
        relations=relations,
        status=status,
        observed_until=pd.Timestamp("2020-01-01"),
    )


def test_a_line_joins_heirs_and_a_family_parts():
    table = lines_of_descent.lines(small())
    assert table["line"].to_dict() == {"A": "A", "B": "A", "g": "g", "h": "g", "k": "k", "x": "x"}
    assert table["family"].to_dict() == {"A": "A", "B": "A", "g": "A", "h": "A", "k": "A", "x": "x"}
    assert table["place"].to_dict() == {"A": 0, "B": 1, "g": 0, "h": 1, "k": 0, "x": 0}
    assert not table.loc["h", "founded"] and table.loc["h", "start"] == pd.Timestamp("2010-01-01")
    with pytest.raises(ValueError, match="kinds are of institutions"):
        lines_of_descent.lines(small(), ["club"])


def test_heirs_are_parts_of_the_later_forum():
    table = lines_of_descent.heirs(small(), "A", "B")
    assert table["successor"].fillna("").to_dict() == {"g": "h", "k": ""}
    assert table["inferred"].to_dict() == {"g": True, "k": False}


def test_a_line_is_open_undated_suspended_or_ended_a_year_later():
    fates = lines_of_descent.fates_of_lines(small(), "2005-01-01")  # k ends, nobody dates the heir of g
    assert fates.to_dict() == {
        "A": "known open",
        "g": "heir without date",
        "k": "ended",
        "x": "possibly open",
    }
    later = lines_of_descent.fates_of_lines(small(), "2010-01-01")  # B stops with h, x may go on
    assert later.to_dict() == {"A": "suspended", "x": "possibly open"}
    assert lines_of_descent.fates_of_lines(small(), "1999-01-01").empty


def test_descent_draws_a_bar_for_each_spell_and_names_both_ends(record):
    bodies = lines_of_descent.lines(record)
    drawn = bodies[bodies["line"].isin(["Forum_16plus1", "JSTC", "Contact_Mission_Moscow"])]
    fig, ax = figure("double", 2)
    drawing.year_axis(ax, 1991, 2027)
    label = record.institutions.set_index("institution_id")["label"]
    groups = pd.Series({"Forum_16plus1": "Councils", "JSTC": "Groups", "Contact_Mission_Moscow": "Groups"})
    spells = status.spells(record)
    drawing.descent(ax, spells, drawn, label, groups)
    assert len(ax.patches) == spells["institution_id"].isin(drawn.index).sum()
    texts = [text.get_text() for text in ax.texts]
    assert texts.count("Groups") == 1
    assert {label[node] for node in drawn.index} <= set(texts)
    assert drawing.svg(fig, "t", "a")
