"""Networks and packages for other programs, releases and versions."""

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from .. import paths
from ..publishing import packages
from ..record.csv_file import DataError
from ..record.descriptor import read_descriptor
from ..record.loading import load
from .tables import _called, _check, _places


def hand_over(out=None, day=None, format=None, folder=None):
    """Write a network for Gephi (gexf, graphml, json), or a package for others (zip, bibtex)."""
    from ..publishing import gephi, release

    suffix = Path(out).suffix.lower() if out else ""
    form = format or next((name for name, end in release.FORMATS.items() if end == suffix), None)
    forms = [*gephi.FORMATS, *release.FORMATS]
    try:
        if form and form not in forms:
            raise ValueError(f"there is no format {form!r}; there are {', '.join(forms)}")
        if form in release.FORMATS and day:
            raise ValueError(f"a day is taken from networks; {form} holds the whole package")
        record = load(folder or paths.DATA)
        if form in release.FORMATS:
            path = release.write_package(record, out or release.default_name(record, form), form)
            print(f"{path}: {record.title} {record.version}")
            for name, state in release.states(record.folder).items():
                if state.startswith("differs"):
                    print(f"  {name} {state}")
        else:
            path = out or f"network{gephi.FORMATS[form or 'gexf']}"
            path = gephi.export(record, path, day or None, form)
            print(f"{path}: {day or 'all days'}")
    except (ValueError, OSError) as error:
        print(error)
        return 1
    return 0


def release(folder=None):
    """Write the checksums of the tables into the descriptors; CONTRIBUTING.md, "Release", says when."""
    from ..publishing import release

    places = _places(folder)
    if any([_check(place) for place in places]):
        print("nothing was written")
        return 1
    for place in places:
        before, descriptor = read_descriptor(place), release.sealed(place)
        changed = descriptor != before
        if changed:
            text = release.descriptor_text(descriptor)
            paths.write(place / paths.DESCRIPTOR, text)
        tables = f"checksums of {len(descriptor['resources'])} tables"
        state = "written" if changed else "as they were"
        print(f"{_called(place)}: release {descriptor['version']}, {tables} {state}")
    return 0


def version():
    """Say which data and packages are in use, and whether they are as released and as locked."""
    from ..publishing import release

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
        print('  Before others use what differs, give it a version of its own: CONTRIBUTING.md, "Release".')
    project = tomllib.loads(paths.PYPROJECT.read_text(encoding="utf-8"))["project"]
    print(f"{project['name']} {project['version']}\nPython {sys.version.split()[0]}")
    locked = _locked()
    for name in ["numpy", *(Requirement(text).name for text in project["dependencies"])]:
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "is not installed"
        wanted = locked.get(name, "nothing")
        print(
            f"  {name} {found}" + (", as locked" if found == wanted else f"; requirements.lock has {wanted}")
        )
    return 0


def _locked():
    """Version of each package in the lock, for this Python and system."""
    lines = re.findall(r"^([a-z0-9][^\\\n]*==[^\\\n]*)", paths.LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    wanted = [Requirement(line) for line in lines]
    return {
        one.name: str(one.specifier).removeprefix("==")
        for one in wanted
        if one.marker is None or one.marker.evaluate()
    }
