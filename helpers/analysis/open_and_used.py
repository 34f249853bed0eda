"""Open is not used: when a forum was open at a level, whether it met then, and how it came to an end."""

import pandas as pd

from .coverage import combined
from .status import BOUNDS, on_day, openness, spells

STATES = ("met", "empty", "no source", "met while shut")
DOCUMENTS = ("agreement", "declaration")  # types of event that leave a text behind
ENDS = ("met until its end", "ended after a silence", "alive", "dormant", "open, not used")


def seats(record, forums=None):
    """
    List the forums by level, with the bodies that meet at that level.

    Parameters
    ----------
    record : helpers.Record
    forums : collection of str, optional
        By default all of the coverage table.

    Returns
    -------
    pandas.DataFrame
        One row for each forum and level of ``record.coverage``: ``forum``, ``level`` and ``bodies``
        (tuple of institution ids; the level is open while one of them is).

    Notes
    -----
    Where a forum has parts that meet at a level, these count: the chiefs of staff of the NRC were
    suspended in 2014, the NRC was not. Where it has none, the forum itself counts.

    Examples
    --------
    >>> import helpers
    >>> table = seats(helpers.load()).set_index(["forum", "level"])
    >>> table.loc[("NRC", "chiefs_of_staff"), "bodies"]
    ('NRC_CHODS',)
    """
    rows = record.institutions
    pairs = record.coverage[["forum", "level"]].astype(object).drop_duplicates()
    if forums is not None:
        pairs = pairs[pairs["forum"].isin(list(forums))]
    parts = rows[rows["kind"].isin(["forum", "working_group"]) & rows["parent"].notna()]
    parts = parts[["institution_id", "parent", "levels"]].explode("levels").dropna().astype(object)
    parts = parts.groupby(["parent", "levels"])["institution_id"].agg(tuple)
    bodies = [parts.get((forum, level), (forum,)) for forum, level in pairs.itertuples(index=False)]
    return pairs.assign(bodies=bodies).reset_index(drop=True)


def by_span(record, forums=None, bound="earliest"):
    """
    Say of each forum and level when it was open, and whether it met then.

    Parameters
    ----------
    record : helpers.Record
    forums : collection of str, optional
        By default all of the coverage table.
    bound : {"earliest", "latest"}
        Which day stands for a date known to the month or year only.

    Returns
    -------
    pandas.DataFrame
        Calendar years, cut where the status of a body changes: ``forum``, ``level``, ``year``,
        ``start``, ``end`` (half open), ``openness``, ``sessions`` (held in the span),
        ``completeness`` of the list of that year (``unknown`` without a row) and ``state``: ``met``,
        ``empty`` (open, no session, the list is complete), ``no source`` (open, none found, the list
        is not complete: that proves nothing) and ``met while shut``. Spans that are neither open nor
        met in are left out.

    Raises
    ------
    ValueError
        If the bound is not one of the two.

    Examples
    --------
    >>> import helpers
    >>> table = by_span(helpers.load(), ["NRC"])
    >>> table.query("level == 'foreign_ministers' and year == 2016")["state"].tolist()
    ['empty']
    """
    if bound not in BOUNDS:
        raise ValueError(f"bound is one of {', '.join(BOUNDS)}, not {bound!r}")
    periods, held = spells(record, bound), record.sessions()
    held = held.assign(day=held[f"date_{bound}"].fillna(held["date_earliest"]))
    keys = [record.coverage["forum"].astype(object), record.coverage["level"].astype(object)]
    lists = record.coverage["completeness"].astype(object).groupby([*keys, record.coverage["year"]])
    lists = lists.agg(combined)
    end = record.observed_until + pd.Timedelta(days=1)
    found = []
    for forum, level, bodies in seats(record, forums).itertuples(index=False):
        own = periods[periods["institution_id"].isin(bodies)]
        begun = periods.loc[periods["institution_id"] == forum, "start"].min()  # no part meets before
        own = own.assign(openness=openness(own["status"]), start=own["start"].clip(lower=begun))
        days = held.loc[(held["forum"] == forum) & (held["level"] == level), "day"]
        first = min([*own["start"], *days], default=end)
        years = [pd.Timestamp(year, 1, 1) for year in range(first.year, end.year + 1)]
        cuts = sorted({*years, *own["start"], *own["end"], end})
        for start, stop in zip(cuts, cuts[1:]):
            now = own[(own["start"] <= start) & ((own["end"] > start) | (own["end"] >= stop))]
            said = now["openness"].min() if len(now) else "not open"
            count = int(((days >= start) & (days < stop)).sum())
            whole = lists.get((forum, level, start.year), "unknown")
            if stop <= end and (said != "not open" or count):
                found.append((forum, level, start.year, start, stop, said, count, whole))
    columns = ["forum", "level", "year", "start", "end", "openness", "sessions", "completeness"]
    table = pd.DataFrame(found, columns=columns)
    is_open, met = table["openness"] != "not open", table["sessions"] > 0
    table["state"] = "no source"
    table.loc[is_open & ~met & (table["completeness"] == "complete"), "state"] = "empty"
    table.loc[is_open & met, "state"] = "met"
    table.loc[~is_open, "state"] = "met while shut"
    return table


