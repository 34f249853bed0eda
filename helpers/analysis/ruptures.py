"""What was cut at each rupture, what came back, and how long it took until the two sides met again."""

import networkx as nx
import numpy as np
import pandas as pd

from ..record.model import RULES
from .status import on_day, openness, spells

CUT = ("limited", "suspended", "dormant", "closed")
FATES = ("not cut", "cut and back", "cut, not back", "not known")
_RANK = {"active": 0, "limited": 1, "suspended": 2, "dormant": 2, "closed": 3}


def cases(record, rule="decision"):
    """
    Give day zero of each rupture of the record.

    Parameters
    ----------
    record : helpers.Record
    rule : {"decision", "first cut", "use of force"}
        Which event opens a rupture.

    Returns
    -------
    pandas.DataFrame
        Name of the rupture as index, in order of time: ``event_id``, ``title`` and ``day``
        (Timestamp, the first one that the date may mean).

    Raises
    ------
    ValueError
        If the rule is not one of the three.

    Examples
    --------
    >>> import helpers
    >>> cases(helpers.load())["day"].iloc[0]
    Timestamp('1999-03-24 00:00:00')
    """
    if rule not in RULES:
        raise ValueError(f"day zero is that of {', '.join(RULES)}, not of {rule!r}")
    events = record.events.set_index("event_id")
    days = {name: key[rule] for name, key in record.ruptures.items() if key[rule] in events.index}
    rows = events.loc[list(days.values())]
    table = pd.DataFrame(
        {"event_id": rows.index, "title": rows["title"].to_numpy(), "day": rows["date_earliest"].to_numpy()},
        index=pd.Index(list(days), name="rupture"),
    )
    return table.sort_values("day", kind="stable")


def contacts(record, reported=False):
    """
    Meetings and calls of both sides that were held.

    Parameters
    ----------
    record : helpers.Record
    reported : bool
        Whether contacts that are only reported, and may be denied, go with them.

    Returns
    -------
    pandas.DataFrame
        Rows of events, sorted by the days on which they may have begun. Sessions of
        many-sided forums that ``allowed`` marks as held while one side stayed away are left out.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> len(record.sessions()) - len(contacts(record))
    2
    """
    rows = record.sessions()
    allowed = record.tables.get("allowed")
    if allowed is not None:
        alone = allowed.loc[allowed["rule"] == "suspended", "event_id"]
        rows = rows[~(rows["event_id"].isin(alone) & ~rows["forum"].isin(record.councils))]
    if reported:
        rows = pd.concat([rows, record.events[record.events["type"] == "reported_contact"]])
    return rows.sort_values(["date_earliest", "date_begins_latest"], kind="stable", ignore_index=True)


def last_contacts(record):
    """
    Give the last contact that is documented, the last that is reported, and the last that is denied.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    pandas.DataFrame
        How it is known as index (``session of a council``, ``meeting or call``, ``reported``,
        ``reported and denied``; those that occur): ``date``, ``title``, ``event_id`` and
        ``days`` from its last possible day until the end of observation.

    Examples
    --------
    >>> import helpers
    >>> last_contacts(helpers.load()).loc["session of a council", "event_id"]
    'NRC-2022-01-12-ambassadors'
    """
    held = contacts(record)
    told = record.events[record.events["type"] == "reported_contact"].sort_values("date_latest")
    denied = told["denied_by"].map(len) > 0 if "denied_by" in told else pd.Series(False, told.index)
    kinds = {
        "session of a council": held[held["forum"].isin(record.councils)],
        "meeting or call": held,
        "reported": told[~denied],
        "reported and denied": told[denied],
    }
    table = pd.DataFrame({kind: rows.iloc[-1] for kind, rows in kinds.items() if len(rows)}).T
    table = table.reindex(columns=["date", "title", "event_id", "date_latest"])
    last = pd.to_datetime(table.pop("date_latest"))
    return table.assign(days=(record.observed_until - last).dt.days).rename_axis("contact")


