"""Reading a table, holding it against its schema, and giving it types.

The schema is the Frictionless table schema in ``datapackage.json``. Beside the
standard properties it uses a few of its own, named in CONTRIBUTING.md:
``itemReference``,
``itemPattern``, ``notBefore`` and ``sortedBy``. A check gathers the values
that break a rule first and looks for their lines only if there are any, so that
sound tables cost little.
"""

import codecs
import csv
import difflib
import io
import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from .dates import parse_edtf
from .paths import DESCRIPTOR

WHOLE = r"0|-?[1-9][0-9]{0,17}"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
SAVE_AS = ("In Excel or LibreOffice save it as CSV UTF-8 with commas; "
           "import it with all columns as text, then no cell changes.")
MENDS = "A spreadsheet does that; 'make tidy' mends it and changes no cell."
AS_TEXT = "A spreadsheet did that: import the file with all columns as text, and take the cell from the version before."
BROKEN = re.compile(r"#(?:NAME\?|REF!|VALUE!|N/A|DIV/0!|NUM!|NULL!)|#{3,}|Err:\d+")
POWER = re.compile(r"\d+(?:[.,]\d+)?E[+-]\d+")


@dataclass(frozen=True, order=True)
class Problem:
    """
    One thing that is wrong in one place.

    Attributes
    ----------
    file : str
        Name of the file.
    line : int
        Line in the file, the header being line 1; 0 for the file as a whole.
    column : str
        Name of the column; empty for the line as a whole.
    value : str
        What stands there.
    rule : str
        What it breaks.
    advice : str
        What would be right.

    Examples
    --------
    >>> print(Problem("events.csv", 14, "date", "2004-02-30", "no such date", "Check the day."))
    events.csv, line 14, column date: no such date: '2004-02-30'. Check the day.
    """

    file: str
    line: int
    column: str
    value: str
    rule: str
    advice: str

    def __str__(self):
        place = self.file
        if self.line:
            place += f", line {self.line}"
        if self.column:
            place += f", column {self.column}"
        value = f": {self.value!r}" if self.value else ""
        return f"{place}: {self.rule}{value}. {self.advice}"


class DataError(ValueError):
    """
    A data package that cannot be used as it is.

    Parameters
    ----------
    problems : iterable of Problem
        All that was found.

    Attributes
    ----------
    problems : tuple of Problem
        Sorted by file and line.

    Examples
    --------
    >>> error = DataError([Problem("events.csv", 0, "", "", "the file is empty", "Restore it.")])
    >>> print(error)
    1 problem in the data:
      events.csv: the file is empty. Restore it.
    """

    def __init__(self, problems):
        self.problems = tuple(sorted(problems))
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} in the data:"
        super().__init__("\n  ".join([head, *map(str, self.problems)]))


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


