"""Silences: how long a forum went without a meeting, and how odd the present gap is."""

import warnings

import numpy as np
import pandas as pd

MODELS = ("exponential", "Weibull", "gamma", "lognormal", "Pareto tail")


def gaps(events, until):
    """
    Days between successive events, the last one still open.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with ``event_id``, ``date`` (EDTF), ``date_earliest`` and
        ``level``; all count as one sequence, whatever their forum.
    until : pandas.Timestamp
        Day on which observation ends, usually ``record.observed_until``.

    Returns
    -------
    pandas.DataFrame
        One row per gap, oldest first: ``last_event`` and ``next_event`` (ids),
        ``level`` of the event that ended it (None while it is open), ``start``
        and ``end`` (Timestamp), ``days`` between them, ``shortest`` and
        ``longest`` (days, the bounds under uncertain dates) and ``closed``
        (bool; False for the last, which runs until ``until``).

    Raises
    ------
    ValueError
        If there is no event, or one begins after ``until``.

    Notes
    -----
    An event stands at its first day; one known to the month or year stands in
    the middle of the days on which it may have begun. The bounds keep the same
    events before and after the gap and let each move over all of its days.
    Events on one day leave no gap between them.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> table = gaps(record.meetings, record.observed_until)
    >>> bool((table["shortest"] <= table["days"]).all() and not table["closed"].iloc[-1])
    True
    """
    if not len(events):
        raise ValueError("a gap needs an event to begin with")
    first = events["date_earliest"].to_numpy().astype("M8[D]")
    begun = events["date_begins_latest"].to_numpy().astype("M8[D]")
    day = np.datetime64(pd.Timestamp(until), "D")
    if (first > day).any():
        raise ValueError(f"an event begins after {day}, when observation ends")
    begun = np.minimum(begun, day)
    middle = first + (begun - first) // 2
    order = np.lexsort((begun, middle))
    first, begun, middle = first[order], begun[order], middle[order]
    next_middle = np.append(middle[1:], day)
    low = np.append(np.minimum.accumulate(first[::-1])[::-1][1:], day)
    high = np.append(np.minimum.accumulate(begun[::-1])[::-1][1:], day)
    ids = events["event_id"].to_numpy()[order]
    level = events["level"].astype(object).to_numpy()[order]
    table = pd.DataFrame(
        {
            "last_event": ids,
            "next_event": np.append(ids[1:], None),
            "level": np.append(level[1:], None),
            "start": middle.astype("M8[s]"),
            "end": next_middle.astype("M8[s]"),
            "days": (next_middle - middle).astype(int),
            "shortest": np.maximum((low - np.maximum.accumulate(begun)).astype(int), 0),
            "longest": (high - np.maximum.accumulate(first)).astype(int),
            "closed": np.arange(len(ids)) < len(ids) - 1,
        }
    )
    return table[(table["days"] > 0) | ~table["closed"]].reset_index(drop=True)


def survival(table, confidence=0.95):
    """
    Kaplan-Meier estimate of how long gaps last.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``days`` and ``closed``, as `gaps` gives it.
    confidence : float
        Of the pointwise interval.

    Returns
    -------
    pandas.DataFrame
        Days at which a gap ended as index, with a first row at 0: ``survival``
        (share of gaps that last longer), ``lower`` and ``upper``.

    Notes
    -----
    The estimate and its interval (Greenwood's variance on the log-log scale)
    are those of `scipy.stats.ecdf`. Where every gap observed so long has ended,
    the interval is not defined and stays NaN.

    Examples
    --------
    >>> table = pd.DataFrame({"days": [10, 20, 30, 40], "closed": [True, True, False, False]})
    >>> survival(table)["survival"].tolist()
    [1.0, 0.75, 0.5]
    """
    from scipy.stats import CensoredData, ecdf

    closed = table["closed"].to_numpy()
    days = table["days"].to_numpy(dtype=float)
    estimate = ecdf(CensoredData(uncensored=days[closed], right=days[~closed])).sf
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # said in the docstring instead
        bounds = estimate.confidence_interval(confidence, method="log-log")
    ended = np.isin(estimate.quantiles, days[closed])
    result = pd.DataFrame(
        {
            "survival": estimate.probabilities[ended],
            "lower": bounds.low.probabilities[ended],
            "upper": bounds.high.probabilities[ended],
        },
        index=pd.Index(estimate.quantiles[ended], name="days"),
    )
    start = pd.DataFrame({"survival": 1.0, "lower": 1.0, "upper": 1.0}, index=pd.Index([0.0], name="days"))
    return pd.concat([start, result])


