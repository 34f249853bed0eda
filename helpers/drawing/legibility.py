"""Whether texts and colours of a figure can be read."""

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from .style import PAPER

MARK_CONTRAST, TEXT_CONTRAST = 3.0, 4.5  # against paper: WCAG 2.2, criteria 1.4.11 and 1.4.3
SMALLEST = 6  # points of any text
SLACK = 0.5  # points that boxes of texts may share at each edge: nothing is inked there


def contrast(colour, ground=PAPER):
    """
    Compare two colours in luminance, as WCAG 2.2 defines the contrast ratio.

    Parameters
    ----------
    colour, ground : str
        Any colours that matplotlib knows.

    Returns
    -------
    float
        Between 1 (none) and 21 (black on white).

    References
    ----------
    W3C (2024), Web Content Accessibility Guidelines 2.2, "contrast ratio" and
    "relative luminance". https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio

    Examples
    --------
    >>> round(contrast("black"), 1), round(contrast("#767676"), 2)
    (21.0, 4.54)
    """
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour):
    parts = np.array(to_rgba(colour)[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def legible(colour):
    """
    Darken the colour of a mark until text in it can be read on paper.

    Parameters
    ----------
    colour : str

    Returns
    -------
    str
        The colour itself if it is dark enough.

    Examples
    --------
    >>> legible("#0072B2"), legible("#009E73")
    ('#0072B2', '#008662')
    """
    parts = np.array(to_rgba(colour)[:3])
    for percent in range(100, 0, -1):
        if contrast(colour) >= TEXT_CONTRAST:
            break
        colour = "#" + "".join(f"{round(part * 255 * percent / 100):02x}" for part in parts)
    return colour


def _texts(fig):
    """Texts that are drawn, and the corners of their boxes in points, turned as they are."""
    fig.dpi = 72  # as in SVG; this renderer measures texts as SVG draws them, in points
    renderer = RendererBase()
    hidden = set()
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            slack = 1e-9 * (high - low)
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not axis.get_visible() or not low - slack <= tick.get_loc() <= high + slack:
                    hidden |= {tick.label1, tick.label2}
        if not ax.axison:
            hidden |= set(ax.xaxis.findobj(Text)) | set(ax.yaxis.findobj(Text))
    texts, corners = [], []
    for text in fig.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible()):
        if text in hidden or not text.get_text().strip() or text.get_alpha() == 0:
            continue
        if text.get_tightbbox(renderer).width <= 0:  # an annotation of what is outside the axes
            continue
        box = Text.get_window_extent(text, renderer)  # without the arrow of an annotation
        angle = text.get_rotation()
        if angle % 90:
            text.set_rotation(0)
            size = Text.get_window_extent(text, renderer).size
            text.set_rotation(angle)
        else:
            size, angle = box.size, 0
        turn = np.radians(angle)
        half = np.maximum(np.asarray(size) / 2 - SLACK, 0) * [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        centre = (box.p0 + box.p1) / 2
        matrix = [(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))]
        texts.append(text)
        corners.append(centre + half @ matrix)
    return texts, np.array(corners).reshape(-1, 4, 2)


def _apart(one, other):
    """Whether a line parts two rectangles: then it runs along a side of one of them."""
    for sides in (one, other):
        for axis in (sides[1] - sides[0], sides[2] - sides[1]):
            first, second = one @ axis, other @ axis
            if first.max() <= second.min() or second.max() <= first.min():
                return True
    return False


def unreadable(fig):
    """
    Look for texts of a settled figure that cannot be read.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        As it stands after `settle` and a draw.

    Returns
    -------
    list of str
        One sentence for each two texts that overlap, and for each text that
        leaves the page, is under six points, or too faint on what it stands on.

    Examples
    --------
    >>> from helpers.drawing import figure, svg
    >>> fig, ax = figure("single", 1)
    >>> for place in (0.5, 0.52):
    ...     _ = ax.text(place, 0.5, f"at {place}")
    >>> _ = svg(fig, "Two texts", "Two texts, one over the other.")
    >>> unreadable(fig)
    ["'at 0.5' and 'at 0.52' overlap"]
    """
    texts, corners = _texts(fig)
    if not texts:
        return []
    said = [repr(" ".join(text.get_text().split())) for text in texts]
    low, high = corners.min(axis=1), corners.max(axis=1)
    meet = (low[:, None] < high[None]).all(axis=2)
    found = [
        f"{said[i]} and {said[j]} overlap"
        for i, j in zip(*np.nonzero(np.triu(meet & meet.T, 1)))
        if not _apart(corners[i], corners[j])
    ]
    page = fig.bbox.size
    for text, name, start, end in zip(texts, said, low, high):
        if (start < -SLACK).any() or (end > page + SLACK).any():
            found.append(f"{name} leaves the page")
        if text.get_fontsize() < SMALLEST:
            found.append(f"{name} has {text.get_fontsize():g} points, under {SMALLEST}")
        word = any(letter.isalnum() for letter in name)
        least, colour = TEXT_CONTRAST if word else MARK_CONTRAST, text.get_color()
        if contrast(colour) < least and not (not word and text.get_path_effects()):
            ratio = contrast(colour, _ground(text, (start + end) / 2))
            if ratio < least:
                found.append(
                    f"{name} has a contrast of {ratio:.1f} in {colour}, under {least}; "
                    "style.legible() darkens"
                )
    return found


def _ground(text, point):
    """Colour of the topmost patch under a text, else paper."""
    under = [
        patch
        for patch in (text.axes.patches if text.axes else ())
        if patch.get_window_extent().contains(*point)
    ]
    return max(under, key=lambda patch: patch.get_zorder()).get_facecolor() if under else PAPER
