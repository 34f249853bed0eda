"""What meetings talked about: names, shares and breadth of topics."""

import numpy as np
import pandas as pd

SIZE = 6  # meetings to which breadth is brought before phases are compared
DRAWS = 4000
SEED = 20261121
_NAMES = {
    "active_endeavour": "Active Endeavour",
    "afghanistan": "Afghanistan",
    "airspace_cai": "airspace (CAI)",
    "arms_control_cfe": "arms control (CFE)",
    "balkans_peacekeeping": "Balkans peacekeeping",
    "bosnia": "Bosnia",
    "european_security": "European security",
    "georgia": "Georgia",
    "hybrid": "hybrid threats",
    "inf_treaty": "INF Treaty",
    "iraq": "Iraq",
    "kosovo": "Kosovo",
    "libya": "Libya",
    "middle_east": "Middle East",
    "open_skies": "Open Skies",
    "search_rescue": "search and rescue",
    "syria": "Syria",
    "transit_logistics": "transit, logistics",
    "ukraine": "Ukraine",
}


def name(topic):
    """
    Name a topic for readers.

    Parameters
    ----------
    topic : str
        Key of the vocabulary.

    Returns
    -------
    str

    Examples
    --------
    >>> name("arms_control_cfe"), name("civil_emergency")
    ('arms control (CFE)', 'civil emergency')
    """
    return _NAMES.get(topic, topic.replace("_", " "))


def agenda(events, topics):
    """
    Say for each event and topic whether the topic was on the agenda.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with ``event_id`` and ``topics``, such as ``record.meetings``.
    topics : sequence of str
        Topics to look for; others are passed over.

    Returns
    -------
    pandas.DataFrame
        Bool: event_id as index, topics as columns, both in the order given. An
        event of which no page tells a topic has a row of False.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> table = agenda(record.meetings, ["kosovo", "ukraine"])
    >>> table.columns.tolist(), len(table) == len(record.meetings)
    (['kosovo', 'ukraine'], True)
    """
    held = [set(named) for named in events["topics"]]
    cells = [[topic in named for topic in topics] for named in held]
    return pd.DataFrame(
        np.array(cells, dtype=bool).reshape(len(held), len(topics)),
        index=pd.Index(events["event_id"], name="event_id"),
        columns=pd.Index(topics, name="topic"),
    )


def named(table):
    """
    Keep the events that name any topic; what the others were about is not known.

    Parameters
    ----------
    table : pandas.DataFrame
        As `agenda` gives it.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> named(pd.DataFrame({"iraq": [True, False], "syria": [False, False]})).index.tolist()
    [0]
    """
    return table[table.any(axis=1)]


def topic_years(table, years, first=None, last=None):
    """
    Count, per calendar year, the meetings that name each topic.

    Parameters
    ----------
    table : pandas.DataFrame
        As `agenda` gives it.
    years : sequence of int
        Year of each row.
    first, last : int, optional
        First and last year of the result; by default those of the rows.

    Returns
    -------
    counts : pandas.DataFrame
        Int: years as index, topics as columns, 0 where none.
    meetings : pandas.Series
        Int: meetings of each year that name any topic.

    Examples
    --------
    >>> table = pd.DataFrame({"iraq": [True, True, False], "syria": [False, True, False]})
    >>> counts, meetings = topic_years(table, [2003, 2003, 2004])
    >>> counts.loc[2003].tolist(), meetings.tolist()
    ([2, 1], [2, 0])
    """
    year = pd.Index(np.asarray(years, dtype=int), name="year")
    first = year.min() if first is None else first
    last = year.max() if last is None else last
    span = pd.RangeIndex(first, last + 1, name="year")
    counts = table.groupby(year).sum().reindex(span, fill_value=0).astype(int)
    meetings = table.any(axis=1).groupby(year).sum().reindex(span, fill_value=0).astype(int)
    return counts, meetings.rename("meetings")


def careers(table, years):
    """
    When each topic came and went, and how steadily it was there.

    Parameters
    ----------
    table : pandas.DataFrame
        As `agenda` gives it.
    years : sequence of int
        Year of each row.

    Returns
    -------
    pandas.DataFrame
        One row for each topic that was ever named, by median year: ``first``,
        ``median`` and ``last`` year, ``meetings`` that name it, ``share`` of all
        that name any topic, ``run`` (most years in a row in which it was named).
        Years in which no meeting names any topic neither lengthen nor end a run.

    Examples
    --------
    >>> table = pd.DataFrame({"iraq": [True, False, True], "syria": [False, True, True]})
    >>> careers(table, [2003, 2004, 2006])[["first", "last", "run"]].to_numpy().tolist()
    [[2003, 2006, 1], [2004, 2006, 2]]
    """
    counts, meetings = topic_years(table, years)
    seen = counts[meetings > 0] > 0
    year = pd.Series(np.asarray(years, dtype=int), index=table.index)
    rows = {}
    for topic in table.columns[table.any()]:
        when = year[table[topic]]
        there = seen[topic]
        runs = there.groupby((~there).cumsum()).sum()
        rows[topic] = (
            int(when.min()),
            float(when.median()),
            int(when.max()),
            len(when),
            len(when) / len(named(table)),
            int(runs.max()),
        )
    columns = ["first", "median", "last", "meetings", "share", "run"]
    careers = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return careers.rename_axis("topic").sort_values(["median", "first", "last"], kind="stable")


