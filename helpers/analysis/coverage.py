"""How complete the lists of sessions are."""

import pandas as pd

from ..record.narrowing import sessions_by_row


def combined(values):
    """
    Say how complete several lists are together: the one rule of the project.

    Parameters
    ----------
    values : iterable of str
        ``complete``, ``partial`` or ``unknown``, one for each list.

    Returns
    -------
    str
        ``complete`` if all are, ``partial`` if sessions are known or likely to be missing
        from one of them, else ``unknown``; so too where there is no list.

    Examples
    --------
    >>> combined(["complete", "unknown"]), combined(["partial", "unknown"])
    ('unknown', 'partial')
    """
    values = set(values)
    if values == {"complete"}:
        return "complete"
    return "partial" if "partial" in values else "unknown"


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
    return pd.Series(sessions_by_row(record.events, record.coverage), name="documented")


def completeness(record, forums, levels, start, end):
    """
    How complete the lists of sessions are in a period.

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
        As `combined`; years, forums and levels on which the table is silent are unknown.

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
    said = rows.groupby([rows["level"].astype(object), rows["year"].astype(int)])["completeness"].agg(
        combined
    )
    cells = pd.MultiIndex.from_product([list(levels), range(start.year, end.year + 1)])
    return combined(said.reindex(cells).fillna("unknown"))
