"""How agendas differ between times and forums."""

import numpy as np
import pandas as pd

from .agendas import breadth, named
from .intervals import newcombe


def windows(days, turn, months=36):
    """
    Say which days lie in a span of months before or after a turn.

    Parameters
    ----------
    days : pandas.Series
        Datetimes.
    turn : pandas.Timestamp
        First day of what comes after.
    months : int
        Length of either side.

    Returns
    -------
    before, after : numpy.ndarray of bool

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2004-01-01", "2008-08-18", "2008-08-19"]))
    >>> before, after = windows(days, pd.Timestamp("2008-08-19"))
    >>> before.tolist(), after.tolist()
    ([False, True, False], [False, False, True])
    """
    span = pd.DateOffset(months=months)
    before = (days >= turn - span) & (days < turn)
    after = (days >= turn) & (days < turn + span)
    return before.to_numpy(), after.to_numpy()


def changes(before, after, confidence=0.95):
    """
    How the share of meetings that name each topic changed.

    Parameters
    ----------
    before, after : pandas.DataFrame
        As `agenda` gives it; rows without a topic are passed over.
    confidence : float
        Probability that an interval is to cover.

    Returns
    -------
    pandas.DataFrame
        One row for each topic named on either side, the largest change first:
        ``before`` and ``after`` (shares), ``change`` with ``lower`` and
        ``upper`` (`newcombe`), ``p`` (Fisher's exact test) and ``q`` (the same
        after Benjamini and Hochberg's correction for many topics at once).

    Raises
    ------
    ValueError
        If no meeting of a side names a topic.

    Examples
    --------
    >>> before = pd.DataFrame({"iraq": [True, True], "syria": [False, False]})
    >>> after = pd.DataFrame({"iraq": [True, False], "syria": [False, True]})
    >>> changes(before, after)["change"].to_dict()
    {'iraq': -0.5, 'syria': 0.5}
    """
    from scipy.stats import false_discovery_control, fisher_exact

    sides = [named(before), named(after)]
    many, many_after = map(len, sides)
    if not many or not many_after:
        raise ValueError("each side needs a meeting that names a topic")
    counts = pd.DataFrame({"k": sides[0].sum(), "l": sides[1].sum()})
    counts = counts[counts.sum(axis=1) > 0]
    rows = []
    for then, now in counts.itertuples(index=False):
        lower, upper = newcombe(now, many_after, then, many, confidence)
        p = fisher_exact([[then, many - then], [now, many_after - now]]).pvalue
        rows.append((then / many, now / many_after, now / many_after - then / many, lower, upper, p))
    table = pd.DataFrame(
        rows, index=counts.index, columns=["before", "after", "change", "lower", "upper", "p"]
    )
    table["q"] = false_discovery_control(table["p"])
    return table.loc[table["change"].abs().sort_values(ascending=False, kind="stable").index]


def forum_graph(table, forums):
    """
    Build the two-mode network of forums and topics.

    Parameters
    ----------
    table : pandas.DataFrame
        As `agenda` gives it; rows without a topic are passed over.
    forums : sequence of str
        Forum of each row.

    Returns
    -------
    networkx.Graph
        Nodes have ``bipartite`` 0 (forums, with ``meetings``) or 1 (topics);
        an edge has ``weight`` (meetings of the forum that name the topic) and
        ``share`` (of its meetings that name any).

    Raises
    ------
    ValueError
        If a name is that of a forum and of a topic.

    Examples
    --------
    >>> table = pd.DataFrame({"iraq": [True, True], "syria": [False, True]})
    >>> graph = forum_graph(table, ["NRC", "NRC"])
    >>> graph.edges["NRC", "syria"]
    {'weight': 1, 'share': 0.5}
    """
    import networkx as nx

    where = pd.Series(list(forums), index=table.index)
    both = set(where) & set(table.columns)
    if both:
        raise ValueError(f"a forum and a topic share a name: {', '.join(sorted(both))}")
    counts = named(table).groupby(where).sum()
    meetings = named(table).groupby(where).size()
    graph = nx.Graph()
    for forum in counts.index:
        graph.add_node(forum, bipartite=0, meetings=int(meetings[forum]))
    for topic in table.columns[table.any()]:
        graph.add_node(topic, bipartite=1)
        for forum in counts.index[counts[topic] > 0]:
            weight = int(counts.loc[forum, topic])
            graph.add_edge(forum, topic, weight=weight, share=weight / int(meetings[forum]))
    return graph


