"""Channels between the two sides: which were open when, at which level, and on how many bodies they hung.

A channel joins the two sides at each level at which it works. `links` gives them as a long
table, `open_by_month` counts what is open, `independent_bodies` names the bodies that would
all have to close to end every channel, and `ruled` the bodies that a rule, not a source,
puts in or leaves out.
"""

import numpy as np
import pandas as pd

from ..record.results import once
from .status import OPENNESS, openness, spells

# What joins people. Programmes, projects, centres and operations are joint work;
# give them as kinds to count them too.
KINDS = ("forum", "channel", "mission", "working_group")

LEVELS = {  # level of the figures: the ranks of the record that it takes in
    "heads_of_state": ("heads_of_state",),
    "foreign_ministers": ("foreign_ministers",),
    "defence_ministers": ("defence_ministers",),
    "secretary_general": ("secretary_general",),
    "ambassadors": ("ambassadors", "preparatory_committee"),
    "chiefs_of_staff": ("chiefs_of_staff", "military_representatives"),
    "commanders": ("military_commanders",),
    "experts": ("working_group", "experts", "other"),
    "parliamentary": ("parliamentary",),
}
RULES = ("stated", "kind", "use")
BY_KIND = {
    "mission": "ambassadors",
    "working_group": "working_group",
    "centre": "experts",
    "programme": "experts",
    "project": "experts",
    "operation": "military_commanders",
}
BELOW = ("chiefs_of_staff", "commanders", "experts")  # what a limited forum no longer does
COUNTED = ("channel", "level", "independent body")


def unplaced_levels(record):
    """
    Find levels of the vocabulary that no entry of ``LEVELS`` takes in.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    list of str
        One sentence for each, with the place to mend; empty if all have theirs.

    Examples
    --------
    >>> import helpers
    >>> unplaced_levels(helpers.load())
    []
    """
    placed = {rank for group in LEVELS.values() for rank in group}
    return [
        f"datapackage.json: no figure has a row for the level '{level}'; "
        "add it to LEVELS in helpers/analysis/forums_and_channels.py"
        for level in record.vocabulary("events", "level")
        if level not in placed
    ]


def _ranks(record, kinds):
    """Ranks of every institution of these kinds, each with the rule that gives it."""
    rows = record.institutions
    rows = rows.loc[rows["kind"].isin(list(kinds)), ["institution_id", "kind", "levels"]]
    silent = rows[rows["levels"].map(len) == 0]
    stated = rows[["institution_id", "levels"]].explode("levels").dropna()
    stated = stated.set_axis(["channel", "rank"], axis=1).assign(rule="stated")
    ruled = silent.assign(rank=silent["kind"].astype(object).map(BY_KIND), rule="kind").dropna(subset="rank")
    ruled = ruled.rename(columns={"institution_id": "channel"})[["channel", "rank", "rule"]]
    table = pd.concat([stated, ruled], ignore_index=True)
    level = {rank: name for name, group in LEVELS.items() for rank in group}
    if unknown := set(table["rank"]) - set(level):
        raise ValueError(f"no entry of LEVELS takes in the level {', '.join(sorted(unknown))}")
    return table.assign(level=pd.Categorical(table["rank"].map(level), categories=list(LEVELS)))


def _used(record, dated, bound):
    """Spells from first use of institutions whose beginning no source dates."""
    life = record.institutions.set_index("institution_id")
    undated = life.index[life["founded"].isna()]
    held = record.sessions()
    day = held[f"date_{bound}"]
    named = pd.DataFrame({"institution_id": held["institutions"], "day": day}).explode("institution_id")
    forums = pd.DataFrame({"institution_id": held["forum"].astype(object), "day": day})
    days = pd.concat([named, forums])
    days = days[days["institution_id"].isin(undated)]
    use = days.groupby("institution_id")["day"].agg(start="min", end="max").reset_index()
    first = dated.groupby("institution_id")["start"].min().reindex(use["institution_id"]).to_numpy()
    ended = life[f"ended_{bound}"].reindex(use["institution_id"]).to_numpy()
    last = use["end"] + pd.Timedelta(days=1)
    use["end"] = pd.Series(first).fillna(pd.Series(ended)).fillna(last).to_numpy()
    use["status"], use["ongoing"], use["use"] = "presumed", False, True
    return use[use["end"] > use["start"]]


def _ended_by_rule(record, dated):
    """Last days of institutions whose end no source gives: that of their successor or parent does."""
    life = record.institutions.set_index("institution_id")
    status = record.status
    own = set(life.index[life["ended"].notna()])
    own |= set(status.loc[(status["status"] == "closed") & status["start"].notna(), "institution_id"])
    own |= set(status.groupby("institution_id").tail(1).dropna(subset=["end"])["institution_id"])
    ends = dated.groupby("institution_id")["end"].max()
    return ends[(ends < record.observed_until) & ~ends.index.isin(own)]


