"""Counts in time: dispersion, rates that do not lean on Poisson, change points."""

from functools import lru_cache

import numpy as np
import pandas as pd

from .tables import poisson_interval, rate_ratio

COSTS = ("poisson", "l2")
CRITERIA = ("BIC", "mBIC")


def binned(events, start, end, months):
    """
    Count events in periods of whole months.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with ``date_earliest``; those outside the span are left out.
    start, end : pandas.Timestamp
        First day, and the day after the last.
    months : int
        Length of a period.

    Returns
    -------
    pandas.DataFrame
        One row per period: ``start``, ``end`` (half open), ``events`` and
        ``months`` (length in months of 365.25 / 12 days). What is left over at
        the end belongs to the last period.

    Raises
    ------
    ValueError
        If the span is empty or the length not at least one month.

    Examples
    --------
    >>> import helpers
    >>> day = pd.Timestamp
    >>> table = binned(helpers.load().meetings, day("2003-01-01"), day("2005-01-01"), 6)
    >>> table["start"].dt.strftime("%Y-%m").tolist()
    ['2003-01', '2003-07', '2004-01', '2004-07']
    """
    start, end = pd.Timestamp(start), pd.Timestamp(end)
    if end <= start or months < 1:
        raise ValueError("periods need at least one month, and a span that ends after it starts")
    edges = _edges(start, end, months)
    place = np.searchsorted(edges, events["date_earliest"].to_numpy(), side="right") - 1
    place = place[(place >= 0) & (place < len(edges) - 1)]
    return pd.DataFrame(
        {
            "start": edges[:-1],
            "end": edges[1:],
            "events": np.bincount(place, minlength=len(edges) - 1),
            "months": (edges[1:] - edges[:-1]).days / 365.25 * 12,
        }
    )


@lru_cache(maxsize=256)
def _edges(start, end, months):
    """Borders of the periods; the same ones are asked for again and again, and each costs time."""
    edges, step = [start], 1
    while (edge := start + pd.DateOffset(months=months * step)) <= end:
        edges.append(edge)
        step += 1
    return pd.DatetimeIndex([*edges[:-1], end] if len(edges) > 1 else [start, end])


def dispersion(count, exposure, draws=9999, seed=2014):
    """
    Test counts against a Poisson process, in both directions.

    Parameters
    ----------
    count : array_like of int
        Events in each period.
    exposure : array_like of float
        Length of each period.
    draws : int
        Simulated series.
    seed : int
        Of their random numbers.

    Returns
    -------
    dict
        ``index`` (Pearson's statistic over its degrees of freedom: 1 is
        Poisson, more is clustered, less is regular), ``clustered`` and
        ``regular`` (p-values of the two one-sided tests).

    Raises
    ------
    ValueError
        If there are fewer than two periods or no event.

    Notes
    -----
    Given their sum, Poisson counts are multinomial, whatever the rate; so the
    p-values come from multinomial draws and need no large counts. The index is
    that of R. A. Fisher (1925), Statistical Methods for Research Workers, § 16.

    Examples
    --------
    >>> result = dispersion([2, 2, 2, 2, 2, 2], [1] * 6)
    >>> result["index"], result["regular"] < 0.05
    (0.0, True)
    """
    count, exposure = np.asarray(count), np.asarray(exposure, dtype=float)
    if len(count) < 2 or not count.sum():
        raise ValueError("dispersion needs two periods and an event")
    share = exposure / exposure.sum()
    expected = count.sum() * share
    observed = ((count - expected) ** 2 / expected).sum()
    drawn = np.random.default_rng(seed).multinomial(count.sum(), share, size=draws)
    simulated = ((drawn - expected) ** 2 / expected).sum(axis=1)
    near = 1e-9 * (1 + observed)  # ties are many with small counts
    return {
        "index": float(observed / (len(count) - 1)),
        "clustered": float((1 + (simulated >= observed - near).sum()) / (draws + 1)),
        "regular": float((1 + (simulated <= observed + near).sum()) / (draws + 1)),
    }


