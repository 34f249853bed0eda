"""Tables of the website: events and institutions, with fields to filter them."""

from html import escape

from ..analysis import agendas
from ..analysis.counts import phase_spans
from ..drawing import explorers
from ..record.dates import in_words


def _options(name, label, values, texts=None):
    pairs = zip(values, texts or values)
    options = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in pairs)
    return f'<label>{label}<select name="{name}"><option value="">all</option>{options}</select></label>'


def _table(name, heads, rows, choices):
    form = (
        f'<form class="filters" id="{name}-filters" role="search" aria-label="filter the table" hidden>'
        f'<label>words<input type="search" name="words"></label>{"".join(choices)}</form>'
        f'<p><span id="{name}-count" role="status">{len(rows)}</span> {name} shown.</p>'
    )
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    return (
        f'{form}<div class="wide" role="region" aria-label="table of {name}" tabindex="0">'
        f'<table class="record" data-filters="{name}-filters" data-count="{name}-count">'
        f"<thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table></div>\n"
    )


def _sources(record):
    """List of links of each row: a function of its source ids."""
    links = {
        source.source_id: explorers.link(
            f"{source.publisher if source.publisher == source.publisher else 'source'}: "
            f"{source.title if source.title == source.title else source.url}",
            source.url,
        )
        for source in record.sources.itertuples()
    }
    return lambda ids: "<ul>" + "".join(f"<li>{links[name]}</li>" for name in ids) + "</ul>"


def _text(value):
    return escape(str(value)) if isinstance(value, str) else ""


def event_table(record):
    """
    Give all events as an HTML table with fields to filter it.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    str
        Plain without JavaScript; the fields appear with it.

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> event_table(record).count("<tr id=") == len(record.events)
    True
    """
    events, links = record.events, _sources(record)
    spans = phase_spans(record.phases, record.observed_until)
    labels = record.institutions.set_index("institution_id")["label"].astype(str)
    place = spans["start"].searchsorted(events["date_earliest"], side="right") - 1
    phases = [spans["name"][i] if i >= 0 else "" for i in place]
    rows = []
    for event, phase in zip(events.itertuples(index=False), phases):
        level = event.level if isinstance(event.level, str) else ""
        topics = ", ".join(agendas.name(topic) for topic in event.topics)
        rows.append(
            f'<tr id="{event.event_id}" data-forum="{_text(event.forum)}" data-level="{level}" '
            f'data-topic="{";".join(event.topics)}" data-phase="{escape(phase)}" '
            f'data-evidence="{event.evidence}">'
            f'<td class="date" data-sort="{event.date_earliest:%Y-%m-%d}">{escape(in_words(event.date))}</td>'
            f"<td><strong>{escape(event.title)}</strong><span "
            f'class="summary">{_text(event.summary)}</span></td>'
            f"<td>{_text(event.forum) or event.type.replace('_', ' ')}</td><td>{level.replace('_', ' ')}</td>"
            f"<td>{escape(topics)}</td><td>{event.evidence}</td><td>{links(event.sources)}</td></tr>"
        )
    seen = {topic for row in events["topics"] for topic in row}
    topics = sorted(seen, key=lambda topic: agendas.name(topic).lower())
    forums = list(dict.fromkeys(events["forum"].dropna()))
    levels = [level for level in events["level"].cat.categories if (events["level"] == level).any()]
    choices = [
        _options("forum", "forum", forums, [labels[name] for name in forums]),
        _options("level", "level", levels, [level.replace("_", " ") for level in levels]),
        _options("topic", "topic", topics, [agendas.name(topic) for topic in topics]),
        _options("phase", "phase", [name for name in spans["name"] if name in phases]),
        _options("evidence", "evidence", list(events["evidence"].cat.categories)),
    ]
    return _table(
        "events", ["Date", "Event", "Forum or type", "Level", "Topics", "Evidence", "Sources"], rows, choices
    )


def institution_table(record):
    """
    Give all institutions as an HTML table with fields to filter it.

    Parameters
    ----------
    record : helpers.Record

    Returns
    -------
    str

    Examples
    --------
    >>> import helpers
    >>> record = helpers.load()
    >>> institution_table(record).count("<tr id=") == len(record.institutions)
    True
    """
    table, links, rows = record.institutions, _sources(record), []

    def day(text, earliest):
        key = f"{earliest:%Y-%m-%d}" if isinstance(text, str) else ""
        return f'<td class="date" data-sort="{key}">{in_words(text) if key else ""}</td>'

    for body in table.itertuples(index=False):
        short = f" ({escape(body.abbreviation)})" if isinstance(body.abbreviation, str) else ""
        parent = f'<a href="#{body.parent}">{escape(body.parent)}</a>' if isinstance(body.parent, str) else ""
        rows.append(
            f'<tr id="{body.institution_id}" '
            f'data-kind="{body.kind}"><td><strong>{escape(body.name)}</strong>{short}'
            "<span "
            f'class="summary">{_text(body.description)}</span></td><td>{body.kind.replace("_", " ")}</td>'
            f"{day(body.founded, body.founded_earliest)}{day(body.ended, body.ended_earliest)}"
            f"<td>{parent}</td><td>{_text(body.seat)}</td><td>{links(body.sources)}</td></tr>"
        )
    kinds = list(table["kind"].cat.categories)
    choices = [_options("kind", "kind", kinds, [kind.replace("_", " ") for kind in kinds])]
    return _table(
        "institutions", ["Institution", "Kind", "From", "Ended", "Part of", "Seat", "Sources"], rows, choices
    )
