"""Intervals for counts, shares and their ratios, and nothing else."""

import numpy as np


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
