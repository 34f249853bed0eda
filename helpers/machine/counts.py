"""Counting machine-coded events by dyad, month and day."""


def between(events, sides):
    """
    Keep events between two sides.

    Parameters
    ----------
    events : ibis.expr.types.Table
        In the shape of this module.
    sides : dict of str to sequence of str
        Two sides and the codes that stand for each.

    Returns
    -------
    ibis.expr.types.Table
        The events whose source is of one side and whose target is of the other,
        with ``sender`` and ``receiver``: the sides.

    Raises
    ------
    ValueError
        If there are not two sides.

    Notes
    -----
    Lists of actors, as POLECAT writes them with semicolons, count for each of theirs.

    Examples
    --------
    >>> from helpers.machine import raw, shaped
    >>> between(shaped(raw("gdelt"), "gdelt"), {"NATO": ["NTO"], "Russia": ["RUS"]}).columns[-2:]
    ('sender', 'receiver')
    """
    import ibis

    if len(sides) != 2:
        raise ValueError(f"a dyad has two sides, not {len(sides)}")

    def side(column):
        text = ibis.literal(";").concat(column.fill_null("").replace("; ", ";"), ";")
        branches = [
            (ibis.or_(*(text.contains(f";{code};") for code in codes)), ibis.literal(name))
            for name, codes in sides.items()
        ]
        return ibis.cases(*branches, else_=ibis.null("string"))

    events = events.mutate(sender=side(events.source), receiver=side(events.target))
    return events.filter(events.sender != events.receiver)  # null is neither


def monthly(events, by=("source", "target", "quad")):
    """
    Count events by month.

    Parameters
    ----------
    events : ibis.expr.types.Table
        In the shape of this module.
    by : sequence of str
        Columns to count by besides the month.

    Returns
    -------
    ibis.expr.types.Table
        ``month`` (its first day), the columns asked for, ``events`` (rows) and
        ``reports``; sorted by month and the columns asked for.

    Examples
    --------
    >>> from helpers.machine import raw, shaped
    >>> monthly(shaped(raw("gdelt"), "gdelt"), ["quad"]).columns
    ('month', 'quad', 'events', 'reports')
    """
    counted = events.group_by(
        month=events.day.truncate("M"), **{name: events[name] for name in by}
    ).aggregate(events=events.count(), reports=events.reports.sum())
    return counted.order_by("month", *by)


def days(meetings):
    """
    Give the days on which meetings may have been held, for `seen`.

    Parameters
    ----------
    meetings : pandas.DataFrame
        Rows of ``record.meetings``.

    Returns
    -------
    ibis.expr.types.Table
        ``event_id``, ``first`` and ``last`` (dates).

    Examples
    --------
    >>> import helpers
    >>> days(helpers.load().meetings).columns
    ('event_id', 'first', 'last')
    """
    import ibis
    import pyarrow

    columns = {"event_id": "event_id", "date_earliest": "first", "date_latest": "last"}
    table = meetings[list(columns)].rename(columns=columns)
    table = table.assign(first=table["first"].dt.date, last=table["last"].dt.date)
    return ibis.memtable(pyarrow.Table.from_pandas(table, preserve_index=False))


