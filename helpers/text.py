"""How numbers are written in text, the same everywhere."""

import re


def closed_up(text):
    """
    Close percent signs up with their numbers.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> closed_up("91 % of the events")
    '91% of the events'
    """
    return re.sub(r"(?<=\d)[ \u00a0]%", "%", text)


def number(value, digits=0):
    """
    Write a number as it is read: thousands parted, halves rounded up.

    Parameters
    ----------
    value : float
    digits : int
        Decimals.

    Returns
    -------
    str

    Examples
    --------
    >>> number(1234), number(36.5), number(4.26, 1)
    ('1,234', '37', '4.3')
    """
    return f"{value + 1e-9:,.{digits}f}"


def percent(share, digits=0):
    """
    Write a share as a percentage.

    Parameters
    ----------
    share : float
        1 for all.
    digits : int
        Decimals.

    Returns
    -------
    str

    Examples
    --------
    >>> percent(0.914)
    '91%'
    """
    return f"{number(100 * share, digits)}%"


def between(low, high, digits=0, as_percent=False):
    """
    Write a range from low to high.

    Parameters
    ----------
    low, high : float
    digits : int
        Decimals.
    as_percent : bool
        Whether the values are shares, to be written as percentages.

    Returns
    -------
    str

    Examples
    --------
    >>> between(6, 22), between(0.06, 0.22, as_percent=True)
    ('6 to 22', '6 to 22%')
    """
    scale, sign = (100, "%") if as_percent else (1, "")
    return f"{number(scale * low, digits)} to {number(scale * high, digits)}{sign}"
