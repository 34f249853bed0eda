"""From the cells of a CSV file to checked, typed tables."""

from .csv_file import DataError, Problem
from .loading import load
from .model import Record

__all__ = ["DataError", "Problem", "Record", "load"]
