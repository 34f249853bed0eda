"""Open is not used: how long a forum was open at a level, and in how much of that time it met."""

import numpy as np
import pandas as pd

from .intervals import poisson_interval
from .status import BOUNDS, spells

OPEN = ("active", "limited")
STATES = ("met", "empty", "no page", "met while shut")
YEAR = 365.25


def edges(record):
    """
    List the forums by level, with the body that meets at that level.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    pandas.DataFrame
        One row for each forum and level of ``record.coverage`` and each channel
        of which a page dates the beginning: ``forum``, ``level`` (empty for
        channels) and ``bodies`` (tuple of institution ids, open while one of
        them is).

    Notes
    -----
    Where a forum has parts that meet at a level, the level is open while one of
    them is: the chiefs of staff of the NRC were suspended in 2014, the NRC was
    not. Where it has none, the forum itself counts.

    Examples
    --------
    >>> import helpers
    >>> table = edges(helpers.load()).set_index(["forum", "level"])
    >>> table.loc[("NRC", "chiefs_of_staff"), "bodies"]
    ('NRC_CHODS',)
    """
    rows = record.institutions
    pairs = record.coverage[["forum", "level"]].astype(object).drop_duplicates()
    parts = (
        rows.loc[
            rows["kind"].isin(["forum", "working_group"]) & rows["parent"].notna(),
            ["institution_id", "parent", "levels"],
        ]
        .explode("levels")
        .dropna()
    )
    parts = parts.groupby([parts["parent"].astype(object), parts["levels"].astype(object)])[
        "institution_id"
    ].agg(tuple)
    bodies = [parts.get((forum, level), (forum,)) for forum, level in pairs.itertuples(index=False)]
    pairs = pairs.assign(bodies=bodies)
    channels = rows[(rows["kind"] == "channel") & rows["founded"].notna()]["institution_id"]
    more = pd.DataFrame({"forum": channels, "level": "", "bodies": [(node,) for node in channels]})
    return pd.concat([pairs, more], ignore_index=True)


def _open_days(record, table, years, bound, presumed):
    """Days of each year on which each edge was open, shape (edges, years)."""
    periods = spells(record, bound)
    periods = periods[periods["status"].isin((*OPEN, "presumed") if presumed else OPEN)]
    bodies = table["bodies"].explode().rename("institution_id").rename_axis("edge").reset_index()
    periods = bodies.merge(periods, on="institution_id").sort_values(["edge", "start"])
    first = pd.Timestamp(int(years[0]), 1, 1)
    days = (pd.Timestamp(int(years[-1]) + 1, 1, 1) - first).days
    steps = np.zeros((len(table), days + 1), dtype=np.int64)
    start, end = ((periods[name] - first).dt.days.clip(0, days).to_numpy() for name in ("start", "end"))
    np.add.at(steps, (periods["edge"].to_numpy(), start), 1)
    np.add.at(steps, (periods["edge"].to_numpy(), end), -1)
    is_open = np.cumsum(steps, axis=1)[:, :-1] > 0
    ends = (pd.to_datetime([f"{year}-01-01" for year in years]) - first).days
    return is_open, np.add.reduceat(is_open, ends, axis=1)


