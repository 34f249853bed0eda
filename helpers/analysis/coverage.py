"""How complete the lists of sessions are."""

import pandas as pd


def documented(record):
    """
    Count the sessions that the record holds for each row of the coverage table.

    Parameters
    ----------
    record : helpers.Record
        With a table ``coverage``.

    Returns
    -------
    pandas.Series of int
        One count for each row of ``record.coverage``, in its order.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> bool((documented(record) == record.coverage["documented"]).all())
    True
    """
    meetings = record.meetings
    years = meetings["date_earliest"].dt.year
    counts = meetings.groupby([meetings["forum"], meetings["level"].astype(object), years]).size()
    keys = pd.MultiIndex.from_arrays(
        [
            record.coverage["forum"],
            record.coverage["level"].astype(object),
            record.coverage["year"].astype(int),
        ]
    )
    return pd.Series(counts.reindex(keys, fill_value=0).to_numpy(), name="documented")


def completeness(record, forums, levels, start, end):
    """
    How complete the lists of sessions are in a period, at worst.

    Parameters
    ----------
    record : helpers.Record
        With a table ``coverage``.
    forums, levels : collection of str
    start, end : pandas.Timestamp
        The period; every calendar year that it touches counts.

    Returns
    -------
    str
        ``complete``, ``partial`` or ``unknown``: the worst that the coverage
        table says of these forums, levels and years; ``unknown`` where it is
        silent.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> day = pd.Timestamp("2007-06-01")
    >>> completeness(record, ["NRC"], ["foreign_ministers"], day, day)
    'complete'
    """
    table = record.coverage
    rows = table[table["forum"].isin(list(forums)) & table["level"].isin(list(levels))]
    rows = rows[rows["year"].between(start.year, end.year)]
    covered = set(rows["year"]) == set(range(start.year, end.year + 1))
    covered &= set(rows["level"]) == set(levels)
    said = set(rows["completeness"])
    if not covered or "unknown" in said:
        return "unknown"
    return "partial" if "partial" in said else "complete"
