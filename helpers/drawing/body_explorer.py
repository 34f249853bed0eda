"""The explorer of bodies: forums, channels and their links, as they were in a year."""

import numpy as np
import pandas as pd

from ..analysis.network import BEGUN, LANES, graph, positions
from ..record.dates import in_words
from .explorers import Explorer, as_csv, bands, filled, first_sources, plain
from .style import PAPER, STATUSES

ROW = 17  # pixels from one row of dots to the next


def _runs(years, values):
    """Runs of one value: (first year, last year, value), without those of None."""
    runs = []
    for year, value in zip(years, values):
        if runs and runs[-1][2] == value and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year, value])
    return [tuple(run) for run in runs if run[2] is not None]


def channel_years(record, month_day="06-30"):
    """
    Give the status of bodies and the links between them, year by year.

    Parameters
    ----------
    record : helpers.Record
    month_day : str
        The day of each year; in the last year the last day observed, if earlier.

    Returns
    -------
    nodes : pandas.DataFrame
        ``institution_id``, ``first``, ``last`` (years) and ``status``: one row
        for each run of years, as `helpers.analysis.network.graph` has it on that day.
    edges : pandas.DataFrame
        ``source``, ``relation``, ``target``, ``first``, ``last``: years in which
        both ends had begun, and neither was closed; for ``succeeded_by``, the
        years in which both had begun.

    Examples
    --------
    >>> import helpers
    >>> nodes, edges = channel_years(helpers.load())
    >>> nodes[nodes["institution_id"] == "PJC"].iloc[-1].astype(str).tolist()
    ['PJC', '2002', '2026', 'closed']
    """
    years = range(
        int(record.institutions["founded_earliest"].dt.year.clip(lower=1990).min()),
        record.observed_until.year + 1,
    )
    graphs = [
        graph(record, min(pd.Timestamp(f"{year}-{month_day}"), record.observed_until)) for year in years
    ]

    def links(graph):
        stands = dict(graph.nodes(data="status"))
        return {
            (source, kind, target)
            for source, target, kind in graph.edges(keys=True)
            if all(stands[node] in BEGUN for node in (source, target))
            and (kind == "succeeded_by" or "closed" not in (stands[source], stands[target]))
        }

    held = [links(graph) for graph in graphs]
    stood = {node: [graph.nodes[node]["status"] for graph in graphs] for node in graphs[0]}
    nodes = [
        (node, *run)
        for node, stands in stood.items()
        for run in _runs(years, [name if name in BEGUN else None for name in stands])
    ]
    edges = [
        (*edge, *run[:2])
        for edge in sorted(set().union(*held))
        for run in _runs(years, [True if edge in now else None for now in held])
    ]
    return (
        pd.DataFrame(nodes, columns=["institution_id", "first", "last", "status"]),
        pd.DataFrame(edges, columns=["source", "relation", "target", "first", "last"]),
    )


def channels(record, year=None):
    """
    Make the network to explore: bodies and their links as they were in a year.

    Parameters
    ----------
    record : helpers.Record
    year : int, optional
        Where the slider is at first; by default 2013, or the nearest year there is.

    Returns
    -------
    Explorer
        A slider for the year (its 30 June, or the last day observed); choices of one kind and of one body
        with its neighbours. Bodies without a founding date have no place and are
        in the list only.

    Raises
    ------
    ValueError
        If the record does not reach the year.

    Examples
    --------
    >>> import helpers
    >>> channels(helpers.load()).spec["params"][0]["name"]
    'year'
    """
    nodes, edges = channel_years(record)
    first, last = int(nodes["first"].min()), int(nodes["last"].max())
    year = min(max(2013, first), last) if year is None else year
    if not first <= year <= last:
        raise ValueError(f"the record reaches from {first} to {last}, not to {year}")
    where = positions(record, gap=1.1)
    edges = edges[edges["source"].isin(where.index) & edges["target"].isin(where.index)]
    about = _bodies(record, where, edges)
    data = nodes[nodes["institution_id"].isin(where.index)].join(about, on="institution_id")
    kinds = [kind.replace("_", " ") for kind in LANES if kind in set(where["kind"])]
    names = record.institutions.set_index("institution_id")["label"].astype(str)
    names = names[where.index].sort_values(key=lambda labels: labels.str.lower())
    middle = where.groupby("kind")["y"].mean().round(2)
    palette, rows = {**STATUSES, "closed": PAPER}, float(where["y"].max())
    alt = (
        f"Network of {len(where)} forums and channels, each a dot at its first known day in the lane of "
        "its kind, coloured by its status on 30 June of a year to choose, with the links of that day. "
        "The list below holds the same bodies as links."
    )
    spec = filled(
        "bodies",
        alt=alt,
        height=int((rows + 2) * ROW),
        bottom=rows + 1,
        bands=bands(record),
        left=float(np.floor(where["x"].min())),
        right=last + 1,
        heads=[{"lane": kind.replace("_", " ") + "s", "y": float(y)} for kind, y in middle.items()],
        bodies=as_csv(data.rename(columns={"institution_id": "id"})),
        links=as_csv(_lines(edges, about)),
        first=first,
        last=last,
        last_day=in_words(f"{min(record.observed_until, pd.Timestamp(last, 6, 30)):%Y-%m-%d}"),
        year=year,
        kinds=["all", *kinds],
        ids=["all", *names.index],
        names=["all", *names],
        statuses=list(palette),
        colours=list(palette.values()),
    )
    return Explorer("channel-explorer", spec, alt)


def _bodies(record, where, edges):
    """What is known of each body, by its id."""
    rows = record.institutions.assign(**first_sources(record, "institutions")[["source", "url"]])
    rows = rows.set_index("institution_id").loc[where.index]
    beside = {node: set() for node in where.index}
    for source, target in edges[["source", "target"]].itertuples(index=False):
        beside[source].add(target)
        beside[target].add(source)

    def when(column):
        days = rows[column].map(in_words, na_action="ignore").astype(object)
        return days.where(rows[column].notna(), "not known")

    return pd.DataFrame(
        {
            "title": rows["name"],
            "label": rows["abbreviation"].fillna(rows["label"]),
            "kind": plain(rows["kind"]),
            "founded": when("founded"),
            "known": plain(rows["founded_precision"]),
            "ended": when("ended"),
            "source": rows["source"],
            "url": rows["url"],
            "beside": [";".join(sorted(beside[node])) for node in where.index],
            "x": where["x"].round(3),
            "y": where["y"].round(2),
        }
    )


def _lines(edges, about):
    """Links with the places and kinds of their two ends."""
    source, target = edges["source"], edges["target"]
    return edges.assign(
        x=source.map(about["x"]),
        y=source.map(about["y"]),
        x2=target.map(about["x"]),
        y2=target.map(about["y"]),
        kind=source.map(about["kind"]),
        kind2=target.map(about["kind"]),
        relation=plain(edges["relation"]),
    )
