"""What no rule forbids and a reader would stop at: doubts, answered in ``allowed.csv``."""

import pandas as pd

NEAR, DAYS = "near_another", 2
RULES = {
    "suspended": "the forum was suspended on that day",
    "before_founding": "the forum was founded later",
    "after_end": "the forum had ended",
    NEAR: "the forum has another meeting at that level within two days, or in the same month without a day",
    "source_older": "it is said to have taken place, and every dated page is older than the meeting",
}


def doubts(record):
    """
    Find meetings that contradict other rows.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    pandas.DataFrame
        ``event_id`` and ``rule``, a key of `RULES`; sorted. Dates known to the
        month or year are doubted only where no day of theirs would do.

    Examples
    --------
    >>> import helpers
    >>> sorted(set(doubts(helpers.load())["rule"]) - set(RULES))
    []
    """
    meetings = record.meetings
    found = {
        "suspended": _suspended(record, meetings),
        **_outside_life(record, meetings),
        NEAR: {event for pair in near(meetings) for event in pair},
        "source_older": _older(record, meetings),
    }
    rows = [(event, rule) for rule, events in found.items() for event in events]
    table = pd.DataFrame(rows, columns=["event_id", "rule"], dtype="str")
    return table.sort_values(["event_id", "rule"], ignore_index=True)


def open_doubts(record):
    """
    Doubts that nobody has answered, and answers to doubts that there are no more.

    Parameters
    ----------
    record : helpers.Record
        If it has a table ``allowed``, the doubts named there are answered.

    Returns
    -------
    list of str
        One sentence for each.

    Examples
    --------
    >>> import helpers
    >>> open_doubts(helpers.load())
    []
    """
    found = set(doubts(record).itertuples(index=False, name=None))
    allowed = set()
    if "allowed" in record.tables:
        allowed = set(zip(record.allowed["event_id"], record.allowed["rule"].astype(str)))
    said = [f"{event}: {RULES[rule]}" for event, rule in sorted(found - allowed) if rule != NEAR]
    said += [
        f"{_row(record, one)} and {_row(record, other)}: the same meeting? {RULES[NEAR]}"
        for one, other in near(record.meetings)
        if not {(one, NEAR), (other, NEAR)} <= allowed
    ]
    return said + [
        f"{event}: {rule} in allowed.csv answers no doubt" for event, rule in sorted(allowed - found)
    ]


def near(meetings):
    """
    Find pairs of meetings that may be one: of the same forum and level, within two days.

    Parameters
    ----------
    meetings : pandas.DataFrame
        Rows of ``record.meetings``.

    Returns
    -------
    list of tuple of str
        Ids of both, the earlier one first. Meetings without a forum are held against
        each other too. One that is known to the month is held against those of that month; one
        known to the year against none, as it would be near to most.

    Examples
    --------
    >>> import helpers
    >>> ("NRC-2007-10-15-ambassadors", "NRC-2007-10-17-ambassadors") in near(helpers.load().meetings)
    True
    """
    rows = meetings[meetings["date_precision"].isin(["day", "month"]) & meetings["date_latest"].notna()]
    names = ["forum", "level", "date_earliest", "event_id"]
    rows = rows.assign(**{name: rows[name].astype(object).fillna("") for name in names[:2]}).sort_values(
        names
    )
    exact, step, pairs = rows["date_precision"] == "day", 0, []
    while True:
        step += 1
        after = rows.shift(-step)
        gap = (after["date_earliest"] - rows["date_latest"]).dt.days
        close = (rows["forum"] == after["forum"]) & (rows["level"] == after["level"]) & (gap <= DAYS)
        if not close.any():
            return sorted(pairs)
        close &= (gap <= 0) | (exact & exact.shift(-step, fill_value=False))
        pairs += zip(rows.loc[close, "event_id"], after.loc[close, "event_id"])


def _row(record, event):
    """A row as a reader finds it: file, line, id, date and title."""
    index = record.events.index[record.events["event_id"] == event][0]
    row = record.events.loc[index]
    return f"events.csv:{index + 2} {event} ({row['date']}, {row['title']!r})"


def _suspended(record, meetings):
    spells = record.status.sort_values(["institution_id", "start_earliest"], kind="stable")
    after = spells.groupby("institution_id")["start_earliest"].shift(-1)
    spells = spells.assign(end_earliest=spells["end_earliest"].fillna(after))
    spells = spells[spells["status"] == "suspended"]
    pairs = meetings.merge(spells, left_on="forum", right_on="institution_id")
    inside = pairs["date_earliest"] >= pairs["start_latest"]
    inside &= pairs["end_earliest"].isna() | (pairs["date_latest"] < pairs["end_earliest"])
    return set(pairs.loc[inside, "event_id"])


def _outside_life(record, meetings):
    pairs = meetings.merge(record.institutions, left_on="forum", right_on="institution_id")
    early = pairs["date_latest"] < pairs["founded_earliest"]
    late = pairs["date_earliest"] > pairs["ended_latest"]
    return {
        "before_founding": set(pairs.loc[early, "event_id"]),
        "after_end": set(pairs.loc[late, "event_id"]),
    }


def _older(record, meetings):
    held = meetings[meetings["evidence"] == "explicit"]
    pages = held[["event_id", "date_earliest", "sources"]].explode("sources")
    published = record.sources.set_index("source_id")["published_latest"]
    pages["published"] = published.reindex(pages["sources"].astype(object)).to_numpy()
    newest = pages.groupby(["event_id", "date_earliest"])["published"].max().reset_index()
    return set(newest.loc[newest["published"] < newest["date_earliest"], "event_id"])
