"""What broke at each rupture and what came back: contacts, bodies, silences after it."""

import numpy as np
import pandas as pd

from .before_and_after import YEAR, empty_share, span
from .status import on_day, spells

OPEN = ("active", "limited")
CUT = ("limited", "suspended", "dormant", "closed")
_RANK = {"active": 0, "limited": 1, "suspended": 2, "dormant": 2, "closed": 3}


def contacts(record):
    """
    Meetings at which both sides were present, with the days on which they may have begun.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    pandas.DataFrame
        Rows of ``record.meetings`` with ``date_earliest`` and
        ``date_begins_latest`` (Timestamp), sorted by them. A meeting that lasted from
        A to B begins on A. Sessions of many-sided forums that `allowed` marks as
        held while one side's part was suspended are left out.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> len(record.meetings) - len(contacts(record))
    2
    """
    meetings = record.meetings
    allowed = record.tables.get("allowed")
    if allowed is not None:
        alone = allowed.loc[allowed["rule"] == "suspended", "event_id"]
        away = meetings["event_id"].isin(alone) & ~meetings["forum"].isin(record.councils)
        meetings = meetings[~away]
    return meetings.sort_values(["date_earliest", "date_begins_latest"], kind="stable", ignore_index=True)


def ruptures(record, days):
    """
    Day zero of each rupture, taken from rows of the tables.

    Parameters
    ----------
    record : helpers.Record
    days : dict of str to str
        Name of the rupture to the event that opens it, in order of time.

    Returns
    -------
    pandas.DataFrame
        Name as index: ``event_id``, ``title``, ``day`` (the first day that the
        date may mean), ``until`` (day zero of the next rupture, or the day of
        the record's version) and ``next`` (bool: a rupture follows).

    Raises
    ------
    ValueError
        If an event is not in the table, or the days do not ascend.

    Examples
    --------
    >>> import helpers
    >>> table = ruptures(helpers.load(), {"1999": "EV-1999-03-24-suspension"})
    >>> table.loc["1999", "day"]
    Timestamp('1999-03-24 00:00:00')
    """
    events = record.events.set_index("event_id")
    missing = [key for key in days.values() if key not in events.index]
    if missing:
        raise ValueError(f"no such event: {', '.join(missing)}")
    rows = events.loc[list(days.values())]
    day = rows["date_earliest"].to_numpy()
    if not (np.diff(day) > np.timedelta64(0, "D")).all():
        raise ValueError("ruptures must come in the order of their days, no two on one day")
    table = pd.DataFrame(
        {"event_id": rows.index, "title": rows["title"].to_numpy(), "day": day},
        index=pd.Index(list(days), name="rupture"),
    )
    following = table["day"].shift(-1)
    table["until"] = following.fillna(record.observed_until)
    table["next"] = following.notna()
    return table


def usual_wait(days, start, end, shares=(0.5, 0.05)):
    """
    Waits that so many of those who begin on a day drawn at random exceed.

    Parameters
    ----------
    days, start, end
        As in `empty_share`.
    shares : sequence of float
        Between 0 and 1.

    Returns
    -------
    list of float
        Shortest whole number of days that no larger share of spans in the period
        pass without an event; NaN where no event lies in the period.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2001-02-10"])
    >>> usual_wait(days, pd.Timestamp("2001-01-01"), pd.Timestamp("2001-04-11"))
    [34.0, 58.0]
    """
    lengths = np.arange(1, (end - start).days + 1)
    share = empty_share(days, start, end, lengths)
    return [
        float(lengths[np.argmax(share <= bound)]) if not np.isnan(share[0]) else float("nan")
        for bound in shares
    ]


def chance_of_none(count, exposure, length):
    """
    Chance of no event in a span, given how many there were in another one.

    Parameters
    ----------
    count : array_like of int
        Events in the first span.
    exposure, length : array_like of float
        Lengths of the first and of the second span, in one unit.

    Returns
    -------
    numpy.ndarray of float
        Chance that all events of the two spans fall into the first one, if
        events come independently at one rate.

    Notes
    -----
    Given their sum, the counts of two Poisson spans are binomial: J. Przyborowski
    and H. Wilenski (1940), "Homogeneity of results in testing samples from Poisson
    series", Biometrika 31: 313-323.

    Examples
    --------
    >>> round(float(chance_of_none(6, 3, 1)), 3)
    0.178
    """
    exposure, length = np.asarray(exposure, dtype=float), np.asarray(length, dtype=float)
    return (exposure / (exposure + length)) ** np.asarray(count, dtype=float)


