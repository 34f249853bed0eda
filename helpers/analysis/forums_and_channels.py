"""Channels between the actors of the two sides, as a typed, dated network.

On one side stand NATO's actors by level, on the other its partner's; a channel joins
the two actors of each level at which it works. `links` gives the network as a
long table, `state` how its channels stood on given days, `cells` the same for
drawing; `open_by_month` counts what is open; `minimum_cut` says how many channels
would have to close to end all contact; `closures` and `criticality` say what
single closures took or would take; `random_closures` holds that against chance.
"""

import numpy as np
import pandas as pd

from ..record.results import once
from .status import spells

# What joins people. Programmes, projects, centres and operations are joint work;
# give them as kinds to count them too.
KINDS = ("forum", "channel", "mission", "working_group")

# Level of actors: the ranks of the record that it takes in, the first side's actor, the second's.
LEVELS = {
    "heads_of_state": (("heads_of_state",), "heads of state", "president"),
    "foreign_ministers": (("foreign_ministers",), "foreign ministers", "foreign minister"),
    "defence_ministers": (("defence_ministers",), "defence ministers", "defence minister"),
    "secretary_general": (("secretary_general",), "Secretary General", "minister or leader"),
    "ambassadors": (("ambassadors", "preparatory_committee"), "ambassadors, missions", "ambassador, mission"),
    "chiefs_of_staff": (
        ("chiefs_of_staff", "military_representatives"),
        "chiefs of staff, military representatives",
        "chief of staff, military representative",
    ),
    "commanders": (("military_commanders",), "commanders, committee chair", "General Staff, commanders"),
    "experts": (("working_group", "experts", "other"), "experts", "experts"),
    "parliamentary": (("parliamentary",), "parliamentarians", "parliamentarians"),
}
OPEN = {"active": 2, "limited": 2, "presumed": 1}  # statuses, and their code in `state`
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


def _ranks(record, kinds):
    """Ranks of every institution of these kinds, each with the rule that gives it."""
    rows = record.institutions
    rows = rows.loc[rows["kind"].isin(list(kinds)), ["institution_id", "kind", "levels"]]
    silent = rows[rows["levels"].map(len) == 0]
    stated = (
        rows[["institution_id", "levels"]].explode("levels").dropna().set_axis(["channel", "rank"], axis=1)
    )

    ruled = pd.DataFrame(
        {"channel": silent["institution_id"], "rank": silent["kind"].astype(object).map(BY_KIND)}
    ).dropna()
    return pd.concat([stated.assign(rule="stated"), ruled.assign(rule="kind")], ignore_index=True)


def _used(record, dated, bound):
    """Spells from first use of institutions whose beginning no page dates."""
    life = record.institutions.set_index("institution_id")
    undated = life.index[life["founded"].isna()]
    meetings = record.meetings[record.meetings["evidence"] == "explicit"]
    day = meetings[f"date_{bound}"]
    named = pd.DataFrame({"institution_id": meetings["institutions"], "day": day}).explode("institution_id")
    forums = pd.DataFrame({"institution_id": meetings["forum"].astype(object), "day": day})
    days = pd.concat([named, forums])
    days = days[days["institution_id"].isin(undated)]
    use = days.groupby("institution_id")["day"].agg(start="min", end="max").reset_index()
    first = dated.groupby("institution_id")["start"].min().reindex(use["institution_id"]).to_numpy()
    ended = life[f"ended_{bound}"].reindex(use["institution_id"]).to_numpy()
    last = use["end"] + pd.Timedelta(days=1)
    use["end"] = pd.Series(first).fillna(pd.Series(ended)).fillna(last).to_numpy()
    use["status"], use["ongoing"], use["use"] = "presumed", False, True
    return use[use["end"] > use["start"]]


@once
def _spells(record, bound):
    """Spells of all institutions: those with dates, then those inferred from use."""
    dated = spells(record, bound)
    dated = dated.assign(status=dated["status"].astype(object), use=False)
    return pd.concat([dated, _used(record, dated, bound)], ignore_index=True)


