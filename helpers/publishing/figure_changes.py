"""What a new run changed in the figures: the numbers that moved, and old beside new."""

import io
import shutil
from html import escape

import pandas as pd

from .. import paths
from ..drawing.published import DRAWN

FOLDER = "changed"  # in figures/, not tracked
LINES = 8  # of moved numbers that a terminal shows of one figure
STORED = (".svg", ".json", ".csv")  # what git keeps of a figure
PICTURES = (".png", ".pdf")  # what is made again from the drawing


def keep(folder, scratch):
    """
    Copy the figures before a run.

    Parameters
    ----------
    folder, scratch : pathlib.Path
        Where the figures are, and an empty folder for the copies.

    Returns
    -------
    pathlib.Path
        ``scratch``.
    """
    for path in folder.iterdir():
        if path.suffix in (*STORED, ".png"):
            shutil.copy2(path, scratch)
    return scratch


def _stored(folder):
    """Contents of what git keeps of a folder of figures, by name, without the findings."""
    files = (path for path in folder.iterdir() if path.suffix in STORED and path.name != paths.FINDINGS)
    return {path.name: path.read_bytes() for path in files}


def kinds(old, new):
    """
    Sort the figures of two folders by what became of them.

    Parameters
    ----------
    old, new : pathlib.Path

    Returns
    -------
    dict of str to list of str
        Ids under ``figures changed``, ``figures new``, ``figures gone`` and ``same``.
    """
    before, after = _stored(old), _stored(new)
    found = {"figures changed": [], "figures new": [], "figures gone": [], "same": []}
    for figure in sorted({name.rpartition(".")[0] for name in (*before, *after)}):
        one, other = (
            {suffix: files[figure + suffix] for suffix in STORED if figure + suffix in files}
            for files in (before, after)
        )
        kind = "same" if one == other else "figures new" if not one else "figures gone" if not other else ""
        found[kind or "figures changed"].append(figure)
    return found


def differences(stored, drawn):
    """
    Compare what a run has drawn to what is stored, byte for byte.

    Parameters
    ----------
    stored, drawn : pathlib.Path
        Folders of figures.

    Returns
    -------
    list of str
        One line for each file that differs, is missing or is too much, and for each
        picture that was not made.
    """
    before, after = _stored(stored), _stored(drawn)
    said = [f"{name}: no notebook draws it" for name in before.keys() - after.keys()]
    said += [f"{name}: is not stored" for name in after.keys() - before.keys()]
    said += [f"{name}: differs" for name in before.keys() & after.keys() if before[name] != after[name]]
    for path in drawn.glob("*.svg"):
        for suffix in PICTURES:
            picture = path.with_suffix(suffix)
            if not picture.exists() or not picture.stat().st_size:
                said.append(f"{picture.name}: was not made")
    return sorted(said)


def lend(figures, folder):
    """
    Let a folder have the pictures that are made already, which a run then makes only if they changed.

    Parameters
    ----------
    figures, folder : pathlib.Path
        Where they are, and where figures will be drawn.
    """
    for path in figures.glob("*"):
        if path.suffix in PICTURES:
            shutil.copy2(path, folder)
    if (figures / DRAWN).is_dir():
        shutil.copytree(figures / DRAWN, folder / DRAWN)


def changed(old, new):
    """
    Name the figures whose drawing or numbers differ.

    Parameters
    ----------
    old, new : pathlib.Path
        Folders of figures.

    Returns
    -------
    list of str
        Ids, sorted; figures that are only in one of the folders are left out.
    """

    def differs(figure, suffix):
        one, other = (folder / f"{figure}{suffix}" for folder in (old, new))
        return one.exists() and other.exists() and one.read_bytes() != other.read_bytes()

    return [
        path.stem
        for path in sorted(new.glob("*.svg"))
        if differs(path.stem, ".svg") or differs(path.stem, ".csv")
    ]


