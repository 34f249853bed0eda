"""Results kept while what they come from stays the same."""

import copy
import hashlib
import pickle
from functools import wraps

LAST = 24  # results kept, of all functions
_results = {}


def kept(*names):
    """
    Keep the last results of a function of a record.

    Tables can be changed in place, so a result is found again by the contents of
    what it comes from, never by the objects that hold them: a changed cell gives a
    new result.

    Parameters
    ----------
    *names : str
        All attributes of the record that the function reads.

    Returns
    -------
    callable
        Decorator. Callers get copies, which they may change.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> @kept("numbers")
    ... def total(record):
    ...     print("adding")
    ...     return sum(record.numbers)
    >>> record = SimpleNamespace(numbers=[1, 2])
    >>> total(record), total(record)
    adding
    (3, 3)
    >>> record.numbers.append(4)
    >>> total(record)
    adding
    7
    """

    def decorate(function):
        @wraps(function)
        def give(record, *words, **choices):
            source = [getattr(record, name) for name in names], words, choices
            try:
                contents = pickle.dumps(source, protocol=5)
            except (TypeError, pickle.PicklingError):  # such as the keys of a dictionary, given as choices
                return function(record, *words, **choices)
            key = function.__module__, function.__qualname__, hashlib.sha256(contents).digest()
            if key not in _results:
                result = function(record, *words, **choices)
                while len(_results) >= LAST:
                    _results.pop(next(iter(_results)))
                _results[key] = result
            return copy.deepcopy(_results[key])

        return give

    return decorate


def forget():
    """Let go of all results, as where the computing itself is timed."""
    _results.clear()
