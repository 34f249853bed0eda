"""Speed, as ratios taken in one run, so that they hold on fast and slow machines.

The second table grows the record itself and says how time grows with it.
"""

import csv
import itertools
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from unittest.mock import patch

import nbformat
import numpy as np
import pandas as pd

from helpers import paths
from helpers.analysis import counts, forums_and_channels, status
from helpers.publishing import kernels, notebooks
from helpers.record.dates import parse_edtf
from helpers.record.descriptor import read_descriptor
from helpers.record.loading import load

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


def measure(rounds=ROUNDS):
    """
    Time each job against its yardstick, in turn.

    Parameters
    ----------
    rounds : int
        How often; the medians count.

    Yields
    ------
    tuple
        Name, seconds, yardstick, its seconds, the ratio taken pair by pair (so
        that it holds when the machine's speed drifts), and the ratio allowed.
    """
    resources = load().descriptor["resources"]
    jobs = [
        ("import helpers", lambda: _process("import helpers"), THREE, lambda: _process(THREE), 1.15),
        ("load()", _load, "read_csv of the same files", lambda: _read_bare(resources), 15),
        (
            "import helpers; load()",
            lambda: _process("import helpers; helpers.load()"),
            THREE,
            lambda: _process(THREE),
            1.4,
        ),
    ]
    for name, job, yardstick, other, limit in jobs:
        pairs = [(job(), other()) for _ in range(rounds + 1)][1:]  # the first one warms up
        mine, theirs = (statistics.median(side) for side in zip(*pairs))
        ratio = statistics.median(one / two for one, two in pairs)
        yield name, mine, yardstick, theirs, ratio, limit


def _executed(copies, figures=None):
    start = time.perf_counter()
    results = notebooks.run(copies, figures)
    if any(result.error for result in results):
        raise RuntimeError(next(result.error for result in results if result.error))
    return time.perf_counter() - start


def executed():
    """
    Time ``make figures`` against the least it could take, and against plain Jupyter.

    Yields
    ------
    tuple
        As in `measure`: all notebooks side by side with figures written, as when no
        drawing has changed, against as many that only import what all use; then
        against ``jupyter execute``, which runs the notebooks one after another.
    """
    with tempfile.TemporaryDirectory() as scratch:
        ours, bare, figures = (Path(scratch, name) for name in ("ours", "bare", "figures"))
        ours.mkdir()
        bare.mkdir()
        figures.mkdir()
        copies = [Path(shutil.copy(path, ours)) for path in paths.notebooks()]
        cells = [nbformat.v4.new_code_cell(THREE)]
        for path in copies:
            text = notebooks.dump(nbformat.v4.new_notebook(cells=cells))
            Path(bare, path.name).write_text(text, encoding="utf-8")
        _executed(copies, figures)  # PNG and PDF are drawn once
        mine = _executed(copies, figures)
        with patch.object(kernels, "WORTH_IT", len(copies) + 1):  # in ordinary kernels
            least = _executed(sorted(bare.iterdir()))
        yield "make figures", mine, f"as many notebooks with {THREE}", least, mine / least, 1.2
        start = time.perf_counter()
        for path in copies:
            jupyter = [sys.executable, "-m", "jupyter", "execute", path.name]
            subprocess.run(jupyter, cwd=ours, check=True, capture_output=True)
        plain = time.perf_counter() - start
        yield "make figures", mine, "jupyter execute, one after another", plain, mine / plain, 0.3


SIZES = (1, 10, 100)
LARGE = (*SIZES, 1000)  # takes a minute more, and 3 GB of memory
LINEAR = 1.3  # exponent allowed from ten times the record on; between two runs it moved by 0.15


DATES = {
    "events": {"date": "earliest"},
    "institutions": {"founded": "earliest", "ended": "latest"},
    "relations": {"start": "earliest", "end": "latest"},
    "status": {"start": "earliest", "end": "latest"},
}


IDS = {
    "events": ("event_id", "forum"),
    "institutions": ("institution_id", "parent"),
    "relations": ("source", "target"),
    "status": ("institution_id",),
}  # the first one owns the row