class RawTable:
    """
    The cells of one CSV file as text, with the problems met in reading it.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    schema : dict
        Its table schema.

    Attributes
    ----------
    columns : dict of str to list of str
        Cells of each column of the schema; a column that the file lacks is absent.
    lines : list of int
        Line on which each row starts.
    problems : list of Problem
        What was wrong with the file as a file.
    mended : list of Problem
        What was wrong too and does no harm to any cell: the columns are read without it.
    """

    def __init__(self, path, schema):
        self.file = path.name
        self.schema = schema
        self.fields = [field["name"] for field in schema["fields"]]
        self.problems = []
        self.mended = []
        self.columns = {}
        self.lines = []
        text = self._decode(path)
        if text is not None:
            self._split(text)

    def add(self, line, column, value, rule, advice):
        self.problems.append(Problem(self.file, line, column, value, rule, advice))

    def mend(self, line, rule):
        """Note what reading undid and `canonical` need not keep."""
        self.mended.append(Problem(self.file, line, "", "", rule, MENDS))

    def _decode(self, path):
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            self.add(0, "", "", "the file is missing", "Restore it or drop it from the descriptor.")
            return None
        except OSError as error:
            self.add(0, "", "", f"the file cannot be read ({error.strerror})", "Is it a file?")
            return None
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self.add(0, "", "", "it is UTF-16", SAVE_AS)
            return None
        if raw.startswith(codecs.BOM_UTF8):
            raw = raw.removeprefix(codecs.BOM_UTF8)
            self.mend(1, "it starts with a byte order mark")
        if not raw.strip():
            self.add(0, "", "", "the file is empty", "It needs at least the header line.")
            return None
        if b"\0" in raw:
            line = raw[: raw.index(b"\0")].count(b"\n") + 1
            self.add(line, "", "", "it holds a NUL byte", SAVE_AS)
            return None
        if ends := raw.count(b"\r\n") or (b"\n" not in raw and raw.count(b"\r")):
            kind = "CRLF" if b"\n" in raw else "CR"
            line = raw[: raw.index(b"\r")].count(b"\n") + 1
            raw = raw.replace(b"\r\n", b"\n") if kind == "CRLF" else raw.replace(b"\r", b"\n")
            self.mend(line, f"a line ends in {kind}{_more(ends)}")
        if b"\r" in raw:
            line = raw[: raw.index(b"\r")].count(b"\n") + 1
            self.add(line, "", "", "it holds a CR that ends no line", "Take it out, or put a blank in its place.")
            return None
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            shown = raw[error.start : error.start + 1].hex()
            odd = sum(not _is_utf8(row) for row in raw.split(b"\n"))
            self.add(line, "", f"byte {shown}", f"not UTF-8{_more(odd)}", SAVE_AS)
        return raw.decode("cp1252", errors="replace")  # to look for more; never written

    def _split(self, text):
        delimiter, name = self._delimiter(text.partition("\n")[0])
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows, line = [], 1
        try:
            header = next(reader)
            line = reader.line_num + 1
            for row in reader:
                rows.append(row)
                self.lines.append(line)
                if reader.line_num != line:
                    self.add(line, "", "", "a cell runs over the end of its line",
                             "Keep a row on one line.")
                line = reader.line_num + 1
        except csv.Error as error:
            self.add(line, "", "", f"not CSV ({error})", 'Double a " inside a quoted cell.')
            return
        header, rows = self._trim(header, rows)
        if not self._header(header):
            return
        wrong = [i for i, row in enumerate(rows) if len(row) != len(header)]
        if wrong and delimiter != ",":
            self.add(self.lines[wrong[0]], "", "", f"{name} stand between cells and inside them{_more(len(wrong))}",
                     SAVE_AS)
            return
        if delimiter != ",":
            self.mend(1, f"{name} stand between the cells")
        for i in wrong:
            self.add(self.lines[i], "", "", f"{len(rows[i])} cells instead of {len(header)}",
                     "Quote cells that hold a comma; end no line early.")
        if wrong:
            bad = set(wrong)
            rows = [row for i, row in enumerate(rows) if i not in bad]
            self.lines = [number for i, number in enumerate(self.lines) if i not in bad]
        cells = zip(*rows) if rows else ([] for _ in header)
        self.columns = {name: list(column) for name, column in zip(header, cells)}

    def _delimiter(self, head):
        """The comma, or what stands in its place between names that are those of the schema."""
        for mark, name in ((";", "semicolons"), ("\t", "tabs")):
            names = [cell.strip('"') for cell in head.split(mark)]
            if len(names) > 1 and set(names) - {""} == set(self.fields):
                return mark, name
        return ",", "commas"

    def _trim(self, header, rows):
        """Take away columns without name and cells behind the last column, and rows without a cell."""
        width = len(header)
        while width > 1 and not header[width - 1]:
            width -= 1
        spare = [i for i, row in enumerate(rows) if len(row) > width and not any(row[width:])]
        if width < len(header):
            self.mend(1, f"columns without a name and without a cell: {len(header) - width}")
            header = header[:width]
        elif spare:
            self.mend(self.lines[spare[0]], f"empty cells follow the last column{_more(len(spare))}")
        for i in spare:
            rows[i] = rows[i][:width]
        blank = {i for i, row in enumerate(rows) if not any(row)}
        if blank and width > 1:
            self.mend(self.lines[min(blank)], f"an empty row{_more(len(blank))}")
            rows = [row for i, row in enumerate(rows) if i not in blank]
            self.lines = [line for i, line in enumerate(self.lines) if i not in blank]
        return header, rows

    def _header(self, header):
        if header == self.fields:
            return True
        for name, count in Counter(header).items():
            if count > 1:
                self.add(1, name, "", "the column stands there twice", "Keep one of them.")
        for name in self.fields:
            if name not in header:
                self.add(1, name, "", "the column is missing", "Add it; cells may stay empty.")
        for name in header:
            if name not in self.fields:
                near = suggest(name, self.fields)
                self.add(1, name, "", "the schema has no such column",
                         near or f"Drop it, or describe it in {DESCRIPTOR}.")
        if not self.problems:
            self.add(1, "", "", "the columns stand in another order",
                     f"The order is {','.join(self.fields)}.")
        return False

    def report(self, column, bad):
        """Name every line on which ``column`` holds a key of ``bad`` (value to rule, advice)."""
        if bad:
            for line, value in zip(self.lines, self.columns[column]):
                if value in bad:
                    rule, advice, *shown = bad[value]
                    self.add(line, column, shown[0] if shown else value, rule, advice)


def _more(count):
    return f" (and {count - 1:,} more)" if count > 1 else ""


def _is_utf8(raw):
    try:
        return raw.decode("utf-8") is not None
    except UnicodeDecodeError:
        return False


