"""Checking the tables, and writing what follows from them."""

from datetime import date
from itertools import zip_longest
from pathlib import Path

from .. import paths
from ..publishing import packages
from ..record.csv_file import DataError
from ..record.descriptor import read_descriptor
from ..record.loading import load
from ..record.schema import canonical


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
    from ..analysis.forums_and_channels import unplaced_levels
    from ..publishing import codebook

    folder, descriptor = record.folder, record.descriptor
    found = miscounted(record) + unplaced_levels(record)
    try:
        if packages.follow(descriptor) != descriptor:
            found.append(
                f"{paths.DESCRIPTOR}: tables and columns are not those of data/ in the wording it states; "
                "'make docs' carries them over"
            )
    except ValueError as error:
        found.append(f"{paths.DESCRIPTOR}: {error}")
    for resource in descriptor["resources"]:
        path = folder / resource["path"]
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, (line, right) in enumerate(
            zip_longest(lines, canonical(folder, resource).split("\n")), 1
        ):
            if line != right:
                found.append(
                    f"{path.name}, line {number}: not where or as the package writes it; "
                    "'make tidy' sorts rows and quotes cells"
                )
                break
    path = folder / paths.CODEBOOK
    if not path.exists() or path.read_text(encoding="utf-8") != codebook.written(descriptor):
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
    from ..analysis.coverage import documented

    rows = record.coverage.assign(counted=documented(record))
    rows = rows[rows["documented"] != rows["counted"]]
    return [
        f"coverage.csv, line {row.Index + 2}, column documented: {row.documented} for {row.forum} "
        f"{row.level} {row.year}, events.csv holds {row.counted}; 'make tidy' counts again"
        for row in rows.itertuples()
    ]


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
    from ..publishing.moved_claims import report
    from ..record.plausibility import open_doubts

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
            paths.write(path, text)
            print(f"{_called(folder)}{name} written again")


def _counts(folder):
    """New cells for columns that are counted from other tables."""
    try:
        record = load(folder)
    except DataError:  # sort what there is; check will tell the rest
        return {}
    if "coverage" not in record.tables:
        return {}
    from ..analysis.coverage import documented

    return {"coverage": {"documented": [str(count) for count in documented(record)]}}


def docs(folder=None):
    """Write codebooks, README and the map in the first notebook again; or the codebook of one folder."""
    from ..publishing import codebook, notebooks, readme, release

    for place in _places(folder):
        try:
            before = read_descriptor(place)
            descriptor = packages.follow(before)
            text = codebook.written(descriptor)
        except ValueError as error:
            print(error)
            return 1
        if descriptor != before:
            text_of = release.descriptor_text(descriptor)
            paths.write(place / paths.DESCRIPTOR, text_of)
        paths.write(place / paths.CODEBOOK, text)
    if not folder:
        text = readme.listed(readme.gallery(paths.README.read_text(encoding="utf-8")), paths.notebooks())
        text = readme.renewed(text, readme.quotable())
        paths.write(paths.README, text)
        first, *others = paths.notebooks()
        notebook = notebooks.parsed(first)
        for cell in notebook.cells:
            if cell.source.startswith(readme.MAP):
                cell.source = readme.mapped(cell.source, others)
        paths.write(first, notebooks.dump(notebook))
    return 0


def new_package(folder=None):
    """Begin a data package for another pair of sides: tables, one example, codebook, README."""
    if not folder:
        print("give it a folder such as DIR=data/nato-georgia")
        return 1
    place = Path(folder)
    folder = place.as_posix()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        print(f"{folder} is there already and not an empty folder; nothing was written")
        return 1
    place.mkdir(parents=True, exist_ok=True)
    for name, text in packages.empty(folder, f"{date.today():%Y-%m-%d}").items():
        paths.write(place / name, text)
    print(f"{folder} begun; its README.md tells what comes next, 'make check DIR={folder}' checks it")
    return 0
