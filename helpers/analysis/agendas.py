"""What sessions talked about: names, years and breadth of topics."""

import numpy as np
import pandas as pd

from ..record.dates import decimal_year

SIZE = 6  # sessions to which breadth is brought before periods are compared
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
    Say for each event and topic whether a source names the topic.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with ``event_id`` and ``topics``, such as ``record.sessions()``.
    topics : sequence of str
        Topics to look for; others are passed over.

    Returns
    -------
    pandas.DataFrame
        Bool: event_id as index, topics as columns, both in the order given. An
        event for which no source names a topic has a row of False.

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


def parts_of_years(days, forums, turn):
    """
    Say in which part of a year each session lies, so that no year mixes what a turn parts.

    Parameters
    ----------
    days : pandas.Series
        Datetimes.
    forums : pandas.Series
        Forum of each session: two forums of one year are two parts.
    turn : pandas.Timestamp
        The year of this day is cut in two at it.

    Returns
    -------
    pandas.DataFrame
        For each session ``year``, ``forum``, ``after`` (bool: on or after the turn) and
        ``place`` (decimal year: the middle of the sessions of its part).

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2014-03-05", "2014-06-02", "2013-12-04"]))
    >>> parts = parts_of_years(days, pd.Series(["NRC"] * 3), pd.Timestamp("2014-04-01"))
    >>> parts["after"].tolist(), parts["place"].round(1).tolist()
    ([False, True, False], [2014.2, 2014.4, 2013.9])
    """
    parts = pd.DataFrame({"year": days.dt.year, "forum": forums, "after": days >= turn})
    place = pd.Series(decimal_year(days), index=days.index)
    parts["place"] = place.groupby([parts[name] for name in parts], dropna=False).transform("mean")
    return parts


def topic_years(table, parts):
    """
    Count the sessions that name each topic, by part of a year.

    Parameters
    ----------
    table : pandas.DataFrame
        As `agenda` gives it.
    parts : pandas.DataFrame
        As `parts_of_years` gives it, for the same sessions in the same order.

    Returns
    -------
    pandas.DataFrame
        ``topic``, ``year``, ``forum``, ``after``, ``place`` and ``sessions``: one row for
        each topic and part of a year in which a session names it.

    Examples
    --------
    >>> table = pd.DataFrame({"iraq": [True, True], "syria": [False, True]})
    >>> days = pd.Series(pd.to_datetime(["2003-02-01", "2003-05-01"]))
    >>> parts = parts_of_years(days, pd.Series(["NRC", "NRC"]), pd.Timestamp("2014-04-01"))
    >>> topic_years(table, parts)[["topic", "sessions"]].to_numpy().tolist()
    [['iraq', 2], ['syria', 1]]
    """
    keys = ["year", "forum", "after", "place"]
    sums = table.set_axis(parts.index).groupby([parts[name] for name in keys], dropna=False).sum()
    long = sums.rename_axis(columns="topic").stack().rename("sessions").reset_index()
    long = long[long["sessions"] > 0].sort_values(["topic", "place"], kind="stable")
    return long[["topic", *keys, "sessions"]].reset_index(drop=True)


def careers(table, years):
    """
    When each topic came and went.

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
        ``median`` and ``last`` year, ``sessions`` that name it.

    Examples
    --------
    >>> table = pd.DataFrame({"iraq": [True, False, True], "syria": [False, True, True]})
    >>> careers(table, [2003, 2004, 2006])[["first", "last"]].to_numpy().tolist()
    [[2003, 2006], [2004, 2006]]
    """
    year = pd.Series(np.asarray(years, dtype=int), index=table.index)
    rows = {
        topic: (int(when.min()), float(when.median()), int(when.max()), len(when))
        for topic in table.columns[table.any()]
        for when in [year[table[topic]]]
    }
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["first", "median", "last", "sessions"])
    return found.rename_axis("topic").sort_values(["median", "first", "last"], kind="stable")


def leading(table, groups, most=12):
    """
    Choose the topics that led the agenda of some group, so many from each in turn.

    Parameters
    ----------
    table : pandas.DataFrame
        As `agenda` gives it.
    groups : sequence
        Group of each row, such as its period; groups take turns in their first order.
    most : int
        Topics to choose.

    Returns
    -------
    list of str
        The most frequent topic of each group, then the second of each, and so on,
        in the order of the table.

    Examples
    --------
    >>> table = pd.DataFrame({"iraq": [True, True, False], "libya": [True, False, True]})
    >>> leading(table, ["before", "before", "after"], 1)
    ['iraq']
    """
    groups = np.asarray(groups, dtype=object)
    ranked = []
    for group in dict.fromkeys(groups):
        sums = table[groups == group].sum()
        ranked.append(sums[sums > 0].sort_values(ascending=False, kind="stable").index.tolist())
    deepest = max(map(len, ranked), default=0)
    turns = [names[place] for place in range(deepest) for names in ranked if place < len(names)]
    chosen = set(list(dict.fromkeys(turns))[:most])
    return [topic for topic in table.columns if topic in chosen]


