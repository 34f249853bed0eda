"""Sessions held by year and level, and how far each level took part in a fall."""

import pandas as pd

from ..record.narrowing import select
from .coverage import combined

ROWS = {
    "heads_of_state": "summits",
    "foreign_ministers": "foreign ministers",
    "defence_ministers": "defence ministers",
    "ambassadors": "ambassadors",
    "chiefs_of_staff": "military",
    "military_representatives": "military",
}
REST = "groups and experts"
WEBSITE = "council_website"


def rows_of(levels):
    """
    Put levels into the rows of the figure and the tables.

    Parameters
    ----------
    levels : pandas.Series
        Levels of meetings or of coverage rows.

    Returns
    -------
    pandas.Series
        Ordered categories; levels without a row of their own, and none, are ``REST``.

    Examples
    --------
    >>> rows_of(pd.Series(["chiefs_of_staff", "experts"])).tolist()
    ['military', 'groups and experts']
    """
    names = levels.astype(object).map(ROWS).fillna(REST)
    return names.astype(pd.CategoricalDtype([*dict.fromkeys(ROWS.values()), REST], ordered=True))


def by_level(record):
    """
    Count the sessions that the councils held, by row, council and year.

    Parameters
    ----------
    record : helpers.Record
        With a table ``coverage``.

    Returns
    -------
    pandas.DataFrame
        ``row`` (see `rows_of`), ``forum``, ``year``, ``sessions`` and ``completeness`` of
        the list, for every year of a council's life, empty ones too.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> int(by_level(record)["sessions"].sum()) == len(record.sessions(record.councils))
    True
    """
    held = record.sessions(record.councils)
    lists = record.coverage[record.coverage["forum"].isin(record.councils)]
    keys = ["row", "forum", "year"]
    count = held.assign(row=rows_of(held["level"])).groupby(keys, observed=True).size().rename("sessions")
    whole = lists.assign(row=rows_of(lists["level"])).groupby(keys, observed=True)["completeness"]
    table = pd.concat([count, whole.agg(combined)], axis=1).reset_index()
    table["sessions"] = table["sessions"].fillna(0).astype(int)
    table["completeness"] = table["completeness"].astype(object).fillna("unknown")
    order = {forum: place for place, forum in enumerate(record.councils)}
    table = table.assign(order=table["forum"].map(order), year=table["year"].astype(int))
    return table.sort_values(["row", "year", "order"], ignore_index=True).drop(columns="order")


def fall(record, before, after):
    """
    Share out the fall of the rate of sessions among the levels.

    Parameters
    ----------
    record : helpers.Record
        With a table ``coverage``.
    before, after : tuple of pandas.Timestamp
        First day of each span, and the day after its last.

    Returns
    -------
    pandas.DataFrame
        By row: ``list`` (how complete it is in both spans together), ``before`` and ``after``
        (sessions held a year), ``fall`` (their difference), ``share`` (of the whole fall, NaN
        where there is none) and ``website`` (the part of ``before`` from years in which the
        council's own website was how sessions of that level became public). The shares
        add up to 1: rates are sums over levels, and so are their differences.

    Examples
    --------
    >>> import helpers
    >>> day = pd.Timestamp
    >>> spans = (day("2009-03-05"), day("2014-04-01")), (day("2014-04-01"), day("2022-02-24"))
    >>> round(float(fall(helpers.load(), *spans)["share"].sum()), 6)
    1.0
    """
    held = _with_regimes(record)
    earlier = held["regime"] == WEBSITE
    table = pd.DataFrame(
        {
            "before": _rates(held, before),
            "after": _rates(held, after),
            "website": _rates(held[earlier], before),
        }
    )
    table["fall"] = table["before"] - table["after"]
    table["share"] = table["fall"] / table["fall"].sum() if table["fall"].sum() else float("nan")
    lists = by_level(record)
    years = [*range(before[0].year, before[1].year), *range(after[0].year, after[1].year + 1)]
    lists = lists[lists["year"].isin(years)].groupby("row", observed=False)["completeness"]
    table["list"] = lists.agg(combined)
    return table.rename_axis("level")[["list", "before", "after", "fall", "share", "website"]]


def _with_regimes(record):
    held = record.sessions(record.councils)
    return held.assign(row=rows_of(held["level"]), regime=regimes(record, held).to_numpy())


def _rates(held, span):
    """Sessions a year, by row."""
    inside = held[held["date_earliest"].between(*span, inclusive="left")]
    return inside.groupby("row", observed=False).size() / ((span[1] - span[0]).days / 365.25)


def compared(record, before, after):
    """
    Give the rates on both sides of a day by what is compared.

    Parameters
    ----------
    record : helpers.Record
    before, after : tuple of pandas.Timestamp
        As for `fall`.

    Returns
    -------
    pandas.DataFrame
        ``before``, ``after`` (sessions held a year) and ``ratio`` of the second to the first, for
        some levels, for all, and for all without the levels and years that the council's own
        website reported.

    Examples
    --------
    >>> import helpers
    >>> day = pd.Timestamp
    >>> spans = (day("2009-03-05"), day("2014-04-01")), (day("2014-04-01"), day("2022-02-24"))
    >>> compared(helpers.load(), *spans).loc["summits and ministers", "after"]
    np.float64(0.0)
    """
    held = _with_regimes(record)
    every, plain = (
        [_rates(rows, span) for span in (before, after)] for rows in (held, held[held["regime"] != WEBSITE])
    )
    top, names = ["summits", "foreign ministers", "defence ministers"], list(every[0].index)
    some = {
        "summits and ministers": (every, top),
        "ambassadors": (every, ["ambassadors"]),
        "summits, ministers and ambassadors": (every, [*top, "ambassadors"]),
        "all levels": (every, names),
        "all levels, without the website's": (plain, names),
    }
    rows = {name: [rates[chosen].sum() for rates in pair] for name, (pair, chosen) in some.items()}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["before", "after"])
    return table.assign(ratio=table["after"] / table["before"].where(table["before"] > 0)).rename_axis(
        "compared"
    )


def regimes(record, meetings):
    """
    Say how sessions of that forum, level and year became public.

    Parameters
    ----------
    record : helpers.Record
        With a table ``coverage``.
    meetings : pandas.DataFrame
        Rows of ``record.meetings``.

    Returns
    -------
    pandas.Series of str
        ``publication_regime`` of the coverage table for each meeting, ``unknown`` where it says nothing.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> len(regimes(record, record.meetings)) == len(record.meetings)
    True
    """
    keys = ["forum", "level", "year"]
    lists = record.coverage.reindex(columns=[*keys, "publication_regime"])
    lists = lists.astype({"level": object, "year": int, "publication_regime": object})
    asked = meetings[keys].astype({"level": object, "year": int})
    return asked.merge(lists, on=keys, how="left")["publication_regime"].fillna("unknown")


def last_sessions(record):
    """
    Give the last session that each level held in the councils.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    pandas.DataFrame
        One row for each of `rows_of` that met: its last row of ``record.sessions``.

    Examples
    --------
    >>> import helpers
    >>> last_sessions(helpers.load()).loc["foreign ministers", "date"]
    '2013-12-04'
    """
    held = select(record.sessions(), forums=record.councils)
    return (
        held.assign(row=rows_of(held["level"]))
        .sort_values("date_earliest", kind="stable")
        .groupby("row", observed=True)
        .tail(1)
        .set_index("row")
        .sort_index()
    )
