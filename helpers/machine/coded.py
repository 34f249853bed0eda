"""Reading files of machine-coded events."""

import codecs
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .formats import QUADS, Format, MalformedLines, _format


@dataclass(frozen=True)
class Coded:
    """
    Machine-coded events in files, which are read when an analysis runs.

    Attributes
    ----------
    events : ibis.expr.types.Table
        The events, in the shape of this module.
    lines : ibis.expr.types.Table
        The lines with the columns of the format.
    format : Format
        What is read.
    connection : ibis.backends.duckdb.Backend
        What reads it.
    """

    events: object
    lines: object
    format: Format
    connection: object

    def run(self, expression):
        """
        Run an analysis in one pass over the files.

        Parameters
        ----------
        expression : ibis.expr.types.Table
            Made from ``events``.

        Returns
        -------
        pandas.DataFrame

        Warns
        -----
        MalformedLines
            If lines could not be read, in the columns that the analysis needs;
            `malformed` lists them all.
        """
        self._forget()
        table = self.connection.to_pyarrow(expression).to_pandas(date_as_object=False)
        if count := len(self._rejected()):
            warnings.warn(
                f"{count:,} malformed lines are not in the result; malformed() lists them",
                MalformedLines,
                stacklevel=2,
            )
        return table

    def malformed(self):
        """
        Go through the files and list every line that cannot be read.

        Returns
        -------
        pandas.DataFrame
            ``file``, ``line`` (from 1), ``column``, ``fault`` and ``text``.
        """
        self._forget()
        every = [
            self.lines[column].max() for column in self.format.columns
        ]  # what is not asked for is not checked
        self.connection.to_pyarrow(self.lines.aggregate(every))
        return self._rejected()

    def _forget(self):
        for table in (REJECTS, SCANS):
            self.connection.raw_sql(f"DROP TABLE IF EXISTS {table}")

    def _rejected(self):
        import pandas as pd

        order = "(e.error_type = 'CAST', e.column_idx)"  # what is wrong with the line before what is in it
        bad = self.connection.raw_sql(
            f"SELECT s.file_path, e.line, coalesce(arg_min(e.column_name, {order}), ''), "
            f"arg_min(lower(e.error_type), {order}), any_value(e.csv_line) "
            f"FROM {REJECTS} e JOIN {SCANS} s USING (scan_id, file_id) GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        return pd.DataFrame(bad, columns=["file", "line", "column", "fault", "text"])


REJECTS, SCANS = "malformed_lines", "malformed_scans"


def raw(name):
    """
    Give the columns of a published format as an Ibis table without data.

    Parameters
    ----------
    name : {"gdelt", "icews", "polecat"}

    Returns
    -------
    ibis.expr.types.Table
        Unbound: expressions on it compile to the SQL of any engine.

    Raises
    ------
    ValueError
        If there is no such format.

    Examples
    --------
    >>> len(raw("gdelt").columns), len(raw("icews").columns), len(raw("polecat").columns)
    (61, 20, 40)
    """
    import ibis

    kind = _format(name)
    types = {"DATE": "date", "TINYINT": "int8", "INTEGER": "int32"}
    schema = {column: types.get(kind.types.get(column), "string") for column in kind.columns}
    return ibis.table(schema, name=name)


def shaped(table, name):
    """
    Bring a table of a published format into the shape of this module.

    Parameters
    ----------
    table : ibis.expr.types.Table
        With the columns of `raw`.
    name : {"gdelt", "icews", "polecat"}

    Returns
    -------
    ibis.expr.types.Table
        The columns ``id`` to ``reports`` named at the top of this module.

    Raises
    ------
    ValueError
        If there is no such format.

    Notes
    -----
    An actor is the known group (``NTO`` for NATO) before the country in GDELT, the
    country before the name in ICEWS and POLECAT, where organisations have no country.
    ICEWS drops leading zeros of CAMEO codes; they are put back. Its id is unique only
    together with the day. CAMEO roots 01 to 05 are verbal and 06 to 08 material
    cooperation, 09 to 13 verbal and 14 to 20 material conflict.

    Examples
    --------
    >>> shaped(raw("icews"), "icews").columns
    ('id', 'day', 'source', 'target', 'code', 'root', 'quad', 'place', 'reports')
    """
    import ibis

    _format(name)
    if name == "gdelt":
        day = table["SQLDATE"]
        if day.type().is_integer():  # as the warehouse has it
            day = day.cast("string").as_date("%Y%m%d")
        parts = "KnownGroupCode", "CountryCode", "Code"
        return table.select(
            id=table["GLOBALEVENTID"],
            day=day,
            source=ibis.coalesce(*(table[f"Actor1{part}"] for part in parts)),
            target=ibis.coalesce(*(table[f"Actor2{part}"] for part in parts)),
            code=table["EventCode"],
            root=table["EventRootCode"],
            quad=table["QuadClass"],
            place=table["ActionGeo_FullName"],
            reports=table["NumMentions"],
        )
    if name == "icews":
        code = table["CAMEO Code"]
        code = (code.length() <= 2).ifelse(code.lpad(3, "0"), code)
        code = ((code.length() == 3) & (code.left(2) > "20")).ifelse(code.lpad(4, "0"), code)
        root = code.left(2)
        return table.select(
            id=table["Event ID"].concat("/", table["Event Date"].cast("string")),
            day=table["Event Date"],
            source=_first(table["Source Country"], table["Source Name"]),
            target=_first(table["Target Country"], table["Target Name"]),
            code=code,
            root=root,
            quad=_quad(root),
            place=_first(table["City"], table["Province"], table["Country"]),
            reports=ibis.literal(1, "int32"),
        )
    kinds = {text.upper(): number for number, text in QUADS.items()}
    quad = table["Quad Code"].upper().replace("_", " ").cases(*kinds.items(), else_=ibis.null("int8"))
    return table.select(
        id=table["Event ID"],
        day=table["Event Date"],
        source=_first(table["Actor Country"], table["Actor Name"]),
        target=_first(table["Recipient Country"], table["Recipient Name"]),
        code=table["Event Type"].upper(),
        root=table["Event Type"].upper(),
        quad=quad.cast("int8"),
        place=_first(table["Placename"], table["Country"]),
        reports=ibis.literal(1, "int32"),
    )


def _first(*columns):
    """The first that says something; POLECAT writes None for nothing."""
    import ibis

    return ibis.coalesce(*(column.nullif("").nullif("None") for column in columns))


def _quad(root):
    import ibis

    return ibis.cases(
        (root.between("01", "05"), 1),
        (root.between("06", "08"), 2),
        (root.between("09", "13"), 3),
        (root.between("14", "20"), 4),
        else_=None,
    ).cast("int8")


def connect(database=":memory:", memory="2GB"):
    """
    Start DuckDB inside this process.

    Parameters
    ----------
    database : path-like
        A file for tables larger than memory; by default they stay in memory.
    memory : str
        What DuckDB may take; beyond that it uses the disk beside the database.

    Returns
    -------
    ibis.backends.duckdb.Backend

    Examples
    --------
    >>> connect().name
    'duckdb'
    """
    import duckdb
    import ibis

    connection = ibis.duckdb.connect(str(database), memory_limit=memory)
    connection.raw_sql("SET preserve_insertion_order = false")  # else large imports are held in memory
    with suppress(duckdb.InvalidInputException):  # in a notebook, where DuckDB shows none without ipywidgets
        connection.raw_sql("SET enable_progress_bar = false")
    return connection


def read(files, name, connection=None):
    """
    Take files of a published format for analysis.

    Parameters
    ----------
    files : path-like or sequence of path-like
        Unpacked files; ``*`` stands for many.
    name : {"gdelt", "icews", "polecat"}
    connection : ibis.backends.duckdb.Backend, optional
        What reads them, see `connect`.

    Returns
    -------
    Coded
        The events, and the means to run analyses of them.

    Raises
    ------
    ValueError
        If there is no such format, a file is still packed, or its first line does
        not name the columns of the format.
    FileNotFoundError
        If there is no such file.

    Notes
    -----
    A line is malformed if it has too few or too many fields, a day that is none, a
    number that is none, or letters that are not UTF-8. Empty lines are passed over.
    What a line leaves empty stays empty: `gaps` counts that.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "day.CSV"
    ...     _ = file.write_text("not\\tan event\\n")
    ...     read(file, "gdelt").malformed()[["line", "column", "fault"]].to_dict("records")
    [{'line': 1, 'column': 'MonthYear', 'fault': 'missing columns'}]
    """
    kind = _format(name)
    found = _found(files)
    for path in found if kind.header else ():
        _check_header(path, kind)
    connection = connection or connect()
    if not all(map(_decodes, found)):  # DuckDB 1.4 and 1.5 fail on such files when they skip columns
        connection.raw_sql("SET disabled_optimizers = 'unused_columns'")
    columns = ", ".join(f"{_quoted(c)}: '{kind.types.get(c, 'VARCHAR')}'" for c in kind.columns)
    lines = connection.sql(
        f"SELECT * FROM read_csv([{', '.join(map(_quoted, found))}], "
        f"columns = {{{columns}}}, auto_detect = false, "
        f"delim = '\\t', quote = '', escape = '', header = {str(kind.header).lower()}, "
        f"dateformat = '{kind.dates}', null_padding = false, store_rejects = true, "
        f"rejects_table = '{REJECTS}', rejects_scan = '{SCANS}', rejects_limit = 0)"
    )
    return Coded(shaped(lines, name), lines, kind, connection)


def _quoted(text):
    return "'" + str(text).replace("'", "''") + "'"


def _found(files):
    import glob

    files = [files] if isinstance(files, (str, Path)) else list(files)
    found = []
    for file in map(str, files):
        paths = sorted(glob.glob(file)) if glob.has_magic(file) and not Path(file).exists() else [file]
        if not paths or not Path(paths[0]).is_file():
            raise FileNotFoundError(f"no such file: {file}")
        found += paths
    for path in found:
        if path.endswith((".zip", ".gz", ".bz2")):
            raise ValueError(f"{path} is packed; unpack it first")
    return found


def _decodes(path):
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open(path, "rb", buffering=0) as file:
        while chunk := file.read(1 << 20):
            if not chunk.isascii() or decoder.getstate()[0]:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    return False
    return not decoder.getstate()[0]


def _check_header(path, kind):
    with open(path, encoding="utf-8", errors="replace") as file:
        names = file.readline().rstrip("\r\n").split("\t")
    if tuple(names) != kind.columns:
        at = next(
            (i for i, pair in enumerate(zip(names, kind.columns)) if pair[0] != pair[1]),
            min(len(names), len(kind.columns)),
        )
        here = repr(names[at]) if at < len(names) else "nothing"
        there = repr(kind.columns[at]) if at < len(kind.columns) else "nothing"
        raise ValueError(
            f"{path}: column {at + 1} is named {here}, the format has {there} there; see {kind.origin}"
        )
