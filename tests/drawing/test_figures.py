"""Style and drawing: deterministic, legible, with nothing lost."""

import itertools
import json
import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.text import Text

import helpers
from helpers import drawing, style
from helpers.analysis import network, status
from helpers.commands import running
from helpers.drawing import published
from helpers.record import dates


@pytest.fixture
def single():
    return style.figure("single", 2.0)


def texts(fig):
    """Boxes of all texts that are drawn."""
    renderer = FigureCanvasAgg(fig).get_renderer()
    fig.draw(renderer)
    seen = [text for text in fig.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return {f"{i} {text.get_text()}": text.get_window_extent(renderer) for i, text in enumerate(seen)}


def test_the_same_figure_gives_the_same_bytes():
    def draw():
        fig, ax = style.figure("single", 2.0)
        ax.plot([0, 1], [0, 1], clip_on=True)
        return drawing.svg(fig, "Title", "Text")

    assert draw() == draw()


def test_a_figure_carries_its_texts_escaped():
    fig, _ = style.figure("single", 1.0)
    root = ET.fromstring(drawing.svg(fig, "a < b & c", 'said "so" <script>'))
    assert root.get("aria-label") == 'said "so" <script>' and root.get("role") == "img"
    assert root.find("{http://www.w3.org/2000/svg}title").text == "a < b & c"


def test_width_and_texts_are_checked(single):
    with pytest.raises(ValueError, match="width is one of single, double, not 'wide'"):
        style.figure("wide")
    with pytest.raises(ValueError, match="figure one needs a caption"):
        drawing.publish(single[0], "one", title="t", caption=" ", alt="a", source="s")


def test_long_titles_are_wrapped(single, monkeypatch):
    monkeypatch.delenv(published.FOLDER, raising=False)
    monkeypatch.setattr("IPython.display.display", lambda *args, **kwargs: None)
    fig, _ = single
    drawing.publish(fig, "one", title="word " * 30, caption="c", alt="a", source="s")
    boxes = texts(fig)
    assert all(box.x1 <= fig.bbox.x1 + 1 for box in boxes.values())


def test_publishing_writes_the_same_files_twice(tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    files = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.setenv(published.FOLDER, str(folder))
        fig, ax = style.figure("single", 1.0)
        ax.plot([0, 1])
        drawing.publish(
            fig,
            "line",
            title="t",
            caption="at 4%",
            alt="a",
            source="s",
            data=pd.DataFrame({"x": [0.1 + 0.2]}),
        )
        files.append({path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})
    assert files[0] == files[1] and set(files[0]) == {f"line.{suffix}" for suffix in running.FILES}
    assert shown[0]["image/svg+xml"].encode() == files[0]["line.svg"]
    assert shown[0]["text/plain"] == "[line] a" and shown[1]["text/markdown"] == "at 4%"
    assert files[0]["line.csv"] == b"x\n0.3\n"


def quiet(monkeypatch, folder=None):
    monkeypatch.setattr("IPython.display.display", lambda *args, **kwargs: None)
    monkeypatch.setenv(published.FOLDER, str(folder or ""))


def publish(fig, figure="line", **more):
    texts = {"title": "A line", "caption": "Drawn.", "alt": "Seen.", "source": "Made."}
    drawing.publish(fig, figure, **{**texts, **more})


def test_every_file_carries_the_texts_of_its_figure(single, tmp_path, monkeypatch):
    from PIL import Image

    quiet(monkeypatch, tmp_path)
    publish(single[0])
    about = json.loads((tmp_path / "line.json").read_text(encoding="utf-8"))
    assert about == {"id": "line", "title": "A line", "caption": "Drawn.", "alt": "Seen.", "source": "Made."}
    svg = (tmp_path / "line.svg").read_text(encoding="utf-8")
    tags = {
        tag: re.search(rf"<dc:{tag}>(.*?)</dc:{tag}>", svg, re.DOTALL)[1].strip()
        for tag in ("title", "identifier", "description", "source")
    }
    assert tags == {"title": "A line", "identifier": "line", "description": "Drawn. Seen.", "source": "Made."}
    picture = Image.open(tmp_path / "line.png").text
    assert (picture["Title"], picture["Identifier"], picture["Description"], picture["Comment"]) == (
        "A line",
        "line",
        "Drawn.",
        "Seen.",
    )
    assert b"Drawn. Seen." in (tmp_path / "line.pdf").read_bytes()


def test_numbers_are_written_round_with_their_names_and_removed_with_their_reason(
    single, tmp_path, monkeypatch
):
    quiet(monkeypatch, tmp_path)
    rates = pd.DataFrame(
        {"rate": [1 / 3, 2.0], "day": pd.to_datetime(["2002-05-28", "2014-04-01"])},
        index=pd.Index(["first", "last"], name="phase"),
    )
    publish(single[0], data=rates)
    assert (
        tmp_path / "line.csv"
    ).read_bytes() == b"phase,rate,day\nfirst,0.333333,2002-05-28\nlast,2,2014-04-01\n"
    publish(single[0])
    assert not (tmp_path / "line.csv").exists()
    with pytest.raises(ValueError, match="figure line needs data with rows and columns"):
        publish(single[0], data=rates[:0])


def test_only_the_figures_asked_for_are_written(single, tmp_path, monkeypatch):
    quiet(monkeypatch, tmp_path)
    monkeypatch.setenv(published.ONLY, "one two")
    for name in ("one", "other"):
        publish(single[0], name)
    assert {path.stem for path in tmp_path.iterdir() if path.is_file()} == {"one"}


@pytest.mark.parametrize(
    "draw, fault",
    [
        (lambda ax: (ax.text(0.5, 0.5, "one"), ax.text(0.52, 0.5, "other")), "'one' and 'other' overlap"),
        (
            lambda ax: (ax.text(0.3, 0.3, "slanted words", rotation=45), ax.text(0.33, 0.42, "across")),
            "'slanted words' and 'across' overlap",
        ),
        (
            lambda ax: ax.text(0.8, 0.5, "words that run far over the edge", in_layout=False),
            "'words that run far over the edge' leaves the page",
        ),
        (lambda ax: ax.text(0.5, 0.5, "small", fontsize=5), "'small' has 5 points, under 6"),
        (
            lambda ax: ax.text(0.5, 0.5, "faint", color="#009E73"),
            "'faint' has a contrast of 3.4 in #009E73, under 4.5",
        ),
        (lambda ax: ax.text(0.5, 0.5, "■", color="#E69F00"), "'■' has a contrast of 2.3 in #E69F00, under 3"),
        (lambda ax: ax.set_xticks([0.5, 0.52], ["first", "second"]), "'first' and 'second' overlap"),
    ],
)
def test_a_figure_that_cannot_be_read_is_shown_and_not_written(single, tmp_path, monkeypatch, draw, fault):
    quiet(monkeypatch, tmp_path)
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    draw(single[1])
    with pytest.raises(ValueError, match="figure line cannot be read well: ") as told:
        publish(single[0])
    assert fault in str(told.value)
    assert shown and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: (ax.text(0.1, 0.1, "slanted", rotation=40), ax.text(0.2, 0.1, "parallel", rotation=40)),
        lambda ax: (ax.set_xticks([0, 5, 5.01]), ax.set_xlim(0, 1)),
        lambda ax: (ax.annotate("far", (9, 9)), ax.set(xlim=(0, 1), ylim=(0, 1))),
        lambda ax: (ax.text(0.5, 0.5, "hidden", visible=False), ax.text(0.5, 0.5, "seen")),
        lambda ax: (ax.axvspan(0.4, 0.8, color=style.NAVY), ax.text(0.5, 0.5, "on navy", color="white")),
        lambda ax: (ax.axis("off"), ax.set_xticks([0.5, 0.51])),
        lambda ax: (
            ax.annotate("pointed", (0.1, 0.1), (0.5, 0.5), arrowprops={"arrowstyle": "-"})
            and ax.text(0.2, 0.25, "by")
        ),
    ],
)
def test_what_does_not_hinder_reading_is_no_fault(single, monkeypatch, draw):
    quiet(monkeypatch)
    draw(single[1])
    publish(single[0])


