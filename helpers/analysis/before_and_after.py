"""Counts before and after a day, and what other days would have given."""

import numpy as np
import pandas as pd

from .intervals import poisson_interval, rate_ratio

YEAR = 365.25  # days


def span(day, months, since=None, until=None):
    """
    Days on either side of day zero, cut to the time in which meetings could be counted.

    Parameters
    ----------
    day : pandas.Timestamp
        Day zero; it closes the time before.
    months : int
        Calendar months on either side.
    since, until : pandas.Timestamp, optional
        First and last day on which a meeting could be counted.

    Returns
    -------
    tuple of pandas.Timestamp
        Start, day zero and end.

    Raises
    ------
    ValueError
        If nothing is left on one side.

    Examples
    --------
    >>> start, zero, end = span(pd.Timestamp("2014-04-01"), 36)
    >>> f"{start:%Y-%m-%d} {end:%Y-%m-%d}"
    '2011-04-01 2017-04-01'
    """
    start, end = day - pd.DateOffset(months=months), day + pd.DateOffset(months=months)
    start = start if since is None else max(start, since)
    end = end if until is None else min(end, until)
    if not start < day < end:
        raise ValueError(f"nothing can be counted on one side of {day:%Y-%m-%d}")
    return start, day, end


def _counts(days, edges):
    """Events in the spans between edges, each without its first day and with its last."""
    places = np.searchsorted(
        np.sort(np.asarray(days, dtype="M8[s]")), np.asarray(edges, dtype="M8[s]"), side="right"
    )
    return np.diff(places)