@once
def _spells(record, bound, closing):
    """Spells of all institutions: those with dates, then those inferred from use."""
    dated = spells(record, bound)
    dated = dated.assign(status=dated["status"].astype(object), use=False)
    parts = [dated, _used(record, dated, bound)]
    if not closing:
        ends = _ended_by_rule(record, dated).rename("start").reset_index()
        parts.append(ends.assign(status="presumed", end=record.observed_until, ongoing=True, use=False))
    return pd.concat(parts, ignore_index=True)


@once
def links(record, bound="earliest", kinds=KINDS, rules=RULES, narrow=True, closing=True):
    """
    Give the channels between the two sides as a long table.

    Parameters
    ----------
    record : helpers.Record
    bound : {"earliest", "latest"}
        Which day stands for a date known to the month or year only.
    kinds : collection of str
        Kinds of institution that count as channels.
    rules : collection of str
        Which links to give: ``stated`` (the table names the level), ``kind`` (it names none; the
        usual level of its kind, see ``BY_KIND``) and ``use`` (no source dates its beginning;
        possibly open from its first session to its first dated status, or to its last session).
    narrow : bool
        Whether to take away what a body does not do itself: a level for which it has a forum
        of its own is that forum's from its first day, and a forum that is limited keeps
        ambassadors and those above them only.
    closing : bool
        Whether a body without an end of its own ends where its successor begins or its
        parent ends; otherwise it stays possibly open.

    Returns
    -------
    pandas.DataFrame
        One row per channel, level and spell: ``channel`` (institution_id), ``kind``, ``level`` (a
        key of ``LEVELS``), ``status``, ``start``, ``end`` (half open), ``ongoing`` and ``rule``.
        Sorted by channel, level and start.

    Raises
    ------
    ValueError
        If a bound, kind or rule is not in its vocabulary, or a level has no entry in ``LEVELS``.

    Examples
    --------
    >>> import helpers
    >>> table = links(helpers.load())
    >>> table.loc[table["channel"] == "NRPC", "level"].unique().tolist()
    ['parliamentary']
    """
    known = set(record.institutions["kind"].cat.categories)
    for name, given, vocabulary in (("kind", kinds, known), ("rule", rules, set(RULES))):
        if isinstance(given, str) or set(given) - vocabulary:
            raise ValueError(f"{name}s are a list of {', '.join(sorted(vocabulary))}, not {given!r}")
    periods, ranks = _spells(record, bound, closing), _ranks(record, kinds)
    table = ranks.merge(periods, left_on="channel", right_on="institution_id")
    kind = record.institutions.set_index("institution_id")["kind"].astype(object)
    table["kind"] = table["channel"].map(kind)
    if narrow:
        table = _without_parts(record, table, ranks, periods)
        less = (table["status"] == "limited") & (table["kind"] == "forum") & table["level"].isin(BELOW)
        table = table[~less]
    table["rule"] = table["rule"].where(~table["use"], "use")
    table = table[table["rule"].isin(list(rules))]
    table = table.sort_values(["channel", "level", "start", "end"], kind="stable")
    table = table.drop_duplicates(["channel", "level", "start"], keep="last")  # two ranks of one level
    columns = ["channel", "kind", "level", "status", "start", "end", "ongoing", "rule"]
    return table[columns].reset_index(drop=True)


def _without_parts(record, table, ranks, periods):
    """End a rank of a body where a forum that is its part takes it over."""
    rows = record.institutions
    forums = rows[(rows["kind"] == "forum") & rows["parent"].notna()]
    parts = ranks[ranks["rule"] == "stated"].merge(
        forums[["institution_id", "parent"]], left_on="channel", right_on="institution_id"
    )
    begun = periods.groupby("institution_id")["start"].min()
    parts["from"] = begun.reindex(parts["channel"]).to_numpy()
    taken = parts.groupby([parts["parent"].astype(object), "rank"])["from"].min().rename("taken")
    table = table.merge(taken, left_on=["channel", "rank"], right_index=True, how="left")
    cut = table["taken"] < table["end"]
    table["ongoing"] &= ~cut
    table["end"] = table["end"].where(~cut, table["taken"])
    return table[table["end"] > table["start"]].drop(columns="taken")