@once
def links(record, bound="earliest", kinds=KINDS, rules=RULES, narrow=True):
    """
    Give the network of actors and channels as a long table.

    Parameters
    ----------
    record : helpers.Record
    bound : {"earliest", "latest"}
        Which day stands for a date known to the month or year only.
    kinds : collection of str
        Kinds of institution that count as channels.
    rules : collection of str
        Which links to give: ``stated`` (the table names the level), ``kind`` (it
        names none; the usual level of its kind, see ``BY_KIND``) and ``use`` (no page dates its beginning; presumed open from its first
        meeting to its first dated status, or to its last meeting).
    narrow : bool
        Whether to take away what a whole does not do itself: a level for which
        it has a forum of its own is that forum's from its first day, and a
        forum that is limited keeps ambassadors and those above them only.

    Returns
    -------
    pandas.DataFrame
        One row per channel, level and spell: ``channel`` (institution_id),
        ``kind``, ``level`` (a key of ``LEVELS``), the actors that it joins in two
        columns named after the sides of the record (``nato``, ``russia``), ``status``, ``start``, ``end`` (half open),
        ``ongoing`` and ``rule``. Sorted by channel, level and start.

    Raises
    ------
    ValueError
        If a bound, kind or rule is not in its vocabulary.

    Examples
    --------
    >>> import helpers
    >>> table = links(helpers.load())
    >>> table.loc[table["channel"] == "NRPC", "russia"].unique().tolist()
    ['parliamentarians']
    """
    periods = _spells(record, bound)
    known = set(record.institutions["kind"].cat.categories)
    for name, given, vocabulary in (("kind", kinds, known), ("rule", rules, set(RULES))):
        if isinstance(given, str) or set(given) - vocabulary:
            raise ValueError(f"{name}s are a list of {', '.join(sorted(vocabulary))}, not {given!r}")
    ranks = _ranks(record, kinds)
    table = ranks.merge(periods, left_on="channel", right_on="institution_id")
    if narrow:
        table = _without_parts(record, table, ranks, periods)
    table["rule"] = table["rule"].where(~table["use"], "use")
    table = table[table["rule"].isin(list(rules))]
    level = {rank: name for name, (group, *_) in LEVELS.items() for rank in group}
    table["level"] = pd.Categorical(table["rank"].map(level), categories=list(LEVELS))
    kind = record.institutions.set_index("institution_id")["kind"].astype(object)
    table["kind"] = table["channel"].map(kind)
    if narrow:
        less = (table["status"] == "limited") & (table["kind"] == "forum") & table["level"].isin(BELOW)
        table = table[~less]
    table = table.sort_values(["channel", "level", "start", "end"], kind="stable")
    table = table.drop_duplicates(["channel", "level", "start"], keep="last")  # two ranks of one level
    sides = [side.lower() for side in record.sides]
    for place, side in enumerate(sides, 1):
        table[side] = (
            table["level"].astype(object).map({name: entry[place] for name, entry in LEVELS.items()})
        )
    return table[
        ["channel", "kind", "level", *sides, "status", "start", "end", "ongoing", "rule"]
    ].reset_index(drop=True)


def _without_parts(record, table, ranks, periods):
    """End a rank of a whole where a forum that is its part takes it over."""
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


def month_ends(record, first="1990-01"):
    """
    Last days of the months of the record.

    Parameters
    ----------
    record : helpers.Record
    first : str
        First month.

    Returns
    -------
    pandas.DatetimeIndex
        Ends with the last day of the record.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> month_ends(record)[-1] == record.observed_until
    True
    """
    months = pd.period_range(first, record.observed_until, freq="M")
    return pd.DatetimeIndex(
        months.to_timestamp(how="end").normalize()[:-1].append(pd.DatetimeIndex([record.observed_until])),
        name="day",
    )


