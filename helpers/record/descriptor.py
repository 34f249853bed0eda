"""The descriptor of a data package, ``datapackage.json``.

The schema is the Frictionless table schema. Beside the standard properties it uses a few
of its own, named in CONTRIBUTING.md: ``itemReference``, ``itemPattern``, ``notBefore`` and
``sortedBy``.
"""

import json
import re

from ..paths import DESCRIPTOR
from .csv_file import DataError, Problem

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


def read_descriptor(folder):
    """
    Read the descriptor of a data package.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that holds ``datapackage.json``.

    Returns
    -------
    dict
        The descriptor as it stands.

    Raises
    ------
    DataError
        If the file is missing, is not JSON, or names no resources.

    Examples
    --------
    >>> from helpers import paths
    >>> read_descriptor(paths.DATA)["name"]
    'nato-russia-record'
    """
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        names = [resource["name"] for resource in descriptor["resources"]]
        for resource in descriptor["resources"]:
            _touch(resource, names)
    except FileNotFoundError:
        rule, advice = "the file is missing", f"Is {folder.name!r} the folder of a data package?"
    except OSError as error:
        rule, advice = f"the file cannot be read ({error.strerror})", "Is it the folder of a data package?"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, re.error) as error:
        rule = f"not a data package descriptor ({error})"
        advice = "It is JSON with a list of resources, each with name, path and schema."
    else:
        if names:
            return descriptor
        rule, advice = "it names no resources", "List the tables of the package."
    raise DataError([Problem(DESCRIPTOR, 0, "", "", rule, advice)])


def _touch(resource, names):
    """Use every part of a resource that the checks will use, so that a lack shows here."""
    schema = resource["schema"]
    fields = {field["name"]: field["type"] for field in schema["fields"]}
    if not isinstance(resource["path"], str):
        raise TypeError(f"the path of {resource['name']} is not text")
    for name in [*schema["primaryKey"], *schema["sortedBy"]]:
        fields[name]
    for field in schema["fields"]:
        re.compile(field.get("constraints", {}).get("pattern", ""))
        field["description"], _categories(field)
        if field["type"] == "list":
            field["delimiter"]
        if "notBefore" in field:
            fields[field["notBefore"]]
        if _is_date(field):
            field["constraints"]["pattern"]
    for _, _, target, _ in _references(schema):
        if target and target not in names:
            raise KeyError(f"{resource['name']} refers to {target}, which is not there")


def _is_date(field):
    """Tell whether a field of a table schema holds an EDTF date."""
    return field.get("rdfType") == EDTF


def _categories(field):
    return [category["value"] for category in field.get("categories", ())]


def _references(schema):
    """Yield (column, delimiter or None, resource, column referred to)."""
    for key in schema.get("foreignKeys", ()):
        target = key["reference"]
        yield key["fields"][0], None, target["resource"], target["fields"][0]
    for field in schema["fields"]:
        if "itemReference" in field:
            target = field["itemReference"]
            yield field["name"], field["delimiter"], target["resource"], target["field"]
