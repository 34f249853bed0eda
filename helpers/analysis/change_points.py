"""When a rate changed: segmentations of counts and their posterior."""

from functools import lru_cache

import numpy as np
import pandas as pd

from .intervals import poisson_interval

COSTS = ("poisson", "l2")
CRITERIA = ("BIC", "mBIC")


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
        log = (
            gammaln(shape + total)
            - gammaln(shape)
            + shape * np.log(rate)
            - (shape + total) * np.log(rate + length)
        )
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
        clear = [
            np.exp(gammaln(free + 1) - gammaln(k + 1) - gammaln(free - k + 1) - p) if k <= free else 0.0
            for k, p in zip(cuts, placings)
        ]
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
    part = np.searchsorted(np.asarray(cuts, dtype=int), np.arange(len(counts)), side="right")
    table = counts.groupby(part).agg(
        start=("start", "first"), end=("end", "last"), events=("events", "sum"), months=("months", "sum")
    )
    lower, upper = poisson_interval(table["events"], confidence)
    for name, value in (("per_year", table["events"]), ("lower", lower), ("upper", upper)):
        table[name] = value / table["months"] * 12
    return table.reset_index(drop=True)