def by_year(record, bound="earliest", presumed=True, evidence=None):
    """
    Days open and meetings of each forum, level and year.

    Parameters
    ----------
    record : helpers.Record
    bound : {"earliest", "latest"}
        Which day stands for a date known to the month or year only.
    presumed : bool
        Whether a body that is presumed open counts as open.
    evidence : collection of str, optional
        Count meetings of these values of ``evidence`` only.

    Returns
    -------
    pandas.DataFrame
        One row for each edge of `edges` and year in which it was open or met:
        ``forum``, ``level``, ``year``, ``open_days``, ``meetings`` (all),
        ``inside`` (those that began on an open day), ``completeness`` of
        the list of that year (``unknown`` where the coverage table has no row)
        and ``state``: ``met``, ``empty`` (open, no meeting, the list is complete),
        ``no page`` (open, none found, the list is not complete: that proves
        nothing) and ``met while shut`` (met in a year without an open day).

    Raises
    ------
    ValueError
        If the bound is not one of the two.

    Examples
    --------
    >>> import helpers
    >>> table = by_year(helpers.load()).set_index(["forum", "level", "year"])
    >>> table.loc[("NRC", "foreign_ministers", 2016), "state"]
    'empty'
    """
    if bound not in BOUNDS:
        raise ValueError(f"bound is one of {', '.join(BOUNDS)}, not {bound!r}")
    table = edges(record)
    meetings = record.meetings
    if evidence is not None:
        meetings = meetings[meetings["evidence"].isin(list(evidence))]
    day = meetings[f"date_{bound}"].fillna(meetings["date_earliest"])
    years = np.arange(record.meetings["date_earliest"].dt.year.min(), record.observed_until.year + 1)
    is_open, days = _open_days(record, table, years, bound, presumed)

    held = pd.DataFrame(
        {"forum": meetings["forum"].astype(object), "level": meetings["level"].astype(object), "day": day}
    )
    named = pd.DataFrame({"forum": meetings["institutions"], "level": "", "day": day}).explode("forum")
    keys = pd.MultiIndex.from_frame(table[["forum", "level"]])
    held = pd.concat([held, named[named["forum"].isin(table.loc[table["level"] == "", "forum"])]])
    edge = keys.get_indexer(pd.MultiIndex.from_frame(held[["forum", "level"]]))
    held, edge = held[edge >= 0], edge[edge >= 0]
    column = (held["day"].dt.year - years[0]).to_numpy()
    position = (held["day"] - pd.Timestamp(int(years[0]), 1, 1)).dt.days.to_numpy()
    count, inside = (np.zeros(days.shape, dtype=int) for _ in range(2))
    np.add.at(count, (edge, column), 1)
    np.add.at(inside, (edge, column), is_open[edge, position])

    coverage = record.coverage.set_index(
        [
            record.coverage["forum"].astype(object),
            record.coverage["level"].astype(object),
            record.coverage["year"].astype(int),
        ]
    )["completeness"].astype(object)
    found = pd.DataFrame(
        {
            "forum": np.repeat(table["forum"].to_numpy(), len(years)),
            "level": np.repeat(table["level"].to_numpy(), len(years)),
            "year": np.tile(years, len(table)),
            "open_days": days.ravel(),
            "meetings": count.ravel(),
            "inside": inside.ravel(),
        }
    )
    at = pd.MultiIndex.from_frame(found[["forum", "level", "year"]])
    found["completeness"] = coverage.reindex(at).fillna("unknown").to_numpy()
    found = found[(found["open_days"] > 0) | (found["meetings"] > 0)].reset_index(drop=True)
    was_open, met = found["open_days"] > 0, found["meetings"] > 0
    whole = found["completeness"] == "complete"
    found["state"] = np.select([was_open & met, was_open & whole, was_open], STATES[:3], STATES[3])
    return found


def open_and_used(years):
    """
    Sum up how much of its open time each forum and level was used.

    Parameters
    ----------
    years : pandas.DataFrame
        As `by_year` gives it, or some rows of it.

    Returns
    -------
    pandas.DataFrame
        Indexed by forum and level, in the order of the rows: ``open_years``
        (exposure, Julian years), ``years_open`` (calendar years with an open
        day), ``met``, ``empty`` and ``no_page`` (those years by state),
        ``meetings`` (on open days), ``shut`` (on other days), ``per_year``
        (meetings per open year), ``lower`` and ``upper`` (exact 95 % Poisson
        interval).

    Examples
    --------
    >>> import helpers
    >>> table = open_and_used(by_year(helpers.load()))
    >>> bool((table["met"] + table["empty"] + table["no_page"] == table["years_open"]).all())
    True
    """
    states = {name: years["state"] == state for name, state in zip(("met", "empty", "no_page"), STATES)}
    rows = years.assign(years_open=years["open_days"] > 0, **states)
    table = rows.groupby(["forum", "level"], sort=False)[
        ["open_days", "years_open", "met", "empty", "no_page", "meetings", "inside"]
    ].sum()
    exposure = table["open_days"] / YEAR
    lower, upper = poisson_interval(table["inside"])
    found = table[["years_open", "met", "empty", "no_page"]].astype(int)
    found.insert(0, "open_years", exposure)
    found["meetings"], found["shut"] = table["inside"], table["meetings"] - table["inside"]
    with np.errstate(divide="ignore", invalid="ignore"):
        for name, value in (("per_year", table["inside"]), ("lower", lower), ("upper", upper)):
            found[name] = np.where(exposure > 0, value / exposure, np.nan)
    return found