def first_contact(meetings, cases, groups, months=36, since=None):
    """
    Days from each rupture to the first contact at each level.

    Parameters
    ----------
    meetings : pandas.DataFrame
        As `contacts` gives it, or some of its rows.
    cases : pandas.DataFrame
        As `ruptures` gives it.
    groups : dict of str to list of str
        Name to levels; an empty list takes every level.
    months : int
        Calendar months before, with which the wait is compared.
    since : pandas.Timestamp, optional
        First day on which a meeting could be counted.

    Returns
    -------
    pandas.DataFrame
        One row for each rupture and group: ``days`` and ``latest`` (from day zero
        to the first day, and to the last day, on which the first contact may
        have begun; where there was none, days to the end of observation),
        ``explicit`` (days to the first one that a page documents as held,
        NaN if none), ``censored`` (bool: no contact before the next rupture or
        the end of the record), ``event_id``, ``evidence``, ``before`` (contacts in
        the months before), ``years_before``, ``half`` and ``rare`` (days that
        half, and one in twenty, of the waits begun on random days of those months
        exceeded; see `usual_wait`), ``share`` (see `empty_share`) and ``chance``
        (see `chance_of_none`), both for a wait of that many ``days``.

    Notes
    -----
    A contact on day zero itself is not counted as one after it. One whose month
    is known and may lie on either side of day zero counts with the first day
    that lies after it.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> cases = ruptures(record, {"2014": "EV-2014-04-01-cooperation_suspended"})
    >>> table = first_contact(contacts(record), cases, {"ambassadors": ["ambassadors"]})
    >>> int(table["days"].item()), bool(table["censored"].item())
    (62, False)
    """
    early, late = (meetings[f"begins_{bound}"].to_numpy(dtype="M8[s]") for bound in ("earliest", "latest"))
    firm = (meetings["evidence"] == "explicit").to_numpy()
    member = {
        group: meetings["level"].isin(levels).to_numpy() if levels else np.ones(len(meetings), dtype=bool)
        for group, levels in groups.items()
    }
    one_day, rows = np.timedelta64(1, "D"), []
    for name, day, until in zip(cases.index, cases["day"], cases["until"]):
        start = span(day, months, since)[0]
        years = (day - start).days / YEAR
        first, zero, last = (np.datetime64(edge, "s") for edge in (start, day, until))
        past, later = (early > first) & (late <= zero), (late > zero) & (early <= last)
        wait, bound = (np.maximum(early, zero + one_day) - zero) // one_day, (late - zero) // one_day
        for group, held in member.items():
            before, after = early[past & held], np.flatnonzero(later & held)
            sure = after[firm[after]]
            if len(after):
                one = after[np.argmin(wait[after])]
                days, latest, key = wait[one], bound[after].min(), meetings["event_id"].iloc[one]
            else:
                days = latest = (last - zero) // one_day
            rows.append(
                {
                    "rupture": name,
                    "group": group,
                    "days": int(days),
                    "latest": int(latest),
                    "explicit": float(wait[sure].min()) if len(sure) else np.nan,
                    "censored": not len(after),
                    "event_id": key if len(after) else "",
                    "evidence": str(meetings["evidence"].iloc[one]) if len(after) else "",
                    "before": len(before),
                    "years_before": years,
                    **dict(zip(("half", "rare"), usual_wait(before, start, day))),
                    "share": float(empty_share(before, start, day, int(days))),
                    "chance": float(chance_of_none(len(before), years, days / YEAR))
                    if len(before)
                    else np.nan,
                }
            )
    return pd.DataFrame(rows)