def test_a_drawing_that_changed_is_written_in_every_format_and_one_that_did_not_in_none(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("IPython.display.display", lambda *args, **kwargs: None)
    monkeypatch.setenv(published.FOLDER, str(tmp_path))

    def draw(height):
        fig, ax = style.figure("single", 1.0)
        ax.plot([0, height])
        drawing.publish(fig, "line", title="t", caption="c", alt="a", source="s")
        return {path.suffix: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}

    first, png = draw(1), tmp_path / "line.png"
    drawn = png.stat().st_mtime_ns
    assert draw(1) == first and png.stat().st_mtime_ns == drawn
    png.write_bytes(b"spoiled")
    assert draw(1) == first
    second = draw(2)
    assert all(second[suffix] != first[suffix] for suffix in (".svg", ".png", ".pdf"))
    (tmp_path / "line.pdf").unlink()
    assert draw(2)[".pdf"] == second[".pdf"]


def test_decimal_years_know_leap_years():
    days = pd.DatetimeIndex(["2001-01-01", "2003-12-31", "2004-12-31"])
    assert dates.decimal_year(days).round(3).tolist() == [2001.0, 2003.997, 2004.997]


def test_tone_bars_point_up_and_down_and_are_pale_in_part_of_a_year(single):
    _, ax = single
    counts = pd.DataFrame(
        {"cooperative": [3, 0, 1], "conflictual": [0, 2, 0], "whole": [True, True, False]},
        index=[2001, 2002, 2003],
    )
    assert drawing.tone_bars(ax, counts) is ax
    assert sorted(round(bar.get_height()) for bar in ax.patches) == [-2, 0, 0, 0, 1, 3]
    whole, part = ax.patches[0], ax.patches[2]
    assert to_hex(whole.get_facecolor()) == style.TONES["cooperative"].lower()
    assert to_hex(part.get_facecolor()) == drawing.lighter(style.TONES["cooperative"])


def test_bars_leave_room_for_the_words_beside_them(single):
    _, ax = single
    counts = pd.DataFrame(
        {"cooperative": [6, 1, 1, 1], "conflictual": 0, "whole": True}, index=range(2001, 2005)
    )
    drawing.tone_bars(ax, counts)
    assert ax.get_ylim()[1] > 7
    other = style.figure("single", 1)[1]
    drawing.tone_bars(other, counts[::-1].set_axis(counts.index))
    assert other.get_ylim()[1] < 6.5


def test_a_bracket_joins_rows_beside_the_axes(single):
    fig, ax = single
    ax.set_ylim(5, 0)
    assert drawing.bracket(ax, [1, 2, 4], "three") is ax
    assert ax.lines[0].get_ydata().tolist() == [0.7, 0.7, 4.3, 4.3] and min(ax.lines[0].get_xdata()) > 1
    drawing.settle(fig)
    assert drawing.unreadable(fig) == []


def test_stacked_bars_hold_every_count(single):
    _, ax = single
    counts = pd.DataFrame({"a": [3, 0], "b": [1, 2]}, index=[2001, 2002])
    drawing.stacked_years(ax, counts, ["#000000", "#ffffff"])
    assert sum(bar.get_height() for bar in ax.patches) == 6
    assert max(bar.get_y() + bar.get_height() for bar in ax.patches) == 4


def test_lanes_draw_every_spell_of_the_chosen(record):
    spells = status.spells(record)
    chosen = record.institutions.set_index("institution_id").loc[["PJC", "NRC", "MLM_Moscow"]]
    fig, ax = style.figure("double", 2.0)
    drawing.status_lanes(ax, spells, chosen["label"], chosen["kind"].astype(str))
    assert len(ax.patches) == spells["institution_id"].isin(chosen.index).sum()
    assert [label.get_text() for label in ax.get_yticklabels()] == chosen["label"].tolist()


def test_a_key_names_every_colour(single):
    _, ax = single
    drawing.colour_key(ax, style.TONES)
    words = [text for text in ax.texts if text.get_text() in style.TONES]
    marks = [text for text in ax.texts if text not in words]
    assert [text.get_text() for text in words] == list(style.TONES)
    assert [text.get_color() for text in marks] == list(style.TONES.values())
    _, ax = style.figure("single", 2.0)
    drawing.colour_key(ax, style.STATUSES)
    edged = [text.get_color() for text in ax.texts if text.get_path_effects()]
    assert edged == [colour for colour in style.STATUSES.values() if colour in style.EDGES]


def test_what_is_not_sure_is_pale_with_an_edge(single):
    _, ax = single
    spells = pd.DataFrame(
        {
            "institution_id": ["a", "a"],
            "status": ["active", "presumed"],
            "start": pd.to_datetime(["2001-01-01", "2002-01-01"]),
            "end": pd.to_datetime(["2002-01-01", "2003-01-01"]),
        }
    )
    drawing.status_lanes(ax, spells, pd.Series({"a": "A"}), pd.Series({"a": "forums"}))
    sure, pale = ax.patches
    assert (sure.get_linewidth(), pale.get_linewidth()) == (0, 0.6)
    assert pale.get_edgecolor() == sure.get_facecolor() != pale.get_facecolor()


def test_a_settled_figure_has_rounded_axes(single):
    fig, ax = single
    bounds = drawing.settle(fig).axes[0].get_position().bounds
    assert [round(edge, 5) for edge in bounds] == pytest.approx(bounds, abs=1e-12)
    assert drawing.settle(fig).axes[0].get_position().bounds == bounds


def test_lanes_leave_room_for_their_labels(record):
    chosen = record.institutions[record.institutions["kind"] == "forum"].set_index("institution_id")
    fig, ax = style.figure("double", 0.2 * len(chosen) + 1)
    drawing.status_lanes(ax, status.spells(record), chosen["label"], chosen["kind"].astype(str))
    labels = [
        box
        for name, box in texts(drawing.settle(fig)).items()
        if name.split(" ", 1)[1] in set(chosen["label"])
    ]
    assert len(labels) == len(chosen)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(labels, 2))


