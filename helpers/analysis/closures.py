"""What the closure of channels took, or would take, and how that compares with chance."""

import numpy as np
import pandas as pd

from .forums_and_channels import LEVELS, _by_channel, _wholes, month_ends, state
from .status import spells


def _falls(record, channels, nested):
    """Matrix: whether the channel of the row falls when that of the column closes."""
    falls = np.eye(len(channels), dtype=bool)
    if nested:
        ids, parent, _ = _wholes(record)
        own = ids.get_indexer(channels)
        above = parent[own]
        while True:
            falls |= above[:, None] == own[None, :]
            if (parent[above] == above).all():
                return falls
            above = parent[above]
    return falls


def _works(keys, channels):
    """Matrix: whether the channel of the row works at the level of the column."""
    rows = pd.Index(channels).get_indexer(keys["channel"])
    works = np.zeros((len(channels), len(LEVELS)), dtype=bool)
    works[rows, keys["level"].cat.codes] = True
    return works


def _losses(closed, works):
    """Channels closed and levels left without any, one row of ``closed`` each."""
    left = (~closed).astype(np.int32) @ works.astype(np.int32) > 0
    return closed.sum(axis=1), (works.any(axis=0) & ~left).sum(axis=1), left


def criticality(record, days, presumed=True, **choices):
    """
    What closing one channel alone would cut.

    Parameters
    ----------
    record : helpers.Record
    days : sequence of day
    presumed : bool
        Whether channels that are presumed open count.
    **choices
        See `links`.

    Returns
    -------
    pandas.DataFrame
        One row per day and channel that is open on it, indexed by both:
        ``levels`` (at which it works), ``cuts`` (levels that would have no
        channel without it), ``falls`` (open channels that would fall with it,
        itself included, if parts fall with their whole), ``cuts_with_parts`` and ``lost`` (names of these levels).
        Most critical first.

    Examples
    --------
    >>> import helpers
    >>> table = criticality(helpers.load(), ["1992-06-30"])
    >>> table["cuts"].tolist() == table["levels"].tolist()
    True
    """
    days = pd.DatetimeIndex(days, name="day")
    keys, code = state(record, days, **choices)
    names, tables = np.array([name.replace("_", " ") for name in LEVELS]), []
    for there in (code > (0 if presumed else 1)).T:
        now = keys[there]
        channels = now["channel"].unique()
        works = _works(now, channels)
        alone = _losses(np.eye(len(channels), dtype=bool), works)
        parts = _losses(_falls(record, channels, True).T, works)
        table = pd.DataFrame(
            {
                "levels": works.sum(axis=1),
                "cuts": alone[1],
                "falls": parts[0],
                "cuts_with_parts": parts[1],
                "lost": [", ".join(names[row]) for row in works.any(axis=0) & ~parts[2]],
            },
            index=pd.Index(channels, name="channel"),
        )
        tables.append(
            table.sort_values(["cuts_with_parts", "falls", "levels"], ascending=False, kind="stable")
        )
    return pd.concat(tables, keys=days, names=["day", "channel"])


def _months_of_closure(record, presumed, nested, choices):
    """Yield, for each month with a closure, what was open before it and which of it closed."""
    days = month_ends(record)
    keys, code = state(record, days, nested, **choices)
    is_open = code > (0 if presumed else 1)
    rows, channels = _by_channel(keys, is_open)
    dated = rows["channel"].isin(spells(record, choices.get("bound", "earliest"))["institution_id"])
    closed = channels[:, :-1] & ~channels[:, 1:] & dated.to_numpy()[:, None]  # a last meeting closes nothing
    for month in np.flatnonzero(closed.any(axis=0)):
        there = channels[:, month]
        yield (
            days[month + 1],
            keys[is_open[:, month]],
            rows["channel"].to_numpy()[there],
            closed[there, month],
            is_open[:, month],
            is_open[:, month + 1],
        )


