"""Numbers in prose, tied to the cell that computed them.

A notebook computes its numbers in a cell that ends with ``helpers.numbers(...)``.
In the text each number is followed by its name in a comment, which no reader
sees: ``the councils met 300<!-- meetings --> times``. `stray` finds numbers
that are not tied, or that differ from what the cell computed; `refresh` writes
new values into the text after a run.
"""

import re
from html import escape
from math import isfinite
from numbers import Integral, Real

from ..text import spaced

PUBLISH = re.compile(r"""\bpublish\(\s*\w+,\s*["']([a-z0-9-]+)["']""")  # the id of a figure, in code
NAME = re.compile(r"[a-z][a-z0-9_]*")
TIE = re.compile(r"<!-- ([a-z][a-z0-9_]*) -->")
HEAD = "numbers in the text"
UNTOLD = "The text tells of the project's first package: its numbers are not those of this record."
UNREAD = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)\s]*\)|<https?://[^>]*>|https?://\S+", re.DOTALL)
WORDS = (
    "four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozen|hundred|thousand|"
    "million"  # one to three are words of every sentence
)
NUMBER = re.compile(rf"\d+(?:[.,]\d+)*|\b(?:{WORDS})\b", re.IGNORECASE)
PROPER = re.compile(r"^# \d\d |\[\d\d |\b16\+1\b|\bCC BY \d\.\d\b", re.MULTILINE)  # names


class Numbers(dict):
    """Named values as they stand in the text; a dict of str to str that shows as a table."""

    def __repr__(self):
        width = max(map(len, self), default=0)
        return "\n".join([HEAD, *(f"  {name:<{width}}  {text}" for name, text in self.items())])

    def _repr_html_(self):
        rows = "".join(
            f"<tr><th style='text-align:left'><code>{name}</code></th><td>{escape(text)}</td></tr>"
            for name, text in self.items()
        )
        return f"<table><caption>{HEAD}</caption>{rows}</table>"


def numbers(**values):
    """
    Name the numbers that the text of a notebook quotes.

    Parameters
    ----------
    **values : str, int or float
        Each as it is to be read: text as it stands, but for the space of `spaced`,
        whole numbers with a comma at thousands, other numbers with one decimal.

    Returns
    -------
    Numbers
        The last value of a cell, so that the notebook stores it.

    Raises
    ------
    ValueError
        If a value is empty, runs over several lines, or is not a number or text.

    Examples
    --------
    >>> numbers(meetings=1234, rate=4.26, signed="28 May 2002")
    numbers in the text
      meetings  1,234
      rate      4.3
      signed    28 May 2002
    """
    shown = Numbers()
    for name, value in values.items():
        if isinstance(value, str):
            text = spaced(value)
        elif isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
            raise ValueError(f"{name} is {value!r}: not a number to be read")
        else:
            text = f"{value:,}" if isinstance(value, Integral) else f"{value:,.1f}"
        if not text.strip() or "\n" in text or text != text.strip():
            raise ValueError(f"{name} is {value!r}: a value is one line of text")
        shown[name] = text
    return shown


def read_numbers(outputs):
    """
    Read named numbers back from stored outputs.

    Parameters
    ----------
    outputs : iterable of str
        Plain text of a notebook's outputs.

    Returns
    -------
    dict of str to str
        Name to value; empty where no output is a table of numbers.

    Examples
    --------
    >>> read_numbers([repr(numbers(meetings=12, signed="28 May 2002"))])
    {'meetings': '12', 'signed': '28 May 2002'}
    """
    found = {}
    for output in outputs:
        head, *lines = output.split("\n")
        if head == HEAD:
            found.update(line.split(maxsplit=1) for line in lines)
    return found


def _visible(text):
    """The text with everything that is not prose blanked out, at the same positions."""
    for pattern in (UNREAD, PROPER):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def stray(text, known):
    """
    Find what in a text is not tied to a checked value.

    Parameters
    ----------
    text : str
        Markdown of one cell.
    known : dict of str to str
        The checked values.

    Returns
    -------
    list of str
        One sentence for each fault: a number without a name, a name without a
        value, or a number that differs from its value. Code, link addresses and
        names such as 16+1 or the number of a notebook are not prose.

    Examples
    --------
    >>> stray("They met 12<!-- meetings --> times.", {"meetings": "12"})
    []
    >>> stray("They met 13<!-- meetings --> times, in 7 cities.", {"meetings": "12"})
    ["the text before <!-- meetings --> is not its value '12'", "'7' is not tied to a checked value"]
    """
    faults, tied = [], []
    visible = _visible(text)
    for match in TIE.finditer(visible):
        value = known.get(match[1])
        if value is None:
            faults.append(f"no cell computes {match[1]!r}")
        elif not text[: match.start()].endswith(value):
            faults.append(f"the text before {match[0]} is not its value {value!r}")
        else:
            tied.append((match.start() - len(value), match.end()))
            continue
        before = visible[: match.start()].rstrip()
        tied.append((before.rfind(" ") + 1, match.end()))
    for match in NUMBER.finditer(visible):
        if not any(start <= match.start() < end for start, end in tied):
            faults.append(f"{match[0]!r} is not tied to a checked value")
    return faults


def refresh(text, old, new):
    """
    Write new values into a text.

    Parameters
    ----------
    text : str
        Markdown of one cell.
    old, new : dict of str to str
        Values that the text was written with, and those of the new run.

    Returns
    -------
    str
        The text; a question mark before a name is a value yet to come. Where neither
        it nor the old value stands there nothing is changed, and `stray` will tell.

    Examples
    --------
    >>> refresh("They met 12<!-- meetings --> times.", {"meetings": "12"}, {"meetings": "14"})
    'They met 14<!-- meetings --> times.'
    """
    for name in new:
        tie = f"<!-- {name} -->"
        for value in (old.get(name), "?"):
            if value is not None:
                text = text.replace(value + tie, new[name] + tie)
    return text
