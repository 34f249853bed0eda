"""Results of a record, computed once: tables of a record are not changed in place."""

import copy
from collections.abc import Iterable
from functools import wraps


def once(function):
    """
    Keep what a function gives for a record, on that record.

    Parameters
    ----------
    function : callable
        Its first argument is a record.

    Returns
    -------
    callable
        Gives a copy of the result, which callers may change. Other tables make
        another record (`dataclasses.replace`, `helpers.Record.only`), and that
        starts with no results.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> @once
    ... def total(record):
    ...     print("adding")
    ...     return sum(record.numbers)
    >>> record = SimpleNamespace(numbers=[1, 2])
    >>> total(record), total(record)
    adding
    (3, 3)
    """

    @wraps(function)
    def give(record, *words, **choices):
        results = record.__dict__.setdefault("_results", {})
        key = (function, *map(_fixed, words), *((name, _fixed(choices[name])) for name in sorted(choices)))
        if key not in results:
            results[key] = function(record, *words, **choices)
        return copy.deepcopy(results[key])

    return give


def _fixed(value):
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else value
