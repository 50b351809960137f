"""How a record is worded for people, the same on the terminal and on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from onrecord.records import Article, Record, Span, Speaker, Statement

NOBODY = "no source named"
_ACTS = {
    "ask": "asks",
    "deny": "denies",
    "decline": "declines",
    "request": "requests",
    "promise": "promises",
    "accuse": "accuses",
    "think": "thinks",
}
_TONES = {"doubting": "doubting cue", "endorsing": "endorsing cue", "charged": "charged cue"}


def byline(article: Article) -> list[str]:
    """Outlet, authors, dates and section, of what is known."""
    known = [
        article.outlet,
        f"By {listed(article.authors)}" if article.authors else None,
        when(article.published),
        f"changed {when(article.modified)}" if article.modified and article.modified != article.published else None,
        article.section,
    ]
    return [part for part in known if part]


def when(iso: str | None) -> str | None:
    """A date for reading: 27 February 2025, 16:17 UTC. What is no ISO 8601 date stays as it is."""
    if not iso:
        return None
    try:
        if len(iso) <= 10:
            return _day(date.fromisoformat(iso))
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    zone = moment.utcoffset()
    suffix = "" if zone is None else " UTC" if zone == timedelta(0) else f" UTC{moment.isoformat()[-6:]}"
    return f"{_day(moment)}, {moment:%H:%M}{suffix}"


def listed(names: Iterable[str]) -> str:
    """A, B and C."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def joined(spans: Iterable[Span]) -> str:
    """Spans on one line, with an ellipsis where something stands between them."""
    return " … ".join(" ".join(span.text.split()) for span in spans)


def naming(record: Record) -> dict[str, str]:
    """Who said each statement, by the statement's id: the speaker's name, else the source as written."""
    names = {speaker.id: speaker.name for speaker in record.speakers}
    return {one.id: names.get(one.speaker or "") or joined(one.source) or NOBODY for one in record.statements}


def being(speaker: Speaker) -> str:
    """What the article says a speaker is: roles, then the affiliations that no role names."""
    roles = [role.text for role in speaker.roles]
    rest = [one for one in speaker.affiliations if not any(r.start <= one.start < r.end for r in speaker.roles)]
    return ", ".join([*roles, *(one.text for one in rest if one.text not in " ".join(roles))])


def circumstances(statement: Statement) -> list[str]:
    """To whom, and when or where."""
    addressee = [f"to {joined([statement.addressee])}"] if statement.addressee else []
    return addressee + [joined([span]) for span in statement.occasion]


def traits(statement: Statement) -> list[str]:
    """What is out of the ordinary in a statement, and whether it is quoted."""
    return [
        statement.kind,
        *([_ACTS[statement.act]] if statement.act in _ACTS else []),
        *([_TONES[statement.tone]] if statement.tone in _TONES else []),
        *(f"hedged: {joined([span])}" for span in statement.hedges),
        *(["uncued"] if statement.uncued else []),
    ]


def tallies(record: Record) -> list[tuple[Speaker, int]]:
    """Each speaker with the number of statements, most first; those who are only spoken to come last."""
    counts = Counter(statement.speaker for statement in record.statements)
    return sorted(((speaker, counts[speaker.id]) for speaker in record.speakers), key=lambda pair: -pair[1])


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
