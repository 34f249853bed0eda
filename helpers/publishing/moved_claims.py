"""What an edit of the tables changes: rows, and verdicts on claims."""

import tempfile
from pathlib import Path

from ..record.csv_file import DataError
from ..record.edits import changed_rows, last_commit
from ..record.loading import load

LINES = 12  # of rows that a terminal shows


def compare(before, record):
    """
    Evaluate the claims on two records and tell which come out otherwise.

    Parameters
    ----------
    before, record : helpers.Record

    Returns
    -------
    list of str
        One line for each claim that came, went, or has another finding or verdict.

    Examples
    --------
    >>> import helpers
    >>> compare(helpers.load(), helpers.load())
    []
    """
    from ..analysis.claims import evaluate

    old, new = (
        {row.claim_id: row for row in evaluate(package).itertuples()}
        if {"claims", "coverage"} <= set(package.tables)
        else {}
        for package in (before, record)
    )
    said = []
    for claim in {**new, **old}:
        was, now = old.get(claim), new.get(claim)
        if was and now:
            parts = [
                f"{name} {getattr(was, name) or 'nothing'} → {getattr(now, name) or 'nothing'}"
                for name in ("claimed", "found", "verdict")
                if getattr(was, name) != getattr(now, name)
            ]
        else:
            parts = [f"new, {now.verdict}" if now else "gone"]
        if parts:
            said.append(f"{claim}: {', '.join(parts)}")
    return said


def report(record):
    """
    Say what has changed since the last commit and what moves with it.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    list of str
        Lines for a terminal; empty if nothing has changed.

    Examples
    --------
    >>> import helpers
    >>> isinstance(report(helpers.load()), list)
    True
    """
    with tempfile.TemporaryDirectory() as scratch:
        reason = last_commit(record.folder, scratch)
        try:
            found = [] if reason else changed_rows(Path(scratch), record.folder)
            before = load(scratch) if found else record
        except DataError:
            reason = "the tables of the last commit are not sound"
        if reason:
            return [f"Changes since the last commit are not shown: {reason}."]
    if not found:
        return []
    claims = compare(before, record)
    many = "rows are" if len(found) > 1 else "row is"
    said = [f"Since the last commit {len(found)} {many} new, changed or gone:"]
    said += [f"  {edit}" for edit in found[:LINES]]
    said += [f"  and {len(found) - LINES} more"] if len(found) > LINES else []
    verb = "claim has" if len(claims) == 1 else "claims have"
    said += [f"{len(claims) or 'No'} {verb} another result{':' if claims else '.'}"]
    said += [f"  {line}" for line in claims]
    return [*said, "'make figures' runs the notebooks and names every number that changes."]
