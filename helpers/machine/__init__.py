"""Machine-coded events (GDELT, ICEWS, POLECAT): DuckDB here, the same expressions on Spark."""

from .coded import Coded, connect, raw, read, shaped
from .counts import attributable, between, controls, days, monthly, seen
from .formats import FORMATS, QUADS, SHAPE, Format, MalformedLines

__all__ = [
    "Coded",
    "FORMATS",
    "Format",
    "MalformedLines",
    "QUADS",
    "SHAPE",
    "attributable",
    "between",
    "connect",
    "controls",
    "days",
    "monthly",
    "raw",
    "read",
    "seen",
    "shaped",
]
