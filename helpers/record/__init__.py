"""From the cells of a CSV file to checked, typed tables."""

from .csv_file import DataError, Problem
from .model import Record, load

__all__ = ["DataError", "Problem", "Record", "load"]
