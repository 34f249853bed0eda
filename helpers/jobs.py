"""What the commands of the project do. Each job returns an exit status."""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from datetime import date
from importlib import metadata
from itertools import zip_longest
from pathlib import Path

from packaging.requirements import Requirement

from . import packages, paths
from .record import load
from .schema import DataError, canonical, read_descriptor

FILES = ("svg", "png", "pdf", "json", "csv")  # of a figure


def figures(only=()):
    """Run every notebook side by side, refresh its outputs, write every figure, show what changed."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from . import changes, run

    console = Console(highlight=False, soft_wrap=True)
    notebooks = paths.notebooks()
    if only:
        drawn = {path: run.publishes(run.read(path)) for path in notebooks}
        known = {figure for figures in drawn.values() for figure in figures}
        if unknown := set(only) - known:
            console.print(f"no figure {', '.join(sorted(unknown))}; there are:", *sorted(known), sep="\n  ")
            return 1
        notebooks = [path for path in notebooks if set(only) & set(drawn[path])]
    paths.FIGURES.mkdir(exist_ok=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with tempfile.TemporaryDirectory() as scratch:
        before = changes.keep(paths.FIGURES, Path(scratch))
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("notebooks", total=len(notebooks))
            results = run.run(notebooks, paths.FIGURES, only=only, done=lambda result: progress.advance(task))
        for result in results:
            state = "failed" if result.error else "changed" if result.changed else "as stored"
            console.print(f"{result.path.name:<32} {result.seconds:6.1f} s  {state}", markup=False)
        failed = [result for result in results if result.error]
        for result in failed:
            console.print(f"\n{result.path.name}\n{result.error}", markup=False)
        moved = changes.changed(before, paths.FIGURES)
        for figure in moved:
            lines = changes.numbers(before, paths.FIGURES, figure)
            more = [f"and {len(lines) - changes.LINES} more"] if len(lines) > changes.LINES else []
            console.print(f"{figure} changed", *lines[:changes.LINES], *more, sep="\n  ", markup=False)
        if moved:
            page = changes.show(before, paths.FIGURES, moved)
            console.print(f"old, new and difference: {os.path.relpath(page)}", markup=False)
    if failed:
        return 1
    if not only:
        _sweep({figure for path in notebooks for figure in run.published(run.read(path))})
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


def _places(folder):
    """The one package that was asked for, or all of the project."""
    return [Path(folder)] if folder else packages.folders()


def _called(folder):
    """How a folder is named to the reader: from the project's root where it lies there."""
    folder, root = Path(folder).resolve(), paths.DATA.resolve().parent
    return f"{folder.relative_to(root).as_posix() if folder.is_relative_to(root) else folder}/"


def problems(folder=None):
    """
    Look for everything that is wrong with a data package.

    Parameters
    ----------
    folder : path-like, optional
        By default the project's first package.

    Returns
    -------
    list of str
        One sentence for each; empty if the package is sound.
    """
    folder = Path(folder or paths.DATA)
    try:
        return _problems(load(folder))
    except DataError as error:
        return [str(problem) for problem in error.problems]


def _problems(record):
    """What is wrong with a package that can be loaded."""
    from .codebook import codebook

    folder, descriptor = record.folder, record.descriptor
    found = miscounted(record)
    try:
        if packages.follow(descriptor) != descriptor:
            found.append(f"{paths.DESCRIPTOR}: tables and columns are not those of data/ in the wording it states; "
                         "'make docs' carries them over")
    except ValueError as error:
        found.append(f"{paths.DESCRIPTOR}: {error}")
    for resource in descriptor["resources"]:
        path = folder / resource["path"]
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, (line, right) in enumerate(
            zip_longest(lines, canonical(folder, resource).split("\n")), 1
        ):
            if line != right:
                found.append(f"{path.name}, line {number}: not where or as the package writes it; "
                             "'make tidy' sorts rows and quotes cells")
                break
    path = folder / paths.CODEBOOK
    if not path.exists() or path.read_text(encoding="utf-8") != codebook(descriptor):
        found.append(f"{path.name}: not what the descriptor gives; 'make docs' writes it again")
    return found


