"""Sessions that are missing from the record: lists of sources, and what their overlap allows."""

import numpy as np
import pandas as pd

REST = "others"


def source_lists(events, sources, publishers):
    """
    Which list of publishers each event is on.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with ``event_id`` and ``sources``.
    sources : pandas.DataFrame
        ``record.sources``.
    publishers : dict of str to str
        Name of a list to a regular expression on the publisher, such as
        ``record.publishers``; the first that matches takes the source, ``others`` takes
        the rest.

    Returns
    -------
    pandas.DataFrame of bool
        One row for each event, by ``event_id``; one column for each list.

    Examples
    --------
    >>> events = pd.DataFrame({"event_id": ["a", "b"], "sources": [("x", "y"), ("y",)]})
    >>> sources = pd.DataFrame({"source_id": ["x", "y"], "publisher": ["NATO", "TASS"]})
    >>> source_lists(events, sources, {"NATO": "^NATO", "Russia": "TASS"}).to_numpy().tolist()
    [[True, True, False], [False, True, False]]
    """
    named = pd.Series(REST, index=sources["source_id"].to_numpy(), dtype=object)
    texts = pd.Series(sources["publisher"].to_numpy(), index=named.index)
    for name, pattern in reversed(publishers.items()):
        named[texts.str.contains(pattern, regex=True)] = name
    pairs = events.set_index("event_id")["sources"].explode()
    table = pd.crosstab(pairs.index, named.reindex(pairs.to_numpy()).to_numpy()) > 0
    table = table.reindex(index=events["event_id"], columns=[*publishers, REST], fill_value=False)
    return table.rename_axis(index="event_id", columns=None)


def overlap(lists, one):
    """
    Count members on one list, on any of the others, and on both.

    Parameters
    ----------
    lists : pandas.DataFrame of bool
        As `source_lists` gives it.
    one : str
        A column of it.

    Returns
    -------
    tuple of int
        Members on ``one``, on any other, on both.

    Examples
    --------
    >>> overlap(pd.DataFrame({"a": [True, True], "b": [False, True], "c": [False, False]}), "a")
    (2, 1, 1)
    """
    first, second = lists[one], lists.drop(columns=one).any(axis=1)
    return int(first.sum()), int(second.sum()), int((first & second).sum())


def size(first, second, both, odds_ratio=1.0, confidence=0.95):
    """
    Size of a population from two lists that depend on each other to a known degree.

    Parameters
    ----------
    first, second, both : int
        Members on each list, and on both.
    odds_ratio : array_like of float
        How much being on one list multiplies the odds of being on the other: 1 where the
        lists are independent. It cannot be learnt from two lists and is assumed.
    confidence : float
        Probability that the interval is to cover, if the odds ratio is right.

    Returns
    -------
    tuple of numpy.ndarray
        Estimate, lower and upper bound, for each odds ratio.

    Raises
    ------
    ValueError
        If more are on both lists than on one of them, or an odds ratio is not positive.

    Notes
    -----
    Members on no list are ``odds_ratio * a * b / (both + 1)``, where ``a`` and ``b`` are those
    on one list alone: for an odds ratio of 1 the estimator of D. G. Chapman (1951). To
    vary the odds ratio is the sensitivity analysis of S. C. Gerritse and others (2015), Journal
    of Official Statistics 31: 357-379. The interval is the transformed logit of M. Sadinle
    (2009), Communications in Statistics, Simulation and Computation 38: 1909-1924, with
    the same factor; its lower bound is not let fall below the members seen.

    Examples
    --------
    Ten on one list, fifteen on the other, five on both:

    >>> [round(float(value)) for value in size(10, 15, 5)]
    [28, 22, 65]
    >>> [round(float(value)) for value in size(10, 15, 5, odds_ratio=3)]
    [45, 27, 144]
    """
    from scipy.special import ndtri

    factor = np.asarray(odds_ratio, dtype=float)
    if not 0 <= both <= min(first, second) or (factor <= 0).any():
        raise ValueError("no more can be on both lists than on one of them, and odds ratios are positive")
    a, b, seen = first - both, second - both, first + second - both
    estimate = seen + factor * a * b / (both + 1)
    one, other, twice = a + 0.5, b + 0.5, both + 0.5
    unseen = factor * one * other / twice
    spread = np.exp(ndtri((1 + confidence) / 2) * np.sqrt(1 / one + 1 / other + 1 / twice + 1 / unseen))
    return estimate, np.maximum(seen, seen - 0.5 + unseen / spread), seen - 0.5 + unseen * spread