def ruled(record, kinds=KINDS):
    """
    List the bodies that a rule puts in, leaves out or ends.

    Parameters
    ----------
    record : helpers.Record
    kinds : collection of str
        Kinds of institution that count as channels.

    Returns
    -------
    pandas.DataFrame
        ``institution_id`` and ``rule``, sorted by rule. A body may fall under several.

    Examples
    --------
    >>> import helpers
    >>> table = ruled(helpers.load())
    >>> table.loc[table["institution_id"] == "NIO_Moscow", "rule"].tolist()
    ['in: level taken from the kind']
    """
    bodies = record.institutions
    bodies = bodies.loc[bodies["kind"].isin(list(kinds)), "institution_id"]
    dated, ranks, table = spells(record), _ranks(record, kinds), links(record, kinds=kinds)
    level, day = (
        bodies.isin(ranks["channel"]),
        bodies.isin(_spells(record, "earliest", True)["institution_id"]),
    )
    found = {
        "out: no level, and none that its kind implies": bodies[~level],
        "out: no date and no session": bodies[level & ~day],
        "out: it changed on a day that no source gives": bodies[
            bodies.isin(dated.loc[dated["status"] == "undated", "institution_id"])
        ],
        "ended where its successor began or its parent ended": bodies[
            bodies.isin(_ended_by_rule(record, dated).index)
        ],
        "in: level taken from the kind": bodies[bodies.isin(table.loc[table["rule"] == "kind", "channel"])],
        "in: no founding date, possibly open while it met": bodies[
            bodies.isin(table.loc[table["rule"] == "use", "channel"])
        ],
    }
    return pd.concat([pd.DataFrame({"institution_id": ids, "rule": rule}) for rule, ids in found.items()])


def month_ends(record):
    """
    Last days of the months of the record, and the last day up to which it was observed.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    pandas.DatetimeIndex
        From the year of the first event on.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> month_ends(record)[-1] == record.observed_until
    True
    """
    first = record.events["date_earliest"].min()
    months = pd.period_range(f"{first.year}-01", record.observed_until, freq="M")
    ends = months.to_timestamp(how="end").normalize()[:-1]
    return pd.DatetimeIndex([*ends, record.observed_until], name="day")


def _fill(keys, table, days):
    """Grade of each key on each day: 2 known open, 1 possibly open, 0 not open."""
    first = days.searchsorted(table["start"])
    after = np.where(table["ongoing"], len(days), days.searchsorted(table["end"]))
    grade = (2 - openness(table["status"]).cat.codes).to_numpy(dtype=np.int8)
    steps = np.zeros((keys, len(days) + 1), dtype=np.int8)
    some = (after > first) & (grade > 0)
    row = table["key"].to_numpy()
    np.add.at(steps, (row[some], first[some]), grade[some])
    np.add.at(steps, (row[some], after[some]), -grade[some])
    return np.minimum(np.cumsum(steps, axis=1, dtype=np.int8)[:, :-1], 2)


@once
def state(record, days=None, **choices):
    """
    How open every link was on given days; a part counts only while all its parents are open.

    Parameters
    ----------
    record : helpers.Record
    days : sequence of day, optional
        In order; by default those of `month_ends`.
    **choices
        See `links`.

    Returns
    -------
    keys : pandas.DataFrame
        ``channel``, ``level`` and ``body`` (the topmost parent of the channel, or itself),
        sorted by channel and level.
    grade : numpy.ndarray of int8, shape (keys, days)
        2 known open, 1 possibly open, 0 not open.

    Raises
    ------
    ValueError
        If the days are not in order.

    Notes
    -----
    A parent binds its parts from its first dated status on; before that, and where its
    status has no dates, nothing is known.

    Examples
    --------
    >>> import helpers
    >>> keys, grade = state(helpers.load(), ["1992-06-30"])
    >>> keys.loc[grade[:, 0] == 2, "channel"].unique().tolist()
    ['NACC']
    """
    days = month_ends(record) if days is None else pd.DatetimeIndex(days)
    if not days.is_monotonic_increasing:
        raise ValueError("days must be in order")
    table = links(record, **choices)
    pairs = table.groupby(["channel", "level"], observed=True, sort=True).ngroup()
    keys = table[["channel", "level"]].assign(key=pairs).drop_duplicates("key").sort_values("key")
    grade = _fill(len(keys), table.assign(key=pairs), days)

    ids = pd.Index(record.institutions["institution_id"])
    own = np.arange(len(ids))
    parent = ids.get_indexer(record.institutions["parent"].astype(object))
    parent = np.where(parent < 0, own, parent)
    periods = _spells(record, choices.get("bound", "earliest"), choices.get("closing", True))
    periods = periods.assign(key=ids.get_indexer(periods["institution_id"]))
    begun = pd.DatetimeIndex(periods.groupby("key")["start"].min().reindex(own))
    free = begun.isna() | np.isin(own, periods.loc[periods["status"] == "undated", "key"])
    binds = ~free[:, None] & (days.to_numpy()[None, :] >= begun.to_numpy()[:, None])
    there = (_fill(len(ids), periods, days) > 0) | ~binds

    above = parent[ids.get_indexer(keys["channel"])]
    while True:  # one turn for each generation of parents
        grade = np.where(there[above], grade, 0).astype(np.int8)
        if (parent[above] == above).all():
            break
        above = parent[above]
    return keys.assign(body=ids[above]).drop(columns="key").reset_index(drop=True), grade