def suggest(value, allowed):
    """
    Say which allowed value a wrong one comes near to.

    Parameters
    ----------
    value : str
        The wrong one.
    allowed : iterable of str
        The right ones.

    Returns
    -------
    str
        A sentence, or the empty string where nothing comes near.

    Examples
    --------
    >>> suggest("ambasadors", ["ambassadors", "experts"])
    "Did you mean 'ambassadors'?"
    """
    allowed = list(allowed)
    near = [right for right in allowed if right.lower() == value.lower()]  # TRUE for true
    near = near or difflib.get_close_matches(value, allowed, n=1)
    return f"Did you mean {near[0]!r}?" if near else ""


def _choice(value, allowed):
    listed = ", ".join(allowed) if len(allowed) <= 12 else f"one of the {len(allowed)} values"
    return suggest(value, allowed) or f"Allowed: {listed} (see CODEBOOK.md)."


def _is_date(field):
    """Tell whether a field of a table schema holds an EDTF date."""
    return field.get("rdfType") == EDTF


def _categories(field):
    return [category["value"] for category in field.get("categories", ())]


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
                    bad[value] = (f"longer than {constraints['maxLength']} characters",
                                  "Shorten it; details go into the summary or the notes.")
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


def _check_keys(table):
    """Primary key and unique fields."""
    keys = [tuple(table.schema.get("primaryKey", ()))]
    keys += [(field["name"],) for field in table.schema["fields"]
             if field.get("constraints", {}).get("unique") and (field["name"],) not in keys]
    for key in filter(None, keys):
        rows = list(zip(*(table.columns[name] for name in key)))
        if len(set(rows)) == len(rows):
            continue
        first = {}
        for line, row in zip(table.lines, rows):
            if row in first and any(row):
                table.add(line, "+".join(key), "+".join(row), "the key stands there twice",
                          f"It stands on line {first[row]} already: merge the rows or rename one.")
            first.setdefault(row, line)


def _references(schema):
    """Yield (column, delimiter or None, resource, column referred to)."""
    for key in schema.get("foreignKeys", ()):
        target = key["reference"]
        yield key["fields"][0], None, target["resource"], target["fields"][0]
    for field in schema["fields"]:
        if "itemReference" in field:
            target = field["itemReference"]
            yield field["name"], field["delimiter"], target["resource"], target["field"]


def _check_references(name, tables):
    table = tables[name]
    for column, delimiter, resource, target in _references(table.schema):
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
                table.add(table.lines[i], field["name"], table.columns[field["name"]][i],
                          f"lies before {field['notBefore']} ({began})", "Swap or correct them.")


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
            allowed = _categories(field)
            code = {value: i for i, value in enumerate(allowed)}
            codes = [code.get(value, -1) for value in values]
            columns[name] = pd.Categorical.from_codes(codes, allowed)
        elif field["type"] == "integer":
            columns[name] = pd.array([int(value) if value else None for value in values], dtype="Int64")
        else:
            text = np.array(values, dtype=object)
            text[text == ""] = np.nan
            columns[name] = pd.Series(text, dtype="str")
        if _is_date(field):
            for part in ("earliest", "latest", "precision", "approximate"):
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
        ``date_approximate`` with it, as `helpers.dates.parse_edtf` gives them.

    Raises
    ------
    DataError
        With every problem of every table.

    Examples
    --------
    >>> from helpers import paths
    >>> tables = read_tables(paths.DATA, read_descriptor(paths.DATA))
    >>> tables["status"]["start_precision"].cat.categories.tolist()
    ['day', 'month', 'year']
    """
    raw = {resource["name"]: RawTable(folder / resource["path"], resource["schema"])
           for resource in descriptor["resources"]}
    dates = {}
    for name, table in raw.items():
        if not table.columns:
            continue
        dates[name] = {field["name"]: parse_edtf(table.columns[field["name"]])
                       for field in table.schema["fields"] if _is_date(field)}
        for field in table.schema["fields"]:
            _check_field(table, field, dates[name].get(field["name"]))
        _check_keys(table)
        _check_order(table, dates[name])
        if all(raw[resource or name].columns for _, _, resource, _ in _references(table.schema)):
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
    >>> entry = read_descriptor(paths.DATA)["resources"][0]
    >>> canonical(paths.DATA, entry).startswith("event_id,date,type,")
    True
    """
    table = RawTable(folder / resource["path"], resource["schema"])
    if table.problems:
        raise DataError(table.problems)
    table.columns.update(cells or {})
    whole = {field["name"] for field in resource["schema"]["fields"] if field["type"] == "integer"}
    keys = zip(*(
        [int(value) if re.fullmatch(WHOLE, value) else 0 for value in table.columns[name]]
        if name in whole else table.columns[name]
        for name in resource["schema"]["sortedBy"]
    ))
    rows = zip(*(table.columns[name] for name in table.fields))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.fields)
    writer.writerows(row for _, row in sorted(zip(keys, rows)))
    return out.getvalue()
