"""How far two coders of the same pages agree."""

import numpy as np
import pandas as pd


def kappa(first, second):
    """
    Agreement of two coders beyond chance.

    Parameters
    ----------
    first, second : sequence
        Codes of the same cases, in the same order.

    Returns
    -------
    float
        Cohen's kappa; NaN where chance alone would bring full agreement.

    Raises
    ------
    ValueError
        If the two are of different length or empty.

    Notes
    -----
    J. Cohen (1960), "A coefficient of agreement for nominal scales",
    Educational and Psychological Measurement 20: 37-46.

    Examples
    --------
    >>> round(kappa(["a", "a", "b", "b"], ["a", "b", "b", "b"]), 2)
    0.5
    """
    if len(first) != len(second) or not len(first):
        raise ValueError("both coders must have coded the same cases, at least one")
    table = pd.crosstab(pd.Series(list(first)), pd.Series(list(second)))
    codes = table.index.union(table.columns)
    share = table.reindex(index=codes, columns=codes, fill_value=0).to_numpy() / len(first)
    chance = float(share.sum(axis=0) @ share.sum(axis=1))
    return (float(np.trace(share)) - chance) / (1 - chance) if chance < 1 else float("nan")


def agreement(recoding, topics):
    """
    How far two readings of the same pages agree, column by column.

    Parameters
    ----------
    recoding : pandas.DataFrame
        Rows of ``record.recoding``.
    topics : collection of str
        The vocabulary of topics; each topic of each meeting is one decision.

    Returns
    -------
    pandas.DataFrame
        Column as index: ``cases``, ``percent`` (cases in full agreement) and
        ``kappa`` (of values; for topics of single decisions).

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> table = agreement(record.recoding, record.vocabulary("events", "topics"))
    >>> bool(table["cases"].max() <= 60)
    True
    """
    rows = {}
    for column, cases in recoding.groupby("column", observed=True):
        first, second = (cases[name].fillna("").tolist() for name in ("first", "second"))
        pairs = [(set(one.split(";")), set(other.split(";"))) for one, other in zip(first, second)]
        if column == "topics":
            codes = [(topic in one, topic in other) for one, other in pairs for topic in topics]
        else:
            codes = list(zip(first, second))
        same = sum(one == other for one, other in pairs)
        rows[column] = len(cases), 100 * same / len(cases), kappa(*zip(*codes))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["cases", "percent", "kappa"])