def _fill(keys, table, days):
    """Code of each key on each day: 2 known to be open, 1 presumed, 0 neither."""
    days = pd.DatetimeIndex(days)
    first = days.searchsorted(table["start"])
    after = np.where(table["ongoing"], len(days), days.searchsorted(table["end"]))
    code = table["status"].map(OPEN).fillna(0).to_numpy(dtype=np.int8)
    steps = np.zeros((keys, len(days) + 1), dtype=np.int8)
    some = (after > first) & (code > 0)
    row = table["key"].to_numpy()
    np.add.at(steps, (row[some], first[some]), code[some])
    np.add.at(steps, (row[some], after[some]), -code[some])
    return np.minimum(np.cumsum(steps, axis=1, dtype=np.int8)[:, :-1], 2)


def _wholes(record):
    """Position of each institution's whole (its own without one), and of its topmost whole."""
    ids = pd.Index(record.institutions["institution_id"])
    own = np.arange(len(ids))
    parent = ids.get_indexer(record.institutions["parent"].astype(object))
    parent = np.where(parent < 0, own, parent)
    top = parent
    while (top[top] != top).any():
        top = top[top]
    return ids, parent, top


@once
def state(record, days=None, nested=False, **choices):
    """
    How every link between actors stood on given days.

    Parameters
    ----------
    record : helpers.Record
    days : sequence of day, optional
        In order; by default the ends of all months.
    nested : bool
        Whether a part counts only while all its wholes are open.
    **choices
        See `links`.

    Returns
    -------
    keys : pandas.DataFrame
        ``channel``, ``level`` and ``top`` (the topmost whole of the channel),
        sorted by channel and level.
    code : numpy.ndarray of int8, shape (keys, days)
        2 known to be open, 1 presumed, 0 neither.

    Raises
    ------
    ValueError
        If the days are not in order.

    Notes
    -----
    A whole binds its parts from its first dated status on; before that, and
    where its status has no dates, nobody knows. Time and memory grow with
    links times days.

    Examples
    --------
    >>> import helpers
    >>> keys, code = state(helpers.load(), ["1992-06-30"])
    >>> keys.loc[code[:, 0] == 2, "channel"].unique().tolist()
    ['NACC']
    """
    days = month_ends(record) if days is None else pd.DatetimeIndex(days)
    if not days.is_monotonic_increasing:
        raise ValueError("days must be in order")
    table = links(record, **choices)
    pairs = table.groupby(["channel", "level"], observed=True, sort=True).ngroup()
    keys = table[["channel", "level"]].assign(key=pairs).drop_duplicates("key").sort_values("key")
    code = _fill(len(keys), table.assign(key=pairs), days)
    ids, parent, top = _wholes(record)
    place = ids.get_indexer(keys["channel"])
    if nested:
        periods = _spells(record, choices.get("bound", "earliest"))
        periods["key"] = ids.get_indexer(periods["institution_id"])
        begun = pd.DatetimeIndex(periods.groupby("key")["start"].min().reindex(range(len(ids))))
        loose = np.isin(np.arange(len(ids)), periods.loc[periods["status"] == "undated", "key"])
        free = begun.isna() | loose
        stands = (
            (_fill(len(ids), periods, days) > 0)
            | free[:, None]
            | (days.to_numpy()[None, :] < begun.to_numpy()[:, None])
        )
        above = parent
        while True:  # one turn for each storey
            code = np.where(stands[above[place]], code, 0).astype(np.int8)
            if (above[above] == above).all():
                break
            above = parent[above]
    keys = keys.assign(top=ids[top[place]]).drop(columns="key").reset_index(drop=True)
    return keys, code


def _by_channel(keys, code):
    """Channels, their topmost wholes, and the codes of channels instead of links."""
    starts = np.flatnonzero(~keys["channel"].duplicated().to_numpy())
    rows = keys.iloc[starts]
    if not len(starts):
        return rows, code[:0]
    return rows, np.maximum.reduceat(code, starts, axis=0)


def _any_by(labels, matrix):
    """Rows of a Boolean matrix joined by label: (labels in order, any of them)."""
    labels = np.asarray(labels)
    order = np.argsort(labels, kind="stable")
    names, starts = np.unique(labels[order], return_index=True)
    if not len(names):
        return names, matrix[:0]
    return names, np.logical_or.reduceat(matrix[order], starts, axis=0)