def seen(events, meetings, within=3):
    """
    Look for each documented meeting among machine-coded events.

    Parameters
    ----------
    events : ibis.expr.types.Table
        In the shape of this module, those that could tell of a meeting.
    meetings : ibis.expr.types.Table
        As `days` gives it, or such a table of the engine that holds the events.
    within : int
        Days before the first and after the last of them that count.

    Returns
    -------
    ibis.expr.types.Table
        ``event_id``, ``events`` (those within reach) and ``days`` (from the meeting
        to the nearest of them, 0 on its days, null if there is none); sorted.

    Examples
    --------
    >>> import helpers
    >>> from helpers.machine import raw, shaped
    >>> seen(shaped(raw("gdelt"), "gdelt"), days(helpers.load().meetings)).columns
    ('event_id', 'events', 'days')
    """
    import ibis

    reach = ibis.interval(days=within)
    told = events.select("day")
    spans = meetings.mutate(early=meetings["first"] - reach, late=meetings["last"] + reach)
    spans = spans.mutate(early=spans.early.cast("date"), late=spans.late.cast("date"))
    pairs = spans.left_join(told, [told.day >= spans.early, told.day <= spans.late])
    before = pairs["first"].delta(pairs.day, unit="day")
    after = pairs.day.delta(pairs["last"], unit="day")
    pairs = pairs.mutate(off=pairs.day.notnull().ifelse(ibis.greatest(before, after, 0), ibis.null("int64")))
    return (
        pairs.group_by("event_id")
        .aggregate(events=pairs.day.count(), days=pairs.off.min())
        .order_by("event_id")
    )


def controls(meetings, least=14, most=45):
    """
    Give each meeting the same weekdays some weeks away, as its own controls.

    Parameters
    ----------
    meetings : pandas.DataFrame
        Rows of ``record.meetings``.
    least, most : int
        Distance in days, on either side.

    Returns
    -------
    pandas.DataFrame
        A row for each meeting and control: ``event_id`` (that of the meeting and the
        distance, parted by a blank), ``meeting``, ``date_earliest``, ``date_latest``.

    Notes
    -----
    The case-crossover design of M. Maclure (1991), American Journal of Epidemiology 133:
    144-153: what differs between times of the week, the year or the relationship differs
    little between a day and its controls.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.Timestamp("2016-04-20")
    >>> one = pd.DataFrame({"event_id": ["a"], "date_earliest": [day], "date_latest": [day]})
    >>> sorted(set(controls(one)["date_earliest"].dt.day_name())), len(controls(one))
    (['Wednesday'], 10)
    """
    import pandas as pd

    rows = []
    for weeks in range(-(-least // 7), most // 7 + 1):
        for shift in (-7 * weeks, 7 * weeks):
            moved = meetings[["event_id", "date_earliest", "date_latest"]].rename(
                columns={"event_id": "meeting"}
            )
            for name in ("date_earliest", "date_latest"):
                moved[name] = moved[name] + pd.Timedelta(days=shift)
            rows.append(moved.assign(event_id=moved["meeting"] + f" {shift:+d}"))
    return pd.concat(rows, ignore_index=True)[["event_id", "meeting", "date_earliest", "date_latest"]]


def attributable(cases, chances, draws=2000, seed=0, confidence=0.95):
    """
    Estimate the share of meetings that news tells of, beyond what control days show.

    Parameters
    ----------
    cases : array_like of bool, shape (meetings,)
        Whether each meeting has an event within reach.
    chances : array_like of float, shape (meetings,)
        Share of the controls of each meeting that have one.
    draws, seed : int
        Of meetings drawn anew, with their controls, for the interval.
    confidence : float

    Returns
    -------
    share, lower, upper : float
        ``(s - c) / (1 - c)``, with the shares of cases and controls that have an event;
        the estimand is the share of meetings with any news of their own within reach,
        related news included. Percentiles of the draws.

    Raises
    ------
    ValueError
        If there is no meeting.

    Examples
    --------
    >>> attributable([True, True, False, False], [0, 0, 0, 0])[0]
    0.5
    """
    import numpy as np

    cases, chances = np.asarray(cases, dtype=float), np.asarray(chances, dtype=float)
    if not len(cases):
        raise ValueError("a share needs a meeting")

    def share(seen, chance):
        return np.clip((seen - chance) / np.maximum(1 - chance, 1e-9), 0, 1)

    drawn = np.random.default_rng(seed).integers(0, len(cases), (draws, len(cases)))
    tail = 100 * (1 - confidence) / 2
    low, high = np.percentile(share(cases[drawn].mean(1), chances[drawn].mean(1)), [tail, 100 - tail])
    return float(share(cases.mean(), chances.mean())), float(low), float(high)
