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
