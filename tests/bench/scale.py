"""Speed and memory with millions of machine-coded events, as ratios taken in one run."""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from helpers.machine.formats import FORMATS

ROWS = 10_000_000
MEMORY = "512MB"  # a fifth of the file
_CODES = ("RUS", "USA", "UKR", "DEU", "FRA", "GBR", "POL", "TUR", "CHN", "GEO")

_OURS = """
from helpers import machine
import ibis, pandas
start = time.perf_counter()
coded = machine.read({path!r}, "gdelt", machine.connect(memory={memory!r}))
table = coded.run(machine.monthly(coded.events))
"""

_SQL = """
import duckdb, pandas
start = time.perf_counter()
connection = duckdb.connect(config={{"memory_limit": {memory!r}}})
connection.execute("SET enable_progress_bar = false")
table = connection.execute(\"\"\"
    SELECT date_trunc('month', SQLDATE) AS month,
           coalesce(Actor1KnownGroupCode, Actor1CountryCode, Actor1Code) AS source,
           coalesce(Actor2KnownGroupCode, Actor2CountryCode, Actor2Code) AS target,
           QuadClass AS quad, count(*) AS events, sum(NumMentions) AS reports
    FROM read_csv('{path}', columns = {columns}, auto_detect = false, header = false, delim = '\\t',
                  quote = '', escape = '', dateformat = '%Y%m%d')
    GROUP BY ALL ORDER BY ALL
\"\"\").df()
"""

_PANDAS = """
import pandas as pd
start = time.perf_counter()
names = {names}
parts = ("KnownGroupCode", "CountryCode", "Code")
wanted = ["SQLDATE", "QuadClass", "NumMentions", *(f"Actor{{n}}{{part}}" for n in (1, 2) for part in parts)]
rows = pd.read_csv({path!r}, sep="\\t", header=None, names=names, usecols=wanted, quoting=3,
                   dtype={{name: "str" for name in wanted if name.startswith("Actor")}})
def first(n):
    group, country, code = (rows[f"Actor{{n}}{{part}}"] for part in parts)
    return group.fillna(country).fillna(code)
month = (rows["SQLDATE"] // 100).rename("month")
keys = [month, first(1).rename("source"), first(2).rename("target"), rows["QuadClass"]]
table = rows.groupby(keys)["NumMentions"].agg(events="count", reports="sum").reset_index()
"""

_BEGIN = """
import time; begun = time.perf_counter()
"""

_REPORT = """
seconds = time.perf_counter() - start
import json, resource
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
counted = [len(table), int(table["events"].sum()), int(table["reports"].sum())]
print(json.dumps([seconds, start - begun, peak, *counted]))
"""


