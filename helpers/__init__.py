"""The NATO-Russia record, from tables to notebooks.

Data flow down this list, and imports run up it only:

- ``record`` reads the tables, checks them and gives them types; ``load()`` is its door.
- ``analysis`` makes tables of tables: counts, intervals, status and coverage, then one module for each
  notebook, called like it.
- ``drawing`` makes figures, checks that they can be read, and publishes them.
- ``machine`` reads machine-coded events.
- ``publishing`` runs the notebooks and writes codebook, README, website, releases and exports.
- ``commands`` is ``python -m helpers``.
"""

from importlib import import_module

from .record import DataError, Record, load

__all__ = [
    "DataError",
    "Record",
    "drawing",
    "figure",
    "finding",
    "findings",
    "load",
    "machine",
    "numbers",
    "publish",
    "style",
    "table",
]

_LAZY = {  # imported when first used: matplotlib costs more than all tables
    "drawing": ("drawing", None),
    "figure": ("drawing.style", "figure"),
    "finding": ("publishing.prose_numbers", "finding"),
    "findings": ("publishing.prose_numbers", "findings"),
    "machine": ("machine", None),
    "numbers": ("publishing.prose_numbers", "numbers"),
    "publish": ("drawing.published", "publish"),
    "style": ("drawing.style", None),
    "table": ("drawing.tables", "table"),
}


def __getattr__(name):
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _LAZY[name]
    found = import_module(f".{module}", __name__)
    return getattr(found, attribute) if attribute else found


def __dir__():
    return sorted(__all__)
