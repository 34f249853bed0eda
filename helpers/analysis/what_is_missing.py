"""Meetings that are missing from the record: lists of sources, their overlap, announcements."""

import warnings
from itertools import combinations

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
        ``record.publishers``; the first that matches takes the page, ``others`` takes
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


def chapman(first, second, both, confidence=0.95):
    """
    Size of a population from two lists.

    Parameters
    ----------
    first, second : array_like of int
        Members on each list.
    both : array_like of int
        Members on both.
    confidence : float
        Probability that the interval is to cover.

    Returns
    -------
    tuple of numpy.ndarray
        Estimate, lower and upper bound.

    Raises
    ------
    ValueError
        If more are on both lists than on one of them.

    Notes
    -----
    The estimator of D. G. Chapman (1951), nearly free of bias if being on one list
    does not depend on being on the other and all members are as easily listed.
    The interval is the transformed logit of M. Sadinle (2009), "Transformed logit
    confidence intervals for small populations in single capture-recapture
    estimation", Communications in Statistics, Simulation and Computation 38:
    1909-1924; its lower bound is not let fall below the members seen.

    Examples
    --------
    As an example, ten on one list, fifteen on the other, five on both:

    >>> [round(float(value)) for value in chapman(10, 15, 5)]
    [28, 22, 65]
    """
    from scipy.special import ndtri

    first, second, both = (np.asarray(value, dtype=float) for value in (first, second, both))
    if (both < 0).any() or (both > np.minimum(first, second)).any():
        raise ValueError("no more can be on both lists than on one of them, nor less than none")
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    one, other, twice = first - both + 0.5, second - both + 0.5, both + 0.5
    spread = np.exp(
        ndtri((1 + confidence) / 2) * np.sqrt(1 / one + 1 / other + 1 / twice + twice / (one * other))
    )
    seen = first + second - both
    return (
        estimate,
        np.maximum(seen, seen - 0.5 + one * other / twice / spread),
        seen - 0.5 + one * other / twice * spread,
    )


def joint_chances(first, second, odds_ratio):
    """
    Chances of two lists that depend on each other.

    Parameters
    ----------
    first, second : float
        Chance of being on each list, between 0 and 1.
    odds_ratio : float
        Of being on both: 1 where the lists are independent, more where one
        makes the other likelier.

    Returns
    -------
    numpy.ndarray
        Chances of being on both, the first alone, the second alone, and none.

    Notes
    -----
    R. L. Plackett (1965), "A class of bivariate distributions", Journal of the
    American Statistical Association 60: 516-522.

    Examples
    --------
    >>> joint_chances(0.5, 0.4, 1).round(2).tolist()
    [0.2, 0.3, 0.2, 0.3]
    """
    if odds_ratio == 1:
        both = first * second
    else:
        sums = 1 + (first + second) * (odds_ratio - 1)
        root = np.sqrt(sums**2 - 4 * odds_ratio * (odds_ratio - 1) * first * second)
        both = (sums - root) / (2 * (odds_ratio - 1))
    return np.array([both, first - both, second - both, 1 - first - second + both])


def overlaps(lists):
    """
    Count the members on each combination of lists.

    Parameters
    ----------
    lists : pandas.DataFrame of bool
        As `source_lists` gives it.

    Returns
    -------
    pandas.Series of int
        By a bool index of as many levels as there are lists, all combinations
        but the one on no list.

    Examples
    --------
    >>> lists = pd.DataFrame({"a": [True, True], "b": [False, True]})
    >>> overlaps(lists).to_dict()
    {(True, True): 1, (True, False): 1, (False, True): 0}
    """
    cells = pd.MultiIndex.from_product([[True, False]] * lists.shape[1], names=list(lists.columns))[:-1]
    return lists.groupby(list(lists.columns)).size().reindex(cells, fill_value=0).rename("members")


