"""Sessions due and sessions held."""

import numpy as np
import pandas as pd

from .intervals import binomial_interval, poisson_interval


def promises(record, meetings, levels, evidence=("explicit", "inferred")):
    """
    Sessions promised and sessions on record, per forum, level and year.

    Parameters
    ----------
    record : helpers.Record
        With the table ``coverage``.
    meetings : pandas.DataFrame
        Meetings that are to count, such as those of the councils.
    levels : sequence of str
        Levels to keep, in the order of the result.
    evidence : collection of str
        Which evidence makes a meeting one that was held; announced ones are
        left out unless they are asked for.

    Returns
    -------
    pandas.DataFrame
        ``forum``, ``level``, ``year`` (int), ``promised`` (sessions due by
        a text in force, less the months of suspension), ``on_paper`` (what the
        founding text says), both from the coverage table, ``held`` (meetings with such evidence) and
        ``completeness`` of the list. Levels that no text gives a rhythm are
        left out.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> table = promises(record, record.meetings, ["foreign_ministers"])
    >>> due = table[(table["forum"] == "PJC") & (table["year"] == 1999)]
    >>> due[["promised", "on_paper", "held"]].to_numpy().tolist()
    [[1, 2, 0]]
    """
    forums = [name for name in record.councils if name in set(meetings["forum"])]
    cover = record.coverage
    due = cover[["expected", "on_paper"]].notna().any(axis=1)
    cover = cover[cover["forum"].isin(forums) & cover["level"].isin(levels) & due]
    table = pd.DataFrame(
        {
            "forum": cover["forum"].astype(object),
            "level": cover["level"].astype(object),
            "year": cover["year"].astype(int),
            "promised": cover["expected"].fillna(0).astype(int),
            "on_paper": cover["on_paper"].fillna(cover["expected"]).astype(int),
            "completeness": cover["completeness"].astype(object),
        }
    ).reset_index(drop=True)
    seen = meetings[meetings["evidence"].isin(list(evidence))]
    counts = seen.groupby(
        [seen["forum"].astype(object), seen["level"].astype(object), seen["date_earliest"].dt.year]
    ).size()
    keys = pd.MultiIndex.from_frame(table[["forum", "level", "year"]])
    table["held"] = counts.reindex(keys, fill_value=0).to_numpy().astype(int)
    table["rank"] = table["level"].map(list(levels).index)
    table["age"] = table["forum"].map(record.councils.index)
    table = table.sort_values(["rank", "year", "age"], kind="stable", ignore_index=True)
    return table[["forum", "level", "year", "promised", "on_paper", "held", "completeness"]]


def kept(table, by, promised="promised", confidence=0.95):
    """
    How far a promised rhythm was kept.

    Parameters
    ----------
    table : pandas.DataFrame
        As `promises` gives it.
    by : list of str
        Columns to group by.
    promised : {"promised", "on_paper"}
        Which promise counts.
    confidence : float
        Probability that an interval is to cover, at least.

    Returns
    -------
    pandas.DataFrame
        One row for each group, in the order of the table: ``promised``,
        ``held``, ``ratio`` (held by promised), ``lower`` and ``upper``, ``slots``
        (part of the promised sessions that took place in their own year, what
        was held beyond the promise not counted), ``slots_lower`` and
        ``slots_upper``, and ``complete`` (whether the list is complete in every
        year of the group). Where it is not, ratio and slots are lower bounds and their
        intervals NaN; where nothing was promised, both are NaN.

    Notes
    -----
    The interval of the ratio takes the sessions held as a Poisson count (Garwood
    1936, see `helpers.analysis.intervals.poisson_interval`) and the promise as fixed; more
    may be held than was promised. That of the slots takes each promised session as kept
    or not, independently and with the same chance (Clopper and Pearson 1934,
    see `helpers.analysis.intervals.binomial_interval`).

    Examples
    --------
    >>> table = pd.DataFrame({"level": ["a", "a"], "promised": [2, 2], "held": [3, 1],
    ...                       "completeness": ["complete", "complete"]})
    >>> row = kept(table, ["level"]).loc["a"]
    >>> float(row["ratio"]), float(row["slots"]), bool(row["complete"])
    (1.0, 0.75, True)
    """
    work = table.assign(
        promised=table[promised],
        filled=np.minimum(table["held"], table[promised]),
        complete=table["completeness"] == "complete",
    )
    sums = work.groupby(by, sort=False).agg(
        promised=("promised", "sum"),
        held=("held", "sum"),
        filled=("filled", "sum"),
        complete=("complete", "all"),
    )
    due = sums["promised"].where(sums["promised"] > 0).astype(float)
    lower, upper = poisson_interval(sums["held"], confidence)
    filled = sums.pop("filled")
    slots_lower, slots_upper = binomial_interval(filled, sums["promised"], confidence)
    bounds = {"ratio": sums["held"] / due, "lower": lower / due, "upper": upper / due, "slots": filled / due}
    bounds["slots_lower"], bounds["slots_upper"] = (
        pd.Series(bound, sums.index) for bound in (slots_lower, slots_upper)
    )
    for name, values in bounds.items():
        sums[name] = values if name in ("ratio", "slots") else values.where(sums["complete"] & due.notna())
    return sums[["promised", "held", *bounds, "complete"]]
