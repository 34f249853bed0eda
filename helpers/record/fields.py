"""Rules that need one column only, each with advice on what would be right."""

import re
from datetime import date, timedelta

from .csv_file import suggest
from .dates import parse_edtf
from .descriptor import categories, is_date

WHOLE_ONLY = "not a whole number", "Write digits only."
WHOLE = r"0|-?[1-9][0-9]{0,17}"
AS_TEXT = (
    "A spreadsheet did that: import the file with all columns as text, and take the cell "
    "from the version before."
)
BROKEN = re.compile(r"#(?:NAME\?|REF!|VALUE!|N/A|DIV/0!|NUM!|NULL!)|#{3,}|Err:\d+")
POWER = re.compile(r"\d+(?:[.,]\d+)?E[+-]\d+")


def _choice(value, allowed):
    listed = ", ".join(allowed) if len(allowed) <= 12 else f"one of the {len(allowed)} values"
    return suggest(value, allowed) or f"Allowed: {listed} (see CODEBOOK.md)."


def check_field(table, field, parsed):
    """
    Hold one column against the rules that need no other, and note what breaks them.

    Parameters
    ----------
    table : helpers.record.csv_file.RawTable
    field : dict
        Of the table schema.
    parsed : pandas.DataFrame or None
        As `helpers.record.dates.parse_edtf` gives it, of a column of dates.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> found = []
    >>> table = SimpleNamespace(columns={"year": ["2001", "x"]}, report=lambda name, bad: found.append(bad))
    >>> check_field(table, {"name": "year", "type": "integer"}, None)
    >>> found
    [{'x': ('not a whole number', 'Write digits only.')}]
    """
    distinct = set(table.columns[field["name"]])
    bad = {}
    if field.get("constraints", {}).get("required") and "" in distinct:
        bad[""] = "a value is required", field["description"]
    distinct.discard("")
    for value in distinct:
        if value != value.strip():
            bad[value] = "blanks around the value", "Remove them."
        elif BROKEN.fullmatch(value):
            bad[value] = "not a value but the error of a spreadsheet", AS_TEXT
    distinct -= bad.keys()
    if field["type"] == "list":
        bad |= _lists(distinct, field)
    elif field["type"] == "integer":
        bad |= {value: WHOLE_ONLY for value in distinct if not re.fullmatch(WHOLE, value)}
    elif allowed := categories(field):
        bad |= {value: ("not an allowed value", _choice(value, allowed)) for value in distinct - set(allowed)}
    elif is_date(field):
        bad |= _dates(distinct, field, dict(zip(table.columns[field["name"]], parsed["valid"])))
    else:
        bad |= _texts(distinct, field, field["name"] in table.schema["primaryKey"])
    table.report(field["name"], bad)


def _lists(distinct, field):
    allowed, bad = categories(field), {}
    known = set(allowed)
    for value in distinct:
        items = value.split(field["delimiter"])
        unknown = [item for item in items if known and item not in known]
        odd = [
            item for item in items if "itemPattern" in field and not re.fullmatch(field["itemPattern"], item)
        ]
        if any(item != item.strip() or not item for item in items):
            bad[value] = "an empty item or blanks in a list", "Write items as a;b;c."
        elif len(set(items)) < len(items):
            bad[value] = "an item stands twice in a list", "Name each item once."
        elif unknown:
            bad[value] = "not an allowed value", _choice(unknown[0], allowed), unknown[0]
        elif odd:
            bad[value] = "not of the right form", f"The form is {field['itemPattern']}", odd[0]
    return bad


def _dates(distinct, field, valid):
    constraints, bad = field["constraints"], {}
    shape = re.compile(constraints["pattern"])
    for value in distinct:
        if not shape.fullmatch(value):
            bad[value] = "not a date of the form in use", _date_advice(value, constraints)
        elif not valid[value] and "/" in value:
            bad[value] = "not a span", "Start before the end, both real dates."
        elif not valid[value]:
            bad[value] = "no such day in the calendar", "Write a day that exists."
    return bad


def _texts(distinct, field, is_key):
    constraints, bad = field.get("constraints", {}), {}
    shape, most = re.compile(constraints.get("pattern", ".*")), constraints.get("maxLength", float("inf"))
    for value in distinct:
        if "pattern" in constraints and not shape.fullmatch(value):
            bad[value] = "not of the right form", f"The form is {constraints['pattern']}"
        elif "pattern" in constraints and is_key and POWER.fullmatch(value):
            bad[value] = "a number where a name is meant", AS_TEXT
        elif len(value) > most:
            advice = "Shorten it; details go into the summary or the notes."
            bad[value] = f"longer than {most} characters", advice
    return bad


def _date_form(constraints):
    span = ", or a span such as 2001-02-20/2001-02-21" if "/" in constraints["pattern"] else ""
    return f"Write 2004, 2004-06, 2004-06-28, with ~ for approximate{span}."


def _date_advice(value, constraints):
    """What a date may have been before a spreadsheet rewrote it."""
    form = _date_form(constraints)
    if re.fullmatch(r"[1-9]\d{4}(?:[.,]\d+)?", value):
        day = date(1899, 12, 30) + timedelta(int(value[:5]))
        return f"Spreadsheets count days: this is {day}, if it was a day and no month or year. {form}"
    parts = re.fullmatch(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?: 0?0:00(?::00)?)?", value)
    if parts:
        first, second, third = int(parts[1]), int(parts[3]), int(parts[4])
        if len(parts[1]) == 4:
            readings = [(first, second, third)]
        else:
            year = third if third > 99 else third + (2000 if third < 50 else 1900)
            readings = [(year, second, first), (year, first, second)]
        days = sorted({f"{y:04}-{m:02}-{d:02}" for y, m, d in readings if 1 <= m <= 12 and 1 <= d <= 31})
        if len(days) > 1:
            return f"It may be {' or '.join(days)}: only the page can tell. {form}"
        if days and parse_edtf(days)["valid"].item():
            return f"Did you mean {days[0]!r}? {form}"
    if re.search(r"[A-Za-z]{3}", value):
        return f"A spreadsheet names months; look at the page or the version before. {form}"
    return form
