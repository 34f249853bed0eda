"""A record cut down to some years, forums, levels, kinds of evidence or topics."""

import copy

import numpy as np
import pandas as pd


def select(events, forums=None, levels=None, evidence=None):
    """
    Pick events by forum, level and evidence.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of ``record.events`` or ``record.meetings``.
    forums, levels, evidence : collection of str, optional
        Keep rows with one of these values; by default all.

    Returns
    -------
    pandas.DataFrame
        The rows that remain, in the same order, numbered from 0.

    Raises
    ------
    ValueError
        If a level or an evidence is not in the vocabulary, or a text stands
        where a list is meant.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> sorted(select(record.meetings, forums=record.councils)["forum"].unique())
    ['NRC', 'PJC']
    """
    keep = np.ones(len(events), dtype=bool)
    for column, wanted in (("forum", forums), ("level", levels), ("evidence", evidence)):
        if wanted is not None:
            keep &= events[column].isin(_listed(column, wanted, events[column])).to_numpy()
    return events[keep].reset_index(drop=True)


def _listed(name, wanted, values):
    """A list of values, all of which the vocabulary or the column knows."""
    if isinstance(wanted, str):
        raise ValueError(f"{name} takes a list of values, not {wanted!r}")
    if isinstance(values.dtype, pd.CategoricalDtype):
        unknown = set(wanted) - set(values.cat.categories)
        if unknown:
            raise ValueError(f"no such {name}: {', '.join(sorted(unknown))}")
    return list(wanted)


def narrowed(record, years=None, forums=None, levels=None, evidence=None, topics=None):
    """
    Give descriptor and tables of a record cut down; see `helpers.Record.only`.

    Parameters
    ----------
    record : helpers.Record
    years, forums, levels, evidence, topics
        As in `helpers.Record.only`; None for all.

    Returns
    -------
    descriptor : dict
    tables : dict of str to pandas.DataFrame

    Examples
    --------
    >>> import helpers
    >>> descriptor, tables = narrowed(helpers.load(), years=(2002, 2013), forums=["NRC"])
    >>> descriptor["dyad"]["councils"], sorted(tables["coverage"]["forum"].unique())
    (['NRC'], ['NRC'])
    """
    descriptor, tables = copy.deepcopy(record.descriptor), dict(record.tables)
    events = tables["events"]
    meeting = (events["type"] == "meeting").to_numpy()
    keep = np.ones(len(events), dtype=bool)
    if years is not None:
        first, last = _years(years)
        keep &= events["year"].between(first, last).to_numpy(dtype=bool)
        end = min(record.observed_until, pd.Timestamp(last, 12, 31))
        descriptor["observed_until"] = f"{end:%Y-%m-%d}"
    if forums is not None:
        bodies = set(tables["institutions"]["institution_id"])
        known = pd.Series(pd.Categorical(events["forum"], categories=sorted(bodies)))
        keep &= events["forum"].isin(_listed("forum", forums, known)).to_numpy() | ~meeting
        descriptor["dyad"]["councils"] = list(forums)
    if levels is not None:
        keep &= events["level"].isin(_listed("level", levels, events["level"])).to_numpy() | ~meeting
    if evidence is not None:
        keep &= events["evidence"].isin(_listed("evidence", evidence, events["evidence"])).to_numpy()
    if topics is not None:
        vocabulary = pd.Series(pd.Categorical([], categories=list(record.vocabulary("events", "topics"))))
        wanted = set(_listed("topic", topics, vocabulary))
        keep &= np.array([not wanted.isdisjoint(items) for items in events["topics"]], dtype=bool)
    tables["events"] = events[keep].reset_index(drop=True)
    if "coverage" in tables:
        tables["coverage"] = _coverage(tables, years, forums, levels)
    _forget(descriptor["dyad"], tables, descriptor.get("observed_until"))
    return descriptor, tables


def _years(years):
    try:
        first, last = years
        if first <= last:
            return int(first), int(last)
    except (TypeError, ValueError):
        pass
    raise ValueError(f"years are a first and a last one, such as (2002, 2013), not {years!r}")


def _coverage(tables, years, forums, levels):
    """Rows of the coverage table that remain; a list that lost sessions is complete no more."""
    rows = tables["coverage"]
    for column, wanted in (("forum", forums), ("level", levels)):
        if wanted is not None:
            rows = rows[rows[column].isin(list(wanted))]
    if years is not None:
        rows = rows[rows["year"].between(*_years(years)).to_numpy(dtype=bool)]
    rows = rows.reset_index(drop=True)
    found = sessions_by_row(tables["events"], rows)
    lost = (found < rows["documented"]).to_numpy(dtype=bool) & (rows["completeness"] == "complete").to_numpy()
    rows["documented"] = pd.array(found, dtype="Int64")
    rows.loc[lost, "completeness"] = "partial"
    return rows


def sessions_by_row(events, coverage):
    """
    Count the meetings of each row of a coverage table, announced ones included.

    Parameters
    ----------
    events, coverage : pandas.DataFrame
        Rows of ``record.events`` and ``record.coverage``.

    Returns
    -------
    numpy.ndarray of int
        One count for each row of ``coverage``, in its order.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> bool((sessions_by_row(record.events, record.coverage) == record.coverage["documented"]).all())
    True
    """
    meetings = events[events["type"] == "meeting"]
    counts = meetings.groupby([meetings["forum"], meetings["level"].astype(object), meetings["year"]]).size()
    keys = [coverage["forum"], coverage["level"].astype(object), coverage["year"].astype(int)]
    return counts.reindex(pd.MultiIndex.from_arrays(keys), fill_value=0).to_numpy()


def _forget(dyad, tables, until):
    """Drop what names rows that are gone, or begins after the end."""
    events = set(tables["events"]["event_id"])
    if until and "phases" in tables:
        phases = tables["phases"]
        tables["phases"] = phases[phases["start_earliest"] <= until].reset_index(drop=True)
        there = set(tables["phases"]["phase_id"])
        dyad["eras"] = [era for era in dyad.get("eras", ()) if era in there]
        dyad["turns"] = {name: phase for name, phase in dyad.get("turns", {}).items() if phase in there}
    dyad["ruptures"] = {
        name: {rule: event for rule, event in days.items() if event in events}
        for name, days in dyad.get("ruptures", {}).items()
        if days["decision"] in events
    }
    for name in ("allowed", "recoding"):
        if name in tables:
            rows = tables[name]
            tables[name] = rows[rows["event_id"].isin(events)].reset_index(drop=True)
