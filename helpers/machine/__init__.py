"""Machine-coded events (GDELT, ICEWS, POLECAT): DuckDB here, the same expressions on Spark."""

from .coded import Coded, connect, gaps, raw, read, shaped
from .counts import between, days, monthly, seen
from .formats import FORMATS, QUADS, SHAPE, Format, MalformedLines

__all__ = [
    "Coded",
    "FORMATS",
    "Format",
    "MalformedLines",
    "QUADS",
    "SHAPE",
    "between",
    "connect",
    "days",
    "gaps",
    "monthly",
    "raw",
    "read",
    "seen",
    "shaped",
]
