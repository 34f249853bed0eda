"""Helpers of the NATO-Russia record.

``load()`` gives the tables; the rest of what notebooks use hangs on this package
too and is imported when first used: ``tables``, ``network`` and ``claims`` for analysis,
``drawing`` and ``style`` for figures, ``dates`` for uncertain dates.
"""

from importlib import import_module

from .record import Record, load
from .schema import DataError

__all__ = ["UNTOLD", "DataError", "Record", "agendas", "breaks", "channels", "claims", "dates", "drawing", "exchange",
           "explore", "figure", "lineage", "load", "machine", "network", "numbers", "publish", "rhythm", "series", "silence",
           "style", "tables", "usage"]

_LAZY = {"UNTOLD": "prose", "figure": "style", "publish": "style", "numbers": "prose"}
_ROOMS = {"agendas", "breaks", "channels", "claims", "dates", "drawing", "exchange", "explore", "lineage",
          "machine", "network",
          "rhythm", "series", "silence", "style", "tables", "usage"}


def __getattr__(name):
    if name in _ROOMS:
        return import_module(f".{name}", __name__)
    if name in _LAZY:
        return getattr(import_module(f".{_LAZY[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