def miscounted(record):
    """
    Find rows of the coverage table that do not hold the count of the events table.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    list of str
        One sentence for each; empty if the package has no such table.
    """
    if "coverage" not in record.tables:
        return []
    from .tables import documented

    rows = record.coverage.assign(counted=documented(record))
    rows = rows[rows["documented"] != rows["counted"]]
    return [f"coverage.csv, line {row.Index + 2}, column documented: {row.documented} for {row.forum} "
            f"{row.level} {row.year}, events.csv holds {row.counted}; 'make tidy' counts again"
            for row in rows.itertuples()]


def standard(folder):
    """
    Validate a package with frictionless, the reference tool of the standard.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    list of str
        Its errors.
    """
    import frictionless

    # checksums are those of the release; rows may be added since
    report = frictionless.validate(str(folder / paths.DESCRIPTOR), type="package",
                                   skip_errors=["hash-count", "byte-count"])
    found = [f"{paths.DESCRIPTOR}: {error.message}" for error in report.errors]
    for task in report.tasks:
        for error in task.errors:
            found.append(f"{task.name}.csv (frictionless): {error.message}")
    return found


def check(folder=None):
    """Check the tables in data/ and the packages below it, or those of one folder."""
    return max(map(_check, _places(folder)))


def _check(folder):
    name = _called(folder)
    try:
        record = load(folder)
        found = _problems(record)
    except DataError as error:
        found = error.problems
    if found:
        print(f"{len(found)} problem{'s' if len(found) != 1 else ''} in {name}:")
        print("\n".join(f"  {problem}" for problem in found))
        return 1
    from .doubts import open_doubts
    from .edits import report

    doubts = open_doubts(record)
    if doubts:
        print(f"{len(doubts)} to look at; allowed.csv takes those that are right, with the reason:")
        print("\n".join(f"  {doubt}" for doubt in doubts))
    for line in report(record):
        print(line)
    counts = ", ".join(f"{len(table):,} {name}" for name, table in record.tables.items())
    print(f"{name} is sound, version {record.version}: {counts}", flush=True)
    return 0


def tidy(folder=None):
    """Sort the tables, count the coverage again, write all as the packages do; or those of one folder."""
    return max(map(_tidy, _places(folder)))


def _tidy(folder):
    try:
        resources = read_descriptor(folder)["resources"]
        _write_tables(folder, resources, {})
        _write_tables(folder, resources, _counts(folder))
    except DataError as error:
        print(error)
        return 1
    return 0


def _write_tables(folder, resources, counts):
    """Write what differs, or nothing at all where a table cannot be read."""
    texts, broken = {}, []
    for resource in resources:
        try:
            texts[resource["path"]] = canonical(folder, resource, counts.get(resource["name"])).encode()
        except DataError as error:
            broken += error.problems
    if broken:
        raise DataError(broken)
    for name, text in texts.items():
        path = folder / name
        if path.read_bytes() != text:
            path.write_bytes(text)
            print(f"{_called(folder)}{name} written again")


def _counts(folder):
    """New cells for columns that are counted from other tables."""
    try:
        record = load(folder)
    except DataError:  # sort what there is; check will tell the rest
        return {}
    if "coverage" not in record.tables:
        return {}
    from .tables import documented

    return {"coverage": {"documented": [str(count) for count in documented(record)]}}


def docs(folder=None):
    """Write codebooks, README and the map in the first notebook again; or the codebook of one folder."""
    from . import codebook, run

    for place in _places(folder):
        try:
            before = read_descriptor(place)
            descriptor = packages.follow(before)
            text = codebook.codebook(descriptor)
        except ValueError as error:
            print(error)
            return 1
        if descriptor != before:
            (place / paths.DESCRIPTOR).write_text(packages.dump(descriptor), encoding="utf-8", newline="\n")
        (place / paths.CODEBOOK).write_text(text, encoding="utf-8", newline="\n")
    if not folder:
        readme = codebook.readme(codebook.gallery(paths.README.read_text(encoding="utf-8")), paths.notebooks())
        paths.README.write_text(readme, encoding="utf-8", newline="\n")
        first, *others = paths.notebooks()
        notebook = run.read(first)
        for cell in notebook.cells:
            if cell.source.startswith(codebook.MAP):
                cell.source = codebook.mapped(cell.source, others)
        first.write_text(run.dump(notebook), encoding="utf-8", newline="\n")
    return 0