def effective(counts, axis=-1):
    """
    Effective number of topics: how many equally frequent ones would be as diverse.

    Parameters
    ----------
    counts : array_like
        How often each topic was named.
    axis : int
        Axis of the topics.

    Returns
    -------
    float or numpy.ndarray
        Exponential of Shannon's entropy; NaN where nothing was named.

    Notes
    -----
    M. O. Hill (1973), "Diversity and evenness: a unifying notation and its
    consequences", Ecology 54: 427-432.

    Examples
    --------
    >>> round(float(effective([5, 5, 5, 5])), 6), round(float(effective([9, 0, 0, 0])), 6)
    (4.0, 1.0)
    """
    from scipy.stats import entropy

    counts = np.asarray(counts, dtype=float)
    some = counts.sum(axis=axis) > 0
    safe = np.where(np.expand_dims(some, axis), counts, 1.0)
    return np.where(some, np.exp(entropy(safe, axis=axis)), np.nan)[()]


def breadth(table, size=SIZE, draws=DRAWS, seed=SEED):
    """
    Effective number of topics that so many sessions cover on average.

    Parameters
    ----------
    table : pandas.DataFrame
        As `agenda` gives it; rows without a topic are passed over.
    size : int
        Sessions in a draw.
    draws : int
        Draws at random.
    seed : int
        Of the random draws.

    Returns
    -------
    dict of str to float
        ``sessions`` (that name a topic), ``effective`` (mean over the draws) and its
        standard ``error``; both NaN below twice ``size`` sessions.

    Notes
    -----
    The diversity of a period grows with the number of its sessions, and a bootstrap
    falls short of it; so periods are compared at one number of sessions. The mean is a
    U-statistic, without bias; its error is that of the jackknife over sessions. See
    J. N. Arvesen (1969), "Jackknifing U-statistics", Annals of Mathematical Statistics
    40: 2076-2100.

    Examples
    --------
    >>> found = breadth(pd.DataFrame(np.ones((12, 3), dtype=bool)))
    >>> round(float(found["effective"]), 6), round(float(found["error"]), 6)
    (3.0, 0.0)
    """
    rows = named(table).to_numpy(dtype=int)
    count = len(rows)
    if count < 2 * size:
        return {"sessions": count, "effective": np.nan, "error": np.nan}
    shuffled = np.random.default_rng(seed).permuted(np.tile(np.arange(count), (draws, 1)), axis=1)
    picked = shuffled[:, :size]
    values = effective(rows[picked].sum(axis=1))
    absent = np.ones((draws, count), dtype=bool)
    np.put_along_axis(absent, picked, False, axis=1)
    without = (values[:, None] * absent).sum(axis=0) / absent.sum(axis=0)
    error = np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum())
    return {"sessions": count, "effective": values.mean(), "error": error}


def difference(before, after, confidence=0.95):
    """
    How much narrower an agenda became, with the interval of the difference.

    Parameters
    ----------
    before, after : dict of str to float
        As `breadth` gives them, at one size.
    confidence : float
        Probability that the interval is to cover.

    Returns
    -------
    dict of str to float
        ``difference`` (before less after), ``lower`` and ``upper`` (Welch's t).

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Examples
    --------
    >>> one = {"sessions": 30, "effective": 8.0, "error": 0.3}
    >>> other = {"sessions": 12, "effective": 6.0, "error": 0.4}
    >>> {name: round(float(value), 1) for name, value in difference(one, other).items()}
    {'difference': 2.0, 'lower': 1.0, 'upper': 3.0}
    """
    from scipy.stats import t

    if not 0 < confidence < 1:
        raise ValueError("the confidence lies between 0 and 1")
    middle = before["effective"] - after["effective"]
    squares = np.array([before["error"] ** 2, after["error"] ** 2])
    error = np.sqrt(squares.sum())
    if not error > 0:
        return {"difference": middle, "lower": middle + 0 * error, "upper": middle + 0 * error}
    freedom = squares.sum() ** 2 / (squares**2 / [before["sessions"] - 1, after["sessions"] - 1]).sum()
    half = t.ppf((1 + confidence) / 2, freedom) * error
    return {"difference": middle, "lower": middle - half, "upper": middle + half}
