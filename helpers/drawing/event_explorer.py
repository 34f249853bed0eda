"""The explorer of events: every event a dot, in lanes, with filters."""

from collections import Counter

import numpy as np
import pandas as pd

from ..analysis import agendas
from ..record.dates import decimal_year, in_words
from .explorers import Explorer, as_csv, bands, filled, first_sources, plain
from .style import KINDS, PALE

ROW = 7  # pixels from one row of dots to the next
CONTACTS = "other contacts"
TYPES = {  # lanes of the events that are not meetings
    "agreement": "agreements",
    "declaration": "agreements",
    "treaty_status": "agreements",
    "accession": "agreements",
    "institution_created": "institutions",
    "institution_replaced": "institutions",
    "institution_closed": "institutions",
    "project_launch": "projects",
    "exercise": "projects",
    "statement": "statements",
    "visit": "statements",
    "resumption": "resumptions",
    "suspension": "suspensions",
    "expulsion": "suspensions",
    "crisis": "crises",
    "military_operation": "crises",
    "cancelled": "cancelled sessions",
    "reported_contact": "reported contacts",
}


def lane_of(events):
    """
    Name the lane of each event: its forum, or what kind of event it is.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of ``record.events``.

    Returns
    -------
    pandas.Series of str

    Examples
    --------
    >>> import helpers
    >>> lane_of(helpers.load().events).iloc[0]
    'agreements'
    """
    kind = events["type"].astype(object)
    other = kind.map(TYPES).fillna("other events").where(kind != "meeting", CONTACTS)
    return events["forum"].astype(object).where(events["forum"].notna(), other).rename("lane")


def places(record, gap=0.32):
    """
    Place events as dots in lanes, so that none covers another.

    Parameters
    ----------
    record : helpers.Record
    gap : float
        Least distance in years between two dots of one row of a lane.

    Returns
    -------
    pandas.DataFrame
        In the order of ``record.events``: ``lane``, ``start`` and ``end`` (first
        and last possible day as decimal years), ``x`` (their middle) and ``y``
        (row, 0 at the top). Lanes of forums come first, by their first meeting;
        then other contacts; then the other events.

    Raises
    ------
    ValueError
        If the gap is not positive.

    Examples
    --------
    >>> import helpers
    >>> table = places(helpers.load())
    >>> table["lane"].iloc[0], bool((table["x"] >= table["start"]).all())
    ('agreements', True)
    """
    if not gap > 0:
        raise ValueError(f"the gap is a length in years, not {gap!r}")
    events = record.events
    table = pd.DataFrame(
        {
            "lane": lane_of(events),
            "start": decimal_year(events["date_earliest"]),
            "end": decimal_year(events["date_latest"]),
            "y": 0.0,
        },
        index=events.index,
    )
    table.insert(3, "x", (table["start"] + table["end"]) / 2)
    seen = list(dict.fromkeys(table["lane"]))
    forums = [lane for lane in seen if lane in set(events["forum"].dropna())]
    rest = [lane for lane in dict.fromkeys([CONTACTS, *TYPES.values(), *seen]) if lane in seen]
    top = 0.0
    for lane in dict.fromkeys([*forums, *rest]):
        ends, rows = [], table[table["lane"] == lane].sort_values("x", kind="stable")["x"]
        for index, x in rows.items():
            free = next((i for i, end in enumerate(ends) if x - end >= gap), len(ends))
            ends[free : free + 1] = [x]
            table.loc[index, "y"] = top + free
        top += len(ends) + 1
    return table


def timeline(record):
    """
    Make the timeline to explore.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    Explorer
        Sliders for the years; choices of forum, level, topic and phase; a field
        for words of the title. Hovering shows an event, a click keeps it below
        the picture with a link to its source. Hollow dots are announced or
        inferred; a line behind a dot spans the days that its date leaves open.

    Examples
    --------
    >>> import helpers
    >>> timeline(helpers.load()).spec["params"][0]["name"]
    'from_year'
    """
    events, where = record.events, places(record)
    labels = record.institutions.set_index("institution_id")["label"].astype(str)
    data, rows = _dots(record, where), float(where["y"].max())
    counts = Counter(topic for topics in events["topics"] for topic in topics)
    topics = sorted(counts, key=lambda topic: agendas.name(topic).lower())
    levels = [name for name in plain(pd.Series(events["level"].cat.categories)) if name in set(data["level"])]
    used = set(data["forum"])
    forums = [lane for lane in dict.fromkeys(where.sort_values("y")["lane"]) if lane in used]
    phases = [
        name for name in ("before the first phase", *record.phases["name"]) if name in set(data["phase"])
    ]
    first, last = int(where["start"].min()), record.observed_until.year
    lanes = where.groupby("lane")["y"].agg(["min", "max"]).sort_values("min")
    alt = (
        f"Timeline of {len(events)} events, each a dot in the lane of its forum or kind, with fields to "
        "filter by year, forum, level, topic, phase and words. The list below holds the same events as links."
    )
    spec = filled(
        "events",
        alt=alt,
        height=int((rows + 2) * ROW),
        bottom=rows + 1,
        bands=bands(record),
        lanes=[
            {"lane": labels.get(lane, lane), "y": (row["min"] + row["max"]) / 2, "top": row["min"] - 1}
            for lane, row in lanes.iterrows()
        ],
        dots=as_csv(data),
        all_events=len(events),
        first=first,
        last=last,
        forums=["all", *forums, "none"],
        forum_names=["all", *(labels.get(name, name) for name in forums), "outside the forums"],
        levels=["all", *levels, "none"],
        level_names=["all", *levels, "none named"],
        topics=["all", *topics],
        topic_names=["all", *map(agendas.name, topics)],
        phases=["all", *phases],
        kinds=[*KINDS, "no tone"],
        colours=[*KINDS.values(), PALE],
    )
    return Explorer("timeline-explorer", spec, alt)


def _dots(record, where):
    """What is known of each event, one row for each dot."""
    events, first = record.events, first_sources(record, "events")
    tone = events["tone"].astype(object).where(events["tone"].notna(), "no tone")
    phase = events["phase"].astype(object)
    return pd.DataFrame(
        {
            "title": events["title"],
            "date": events["date"].map(in_words),
            "known": plain(events["date_precision"]) + np.where(events["date_approximate"], ", about", ""),
            "kind": tone.mask(events["type"] == "meeting", "meeting"),
            "type": plain(events["type"]),
            "forum": events["forum"].astype(object).where(events["forum"].notna(), "none"),
            "level": plain(events["level"]).replace("", "none"),
            "topics": events["topics"].map(";".join),
            "phase": phase.where(phase.notna(), "before the first phase"),
            "evidence": events["evidence"],
            "source": first["source"],
            "url": first["url"],
            "start": where["start"].round(3),
            "end": where["end"].round(3),
            "x": where["x"].round(3),
            "y": where["y"],
        }
    )