def vitality(record, forums):
    """
    Count the signs of life of forums, year by year.

    Parameters
    ----------
    record : helpers.Record
    forums : collection of str

    Returns
    -------
    pandas.DataFrame of int
        Indexed by forum and year, from the founding to the last year observed or the end:
        ``sessions`` (held), ``levels`` (at which they met), ``topics`` (named) and ``documents``
        (agreements and declarations that name the forum).

    Notes
    -----
    Counts of what is documented; after the measures of activity in Gray (2018).

    Examples
    --------
    >>> import helpers
    >>> table = vitality(helpers.load(), ["NACC"])
    >>> table.index[0], bool((table["levels"] <= table["sessions"]).all())
    (('NACC', 1991), True)
    """
    held, acts = record.sessions(), record.events[record.events["type"].isin(DOCUMENTS)]
    life = _lives(record).loc[list(forums)]
    parts = []
    for forum, founded, ended in life[["founded", "ended"]].itertuples():
        rows = held[held["forum"] == forum]
        named = acts[[forum in bodies for bodies in acts["institutions"]]]
        first = min([day.year for day in (founded, rows["date_earliest"].min()) if pd.notna(day)], default=0)
        last = (record.observed_until if pd.isna(ended) else ended).year
        years = pd.RangeIndex(first, last + 1, name="year") if first else pd.RangeIndex(0, name="year")
        table = pd.DataFrame(
            {
                "sessions": rows.groupby("year").size(),
                "levels": rows.groupby("year")["level"].nunique(),
                "topics": rows.explode("topics").groupby("year")["topics"].nunique(),
                "documents": named.groupby("year").size(),
            }
        )
        parts.append(table.reindex(years).fillna(0).astype(int))
    return pd.concat(parts, keys=list(forums), names=["forum", "year"])


def _lives(record):
    """Founding and end of every institution, by id; NaT where none is known."""
    rows = record.institutions.set_index("institution_id")
    shut = record.status[record.status["status"] == "closed"].set_index("institution_id")["start_earliest"]
    ended = rows["ended_earliest"].fillna(shut[~shut.index.duplicated(keep="last")].reindex(rows.index))
    return pd.DataFrame({"founded": rows["founded_earliest"], "ended": ended})


def ends(record, forums, silent=365):
    """
    Say how forums came to an end, or stand today.

    Parameters
    ----------
    record : helpers.Record
    forums : collection of str
    silent : int
        Days without a session from which on a forum counts as silent.

    Returns
    -------
    pandas.DataFrame
        Indexed by forum: ``founded``, ``ended`` (NaT without an end), ``last_session``, ``silence``
        (days from it to the end, or to the last day observed), ``best_year`` (most sessions in a
        calendar year), ``status`` on the last day and ``fate``: ``met until its end``, ``ended after
        a silence``; without an end ``alive``, ``dormant`` (set aside, or named dormant) or ``open,
        not used`` (open, and silent; Gray's zombie).

    Examples
    --------
    >>> import helpers
    >>> ends(helpers.load(), ["PJC", "NRC"])["fate"].tolist()
    ['met until its end', 'dormant']
    """
    held = record.sessions(forums=list(forums)).groupby("forum")["date_earliest"].max()
    table = _lives(record).loc[list(forums)].rename_axis("forum")
    over = table["ended"] <= record.observed_until
    table["ended"] = table["ended"].where(over)
    table["last_session"] = held.reindex(table.index)
    until = table["ended"].fillna(record.observed_until)
    # of an end known to the month or year only its first day is known, and sessions may follow
    table["silence"] = (until - table["last_session"]).dt.days.clip(lower=0).astype("Int64")
    table["best_year"] = vitality(record, forums)["sessions"].groupby("forum").max().reindex(table.index)
    table["status"] = on_day(record, record.observed_until).astype(object).reindex(table.index)
    quiet = (table["silence"] > silent).fillna(True).to_numpy(dtype=bool)
    shut = (openness(table["status"]) == "not open").to_numpy()
    fates = []
    for ended, unused, aside in zip(over, quiet, shut):
        if ended:
            fates.append(ENDS[1] if unused else ENDS[0])
        else:
            fates.append(ENDS[3] if aside else ENDS[4] if unused else ENDS[2])
    table["fate"] = fates
    return table