def open_by_month(record, by="level", days=None, nested=False, **choices):
    """
    Count open channels month by month.

    Parameters
    ----------
    record : helpers.Record
    by : {"level", "kind", "all"}
        What to count apart. A channel that works at several levels counts at each.
    days : sequence of day, optional
        By default the ends of all months.
    nested : bool
        Whether a part counts only while all its wholes are open.
    **choices
        See `links`.

    Returns
    -------
    pandas.DataFrame of int
        Days as index; columns are pairs of a level or kind and ``known`` or
        ``presumed``. The open ones lie between known, and known and presumed
        together.

    Raises
    ------
    ValueError
        If ``by`` is none of the three.

    Examples
    --------
    >>> import helpers
    >>> table = open_by_month(helpers.load(), "all", ["1992-06-30", "2003-06-30"])
    >>> table["all", "known"].tolist()[0]
    1
    """
    if by not in ("level", "kind", "all"):
        raise ValueError(f"by is level, kind or all, not {by!r}")
    days = month_ends(record) if days is None else pd.DatetimeIndex(days, name="day")
    keys, code = state(record, days, nested, **choices)
    if by == "level":
        groups, names = keys["level"].astype(object), list(LEVELS)
    else:
        keys, code = _by_channel(keys, code)
        kind = record.institutions.set_index("institution_id")["kind"].astype(object)
        groups = keys["channel"].map(kind) if by == "kind" else pd.Series("all", index=keys.index)
        names = list(choices.get("kinds", KINDS)) if by == "kind" else ["all"]
    groups, columns = groups.to_numpy(), {}
    for name in names:
        rows = code[groups == name]
        columns[name, "known"] = (rows == 2).sum(axis=0)
        columns[name, "presumed"] = (rows == 1).sum(axis=0)
    table = pd.DataFrame(columns, index=days)
    table.columns = table.columns.set_names([by, "status"])
    return table


def minimum_cut(record, months=None, nested=True, presumed=True, level=None, flow=False, **choices):
    """
    Fewest closures that leave no channel between the two sides.

    Parameters
    ----------
    record : helpers.Record
    months : sequence of day, optional
        Days to look at; by default the ends of all months.
    nested : bool
        Whether parts fall with their whole. Then closing a council closes its
        working groups, and a part counts only while its wholes are open.
    presumed : bool
        Whether to count channels that are presumed open.
    level : str, optional
        One level of actors only, a key of ``LEVELS``.
    flow : bool
        Find the cut as a maximum flow with networkx, once for each state of the
        network; slow, for checking.
    **choices
        See `links`.

    Returns
    -------
    pandas.Series of int
        Days as index.

    Raises
    ------
    ValueError
        If there is no such level.

    Notes
    -----
    The least node cut where every institution weighs one and actors cannot be
    removed. By Menger's theorem it is the largest number of ways from one side
    to the other that share no institution. Channels lie side by side and a part
    lies in series with its wholes, so that this number is that of the
    open channels, or with nesting of the trees of institutions that hold one.

    Examples
    --------
    >>> import helpers
    >>> minimum_cut(helpers.load(), ["1992-06-30"]).tolist()
    [1]
    """
    if level is not None and level not in LEVELS:
        raise ValueError(f"a level is one of {', '.join(LEVELS)}, not {level!r}")
    days = month_ends(record) if months is None else pd.DatetimeIndex(months, name="day")
    keys, code = state(record, days, nested, **choices)
    chosen = np.ones(len(keys), dtype=bool) if level is None else (keys["level"] == level).to_numpy()
    keys, is_open = keys[chosen], code[chosen] > (0 if presumed else 1)
    if flow:
        values = _flows(record, keys, is_open, nested)
    else:
        values = _any_by(keys["top" if nested else "channel"], is_open)[1].sum(axis=0)
    return pd.Series(values, index=days, name="minimum cut", dtype=int)