def moved(old, new):
    """
    Say which numbers of a table moved.

    Parameters
    ----------
    old, new : str
        Text of two CSV files. Rows are matched by their first columns: as many as
        tell them apart in both.

    Returns
    -------
    list of str
        One line for each row that changed, came or went.

    Examples
    --------
    >>> moved("year,meetings\\n2001,3\\n", "year,meetings\\n2001,4\\n2002,1\\n")
    ['2001: meetings 3 → 4', '2002: new, meetings 1']
    """
    before, after = (pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False) for text in (old, new))
    if list(before.columns) != list(after.columns):
        return [f"columns {', '.join(before.columns)} → {', '.join(after.columns)}"]
    names = list(after.columns)
    depth = next(
        (
            n
            for n in range(1, len(names))
            if not before.duplicated(names[:n]).any() and not after.duplicated(names[:n]).any()
        ),
        0,
    )
    if depth:
        before, after = (table.set_index(names[:depth], drop=False) for table in (before, after))
    rows = list(dict.fromkeys([*before.index, *after.index]))
    one, other = (dict(zip(table.index, table.to_numpy().tolist())) for table in (before, after))
    said = []
    for row in rows:
        if one.get(row) == other.get(row):
            continue
        words = ", ".join(row) if isinstance(row, tuple) else row if depth else f"row {row + 1}"
        if row in one and row in other:
            parts = [
                f"{name} {was} → {now}" for name, was, now in zip(names, one[row], other[row]) if was != now
            ]
        else:
            state = "new" if row in other else "gone"
            cells = (other if row in other else one)[row]
            parts = [state, *(f"{name} {cell}" for name, cell in zip(names[depth:], cells[depth:]))]
        said.append(f"{words}: {', '.join(parts)}")
    return said


def moved_numbers(old, new, figure):
    """Lines of `moved` for one figure of two folders, or why there are none."""
    tables = [folder / f"{figure}.csv" for folder in (old, new)]
    if not all(table.exists() for table in tables):
        return ["the drawing changed; it has no table of before and after"]
    lines = moved(*(table.read_text(encoding="utf-8") for table in tables))
    return lines or ["the drawing changed, no number of its table"]


def show(old, new, figures):
    """
    Write a page that any browser shows: old, new and difference of each figure.

    Parameters
    ----------
    old, new : pathlib.Path
        Folders of figures.
    figures : list of str
        Ids.

    Returns
    -------
    pathlib.Path
        The page. Beside it, where a PNG of before was there, each figure also
        as one picture: old, new, difference.
    """
    folder = new / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    parts = []
    for figure in figures:
        shutil.copy(old / f"{figure}.svg", folder / f"{figure}.svg")
        before, after = f'<img src="{figure}.svg" alt="old">', f'<img src="../{figure}.svg" alt="new">'
        lines = moved_numbers(old, new, figure)
        parts.append(
            f"<h2>{figure}</h2>\n<div class=row><figure>{before}<figcaption>old</figcaption></figure>\n"
            f"<figure>{after}<figcaption>new</figcaption></figure>\n"
            f"<figure class=difference><div>{before}{after}</div>"
            f"<figcaption>difference: what did not change is white</figcaption></figure></div>\n"
            f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
        )
        _picture(old / f"{figure}.png", new / f"{figure}.png", folder / f"{figure}.png")
    page = folder / "index.html"
    paths.write(page, PAGE.format(count=len(figures), figures="\n".join(parts)))
    return page


def _picture(old, new, target):
    if not (old.exists() and new.exists()):
        return
    from PIL import Image, ImageChops

    pair = [Image.open(path).convert("RGB") for path in (old, new)]
    size = tuple(max(image.size[i] for image in pair) for i in (0, 1))
    sheets = []
    for image in pair:
        sheet = Image.new("RGB", size, "white")
        sheet.paste(image)
        sheets.append(sheet)
    whole = Image.new("RGB", (3 * size[0], size[1]))
    for i, sheet in enumerate([*sheets, ImageChops.difference(*sheets)]):
        whole.paste(sheet, (i * size[0], 0))
    whole.save(target)


PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Figures that changed</title>
<style>
body {{ font: 16px sans-serif; margin: 2em }}
.row {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: 1em }}
figure {{ margin: 0 }} img {{ width: 100%; background: white }}
.difference div {{ position: relative; isolation: isolate; filter: invert(1) }}
.difference img + img {{ position: absolute; left: 0; top: 0; mix-blend-mode: difference }}
</style>
<h1>Figures that changed in the last run: {count}</h1>
{figures}
</html>
"""