def robust_rates(counts, lags=6, fewest=5, confidence=0.95):
    """
    Rates of groups of periods, with intervals that do not assume Poisson.

    Parameters
    ----------
    counts : pandas.DataFrame
        Periods in order of time: ``group``, ``events`` and ``months``.
    lags : int
        Periods over which counts may depend on each other.
    fewest : int
        Events that a group needs for an estimate of its own variance.
    confidence : float
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        Group as index: ``events``, ``months``, ``per_year``, and the bounds
        ``exact_lower``, ``exact_upper`` (Garwood), ``quasi_lower``,
        ``quasi_upper`` (quasi-Poisson: variance in proportion to the mean, the
        factor estimated within the group) and ``hac_lower``, ``hac_upper``
        (sandwich with Newey-West weights), all in events per year. A group
        with too few events has the exact interval alone.

    Notes
    -----
    A Poisson regression with a log link, one coefficient for each group and the
    logarithm of the exposure as offset, by statsmodels. W. K. Newey and K. D.
    West (1987), "A simple, positive semi-definite, heteroskedasticity and
    autocorrelation consistent covariance matrix", Econometrica 55: 703-708.

    Examples
    --------
    >>> counts = pd.DataFrame({"group": ["a"] * 12 + ["b"] * 12, "events": [2] * 12 + [0, 1] * 6, "months": 1.0})
    >>> robust_rates(counts)["per_year"].round(6).tolist()
    [24.0, 6.0]
    """
    from scipy.special import ndtri

    z = ndtri((1 + confidence) / 2)
    by = counts.groupby("group", sort=False, observed=True)
    table = by[["events", "months"]].sum()
    lower, upper = poisson_interval(table["events"], confidence)
    year = 12 / table["months"]
    table["per_year"] = table["events"] * year
    table["exact_lower"], table["exact_upper"] = lower * year, upper * year
    expected = counts["months"] * by["events"].transform("sum") / by["months"].transform("sum")
    pearson = ((counts["events"] - expected) ** 2 / expected.where(expected > 0)).groupby(
        counts["group"], sort=False, observed=True).sum()
    factor = pearson / (by.size() - 1).where(lambda free: free > 0)
    spread = np.exp(z * np.sqrt(factor / table["events"].where(table["events"] > 0)))
    table["quasi_lower"], table["quasi_upper"] = table["per_year"] / spread, table["per_year"] * spread
    wide = _coefficients(counts, lags)
    errors = pd.Series(np.sqrt(np.diag(wide.cov_params())), index=wide.model.exog_names)
    spread = np.exp(z * errors.reindex(table.index))
    table["hac_lower"], table["hac_upper"] = table["per_year"] / spread, table["per_year"] * spread
    table.loc[table["events"] < fewest, ["quasi_lower", "quasi_upper", "hac_lower", "hac_upper"]] = np.nan
    return table


def _coefficients(counts, lags):
    """Poisson regression on the groups that have events, with the HAC covariance."""
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    some = counts.groupby("group", observed=True)["events"].transform("sum") > 0
    rows = counts[some]
    design = pd.DataFrame({name: (rows["group"] == name).astype(float) for name in rows["group"].unique()})
    model = GLM(rows["events"].astype(float), design, family=Poisson(), offset=np.log(rows["months"]))
    return model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, tol=1e-12)


