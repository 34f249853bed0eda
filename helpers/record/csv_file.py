"""One CSV file: its cells as text, what is wrong with it as a file, and how it is written."""

import codecs
import csv
import difflib
import io
from collections import Counter
from dataclasses import dataclass

from ..paths import DESCRIPTOR

SAVE_AS = (
    "In Excel or LibreOffice save it as CSV UTF-8 with commas; "
    "import it with all columns as text, then no cell changes."
)
MENDS = "A spreadsheet does that; 'make tidy' mends it and changes no cell."


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
            self.add(
                line, "", "", "it holds a CR that ends no line", "Take it out, or put a blank in its place."
            )
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
                    self.add(line, "", "", "a cell runs over the end of its line", "Keep a row on one line.")
                line = reader.line_num + 1
        except csv.Error as error:
            self.add(line, "", "", f"not CSV ({error})", 'Double a " inside a quoted cell.')
            return
        header, rows = self._trim(header, rows)
        if not self._header(header):
            return
        wrong = [i for i, row in enumerate(rows) if len(row) != len(header)]
        if wrong and delimiter != ",":
            self.add(
                self.lines[wrong[0]],
                "",
                "",
                f"{name} stand between cells and inside them{_more(len(wrong))}",
                SAVE_AS,
            )
            return
        if delimiter != ",":
            self.mend(1, f"{name} stand between the cells")
        for i in wrong:
            self.add(
                self.lines[i],
                "",
                "",
                f"{len(rows[i])} cells instead of {len(header)}",
                "Quote cells that hold a comma; end no line early.",
            )
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
                self.add(
                    1,
                    name,
                    "",
                    "the schema has no such column",
                    near or f"Drop it, or describe it in {DESCRIPTOR}.",
                )
        if not self.problems:
            self.add(
                1, "", "", "the columns stand in another order", f"The order is {','.join(self.fields)}."
            )
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