def fates(record, day, within=365):
    """
    What became of the institutions that stood open when a rupture came.

    Parameters
    ----------
    record : helpers.Record
    day : pandas.Timestamp
        Day zero.
    within : int
        Days in which a change counts as part of the rupture.

    Returns
    -------
    pandas.DataFrame
        institution_id as index, documents left out: ``label``, ``kind``,
        ``before`` (status on the eve; ``undated`` where only the closing is
        dated), ``after`` (the harshest status within those days, ``before``
        where nothing changed), ``cut`` (bool), ``days`` (to the cut, by the last
        day that its date may mean), ``back`` (days until it stood again as on the
        eve, NaN if it never did) and ``unsure`` (bool: the first day that the
        date of the cut may mean lies before day zero). Institutions whose end is
        not known are there with ``before`` presumed, and cannot be cut.

    Notes
    -----
    Dates known to the month stand for their last day, so that what ended in the
    month of a rupture belongs to it.

    Examples
    --------
    >>> import helpers
    >>> table = fates(helpers.load(), pd.Timestamp("1999-03-24"))
    >>> table.loc["PJC", ["before", "after"]].tolist(), bool(table.loc["PJC", "cut"])
    (['active', 'suspended'], True)
    """
    eve, limit = day - pd.Timedelta(days=1), day + pd.Timedelta(days=within)
    life = record.institutions.set_index("institution_id")
    life = life[life["kind"] != "document"]
    before = on_day(record, eve, "latest").astype(object).reindex(life.index)
    shut = record.status[record.status["status"] == "closed"].set_index("institution_id")["start_latest"]
    ended = life["ended_latest"].fillna(shut.groupby(level=0).min().reindex(life.index))
    closed = ended.between(day, limit)
    before[closed & before.isin(["unknown", "undated"])] = "undated"
    before[~closed & (before == "undated")] = "unknown"
    table = pd.DataFrame({"label": life["label"], "kind": life["kind"].astype(str), "before": before})
    table = table[table["before"].isin([*OPEN, "presumed", "undated"])]

    marks = spells(record, "latest")[["institution_id", "status", "start"]].astype({"status": object})
    ends = pd.DataFrame({"institution_id": ended.index, "status": "closed", "start": ended}).dropna()
    marks = pd.concat([marks, ends]).sort_values(
        ["institution_id", "start"], kind="stable", ignore_index=True
    )
    marks = marks[marks["institution_id"].isin(table.index) & (marks["start"] >= day)]
    marks = marks.assign(
        eve=marks["institution_id"].map(table["before"]), rank=marks["status"].map(_RANK).astype(float)
    )
    worse = marks[marks["status"].isin(CUT) & (marks["start"] <= limit)]
    worse = worse[worse["rank"] > worse["eve"].map(_RANK).astype(float).fillna(0)]
    harshest = worse.sort_values("rank", kind="stable", ascending=False).groupby("institution_id").first()
    cut = worse.groupby("institution_id")["start"].min().reindex(table.index)
    table["after"] = harshest["status"].reindex(table.index).fillna(table["before"])
    table["cut"] = cut.notna()
    table["days"] = (cut - day).dt.days
    again = marks[(marks["status"] == marks["eve"]) & (marks["start"] > marks["institution_id"].map(cut))]
    table["back"] = (again.groupby("institution_id")["start"].min().reindex(table.index) - day).dt.days
    first = record.status[record.status["status"].isin(CUT)].merge(
        cut.dropna().rename("cut_on").rename_axis(None), left_on="institution_id", right_index=True
    )
    first = first[first["start_latest"] == first["cut_on"]].groupby("institution_id")["start_earliest"].min()
    table["unsure"] = (first.reindex(table.index) < day).fillna(False)
    return table


def acts(record, day, types, within=90):
    """
    Events of given types in the days from a rupture on.

    Parameters
    ----------
    record : helpers.Record
    day : pandas.Timestamp
        Day zero; events on it count.
    types : sequence of str
        Values of ``events.type``.
    within : int
        Days.

    Returns
    -------
    pandas.DataFrame
        ``days`` (from day zero to the first day that the date may mean),
        ``type``, ``title``, ``evidence`` and ``event_id``.

    Raises
    ------
    ValueError
        If a type is not in the vocabulary.

    Examples
    --------
    >>> import helpers
    >>> table = acts(helpers.load(), pd.Timestamp("2021-10-06"), ["expulsion"])
    >>> table["event_id"].tolist()
    ['EV-2021-10-06-expulsion']
    """
    events = record.events
    unknown = set(types) - set(events["type"].cat.categories)
    if unknown:
        raise ValueError(f"no such type: {', '.join(sorted(unknown))}")
    days = (events["date_earliest"] - day).dt.days
    rows = events[events["type"].isin(list(types)) & days.between(0, within)]
    return rows.assign(days=days)[["days", "type", "title", "evidence", "event_id"]].reset_index(drop=True)
