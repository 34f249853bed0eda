"""Cooperative and conflictual acts, and how far their coding could move them, for notebook 03."""

import numpy as np
import pandas as pd

from .counts import per_year

TONES = ("cooperative", "neutral", "conflictual")


def sided_acts(record):
    """
    Give the events that have a tone and in which one of the two sides acts.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    pandas.DataFrame
        Rows of ``record.events``. What member states or their officials alone say or do is left out.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> sided_acts(record)["actors"].map(lambda names: not {*record.sides}.isdisjoint(names)).all()
    np.True_
    """
    sided = np.array(
        [not set(record.sides).isdisjoint(names) for names in record.events["actors"]], dtype=bool
    )
    return record.events[record.events["tone"].notna() & sided].reset_index(drop=True)


def by_tone(acts, until, bound="earliest"):
    """
    Count acts by year and tone.

    Parameters
    ----------
    acts : pandas.DataFrame
        Rows with ``tone`` and dates.
    until : pandas.Timestamp
        Last day observed.
    bound : {"earliest", "latest"}
        Which day stands for a date known to the month or year only.

    Returns
    -------
    pandas.DataFrame
        Years as index, up to the last one observed; the counts of `TONES` and ``whole`` (bool:
        the year was observed to its end).

    Examples
    --------
    >>> days = pd.to_datetime(["2001-01-01", "2003-05-01"])
    >>> some = pd.DataFrame({"tone": ["neutral", "conflictual"], "date_earliest": days})
    >>> by_tone(some, pd.Timestamp("2003-06-30"))["whole"].tolist()
    [True, True, False]
    """
    counts = per_year(acts.assign(date_earliest=acts[f"date_{bound}"]), "tone", last=until.year)
    counts = counts.reindex(columns=list(TONES), fill_value=0).rename_axis(columns=None)
    return counts.assign(whole=[until >= pd.Timestamp(year, 12, 31) for year in counts.index])


def chances(error, readings=None):
    """
    How likely another coder gives each tone to an act.

    Parameters
    ----------
    error : float
        Share of acts to which another coder gives another tone, either of the two as often.
    readings : pandas.DataFrame, optional
        ``first`` and ``second``, two codings of the same acts; they take the place of ``error``.
        To each cell half an act is added, so that what was never seen is not impossible.

    Returns
    -------
    pandas.DataFrame
        `TONES` as index (as coded) and as columns (as coded again); rows add up to one.

    Examples
    --------
    >>> chances(0.1).loc["neutral"].tolist()
    [0.05, 0.9, 0.05]
    """
    if readings is None:
        table = np.full((3, 3), error / 2)
        np.fill_diagonal(table, 1 - error)
        return pd.DataFrame(table, index=TONES, columns=TONES)
    table = pd.crosstab(readings["first"].astype(object), readings["second"].astype(object))
    table = table.reindex(index=TONES, columns=TONES, fill_value=0) + 0.5
    return table.div(table.sum(axis=1), axis=0)


def conflict_chance(counts, chances):
    """
    How likely conflictual acts outnumber cooperative ones when all acts are coded again.

    Parameters
    ----------
    counts : pandas.DataFrame
        As `by_tone` gives it.
    chances : pandas.DataFrame
        As the function of that name gives it.

    Returns
    -------
    pandas.Series
        One chance for each year; exact, if errors come independently.

    Examples
    --------
    >>> year = pd.DataFrame({"cooperative": [0], "neutral": [0], "conflictual": [1]}, index=[2001])
    >>> conflict_chance(year, chances(0.1)).tolist()
    [0.9]
    """
    found = {}
    for year, row in counts.iterrows():
        balance = np.ones(1)  # chances of each difference, from all acts cooperative to all conflictual
        for tone in TONES:
            for _ in range(row[tone]):
                balance = np.convolve(balance, chances.loc[tone])
        found[year] = balance[len(balance) // 2 + 1 :].sum()
    return pd.Series(found, dtype=float)


def number_of_years(chance, level=0.9):
    """
    In how many of some years an event happens that has a chance of its own in each.

    Parameters
    ----------
    chance : pandas.Series
        As `conflict_chance` gives it.
    level : float
        Of the range.

    Returns
    -------
    lower, upper : int
        The range that leaves out at most half of the rest at either end.

    Examples
    --------
    >>> number_of_years(pd.Series([1.0, 0.5, 0.0]))
    (1, 2)
    """
    number = np.ones(1)
    for one in chance:
        number = np.convolve(number, [1 - one, one])
    below, tail = number.cumsum(), (1 - level) / 2
    return int((below <= tail).sum()), int((below < 1 - tail).sum())