def closures(record, presumed=True, nested=False, **choices):
    """
    Months in which channels closed, and what that took.

    A channel that is known from its meetings alone ends with the last of them,
    which is no closure.

    Parameters
    ----------
    record : helpers.Record
    presumed : bool
        Whether channels that are presumed open count.
    nested : bool
        Whether a part counts only while all its wholes are open.
    **choices
        See `links`.

    Returns
    -------
    pandas.DataFrame
        Month ends as index: ``open`` (channels at the end of the month before),
        ``closed`` (of them; ended, suspended or dormant), ``decisions`` (of
        these, channels whose wholes did not close with them), ``levels``
        (connected before), ``levels_cut`` (left without any channel by these
        closures alone), ``levels_lost`` (and not connected again by a channel
        that opened in the same month), ``cut`` (names of the levels cut) and
        ``channels`` (labels of what closed).

    Examples
    --------
    >>> import helpers
    >>> table = closures(helpers.load())
    >>> bool((table["levels_lost"] <= table["levels_cut"]).all())
    True
    """
    label = record.institutions.set_index("institution_id")["label"]
    names = np.array([name.replace("_", " ") for name in LEVELS])
    everything, _ = state(record, [record.observed_until], nested, **choices)
    table = {}
    for day, keys, channels, closed, _, after in _months_of_closure(record, presumed, nested, choices):
        works = _works(keys, channels)
        count, cut, left = _losses(closed[None, :], works)
        again = np.isin(list(LEVELS), everything["level"].astype(object)[after])
        gone = works.any(axis=0) & ~left[0]
        above = _falls(record, channels, True) & ~np.eye(len(channels), dtype=bool)
        table[day] = {
            "open": len(channels),
            "closed": int(count[0]),
            "decisions": int((closed & ~(above & closed[None, :]).any(axis=1)).sum()),
            "levels": int(works.any(axis=0).sum()),
            "levels_cut": int(cut[0]),
            "levels_lost": int((gone & ~again).sum()),
            "cut": ", ".join(names[gone]),
            "channels": "; ".join(label[channels[closed]]),
        }
    return pd.DataFrame.from_dict(table, orient="index").rename_axis("month")


def random_closures(record, draws=2000, seed=0, presumed=True, nested=True, **choices):
    """
    Hold each month of closures against closures drawn at random.

    Parameters
    ----------
    record : helpers.Record
    draws : int
        Draws for each month.
    seed : int
        Of the random numbers.
    presumed : bool
        Whether channels that are presumed open count.
    nested : bool
        Whether parts fall with their whole: as many channels are then drawn as
        closed without a whole of theirs closing too, and their parts fall with
        them. Otherwise as many are drawn as closed.
    **choices
        See `links`.

    Returns
    -------
    pandas.DataFrame
        One row per month with closures and measure (``channels``: those that
        close, parts included; ``levels``: those left without any), and a last
        month ``all`` with the sums: ``observed``, ``mean``, ``lower`` and
        ``upper`` (2.5 and 97.5 % of the draws) and ``p`` (share of draws that
        lose at least as much, the observed one counted among them).

    Examples
    --------
    >>> import helpers
    >>> table = random_closures(helpers.load(), draws=200)
    >>> bool(table["p"].between(0, 1).all())
    True
    """
    rng = np.random.default_rng(seed)
    months, found, random = [], [], []
    for day, keys, channels, closed, *_ in _months_of_closure(record, presumed, nested, choices):
        works, falls = _works(keys, channels), _falls(record, channels, nested)
        above = falls & ~np.eye(len(channels), dtype=bool)
        alone = closed & ~(above & closed[None, :]).any(axis=1)
        order = rng.random((draws, len(channels))).argsort(axis=1).argsort(axis=1)
        drawn = (order < alone.sum()).astype(np.int32) @ falls.T.astype(np.int32) > 0
        months.append(f"{day:%Y-%m}")
        found.append(np.concatenate(_losses(closed[None, :], works)[:2]))
        random.append(np.stack(_losses(drawn, works)[:2]))
    months.append("all")
    found.append(np.sum(found, axis=0))
    random.append(np.sum(random, axis=0))
    rows = [
        (month, name, *_against(seen[i], chance[i]))
        for month, seen, chance in zip(months, found, random)
        for i, name in enumerate(("channels", "levels"))
    ]
    return pd.DataFrame(rows, columns=["month", "measure", "observed", "mean", "lower", "upper", "p"])


def _against(observed, chance):
    """An observed value, and mean, 95 % range and share of draws at least as large."""
    lower, upper = np.quantile(chance, [0.025, 0.975], method="inverted_cdf")
    share = (1 + int((chance >= observed).sum())) / (1 + len(chance))
    return int(observed), float(chance.mean()), int(lower), int(upper), share
