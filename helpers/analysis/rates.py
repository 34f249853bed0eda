"""Rates of meetings, and intervals that do not assume Poisson counts."""

from functools import lru_cache

import numpy as np
import pandas as pd

from .intervals import poisson_interval, rate_ratio


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
    pearson = (
        ((counts["events"] - expected) ** 2 / expected.where(expected > 0))
        .groupby(counts["group"], sort=False, observed=True)
        .sum()
    )
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
    The exact interval is that of `helpers.analysis.intervals.rate_ratio`.

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