def new_package(folder):
    """Begin a data package for another pair of sides: tables, one example, codebook, README."""
    place = Path(folder)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        print(f"{folder} is there already and not an empty folder; nothing was written")
        return 1
    place.mkdir(parents=True, exist_ok=True)
    for name, text in packages.empty(folder, f"{date.today():%Y-%m-%d}").items():
        (place / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{folder} begun; its README.md tells what comes next, 'make check DIR={folder}' checks it")
    return 0


def test():
    """Check everything: data, unit tests, doctests, every notebook, every figure."""
    from . import lab, run

    status = check()
    with tempfile.TemporaryDirectory() as scratch:
        env = run.environment(scratch)
        env["COVERAGE_FILE"] = f"{scratch}/coverage"
        pytest = [sys.executable, "-m", "pytest", "-q", "-n", str(os.cpu_count() or 1)]
        suites = (
            ["--cov", "--cov-report=term", "--doctest-modules", "--dist", "loadscope"],
            ["-p", "helpers.kernels", "--nbval", "--nbval-current-env", f"--nbval-cell-timeout={run.TIMEOUT}",
             "--dist", "loadscope", *map(str, paths.notebooks())],
        )
        for suite in suites:
            status |= subprocess.run([*pytest, *suite], cwd=paths.ROOT, env=env).returncode
    if not lab.chromium() and not os.environ.get(lab.NEEDED):
        print("SKIPPED: JupyterLab and the website were not tested in a browser, for there is no Chromium here; 'apt-get install "
              "chromium' or Google Chrome, and 'make test' tests it")
    return status


def lab():
    """Open JupyterLab on the first notebook: no pop-ups, nothing asked of the network."""
    from . import lab

    with tempfile.TemporaryDirectory() as scratch:
        return subprocess.run(lab.command(), env=lab.environment(scratch)).returncode


def site():
    """Build the website in site/_build/html."""
    from . import website

    html = website.build()
    size = sum(path.stat().st_size for path in html.rglob("*") if path.is_file())
    print(f"{html.relative_to(paths.ROOT)}/index.html, {size / 1e6:.1f} MB in all")
    return 0


def notebook(name):
    """Begin a notebook from the template: python -m helpers notebook 07_my_question."""
    if not re.fullmatch(r"\d\d_[a-z0-9]+(_[a-z0-9]+)*", name):
        print(f"a notebook is called like 07_my_question, not {name!r}")
        return 1
    taken = [path.name for path in paths.notebooks() if path.name[:2] == name[:2]]
    if taken:
        print(f"number {name[:2]} is taken by {taken[0]}")
        return 1
    number, _, words = name.partition("_")
    title, figure = words.replace("_", " ").capitalize(), words.replace("_", "-")
    text = (paths.NOTEBOOKS / paths.TEMPLATE).read_text(encoding="utf-8")
    for mark, value in (("NN Title", f"{number} {title}"), ("my-figure", figure)):
        text = text.replace(mark, value)
    path = paths.NOTEBOOKS / f"{name}.ipynb"
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"notebooks/{path.name} begun; 'make lab' opens it, 'make figures' runs it")
    return 0


def pythons():
    """Run every notebook under each Python from 3.11 to 3.13 found here, and compare every byte."""
    from . import pythons

    return pythons.compare()


def bench(large=False):
    """Measure speed, as ratios taken in one run, and how time grows with the record."""
    from .bench import bench as measure

    return measure(large)


def bench_scale():
    """Count ten million generated events by month and dyad, beside SQL written by hand and pandas."""
    from .scale import scale as measure

    return measure()


