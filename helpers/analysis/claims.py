"""Claims that pages make in numbers, held against the tables."""

import math

import numpy as np
import pandas as pd

from ..record.dates import parse_edtf
from .counts import CONDITIONS, fitting, select
from .intervals import binomial_interval

VERDICTS = ("agrees", "disagrees", "cannot be decided")
TOLERANCE = 0.2  # of "about", as a share of the value
DAYS = {"days": 1.0, "months": 365.25 / 12, "years": 365.25}
WORDS = {"exactly": "", "at_least": "at least ", "at_most": "at most ", "about": "about "}
UNSAID = ("ordinal", "date")  # units that go without saying
BLANK = ("level", "format", "country", "city", "topic")  # an empty cell here is not a no
MENDED = {"count": -1, "ordinal": -1, "rate": -1, "last": -1, "gap": 1, "first": 1}
SIDES = {"first": ("earlier than", "later than"), "last": ("earlier than", "later than")}


def evaluate(record, evidence=None, tolerance=TOLERANCE, slack=0):
    """
    Hold every claim against the tables.

    Parameters
    ----------
    record : helpers.Record
        With the tables ``claims`` and ``coverage``.
    evidence : collection of str, optional
        Events count only if their evidence is one of these; by default all count.
    tolerance : float
        How far a value that is meant roughly may be off, as a share of it.
    slack : int
        Days by which a first or last date may differ and still agree.

    Returns
    -------
    pandas.DataFrame
        One row for each claim, in the order of the table: ``claim_id``, ``measure``,
        ``claimed``, ``found`` (text, a range where dates leave one; empty where
        nothing can be counted), ``incomplete`` (bool: events may be missing from the
        list that the number was taken from), ``verdict`` (categorical, `VERDICTS`)
        and ``reason`` (in words).

    Raises
    ------
    ValueError
        If the tolerance is negative or not below 1, the slack is negative, or a kind of
        evidence is unknown.

    Notes
    -----
    An event known to the month or year may lie inside a period or outside; a count
    is then a range, and a claim agrees if the range holds a number that it allows. An
    event that lasts counts on its first day. Missing events can only raise a count, a
    place in a series, a rate or a last date, and only lower a gap or a first date. What
    they could mend cannot be decided where the list is not known to be complete; what
    they cannot mend is a disagreement in any case. A list is complete where
    ``coverage`` says so for every year that matters, no cell that the claim asks for is
    empty, and no row was left out for its evidence.

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
    case = _Case(record, evidence, tolerance, slack)
    rows = [case.judge(claim) for claim in record.claims.itertuples(index=False)]
    columns = ["claim_id", "measure", "claimed", "found", "incomplete", "verdict", "reason"]
    table = pd.DataFrame(rows, columns=columns)
    table["verdict"] = pd.Categorical(table["verdict"], categories=VERDICTS)
    return table


def share(table):
    """
    Share of the decidable claims that agree.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows as `evaluate` gives them, at least the column ``verdict``.

    Returns
    -------
    pandas.Series
        ``agree``, ``decidable``, ``percent``, ``lower`` and ``upper`` (exact 95 %
        interval, in percent); NaN for all three where nothing is decidable.

    Notes
    -----
    The interval is that of `helpers.analysis.intervals.binomial_interval`; it assumes that claims
    agree independently of each other. `clustered` does not.

    Examples
    --------
    >>> verdicts = pd.DataFrame({"verdict": ["agrees"] * 9 + ["disagrees", "cannot be decided"]})
    >>> share(verdicts).round(1).tolist()
    [9.0, 10.0, 90.0, 55.5, 99.7]
    """
    agree = int((table["verdict"] == "agrees").sum())
    decidable = agree + int((table["verdict"] == "disagrees").sum())
    percent = lower = upper = math.nan
    if decidable:
        percent = 100 * agree / decidable
        lower, upper = (100 * float(bound) for bound in binomial_interval(agree, decidable))
    return pd.Series(
        {"agree": agree, "decidable": decidable, "percent": percent, "lower": lower, "upper": upper}
    )


def clustered(table, groups, draws=4000, seed=20261121):
    """
    Interval for the share that agrees, where claims of a group stand and fall together.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows as `evaluate` gives them, at least the column ``verdict``.
    groups : sequence
        Group of each row, such as its page.
    draws : int
        Samples of groups, drawn with replacement.
    seed : int
        Of the random draws.

    Returns
    -------
    lower, upper : float
        Percentile bootstrap over whole groups, 95 %, in percent of the decidable claims.

    Raises
    ------
    ValueError
        If there are fewer than two groups with a decidable claim.

    Examples
    --------
    >>> verdicts = pd.DataFrame({"verdict": ["agrees"] * 30 + ["disagrees"] * 10})
    >>> alone, together = clustered(verdicts, range(40)), clustered(verdicts, [i // 10 for i in range(40)])
    >>> together[1] - together[0] > alone[1] - alone[0]
    True
    """
    verdict = table["verdict"].astype(str).to_numpy()
    decided = verdict != VERDICTS[2]
    _, group = np.unique(np.asarray(groups)[decided], return_inverse=True)
    if not len(group) or group.max() == 0:
        raise ValueError("a bootstrap over groups needs two of them at least")
    size = np.bincount(group)
    agree = np.bincount(group, weights=verdict[decided] == VERDICTS[0])
    drawn = np.random.default_rng(seed).integers(len(size), size=(draws, len(size)))
    parts = agree[drawn].sum(axis=1) / size[drawn].sum(axis=1)
    lower, upper = np.quantile(parts, [0.025, 0.975])
    return 100 * float(lower), 100 * float(upper)


def hinges(record, evidence=None, tolerance=TOLERANCE):
    """
    Events on which a disagreement hinges: without one of them the claim would agree.

    Parameters
    ----------
    record, evidence, tolerance
        As for `evaluate`.

    Returns
    -------
    pandas.DataFrame
        ``claim_id`` and ``event_id``: one row for each disagreement and event
        whose absence alone would make it an agreement, in the order of the tables.

    Examples
    --------
    >>> import helpers
    >>> table = hinges(helpers.load()).set_index("claim_id")
    >>> "NRC-2014-06-02-ambassadors" in table.loc[["NRC-count-2014-2024"], "event_id"].tolist()
    True
    """
    case = _Case(record, evidence, tolerance)
    found = []
    for claim in record.claims.itertuples(index=False):
        if claim.measure == "duration" or case.judge(claim)[5] != VERDICTS[1]:
            continue
        chosen = case.picked.copy()
        for part in claim.subject:
            chosen &= case.condition(part)[0]
        allowed, rows = case.allowed(claim), np.flatnonzero(chosen)
        start, end = case.period(claim, allowed)
        for row in rows:
            low, high, value, _ = getattr(case, claim.measure)(claim, rows[rows != row], start, end)
            if value and low <= allowed[1] and high >= allowed[0]:
                found.append((claim.claim_id, case.events["event_id"].iloc[row]))
    return pd.DataFrame(found, columns=["claim_id", "event_id"])


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

    def __init__(self, record, evidence, tolerance, slack=0):
        self.record, self.tolerance, self.events = record, tolerance, record.events
        self.slack = slack
        self.date = self.events["date"].to_numpy(dtype=object)
        self.lasted = np.array(["/" in date for date in self.date], dtype=bool)
        self.begin = _days(self.events["date_earliest"])  # first day, at the earliest
        self.begun = _days(self.events["date_begins_latest"])  # first day, at the latest
        self.until = _days(self.events["date_latest"], math.inf)  # last day
        self.picked = (
            self.events["event_id"].isin(select(self.events, evidence=evidence)["event_id"]).to_numpy()
        )
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
        column = CONDITIONS[name] if name in BLANK else ""
        if column not in self.empty:
            cells = self.events[column]
            empty = np.array(
                [pd.api.types.is_list_like(cell) and not len(cell) for cell in cells], dtype=bool
            )
            self.empty[column] = empty | cells.isna().to_numpy()
        return self.fits[part], self.empty[column]

    def judge(self, claim):
        """Verdict on one claim, as a row of the table."""
        claimed = WORDS[claim.comparison] + claim.value
        if claim.unit not in UNSAID:
            unit = claim.unit.removesuffix("s") if claim.value == "1" else claim.unit
            claimed += f" {unit}".replace("_", " ")
        head = claim.claim_id, claim.measure, claimed
        if claim.measure == "amount":
            return *head, "", False, VERDICTS[2], "the tables do not hold this number"
        allowed = self.allowed(claim)
        start, end = self.period(claim, allowed)
        chosen = self.picked.copy()
        for part in claim.subject:
            chosen &= self.condition(part)[0]
        low, high, found, window = getattr(self, claim.measure)(claim, np.flatnonzero(chosen), start, end)
        if not found:
            return *head, "", False, VERDICTS[2], "the tables hold nothing from which it could be taken"
        side = -1 if high < allowed[0] else int(low > allowed[1])
        if claim.measure in ("first", "last"):
            window = self.dates_that_matter(claim, side, allowed, start, end)
        gaps = self.gaps(claim, chosen, *window) if window else ""
        return *head, found, bool(gaps), *self.verdict(claim, claimed, found, side, gaps)

    @staticmethod
    def verdict(claim, claimed, found, side, gaps):
        if side == 0:
            caution = ", from a list in which events may be missing" if gaps else ""
            return VERDICTS[0], f"found {found}, which fits {claimed}{caution}"
        word = SIDES.get(claim.measure, ("below", "above"))[side > 0]
        reason = (
            f"found {found}, claimed {claimed}" if found == "none" else f"found {found}, {word} {claimed}"
        )
        if gaps and MENDED[claim.measure] == side:
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
        """First and last day of the period; without an end, the date of the page."""
        start, end = _day(claim.start_earliest, -math.inf), _day(claim.end_latest, None)
        if end is None:
            pages = [self.published[page] for page in claim.sources]
            end = max(
                (day for day in pages if not math.isnan(day)), default=_day(self.record.observed_until, None)
            )
            if claim.measure in ("first", "last") and math.isfinite(allowed[1]):
                end = max(end, allowed[1])
        return start, end

    def count(self, claim, rows, start, end):
        sure = int(((self.begin[rows] >= start) & (self.begun[rows] <= end)).sum())
        maybe = int(((self.begun[rows] >= start) & (self.begin[rows] <= end)).sum())
        return sure, maybe, _number(sure, maybe, 0), (start, end)

    def rate(self, claim, rows, start, end):
        years = (end - start + 1) / DAYS["years"]
        low, high, _, window = self.count(claim, rows, start, end)
        return low / years, high / years, _number(low / years, high / years, 1), window

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
            return 0, 0, "", ()
        sure = (self.begun[others] < self.begin[event]) & (self.begin[others] >= start)
        low, high = 1 + int(sure.sum()), 1 + int((self.begin[others] <= self.begun[event]).sum())
        return low, high, _number(low, high, 0), (start, end)

    def gap(self, claim, rows, start, end):
        event, others = self.at_the_end(rows, start, end)
        before = [] if event is None else others[self.begun[others] < self.begin[event]]
        if not len(before):
            return 0, 0, "", ()
        earliest = self.begin[before].max()
        maybe = others[(self.begin[others] < self.begin[event]) & (self.until[others] >= earliest)]
        latest = min(self.until[maybe].max(), self.begin[event] - 1)
        low = (self.begin[event] - latest) / DAYS[claim.unit]
        high = (self.begun[event] - earliest) / DAYS[claim.unit]
        return low, high, _number(low, high, 1), (earliest, end)

    def first(self, claim, rows, start, end):
        return self.edge(rows, start, end, 1)

    def last(self, claim, rows, start, end):
        return self.edge(rows, start, end, -1)

    def edge(self, rows, start, end, sign):
        """First (sign 1) or last (sign -1) day of an event in the period."""
        maybe = rows[(self.begun[rows] >= start) & (self.begin[rows] <= end)]
        if not len(maybe):
            return sign * math.inf, sign * math.inf, "none", ()
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
        return low.min(), high.max(), " or ".join(dict.fromkeys(self.date[rivals])), ()

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
            return 0, 0, "", ()
        began, begun, ends, ended = spells[:, np.argmin(np.abs(spells[0] - start))]
        low, high = (ends - begun) / DAYS[claim.unit], (ended - began) / DAYS[claim.unit]
        return low, high, _number(low, high, 1), ()

    @staticmethod
    def dates_that_matter(claim, side, allowed, start, end):
        """Where an event not seen would change a first or last date."""
        if side == MENDED[claim.measure]:
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
