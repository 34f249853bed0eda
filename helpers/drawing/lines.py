"""Figures made of lines and areas."""

import numpy as np

from ..record.dates import decimal_year
from .axes import _whole_numbers
from .style import EDGES


def _corners(table):
    """First and last row and those before a change: all that a line of steps needs."""
    changes = (table.iloc[1:-1].to_numpy() != table.iloc[2:].to_numpy()).any(axis=1)
    return table[np.r_[True, changes, True]]


def range_steps(ax, table, lower, upper):
    """
    Draw a count through time as a range: what is known, and what may be on top.

    Parameters
    ----------
    ax
        With decimal years on the horizontal axis.
    table : pandas.DataFrame
        Days as index; the first column is known, the second may be on top.
    lower, upper : str
        Colours of the two.
    """
    table = _corners(table)
    x = decimal_year(table.index)
    known = table.iloc[:, 0].to_numpy()
    both = known + table.iloc[:, 1].to_numpy()
    ax.fill_between(x, known, both, step="pre", color=upper, lw=0)
    ax.fill_between(x, 0, known, step="pre", color=lower, lw=0)
    ax.step(x, both, where="pre", color=EDGES.get(upper, upper), lw=0.8)
    ax.set_ylim(0, max(2, both.max()) * 1.12)
    ax.yaxis.set_major_locator(_whole_numbers())
    return ax
