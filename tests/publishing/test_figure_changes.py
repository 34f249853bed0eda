"""What changed is told by rows, and shown."""

import pytest
from PIL import Image

from helpers.publishing import figure_changes

OLD = "year,level,met,rate\n2001,high,3,0.5\n2001,low,2,0.1\n2002,high,1,1\n"


def test_rows_are_matched_by_the_columns_that_tell_them_apart():
    new = "year,level,met,rate\n2001,low,2,0.2\n2001,high,3,0.5\n2003,high,1,1\n"
    assert figure_changes.moved(OLD, new) == [
        "2001, low: rate 0.1 → 0.2",
        "2002, high: gone, met 1, rate 1",
        "2003, high: new, met 1, rate 1",
    ]
    assert figure_changes.moved(OLD, OLD) == []


def test_rows_that_nothing_tells_apart_are_matched_by_their_place():
    assert figure_changes.moved("x,y\n1,1\n1,1\n", "x,y\n1,1\n1,2\n") == ["row 2: y 1 → 2"]


def test_other_columns_are_told():
    assert figure_changes.moved(OLD, "year,met\n2001,3\n") == ["columns year, level, met, rate → year, met"]


@pytest.fixture
def folders(tmp_path):
    for name, colour, table in (("old", "white", OLD), ("new", "black", OLD.replace("0.5", "0.6"))):
        folder = tmp_path / name
        folder.mkdir()
        for figure in ("same", "moved"):
            (folder / f"{figure}.svg").write_text("<svg/>" if figure == "same" else f"<svg>{colour}</svg>")
            (folder / f"{figure}.csv").write_text(OLD if figure == "same" else table)
        Image.new("RGB", (4, 2), colour).save(folder / "moved.png")
    return tmp_path / "old", tmp_path / "new"


def test_what_changed_is_found_and_shown_as_old_new_and_difference(folders):
    old, new = folders
    assert figure_changes.changed(old, new) == ["moved"]
    assert figure_changes.moved_numbers(old, new, "moved") == ["2001, high: rate 0.5 → 0.6"]
    (old / "gone.svg").write_text("<svg/>")
    assert figure_changes.changed(old, new) == ["moved"]
    page = figure_changes.show(old, new, ["moved"])
    assert "2001, high: rate 0.5 → 0.6" in page.read_text(encoding="utf-8")
    picture = Image.open(page.parent / "moved.png")
    assert picture.size == (12, 2)
    assert [picture.getpixel((x, 0)) for x in (0, 4, 8)] == [(255,) * 3, (0,) * 3, (255,) * 3]


def test_without_pictures_and_tables_of_before_the_page_is_written_all_the_same(folders):
    old, new = folders
    for path in (*old.glob("*.png"), *old.glob("*.csv")):
        path.unlink()
    assert figure_changes.moved_numbers(old, new, "moved") == [
        "the drawing changed; it has no table of before and after"
    ]
    page = figure_changes.show(old, new, ["moved"])
    assert {path.name for path in page.parent.iterdir()} == {"index.html", "moved.svg"}
    (old / "moved.csv").write_text((new / "moved.csv").read_text())
    assert figure_changes.moved_numbers(old, new, "moved") == ["the drawing changed, no number of its table"]
