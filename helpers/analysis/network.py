"""The typed, dated network of forums and channels.

A node is an institution, an edge a relation, directed as the relation table
says: from the part to the whole, from the earlier body to the later one.
"""

import networkx as nx
import numpy as np
import pandas as pd

from ..record.dates import decimal_year
from .status import STATUSES, on_day

BEGUN = (*STATUSES, "closed")
LANES = ("forum", "mission", "channel", "working_group", "centre", "programme", "project", "operation")


def graph(record, at=None, kinds=LANES, bound="earliest"):
    """
    Build the network of institutions, all of it or as it stood on a day.

    Parameters
    ----------
    record : helpers.Record
    at : str or pandas.Timestamp, optional
        The day; by default the last day of the record.
    kinds : collection of str
        Kinds of institution to take in; by default all but documents.
    bound : {"earliest", "latest"}
        Which day stands for a date known to the month or year only.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are institution ids with ``label``, ``kind`` and ``status`` on
        that day, see `helpers.analysis.status.on_day`. Edges have ``relation``, which
        is their key too; an edge is there if it has begun and not ended on that
        day, as far as its dates are known.

    Raises
    ------
    ValueError
        If a kind is not in the vocabulary.

    Examples
    --------
    >>> import helpers
    >>> june = graph(helpers.load(), "2003-06-30")
    >>> june.nodes["NRC"]["status"], june.nodes["PJC"]["status"]
    ('active', 'closed')
    """
    institutions = record.institutions
    unknown = set(kinds) - set(institutions["kind"].cat.categories)
    if unknown:
        raise ValueError(f"no such kind: {', '.join(sorted(unknown))}")
    at = record.observed_until if at is None else pd.Timestamp(at)
    rows = institutions[institutions["kind"].isin(list(kinds))]
    stands = on_day(record, at, bound).astype(object)
    network = nx.MultiDiGraph(at=f"{at:%Y-%m-%d}")
    for node, label, kind in zip(rows["institution_id"], rows["label"], rows["kind"]):
        network.add_node(node, label=label, kind=kind, status=stands[node])

    relations = record.relations
    begun = ~(relations[f"start_{bound}"] > at)
    over = relations[f"end_{bound}"] <= at
    for source, relation, target in relations.loc[begun & ~over, ["source", "relation", "target"]].itertuples(
        index=False
    ):
        if source in network and target in network:
            network.add_edge(source, target, key=relation, relation=relation)
    return network


def positions(record, kinds=LANES, gap=0.9):
    """
    Place institutions so that both axes mean something.

    Parameters
    ----------
    record : helpers.Record
    kinds : sequence of str
        Lanes from top to bottom.
    gap : float
        Least distance in years between two nodes of one row of a lane.

    Returns
    -------
    pandas.DataFrame
        Indexed by institution_id: ``x`` (first known day as a decimal year),
        ``y`` (0 at the top, growing downwards), ``kind``. Institutions without
        a founding date are left out. The same for every day, so that pictures
        of different days compare.

    Examples
    --------
    >>> import helpers
    >>> places = positions(helpers.load())
    >>> bool(places.loc["NACC", "x"] < places.loc["NRC", "x"])
    True
    """
    rows = record.institutions
    founded = rows["founded_earliest"]
    x = pd.Series(decimal_year(founded), index=rows.index)
    table = pd.DataFrame(
        {"institution_id": rows["institution_id"], "x": x, "kind": rows["kind"].astype(object)}
    )
    table = table[table["kind"].isin(list(kinds)) & x.notna()]
    top, parts = 0.0, []
    for kind in kinds:
        lane = table[table["kind"] == kind].sort_values(["x", "institution_id"])
        ends, depth = [], []
        for place in lane["x"]:
            free = next((i for i, end in enumerate(ends) if place - end >= gap), len(ends))
            ends[free : free + 1] = [place]
            depth.append(free)
        parts.append(lane.assign(y=top + np.array(depth, dtype=float)))
        top += max(len(ends), 1) + 0.6
    return pd.concat(parts).set_index("institution_id")[["x", "y", "kind"]]