def effective(counts, axis=-1, order=1):
    """
    Effective number of topics: how many equally frequent ones would be as diverse.

    Parameters
    ----------
    counts : array_like
        How often each topic was named.
    axis : int
        Axis of the topics.
    order : {0, 1, 2}
        How little rare topics weigh: 0 counts topics, 1 is the exponential of
        Shannon's entropy, 2 the inverse of Simpson's index.

    Returns
    -------
    float or numpy.ndarray
        Hill's number of that order; NaN where nothing was named.

    Raises
    ------
    ValueError
        If the order is another one.

    Notes
    -----
    M. O. Hill (1973), "Diversity and evenness: a unifying notation and its
    consequences", Ecology 54: 427-432.

    Examples
    --------
    >>> round(float(effective([5, 5, 5, 5])), 6), round(float(effective([9, 0, 0, 0])), 6)
    (4.0, 1.0)
    """
    if order not in (0, 1, 2):
        raise ValueError(f"the order is 0, 1 or 2, not {order!r}")
    counts = np.asarray(counts, dtype=float)
    some = counts.sum(axis=axis) > 0
    safe = np.where(np.expand_dims(some, axis), counts, 1.0)
    if order == 1:
        from scipy.stats import entropy

        value = np.exp(entropy(safe, axis=axis))
    elif order == 0:
        value = (safe > 0).sum(axis=axis).astype(float)
    else:
        value = safe.sum(axis=axis) ** 2 / (safe**2).sum(axis=axis)
    return np.where(some, value, np.nan)[()]


def breadth(table, size=SIZE, draws=DRAWS, seed=SEED, confidence=0.95, order=1):
    """
    Effective number of topics that a handful of meetings covers.

    Parameters
    ----------
    table : pandas.DataFrame
        As `agenda` gives it; rows without a topic are passed over.
    size : int
        Meetings in a handful.
    draws : int
        Handfuls drawn at random.
    seed : int
        Of the random draws.
    confidence : float
        Probability that the interval is to cover.
    order : {0, 1, 2}
        See `effective`.

    Returns
    -------
    dict of str to float
        ``meetings`` (that name a topic), ``effective`` (mean over the handfuls),
        ``lower`` and ``upper``; the last three NaN below twice ``size`` meetings.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    The diversity of a whole phase grows with the number of meetings that left a
    page, and a bootstrap over meetings, which draws some of them twice, falls
    short of it; so phases are compared at one number of meetings, each drawn
    once. The mean over handfuls is a U-statistic, without bias; its interval is
    that of the jackknife over meetings with Student's t. See J. N. Arvesen
    (1969), "Jackknifing U-statistics", Annals of Mathematical Statistics 40:
    2076-2100.

    Examples
    --------
    >>> table = pd.DataFrame(np.ones((12, 3), dtype=bool))
    >>> found = breadth(table)
    >>> round(float(found["effective"]), 6), round(float(found["upper"]), 6)
    (3.0, 3.0)
    """
    from scipy.stats import t

    if not 0 < confidence < 1:
        raise ValueError("the confidence lies between 0 and 1")
    rows = named(table).to_numpy(dtype=int)
    count = len(rows)
    found = {"meetings": count, "effective": np.nan, "lower": np.nan, "upper": np.nan}
    if count < 2 * size:
        return found
    shuffled = np.random.default_rng(seed).permuted(np.tile(np.arange(count), (draws, 1)), axis=1)
    picked = shuffled[:, :size]
    values = effective(rows[picked].sum(axis=1), order=order)
    absent = np.ones((draws, count), dtype=bool)
    np.put_along_axis(absent, picked, False, axis=1)
    without = (values[:, None] * absent).sum(axis=0) / absent.sum(axis=0)
    error = np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum())
    half = t.ppf((1 + confidence) / 2, count - 1) * error
    middle = values.mean()
    return found | {"effective": middle, "lower": middle - half, "upper": middle + half}


def per_meeting(table, seed=SEED, confidence=0.95):
    """
    Topics per meeting, with a bootstrap interval over meetings.

    Parameters
    ----------
    table : pandas.DataFrame
        As `agenda` gives it; rows without a topic are passed over.
    seed : int
        Of the resampling.
    confidence : float
        Probability that the interval is to cover.

    Returns
    -------
    dict of str to float
        ``topics`` (mean), ``lower`` and ``upper`` (bias-corrected and
        accelerated; NaN below three meetings or where all name equally many).

    Examples
    --------
    >>> per_meeting(pd.DataFrame({"iraq": [True, True], "syria": [True, False]}))["topics"]
    1.5
    """
    from scipy.stats import bootstrap

    totals = named(table).sum(axis=1).to_numpy(dtype=float)
    found = {"topics": float(totals.mean()) if len(totals) else np.nan, "lower": np.nan, "upper": np.nan}
    if len(totals) < 3 or (totals == totals[0]).all():
        return found
    interval = bootstrap(
        (totals,), np.mean, n_resamples=4999, confidence_level=confidence, rng=np.random.default_rng(seed)
    ).confidence_interval
    return found | {"lower": float(interval.low), "upper": float(interval.high)}
