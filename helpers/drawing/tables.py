"""Tables as readers see them: labels instead of codes, text to the left, numbers to the right."""

from html import escape

import pandas as pd

from ..text import number

MOST = 8  # columns that fit the page


class Table:
    """
    A table to be read, the last value of a cell.

    Parameters
    ----------
    head : list of str
    rows : list of list of str
    right : list of bool
        Whether a column stands to the right, as numbers do.
    """

    def __init__(self, head, rows, right):
        self.head, self.rows, self.right = head, rows, right

    def __repr__(self):
        lines = [self.head, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.head))]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if right else cell.ljust(width)
                for cell, width, right in zip(line, widths, self.right)
            ).rstrip()
            for line in lines
        )

    def _repr_html_(self):
        def line(tag, cells):
            return "".join(
                f'<{tag} style="text-align:{"right" if right else "left"}">{escape(cell)}</{tag}>'
                for cell, right in zip(cells, self.right)
            )

        rows = "".join(f"<tr>{line('td', row)}</tr>" for row in self.rows)
        return f"<table><thead><tr>{line('th', self.head)}</tr></thead><tbody>{rows}</tbody></table>"


def table(frame, digits=1, index=True):
    """
    Show a table of the analysis to readers.

    Parameters
    ----------
    frame : pandas.DataFrame or pandas.Series
        At most eight columns, the index included.
    digits : int
        Decimals of numbers that are not whole.
    index : bool
        Whether the index is shown; one without a name and of plain row numbers never is.

    Returns
    -------
    Table
        Codes such as ``foreign_ministers`` read "foreign ministers", days are ISO dates,
        lists are joined by commas, empty cells are empty, keys are as they are.

    Raises
    ------
    ValueError
        If there are more columns than fit.

    Examples
    --------
    >>> table(pd.DataFrame({"level": ["foreign_ministers"], "held": [29], "share": [0.5]}))
    level              held  share
    foreign ministers    29    0.5
    """
    frame = frame.to_frame() if isinstance(frame, pd.Series) else frame
    plain = isinstance(frame.index, pd.RangeIndex) and frame.index.name is None
    if index and not plain:
        named = [name if name is not None else "" for name in frame.index.names]
        frame = frame.reset_index(names=named if len(named) > 1 else named[0])
    if frame.shape[1] > MOST:
        raise ValueError(f"{frame.shape[1]} columns do not fit the page; choose {MOST}")
    columns = [frame.iloc[:, i] for i in range(frame.shape[1])]
    right = [
        pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column) for column in columns
    ]
    head = [" ".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in frame.columns]
    cells = [[_cell(value, digits, column) for value in column] for column in columns]
    return Table([_label(name) for name in head], [list(row) for row in zip(*cells)], right)


def _label(code):
    return code.replace("_", " ")


def _cell(value, digits, column):
    if isinstance(value, (tuple, list)):
        return ", ".join(_label(str(item)) for item in value)
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if pd.api.types.is_number(value):
        if column.name == "year":
            return str(value)
        return number(value, 0 if pd.api.types.is_integer(value) else digits)
    return str(value) if str(column.name).endswith("_id") else _label(str(value))
