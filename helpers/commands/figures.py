"""Running the notebooks and writing the figures."""

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

    console = Console(highlight=False, soft_wrap=True)
    chosen = paths.notebooks()
    if only:
        drawn = {path: notebooks.publishes(notebooks.read(path)) for path in chosen}
        known = {figure for figures in drawn.values() for figure in figures}
        if unknown := set(only) - known:
            console.print(f"no figure {', '.join(sorted(unknown))}; there are:", *sorted(known), sep="\n  ")
            return 1
        chosen = [path for path in chosen if set(only) & set(drawn[path])]
    paths.FIGURES.mkdir(exist_ok=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with tempfile.TemporaryDirectory() as scratch:
        before = figure_changes.keep(paths.FIGURES, Path(scratch))
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("notebooks", total=len(chosen))
            results = notebooks.run(
                chosen, paths.FIGURES, only=only, done=lambda result: progress.advance(task)
            )
        for result in results:
            state = "failed" if result.error else "changed" if result.changed else "as stored"
            console.print(f"{result.path.name:<32} {result.seconds:6.1f} s  {state}", markup=False)
        failed = [result for result in results if result.error]
        for result in failed:
            console.print(f"\n{result.path.name}\n{result.error}", markup=False)
        moved = figure_changes.changed(before, paths.FIGURES)
        for figure in moved:
            lines = figure_changes.numbers(before, paths.FIGURES, figure)
            more = (
                [f"and {len(lines) - figure_changes.LINES} more"] if len(lines) > figure_changes.LINES else []
            )
            console.print(
                f"{figure} changed", *lines[: figure_changes.LINES], *more, sep="\n  ", markup=False
            )
        if moved:
            page = figure_changes.show(before, paths.FIGURES, moved)
            console.print(f"old, new and difference: {os.path.relpath(page)}", markup=False)
    if failed:
        return 1
    if not only:
        _sweep({figure for path in chosen for figure in notebooks.published(notebooks.read(path))})
    for about in sorted(paths.FIGURES.glob("*.json")):
        if not only or about.stem in only:
            there = ",".join(suffix for suffix in FILES if about.with_suffix(f".{suffix}").exists())
            console.print(f"figures/{about.stem}.{{{there}}}", markup=False)
    return 0


def _sweep(shown):
    """Remove the files of figures that no notebook shows."""
    for about in paths.FIGURES.glob("*.json"):
        if about.stem not in shown:
            for suffix in FILES:
                about.with_suffix(f".{suffix}").unlink(missing_ok=True)
