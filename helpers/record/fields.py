"""Rules that need one column only, each with advice on what would be right."""

import re
from datetime import date, timedelta

from .csv_file import suggest
from .dates import parse_edtf
from .descriptor import _categories, _is_date

WHOLE = r"0|-?[1-9][0-9]{0,17}"
AS_TEXT = "A spreadsheet did that: import the file with all columns as text, and take the cell from the version before."
BROKEN = re.compile(r"#(?:NAME\?|REF!|VALUE!|N/A|DIV/0!|NUM!|NULL!)|#{3,}|Err:\d+")
POWER = re.compile(r"\d+(?:[.,]\d+)?E[+-]\d+")


def _choice(value, allowed):
    listed = ", ".join(allowed) if len(allowed) <= 12 else f"one of the {len(allowed)} values"
    return suggest(value, allowed) or f"Allowed: {listed} (see CODEBOOK.md)."


def _check_field(table, field, parsed):
    """Rules that need one column only."""
    name, constraints = field["name"], field.get("constraints", {})
    values = table.columns[name]
    distinct = set(values)
    bad = {}

    if constraints.get("required") and "" in distinct:
        bad[""] = "a value is required", field["description"]
    distinct.discard("")
    for value in distinct:
        if value != value.strip():
            bad[value] = "blanks around the value", "Remove them."
        elif BROKEN.fullmatch(value):
            bad[value] = "not a value but the error of a spreadsheet", AS_TEXT
    distinct -= bad.keys()

    allowed = _categories(field)
    if field["type"] == "list":
        known = set(allowed)
        for value in distinct:
            items = value.split(field["delimiter"])
            wrong = [item for item in items if item != item.strip() or not item]
            unknown = [item for item in items if known and item not in known]
            if wrong:
                bad[value] = "an empty item or blanks in a list", "Write items as a;b;c."
            elif len(set(items)) < len(items):
                bad[value] = "an item stands twice in a list", "Name each item once."
            elif unknown:
                bad[value] = "not an allowed value", _choice(unknown[0], allowed), unknown[0]
            elif "itemPattern" in field:
                odd = [item for item in items if not re.fullmatch(field["itemPattern"], item)]
                if odd:
                    bad[value] = "not of the right form", f"The form is {field['itemPattern']}", odd[0]
    elif field["type"] == "integer":
        for value in distinct:
            if not re.fullmatch(WHOLE, value):
                bad[value] = "not a whole number", "Write digits only."
    elif allowed:
        for value in distinct - set(allowed):
            bad[value] = "not an allowed value", _choice(value, allowed)
    elif _is_date(field):
        shape = re.compile(constraints["pattern"])
        for value in {v for v, ok in zip(values, parsed["valid"]) if not ok}:
            if not shape.fullmatch(value):
                bad[value] = "not a date of the form in use", _date_advice(value, constraints)
            elif "/" in value:
                bad[value] = "not a span", "Start before the end, both real dates."
            else:
                bad[value] = "no such day in the calendar", "Write a day that exists."
        for value in distinct - bad.keys():
            if not shape.fullmatch(value):
                bad[value] = "not a date of the form in use", _date_advice(value, constraints)
    else:
        if "pattern" in constraints:
            shape = re.compile(constraints["pattern"])
            for value in distinct:
                if not shape.fullmatch(value):
                    bad[value] = "not of the right form", f"The form is {constraints['pattern']}"
                elif field["name"] in table.schema["primaryKey"] and POWER.fullmatch(value):
                    bad[value] = "a number where a name is meant", AS_TEXT
        if "maxLength" in constraints:
            for value in distinct - bad.keys():
                if len(value) > constraints["maxLength"]:
                    bad[value] = (
                        f"longer than {constraints['maxLength']} characters",
                        "Shorten it; details go into the summary or the notes.",
                    )
    table.report(name, bad)


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
