"""How numbers are written in text, the same everywhere."""

import re


def spaced(text):
    """
    Part percent signs from their numbers, as everywhere in the text.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> spaced("91% of the events")
    '91 % of the events'
    """
    return re.sub(r"(?<=\d)%", " %", text)
