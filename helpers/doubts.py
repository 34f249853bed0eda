"""What is odd about the record without being wrong: meetings that ought not to have been."""

import pandas as pd

RULES = {
    "suspended": "the forum was suspended on that day",
    "before_founding": "the forum was founded later",
    "after_end": "the forum had ended",
    "near_another": "the forum has another meeting at that level within two days, or where only the month is known in it",
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
        "near_another": {event for pair in near(meetings) for event in pair},
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
    said = [f"{event}: {RULES[rule]}" for event, rule in sorted(found - allowed)]
    return said + [f"{event}: {rule} in allowed.csv answers no doubt" for event, rule in sorted(allowed - found)]


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
