"""How far agendas before and after a date have the same topics, and what else is usual."""

import numpy as np
import pandas as pd

from .agendas import named

SIZE = 10  # sessions on either side of a date


def in_common(before, after):
    """
    Part of two agendas that is common.

    Parameters
    ----------
    before, after : pandas.DataFrame
        As `helpers.analysis.agendas.agenda` gives it.

    Returns
    -------
    float
        0 if no topic is in both, 1 if each topic takes the same part of all mentions
        in both; NaN where one of them names nothing.

    Notes
    -----
    Renkonen's index, the sum of the smaller of two shares; see H. Wolda (1981),
    "Similarity indices, sample size and diversity", Oecologia 50: 296-302. It grows with
    the number of sessions, so agendas are compared at one number.

    Examples
    --------
    >>> before = pd.DataFrame({"iraq": [True, True], "syria": [False, False]})
    >>> after = pd.DataFrame({"iraq": [True, False], "syria": [False, True]})
    >>> in_common(before, after)
    0.5
    """
    one, other = (np.asarray(side, dtype=float).sum(axis=0) for side in (before, after))
    if not one.sum() or not other.sum():
        return np.nan
    return float(np.minimum(one / one.sum(), other / other.sum()).sum())


def profile(table, days, size=SIZE):
    """
    How much the agendas just before and just after each date have in common.

    Parameters
    ----------
    table : pandas.DataFrame
        As `helpers.analysis.agendas.agenda` gives it; rows without a topic are passed over.
    days : sequence of datetime
        Day of each row.
    size : int
        Sessions on either side.

    Returns
    -------
    pandas.DataFrame
        One row for each session that has ``size`` sessions before it and as many from it
        on, by date: ``day`` (of the session), ``common`` (`in_common`); the index counts
        the sessions before it.

    Raises
    ------
    ValueError
        If the size is not at least 1.

    Examples
    --------
    >>> table = pd.DataFrame({"iraq": [True, True, False, False], "syria": [False, False, True, True]})
    >>> profile(table, pd.date_range("2003-01-01", periods=4), 1)["common"].tolist()
    [1.0, 0.0, 1.0]
    """
    if size < 1:
        raise ValueError(f"each side has a session at least, not {size}")
    table, days = _in_order(table, days)
    places = range(size, len(table) - size + 1)
    common = [in_common(table[place - size : place], table[place : place + size]) for place in places]
    return pd.DataFrame(
        {"day": days[list(places)] if len(places) else days[:0], "common": common},
        index=pd.Index(places, name="before"),
    )


def _in_order(table, days):
    """Rows that name a topic, by day, and their days."""
    days = pd.DatetimeIndex(days)
    known = table.any(axis=1).to_numpy()
    order = np.argsort(days[known], kind="stable")
    return named(table).iloc[order], days[known][order]


def against_others(table, days, dates, size=SIZE):
    """
    Set the agendas around some dates beside those around all other dates.

    Parameters
    ----------
    table, days, size
        As in `profile`.
    dates : pandas.Series of datetime64
        Name to day.

    Returns
    -------
    pandas.DataFrame
        Names as index: ``before`` (sessions before the day), ``common``, and of the other
        dates ``lowest``, ``highest``, ``as_low`` (share with as little or less in common) and
        ``dates`` (how many). ``common`` is NaN where a side has fewer sessions than ``size``.

    Notes
    -----
    Other dates are the splits between sessions that lie half of ``size`` or more from each
    of the dates. Neighbouring splits share most of their sessions, so ``as_low`` is a place
    among what is usual, not a p value.

    Examples
    --------
    >>> table = pd.DataFrame({"iraq": [True] * 9 + [False] * 3, "syria": [False] * 9 + [True] * 3})
    >>> days = pd.date_range("2003-01-01", periods=12)
    >>> against_others(table, days, pd.Series({"turn": days[9]}), 2)[["common", "lowest"]].values.tolist()
    [[0.0, 0.5]]
    """
    curve = profile(table, days, size)["common"]
    _, sorted_days = _in_order(table, days)
    places = {name: int((sorted_days < day).sum()) for name, day in dates.items()}
    clear = [all(abs(place - each) >= size / 2 for each in places.values()) for place in curve.index]
    others = curve[np.array(clear, dtype=bool)]
    rows = {}
    for name, place in places.items():
        value = curve.get(place, np.nan)
        rows[name] = {
            "before": place,
            "common": value,
            "lowest": others.min(),
            "highest": others.max(),
            "as_low": (others <= value).mean() if value == value and len(others) else np.nan,
            "dates": len(others),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("date")


def changes(table, days, day, size=SIZE):
    """
    How many of the sessions on either side of a day name each topic.

    Parameters
    ----------
    table, days, size
        As in `profile`.
    day : pandas.Timestamp

    Returns
    -------
    pandas.DataFrame
        Topic as index, the largest change first: ``before`` and ``after``, in sessions;
        topics named on neither side are left out.

    Examples
    --------
    >>> table = pd.DataFrame({"iraq": [True, False], "syria": [True, True]})
    >>> changes(table, pd.date_range("2003-01-01", periods=2), pd.Timestamp("2003-01-02"), 1).values.tolist()
    [[1, 0], [1, 1]]
    """
    table, days = _in_order(table, days)
    place = int((days < day).sum())
    sides = table[max(0, place - size) : place].sum(), table[place : place + size].sum()
    found = pd.DataFrame({"before": sides[0], "after": sides[1]}).rename_axis("topic")
    found = found[found.sum(axis=1) > 0]
    largest = (found["after"] - found["before"]).abs().sort_values(ascending=False, kind="stable")
    return found.loc[largest.index]
