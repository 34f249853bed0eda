"""Running the notebooks and writing the figures."""

import difflib
import os
import tempfile
from pathlib import Path

from .. import paths

FILES = ("svg", "png", "pdf", "json", "csv")  # of a figure


def figures(only=()):
    """Run every notebook side by side, refresh its outputs, write every figure, show what changed."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from ..publishing import figure_changes, notebooks
    from . import jupyterlab

    console = Console(highlight=False, soft_wrap=True, markup=False)
    chosen = paths.notebooks()
    if only:
        drawn = {path: notebooks.publishes(notebooks.parsed(path)) for path in chosen}
        known = {figure for figures in drawn.values() for figure in figures}
        for name in sorted(set(only) - known):
            near = difflib.get_close_matches(name, known)
            said = [f"did you mean {' or '.join(near)}?"] if near else ["there are:", *sorted(known)]
            console.print(f"no figure {name}; {said[0]}", *said[1:], sep="\n  ")
        if set(only) - known:
            return 1
        chosen = [path for path in chosen if set(only) & set(drawn[path])]
    paths.FIGURES.mkdir(exist_ok=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with tempfile.TemporaryDirectory() as scratch:
        before = figure_changes.keep(paths.FIGURES, Path(scratch))
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("notebooks", total=len(chosen))

            def done(result):
                state = "failed" if result.error else "changed" if result.changed else "as stored"
                console.print(f"{result.path.name:<32} {result.seconds:6.1f} s  {state}")
                progress.advance(task)

            try:
                results = notebooks.run(chosen, paths.FIGURES, only=only, done=done)
            except notebooks.Stopped as stopped:
                count = len(stopped.finished)
                console.print(f"Stopped: {count} of {len(chosen)} notebooks finished, no other was written.")
                return 128 + stopped.number
        jupyterlab.sign(result.path for result in results if not result.error)
        failed = [result for result in results if result.error]
        for result in failed:
            console.print(f"\n{result.path.name}\n{result.error}")
        if not failed and not only:
            try:
                _gather(chosen)
            except ValueError as fault:
                console.print(str(fault))
                return 1
        moved = figure_changes.changed(before, paths.FIGURES)
        for figure in moved:
            lines = figure_changes.moved_numbers(before, paths.FIGURES, figure)
            rest = len(lines) - figure_changes.LINES
            more = [f"and {rest} more"] if rest > 0 else []
            console.print(f"{figure} changed", *lines[: figure_changes.LINES], *more, sep="\n  ")
        if moved:
            page = figure_changes.show(before, paths.FIGURES, moved)
            console.print(f"old, new and difference: {os.path.relpath(page)}")
        console.print(_verdict(results, figure_changes.kinds(before, paths.FIGURES), only))
    return 1 if failed else 0


def _verdict(results, kinds, only):
    """One sentence: what differs from what was stored, or that nothing does."""
    changed = [result.path.name for result in results if result.changed and not result.error]
    failed = [result.path.name for result in results if result.error]
    parts = [f"{word}: {', '.join(names)}" for word, names in kinds.items() if names and word != "same"]
    parts += [f"notebooks rewritten: {', '.join(changed)}"] if changed else []
    parts += [f"notebooks failed: {', '.join(failed)}"] if failed else []
    if parts:
        return f"Not as stored. {'; '.join(parts)}."
    drawn = len(only) or len(kinds["same"])
    return f"{_counted(drawn, 'figure')} and {_counted(len(results), 'notebook')} exactly as stored."


def _counted(number, word):
    return f"{number} {word}{'' if number == 1 else 's'}"


def _gather(chosen):
    """Write the findings of all notebooks to one table, and remove the files of figures that none shows."""
    from ..publishing import notebooks

    table, text = paths.FIGURES / paths.FINDINGS, notebooks.findings_table(chosen)
    if text:
        paths.write(table, text)
    else:
        table.unlink(missing_ok=True)
    shown = {figure for path in chosen for figure in notebooks.published(notebooks.parsed(path))}
    for about in paths.FIGURES.glob("*.json"):
        if about.stem not in shown:
            for suffix in FILES:
                about.with_suffix(f".{suffix}").unlink(missing_ok=True)