def export(out=None, day=None, format=None, folder=None):
    """Write a network for Gephi (gexf, graphml, json), or a package for others (zip, croissant, bibtex)."""
    from . import exchange, release

    suffix = Path(out).suffix.lower() if out else ""
    form = format or next((name for name, end in release.FORMATS.items() if end == suffix), None)
    try:
        if form in release.FORMATS:
            if day:
                raise ValueError(f"a day is taken from networks; {form} holds the whole package")
            record = load(folder or paths.DATA)
            path = release.export(record, out or release.default_name(record, form), form)
            print(f"{path}: {record.title} {record.version}")
            changed = [f"{name} {state}" for name, state in release.states(record.folder).items()
                       if state.startswith("differs")]
            print("".join(f"  {line}\n" for line in changed), end="")
            return 0
        if form and form not in exchange.FORMATS:
            raise ValueError(f"there is no format {form!r}; there are {', '.join([*exchange.FORMATS, *release.FORMATS])}")
        path = exchange.export(load(folder or paths.DATA), out or f"network{exchange.FORMATS[form or 'gexf']}",
                               day or None, form)
    except (ValueError, OSError) as error:
        print(error)
        return 1
    print(f"{path}: {'all days' if not day else day}")
    return 0


def release(folder=None):
    """Write the checksums of the tables into the descriptors; CONTRIBUTING.md, "Release", says when."""
    from . import release

    places = _places(folder)
    if any([_check(place) for place in places]):
        print("nothing was written")
        return 1
    for place in places:
        before, descriptor = read_descriptor(place), release.sealed(place)
        if descriptor != before:
            (place / paths.DESCRIPTOR).write_text(packages.dump(descriptor), encoding="utf-8", newline="\n")
        print(f"{_called(place)}: release {descriptor['version']}, checksums of {len(descriptor['resources'])} tables "
              + ("written" if descriptor != before else "as they were"))
    return 0


def version():
    """Say which data and packages are in use, and whether they are as released and as locked."""
    from . import release

    changed = False
    try:
        for folder in packages.folders():
            about = read_descriptor(folder)
            print(f"{about['title']} {about['version']} ({about['created'][:10]}), {_called(folder)}")
            found = release.states(folder)
            for state in dict.fromkeys(found.values()):
                print(f"  {state}: {', '.join(name for name in found if found[name] == state)}")
            changed |= set(found.values()) != {"as released"}
    except DataError as error:
        print(error)
        return 1
    if changed:
        print("  Before others use what differs, give it a version of its own: CONTRIBUTING.md, \"Release\".")
    project = tomllib.loads(paths.PYPROJECT.read_text(encoding="utf-8"))["project"]
    print(f"{project['name']} {project['version']}\nPython {sys.version.split()[0]}")
    locked = _locked()
    for name in ["numpy", *(Requirement(text).name for text in project["dependencies"])]:
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "is not installed"
        wanted = locked.get(name, "nothing")
        print(f"  {name} {found}" + (", as locked" if found == wanted else f"; requirements.lock has {wanted}"))
    return 0


def _locked():
    """Version of each package in the lock, for this Python and system."""
    lines = re.findall(r"^([a-z0-9][^\\\n]*==[^\\\n]*)", paths.LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    wanted = [Requirement(line) for line in lines]
    return {one.name: str(one.specifier).removeprefix("==") for one in wanted
            if one.marker is None or one.marker.evaluate()}


JOBS = {job.__name__.replace("_", "-"): job
        for job in (figures, test, check, lab, notebook, new_package, pythons, site, bench, bench_scale, tidy, docs, export,
                    release, version)}
FOLDER = {"folder": {"nargs": "?", "metavar": "DIR", "help": "a data package; by default all of the project"}}
WORDS = {  # of the command line, behind the name of the job
    "figures": {"only": {"nargs": "*", "metavar": "FIGURE", "help": "draw these alone; by default all"}},
    "notebook": {"name": {"metavar": "NAME", "help": "such as 09_my_question"}},
    "new-package": {"folder": {"metavar": "DIR", "help": "a folder that is empty or not there yet"}},
    **dict.fromkeys(("check", "tidy", "docs", "release"), FOLDER),
    "bench": {"--large": {"action": "store_true", "help": "a record a thousand times as large, too"}},
    "export": {
        "--out": {"metavar": "FILE", "help": "the file to write"},
        "--day": {"metavar": "YYYY-MM-DD", "help": "the day to take; without it all days, the last one for standing"},
        "--format": {"metavar": "NAME", "help": "gexf, graphml, json (networks), zip, croissant, bibtex (packages); "
                                                "by default what FILE ends in"},
        "--folder": {"metavar": "DIR", "help": "a data package; by default the first one"},
    },
}
