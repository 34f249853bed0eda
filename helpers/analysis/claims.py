"""Claims that sources make in numbers, held against the tables."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..record.dates import parse_edtf
from ..record.model import HELD
from .counts import CONDITIONS, fitting, matching

VERDICTS = ("agrees", "disagrees", "cannot be decided")
TOLERANCE = 0.2  # of "about", as a share of the value
DAYS = {"days": 1.0, "months": 365.25 / 12, "years": 365.25}
COMPARISONS = {"exactly": "", "at_least": "at least ", "at_most": "at most ", "about": "about "}
PLAIN_UNITS = ("ordinal", "date")  # not written after the value
MAY_BE_EMPTY = ("level", "format", "country", "city", "topic")  # an empty cell here is not a no
SHORT, EXCESS = -1, 1  # what is found lies below, or above, what is claimed
MISSING_ROWS_MAKE = {
    "count": SHORT,
    "ordinal": SHORT,
    "rate": SHORT,
    "last": SHORT,
    "gap": EXCESS,
    "first": EXCESS,
}
SIDES = {"first": ("earlier than", "later than"), "last": ("earlier than", "later than")}


@dataclass(frozen=True)
class Verdict:
    """What the tables say of one claim: a row of `evaluate`."""

    claim_id: str
    measure: str
    claimed: str
    found: str = ""
    side: int = 0
    incomplete: bool = False
    verdict: str = VERDICTS[2]
    reason: str = ""


@dataclass(frozen=True)
class Found:
    """Lowest and highest value that the rows allow, in words, and the window that must be complete."""

    low: float = 0
    high: float = 0
    text: str = ""
    window: tuple = ()


def evaluate(record, tolerance=TOLERANCE, slack=0):
    """
    Hold every claim against the tables.

    Parameters
    ----------
    record : helpers.Record
        With the tables ``claims`` and ``coverage``.
    tolerance : float
        How far a value that is meant roughly may be off, as a share of it.
    slack : int
        Days by which a first or last date may differ and still agree.

    Returns
    -------
    pandas.DataFrame
        One row for each claim, in the order of the table: ``claim_id``, ``measure``,
        ``claimed``, ``found`` (text, a range where dates leave one; empty where
        nothing can be counted), ``side`` (-1 where what is found lies below what is claimed,
        1 above, 0 where it fits or is not known), ``incomplete`` (bool: events may be missing
        from the list that the number was taken from), ``verdict`` (categorical, `VERDICTS`)
        and ``reason`` (in words).

    Raises
    ------
    ValueError
        If the tolerance is negative or not below 1, or the slack is negative.

    Notes
    -----
    What was announced alone does not count. An event known to the month or year may lie
    inside a period or outside; a count is then a range, and a claim agrees if the range
    holds a number that it allows. An event that lasts counts on its first day. Missing
    events can only raise a count, a place in a series, a rate or a last date, and only
    lower a gap or a first date. What they could mend cannot be decided where the list is
    not known to be complete; what they cannot mend is a disagreement in any case. A list is
    complete where ``coverage`` says so for every year that matters, no cell that the claim
    asks for is empty, and no row was left out as announced.

    "Exactly" is to the last digit of the value; for dates it is to their
    precision, and "about" allows one year, month or day more on either side. A duration
    is that of the life or the status of the institution that begins nearest to the start named.

    Examples
    --------
    >>> import helpers
    >>> table = evaluate(helpers.load()).set_index("claim_id")
    >>> table.loc["NRC-count-2016", ["claimed", "found", "verdict"]].tolist()
    ['3 meetings', '3', 'agrees']
    """
    if not 0 <= tolerance < 1:
        raise ValueError(f"the tolerance is a share from 0 to below 1, not {tolerance}")
    if slack < 0:
        raise ValueError(f"the slack is a number of days from 0 up, not {slack}")
    case = _Case(record, tolerance, slack)
    rows = [case.judge(claim) for claim in record.claims.itertuples(index=False)]
    table = pd.DataFrame(rows, columns=list(Verdict.__dataclass_fields__))
    table["verdict"] = pd.Categorical(table["verdict"], categories=VERDICTS)
    return table


def verdict_counts(table):
    """
    Count the claims that agree, and bound their share without leaning to either side.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows as `evaluate` gives them.

    Returns
    -------
    pandas.Series
        ``agree``, ``disagree`` and ``undecided`` (claims for which something is found that
        does not fit); ``lowest`` (share that agrees if all misses count) and ``highest``
        (if only those from complete lists count); NaN where there is nothing to share.

    Notes
    -----
    The verdicts excuse a miss on the side that missing rows can make, not one on the
    other. The share of claims that agree among those decided therefore leans upwards. Both
    bounds treat shortfall and excess alike. The claims are no sample, so there is no interval.

    Examples
    --------
    >>> verdicts = ["agrees", "agrees", "disagrees", "cannot be decided"]
    >>> frame = pd.DataFrame({"verdict": verdicts, "side": [0, 0, 1, -1], "incomplete": [0, 1, 0, 1]})
    >>> verdict_counts(frame)[["agree", "lowest", "highest"]].round(2).tolist()
    [2.0, 0.5, 0.67]
    """
    agree = int((table["verdict"] == VERDICTS[0]).sum())
    missed = table["side"] != 0
    firm = int((missed & ~table["incomplete"].astype(bool)).sum())
    shares = [agree / (agree + misses) if agree + misses else math.nan for misses in (missed.sum(), firm)]
    return pd.Series(
        {
            "agree": agree,
            "disagree": int((table["verdict"] == VERDICTS[1]).sum()),
            "undecided": int((missed & (table["verdict"] == VERDICTS[2])).sum()),
            "lowest": shares[0],
            "highest": shares[1],
        }
    )


def independent(record):
    """
    Say which claims have no source in common with the rows that they are about.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    numpy.ndarray of bool
        One for each claim; where False the tables agree in part with themselves.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> len(independent(record)) == len(record.claims)
    True
    """
    return np.array(
        [
            set(sources).isdisjoint(matching(record.events, subject)["sources"].explode())
            for sources, subject in zip(record.claims["sources"], record.claims["subject"])
        ],
        dtype=bool,
    )


def _day(moment, unknown):
    return unknown if pd.isna(moment) else moment.toordinal()


def _days(column, unknown=math.nan):
    return np.array([_day(moment, unknown) for moment in column], dtype=float)


def _year(day):
    return pd.Timestamp.fromordinal(int(day)).year


def _number(low, high, digits):
    low, high = (f"{value:.{digits}f}" for value in (low, high))
    return low if low == high else f"{low} to {high}"


def _parts(subject):
    """Conditions of a subject as name and values."""
    return {name: values.split("|") for name, _, values in (part.partition("=") for part in subject)}


class _Case:
    """What all claims of one evaluation share: the events as arrays of days."""

    def __init__(self, record, tolerance, slack=0):
        self.record, self.tolerance, self.events = record, tolerance, record.events
        self.slack = slack
        self.date = self.events["date"].to_numpy(dtype=object)
        self.lasted = np.array(["/" in date for date in self.date], dtype=bool)
        self.begin = _days(self.events["date_earliest"])  # first day, at the earliest
        self.begun = _days(self.events["date_begins_latest"])  # first day, at the latest
        self.until = _days(self.events["date_latest"], math.inf)  # last day
        self.picked = self.events["evidence"].isin(HELD).to_numpy()
        self.fits, self.empty = {}, {"": np.zeros(len(self.events), dtype=bool)}
        self.done = record.coverage[record.coverage["completeness"] == "complete"]
        self.done = set(
            zip(self.done["forum"], self.done["level"].astype(str), self.done["year"].astype(int))
        )
        self.lists = {}  # forums: their levels, first and last year of coverage
        dated = record.claims[record.claims["measure"].isin(["first", "last"])]
        self.dated = dict(zip(dated["claim_id"], parse_edtf(dated["value"]).itertuples(index=False)))
        self.published = dict(zip(record.sources["source_id"], _days(record.sources["published_latest"])))

    def condition(self, part):
        """Which events fit one condition, and which have nothing in its column."""
        name = part.partition("=")[0]
        if part not in self.fits:
            self.fits[part] = fitting(self.events, [part])
        column = CONDITIONS[name] if name in MAY_BE_EMPTY else ""
        if column not in self.empty:
            cells = self.events[column]
            empty = np.array(
                [pd.api.types.is_list_like(cell) and not len(cell) for cell in cells], dtype=bool
            )
            self.empty[column] = empty | cells.isna().to_numpy()
        return self.fits[part], self.empty[column]

    def judge(self, claim):
        """Verdict on one claim."""
        claimed = COMPARISONS[claim.comparison] + claim.value
        if claim.unit not in PLAIN_UNITS:
            unit = claim.unit.removesuffix("s") if claim.value == "1" else claim.unit
            claimed += f" {unit}".replace("_", " ")
        head = claim.claim_id, claim.measure, claimed
        if claim.measure not in MEASURES:
            return Verdict(*head, reason="the tables do not hold this number")
        allowed = self.allowed(claim)
        start, end = self.period(claim, allowed)
        chosen = self.picked.copy()
        for part in claim.subject:
            chosen &= self.condition(part)[0]
        found = MEASURES[claim.measure](self, claim, np.flatnonzero(chosen), start, end)
        if not found.text:
            return Verdict(*head, reason="the tables hold nothing from which it could be taken")
        side = SHORT if found.high < allowed[0] else EXCESS if found.low > allowed[1] else 0
        window = found.window
        if claim.measure in ("first", "last"):
            window = self.dates_that_matter(claim, side, allowed, start, end)
        gaps = self.gaps(claim, chosen, *window) if window else ""
        said = self.verdict(claim, claimed, found.text, side, gaps)
        return Verdict(*head, found.text, side, bool(gaps), *said)

    @staticmethod
    def verdict(claim, claimed, found, side, gaps):
        if side == 0:
            caution = ", from a list in which events may be missing" if gaps else ""
            return VERDICTS[0], f"found {found}, which fits {claimed}{caution}"
        word = SIDES.get(claim.measure, ("below", "above"))[side == EXCESS]
        reason = (
            f"found {found}, claimed {claimed}" if found == "none" else f"found {found}, {word} {claimed}"
        )
        if gaps and MISSING_ROWS_MAKE[claim.measure] == side:
            return VERDICTS[2], f"{reason}; events may be missing: {gaps}"
        return VERDICTS[1], reason

    def allowed(self, claim):
        """Lowest and highest number, or day, that the claim allows."""
        if claim.measure in ("first", "last"):
            value = self.dated[claim.claim_id]
            low, high = value.earliest, value.latest
            if claim.comparison == "about":
                step, night = pd.DateOffset(**{f"{value.precision}s": 1}), pd.Timedelta(days=1)
                low, high = low - step, high + night + step - night
            low, high = low.toordinal() - self.slack, high.toordinal() + self.slack
        else:
            low = high = float(claim.value)
            if claim.comparison == "about":
                low, high = low * (1 - self.tolerance), high * (1 + self.tolerance)
            elif claim.comparison == "exactly" and claim.measure in ("rate", "gap", "duration"):
                half = 0.5 * 10.0 ** -len(claim.value.partition(".")[2])
                low, high = low - half, high + half
        return (
            low if claim.comparison != "at_most" else -math.inf,
            high if claim.comparison != "at_least" else math.inf,
        )

    def period(self, claim, allowed):
        """First and last day of the period; without an end, the date of the source."""
        start, end = _day(claim.start_earliest, -math.inf), _day(claim.end_latest, None)
        if end is None:
            dated = [self.published[source] for source in claim.sources]
            end = max(
                (day for day in dated if not math.isnan(day)), default=_day(self.record.observed_until, None)
            )
            if claim.measure in ("first", "last") and math.isfinite(allowed[1]):
                end = max(end, allowed[1])
        return start, end

    def count(self, claim, rows, start, end):
        sure = int(((self.begin[rows] >= start) & (self.begun[rows] <= end)).sum())
        maybe = int(((self.begun[rows] >= start) & (self.begin[rows] <= end)).sum())
        return Found(sure, maybe, _number(sure, maybe, 0), (start, end))

    def rate(self, claim, rows, start, end):
        years = (end - start + 1) / DAYS["years"]
        found = self.count(claim, rows, start, end)
        low, high = found.low / years, found.high / years
        return Found(low, high, _number(low, high, 1), found.window)

    def at_the_end(self, rows, start, end):
        """The event on the last day of the period, and all others since its start."""
        there = rows[(self.begin[rows] <= end) & (self.until[rows] >= end)]
        if not len(there):
            return None, rows
        event = there[np.argmin(self.until[there] - self.begin[there])]
        return event, rows[(rows != event) & (self.begun[rows] >= start)]

    def ordinal(self, claim, rows, start, end):
        event, others = self.at_the_end(rows, start, end)
        if event is None:
            return Found()
        sure = (self.begun[others] < self.begin[event]) & (self.begin[others] >= start)
        low, high = 1 + int(sure.sum()), 1 + int((self.begin[others] <= self.begun[event]).sum())
        return Found(low, high, _number(low, high, 0), (start, end))

    def gap(self, claim, rows, start, end):
        event, others = self.at_the_end(rows, start, end)
        before = [] if event is None else others[self.begun[others] < self.begin[event]]
        if not len(before):
            return Found()
        earliest = self.begin[before].max()
        maybe = others[(self.begin[others] < self.begin[event]) & (self.until[others] >= earliest)]
        latest = min(self.until[maybe].max(), self.begin[event] - 1)
        low = (self.begin[event] - latest) / DAYS[claim.unit]
        high = (self.begun[event] - earliest) / DAYS[claim.unit]
        return Found(low, high, _number(low, high, 1), (earliest, end))

    def first(self, claim, rows, start, end):
        return self.edge(rows, start, end, 1)

    def last(self, claim, rows, start, end):
        return self.edge(rows, start, end, -1)

    def edge(self, rows, start, end, sign):
        """First (sign 1) or last (sign -1) day of an event in the period."""
        maybe = rows[(self.begun[rows] >= start) & (self.begin[rows] <= end)]
        if not len(maybe):
            return Found(sign * math.inf, sign * math.inf, "none")
        sure = maybe[(self.begin[maybe] >= start) & (self.begun[maybe] <= end)]
        if sign > 0:
            bound = self.begun[sure].min() if len(sure) else end
            rivals = maybe[self.begin[maybe] <= bound]
            low = np.maximum(self.begin[rivals], start)
            high = np.where(self.lasted[rivals], self.until[rivals], np.minimum(self.begun[rivals], bound))
        else:
            bound = self.begin[sure].max() if len(sure) else start
            rivals = maybe[self.begun[maybe] >= bound]
            low = np.where(self.lasted[rivals], self.begin[rivals], np.maximum(self.begin[rivals], bound))
            high = np.minimum(self.until[rivals], end)
        return Found(low.min(), high.max(), " or ".join(dict.fromkeys(self.date[rivals])))

    def duration(self, claim, rows, start, end):
        """Length of the life or the status that begins nearest to the start named."""
        names = _parts(claim.subject)["institution"]
        life, stood = self.record.institutions, self.record.status
        life = life[life["institution_id"].isin(names)]
        stood = stood[stood["institution_id"].isin(names)]
        edges = [
            np.concatenate([_days(stood[f"{edge}_{bound}"]), _days(life[f"{other}_{bound}"])])
            for edge, other in (("start", "founded"), ("end", "ended"))
            for bound in ("earliest", "latest")
        ]
        spells = np.array(edges)
        spells = spells[:, ~np.isnan(spells).any(axis=0)]
        if not spells.size or not math.isfinite(start):
            return Found()
        began, begun, ends, ended = spells[:, np.argmin(np.abs(spells[0] - start))]
        low, high = (ends - begun) / DAYS[claim.unit], (ended - began) / DAYS[claim.unit]
        return Found(low, high, _number(low, high, 1))

    @staticmethod
    def dates_that_matter(claim, side, allowed, start, end):
        """Where an event not seen would change a first or last date."""
        if side == MISSING_ROWS_MAKE[claim.measure]:
            return allowed
        return (start, allowed[1]) if claim.measure == "first" else (allowed[0], end)

    def gaps(self, claim, chosen, first, last):
        """What events may be missing from the window, in words; empty if none."""
        near = (self.begun >= first) & (self.begin <= last) & ~chosen
        for part in claim.subject:
            fits, empty = self.condition(part)
            near &= fits | empty
        said = [f"rows left out or with an empty cell: {near.sum()}"] if near.any() else []
        return "; ".join(self.uncovered(claim, first, last) + said)

    def uncovered(self, claim, first, last):
        """Lists of sessions that are not known to be complete in the window, in words."""
        asked = _parts(claim.subject)
        forums = tuple(asked.get("forum", []))
        if forums not in self.lists:
            coverage = self.record.coverage[self.record.coverage["forum"].isin(forums)]
            met = self.events.loc[self.events["forum"].isin(forums), "level"].dropna()
            self.lists[forums] = (
                [*dict.fromkeys([*coverage["level"], *met])],
                coverage["year"].min(),
                coverage["year"].max(),
            )
        levels, begins, ends = self.lists[forums]
        if pd.isna(begins):
            return ["no table says how complete such a list is"]
        levels, begins, ends = asked.get("level", levels), int(begins), int(ends)
        since = max(begins, _year(first)) if math.isfinite(first) else begins
        until = min(ends, _year(last)) if math.isfinite(last) else ends
        if since > until:
            return ["the years lie outside the table of coverage"]
        said = []
        for forum in forums:
            for level in levels:
                thin = [year for year in range(since, until + 1) if (forum, level, year) not in self.done]
                if thin:
                    span = f"{thin[0]}" if len(thin) == 1 else f"{thin[0]} to {thin[-1]}"
                    said.append(f"{forum} {level.replace('_', ' ')} {span}")
        return said


MEASURES = {  # of the claims table to how it is taken from the rows; an amount is not
    "count": _Case.count,
    "rate": _Case.rate,
    "ordinal": _Case.ordinal,
    "gap": _Case.gap,
    "first": _Case.first,
    "last": _Case.last,
    "duration": _Case.duration,
}
