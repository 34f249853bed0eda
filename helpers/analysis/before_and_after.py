"""Sessions before and after a rupture, those that answer it left out."""

import pandas as pd


def around(record, cases, levels=None, months=36, hole=45):
    """
    Count the sessions of the councils before and after each rupture.

    Parameters
    ----------
    record : helpers.Record
    cases : pandas.DataFrame
        ``day`` by name of the rupture, as `helpers.analysis.ruptures.cases` gives it, of this or
        of another record.
    levels : collection of str, optional
        Of the sessions; by default all.
    months : int
        Calendar months on either side.
    hole : int
        Days on either side of day zero in which a session answers the rupture, and so belongs
        neither before nor after it; with 0, one on day zero belongs before.

    Returns
    -------
    pandas.DataFrame
        Name of the rupture as index: ``before``, ``answers`` (in the hole) and ``after`` (counts,
        by the first day that a date may mean), ``change`` (after less before), ``days`` (length of
        either side) and ``unsure`` (sessions that another day of their month would put elsewhere).

    Raises
    ------
    ValueError
        If the months are not more than the hole.

    Notes
    -----
    Both sides have one length, so that counts can be compared: where the first council of the record
    is younger than so many months, or observation ends sooner, both are shortened. Ruptures
    of which nothing is left on a side are left out.

    Examples
    --------
    >>> import helpers
    >>> from helpers.analysis import ruptures
    >>> record = helpers.load()
    >>> table = around(record, ruptures.cases(record), ["foreign_ministers", "defence_ministers"])
    >>> table.loc["Crimea 2014", ["before", "after"]].tolist()
    [8, 0]
    """
    if months * 28 <= hole:
        raise ValueError(f"{months} months are not longer than a hole of {hole} days")
    rows = record.sessions(record.councils, levels)
    born = record.institutions.set_index("institution_id")["founded_earliest"]
    first = pd.Timestamp(int(record.events["year"].min()), 1, 1)
    since = max(first, born.reindex(list(record.councils)).min())
    if pd.isna(since):
        since = first
    found = {}
    for name, day in cases["day"].items():
        month = pd.DateOffset(months=months)
        length = min(day - max(day - month, since), min(day + month, record.observed_until) - day)
        if length.days <= hole:
            continue
        gap = pd.Timedelta(days=hole)
        edges = [day - length, day - gap - pd.Timedelta(days=1), day + gap, day + length]
        if not hole:
            edges[1] = day
        early, late = (
            pd.cut(rows[column], sorted(set(edges)), labels=False) * (1 if hole else 2)
            for column in ("date_earliest", "date_begins_latest")
        )
        before, answers, after = (int((early == place).sum()) for place in range(3))
        unsure = int((early.fillna(-1) != late.fillna(-1)).sum())
        found[name] = [before, answers, after, after - before, length.days - hole, unsure]
    columns = ["before", "answers", "after", "change", "days", "unsure"]
    return pd.DataFrame.from_dict(found, orient="index", columns=columns).rename_axis("rupture")