def rate_ratios(counts, pairs, lags=6, fewest=5, confidence=0.95):
    """
    Ratios between the rates of groups, with exact and robust intervals.

    Parameters
    ----------
    counts : pandas.DataFrame
        As for `robust_rates`.
    pairs : sequence of tuple of str
        For each ratio the group above the line and the one below it.
    lags, fewest, confidence
        As for `robust_rates`.

    Returns
    -------
    pandas.DataFrame
        The pairs as index: ``ratio``, ``exact_lower``, ``exact_upper``,
        ``hac_lower`` and ``hac_upper``. Where one group has too few
        events the robust bounds are NaN; where the lower has none the ratio is
        infinite, and where neither has any there is none.

    Notes
    -----
    The exact interval is that of `helpers.tables.rate_ratio`.

    Examples
    --------
    >>> counts = pd.DataFrame({"group": ["a"] * 12 + ["b"] * 12, "events": [2, 3] * 6 + [0, 1] * 6, "months": 1.0})
    >>> round(rate_ratios(counts, [("a", "b")])["ratio"].item(), 6)
    5.0
    """
    from scipy.special import ndtri

    z = ndtri((1 + confidence) / 2)
    table = counts.groupby("group", observed=True)[["events", "months"]].sum()
    model = _coefficients(counts, lags)
    names = list(model.model.exog_names)
    covariance = np.asarray(model.cov_params())
    rows = {}
    for one, other in pairs:
        k, rest = (int(table.at[name, "events"]) for name in (one, other))
        if not k + rest:
            rows[one, other] = (np.nan,) * 5
            continue
        exposure = (table.at[name, "months"] for name in (other, one))
        ratio, low, high = (float(part) for part in rate_ratio(rest, k, *exposure, confidence))
        wide = [np.nan, np.nan]
        if min(k, rest) >= max(fewest, 1):
            weights = np.array([(name == one) - (name == other) for name in names], dtype=float)
            error = np.sqrt(weights @ covariance @ weights)
            wide = [ratio * np.exp(-z * error), ratio * np.exp(z * error)]
        rows[one, other] = ratio, low, high, *wide
    columns = ["ratio", "exact_lower", "exact_upper", "hac_lower", "hac_upper"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.set_index(pd.MultiIndex.from_tuples(rows, names=["rate of", "over that of"]))


def _poisson_cost():
    from ruptures.base import BaseCost

    class PoissonCost(BaseCost):
        """Twice the negative log-likelihood of counts at one rate, without what no cut changes."""

        model = "poisson"
        min_size = 1

        def fit(self, signal):
            self.signal = np.asarray(signal, dtype=float)
            self.sums = np.concatenate([[0.0], np.cumsum(self.signal.reshape(len(signal), -1)[:, 0])])
            return self

        def error(self, start, end):
            total = self.sums[end] - self.sums[start]
            return 2 * (total - total * np.log(total / (end - start))) if total > 0 else 0.0

    return PoissonCost()


def breaks(count, number=None, criterion="BIC", cost="poisson", shortest=1, most=6):
    """
    Where the rate of a series of counts changes.

    Parameters
    ----------
    count : array_like of int
        Events in periods of equal length.
    number : int, optional
        How many changes; by default the criterion chooses.
    criterion : {"BIC", "mBIC"}
        Rule for the number of changes.
    cost : {"poisson", "l2"}
        Misfit of a segment: the Poisson likelihood, or squares around its mean.
    shortest : int
        Periods that a segment has at least.
    most : int
        Changes that the criterion may choose at most.

    Returns
    -------
    list of int
        Number of the first period of each new segment.

    Raises
    ------
    ValueError
        If criterion or cost is not known.

    Notes
    -----
    Segmentation by dynamic programming over all positions, by ruptures. BIC
    pays the logarithm of the length for each rate and each position; mBIC is
    that of N. R. Zhang and D. O. Siegmund (2007), "A modified Bayes
    information criterion with applications to the analysis of comparative
    genomic hybridization data", Biometrics 63: 22-32, derived for normal data
    and taken over. Squares enter as normal data of unknown variance.

    Examples
    --------
    >>> breaks([4, 5, 3, 4, 6, 4, 0, 0, 1, 0, 0, 0])
    [6]
    """
    if criterion not in CRITERIA or cost not in COSTS:
        raise ValueError(f"criteria are {', '.join(CRITERIA)}, costs {', '.join(COSTS)}")
    n = len(count)
    most = min(most, n // shortest - 1) if number is None else number
    ways = _segmentations(tuple(float(value) for value in count), cost, shortest, most)
    if number is not None:
        return list(ways[number][0])
    best, chosen = np.inf, ()
    for changes, (cuts, misfit) in enumerate(ways):
        if criterion == "BIC":
            value = misfit + 2 * changes * np.log(n)
        else:
            value = misfit + 3 * changes * np.log(n) + np.log(np.diff([0, *cuts, n]) / n).sum()
        if value < best - 1e-9:
            best, chosen = value, cuts
    return list(chosen)


@lru_cache(maxsize=64)
def _segmentations(count, cost, shortest, most):
    """The best cuts for each number of changes, and twice their negative log-likelihood."""
    from ruptures.detection import Dynp

    n = len(count)
    measure = {"custom_cost": _poisson_cost()} if cost == "poisson" else {"model": "l2"}
    search = Dynp(**measure, min_size=shortest, jump=1).fit(np.array(count).reshape(-1, 1))
    ways = []
    for changes in range(most + 1):
        cuts = [int(cut) for cut in search.predict(changes)[:-1]] if changes else []
        misfit = search.cost.sum_of_costs([*cuts, n])
        ways.append((tuple(cuts), misfit if cost == "poisson" else n * np.log(max(misfit, 1e-12) / n)))
    return ways


def _log_evidence(count, shape, rate):
    """Log marginal likelihood of every run of periods under a gamma prior; [s, t] holds s to t - 1."""
    from scipy.special import gammaln

    sums = np.concatenate([[0.0], np.cumsum(count)])
    total = sums[None, :] - sums[:, None]
    length = np.arange(len(sums))[None, :] - np.arange(len(sums))[:, None]
    with np.errstate(all="ignore"):
        log = (gammaln(shape + total) - gammaln(shape) + shape * np.log(rate)
               - (shape + total) * np.log(rate + length))
    return np.where(length > 0, log, -np.inf)


def _forward(log, most, open_cut):
    """Log sums over all ways to cut the first t periods, for each number of cuts."""
    from scipy.special import logsumexp

    ways = [log[0]]
    for _ in range(most):
        ways.append(logsumexp(np.where(open_cut, ways[-1], -np.inf)[:, None] + log, axis=0))
    return ways


def posterior(count, number=None, most=6, shape=1.0, mean=None, window=None):
    """
    Exact posterior of change points under a Poisson-gamma model.

    Parameters
    ----------
    count : array_like of int
        Events in periods of equal length.
    number : int, optional
        Changes whose positions are asked for; by default the most probable number.
    most : int
        Largest number of changes considered; all up to it are equally probable
        beforehand, and for each number all positions.
    shape : float
        Of the gamma prior of each segment's rate: 1 is exponential.
    mean : float, optional
        Mean of that prior, in events per period; by default that of the series.
    window : pandas.Series or array_like of bool, optional
        Periods; asks how probable it is that a segment starts in one of them.

    Returns
    -------
    dict
        ``number`` (array: probability of 0, 1, ... changes), ``positions``
        (DataFrame: for each period the probability that the j-th of ``number``
        changes starts with it) and, with a window, ``inside`` (posterior
        probability of a change within it, over all numbers) and ``before`` (the
        same probability without looking at the counts).

    Notes
    -----
    Forward and backward sums over all segmentations, as in P. Fearnhead (2006),
    "Exact and efficient Bayesian inference for multiple changepoint problems",
    Statistics and Computing 16: 203-213.

    Examples
    --------
    >>> result = posterior([4, 5, 3, 4, 6, 4, 0, 0, 1, 0, 0, 0])
    >>> int(result["number"].argmax()), int(result["positions"][0].idxmax())
    (1, 6)
    """
    from scipy.special import gammaln, logsumexp

    count = np.asarray(count, dtype=float)
    n = len(count)
    most = min(most, n - 1)
    mean = float(count.mean()) if mean is None else mean
    log = _log_evidence(count, shape, shape / mean)
    everywhere = np.ones(n + 1, dtype=bool)
    ways = _forward(log, most, everywhere)
    cuts = np.arange(most + 1)
    placings = gammaln(n) - gammaln(cuts + 1) - gammaln(n - cuts)
    weight = np.array([way[n] for way in ways]) - placings
    probability = np.exp(weight - logsumexp(weight))
    number = int(probability.argmax()) if number is None else number
    back = [way[::-1] for way in _forward(log.T[::-1, ::-1], number, everywhere)]  # the series run backwards
    ways = ways if number <= most else _forward(log, number, everywhere)
    positions = pd.DataFrame(index=range(n))
    for j in range(number):
        place = ways[j][:n] + back[number - 1 - j][:n]
        positions[j] = np.exp(place - logsumexp(place))
    result = {"number": probability, "positions": positions}
    if window is not None:
        closed = np.append(~np.asarray(window, dtype=bool), True)
        barred = np.array([way[n] for way in _forward(log, most, closed)]) - placings
        result["inside"] = float(1 - np.exp(logsumexp(barred) - logsumexp(weight)))
        free = int(closed[1:n].sum())
        clear = [np.exp(gammaln(free + 1) - gammaln(k + 1) - gammaln(free - k + 1) - p) if k <= free else 0.0
                 for k, p in zip(cuts, placings)]
        result["before"] = float(1 - np.mean(clear))
    return result


def position_intervals(positions, confidence=0.95):
    """
    Central intervals of the places of change points.

    Parameters
    ----------
    positions : pandas.DataFrame
        As `posterior` gives it under that name.
    confidence : float
        Of the interval.

    Returns
    -------
    pandas.DataFrame
        One row per change: ``mode``, ``lower`` and ``upper`` (numbers of periods,
        the interval including both).

    Examples
    --------
    >>> position_intervals(pd.DataFrame({0: [0.0, 0.01, 0.98, 0.01]})).iloc[0].tolist()
    [2, 2, 2]
    """
    tail = (1 - confidence) / 2
    total = positions.cumsum()
    return pd.DataFrame(
        {
            "mode": [int(positions[j].idxmax()) for j in positions],
            "lower": [int((total[j] > tail).to_numpy().argmax()) for j in positions],
            "upper": [int((total[j] >= 1 - tail - 1e-12).to_numpy().argmax()) for j in positions],
        }
    ).astype(int)


def segments(counts, cuts, confidence=0.95):
    """
    Rates between change points.

    Parameters
    ----------
    counts : pandas.DataFrame
        As `binned` gives it.
    cuts : sequence of int
        As `breaks` gives them.
    confidence : float
        Of the exact Poisson interval.

    Returns
    -------
    pandas.DataFrame
        ``start``, ``end``, ``events``, ``months``, ``per_year``, ``lower`` and
        ``upper``.

    Notes
    -----
    The cuts were chosen on the same counts, so the rates on their two sides
    differ more than they would on new counts, and the intervals are too narrow.

    Examples
    --------
    >>> import helpers
    >>> day = pd.Timestamp
    >>> counts = binned(helpers.load().meetings, day("2003-01-01"), day("2005-01-01"), 6)
    >>> len(segments(counts, [1, 3]))
    3
    """
    from .tables import poisson_interval

    part = np.searchsorted(np.asarray(cuts, dtype=int), np.arange(len(counts)), side="right")
    table = counts.groupby(part).agg(
        start=("start", "first"), end=("end", "last"), events=("events", "sum"), months=("months", "sum")
    )
    lower, upper = poisson_interval(table["events"], confidence)
    for name, value in (("per_year", table["events"]), ("lower", lower), ("upper", upper)):
        table[name] = value / table["months"] * 12
    return table.reset_index(drop=True)