def first_contact(rows, cases, groups, until):
    """
    Days from each rupture to the first contact at each level.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `contacts` gives it, or some of its rows.
    cases : pandas.DataFrame
        As `cases` gives it.
    groups : dict of str to list of str
        Name to levels; an empty list takes every level.
    until : pandas.Timestamp
        Last day of observation.

    Returns
    -------
    pandas.DataFrame
        One row for each rupture and group: ``days`` and ``latest`` (from day zero to the first and to the
        last day on which the first contact may have begun; to the end of observation if there was none),
        ``explicit`` (days to the first one that a source states as held, NaN if none), ``open``
        (bool: none until then), ``event_id`` and ``evidence``.

    Notes
    -----
    A contact on day zero is not one after it. One whose month is known and may lie on either side of
    day zero counts with the first day that lies after it.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> table = first_contact(contacts(record), cases(record), {"all": []}, record.observed_until)
    >>> int(table["days"].iloc[0])
    121
    """
    found = []
    for name, day in cases["day"].items():
        later = rows[(rows["date_begins_latest"] > day) & (rows["date_earliest"] <= until)]
        later = later.assign(
            days=(later["date_earliest"] - day).dt.days.clip(lower=1),
            latest=(later["date_begins_latest"] - day).dt.days,
        )
        for group, levels in groups.items():
            these = later[later["level"].isin(levels)] if levels else later
            row = {"rupture": name, "group": group, "open": these.empty, "event_id": "", "evidence": ""}
            row["days"] = row["latest"] = (until - day).days
            row["explicit"] = these.loc[these["evidence"] == "explicit", "days"].min()
            if len(these):
                one = these.loc[these["days"].idxmin()]
                row |= {"days": int(one["days"]), "latest": int(these["latest"].min())}
                row |= {"event_id": one["event_id"], "evidence": str(one["evidence"])}
            found.append(row)
    columns = ["rupture", "group", "days", "latest", "explicit", "open", "event_id", "evidence"]
    return pd.DataFrame(found, columns=columns)