def _moved(text, days, part="earliest"):
    """Dates moved by days, each as exact as it was; one row for each copy, shape of ``days``."""
    begins = [value.partition("/")[0] for value in text]
    moved = parse_edtf(begins)[part].to_numpy().astype("M8[D]") + days.astype("m8[D]")
    texts = moved.astype("U10").astype(object)
    for column, (value, begin) in enumerate(zip(text, begins)):
        size = len(begin.rstrip("~"))
        if size < 10:
            texts[:, column] = texts[:, column].astype(f"U{size}") if size else ""
        if begin.endswith("~"):
            texts[:, column] += "~"
        if value.endswith("/.."):
            texts[:, column] += "/.."
        elif value != begin:
            texts[:, column] += "/" + _moved([value.partition("/")[2]], days[:, [column]], "latest")[:, 0]
    return texts


def _steps(grown, released, times, rng):
    """Days to move each row of each copy by: within the span of the record, all of a body as one."""
    lives = {}
    for name, dates in DATES.items():
        days = [parse_edtf(grown[name][column]) for column in dates]
        lives[name] = pd.DataFrame(
            {
                "owner": grown[name][IDS[name][0]],
                "first": pd.concat([day["earliest"] for day in days], axis=1).min(axis=1),
                "last": pd.concat([day["latest"] for day in days], axis=1).max(axis=1),
            }
        )
    floor, steps = lives["events"]["first"].min(), {}
    for names in (("events",), ("institutions", "relations", "status")):
        life = (
            pd.concat([lives[name] for name in names]).groupby("owner").agg({"first": "min", "last": "max"})
        )
        low = (floor - life["first"]).dt.days.fillna(0).astype(int)
        high = (released - life["last"]).dt.days.fillna(0).astype(int).clip(lower=low)
        drawn = rng.integers(low.to_numpy(), high.to_numpy() + 1, (times, len(life)))
        drawn[0] = 0
        for name in names:
            steps[name] = drawn[:, life.index.get_indexer(lives[name]["owner"])]
    return steps


def synthetic(folder, times, seed=0):
    """
    Write a data package of the record's shape, many times as large.

    Parameters
    ----------
    folder : path-like
        A folder outside the project.
    times : int
        How many times as many events, institutions, relations and rows of
        status; the other tables stay as they are.
    seed : int
        Of the random numbers.

    Returns
    -------
    pathlib.Path
        The folder; `helpers.load` takes it with every check.

    Raises
    ------
    ValueError
        If there is nothing to grow, or the folder is the project's own.

    Notes
    -----
    The first copy is the record itself. In each other copy institutions, events
    and what refers to them have new ids. An event moves to a day drawn evenly from
    the span of the record; an institution moves with its status and relations, by
    a number of days drawn evenly from those that keep it within that span.
    """
    folder = Path(folder)
    if times < 1 or folder.resolve() == paths.DATA.resolve():
        raise ValueError("a synthetic record is at least as large as ours, and lies elsewhere")
    shutil.copytree(paths.DATA, folder, dirs_exist_ok=True)
    descriptor = read_descriptor(folder)
    files = {resource["name"]: folder / resource["path"] for resource in descriptor["resources"]}
    grown = {name: pd.read_csv(files[name], dtype=str, keep_default_na=False) for name in DATES}
    steps = _steps(grown, pd.Timestamp(descriptor["created"][:10]), times, np.random.default_rng(seed))
    for name, table in grown.items():
        cells = {column: table[column].tolist() for column in table}
        dates = {column: _moved(cells[column], steps[name], part) for column, part in DATES[name].items()}
        with files[name].open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            for copy in range(1, times):
                mark = f"+{copy}"
                new = {column: moved[copy] for column, moved in dates.items()}
                new |= {column: [value and value + mark for value in cells[column]] for column in IDS[name]}
                if name == "events":
                    new["institutions"] = [
                        value and value.replace(";", f"{mark};") + mark for value in cells["institutions"]
                    ]
                if name == "institutions":
                    new["label"] = [f"{value[:24]} {row}{mark}" for row, value in enumerate(cells["label"])]
                writer.writerows(zip(*(cells | new).values()))
    return folder


def _per_year(record):
    meetings = record.meetings
    counts.per_year(meetings, "forum")
    counts.per_year(meetings, "level")


