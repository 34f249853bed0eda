"""Choosing and counting events: by year, by the conditions of a claim; and the spans of phases."""

import numpy as np
import pandas as pd

from ..record.narrowing import select as select


def per_year(events, by, first=None, last=None):
    """
    Count events per calendar year and group.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with ``date_earliest``.
    by : str
        Column to group by; rows without a value count under ``"unknown"``.
    first, last : int, optional
        First and last year of the result; by default those of the events.

    Returns
    -------
    pandas.DataFrame
        Counts (int): years as index, the groups that occur as columns, in the
        order of the vocabulary. A year without events has 0. An event that
        lasts counts in the year in which it begins.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> council = select(record.meetings, forums=["PJC"])
    >>> int(per_year(council, "forum").sum().item()) == len(council)
    True
    """
    year = events["date_earliest"].dt.year
    groups = events[by].astype(object).where(events[by].notna(), "unknown")
    counts = pd.crosstab(year, groups)
    if isinstance(events[by].dtype, pd.CategoricalDtype):
        order = [value for value in [*events[by].cat.categories, "unknown"] if value in counts]
        counts = counts[order]
    if first is None and len(events):
        first = year.min()
    if last is None and len(events):
        last = year.max()
    years = range(first, last + 1) if first is not None and last is not None else []
    counts = counts.reindex(years, fill_value=0).astype(int)
    return counts.rename_axis(index="year", columns=by)


def phase_spans(phases, until):
    """
    Give each phase its end.

    Parameters
    ----------
    phases : pandas.DataFrame
        Rows of ``record.phases`` or of a table of the same shape.
    until : pandas.Timestamp
        End of the last phase, usually ``record.observed_until``.

    Returns
    -------
    pandas.DataFrame
        ``phase_id``, ``name``, ``start``, ``end`` (first day of the next phase)
        and ``years`` (length in Julian years).

    Raises
    ------
    ValueError
        If two phases start on one day, or one starts after ``until``.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> spans = phase_spans(record.phases, record.observed_until)
    >>> bool((spans["end"].iloc[:-1].to_numpy() == spans["start"].iloc[1:].to_numpy()).all())
    True
    """
    ordered = phases.sort_values("start_earliest", kind="stable").reset_index(drop=True)
    start = ordered["start_earliest"]
    end = start.shift(-1).fillna(until)
    if not (end > start).all():
        raise ValueError("phases must start on different days, before the end of the record")
    return pd.DataFrame(
        {
            "phase_id": ordered["phase_id"],
            "name": ordered["name"],
            "start": start,
            "end": end,
            "years": (end - start).dt.days / 365.25,
        }
    )


CONDITIONS = {
    "forum": "forum",
    "level": "level",
    "format": "format",
    "type": "type",
    "tone": "tone",
    "evidence": "evidence",
    "country": "country",
    "city": "city",
    "topic": "topics",
    "institution": "institutions",
    "actor": "actors",
}


def matching(events, subject):
    """
    Pick the events that a claim is about.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of ``record.events``.
    subject : sequence of str
        Conditions ``column=value`` or ``column=value|other``, as in the claims
        table; all must hold. ``topic``, ``institution`` and ``actor`` look into
        the lists; ``institution`` also takes the forum of a meeting.

    Returns
    -------
    pandas.DataFrame
        The rows that remain, in the same order, numbered from 0.

    Raises
    ------
    ValueError
        If a condition does not name a column that can be asked for.

    Examples
    --------
    >>> import helpers
    >>> events = helpers.load().events
    >>> rows = matching(events, ["forum=NRC", "level=foreign_ministers|defence_ministers"])
    >>> sorted(rows["level"].unique())
    ['defence_ministers', 'foreign_ministers']
    """
    return events[fitting(events, subject)].reset_index(drop=True)


def fitting(events, subject):
    """
    Say which events a claim is about, as `matching`, but all rows stay in their places.

    Parameters
    ----------
    events, subject
        See `matching`.

    Returns
    -------
    numpy.ndarray of bool
        One for each row.

    Raises
    ------
    ValueError
        If a condition does not name a column that can be asked for.

    Examples
    --------
    >>> import helpers
    >>> events = helpers.load().events
    >>> int(fitting(events, ["forum=PJC"]).sum()) == int((events["forum"] == "PJC").sum())
    True
    """
    keep = np.ones(len(events), dtype=bool)
    for condition in subject:
        name, equals, values = condition.partition("=")
        if not equals or name not in CONDITIONS:
            raise ValueError(f"{condition!r} is not one of {', '.join(CONDITIONS)} with = and a value")
        wanted = set(values.split("|"))
        cells = events[CONDITIONS[name]]
        if name in ("topic", "institution", "actor"):
            hit = np.array([not wanted.isdisjoint(items) for items in cells], dtype=bool)
            if name == "institution":
                hit |= events["forum"].isin(wanted).to_numpy()
        else:
            hit = cells.isin(wanted).to_numpy()
        keep &= hit
    return keep
