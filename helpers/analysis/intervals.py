"""Intervals for counts, shares and their ratios, and nothing else."""

import numpy as np


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