def fates_at(record, day, within=365):
    """
    What became of the institutions that were open when a rupture came.

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
        institution_id as index, documents left out: ``label``, ``before`` (status on the eve; ``undated``
        where only the closing is dated), ``after`` (the harshest status within those days), ``fate`` (one
        of `FATES`), ``days`` (to the cut, NaN without one), ``back`` (days until it, or a body that took
        its place, was open again), ``heir`` (that body, else empty), ``inferred`` (bool: the cut follows
        from a decision that does not name the body) and ``unsure`` (bool: it may lie before day zero).

    Notes
    -----
    A body is cut if it was known to be open on the eve and, by a row of ``status``, was limited, suspended,
    dormant or closed within those days; one that only ended is not. It is back once it has the status of
    the eve again, or once a successor (by ``succeeded_by``, over any number of steps) is known to be open.
    What is only possibly open is not known. Dates known to the month or year stand for their last day.

    Examples
    --------
    >>> import helpers
    >>> table = fates_at(helpers.load(), pd.Timestamp("1999-03-24"))
    >>> table.loc[["PJC", "NATO_Doc_Centre_Moscow"], ["after", "heir"]].to_numpy().tolist()
    [['suspended', ''], ['closed', 'NIO_Moscow']]
    """
    life = record.institutions.set_index("institution_id")
    life = life[life["kind"] != "document"]
    shut = record.status[record.status["status"] == "closed"].groupby("institution_id")["start_latest"].min()
    ended = shut.reindex(life.index)
    before = _eve(record, day, ended.between(day, day + pd.Timedelta(days=within)))
    table = pd.DataFrame({"label": life["label"], "before": before})
    table = table[(openness(before) != "not open") | (before == "undated")]

    marks = spells(record, "latest")[["institution_id", "status", "start"]].astype({"status": object})
    ends = pd.DataFrame({"institution_id": ended.index, "status": "closed", "start": ended}).dropna()
    marks = pd.concat([marks, ends]).sort_values(["institution_id", "start"], kind="stable")
    marks = marks[marks["institution_id"].isin(table.index) & (marks["start"] >= day)]
    marks = marks.assign(eve=marks["institution_id"].map(table["before"]))
    rank = marks["status"].map(_RANK).astype(float)
    worse = marks[
        marks["status"].isin(CUT)
        & (marks["start"] <= day + pd.Timedelta(days=within))
        & (rank > marks["eve"].map(_RANK).astype(float).fillna(0))
        & (marks["eve"] != "presumed")
    ].assign(rank=rank)
    harshest = worse.sort_values("rank", kind="stable", ascending=False).groupby("institution_id").first()
    cut = worse.groupby("institution_id")["start"].min().reindex(table.index)
    table["after"] = harshest["status"].reindex(table.index).fillna(table["before"])
    again = marks[(marks["status"] == marks["eve"]) & (marks["start"] > marks["institution_id"].map(cut))]
    back = again.groupby("institution_id")["start"].min().reindex(table.index)
    table["heir"] = ""
    for body, (start, heir) in _heirs(record, cut.dropna()).items():
        if not back[body] <= start:
            back[body], table.loc[body, "heir"] = start, heir
    table["days"], table["back"] = (cut - day).dt.days, (back - day).dt.days
    known = [table["before"] == "presumed", cut.isna(), back.notna()]
    table["fate"] = np.select(known, [FATES[3], FATES[0], FATES[1]], FATES[2])
    rows = record.status[record.status["institution_id"].isin(table.index)]
    rows = rows[rows["start_latest"].to_numpy() == cut.reindex(rows["institution_id"]).to_numpy()]
    said = rows["notes"].fillna("").str.contains("inferred", case=False)
    table["inferred"] = table.index.isin(rows.loc[said, "institution_id"])
    table["unsure"] = table.index.isin(rows.loc[rows["start_earliest"] < day, "institution_id"])
    return table


def _eve(record, day, closed):
    """Statuses on the day before, where a closing may be the only thing that is dated."""
    before = on_day(record, day - pd.Timedelta(days=1), "latest").astype(object).reindex(closed.index)
    before[closed & before.isin(["unknown", "undated"])] = "undated"
    return before.mask(~closed & (before == "undated"), "unknown")


def _heirs(record, cut):
    """Bodies that were cut, to the day from which a successor was known to be open, and which one."""
    followed = record.relations[record.relations["relation"] == "succeeded_by"]
    graph = nx.DiGraph(list(zip(followed["source"].astype(object), followed["target"].astype(object))))
    known = spells(record, "latest")
    known = known[openness(known["status"]) == "known open"]
    found = {}
    for body, day in cut.items():
        heirs = nx.descendants(graph, body) if body in graph else ()
        rows = known[known["institution_id"].isin(heirs) & (known["end"] > day)].sort_values("start")
        if len(rows):
            found[body] = max(rows["start"].iloc[0], day), rows["institution_id"].iloc[0]
    return found


def tally_fates(tables):
    """
    Count what became of the bodies at each rupture.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        Name of the rupture to what `fates_at` gives.

    Returns
    -------
    pandas.DataFrame
        Int: ruptures as index; `FATES`, ``cut`` and ``inferred`` (those of the cut bodies that no
        source names) as columns.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> tally_fates({"1999": fates_at(record, pd.Timestamp("1999-03-24"))})["cut and back"].item()
    5
    """
    rows = {
        name: {
            **{fate: int((table["fate"] == fate).sum()) for fate in FATES},
            "cut": int(table["days"].notna().sum()),
            "inferred": int((table["inferred"] & table["days"].notna()).sum()),
        }
        for name, table in tables.items()
    }
    columns = [*FATES, "cut", "inferred"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("rupture")
