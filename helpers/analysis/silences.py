"""Silences: the time between successive sessions, the last one still open."""

import numpy as np
import pandas as pd

from .coverage import completeness


def gaps(events, until):
    """
    Days between successive events, the last one still open.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with ``event_id``, ``date`` (EDTF), ``date_earliest`` and
        ``level``; all count as one sequence, whatever their forum.
    until : pandas.Timestamp
        Day on which observation ends, usually ``record.observed_until``.

    Returns
    -------
    pandas.DataFrame
        One row per gap, oldest first: ``last_event`` and ``next_event`` (ids),
        ``level`` of the event that ended it (None while it is open), ``start``
        and ``end`` (Timestamp), ``days`` between them, ``shortest`` and
        ``longest`` (days, the bounds under uncertain dates) and ``closed``
        (bool; False for the last, which runs until ``until``).

    Raises
    ------
    ValueError
        If there is no event, or one begins after ``until``.

    Notes
    -----
    An event stands at its first day; one known to the month or year stands in
    the middle of the days on which it may have begun. The bounds keep the same
    events before and after the gap and let each move over all of its days.
    Events on one day leave no gap between them.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> table = gaps(record.meetings, record.observed_until)
    >>> bool((table["shortest"] <= table["days"]).all() and not table["closed"].iloc[-1])
    True
    """
    if not len(events):
        raise ValueError("a gap needs an event to begin with")
    first = events["date_earliest"].to_numpy().astype("M8[D]")
    begun = events["date_begins_latest"].to_numpy().astype("M8[D]")
    day = np.datetime64(pd.Timestamp(until), "D")
    if (first > day).any():
        raise ValueError(f"an event begins after {day}, when observation ends")
    begun = np.minimum(begun, day)
    middle = first + (begun - first) // 2
    order = np.lexsort((begun, middle))
    first, begun, middle = first[order], begun[order], middle[order]
    next_middle = np.append(middle[1:], day)
    low = np.append(np.minimum.accumulate(first[::-1])[::-1][1:], day)
    high = np.append(np.minimum.accumulate(begun[::-1])[::-1][1:], day)
    ids = events["event_id"].to_numpy()[order]
    level = events["level"].astype(object).to_numpy()[order]
    table = pd.DataFrame(
        {
            "last_event": ids,
            "next_event": np.append(ids[1:], None),
            "level": np.append(level[1:], None),
            "start": middle.astype("M8[s]"),
            "end": next_middle.astype("M8[s]"),
            "days": (next_middle - middle).astype(int),
            "shortest": np.maximum((low - np.maximum.accumulate(begun)).astype(int), 0),
            "longest": (high - np.maximum.accumulate(first)).astype(int),
            "closed": np.arange(len(ids)) < len(ids) - 1,
        }
    )
    return table[(table["days"] > 0) | ~table["closed"]].reset_index(drop=True)


def lists_behind(record, table, forums, levels):
    """
    Say of each gap how complete the lists of its years are.

    A gap in years whose lists are not complete may hold sessions that no source was found
    for: it is an upper bound, and no silence to be ranked.

    Parameters
    ----------
    record : helpers.Record
    table : pandas.DataFrame
        As `gaps` gives it.
    forums, levels : collection of str
        Those whose sessions the gaps part.

    Returns
    -------
    list of str
        ``complete``, ``partial`` or ``unknown``, see `helpers.analysis.coverage.completeness`.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> levels = ["foreign_ministers"]
    >>> table = gaps(record.sessions(["NRC"], levels), record.observed_until)
    >>> lists_behind(record, table, ["NRC"], levels)[0]
    'complete'
    """
    last = record.observed_until
    return [
        completeness(record, forums, levels, start, min(end, last))
        for start, end in zip(table["start"], table["end"])
    ]


def open_gap(table):
    """
    Set the gap that is still open beside the longest one before it.

    Parameters
    ----------
    table : pandas.DataFrame
        As `gaps` gives it.

    Returns
    -------
    pandas.Series
        ``last`` (day of the last session), ``days`` (since then), ``longest`` (days of the
        longest gap before) and ``ratio`` of the two; NaN where there was none before.

    Examples
    --------
    >>> day = pd.Timestamp
    >>> events = pd.DataFrame({"event_id": ["a", "b"], "level": ["x", "x"],
    ...     "date_earliest": [day("2001-01-01"), day("2001-01-11")]})
    >>> events["date_begins_latest"] = events["date_earliest"]
    >>> [float(part) for part in open_gap(gaps(events, day("2001-01-26")))[["days", "longest", "ratio"]]]
    [15.0, 10.0, 1.5]
    """
    last, before = table.iloc[-1], table.loc[table["closed"], "days"]
    longest = before.max() if len(before) else np.nan
    return pd.Series(
        {"last": last["start"], "days": last["days"], "longest": longest, "ratio": last["days"] / longest}
    )
