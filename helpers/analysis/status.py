"""The status of institutions over time: spells, and how each stood on a day."""

import numpy as np
import pandas as pd

from ..record.results import once

STATUSES = ("active", "presumed", "limited", "suspended", "dormant", "undated")
BOUNDS = ("earliest", "latest")
OPEN = {"active": "known open", "limited": "known open", "presumed": "possibly open"}
OPENNESS = ("known open", "possibly open", "not open")
FATES = ("suspended or dormant", "ended", "known open", "possibly open", "begun later", "not open then")


def openness(statuses):
    """
    Say of statuses whether a body is open: the one answer of the project.

    Parameters
    ----------
    statuses : pandas.Series
        As in `spells` or `on_day`.

    Returns
    -------
    pandas.Series
        Categorical: ``known open`` (active or limited), ``possibly open`` (it began, and no
        source gives an end) or ``not open``.

    Examples
    --------
    >>> openness(pd.Series(["limited", "presumed", "dormant"])).tolist()
    ['known open', 'possibly open', 'not open']
    """
    said = statuses.astype(object).map(OPEN).fillna("not open")
    return said.astype(pd.CategoricalDtype(OPENNESS, ordered=True))


def _look_up(keys, values):
    """Values by key, in the order of the keys; ``Series.map`` fails on empty text."""
    return values.reindex(keys.astype(object)).set_axis(keys.index)


def _within_parents(ended, parent):
    """End every part no later than its whole, however deep it lies."""
    while True:
        limit = _look_up(parent, ended).fillna(ended)
        if not (limit < ended).any():
            return ended
        ended = ended.where(ended <= limit, limit)


@once
def spells(record, bound="earliest"):
    """
    Spells of status of every institution whose beginning is known.

    Parameters
    ----------
    record : helpers.Record
    bound : {"earliest", "latest"}
        Which day stands for a date known to the month or year only.

    Returns
    -------
    pandas.DataFrame
        ``institution_id``, ``status`` (categorical: active, presumed, limited,
        suspended, dormant, undated), ``start``, ``end`` (Timestamp, half open)
        and ``ongoing`` (bool: the end is that of the record). Sorted by
        institution and start.

    Raises
    ------
    ValueError
        If the bound is not one of the two.

    Notes
    -----
    An institution without a row in ``status`` is active from its founding to
    its end, or until its successor is founded; where neither is known it is
    ``presumed``: it began, and how long it went on is not known. Before its
    first dated status it is active. A spell that is not
    closed ends where the next begins, and none outlives the institution's parent.
    Where some status of an institution has no date, all of its life is
    ``undated``: that it changed is known, when is not. Institutions without any
    date are left out.

    Examples
    --------
    >>> import helpers
    >>> table = spells(helpers.load())
    >>> bool((table["end"] > table["start"]).all())
    True
    """
    if bound not in BOUNDS:
        raise ValueError(f"bound is one of {', '.join(BOUNDS)}, not {bound!r}")
    until = record.observed_until
    life = record.institutions.set_index("institution_id")
    founded, ended = life[f"founded_{bound}"], life[f"ended_{bound}"]
    status = record.status
    last = status.sort_values(f"start_{bound}", kind="stable").groupby("institution_id").tail(1)
    closed = last[last["status"] == "closed"].set_index("institution_id")[f"start_{bound}"]
    ended = ended.fillna(closed.reindex(ended.index))
    loose = status[status["start"].isna()]
    loose = loose[(loose["status"] != "closed") | _look_up(loose["institution_id"], ended).isna()]
    undated = set(loose["institution_id"])
    followed = record.relations[record.relations["relation"] == "succeeded_by"]
    handover = _look_up(followed["target"], founded).groupby(followed["source"]).min()
    handover = handover.drop(status["institution_id"].unique(), errors="ignore")
    ended = ended.fillna(handover.reindex(ended.index))
    endless = set(ended.index[ended.isna()]) - set(status["institution_id"])
    ended = _within_parents(ended.fillna(until), life["parent"])

    rows = status[status["start"].notna() & ~status["institution_id"].isin(undated)]
    rows = pd.DataFrame(
        {
            "institution_id": rows["institution_id"],
            "status": rows["status"].astype(object),
            "start": rows[f"start_{bound}"],
            "end": rows[f"end_{bound}"],
        }
    )
    opening = pd.DataFrame({"institution_id": life.index, "start": founded.to_numpy()})
    opening["status"] = np.select(
        [opening["institution_id"].isin(undated), opening["institution_id"].isin(endless)],
        ["undated", "presumed"],
        "active",
    )
    opening["end"] = pd.NaT
    first = rows.groupby("institution_id")["start"].min().reindex(opening["institution_id"])
    opening = opening[(first.isna() | (opening["start"].to_numpy() < first)).to_numpy()]
    table = pd.concat([opening, rows], ignore_index=True).dropna(subset=["start"])
    table = table.sort_values(["institution_id", "start"], kind="stable", ignore_index=True)

    later = table.groupby("institution_id")["start"].shift(-1)
    limit = _look_up(table["institution_id"], ended)
    end = table["end"].fillna(later).fillna(limit)
    table["end"] = pd.concat([end, later.fillna(limit), limit], axis=1).min(axis=1).clip(upper=until)
    table["ongoing"] = table["end"] == until
    table = table[(table["status"] != "closed") & (table["end"] > table["start"])]
    table["status"] = pd.Categorical(table["status"], categories=STATUSES)
    return table[["institution_id", "status", "start", "end", "ongoing"]].reset_index(drop=True)


