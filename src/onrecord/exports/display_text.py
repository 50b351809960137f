"""The words that the terminal and the HTML pages use for a record: dates, names, labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from onrecord.records import Article, Record, Span, Speaker, Statement

UNNAMED = "no source named"
_ACT_WORDS = {
    "ask": "asks",
    "deny": "denies",
    "decline": "declines",
    "request": "requests",
    "promise": "promises",
    "accuse": "accuses",
    "think": "thinks",
}
_TONE_WORDS = {"doubting": "doubting cue", "endorsing": "endorsing cue", "charged": "charged cue"}


def byline(article: Article) -> list[str]:
    """Return outlet, authors, dates and section, as far as they are known."""
    modified = article.modified if article.modified != article.published else None
    parts = [
        article.outlet,
        f"By {join_names(article.authors)}" if article.authors else None,
        format_date(article.published),
        f"changed {format_date(modified)}" if modified else None,
        article.section,
    ]
    return [part for part in parts if part]


def format_date(iso: str | None) -> str | None:
    """Return a date for reading: 27 February 2025, 16:17 UTC. Text that is not ISO 8601 is returned unchanged."""
    if not iso:
        return None
    try:
        if len(iso) <= 10:
            return format_day(date.fromisoformat(iso))
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    offset = moment.utcoffset()
    zone = "" if offset is None else " UTC" if offset == timedelta(0) else f" UTC{moment.isoformat()[-6:]}"
    return f"{format_day(moment)}, {moment:%H:%M}{zone}"


def format_day(day: date) -> str:
    """Return a day for reading: 27 February 2025."""
    return f"{day.day} {day:%B %Y}"


def format_count(number: int, noun: str) -> str:
    """Return a number with its noun: 1 article, 2 articles, 1,200 articles."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def join_names(names: Iterable[str]) -> str:
    """Join names for reading: A, B and C."""
    *first_names, last_name = names
    return f"{', '.join(first_names)} and {last_name}" if first_names else last_name


def join_spans(spans: Iterable[Span]) -> str:
    """Join spans on one line, with an ellipsis between them."""
    return " … ".join(" ".join(span.text.split()) for span in spans)


def words_of_cue(cue: str) -> str:
    """Return a cue as it is shown: nothing for the colon or the dash that attributes a turn or a signed quotation."""
    return cue if any(map(str.isalnum, cue)) else ""


def speaker_names(record: Record) -> dict[str, str]:
    """Return who said each statement, by statement id: the speaker's name, else the source as written."""
    names = {speaker.id: speaker.name for speaker in record.speakers}
    return {
        statement.id: names.get(statement.speaker or "") or join_spans(statement.source) or UNNAMED
        for statement in record.statements
    }


def describe_speaker(speaker: Speaker) -> str:
    """Return a speaker's roles, and the affiliations that no role names."""
    roles = [role.text for role in speaker.roles]
    affiliations = [
        affiliation.text
        for affiliation in speaker.affiliations
        if not any(role.start <= affiliation.start < role.end for role in speaker.roles)
        and affiliation.text not in " ".join(roles)
    ]
    return ", ".join([*roles, *affiliations])


def cue_and_circumstances(statement: Statement) -> list[str]:
    """Return the cue's words if there are any, to whom, and when or where it was said."""
    return [part for part in (words_of_cue(join_spans(statement.cue)), *circumstances(statement)) if part]


def circumstances(statement: Statement) -> list[str]:
    """Return to whom, and when or where, it was said."""
    addressee = [f"to {join_spans([statement.addressee])}"] if statement.addressee else []
    return addressee + [join_spans([span]) for span in statement.occasion]


def labels(statement: Statement) -> list[str]:
    """Return the statement's kind, and its other labels unless they have the usual value."""
    return [
        statement.kind,
        *([_ACT_WORDS[statement.act]] if statement.act in _ACT_WORDS else []),
        *([_TONE_WORDS[statement.tone]] if statement.tone in _TONE_WORDS else []),
        *(f"hedged: {join_spans([span])}" for span in statement.hedges),
        *(["uncued"] if statement.uncued else []),
    ]


def statement_counts(record: Record) -> list[tuple[Speaker, int]]:
    """Return each speaker with the number of statements, most first; speakers who are only addressed come last."""
    counts = Counter(statement.speaker for statement in record.statements)
    return sorted(((speaker, counts[speaker.id]) for speaker in record.speakers), key=lambda pair: -pair[1])


def shown_part(record: Record) -> Record:
    """Return a record with only the statements that are shown by default, and the speakers whom they name.

    A shown statement inside a hidden one counts as inside the next shown statement around that.
    """
    parents = {statement.id: statement.parent for statement in record.statements}
    shown_ids = {statement.id for statement in record.statements if statement.shown}

    def shown_parent(statement: Statement) -> str | None:
        """Return the nearest shown statement around a statement."""
        parent, visited = statement.parent, {statement.id}
        while parent is not None and parent not in shown_ids and parent not in visited:
            visited.add(parent)
            parent = parents.get(parent)
        return parent if parent in shown_ids else None

    statements = tuple(
        replace(statement, parent=shown_parent(statement)) for statement in record.statements if statement.shown
    )
    named = {speaker for statement in statements for speaker in (statement.speaker, statement.addressee_speaker)}
    return replace(
        record, statements=statements, speakers=tuple(speaker for speaker in record.speakers if speaker.id in named)
    )