def median_days(curve):
    """
    Median length of a gap, with its interval.

    Parameters
    ----------
    curve : pandas.DataFrame
        As `survival` gives it.

    Returns
    -------
    tuple of float
        Median, lower and upper bound in days: the first days on which the
        curve, its lower and its upper bound are at one half or below; NaN
        where they stay above.

    Notes
    -----
    The interval inverts the pointwise one, as in R. Brookmeyer and J. Crowley
    (1982), "A confidence interval for the median survival time", Biometrics 38:
    29-41.

    Examples
    --------
    >>> median_days(survival(pd.DataFrame({"days": [10, 20, 30, 40], "closed": [True] * 4})))[0]
    20.0
    """
    return tuple(
        float(next((day for day, value in curve[name].items() if value <= 0.5 + 1e-12), np.nan))
        for name in ("survival", "lower", "upper")
    )


def fit(days, model, threshold=None):
    """
    Fit a distribution of gap lengths by maximum likelihood.

    Parameters
    ----------
    days : array_like of float
        Lengths of gaps that ended, all above 0.
    model : str
        One of `MODELS`.
    threshold : float, optional
        Days above which the Pareto tail begins; needed for it alone.

    Returns
    -------
    tuple of float
        Shape and scale: of the Weibull and the gamma as in SciPy; of the
        lognormal the standard deviation of the logarithm and the median; of the
        Pareto tail its exponent and the threshold; the exponential has shape 1.

    Raises
    ------
    ValueError
        If the model is not one of them, or fewer than two gaps lie above the threshold.

    Notes
    -----
    The logarithm of a Weibull length has a Gumbel distribution, which SciPy
    fits by solving one equation; so a bootstrap takes a moment. The exponent of
    the tail is that of B. M. Hill (1975), "A simple general approach to
    inference about the tail of a distribution", Annals of Statistics 3: 1163-1174.

    Examples
    --------
    >>> fit([50, 100, 150], "exponential")
    (1.0, 100.0)
    """
    from scipy import stats

    days = np.asarray(days, dtype=float)
    if model == "exponential":
        return 1.0, float(days.mean())
    if model == "Weibull":
        place, scale = stats.gumbel_l.fit(np.log(days))
        return float(1 / scale), float(np.exp(place))
    if model == "gamma":
        shape, _, scale = stats.gamma.fit(days, floc=0)
        return float(shape), float(scale)
    if model == "lognormal":
        shape, _, scale = stats.lognorm.fit(days, floc=0)
        return float(shape), float(scale)
    if model != "Pareto tail":
        raise ValueError(f"model is one of {', '.join(MODELS)}, not {model!r}")
    above = days[days > threshold]
    if len(above) < 2:
        raise ValueError(f"fewer than two gaps are longer than {threshold:g} days")
    return float(len(above) / np.log(above / threshold).sum()), float(threshold)


def exceedance(model, shape, scale, present, above=1.0):
    """
    Probability of a gap longer than the present one, seen in two ways.

    Parameters
    ----------
    model : str
        One of `MODELS`.
    shape, scale : float
        As `fit` gives them.
    present : float
        Days that the open gap has lasted.
    above : float
        Share of gaps above the threshold; for the Pareto tail alone.

    Returns
    -------
    tuple of float
        ``probability``: that one gap, picked among gaps, is longer; and
        ``mean_excess``, the mean of the days by which a gap outlasts the
        present length, counting 0 for those that do not (infinite where the
        tail has no mean). Divided by the mean gap it is the probability that,
        on a day picked at random, the silence is already that long.

    Notes
    -----
    A day picked at random falls into long gaps more often than into short ones:
    D. R. Cox (1962), Renewal Theory, chapter 5. The age of the gap in which it
    falls exceeds x with probability E[(G - x)+] / E[G].

    Examples
    --------
    >>> probability, excess = exceedance("exponential", 1.0, 100.0, 100.0)
    >>> round(probability, 3), round(excess / 100, 3)
    (0.368, 0.368)
    """
    from scipy.special import gamma, gammaincc, ndtr

    if model == "Pareto tail":
        probability = above * (scale / present) ** shape
        return float(probability), float(probability * present / (shape - 1)) if shape > 1 else float("inf")
    ratio = present / scale
    if model == "lognormal":
        probability = ndtr(-np.log(ratio) / shape)
        part = scale * np.exp(shape**2 / 2) * ndtr(shape - np.log(ratio) / shape)
    elif model == "gamma":
        probability = gammaincc(shape, ratio)
        part = scale * shape * gammaincc(shape + 1, ratio)
    else:
        probability = np.exp(-(ratio**shape))
        part = scale * gamma(1 + 1 / shape) * gammaincc(1 + 1 / shape, ratio**shape)
    return float(probability), float(max(part - present * probability, 0.0))


