"""The descriptor of a data package, ``datapackage.json``.

The schema is the Frictionless table schema. Beside the standard properties it uses a few
of its own, named in CONTRIBUTING.md: ``itemReference``, ``itemPattern``, ``notBefore`` and
``sortedBy``.
"""

import json
from functools import cache
from pathlib import Path

import fastjsonschema
from fastjsonschema import JsonSchemaValueException

from ..paths import DESCRIPTOR
from .csv_file import DataError, Problem

PATTERN = "Take data/datapackage.json as the pattern."
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
    key = ""
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_number)
        _shape()(descriptor)
    except FileNotFoundError:
        rule, advice = "the file is missing", f"Is {folder.name!r} the folder of a data package?"
    except OSError as error:
        rule, advice = f"the file cannot be read ({error.strerror})", "Is it the folder of a data package?"
    except JsonSchemaValueException as error:
        key, advice = error.name.removeprefix("data").lstrip("."), PATTERN
        rule = error.message.removeprefix(error.name).strip()
    except (ValueError, RecursionError) as error:
        rule, advice = f"not JSON ({error})", PATTERN
    else:
        if not (problems := [*_unresolved(descriptor), *_outside(folder, descriptor)]):
            return descriptor
        raise DataError(problems)
    raise DataError([Problem(DESCRIPTOR, 0, key, "", rule, advice)])


@cache
def _shape():
    """What holds a descriptor against its JSON Schema."""
    schema = json.loads((Path(__file__).parent / "descriptor.schema.json").read_text(encoding="utf-8"))
    return fastjsonschema.compile(schema, use_default=False)


def _no_number(text):
    raise ValueError(f"{text} is no number of JSON")


def _unresolved(descriptor):
    """Problems of names that a resource uses and the descriptor lacks."""
    columns = {
        one["name"]: [field["name"] for field in one["schema"]["fields"]] for one in descriptor["resources"]
    }
    for place, resource in enumerate(descriptor["resources"]):
        schema, own = resource["schema"], columns[resource["name"]]
        named = [(name, resource["name"]) for name in [*schema["primaryKey"], *schema["sortedBy"]]]
        named += [
            (field["notBefore"], resource["name"]) for field in schema["fields"] if "notBefore" in field
        ]
        named += [(column, resource["name"]) for column, *_ in references(schema)]
        named += [(column, target or resource["name"]) for _, _, target, column in references(schema)]
        for column, target in named:
            if column not in columns.get(target, ()):
                key = f"resources[{place}].schema"
                yield Problem(DESCRIPTOR, 0, key, f"{target}.{column}", "there is no such column", PATTERN)
        if len(set(own)) < len(own):
            yield Problem(
                DESCRIPTOR, 0, f"resources[{place}].schema.fields", "", "a column stands there twice", PATTERN
            )
        for field in schema["fields"]:
            if is_date(field) and "pattern" not in field.get("constraints", {}):
                key = f"resources[{place}].schema.fields.{field['name']}"
                yield Problem(DESCRIPTOR, 0, key, "", "a column of dates needs a pattern", PATTERN)
            starts = [other for other in schema["fields"] if other["name"] == field.get("notBefore")]
            if any(not is_date(other) for other in [*starts, field] if starts):
                key = f"resources[{place}].schema.fields.{field['name']}.notBefore"
                yield Problem(DESCRIPTOR, 0, key, "", "only dates come before each other", PATTERN)


def _outside(folder, descriptor):
    """Problems of tables that are links or no plain files: a package stays in its folder."""
    for place, resource in enumerate(descriptor["resources"]):
        path = folder / resource["path"]
        if path.is_symlink() or (path.exists() and not path.is_file()):
            key = f"resources[{place}].path"
            yield Problem(
                DESCRIPTOR, 0, key, resource["path"], "not a plain file of the folder", "Put the table there."
            )


def is_date(field):
    """
    Tell whether a field holds an EDTF date.

    Parameters
    ----------
    field : dict
        Of a table schema.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_date({"name": "date", "type": "string", "rdfType": EDTF})
    True
    """
    return field.get("rdfType") == EDTF


def categories(field):
    """
    List the values that a field allows.

    Parameters
    ----------
    field : dict
        Of a table schema.

    Returns
    -------
    list of str
        In order; empty if it allows any.

    Examples
    --------
    >>> categories({"categories": [{"value": "day"}, {"value": "month"}]})
    ['day', 'month']
    """
    return [category["value"] for category in field.get("categories", ())]


def references(schema):
    """
    Yield what the columns of a table refer to.

    Parameters
    ----------
    schema : dict
        Of a table.

    Yields
    ------
    tuple
        Column, delimiter (None where a cell is one reference), resource (empty for
        the table itself), column referred to.

    Examples
    --------
    >>> key = {"fields": ["forum"], "reference": {"resource": "institutions", "fields": ["institution_id"]}}
    >>> list(references({"foreignKeys": [key], "fields": []}))
    [('forum', None, 'institutions', 'institution_id')]
    """
    for key in schema.get("foreignKeys", ()):
        target = key["reference"]
        yield key["fields"][0], None, target["resource"], target["fields"][0]
    for field in schema["fields"]:
        if "itemReference" in field:
            target = field["itemReference"]
            yield field["name"], field["delimiter"], target["resource"], target["field"]
