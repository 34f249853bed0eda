"""Dates of uncertain precision, written in a subset of EDTF.

The subset has year, month or day, each with an optional ``~`` for approximate,
and spans ``A/B`` and ``A/..`` (open end). The standard is ISO 8601-2:2019,
described at https://www.loc.gov/standards/datetime/.
"""

import numpy as np
import pandas as pd

PRECISIONS = ("day", "month", "year")
WIDTH = 11  # YYYY-MM-DD and ~


def _days(text):
    """First and last day, precision code, approximate and validity of single dates."""
    length = np.fromiter(map(len, text), dtype=np.int64, count=len(text))
    letters = np.asarray(text, dtype=f"U{WIDTH}")
    codes = letters.view(np.uint32).reshape(len(text), WIDTH).astype(np.int64)
    digits = codes - ord("0")
    is_digit = (digits >= 0) & (digits <= 9)
    is_dash = codes == ord("-")

    last_letter = np.clip(length, 1, WIDTH) - 1
    approximate = codes[np.arange(len(text)), last_letter] == ord("~")
    size = length - approximate
    has_month, has_day = size >= 7, size >= 10
    valid = np.isin(size, (4, 7, 10)) & is_digit[:, :4].all(axis=1)
    valid &= ~has_month | (is_dash[:, 4] & is_digit[:, 5:7].all(axis=1))
    valid &= ~has_day | (is_dash[:, 7] & is_digit[:, 8:10].all(axis=1))

    year = digits[:, :4] @ (1000, 100, 10, 1)
    month = np.where(has_month, digits[:, 5:7] @ (10, 1), 1)
    day = np.where(has_day, digits[:, 8:10] @ (10, 1), 1)
    valid &= (month >= 1) & (month <= 12)
    year, month, day = (np.where(valid, part, 1) for part in (year, month, day))

    first_month = ((year - 1970) * 12 + month - 1).astype("M8[M]")
    span = np.select([has_day, has_month], [0, 1], 12)
    month_start = first_month.astype("M8[D]")
    month_days = ((first_month + 1).astype("M8[D]") - month_start).astype(np.int64)
    valid &= (day >= 1) & (day <= month_days)
    earliest = month_start + (day - 1)
    latest = np.where(has_day, earliest, (first_month + span).astype("M8[D]") - 1)
    precision = np.select([has_day, has_month], [0, 1], 2)
    return earliest, latest, precision, approximate, valid


def parse_edtf(text):
    """
    Parse dates of the EDTF subset, all at once.

    Parameters
    ----------
    text : sequence of str
        Dates as written; the empty string stands for an unknown date.

    Returns
    -------
    pandas.DataFrame
        One row for each date, in the same order, with the columns ``earliest``
        and ``latest`` (datetime64[s], day resolution; ``latest`` is NaT for an
        open end), ``begins_latest`` (latest day on which it may begin),
        ``precision`` (ordered categorical day < month < year, the coarser one of a
        span), ``approximate`` (bool) and ``valid`` (bool). Unknown dates are valid, with NaT
        and no precision; a date that is not valid has NaT and no precision too.

    Notes
    -----
    A span that runs backwards is not valid. ``~`` widens nothing: the bounds are
    those of the date as written, and ``approximate`` tells that it may be off.

    Examples
    --------
    >>> parse_edtf(["2003-05", "2005-07~", "2004-02-30", ""])[
    ...     ["earliest", "latest", "precision", "approximate", "valid"]]
        earliest     latest precision  approximate  valid
    0 2003-05-01 2003-05-31     month        False   True
    1 2005-07-01 2005-07-31     month         True   True
    2        NaT        NaT       NaN        False  False
    3        NaT        NaT       NaN        False   True
    """
    text = list(text)
    parts = [value.partition("/") for value in text]
    first = _days([start for start, _, _ in parts])
    earliest, latest, precision, approximate, valid = (array.copy() for array in first)
    begins_latest = latest.copy()
    unknown = np.array([not value for value in text], dtype=bool)

    spans = np.array([bool(slash) for _, slash, _ in parts], dtype=bool)
    if spans.any():
        where = np.flatnonzero(spans)
        ends = [parts[i][2] for i in where]
        open_end = np.array([end == ".." for end in ends])
        _, end_latest, end_precision, end_approximate, end_valid = _days(ends)
        valid[where] &= open_end | (end_valid & (end_latest >= earliest[where]))
        latest[where] = np.where(open_end, np.datetime64("NaT"), end_latest)
        precision[where] = np.maximum(precision[where], np.where(open_end, 0, end_precision))
        approximate[where] |= ~open_end & end_approximate

    known = valid & ~unknown
    nat = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "earliest": np.where(known, earliest, nat).astype("M8[s]"),
            "latest": np.where(known, latest, nat).astype("M8[s]"),
            "begins_latest": np.where(known, begins_latest, nat).astype("M8[s]"),
            "precision": pd.Categorical.from_codes(np.where(known, precision, -1), PRECISIONS, ordered=True),
            "approximate": approximate & known,
            "valid": valid | unknown,
        }
    )


def in_words(text):
    """
    Write one EDTF date as a reader would say it.

    Parameters
    ----------
    text : str
        Date of the EDTF subset.

    Returns
    -------
    str
        The date in English, without more precision than it has.

    Raises
    ------
    ValueError
        If the text is not a date of the subset.

    Examples
    --------
    >>> in_words("2002-05-28")
    '28 May 2002'
    >>> in_words("2005-07~")
    'about July 2005'
    >>> in_words("2001-02-20/2001-02-21")
    '20 February 2001 to 21 February 2001'
    """
    if not text or not parse_edtf([text])["valid"].item():
        raise ValueError(f"{text!r} is not a date such as 2002-05-28, 2005-07~ or 1999/2000")
    if "/" in text:
        start, end = text.split("/")
        return f"{in_words(start)} to {'now' if end == '..' else in_words(end)}"
    about = "about " if text.endswith("~") else ""
    plain = text.rstrip("~")
    year, *rest = plain.split("-")
    if not rest:
        return about + year
    month = pd.Timestamp(2000, int(rest[0]), 1).month_name()
    day = f"{int(rest[1])} " if len(rest) == 2 else ""
    return f"{about}{day}{month} {year}"


def decimal_year(days):
    """
    Turn days into decimal years.

    Parameters
    ----------
    days : pandas.Series or pandas.DatetimeIndex
        Datetimes.

    Returns
    -------
    numpy.ndarray of float

    Examples
    --------
    >>> decimal_year(pd.DatetimeIndex(["2002-01-01", "2004-07-02"])).round(2).tolist()
    [2002.0, 2004.5]
    """
    index = pd.DatetimeIndex(days)
    length = np.where(index.is_leap_year, 366, 365)
    return (index.year + (index.day_of_year - 1) / length).to_numpy(dtype=float)