def unusual(days, present, thresholds=(), draws=500, seed=2022):
    """
    How probable a gap as long as the present one is, under models of earlier gaps.

    Parameters
    ----------
    days : array_like of float
        Lengths of the earlier gaps, all ended.
    present : float
        Days that the open gap has lasted.
    thresholds : sequence of float
        Where Pareto tails begin, in days; each gives one more row.
    draws : int
        Samples of the bootstrap.
    seed : int
        Of its random numbers.

    Returns
    -------
    pandas.DataFrame
        Model as index (a tail with its threshold): ``shape``, ``probability``
        that one gap is longer than the present one, ``lower`` and ``upper``
        (2.5 and 97.5 % of the bootstrap), ``predictive`` (mean over the
        bootstrap, so that not knowing the parameters counts) and ``any_day``
        (probability that the silence is that long on a day picked at random; 1
        where the tail has no mean).

    Notes
    -----
    The bootstrap draws whole gaps with replacement and fits each model again.
    Gaps are taken as independent and alike; that they are not is a reason to
    trust the spread between models more than any one interval.

    Examples
    --------
    >>> table = unusual([30, 60, 90, 120, 150], 400, draws=20)
    >>> table.index.tolist()
    ['exponential', 'Weibull', 'gamma', 'lognormal']
    """
    days = np.asarray(days, dtype=float)
    draw = np.random.default_rng(seed)
    samples = [days, *days[draw.integers(0, len(days), (draws, len(days)))]]
    rows = {}
    for name, threshold in [
        *((name, None) for name in MODELS[:-1]),
        *(("Pareto tail", at) for at in thresholds),
    ]:
        shapes, answers, on_a_day = [], [], []
        for sample in samples:
            above = (sample > threshold).mean() if threshold is not None else 1.0
            if threshold is not None and above * len(sample) < 2 or np.ptp(sample) == 0:
                continue
            shape, scale = fit(sample, name, threshold)
            probability, excess = exceedance(name, shape, scale, present, above)
            shapes.append(shape)
            answers.append(probability)
            on_a_day.append(min(excess / sample.mean(), 1.0))
        lower, upper = np.quantile(answers[1:], [0.025, 0.975])
        label = name if threshold is None else f"{name} above {threshold:g} days"
        rows[label] = shapes[0], answers[0], lower, upper, np.mean(answers[1:]), on_a_day[0]
    columns = ["shape", "probability", "lower", "upper", "predictive", "any_day"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis("model")


def phases_behind(table, spans):
    """
    Name the phases through which each gap runs.

    Parameters
    ----------
    table : pandas.DataFrame
        As `gaps` gives it.
    spans : pandas.DataFrame
        As `helpers.analysis.counts.phase_spans` gives it.

    Returns
    -------
    list of str
        For each gap the names of its phases in order, joined by arrows.

    Examples
    --------
    >>> import helpers
    >>> from helpers import tables
    >>> record = helpers.load()
    >>> spans = tables.phase_spans(record.phases, record.observed_until)
    >>> phases_behind(gaps(record.meetings, record.observed_until), spans)[-1].split(" → ")[-1]
    'Full-scale war'
    """
    starts, ends = spans["start"].to_numpy(), spans["end"].to_numpy()
    names = spans["name"].to_numpy()
    return [
        " → ".join(names[(starts < end) & (ends > start)])
        for start, end in zip(table["start"].to_numpy(), table["end"].to_numpy())
    ]


def completeness(table, coverage):
    """
    How complete the lists are for the years that each gap touches.

    Parameters
    ----------
    table : pandas.DataFrame
        As `gaps` gives it.
    coverage : pandas.DataFrame
        Rows of ``record.coverage`` for the forums and levels that count.

    Returns
    -------
    list of str
        For each gap the worst of complete, partial and unknown among the years
        it touches; a gap in years that are not complete may hold meetings that
        no page was found for. Years without a row are unknown.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> lists = completeness(gaps(record.meetings, record.observed_until), record.coverage)
    >>> set(lists) <= {"complete", "partial", "unknown"}
    True
    """
    ranks = ["complete", "partial", "unknown"]
    rank = coverage["completeness"].astype(object).map(ranks.index)
    worst = rank.groupby(coverage["year"].astype(int)).max()
    result = []
    for start, end in zip(table["start"].dt.year, table["end"].dt.year):
        result.append(ranks[int(worst.reindex(range(start, end + 1)).fillna(2).max())])
    return result
