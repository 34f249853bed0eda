"""Analyses: functions from tables to tables."""

import numpy as np
import pandas as pd

from .dates import parse_edtf
from .memo import kept

STANDINGS = ("active", "presumed", "limited", "suspended", "dormant", "undated")
BOUNDS = ("earliest", "latest")


def select(events, forums=None, levels=None, evidence=None):
    """
    Pick events by forum, level and evidence.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of ``record.events`` or ``record.meetings``.
    forums, levels, evidence : collection of str, optional
        Keep rows with one of these values; by default all.

    Returns
    -------
    pandas.DataFrame
        The rows that remain, in the same order, numbered from 0.

    Raises
    ------
    ValueError
        If a level or an evidence is not in the vocabulary, or a text stands
        where a list is meant.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> sorted(select(record.meetings, forums=record.councils)["forum"].unique())
    ['NRC', 'PJC']
    """
    keep = np.ones(len(events), dtype=bool)
    for column, wanted in (("forum", forums), ("level", levels), ("evidence", evidence)):
        if wanted is None:
            continue
        if isinstance(wanted, str):
            raise ValueError(f"{column} takes a list of values, not {wanted!r}")
        if column != "forum":
            unknown = set(wanted) - set(events[column].cat.categories)
            if unknown:
                raise ValueError(f"no such {column}: {', '.join(sorted(unknown))}")
        keep &= events[column].isin(list(wanted)).to_numpy()
    return events[keep].reset_index(drop=True)


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


def poisson_interval(count, confidence=0.95):
    """
    Exact interval for the mean of a Poisson count.

    Parameters
    ----------
    count : array_like of int
        Events counted.
    confidence : float
        Probability that the interval is to cover, at least.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper bound, in events.

    Raises
    ------
    ValueError
        If a count is negative or the confidence is not between 0 and 1.

    Notes
    -----
    The interval of Garwood (1936), "Fiducial limits for the Poisson
    distribution", Biometrika 28: 437-442. It assumes that events come
    independently at a constant rate.

    Examples
    --------
    >>> lower, upper = poisson_interval([0, 10])
    >>> lower.round(2).tolist(), upper.round(2).tolist()
    ([0.0, 4.8], [3.69, 18.39])
    """
    from scipy.special import gammaincinv

    count = np.asarray(count, dtype=float)
    if (count < 0).any() or not 0 < confidence < 1:
        raise ValueError("counts are 0 or more, the confidence lies between 0 and 1")
    tail = (1 - confidence) / 2
    lower = np.where(count > 0, gammaincinv(np.where(count > 0, count, 1), tail), 0.0)
    return lower, gammaincinv(count + 1, 1 - tail)