def before_after(meetings, cases, months=36, since=None, until=None):
    """
    Compare the rate of meetings after each rupture with the rate before it.

    Parameters
    ----------
    meetings : pandas.DataFrame
        As `contacts` gives it, or some of its rows.
    cases : pandas.DataFrame
        As `ruptures` gives it.
    months : int
        Calendar months on either side.
    since, until : pandas.Timestamp, optional
        First and last day on which a meeting could be counted.

    Returns
    -------
    pandas.DataFrame
        Name of the rupture as index: ``before``, ``after`` (counts, by the
        first day that a date may mean), ``years_before``, ``years_after``,
        ``ratio``, ``lower``, ``upper`` (see `helpers.analysis.intervals.rate_ratio`) and ``unsure``
        (meetings that another day of their month or year would put on the other
        side of an edge).

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> cases = ruptures(record, {"2022": "EV-2022-02-24-invasion"})
    >>> int(before_after(contacts(record), cases)["after"].item())
    0
    """
    rows = {}
    for name, day in cases["day"].items():
        edges = span(day, months, since, until)
        years = [(end - start).days / YEAR for start, end in zip(edges, edges[1:])]
        before, after = _counts(meetings["date_earliest"], edges)
        early, late = (
            np.searchsorted(np.asarray(edges, dtype="M8[s]"), meetings[f"begins_{bound}"].to_numpy())
            for bound in ("earliest", "latest")
        )
        ratio = rate_ratio(before, after, *years)
        rows[name] = [before, after, *years, *map(float, ratio), int((early != late).sum())]
    columns = ["before", "after", "years_before", "years_after", "ratio", "lower", "upper", "unsure"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis("rupture")


def bins(meetings, cases, months=36, step=6, since=None, until=None):
    """
    Rates of meetings in spans of equal length before and after each rupture.

    Parameters
    ----------
    meetings, cases, months, since, until
        As in `before_after`.
    step : int
        Months in one span; divides ``months``.

    Returns
    -------
    pandas.DataFrame
        ``rupture``, ``month`` (the one in which the span begins, negative before
        day zero), ``start``, ``end``, ``meetings``, ``years`` (exposure),
        ``per_year``, ``lower`` and ``upper`` (exact 95 % Poisson interval). Spans
        in which nothing could be counted are left out, others cut to the time in
        which something could.

    Raises
    ------
    ValueError
        If the step does not divide the months.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> cases = ruptures(record, {"2014": "EV-2014-04-01-cooperation_suspended"})
    >>> len(bins(contacts(record), cases))
    12
    """
    if months % step:
        raise ValueError(f"{step} months do not divide {months}")
    rows = []
    for name, day in cases["day"].items():
        limits = span(day, months, since, until)
        for month in range(-months, months, step):
            start, end = day + pd.DateOffset(months=month), day + pd.DateOffset(months=month + step)
            start, end = max(start, limits[0]), min(end, limits[2])
            if start < end:
                rows.append((name, month, start, end, *_counts(meetings["date_earliest"], (start, end))))
    table = pd.DataFrame(rows, columns=["rupture", "month", "start", "end", "meetings"])
    table["years"] = (table["end"] - table["start"]).dt.days / YEAR
    lower, upper = poisson_interval(table["meetings"])
    table["per_year"] = table["meetings"] / table["years"]
    table["lower"], table["upper"] = lower / table["years"], upper / table["years"]
    return table


def placebo(meetings, cases, months, first, last):
    """
    The same comparison at days on which nothing broke.

    Parameters
    ----------
    meetings, cases
        As in `before_after`.
    months : int
        Calendar months on either side.
    first, last : pandas.Timestamp
        Days between which meetings could be counted; every comparison lies
        within them.

    Returns
    -------
    pandas.DataFrame
        First days of months as index: ``before``, ``after``, ``ratio`` (NaN
        where there was no meeting on either side) and ``clear`` (bool: no rupture
        lies within the months on either side).

    Notes
    -----
    Neighbours share most of their meetings: the number of rows says nothing about
    how many independent comparisons they hold.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> cases = ruptures(record, {"2008": "EV-2008-08-19-nrc_suspended"})
    >>> table = placebo(contacts(record), cases, 12, pd.Timestamp("2006-01-01"), pd.Timestamp("2010-01-01"))
    >>> len(table), int(table["clear"].sum())
    (25, 8)
    """
    days = pd.date_range(first + pd.DateOffset(months=months), last - pd.DateOffset(months=months), freq="MS")
    starts, ends = days - pd.DateOffset(months=months), days + pd.DateOffset(months=months)
    sorted_days = np.sort(meetings["date_earliest"].to_numpy(dtype="M8[s]"))
    low, middle, high = (
        np.searchsorted(sorted_days, edge.to_numpy(dtype="M8[s]"), side="right")
        for edge in (starts, days, ends)
    )
    before, after = middle - low, high - middle
    broken = cases["day"].to_numpy()
    clear = ~((starts.to_numpy()[:, None] < broken) & (broken < ends.to_numpy()[:, None])).any(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = after / before * ((days - starts).days / (ends - days).days)
    return pd.DataFrame(
        {"before": before, "after": after, "ratio": ratio, "clear": clear}, index=days.rename("day")
    )


def apart(days, months):
    """
    How many comparisons share no day with one another.

    Parameters
    ----------
    days : pandas.DatetimeIndex
        Middles of the comparisons, ascending.
    months : int
        Calendar months on either side of each.

    Returns
    -------
    int

    Examples
    --------
    >>> apart(pd.date_range("2001-01-01", "2003-01-01", freq="MS"), 12)
    2
    """
    count, free = 0, pd.Timestamp.min
    for day in days:
        if day - pd.DateOffset(months=months) >= free:
            count, free = count + 1, day + pd.DateOffset(months=months)
    return count


def empty_share(days, start, end, length):
    """
    How many spans of a length, laid anywhere into a period, would have seen no event.

    Parameters
    ----------
    days : array_like of datetime
        Days of events; those outside the period are passed over.
    start, end : pandas.Timestamp
        The period.
    length : array_like of float
        Lengths of the span, in days, more than 0.

    Returns
    -------
    numpy.ndarray of float
        Share of all places of the span, between 0 and 1: the chance that one who
        begins to wait on a day drawn at random waits that long. 0 for a span
        longer than the longest gap; NaN where no event lies in the period.

    Raises
    ------
    ValueError
        If a length is not more than 0.

    Notes
    -----
    With gaps g between events and the ends of a period of length T, the share
    is the sum of max(g - length, 0) divided by T - length. It takes the rhythm
    as it was: no distribution is assumed.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2001-02-10"])
    >>> share = empty_share(days, pd.Timestamp("2001-01-01"), pd.Timestamp("2001-04-11"), [50, 70])
    >>> share.round(2).tolist()
    [0.2, 0.0]
    """
    length = np.asarray(length, dtype=float)
    if (length <= 0).any():
        raise ValueError("a span is longer than 0 days")
    period = (end - start).days
    place = (pd.DatetimeIndex(days) - start).days.to_numpy()
    place = np.sort(place[(place > 0) & (place <= period)])
    if not len(place):
        return np.full(length.shape, np.nan)
    gaps = np.diff([0, *place, period])
    room = np.maximum(gaps - length[..., None], 0).sum(axis=-1)
    return np.where(room > 0, room / np.where(length < period, period - length, 1), 0.0)
