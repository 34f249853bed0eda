"""Other packages of the same shape: their schema follows from ours, and a new one starts empty."""

import copy
import csv
import io
from pathlib import Path

from .. import paths
from ..record.descriptor import read_descriptor
from . import codebook
from .release import descriptor_text, stamp

# What our schema says of NATO and Russia, said of any two sides.
NEUTRAL = {
    "events.type.meeting": "People of both sides met, or talked by telephone or video, as a body or in a "
    "channel.",
    **{
        f"{column}.secretary_general": "The NATO Secretary General with a minister or leader of the other "
        "side."
        for column in ("events.level", "institutions.levels", "coverage.level")
    },
    "events.topics.active_endeavour": "Operation Active Endeavour and support for it.",
    "recoding": "Events drawn at random and coded again from their pages, to see how far two readings agree.",
}
EXAMPLE = {
    "events": {
        "event_id": "FORUM-2000-01-01-ambassadors",
        "date": "2000-01-01",
        "type": "meeting",
        "title": "EXAMPLE, to be replaced: ambassadors, City",
        "forum": "FORUM",
        "level": "ambassadors",
        "actors": "Side A;Side B",
        "evidence": "explicit",
        "sources": "example-2000-01-02-page",
    },
    "institutions": {
        "institution_id": "FORUM",
        "name": "EXAMPLE, to be replaced: forum of both sides",
        "label": "Example forum",
        "kind": "forum",
        "levels": "ambassadors",
        "founded": "2000",
        "sources": "example-2000-01-02-page",
    },
    "sources": {
        "source_id": "example-2000-01-02-page",
        "title": "EXAMPLE, to be replaced",
        "publisher": "Example",
        "published": "2000-01-02",
        "url": "https://example.org/",
        "kind": "other",
        "language": "en",
    },
}
README = Path(__file__).parent / "new_package.md"


def folders():
    """
    Find the data packages of the project.

    Returns
    -------
    list of pathlib.Path
        The first one, then those in folders below it.

    Examples
    --------
    >>> [folder.name for folder in folders()]
    ['data', 'nato-ukraine']
    """
    return [paths.DATA, *sorted(path.parent for path in paths.DATA.glob(f"*/{paths.DESCRIPTOR}"))]


def derive(resources, wording):
    """
    Take over a schema, but for some sentences.

    Parameters
    ----------
    resources : list of dict
        Resources of a descriptor.
    wording : dict of str to str
        What is said otherwise: the description of a ``table`` or the meaning of a
        ``table.column.value``.

    Returns
    -------
    list of dict
        New resources, without the checksums, which are of the tables of one
        package; the given ones stay as they are.

    Raises
    ------
    ValueError
        If there is no such table, column or value.

    Examples
    --------
    >>> resources = [{"name": "events", "description": "Ours.", "schema": {"fields": []}}]
    >>> derive(resources, {"events": "Theirs."})[0]["description"]
    'Theirs.'
    """
    derived, left = copy.deepcopy([stamp(resource, {}) for resource in resources]), dict(wording)
    for resource in derived:
        resource["description"] = left.pop(resource["name"], resource["description"])
        for field in resource["schema"]["fields"]:
            for item in field.get("categories", ()):
                item["label"] = left.pop(f"{resource['name']}.{field['name']}.{item['value']}", item["label"])
    if left:
        raise ValueError(f"wording: the schema has no {', '.join(sorted(left))}")
    return derived


def follow(descriptor):
    """
    Give a descriptor the schema that it ought to have.

    Parameters
    ----------
    descriptor : dict
        Of a data package.

    Returns
    -------
    dict
        The same if it has no ``wording`` and so a schema of its own; else with the
        resources of the project's first package, in that wording, and the checksums
        that it had.

    Examples
    --------
    >>> follow({"title": "Of its own"})
    {'title': 'Of its own'}
    """
    if "wording" not in descriptor:
        return descriptor
    resources = derive(read_descriptor(paths.DATA)["resources"], descriptor["wording"])
    own = {resource["name"]: resource for resource in descriptor.get("resources", ())}
    return {
        **descriptor,
        "resources": [stamp(resource, own.get(resource["name"], {})) for resource in resources],
    }


def empty(folder, created):
    """
    Give the files of a package with nothing in it but one example.

    Parameters
    ----------
    folder : str
        How the folder is called in its README.
    created : str
        ISO date of the package.

    Returns
    -------
    dict of str to str
        Name of each file to its text.

    Examples
    --------
    >>> empty("mine", "2026-11-21")["phases.csv"]
    'phase_id,name,start,start_event,reason,sources\\n'
    """
    own = read_descriptor(paths.DATA)
    descriptor = follow(
        {
            "$schema": own["$schema"],
            "name": "side-a-side-b-record",
            "title": "The record of Side A and Side B",
            "version": "0.1.0",
            "created": f"{created}T00:00:00Z",
            "description": "To be replaced: what the package holds.",
            "licenses": own["licenses"],
            "keywords": ["Side A", "Side B"],
            "dyad": {
                "sides": ["Side A", "Side B"],
                "councils": ["FORUM"],
                "eras": [],
                "turns": {},
                "ruptures": {},
            },
            "wording": NEUTRAL,
        }
    )
    files = {
        paths.DESCRIPTOR: descriptor_text(descriptor),
        paths.CODEBOOK: codebook.written(descriptor),
        "README.md": README.read_text(encoding="utf-8").replace("{folder}", folder),
    }
    for resource in descriptor["resources"]:
        names, text = [field["name"] for field in resource["schema"]["fields"]], io.StringIO()
        writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
        writer.writeheader()
        if resource["name"] in EXAMPLE:
            writer.writerow(EXAMPLE[resource["name"]])
        files[resource["path"]] = text.getvalue()
    return files
