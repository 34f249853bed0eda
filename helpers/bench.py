"""Speed, as ratios taken in one run, so that they hold on fast and slow machines."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pandas as pd

from . import paths, run
from .record import load

THREE = "import pandas, networkx, matplotlib.pyplot"
ROUNDS = 5


def _process(code):
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=paths.ROOT)
    return time.perf_counter() - start


def _read_bare(resources):
    start = time.perf_counter()
    for resource in resources:
        pd.read_csv(paths.DATA / resource["path"])
    return time.perf_counter() - start


def _load():
    start = time.perf_counter()
    load()
    return time.perf_counter() - start


def _notebooks(folder, source=None):
    """Seconds to run the project's notebooks, or as many that hold one cell only."""
    figures = folder / "figures"
    figures.mkdir(exist_ok=True)
    copies = []
    for path in paths.notebooks():
        notebook = nbformat.read(path, as_version=4)
        if source:
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        copies.append(folder / path.name)
        copies[-1].write_text(run.dump(notebook), encoding="utf-8")
    start = time.perf_counter()
    results = run.run(copies, figures)
    if any(result.error for result in results):
        raise RuntimeError(next(result.error for result in results if result.error))
    return time.perf_counter() - start


def measure(rounds=ROUNDS):
    """
    Time each job against its yardstick, in turn.

    Parameters
    ----------
    rounds : int
        How often; the medians count.

    Returns
    -------
    list of tuple
        Name, seconds, yardstick, its seconds, the ratio taken pair by pair (so
        that it holds when the machine's speed drifts), and the ratio allowed.
    """
    resources = load().descriptor["resources"]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        jobs = [
            ("import helpers", lambda: _process("import helpers"), THREE, lambda: _process(THREE), 1.15),
            ("load()", _load, "read_csv of the same files", lambda: _read_bare(resources), 15),
            ("import helpers; load()", lambda: _process("import helpers; helpers.load()"),
             THREE, lambda: _process(THREE), 1.4),
            ("make figures", lambda: _notebooks(folder), f"as many notebooks with {THREE}",
             lambda: _notebooks(folder, THREE), 1.6),
        ]
        table = []
        for name, job, yardstick, other, limit in jobs:
            pairs = [(job(), other()) for _ in range(rounds + 1)][1:]  # the first one warms up
            mine, theirs = (statistics.median(side) for side in zip(*pairs))
            ratio = statistics.median(one / two for one, two in pairs)
            table.append((name, mine, yardstick, theirs, ratio, limit))
    return table


def bench():
    """
    Print the speed table.

    Returns
    -------
    int
        0 if every ratio is within its limit.
    """
    print(f"{'job':<24} {'s':>8} {'yardstick s':>12} {'ratio':>6} {'limit':>6}  yardstick")
    within = True
    for name, mine, yardstick, theirs, ratio, limit in measure():
        within &= ratio <= limit
        print(f"{name:<24} {mine:8.3f} {theirs:12.3f} {ratio:6.2f} {limit:6.2f}  {yardstick}")
    return 0 if within else 1