def _flows(record, keys, is_open, nested):
    """Maximum flow for each column, each state of the network once."""
    import networkx as nx

    whole = record.institutions.dropna(subset=["parent"]).set_index("institution_id")["parent"]
    one, other = record.sides
    pairs, seen, values = list(zip(keys["channel"], keys["level"])), {}, []
    for column in is_open.T:
        key = column.tobytes()
        if key not in seen:
            graph = nx.DiGraph()
            graph.add_nodes_from([one, other])
            for (channel, level), there in zip(pairs, column):
                if not there:
                    continue
                graph.add_edge(one, (one, level))
                graph.add_edge((one, level), (channel, "in"))
                graph.add_edge((other, level), other)
                node = channel
                graph.add_edge((node, "in"), (node, "out"), capacity=1)
                while nested and node in whole.index:
                    graph.add_edge((node, "out"), (whole[node], "in"))
                    node = whole[node]
                    graph.add_edge((node, "in"), (node, "out"), capacity=1)
                graph.add_edge((node, "out"), (other, level))
            seen[key] = nx.maximum_flow_value(graph, one, other)
        values.append(seen[key])
    return values


def slots(record):
    """
    Place channels side by side: lines of forums, then the other kinds.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    pandas.Series
        institution_id to the first forum of its line (forums that took each
        other's place share one) or to its kind, ordered by the founding of the
        lines, then as in ``KINDS``.

    Examples
    --------
    >>> import helpers
    >>> table = slots(helpers.load())
    >>> bool(table["PJC"] == table["NRC"])
    True
    """
    rows = record.institutions[record.institutions["kind"].isin(KINDS)].set_index("institution_id")
    forums = rows[rows["kind"] == "forum"].sort_values("founded_earliest", kind="stable")
    relations = record.relations[record.relations["relation"] == "succeeded_by"]
    line = {node: node for node in forums.index}
    earlier = {
        target: source
        for source, target in zip(relations["source"], relations["target"])
        if source in line and target in line
    }
    for node in forums.index:
        first = node
        while first in earlier and earlier[first] != node:
            first = earlier[first]
        line[node] = first
    places = pd.concat(
        [forums.index.to_series().map(line), rows.loc[rows["kind"] != "forum", "kind"].astype(object)]
    )
    order = [*dict.fromkeys(line[node] for node in forums.index), *KINDS[1:]]
    return pd.Series(pd.Categorical(places, categories=order), index=places.index, name="slot")


def cells(record, days, **choices):
    """
    Summarise the links of each slot at each level on given days, for drawing.

    Parameters
    ----------
    record : helpers.Record
    days : sequence of day
    **choices
        See `links`; kinds are those of ``KINDS``.

    Returns
    -------
    pandas.DataFrame
        One row per day, level and slot (see `slots`) that has a channel which is
        not closed: ``status`` (the first of active, limited, presumed,
        suspended and dormant that is found), ``count`` (open channels; without
        any, suspended or dormant ones) and ``ruled`` (all of them by rule).

    Examples
    --------
    >>> import helpers
    >>> table = cells(helpers.load(), ["1992-06-30"])
    >>> table["slot"].astype(str).tolist()[0]
    'NACC'
    """
    order = ["active", "limited", "presumed", "suspended", "dormant"]
    table, place, parts = links(record, **choices), slots(record), []
    table = table[table["status"].isin(order)]
    table = table.assign(
        slot=pd.Categorical(place.reindex(table["channel"]), categories=place.cat.categories),
        status=pd.Categorical(table["status"], categories=order, ordered=True),
        open=table["status"].isin(list(OPEN)),
        ruled=table["rule"] != "stated",
    )
    for day in pd.DatetimeIndex(days):
        now = table[(table["start"] <= day) & ((table["end"] > day) | table["ongoing"])]
        groups = now.groupby(["level", "slot"], observed=True)
        now = now[now["open"] | (groups["open"].transform("max") == 0)]
        groups = now.groupby(["level", "slot"], observed=True)
        parts.append(
            groups.agg(status=("status", "min"), count=("channel", "nunique"), ruled=("ruled", "min"))
            .reset_index()
            .assign(day=day)
        )
    result = pd.concat(parts, ignore_index=True)
    return result[["day", "level", "slot", "status", "count", "ruled"]]
