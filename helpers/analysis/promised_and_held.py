"""Sessions due by the founding texts, and sessions held."""

import numpy as np
import pandas as pd

UNTIL, SINCE = "until", "since"


def schedule(record):
    """
    Sessions due and sessions held, by council, level, year and part.

    Parameters
    ----------
    record : helpers.Record
        With a table ``coverage``.

    Returns
    -------
    pandas.DataFrame
        ``forum``, ``level``, ``year``; ``part`` (``until`` a decision took the place of the
        schedule, or ``since``; the year of the decision has two rows); ``on_paper`` (sessions
        that the founding text asks for), ``due`` (the same while it was in force, suspended
        months included; nothing since the decision), ``in_force`` (the same less suspended
        months), ``held``, ``own_half`` (sessions due that were held in their own half-year)
        and ``completeness`` of the list. Levels for which no text names a number are left out.

    Notes
    -----
    A schedule is replaced where the coverage table has sessions on paper, but none expected, up to
    its last year; the day is that of the second era. In that year, the months before it count.

    The sessions due in a year are spread over its halves evenly; those of a year that is short
    of the full number lie in the half in which the council existed: the second where
    it was founded in that year, else the first.

    Examples
    --------
    >>> import helpers
    >>> table = schedule(helpers.load())
    >>> ministers = table[(table["level"] == "foreign_ministers") & (table["year"] == 2003)]
    >>> ministers[["due", "held", "own_half"]].to_numpy().tolist()
    [[2, 2, 2]]
    """
    lists = record.coverage
    paper = lists["on_paper"] if "on_paper" in lists else lists["expected"]
    lists = lists.assign(paper=paper, in_force=lists["expected"].fillna(0))
    lists = lists[lists["forum"].isin(record.councils) & lists["paper"].notna()]
    lists = lists.assign(age=lists["forum"].map(record.councils.index)).sort_values(["level", "year", "age"])
    held = record.sessions(record.councils)
    founded = record.institutions.set_index("institution_id")["founded_latest"].dt.year
    rows = []
    for (_, forum), some in lists.groupby(["level", "forum"], observed=True, sort=False):
        end = _replaced(record, some)
        full = -(-int(some["paper"].max()) // 2)
        for row in some.itertuples():
            here = held[(held["forum"] == forum) & (held["level"] == row.level) & (held["year"] == row.year)]
            days, on_paper = here["date_earliest"], int(row.paper)
            due = on_paper if row.year < end.year else min(on_paper, int(row.in_force))
            if row.year <= end.year:
                near = min(due, full)
                halves = (due - near, near) if founded.get(forum) == row.year else (near, due - near)
                early = (days[days < end].dt.month <= 6).sum(), (days[days < end].dt.month > 6).sum()
                own = sum(map(min, halves, early))
                counts = due, due, min(due, int(row.in_force)), sum(early), own
                rows.append((forum, row.level, row.year, UNTIL, *counts, row.completeness))
            if row.year >= end.year:
                rest = on_paper - due if row.year == end.year else on_paper
                counts = rest, 0, 0, (days >= end).sum(), 0
                rows.append((forum, row.level, row.year, SINCE, *counts, row.completeness))
    columns = ["forum", "level", "year", "part", "on_paper", "due", "in_force", "held", "own_half"]
    table = pd.DataFrame(rows, columns=[*columns, "completeness"])
    return table.astype({name: int for name in ["year", *columns[4:]]})


def _replaced(record, lists):
    """Day from which a schedule holds no more; after the end of the record where it still holds."""
    last = lists.loc[lists["in_force"] > 0, "year"].max()
    if pd.isna(last) or last == lists["year"].max():
        return record.observed_until + pd.DateOffset(years=1)
    eras = record.eras
    return eras["start_earliest"].iloc[1] if len(eras) > 1 else pd.Timestamp(int(last) + 1, 1, 1)


def kept(table, by):
    """
    Add up what was due and what was held.

    Parameters
    ----------
    table : pandas.DataFrame
        As `schedule` gives it.
    by : list of str
        Columns to group by.

    Returns
    -------
    pandas.DataFrame
        By group, in the order of the table: ``due``, ``held``, ``share`` (held of those due, NaN where
        none was), ``own_half``, ``in_force``, ``on_paper`` and ``complete`` (whether the
        list is complete in every year; where it is not, what was held is a lower bound).
        All are counts of what is on record: there is nothing to infer, and no interval.

    Examples
    --------
    >>> import helpers
    >>> table = kept(schedule(helpers.load()), ["level", "part"])
    >>> table.loc[("foreign_ministers", "since"), ["due", "held"]].tolist()
    [0, 0]
    """
    counts = ["due", "held", "own_half", "in_force", "on_paper"]
    groups = table.assign(complete=table["completeness"] == "complete").groupby(by, sort=False, observed=True)
    sums = groups[counts].sum().assign(complete=groups["complete"].all())
    sums.insert(
        2, "share", np.where(sums["due"] > 0, sums["held"] / sums["due"].where(sums["due"] > 0), np.nan)
    )
    return sums