def test_the_network_is_typed_and_dated(record):
    graph = network.graph(record, "1998-06-30")
    assert graph.nodes["PJC"]["status"] == "active" and graph.nodes["NRC"]["status"] == "not yet"
    assert set(nx_kinds(graph)) <= set(network.LANES)
    assert all(key == data["relation"] for _, _, key, data in graph.edges(keys=True, data=True))
    with pytest.raises(ValueError, match="no such kind: club"):
        network.graph(record, kinds=["club"])


def nx_kinds(graph):
    return [kind for _, kind in graph.nodes(data="kind")]


def test_an_edge_is_there_from_its_start_to_its_end(record):
    rows = record.relations
    dated = rows[rows["end_earliest"] > rows["start_earliest"]].iloc[0]
    kinds = record.institutions["kind"].cat.categories

    def there(day):
        graph = network.graph(record, day, kinds)
        return graph.has_edge(dated["source"], dated["target"], dated["relation"])

    day = pd.Timedelta(days=1)
    assert not there(dated["start_earliest"] - day) and there(dated["start_earliest"])
    assert there(dated["end_earliest"] - day) and not there(dated["end_earliest"])


def test_positions_are_the_same_every_day_and_never_collide(record):
    places = network.positions(record)
    assert not places[["x", "y"]].duplicated().any()
    pd.testing.assert_frame_equal(places, network.positions(record))
    for _, lane in places.groupby(["kind", "y"]):
        assert (lane["x"].sort_values().diff().dropna() >= 0.9).all()