def phase_spans(phases, until):
    """
    Give each phase its end.

    Parameters
    ----------
    phases : pandas.DataFrame
        Rows of ``record.phases`` or of a table of the same shape.
    until : pandas.Timestamp
        End of the last phase, usually ``record.released``.

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
    >>> spans = phase_spans(record.phases, record.released)
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


def rates(events, spans):
    """
    Rate of events in each phase.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with ``date`` and ``date_earliest``.
    spans : pandas.DataFrame
        As `phase_spans` gives it.

    Returns
    -------
    pandas.DataFrame
        One row per phase: its name as index, ``events`` (counted by earliest
        day), ``years`` (exposure), ``per_year``, ``lower`` and ``upper`` (exact
        95 % Poisson interval, events per year) and ``unsure`` (events whose
        first day, known to the month or year, may lie in a later phase).

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> table = rates(record.meetings, phase_spans(record.phases, record.released))
    >>> bool((table["lower"] <= table["per_year"]).all())
    True
    """
    starts = spans["start"].to_numpy()
    early = np.searchsorted(starts, events["date_earliest"].to_numpy(), side="right") - 1
    begun = parse_edtf(events["date"].str.partition("/")[0])["latest"]
    late = np.searchsorted(starts, begun.to_numpy(), side="right") - 1
    inside = early >= 0
    count = np.bincount(early[inside], minlength=len(spans))
    unsure = np.bincount(early[inside & (late != early)], minlength=len(spans))
    lower, upper = poisson_interval(count)
    years = spans["years"].to_numpy()
    return pd.DataFrame(
        {
            "events": count,
            "years": years,
            "per_year": count / years,
            "lower": lower / years,
            "upper": upper / years,
            "unsure": unsure,
        },
        index=pd.Index(spans["name"], name="phase"),
    )


def _look_up(keys, values):
    """Values by key, in the order of the keys; ``Series.map`` fails on empty text."""
    return values.reindex(keys.astype(object)).set_axis(keys.index)


def _within_parents(ended, parent):
    """End every part no later than its whole, however deep it lies."""
    while True:
        limit = _look_up(parent, ended).fillna(ended)
        if not (limit < ended).any():
            return ended
        ended = ended.where(ended <= limit, limit)


@kept("institutions", "status", "relations", "released")
def spells(record, bound="earliest"):
    """
    Spells of standing of every institution whose beginning is known.

    Parameters
    ----------
    record : helpers.Record
    bound : {"earliest", "latest"}
        Which day stands for a date known to the month or year only.

    Returns
    -------
    pandas.DataFrame
        ``institution_id``, ``standing`` (categorical: active, presumed, limited,
        suspended, dormant, undated), ``start``, ``end`` (Timestamp, half open)
        and ``ongoing`` (bool: the end is that of the record). Sorted by
        institution and start.

    Raises
    ------
    ValueError
        If the bound is not one of the two.

    Notes
    -----
    An institution without a row in ``status`` is active from its founding to
    its end, or until its successor is founded; where neither is known it is
    ``presumed``: it began, and how long it went on is not known. Before its
    first dated status it is active. A spell that is not
    closed ends where the next begins, and none outlives the institution's parent.
    Where some status of an institution has no date, all of its life is
    ``undated``: that it changed is known, when is not. Institutions without any
    date are left out.

    Examples
    --------
    >>> import helpers
    >>> table = spells(helpers.load())
    >>> bool((table["end"] > table["start"]).all())
    True
    """
    if bound not in BOUNDS:
        raise ValueError(f"bound is one of {', '.join(BOUNDS)}, not {bound!r}")
    until = record.released
    life = record.institutions.set_index("institution_id")
    founded, ended = life[f"founded_{bound}"], life[f"ended_{bound}"]
    status = record.status
    last = status.sort_values(f"start_{bound}", kind="stable").groupby("institution_id").tail(1)
    closed = last[last["status"] == "closed"].set_index("institution_id")[f"start_{bound}"]
    ended = ended.fillna(closed.reindex(ended.index))
    loose = status[status["start"].isna()]
    loose = loose[(loose["status"] != "closed") | _look_up(loose["institution_id"], ended).isna()]
    undated = set(loose["institution_id"])
    followed = record.relations[record.relations["relation"] == "succeeded_by"]
    handover = _look_up(followed["target"], founded).groupby(followed["source"]).min()
    handover = handover.drop(status["institution_id"].unique(), errors="ignore")
    ended = ended.fillna(handover.reindex(ended.index))
    endless = set(ended.index[ended.isna()]) - set(status["institution_id"])
    ended = _within_parents(ended.fillna(until), life["parent"])

    rows = status[status["start"].notna() & ~status["institution_id"].isin(undated)]
    rows = pd.DataFrame(
        {
            "institution_id": rows["institution_id"],
            "standing": rows["status"].astype(object),
            "start": rows[f"start_{bound}"],
            "end": rows[f"end_{bound}"],
        }
    )
    opening = pd.DataFrame({"institution_id": life.index, "start": founded.to_numpy()})
    opening["standing"] = np.select(
        [opening["institution_id"].isin(undated), opening["institution_id"].isin(endless)],
        ["undated", "presumed"],
        "active",
    )
    opening["end"] = pd.NaT
    first = rows.groupby("institution_id")["start"].min().reindex(opening["institution_id"])
    opening = opening[(first.isna() | (opening["start"].to_numpy() < first)).to_numpy()]
    table = pd.concat([opening, rows], ignore_index=True).dropna(subset=["start"])
    table = table.sort_values(["institution_id", "start"], kind="stable", ignore_index=True)

    later = table.groupby("institution_id")["start"].shift(-1)
    limit = _look_up(table["institution_id"], ended)
    end = table["end"].fillna(later).fillna(limit)
    table["end"] = pd.concat([end, later.fillna(limit), limit], axis=1).min(axis=1).clip(upper=until)
    table["ongoing"] = table["end"] == until
    table = table[(table["standing"] != "closed") & (table["end"] > table["start"])]
    table["standing"] = pd.Categorical(table["standing"], categories=STANDINGS)
    return table[["institution_id", "standing", "start", "end", "ongoing"]].reset_index(drop=True)


def standing(record, at, bound="earliest"):
    """
    How every institution stood on a day.

    Parameters
    ----------
    record : helpers.Record
    at : str or pandas.Timestamp
        The day.
    bound : {"earliest", "latest"}
        See `spells`.

    Returns
    -------
    pandas.Series
        Indexed by institution_id, categorical: the standings of `spells`,
        ``not yet`` (begins later), ``closed`` (ended before), ``unknown`` (no date, or between two spells).

    Raises
    ------
    ValueError
        If the day lies after the version of the record.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> standing(record, "2003-06-30")["PJC"], standing(record, "1996-06-30")["PJC"]
    ('closed', 'not yet')
    """
    at = pd.Timestamp(at)
    if at > record.released:
        raise ValueError(f"the record ends on {record.released:%Y-%m-%d}, before {at:%Y-%m-%d}")
    table = spells(record, bound)
    ids = pd.Index(record.institutions["institution_id"])
    result = pd.Series("unknown", index=ids, dtype=object, name="standing")
    starts = table.groupby("institution_id")["start"].min()
    ends = table.groupby("institution_id")["end"].max()
    life = record.institutions.set_index("institution_id")
    founded, ended = life[f"founded_{bound}"], life[f"ended_{bound}"]
    result[founded.index[founded > at]] = "not yet"
    result[starts.index[starts > at]] = "not yet"
    result[founded.index[founded.notna() & (ended <= at)]] = "closed"
    result[ends.index[ends <= at]] = "closed"
    now = table[(table["start"] <= at) & ((table["end"] > at) | table["ongoing"])]
    result[now["institution_id"]] = now["standing"].astype(object).to_numpy()
    return result.astype(pd.CategoricalDtype([*STANDINGS, "not yet", "closed", "unknown"]))


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
        [record.coverage["forum"], record.coverage["level"].astype(object), record.coverage["year"].astype(int)]
    )
    return pd.Series(counts.reindex(keys, fill_value=0).to_numpy(), name="documented")


CONDITIONS = {
    "forum": "forum", "level": "level", "format": "format", "type": "type", "tone": "tone",
    "evidence": "evidence", "country": "country", "city": "city",
    "topic": "topics", "institution": "institutions", "actor": "actors",
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


def kappa(first, second):
    """
    Agreement of two coders beyond chance.

    Parameters
    ----------
    first, second : sequence
        Codes of the same cases, in the same order.

    Returns
    -------
    float
        Cohen's kappa; NaN where chance alone would bring full agreement.

    Raises
    ------
    ValueError
        If the two are of different length or empty.

    Notes
    -----
    J. Cohen (1960), "A coefficient of agreement for nominal scales",
    Educational and Psychological Measurement 20: 37-46.

    Examples
    --------
    >>> round(kappa(["a", "a", "b", "b"], ["a", "b", "b", "b"]), 2)
    0.5
    """
    if len(first) != len(second) or not len(first):
        raise ValueError("both coders must have coded the same cases, at least one")
    table = pd.crosstab(pd.Series(list(first)), pd.Series(list(second)))
    codes = table.index.union(table.columns)
    share = table.reindex(index=codes, columns=codes, fill_value=0).to_numpy() / len(first)
    chance = float(share.sum(axis=0) @ share.sum(axis=1))
    return (float(np.trace(share)) - chance) / (1 - chance) if chance < 1 else float("nan")


def agreement(recoding, topics):
    """
    How far two readings of the same pages agree, column by column.

    Parameters
    ----------
    recoding : pandas.DataFrame
        Rows of ``record.recoding``.
    topics : collection of str
        The vocabulary of topics; each topic of each meeting is one decision.

    Returns
    -------
    pandas.DataFrame
        Column as index: ``cases``, ``percent`` (cases in full agreement) and
        ``kappa`` (of values; for topics of single decisions).

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> table = agreement(record.recoding, record.vocabulary("events", "topics"))
    >>> bool(table["cases"].max() <= 60)
    True
    """
    rows = {}
    for column, cases in recoding.groupby("column", observed=True):
        first, second = (cases[name].fillna("").tolist() for name in ("first", "second"))
        pairs = [(set(one.split(";")), set(other.split(";"))) for one, other in zip(first, second)]
        if column == "topics":
            codes = [(topic in one, topic in other) for one, other in pairs for topic in topics]
        else:
            codes = list(zip(first, second))
        same = sum(one == other for one, other in pairs)
        rows[column] = len(cases), 100 * same / len(cases), kappa(*zip(*codes))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["cases", "percent", "kappa"])


def binomial_interval(hits, of, confidence=0.95):
    """
    Exact interval for a share.

    Parameters
    ----------
    hits, of : array_like of int
        Cases that count, and all.
    confidence : float
        Probability that the interval is to cover, at least.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper bound, as shares; 0 and 1 where there are no cases.

    Raises
    ------
    ValueError
        If there are more hits than cases, or the confidence is not between 0 and 1.

    Notes
    -----
    The interval of C. J. Clopper and E. S. Pearson (1934), "The use of confidence or
    fiducial limits illustrated in the case of the binomial", Biometrika 26: 404-413.
    It assumes that cases are independent of each other.

    Examples
    --------
    >>> lower, upper = binomial_interval([0, 9], [5, 10])
    >>> lower.round(3).tolist(), upper.round(3).tolist()
    ([0.0, 0.555], [0.522, 0.997])
    """
    from scipy.special import betaincinv

    hits, of = np.asarray(hits, dtype=float), np.asarray(of, dtype=float)
    if (hits < 0).any() or (hits > of).any() or not 0 < confidence < 1:
        raise ValueError("hits lie between 0 and all cases, the confidence between 0 and 1")
    tail, rest = (1 - confidence) / 2, of - hits
    lower = np.where(hits > 0, betaincinv(np.where(hits > 0, hits, 1), rest + 1, tail), 0.0)
    upper = np.where(rest > 0, betaincinv(hits + 1, np.where(rest > 0, rest, 1), 1 - tail), 1.0)
    return lower, upper


def rate_ratio(before, after, years_before, years_after, confidence=0.95):
    """
    Ratio of two Poisson rates with its exact interval.

    Parameters
    ----------
    before, after : array_like of int
        Events counted.
    years_before, years_after : array_like of float
        Exposure, in any one unit.
    confidence : float
        Probability that the interval is to cover, at least.

    Returns
    -------
    tuple of numpy.ndarray
        Ratio after to before, lower and upper bound. Without events on either
        side nothing is known: NaN, 0 and infinity. Without events before, ratio
        and upper bound are infinite.

    Raises
    ------
    ValueError
        If a count is negative, an exposure not positive, or the confidence not
        between 0 and 1.

    Notes
    -----
    Given their sum, the count after is binomial; the interval is that of C. J.
    Clopper and E. S. Pearson (1934), "The use of confidence or fiducial limits
    illustrated in the case of the binomial", Biometrika 26: 404-413, turned into
    a ratio of rates, as in R's ``poisson.test``. It assumes that events come
    independently at one rate before and one after.

    Examples
    --------
    >>> [round(float(part), 2) for part in rate_ratio(21, 11, 3011, 800)]
    [1.97, 0.86, 4.28]
    """
    before, after = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    first, second = np.asarray(years_before, dtype=float), np.asarray(years_after, dtype=float)
    if (before < 0).any() or (after < 0).any() or (first <= 0).any() or (second <= 0).any():
        raise ValueError("counts are 0 or more, exposures more than 0")
    if not 0 < confidence < 1:
        raise ValueError("the confidence lies between 0 and 1")
    lower, upper = binomial_interval(after, before + after, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = first / second
        return after / before * scale, lower / (1 - lower) * scale, upper / (1 - upper) * scale


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


def standing_counts(spells, institutions, days):
    """
    How many institutions stood how, on each of many days.

    Parameters
    ----------
    spells : pandas.DataFrame
        As `spells` gives it.
    institutions : collection of str
        institution_id of those to count.
    days : pandas.DatetimeIndex

    Returns
    -------
    pandas.DataFrame
        Int: days as index, standings as columns.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> counts = standing_counts(spells(record), ["PJC", "NRC"], pd.DatetimeIndex(["1998-06-30", "2003-06-30"]))
    >>> counts["active"].tolist()
    [1, 1]
    """
    rows = spells[spells["institution_id"].isin(institutions)]
    day = days.to_numpy()[:, None]
    start, end, ongoing = (rows[name].to_numpy() for name in ("start", "end", "ongoing"))
    there = (start <= day) & ((end > day) | (ongoing & (end == day)))
    counts = {name: (there & (rows["standing"] == name).to_numpy()).sum(axis=1) for name in STANDINGS}
    return pd.DataFrame(counts, index=days)