GROWING = {  # with the size of the record
    "per_year": _per_year,
    "spells": status.spells,
    "open_by_month": forums_and_channels.open_by_month,
    "by_level": partial(forums_and_channels.open_by_month, of="level"),
}


def _seconds(job, record=None, enough=0.2):
    """Least processor time of a few turns, as noise only ever adds; one turn if it is long."""
    turns, spent = [], 0.0
    while not turns or (spent < enough and len(turns) < ROUNDS):
        if record is not None:
            record.__dict__.pop("_results", None)
        start = time.process_time()
        job()
        turns.append(time.process_time() - start)
        spent += turns[-1]
    return min(turns)


def growth(sizes=SIZES, months=(1, 10, 100)):
    """
    Time what has to grow with the record, on records of several sizes.

    Parameters
    ----------
    sizes : sequence of int
        How many times as large as the record, in order.
    months : sequence of int
        How many times as many months for the minimum cut, on the record itself.

    Returns
    -------
    pandas.DataFrame
        One row for each job, in seconds; sizes as columns.
    """
    rows, record = {}, load()
    for job in GROWING.values():
        job(record)  # so that no import is timed
    for size in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            synthetic(scratch, size)
            rows.setdefault("load", {})[size] = _seconds(partial(load, scratch))
            grown = load(scratch)
        for name, job in GROWING.items():
            rows.setdefault(name, {})[size] = _seconds(partial(job, grown), grown)
    for size in months:
        days = pd.date_range("1990-01-31", record.released, periods=440 * size)
        rows.setdefault("open_by_month, in months", {})[size] = _seconds(
            partial(forums_and_channels.open_by_month, record, "channel", days), record
        )
    return pd.DataFrame.from_dict(rows, orient="index").reindex(columns=sorted({*sizes, *months}))


def exponents(seconds):
    """
    How time grows with size: 1 where ten times as much takes ten times as long.

    Parameters
    ----------
    seconds : pandas.DataFrame
        As `growth` gives it.

    Returns
    -------
    pandas.DataFrame
        For each step the logarithm of the ratio of times over that of the ratio
        of sizes; the column is the larger size.

    Examples
    --------
    >>> exponents(pd.DataFrame({1: [1.0, 1.0], 10: [10.0, 100.0]}, index=["line", "square"]))[10].tolist()
    [1.0, 2.0]
    """
    sizes = np.log(seconds.columns.to_numpy(dtype=float))
    steps = np.diff(np.log(seconds.to_numpy(dtype=float)), axis=1) / np.diff(sizes)
    return pd.DataFrame(steps, index=seconds.index, columns=seconds.columns[1:])


def _print_growth(sizes):
    seconds = growth(sizes)
    power = exponents(seconds)
    print("\nseconds, and the exponent of growth from the size before; the record is of size 1")
    print(f"{'job':<32}" + "".join(f"{f'x{size}':>16}" for size in seconds))
    for name, row in seconds.iterrows():
        cells = [
            f"{row[size]:.4f}" + (f" ({power.at[name, size]:.2f})" if size in power else "")
            if pd.notna(row[size])
            else ""
            for size in seconds
        ]
        print(f"{name:<32}" + "".join(f"{cell:>16}" for cell in cells))
    late = power[[size for size in power if size > 10]]  # before that the fixed costs rule
    within = not (late > LINEAR).any(axis=None)
    print(f"limit of the exponent from x10 on: {LINEAR}, {'kept' if within else 'NOT kept'}")
    return within


def bench(large=False):
    """
    Print the tables of speed and of growth.

    Parameters
    ----------
    large : bool
        Whether to grow the record to a thousand times its size, too.

    Returns
    -------
    int
        0 if every ratio and every exponent is within its limit.
    """
    print(f"{'job':<24} {'s':>8} {'yardstick s':>12} {'ratio':>6} {'limit':>6}  yardstick")
    within = True
    for name, mine, yardstick, theirs, ratio, limit in itertools.chain(measure(), executed()):
        within &= ratio <= limit
        print(f"{name:<24} {mine:8.3f} {theirs:12.3f} {ratio:6.2f} {limit:6.2f}  {yardstick}", flush=True)
    within &= _print_growth(LARGE if large else SIZES)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(bench(large="--large" in sys.argv[1:]))
