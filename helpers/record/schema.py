"""Holding tables against their schema and giving them types.

A check gathers the values that break a rule first and looks for their lines only if there are
any, so that sound tables cost little.
"""

import csv
import io
import re

import numpy as np
import pandas as pd

from .csv_file import DataError, RawTable, suggest
from .dates import parse_edtf
from .descriptor import categories, is_date, references
from .fields import WHOLE, check_field


def _check_keys(table):
    """Primary key and unique fields."""
    keys = [tuple(table.schema.get("primaryKey", ()))]
    keys += [
        (field["name"],)
        for field in table.schema["fields"]
        if field.get("constraints", {}).get("unique") and (field["name"],) not in keys
    ]
    for key in filter(None, keys):
        rows = list(zip(*(table.columns[name] for name in key)))
        if len(set(rows)) == len(rows):
            continue
        first = {}
        for line, row in zip(table.lines, rows):
            if row in first and any(row):
                table.add(
                    line,
                    "+".join(key),
                    "+".join(row),
                    "the key stands there twice",
                    f"It stands on line {first[row]} already: merge the rows or rename one.",
                )
            first.setdefault(row, line)


def _check_references(name, tables):
    table = tables[name]
    for column, delimiter, resource, target in references(table.schema):
        known = set(tables[resource or name].columns.get(target, ()))
        bad = {}
        for value in set(table.columns[column]) - known - {""}:
            items = value.split(delimiter) if delimiter else [value]
            lost = [item for item in items if item and item not in known]
            if lost:
                advice = suggest(lost[0], known) or f"Add it to {resource or name}.csv first."
                bad[value] = f"{resource or name}.csv has no such {target}", advice, lost[0]
        table.report(column, bad)


def _check_order(table, dates):
    """``notBefore``: an end that lies wholly before its start."""
    for field in table.schema["fields"]:
        if "notBefore" in field:
            start = dates[field["notBefore"]]["earliest"].to_numpy()
            end = dates[field["name"]]["latest"].to_numpy()
            for i in np.flatnonzero(end < start):
                began = table.columns[field["notBefore"]][i]
                table.add(
                    table.lines[i],
                    field["name"],
                    table.columns[field["name"]][i],
                    f"lies before {field['notBefore']} ({began})",
                    "Swap or correct them.",
                )


def _typed(table, dates):
    """The frame of a sound table."""
    columns = {}
    for field in table.schema["fields"]:
        name, values = field["name"], table.columns[field["name"]]
        if field["type"] == "list":
            mark = field["delimiter"]
            split = {value: tuple(value.split(mark)) if value else () for value in set(values)}
            columns[name] = pd.Series([split[value] for value in values], dtype=object)
        elif field.get("categories"):
            allowed = categories(field)
            code = {value: i for i, value in enumerate(allowed)}
            codes = [code.get(value, -1) for value in values]
            columns[name] = pd.Categorical.from_codes(codes, allowed)
        elif field["type"] == "integer":
            columns[name] = pd.array([int(value) if value else None for value in values], dtype="Int64")
        else:
            text = np.array(values, dtype=object)
            text[text == ""] = np.nan
            columns[name] = pd.Series(text, dtype="str")
        if is_date(field):
            spans = ["begins_latest"] if "/" in field["constraints"]["pattern"] else []
            for part in ("earliest", "latest", *spans, "precision", "approximate"):
                columns[f"{name}_{part}"] = dates[name][part]
    return pd.DataFrame(columns)


def read_tables(folder, descriptor):
    """
    Read, check and type every table of a data package.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the package.
    descriptor : dict
        Its descriptor.

    Returns
    -------
    dict of str to pandas.DataFrame
        A frame for each resource. Text is ``str`` with NaN for empty cells,
        closed vocabularies are categories in the order of the schema, lists are
        tuples (empty for empty cells), whole numbers ``Int64``. A date column ``date`` stays as written
        and brings ``date_earliest``, ``date_latest``, ``date_precision`` and
        ``date_approximate`` with it, and ``date_begins_latest`` where spans are allowed, as
        `helpers.record.dates.parse_edtf` gives them.

    Raises
    ------
    DataError
        With every problem of every table.

    Examples
    --------
    >>> from helpers import paths
    >>> from helpers.record.descriptor import read_descriptor
    >>> tables = read_tables(paths.DATA, read_descriptor(paths.DATA))
    >>> tables["status"]["start_precision"].cat.categories.tolist()
    ['day', 'month', 'year']
    """
    raw = {
        resource["name"]: RawTable(folder / resource["path"], resource["schema"])
        for resource in descriptor["resources"]
    }
    dates = {}
    for name, table in raw.items():
        if not table.columns:
            continue
        dates[name] = {
            field["name"]: parse_edtf(table.columns[field["name"]])
            for field in table.schema["fields"]
            if is_date(field)
        }
        for field in table.schema["fields"]:
            check_field(table, field, dates[name].get(field["name"]))
        _check_keys(table)
        _check_order(table, dates[name])
        if all(raw[resource or name].columns for _, _, resource, _ in references(table.schema)):
            _check_references(name, raw)
    problems = [problem for table in raw.values() for problem in [*table.problems, *table.mended]]
    if problems:
        raise DataError(problems)
    return {name: _typed(table, dates[name]) for name, table in raw.items()}


def canonical(folder, resource, cells=None):
    """
    Give the text that a table's file has when it is written as the package writes it.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the package.
    resource : dict
        The table's entry in the descriptor.
    cells : dict of str to list of str, optional
        Columns to write instead of those in the file.

    Returns
    -------
    str
        Rows sorted by ``sortedBy``, LF, quotes only where needed.

    Raises
    ------
    DataError
        If the file cannot be read as a table of that schema.

    Examples
    --------
    >>> from helpers import paths
    >>> from helpers.record.descriptor import read_descriptor
    >>> entry = read_descriptor(paths.DATA)["resources"][0]
    >>> canonical(paths.DATA, entry).startswith("event_id,date,type,")
    True
    """
    table = RawTable(folder / resource["path"], resource["schema"])
    if table.problems:
        raise DataError(table.problems)
    table.columns.update(cells or {})
    whole = {field["name"] for field in resource["schema"]["fields"] if field["type"] == "integer"}
    keys = zip(
        *(
            [int(value) if re.fullmatch(WHOLE, value) else 0 for value in table.columns[name]]
            if name in whole
            else table.columns[name]
            for name in resource["schema"]["sortedBy"]
        )
    )
    rows = zip(*(table.columns[name] for name in table.fields))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.fields)
    writer.writerows(row for _, row in sorted(zip(keys, rows)))
    return out.getvalue()