def in_common(graph):
    """
    Project the two-mode network on its forums, by how far their agendas are the same.

    Parameters
    ----------
    graph : networkx.Graph
        As `forum_graph` gives it.

    Returns
    -------
    networkx.Graph
        Forums; ``weight`` of an edge is the part of the two agendas that is
        common: 0 if no topic is shared, 1 if each topic takes the same part of all
        mentions in both.

    Examples
    --------
    >>> table = pd.DataFrame({"iraq": [True, True], "syria": [False, True]})
    >>> graph = in_common(forum_graph(table, ["PJC", "NRC"]))
    >>> graph.edges["PJC", "NRC"]["weight"]
    0.5
    """
    from networkx.algorithms import bipartite

    total = dict(graph.degree(weight="weight"))

    def common(graph, one, other):
        topics = sorted(set(graph[one]) & set(graph[other]))
        return sum(
            min(graph[one][topic]["weight"] / total[one], graph[other][topic]["weight"] / total[other])
            for topic in topics
        )

    forums = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    return bipartite.generic_weighted_projected_graph(graph, forums, weight_function=common)


def along(graph, forums):
    """
    Shares of a two-mode network as a matrix whose topics follow the order of the forums.

    Parameters
    ----------
    graph : networkx.Graph
        As `forum_graph` gives it.
    forums : sequence of str
        Forums in the order of the columns.

    Returns
    -------
    pandas.DataFrame
        Shares: topics as index, forums as columns. Topics stand at the middle of
        the places of their forums, weighted by share (reciprocal averaging, one
        step), so that those of the first forums come first.

    Examples
    --------
    >>> table = pd.DataFrame({"syria": [False, True], "iraq": [True, False]})
    >>> along(forum_graph(table, ["PJC", "NRC"]), ["PJC", "NRC"]).index.tolist()
    ['iraq', 'syria']
    """
    topics = [node for node, side in graph.nodes(data="bipartite") if side == 1]
    cells = [
        [graph.edges[topic, forum]["share"] if graph.has_edge(topic, forum) else 0.0 for forum in forums]
        for topic in topics
    ]
    shares = pd.DataFrame(cells, index=pd.Index(topics, name="topic"), columns=list(forums))
    shares = shares[shares.sum(axis=1) > 0]
    place = (shares * np.arange(len(forums))).sum(axis=1) / shares.sum(axis=1)
    return shares.loc[place.round(9).sort_values(kind="stable").index]


def forum_measures(graph, table, forums, size=5):
    """
    Measures of the forums in the two-mode network, and of their breadth at one number of meetings.

    Parameters
    ----------
    graph : networkx.Graph
        As `forum_graph` gives it for ``table`` and ``forums``.
    table : pandas.DataFrame
        As `agenda` gives it.
    forums : sequence of str
        Forum of each row.
    size : int
        Meetings in a handful; see `breadth`.

    Returns
    -------
    pandas.DataFrame
        Forum as index: ``meetings`` (that name a topic), ``topics`` (degree),
        ``centrality`` (degree as a share of all topics), ``alone`` (topics that no
        other forum names), ``effective``, ``lower`` and ``upper`` (`breadth`).

    Notes
    -----
    Degree and centrality grow with the number of meetings that left a page;
    ``effective`` does not.

    Examples
    --------
    >>> table = pd.DataFrame({"iraq": [True, True], "syria": [False, True]})
    >>> where = ["PJC", "NRC"]
    >>> forum_measures(forum_graph(table, where), table, where)[["topics", "alone"]].to_dict("index")
    {'NRC': {'topics': 2, 'alone': 1}, 'PJC': {'topics': 1, 'alone': 0}}
    """
    from networkx.algorithms import bipartite

    where = np.asarray(list(forums), dtype=object)
    nodes = [node for node, side in graph.nodes(data="bipartite") if side == 0]
    central = bipartite.degree_centrality(graph, nodes)
    rows = {}
    for node in nodes:
        wide = breadth(table[where == node], size)
        rows[node] = {
            "meetings": graph.nodes[node]["meetings"],
            "topics": graph.degree(node),
            "centrality": central[node],
            "alone": sum(graph.degree(topic) == 1 for topic in graph[node]),
            **{name: wide[name] for name in ("effective", "lower", "upper")},
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("forum")