def open_by_month(record, of="channel", days=None, **choices):
    """
    Count what is open month by month.

    Parameters
    ----------
    record : helpers.Record
    of : {"channel", "level", "independent body"}
        Channels; channels at each level, where one that works at several counts at each; or
        bodies that do not hang on another: as many as would have to close to end every channel.
    days : sequence of day, optional
        By default those of `month_ends`.
    **choices
        See `links`.

    Returns
    -------
    pandas.DataFrame of int
        Days as index, columns ``known open`` and ``possibly open`` (on top of the known ones);
        for levels pairs of level and these.

    Raises
    ------
    ValueError
        If ``of`` is none of the three.

    Examples
    --------
    >>> import helpers
    >>> open_by_month(helpers.load(), "independent body", ["1992-06-30"]).iloc[0].tolist()
    [1, 0]
    """
    if of not in COUNTED:
        raise ValueError(f"what is counted is one of {', '.join(COUNTED)}, not {of!r}")
    days = month_ends(record) if days is None else pd.DatetimeIndex(days, name="day")
    keys, grade = state(record, days, **choices)
    frame = pd.DataFrame(grade, columns=days)
    if of == "level":
        best, label = frame, keys["level"].astype(object)
        groups = {name: (label == name).to_numpy() for name in LEVELS}
    else:
        best = frame.groupby(keys["body" if of == "independent body" else "channel"].to_numpy()).max()
        groups = {of: np.ones(len(best), dtype=bool)}
    parts = {
        name: pd.DataFrame({word: (best[rows] == 2 - i).sum() for i, word in enumerate(OPENNESS[:2])})
        for name, rows in groups.items()
    }
    table = pd.concat(parts, axis=1, names=["level", "openness"]).rename_axis("day")
    return table if of == "level" else table[of]


def independent_bodies(record, day, **choices):
    """
    Name the bodies that would all have to close to end every channel open on a day.

    Their number is the minimum cut between the two sides.

    Parameters
    ----------
    record : helpers.Record
    day : str or pandas.Timestamp
    **choices
        See `links`.

    Returns
    -------
    pandas.DataFrame
        Indexed by institution_id, most channels first: ``openness``, ``channels`` (open ones that
        would close with it, itself included), ``levels`` (at which these work), ``alone`` (names of
        the levels that no other body serves) and ``last_seen`` (Timestamp: last event that names
        it or last session held in it up to the day, else its founding, NaT without any).

    Examples
    --------
    >>> import helpers
    >>> independent_bodies(helpers.load(), "1992-06-30").index.tolist()
    ['NACC']
    """
    day = pd.Timestamp(day)
    keys, grade = state(record, [day], **choices)
    now = keys.assign(grade=grade[:, 0])[grade[:, 0] > 0]
    served = now.groupby("level", observed=True)["body"].nunique()
    sole = now[now["level"].astype(object).map(served) == 1].drop_duplicates(["body", "level"])
    alone = (
        sole["level"]
        .astype(object)
        .groupby(sole["body"])
        .agg(lambda names: ", ".join(names).replace("_", " "))
    )
    table = now.groupby("body").agg(
        openness=("grade", "max"), channels=("channel", "nunique"), levels=("level", "nunique")
    )
    table["openness"] = [OPENNESS[2 - value] for value in table["openness"]]
    table["alone"] = alone.reindex(table.index).fillna("")

    events = record.events[record.events["date_earliest"] <= day]
    named = events.set_index("date_earliest")["institutions"].explode().dropna().reset_index()
    held = record.sessions()
    held = held.loc[held["date_earliest"] <= day, ["date_earliest", "forum"]].dropna()
    seen = pd.concat([named.set_axis(["day", "body"], axis=1), held.set_axis(["day", "body"], axis=1)])
    founded = record.institutions.set_index("institution_id")["founded_earliest"]
    table["last_seen"] = seen.groupby(seen["body"].astype(object))["day"].max().reindex(table.index)
    table["last_seen"] = table["last_seen"].fillna(founded.reindex(table.index))
    return table.rename_axis("institution_id").sort_values(
        ["channels", "levels"], ascending=False, kind="stable"
    )