def generate(path, rows):
    """
    Write a file in the format of GDELT 2.0 with invented events, the same every time.

    Parameters
    ----------
    path : path-like
    rows : int

    Returns
    -------
    pathlib.Path
        The file; about 240 bytes a row.
    """
    import duckdb

    codes = ", ".join(f"'{code}'" for code in _CODES)
    actor = "[{codes}][(hash(i, {seed}) % 10 + 1)::INT]"
    group = "CASE WHEN hash(i, {seed}) % 12 = 0 THEN 'NTO' END"
    root = "(hash(i, 3) % 20 + 1)::INT"
    cells = {
        "GLOBALEVENTID": "400000000 + i",
        "SQLDATE": "strftime(d, '%Y%m%d')",
        "MonthYear": "strftime(d, '%Y%m')",
        "Year": "year(d)",
        "FractionDate": "year(d) + 0.5",
        "IsRootEvent": "1",
        "GoldsteinScale": "2.8",
        "Actor1CountryCode": actor.format(codes=codes, seed=1),
        "Actor1KnownGroupCode": group.format(seed=11),
        "Actor2CountryCode": actor.format(codes=codes, seed=2),
        "Actor2KnownGroupCode": group.format(seed=12),
        "Actor1Name": "'ACTOR'",
        "Actor2Name": "'OTHER'",
        "EventCode": f"printf('%02d0', {root})",
        "EventBaseCode": f"printf('%02d0', {root})",
        "EventRootCode": f"printf('%02d', {root})",
        "QuadClass": f"CASE WHEN {root} < 6 THEN 1 WHEN {root} < 9 THEN 2 WHEN {root} < 14 THEN 3 ELSE 4 END",
        "NumMentions": "hash(i, 5) % 20 + 1",
        "NumSources": "1",
        "NumArticles": "2",
        "AvgTone": "-1.25",
        "ActionGeo_Type": "4",
        "ActionGeo_FullName": "'Brussels, Bruxelles-Capitale, Belgium'",
        "ActionGeo_CountryCode": "'BE'",
        "ActionGeo_Lat": "50.8333",
        "ActionGeo_Long": "4.33333",
        "DATEADDED": "strftime(d, '%Y%m%d') || '001500'",
        "SOURCEURL": "'https://example.org/article/' || i",
    }
    columns = ", ".join(f"{cells.get(column, 'NULL')} AS {column}" for column in FORMATS["gdelt"].columns)
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(
        "COPY (WITH days AS (SELECT i, DATE '2015-02-18' + (hash(i) % 4000)::INT AS d FROM "
        f"range({rows}) t(i)) "
        f"SELECT {columns} FROM days) TO '{path}' (FORMAT csv, DELIMITER '\\t', HEADER false, QUOTE '')"
    )
    return Path(path)


def _child(code):
    done = subprocess.run(
        [sys.executable, "-c", _BEGIN + code + _REPORT], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def measure(rows=ROWS, rounds=3):
    """
    Count ten million events by month and dyad, in three ways.

    Parameters
    ----------
    rows, rounds : int
        Rows of the file, and how often each way runs; the medians count.

    Returns
    -------
    dict of str to tuple of float
        For each way: seconds, those before them for imports, peak memory in MB,
        and the ratio of its seconds to ours, taken pair by pair, imports left out.

    Raises
    ------
    RuntimeError
        If the ways do not give the same counts.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = str(generate(Path(folder) / "events.CSV", rows))
        kind = FORMATS["gdelt"]
        columns = {name: kind.types.get(name, "VARCHAR") for name in kind.columns}
        ways = {
            "Ibis on DuckDB": _OURS.format(path=path, memory=MEMORY),
            "hand-written SQL": _SQL.format(path=path, memory=MEMORY, columns=columns),
            "pandas": _PANDAS.format(path=path, names=list(kind.columns)),
        }
        runs = {name: [] for name in ways}
        for _ in range(rounds):
            for name, code in ways.items():
                runs[name].append(_child(code))
        megabytes = Path(path).stat().st_size / 1e6
    if len({tuple(run[3:]) for way in runs.values() for run in way}) > 1:
        raise RuntimeError("the three ways do not count the same")
    ours = runs["Ibis on DuckDB"]
    return megabytes, {
        name: (
            *(statistics.median(run[i] for run in way) for i in (0, 1)),
            max(run[2] for run in way),
            statistics.median(run[0] / mine[0] for run, mine in zip(way, ours)),
        )
        for name, way in runs.items()
    }


def scale():
    """
    Print the table of `measure`.

    Returns
    -------
    int
        0 if Ibis takes at most 1.3 times as long as SQL written by hand, at most
        half as long as pandas, and less memory than the file is large.
    """
    megabytes, table = measure()
    print(f"{ROWS:,} events, {megabytes:,.0f} MB as text; DuckDB may take {MEMORY}")
    print(f"{'way':<18} {'s':>7} {'imports s':>10} {'peak MB':>8} {'times ours':>11}")
    for name, (seconds, imports, peak, ratio) in table.items():
        print(f"{name:<18} {seconds:7.2f} {imports:10.2f} {peak:8.0f} {ratio:11.2f}")
    (*_, peak, _), (*_, sql), (*_, pandas) = table.values()
    return 0 if sql >= 1 / 1.3 and pandas >= 2 and peak < megabytes else 1


if __name__ == "__main__":
    sys.exit(scale())