def on_day(record, at, bound="earliest"):
    """
    How every institution stood on a day.

    Parameters
    ----------
    record : helpers.Record
    at : str or pandas.Timestamp
        The day.
    bound : {"earliest", "latest"}
        See `spells`.

    Returns
    -------
    pandas.Series
        Indexed by institution_id, categorical: the statuses of `spells`,
        ``not yet`` (begins later), ``closed`` (ended before), ``unknown`` (no date, or between two spells).

    Raises
    ------
    ValueError
        If the day lies after the last one observed.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> on_day(record, "2003-06-30")["PJC"], on_day(record, "1996-06-30")["PJC"]
    ('closed', 'not yet')
    """
    at = pd.Timestamp(at)
    if at > record.observed_until:
        raise ValueError(f"the record ends on {record.observed_until:%Y-%m-%d}, before {at:%Y-%m-%d}")
    table = spells(record, bound)
    ids = pd.Index(record.institutions["institution_id"])
    result = pd.Series("unknown", index=ids, dtype=object, name="status")
    starts = table.groupby("institution_id")["start"].min()
    ends = table.groupby("institution_id")["end"].max()
    life = record.institutions.set_index("institution_id")
    founded, ended = life[f"founded_{bound}"], life[f"ended_{bound}"]
    result[founded.index[founded > at]] = "not yet"
    result[starts.index[starts > at]] = "not yet"
    result[founded.index[founded.notna() & (ended <= at)]] = "closed"
    result[ends.index[ends <= at]] = "closed"
    now = table[(table["start"] <= at) & ((table["end"] > at) | table["ongoing"])]
    result[now["institution_id"]] = now["status"].astype(object).to_numpy()
    return result.astype(pd.CategoricalDtype([*STATUSES, "not yet", "closed", "unknown"]))


def is_open(statuses, possibly=True):
    """
    Say of statuses whether a body is open, as `openness` has it.

    Parameters
    ----------
    statuses : pandas.Series
        As in `spells` or `on_day`.
    possibly : bool
        Whether possibly open is enough.

    Returns
    -------
    pandas.Series of bool

    Examples
    --------
    >>> is_open(pd.Series(["limited", "presumed", "dormant"])).tolist()
    [True, True, False]
    """
    found = openness(statuses)
    return found <= "possibly open" if possibly else found == "known open"


def fates(record, day, kinds, bound="earliest"):
    """
    What became of the bodies that were open on a day.

    Parameters
    ----------
    record : helpers.Record
    day : str or pandas.Timestamp
    kinds : collection of str
        Kinds of institution.
    bound : {"earliest", "latest"}
        See `spells`.

    Returns
    -------
    pandas.DataFrame
        institution_id as index, bodies whose beginning is dated, sorted by fate and beginning:
        ``label``, ``kind``, ``begins`` (Timestamp), ``then`` (`openness` on the day) and ``fate``
        (categorical, `FATES`). A body that is first heard of as suspended has no dated beginning.

    Raises
    ------
    ValueError
        If the day lies after the last one observed.

    Examples
    --------
    >>> import helpers
    >>> fates(helpers.load(), "1998-12-31", ["forum"]).loc["PJC", "fate"]
    'ended'
    """
    first = spells(record, bound).groupby("institution_id").first()
    first = first[~first["status"].isin(["suspended", "dormant"])]
    bodies = record.institutions.set_index("institution_id")[["label", "kind"]]
    bodies = bodies[bodies["kind"].isin(kinds) & bodies.index.isin(first.index)]
    bodies = bodies.assign(begins=first["start"].reindex(bodies.index))
    then = on_day(record, day, bound).reindex(bodies.index)
    now = on_day(record, record.observed_until, bound).reindex(bodies.index)
    fate = np.select(
        [then == "not yet", ~is_open(then), is_open(now, possibly=False), is_open(now), now == "closed"],
        ["begun later", "not open then", "known open", "possibly open", "ended"],
        "suspended or dormant",
    )
    bodies = bodies.assign(then=openness(then), fate=pd.Categorical(fate, FATES, ordered=True))
    return bodies.sort_values(["fate", "begins", "label"], kind="stable")