def test_the_package_offers_what_it_names():
    for name in helpers.__all__:
        assert getattr(helpers, name) is not None
    assert dir(helpers) == sorted(helpers.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = helpers.nothing


def test_a_tally_draws_and_writes_every_count():
    fig, ax = style.figure("double", 2.0)
    counts = pd.DataFrame([(3, 1, 0), (0, 2, 40)], columns=list(style.VERDICTS), index=["first", "last"])
    assert drawing.tally_rows(ax, counts, style.VERDICTS) is ax
    assert sum(bar.get_width() for bar in ax.patches) == 46
    written = [text.get_text() for text in ax.texts]
    assert [text for text in written if text.isdigit()] == ["3", "0", "1", "2", "0", "40"]
    assert [text.replace("\n", " ") for text in written if not text.isdigit()] == list(style.VERDICTS)
    drawing.settle(fig)
    boxes = texts(fig).values()
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


def test_dots_of_counts_have_areas_in_proportion(single):
    _, ax = single
    dots = pd.DataFrame(
        {
            "topic": ["b", "a", "q"],
            "place": [2001.5, 2002.5, 2003.5],
            "forum": ["P", None, "P"],
            "sessions": [1, 4, 9],
        }
    )
    drawing.count_dots(ax, dots, {"a": "first", "b": "second"}, {"P": "#0072B2"}, size=2)
    marks = ax.collections[-1]
    assert marks.get_offsets().tolist() == [[2001.5, 1], [2002.5, 0]] and marks.get_sizes().tolist() == [2, 8]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first", "second"]


def years(*rows):
    return pd.DataFrame(rows, columns=["year", "forum", "events", "completeness"])


def test_coverage_fills_differ_and_a_zero_has_its_own_strip(single):
    fig, ax = single
    fills = [drawing.coverage_fill(name, "#0072B2") for name in ("complete", "partial", "unknown")]
    assert len({(fill["facecolor"], fill.get("hatch")) for fill in fills}) == 3
    rows = years((2001, "PJC", 0, "complete"), (2002, "PJC", 2, "partial"), (2002, "NRC", 1, "complete"))
    drawing.coverage_bars(ax, rows, {"PJC": "#56B4E9", "NRC": "#0072B2"}, 4)
    above = sorted((bar for bar in ax.patches if bar.get_y() >= 0), key=lambda bar: bar.get_y())
    below = sorted((bar for bar in ax.patches if bar.get_y() < 0), key=lambda bar: bar.get_x())
    assert [(bar.get_y(), bar.get_height(), bar.get_hatch()) for bar in above] == [
        (0, 2, "////////"),
        (2, 1, None),
    ]
    assert [bar.get_hatch() for bar in below] == [None, "////////", None]
    assert below[1].get_x() + below[1].get_width() == pytest.approx(below[2].get_x())
    drawing.coverage_key(ax, {"complete": "all", "partial": "some", "unknown": "who knows"}, y=0.9)
    boxes = list(texts(fig).values())
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes[-3:], 2))


def test_names_of_moments_that_are_near_are_kept_apart(single):
    _, ax = single
    drawing.moments(ax, pd.date_range("2000-01-01", periods=2, freq="QS"), ["one", "two"])
    assert [text.xyann[0] for text in ax.texts] == [0, 10]
