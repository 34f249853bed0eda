"""Palettes: told apart with any common colour vision, and strong enough on paper."""

import itertools

import matplotlib.colors
import numpy as np
import pytest

from helpers.drawing import legibility, style

PALETTES = {
    name: dict(getattr(style, name))
    for name in ("TONES", "STATUSES", "EVIDENCE", "VERDICTS", "CONTACTS", "FATES", "USE", "KINDS", "PAGES")
}
PALETTES |= {name: dict(enumerate(getattr(style, name))) for name in ("COUNCILS", "DYADS")}
READ = ("TONES", "VERDICTS", "CONTACTS")  # palettes in whose colours, or those of their edges, words are set

# What has one colour in several palettes, because it means the same. No other colour is shared;
# ink and greys are, since words stand beside them.
SAME = (
    {("TONES", "cooperative"), ("KINDS", "cooperative")},
    {("TONES", "conflictual"), ("KINDS", "conflictual")},
    {("STATUSES", "active"), ("FATES", "not cut")},
    {("STATUSES", "suspended"), ("FATES", "cut, not back")},
    {("COUNCILS", 1), ("DYADS", 0), ("CONTACTS", "councils"), ("USE", "met")},
)

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (2009), A physiologically-based model for simulation of
# color vision deficiency, IEEE Transactions on Visualization and Computer Graphics 15 (6), 1291-1298,
# doi:10.1109/TVCG.2009.113; the matrices of severity 1.0, applied to linear RGB.
VISIONS = {
    "trichromatic": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}

# In CIEDE2000. The closest pair of Okabe and Ito has 10.9 (orange and reddish purple, in tritanopia);
# we ask for somewhat more. A difference of about 2 can just be noticed side by side.
APART = 12.0


def seen(colour, vision):
    """CIELAB (D65) of a colour as it is seen."""
    parts = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    linear = np.clip(VISIONS[vision] @ linear, 0, 1)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    ratio = to_xyz @ linear / [0.95047, 1.0, 1.08883]
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def ciede2000(one, other):
    """Colour difference by CIE 142-2001, after Sharma, Wu and Dalal (2005), doi:10.1002/col.20070."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(chroma**7 / (chroma**7 + 25**7))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    middle, c = (l1 + l2) / 2, (c1 + c2) / 2
    h = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    cosine = (np.cos(np.radians(angle)) for angle in (h - 30, 2 * h, 3 * h + 6, 4 * h - 63))
    t = 1 + np.dot([-0.17, 0.24, 0.32, -0.20], list(cosine))
    sl, sc, sh = (
        1 + 0.015 * (middle - 50) ** 2 / np.sqrt(20 + (middle - 50) ** 2),
        1 + 0.045 * c,
        1 + 0.015 * c * t,
    )
    rt = -2 * np.sqrt(c**7 / (c**7 + 25**7)) * np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / sc, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / sh
    return np.sqrt(dl**2 + dc**2 + dh**2 + rt * dc * dh)


def distance(one, other):
    """The smallest difference of two colours over all visions."""
    return min(ciede2000(seen(one, vision), seen(other, vision)) for vision in VISIONS)


@pytest.mark.parametrize(
    "one, other, published",
    [  # from table 1 of Sharma, Wu and Dalal
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_of_colours_is_that_of_the_published_table(one, other, published):
    assert ciede2000(one, other) == pytest.approx(published, abs=5e-5)


def test_simulated_vision_confuses_what_it_is_known_to_confuse():
    red, green, blue, cyan = "#c02000", "#5a7000", "#0072B2", "#008070"
    plain = {
        pair: ciede2000(*(seen(colour, "trichromatic") for colour in pair))
        for pair in ((red, green), (blue, cyan))
    }
    for pair, visions in (((red, green), ("protanopia", "deuteranopia")), ((blue, cyan), ("tritanopia",))):
        for vision in visions:
            assert ciede2000(*(seen(colour, vision) for colour in pair)) < plain[pair] / 2
    for matrix in VISIONS.values():  # greys look the same to all
        assert matrix.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_more_is_asked_than_the_set_of_okabe_and_ito_holds():
    used = ("#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9", "#CC79A7")
    closest = min(distance(one, other) for one, other in itertools.combinations(used, 2))
    assert closest == pytest.approx(10.9, abs=0.05) and closest < APART


def test_a_palette_that_is_too_close_is_found():
    assert distance("#D55E00", "#C78900") < APART < distance(style.VERMILION, style.AMBER)


@pytest.mark.parametrize("name", PALETTES)
def test_colours_of_a_palette_are_told_apart_with_any_colour_vision(name):
    close = []
    for (one, first), (other, second) in itertools.combinations(PALETTES[name].items(), 2):
        edges = [style.EDGES.get(colour, colour) for colour in (first, second)]
        if max(distance(first, second), distance(*edges)) < APART:  # a fill or its edge tells them apart
            close.append((one, other, round(distance(first, second), 1)))
    assert close == []


def coloured():
    """(palette, entry) of each colour that is neither ink nor grey."""
    uses = {}
    for name, palette in PALETTES.items():
        for entry, colour in palette.items():
            if np.ptp(matplotlib.colors.to_rgb(colour)) > 0:
                uses.setdefault(colour.upper(), set()).add((name, entry))
    return uses


def test_a_colour_means_one_thing_in_all_palettes():
    assert [uses for uses in coloured().values() if len(uses) > 1 and uses not in SAME] == []


def test_colours_of_different_meaning_do_not_look_alike_side_by_side():
    pairs = itertools.combinations(coloured(), 2)
    assert [pair for pair in pairs if ciede2000(*(seen(c, "trichromatic") for c in pair)) < APART] == []


def test_conflict_and_suspension_keep_their_colours_to_themselves():
    uses = coloured()
    assert uses[style.VERMILION.upper()] == {("TONES", "conflictual"), ("KINDS", "conflictual")}
    assert uses[style.PLUM.upper()] == {("STATUSES", "suspended"), ("FATES", "cut, not back")}


@pytest.mark.parametrize("name", PALETTES)
def test_marks_stand_out_from_the_paper(name):
    edges = {key: style.EDGES.get(colour, colour) for key, colour in PALETTES[name].items()}
    assert {
        key: colour for key, colour in edges.items() if legibility.contrast(colour) < legibility.MARK_CONTRAST
    } == {}


def test_only_pale_fills_are_exempt():
    palette = {colour for colours in PALETTES.values() for colour in colours.values()}
    for fill, edge in style.EDGES.items():
        assert fill in palette and edge in palette
        assert legibility.contrast(fill) < legibility.MARK_CONTRAST and distance(fill, edge) >= APART


@pytest.mark.parametrize(
    "colour",
    [
        style.INK,
        style.QUIET,
        style.COUNCILS[-1],
        *(style.EDGES.get(colour, colour) for name in READ for colour in PALETTES[name].values()),
    ],
)
def test_words_can_be_read_on_paper(colour):
    assert legibility.contrast(colour) >= legibility.TEXT_CONTRAST and legibility.legible(colour) == colour


@pytest.mark.parametrize("colour", ["#009E73", "#CC79A7", "#E69F00", "white"])
def test_a_colour_is_darkened_for_words_and_no_more_than_needed(colour):
    dark = legibility.legible(colour)
    assert legibility.TEXT_CONTRAST <= legibility.contrast(dark) < legibility.TEXT_CONTRAST + 0.2


def test_contrast_is_that_of_the_standard():
    assert legibility.contrast("black", "white") == pytest.approx(21)
    assert legibility.contrast("#777777") == pytest.approx(4.48, abs=0.005)
