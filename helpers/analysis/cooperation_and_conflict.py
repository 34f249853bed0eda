"""Cooperative and conflictual acts over time, for notebook 03."""

import pandas as pd

from .counts import per_year
from .status import BOUNDS


def cumulative_tone(events, bound="earliest", first=None, last=None):
    """
    Cooperative and conflictual acts per year, added up.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with ``tone`` and dates; those without a tone, as meetings, are passed over.
    bound : {"earliest", "latest"}
        Which day stands for a date known to the month or year only.
    first, last : int, optional
        First and last year of the result; by default those of the acts.

    Returns
    -------
    pandas.DataFrame
        Int: years as index; ``cooperative`` and ``conflictual`` acts of the year,
        ``balance`` (the first less the second), both added up since the first year
        (``cooperative_total``, ``conflictual_total``), and ``lead``, the balance added up.

    Raises
    ------
    ValueError
        If the bound is not one of the two.

    Examples
    --------
    >>> days = pd.to_datetime(["2001-01-01", "2001-05-01", "2003-01-01"])
    >>> acts = pd.DataFrame({"tone": ["cooperative", "cooperative", "conflictual"], "date_earliest": days})
    >>> cumulative_tone(acts)["lead"].to_dict()
    {2001: 2, 2002: 2, 2003: 1}
    """
    if bound not in BOUNDS:
        raise ValueError(f"bound is one of {', '.join(BOUNDS)}, not {bound!r}")
    told = events[events["tone"].notna()]
    counts = per_year(told.assign(date_earliest=told[f"date_{bound}"]), "tone", first, last)
    sides = counts.reindex(columns=["cooperative", "conflictual"], fill_value=0).rename_axis(columns=None)
    totals = sides.cumsum().add_suffix("_total")
    balance = sides["cooperative"] - sides["conflictual"]
    return pd.concat([sides, balance.rename("balance"), totals, balance.cumsum().rename("lead")], axis=1)


def turn_of(lead):
    """
    When a lead was largest for the last time, and when it was gone.

    Parameters
    ----------
    lead : pandas.Series
        Years as index, as the last column of `cumulative_tone`.

    Returns
    -------
    peak : int
        Last year with the largest lead.
    crossing : int or None
        First year after it in which the lead is gone; None if it never is.

    Examples
    --------
    >>> turn_of(pd.Series([1, 3, 3, 2, 0], index=range(2000, 2005)))
    (2002, 2004)
    """
    peak = int(lead.index[lead == lead.max()][-1])
    gone = lead.index[(lead.index > peak) & (lead <= 0)]
    return peak, int(gone[0]) if len(gone) else None
