"""Numbers in prose, tied to the cell that computed them, and findings that may be quoted.

A notebook computes its numbers in its last cell, ``helpers.numbers(record, lambda: dict(...))``, and
its findings in ``helpers.findings(record, lambda: [helpers.finding(...), ...])``. In the text each
number is followed by its name in a comment, which no reader sees: ``they met 300<!-- meetings -->
times``. `stray` finds numbers that are not tied, or that differ from what the cell computed;
`refresh` writes new values into the text after a run. Both kinds are stored as data in the outputs.
"""

import re
from html import escape
from math import isfinite
from numbers import Integral, Real

from ..text import closed_up

PUBLISH = re.compile(r"""\bpublish\(\s*\w+,\s*["']([a-z0-9-]+)["']""")  # the id of a figure, in code
TIE = re.compile(r"<!-- ([a-z][a-z0-9_]*) -->")
NUMBERS = "application/vnd.nato-russia.numbers+json"
FINDINGS = "application/vnd.nato-russia.findings+json"
COLUMNS = ("name", "value", "lower", "upper", "unit", "estimand", "observed_until", "wording")
OTHER = "The text keeps the published numbers: they are of the whole NATO-Russia record, this run is not."
UNREAD = re.compile(
    r"\bdoi:[^\s\]]+|```.*?```|`[^`\n]*`|\]\([^)\s]*\)|<https?://[^>]*>|https?://\S+", re.DOTALL
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
FREE = re.compile(  # of ties: names, dates, years and confidence levels
    r"^# \d\d |\bISBN [\d-]+|\[\d\d |\b16\+1\b|\bCC BY \d\.\d\b"
    rf"|\b\d{{1,2}} (?:{MONTHS})\b|\b(?:19|20)\d\d(?:s|\b)"
    r"|\b9[05]%(?=[^.\n]{0,30}(?:confidence|interval|range))",
    re.MULTILINE,
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Stored:
    """
    What a cell stores for the text: shown as a table, kept as data.

    Parameters
    ----------
    kind : str
        MIME type of the data.
    data : dict or list of dict
    rows : list of tuple of str
        What readers see.
    """

    def __init__(self, kind, data, rows):
        self.kind, self.data, self.rows = kind, data, rows

    def __repr__(self):
        width = max((len(row[0]) for row in self.rows), default=0)
        return "\n".join(f"{first:<{width}}  {'; '.join(rest)}" for first, *rest in self.rows)

    def _repr_mimebundle_(self, **kwargs):
        rows = "".join(
            "<tr>" + "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in self.rows
        )
        return {"text/plain": repr(self), "text/html": f"<table>{rows}</table>", self.kind: self.data}


def _written(name, value):
    """A number as it is read: whole ones with a comma at thousands, others with one decimal."""
    if isinstance(value, str):
        text = closed_up(value)
    elif isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
        raise ValueError(f"{name} is {value!r}: not a number to be read")
    else:
        text = f"{value:,}" if isinstance(value, Integral) else f"{value:,.1f}"
    if not text.strip() or "\n" in text or text != text.strip():
        raise ValueError(f"{name} is {value!r}: a value is one line of text")
    return text


def numbers(record, compute):
    """
    Name the numbers that the text of a notebook quotes.

    Parameters
    ----------
    record : helpers.Record
    compute : callable
        Gives a dict of name to value: text as it stands, whole numbers with a comma at
        thousands, other numbers with one decimal. It is not called where the record is
        not the one that the text tells of, and an error in it is told in a line: changed
        parameters stop no run, and a run of the project misses the numbers.

    Returns
    -------
    Stored or None
        The last value of a cell, so that the notebook stores it; None, and one line
        printed, for another record.

    Raises
    ------
    ValueError
        If a value is empty, runs over several lines, or is not a number or text.

    Examples
    --------
    >>> import helpers
    >>> numbers(helpers.load(), lambda: dict(meetings=1234, rate=4.26, signed="28 May 2002"))
    meetings  1,234
    rate      4.3
    signed    28 May 2002
    """
    shown = _computed(record, lambda: {name: _written(name, value) for name, value in compute().items()})
    return None if shown is None else Stored(NUMBERS, shown, list(shown.items()))


def _computed(record, compute):
    """What a cell computes for the text; None, and a line that says why, where it does not belong there."""
    if not record.told:
        print(OTHER)
        return None
    try:
        return compute()
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        print(f"The text keeps the published numbers; these parameters give none ({error!r}).")
        return None


def finding(name, value, *, unit, estimand, wording, lower=None, upper=None):
    """
    State one number that may be quoted.

    Parameters
    ----------
    name : str
        Words in lower case joined by underscores, never used twice in the collection.
    value : int, float or str
        The number, or a day in ISO form.
    unit : str
        Such as ``days``, ``meetings``, ``share``.
    estimand : str
        What the value counts or estimates, in one phrase.
    wording : str
        A sentence that may be quoted as it stands.
    lower, upper : float, optional
        Bounds, only where something is estimated.

    Returns
    -------
    dict of str to str

    Raises
    ------
    ValueError
        If the wording is not one sentence, or a bound is missing.

    Examples
    --------
    >>> finding("seats", 2, unit="seats", estimand="seats", wording="There are 2 seats.")["value"]
    '2'
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(f"a finding is named in words joined by underscores, not {name!r}")
    if (lower is None) != (upper is None):
        raise ValueError(f"{name} has one bound without the other")
    if not wording.endswith(".") or "\n" in wording:
        raise ValueError(f"the wording of {name} is one sentence with a full stop")
    row = {"name": name, "value": value, "lower": lower, "upper": upper}
    row = {
        key: "" if cell is None else cell if isinstance(cell, str) else f"{cell:.6g}"
        for key, cell in row.items()
    }
    texts = {"unit": unit, "estimand": estimand, "wording": closed_up(wording)}
    return {**row, **texts, "shown": _written(name, value)}


def findings(record, compute):
    """
    Store what a notebook found, with sentences that may be quoted.

    ``make figures`` gathers the findings of all notebooks in ``figures/findings.csv``.

    Parameters
    ----------
    record : helpers.Record
        Its ``observed_until`` goes with every finding.
    compute : callable
        Gives a list of what `finding` gives; not called for another record, as in `numbers`.

    Returns
    -------
    Stored or None

    Examples
    --------
    >>> import helpers
    >>> row = finding("seats", 2, unit="seats", estimand="seats", wording="There are 2 seats.")
    >>> findings(helpers.load(), lambda: [row])
    seats  2 seats; There are 2 seats.
    """
    found = _computed(record, compute)
    if found is None:
        return None
    until = f"{record.observed_until:%Y-%m-%d}"
    rows = [{**row, "observed_until": until} for row in found]
    return Stored(
        FINDINGS, rows, [(row["name"], f"{row['shown']} {row['unit']}", row["wording"]) for row in rows]
    )


def _visible(text):
    """The text with everything that is not prose blanked out, at the same positions."""
    for pattern in (UNREAD, FREE):
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