def loglinear(cells, confidence=0.95):
    """
    Size of a population from three lists, by every hierarchical log-linear model.

    Parameters
    ----------
    cells : pandas.Series of int
        As `overlaps` gives it for three lists.
    confidence : float
        Probability that an interval is to cover.

    Returns
    -------
    pandas.DataFrame
        One row for each of the eight models, by the pairs of lists that it lets
        depend on each other (``independent`` for none): ``parameters``,
        ``deviance``, ``aic``, ``missing`` (members on no list), ``total``,
        ``lower`` and ``upper`` (bounds of the total), in the order of AIC. Where
        zeros in the cells leave the members on no list without a finite estimate, it
        and its bounds are NaN, and the model comes last.

    Raises
    ------
    ValueError
        If there are not three lists.

    Notes
    -----
    S. E. Fienberg (1972), "The multiple recapture census for closed populations
    and incomplete 2^k contingency tables", Biometrika 59: 591-603. The models are
    Poisson regressions of statsmodels on the seven cells that are seen; the
    intercept is the logarithm of the eighth. Its variance has two parts, that of the
    estimate and that of a Poisson count; the interval of the members on no list is log-normal
    (Chao 1987, Biometrics 43: 783-791). No model lets all three lists
    depend on each other at once: nothing seen could tell.

    Examples
    --------
    As an example, the counts of an outbreak of hepatitis A in Chao and others (2001),
    Statistics in Medicine 20: 3123-3157: 271 cases on three lists.

    >>> index = pd.MultiIndex.from_product([[True, False]] * 3, names=["P", "Q", "E"])[:-1]
    >>> models = loglinear(pd.Series([28, 21, 17, 69, 18, 55, 63], index=index))
    >>> models.loc[["independent", "P-Q, P-E, Q-E"], "total"].round().astype(int).tolist()
    [388, 1313]
    """
    from scipy.special import ndtri
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    names = list(cells.index.names)
    if len(names) != 3:
        raise ValueError(f"these models take three lists, not {len(names)}")
    main = cells.index.to_frame(index=False).to_numpy(dtype=float)
    pairs = list(combinations(range(3), 2))
    seen, normal = int(cells.sum()), ndtri((1 + confidence) / 2)
    rows = {}
    for many in range(4):
        for chosen in combinations(pairs, many):
            design = np.column_stack(
                [np.ones(len(main)), main, *(main[:, i] * main[:, j] for i, j in chosen)]
            )
            with np.errstate(divide="ignore"), warnings.catch_warnings():
                # the largest model leaves no degree of freedom, and zeros may be fitted exactly: see Returns
                warnings.simplefilter("ignore", PerfectSeparationWarning)
                fit = GLM(cells.to_numpy(dtype=float), design, family=Poisson()).fit(maxiter=100, tol=1e-10)
            missing, variance = float(np.exp(fit.params[0])), float(fit.cov_params()[0, 0])
            name = ", ".join(f"{names[i]}-{names[j]}" for i, j in chosen) or "independent"
            finite = 1e-3 < missing < 1e6 and variance < 100
            factor = np.exp(normal * np.sqrt(np.log1p(1 / missing + variance))) if finite else np.nan
            missing = missing if finite else np.nan
            rows[name] = (
                design.shape[1],
                float(fit.deviance),
                float(fit.aic),
                missing,
                seen + missing,
                seen + missing / factor,
                seen + missing * factor,
            )
    columns = ["parameters", "deviance", "aic", "missing", "total", "lower", "upper"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("dependent pairs")
    table["parameters"] = table["parameters"].astype(int)
    unfit = table["missing"].isna()
    return (
        table.assign(unfit=unfit, order=table["aic"].round(6))
        .sort_values(["unfit", "order"], kind="stable")
        .drop(columns=["unfit", "order"])
    )


def announced_before(events, sources):
    """
    Which events a page announced before their day.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows with ``event_id``, ``date_earliest``, ``evidence`` and ``sources``.
    sources : pandas.DataFrame
        ``record.sources``.

    Returns
    -------
    pandas.Series of bool
        By ``event_id``: whether one of its pages is dated before its first day, or
        its evidence is announced.

    Examples
    --------
    >>> events = pd.DataFrame({"event_id": ["a", "b"], "sources": [("x", "y"), ("y",)],
    ...                        "date_earliest": pd.to_datetime(["2001-02-28"] * 2),
    ...                        "evidence": ["explicit", "explicit"]})
    >>> pages = pd.DataFrame({"source_id": ["x", "y"],
    ...                       "published_latest": pd.to_datetime(["2001-01-24", "2001-03-01"])})
    >>> announced_before(events, pages).tolist()
    [True, False]
    """
    pairs = events[["event_id", "date_earliest", "sources"]].explode("sources")
    published = sources.set_index("source_id")["published_latest"].reindex(pairs["sources"]).to_numpy()
    earlier = pd.Series(published < pairs["date_earliest"].to_numpy(), index=pairs["event_id"].to_numpy())
    before = earlier.groupby(level=0).any().reindex(events["event_id"])
    return before | (events["evidence"] == "announced").to_numpy()
