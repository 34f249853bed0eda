"""Lines of descent: bodies and the bodies that took their place."""

import networkx as nx
import pandas as pd

from .status import BOUNDS, openness, spells

KINDS = ("forum", "working_group", "mission", "channel", "centre")
FATES = ("known open", "possibly open", "heir without date", "suspended", "ended")


def lines(record, kinds=KINDS, bound="earliest"):
    """
    Sort bodies into lines of descent and these into families.

    Parameters
    ----------
    record : helpers.Record
    kinds : collection of str
        Kinds of institution to take in.
    bound : {"earliest", "latest"}
        Which day stands for a date known to the month or year only.

    Returns
    -------
    pandas.DataFrame
        Indexed by institution_id: ``line`` and ``family`` (each named after the
        first of its bodies), ``place`` in the line (0 for the first), ``start``
        and ``end`` of its spells (NaT where none is dated), ``founded`` (bool:
        a source dates its beginning) and ``ended`` (Timestamp of its last day, NaT
        where none is known). A line joins a body to its successors; a family
        joins lines of which a body is part of a body of another.

    Raises
    ------
    ValueError
        If a kind or the bound is not in its vocabulary.

    Examples
    --------
    >>> import helpers
    >>> table = lines(helpers.load())
    >>> table.loc[["Forum_16plus1", "PJC", "NRC"], "place"].tolist()
    [0, 1, 2]
    """
    rows = record.institutions
    if set(kinds) - set(rows["kind"].cat.categories) or bound not in BOUNDS:
        raise ValueError(f"kinds are of institutions, the bound is one of {', '.join(BOUNDS)}")
    rows = rows[rows["kind"].isin(list(kinds))].set_index("institution_id")
    table = spells(record, bound)
    life = table.groupby("institution_id").agg(start=("start", "min"), end=("end", "max"))
    life = life.reindex(rows.index)
    ended = rows[f"ended_{bound}"]
    ended = ended.fillna(life["end"].where(life["end"] < record.observed_until))
    shut = record.status[record.status["status"] == "closed"].set_index("institution_id")[f"start_{bound}"]
    ended = ended.fillna(shut[~shut.index.duplicated(keep="last")].reindex(rows.index))

    relations = record.relations[["source", "relation", "target"]].astype(object)
    relations = relations[relations["source"].isin(rows.index) & relations["target"].isin(rows.index)]
    heirs = nx.DiGraph(
        list(
            relations.loc[relations["relation"] == "succeeded_by", ["source", "target"]].itertuples(
                index=False, name=None
            )
        )
    )
    heirs.add_nodes_from(rows.index)
    kin = nx.Graph(
        list(
            relations.loc[
                relations["relation"].isin(["succeeded_by", "part_of"]), ["source", "target"]
            ].itertuples(index=False, name=None)
        )
    )
    kin.add_nodes_from(rows.index)
    place = {node: step for step, nodes in enumerate(nx.topological_generations(heirs)) for node in nodes}

    begun = life["start"].fillna(record.observed_until)

    def first(nodes):
        return min(nodes, key=lambda node: (place[node], begun[node], node))

    line = {node: first(part) for part in nx.weakly_connected_components(heirs) for node in part}
    family = {node: first(part) for part in nx.connected_components(kin) for node in part}
    found = pd.DataFrame(
        {"line": pd.Series(line), "family": pd.Series(family), "place": pd.Series(place)}
    ).reindex(rows.index)
    found["start"], found["end"] = life["start"], life["end"]
    found["founded"] = rows["founded"].notna()
    found["ended"] = ended
    return found


def heirs(record, forum, successor, kinds=("forum", "working_group", "channel")):
    """
    Parts of a forum, and their successors among the parts of another.

    Parameters
    ----------
    record : helpers.Record
    forum, successor : str
        Institution ids.
    kinds : collection of str
        Kinds of part.

    Returns
    -------
    pandas.DataFrame
        One row for each part of ``forum``, by id: ``successor`` (NaN without one
        in ``successor``) and ``inferred`` (bool: the notes say that the
        succession is inferred).

    Examples
    --------
    >>> import helpers
    >>> heirs(helpers.load(), "PJC", "NRC").loc["PJC_MilReps", "successor"]
    'NRC_MR'
    """
    relations = record.relations
    part = relations[relations["relation"] == "part_of"]
    kind = record.institutions.set_index("institution_id")["kind"].astype(object)
    parts, others = (sorted(set(part.loc[part["target"] == whole, "source"])) for whole in (forum, successor))
    rows = relations[(relations["relation"] == "succeeded_by") & relations["target"].isin(others)]
    rows = rows.set_index("source")
    table = pd.DataFrame(
        index=pd.Index([node for node in parts if kind[node] in kinds], name="institution_id")
    )
    table["successor"] = rows["target"].reindex(table.index)
    table["inferred"] = rows["notes"].str.startswith("Inferred").reindex(table.index).eq(True)
    return table


def fates_of_lines(record, day, kinds=KINDS, bound="earliest", years=1.0):
    """
    Say of each line of descent that was open before a day what had become of it afterwards.

    Parameters
    ----------
    record : helpers.Record
    day : str or pandas.Timestamp
    kinds, bound
        See `lines`.
    years : float
        How long before and after the day to look.

    Returns
    -------
    pandas.Series
        Categorical, by line, for lines with a body open at some time in the years before:
        ``known open`` or ``possibly open`` (a body of the line, the same or an heir, on the day so
        many years later), ``heir without date`` (a body ended, and one took its place at a time that
        no source gives), ``suspended`` (a body is suspended or dormant, and no heir is open) or
        ``ended``.

    Raises
    ------
    ValueError
        See `lines`.

    Examples
    --------
    >>> import helpers
    >>> fates_of_lines(helpers.load(), "2002-05-28")["Forum_16plus1"]
    'known open'
    """
    bodies, day = lines(record, kinds, bound), pd.Timestamp(day)
    table = spells(record, bound)
    table = table[table["institution_id"].isin(bodies.index)]
    line, said = table["institution_id"].map(bodies["line"]), openness(table["status"])
    span = pd.Timedelta(days=round(365.25 * years))
    later, is_open = day + span, said != "not open"
    then = (table["start"] <= later) & ((table["end"] > later) | table["ongoing"])
    stopped = set(line[~is_open & then])
    shut = set(line[is_open & (table["end"] >= day - span) & (table["end"] <= later)])
    undated = (bodies["place"] > 0) & ~bodies["founded"] & ~(bodies["start"] <= later)
    waiting = shut & set(bodies.loc[undated & ~(bodies["ended"] <= later), "line"])

    before = sorted(set(line[is_open & (table["start"] < day) & (table["end"] > day - span)]))
    best = said[then].groupby(line[then]).min().astype(object)

    def fate(name):
        if best.get(name, "not open") != "not open":
            return best[name]
        if name in waiting:
            return "heir without date"
        return "suspended" if name in stopped else "ended"

    found = pd.Series({name: fate(name) for name in before}, dtype=pd.CategoricalDtype(FATES), name="fate")
    return found.rename_axis("line")
