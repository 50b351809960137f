"""Records to rows of the three tables, and back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from onrecord.errors import RecordError
from onrecord.parquet.parquet_schema import ARTICLES, SPEAKERS, STATEMENTS
from onrecord.record_json import from_json, to_json
from onrecord.records import Article, PageOrigin, Record, Span, Speaker, Statement

Row = dict[str, Any]
Tables = dict[str, list[Row]]
CONTENT_SEPARATOR = " … "
_SAME_IN_ARTICLES = (
    "title",
    "outlet",
    "url",
    "published",
    "modified",
    "language",
    "image",
    "section",
    "text",
    "claimed_url",
)
_SAME_IN_STATEMENTS = (
    *("speaker", "kind", "act", "tone", "shown", "confidence", "speaker_confidence", "uncued", "parent"),
    "addressee_speaker",
)


def rows_of_record(
    record: Record,
    model: str,
    signature: Sequence[int] | None = None,
    identities: Mapping[str, tuple[str, str]] | None = None,
) -> Tables:
    """Return the rows of a record in each table.

    Args:
        record: The record. Lone surrogates, which UTF-8 cannot encode, become U+FFFD.
        model: Name of the model that read it.
        signature: The signature of the article's text, if it was made.
        identities: Id and name of each speaker's identity in a store, by the speaker's id in the record.
    """
    record = _without_surrogates(record)
    article = record.article
    place: Row = {"record": record.id, "outlet": article.outlet, "day": stated_day(article.published)}
    articles = place | {name: getattr(article, name) for name in _SAME_IN_ARTICLES}
    articles |= {f"page_{name}": getattr(article.page, name) for name in ("kind", "location", "retrieved", "sha256")}
    articles |= {
        "authors": list(article.authors),
        "paragraphs": [{"start": start, "end": end} for start, end in article.paragraphs],
        "boilerplate": list(article.boilerplate),
        "statement_count": len(record.statements),
        "speaker_count": len(record.speakers),
        "signature": None if signature is None else list(signature),
        "model": model,
    }
    return {
        ARTICLES: [articles],
        STATEMENTS: [
            place | _statement_row(record, statement) | _identity_row(statement.speaker, identities)
            for statement in record.statements
        ],
        SPEAKERS: [
            place | _speaker_row(speaker) | _identity_row(speaker.id, identities) for speaker in record.speakers
        ],
    }


def _identity_row(speaker: str | None, identities: Mapping[str, tuple[str, str]] | None) -> Row:
    slug, name = (identities or {}).get(speaker or "", (None, None))
    return {"identity": slug, "identity_name": name}


def record_from_rows(article_row: Row, statement_rows: Sequence[Row], speaker_rows: Sequence[Row]) -> Record:
    """Return the record that the rows were made of.

    Raises:
        RecordError: A column is missing, or a value is out of its bounds.
    """
    try:
        article = Article(
            **{name: article_row[name] for name in _SAME_IN_ARTICLES},
            authors=tuple(article_row["authors"]),
            paragraphs=tuple((bounds["start"], bounds["end"]) for bounds in article_row["paragraphs"]),
            boilerplate=tuple(article_row["boilerplate"]),
            page=PageOrigin(
                **{name: article_row[f"page_{name}"] for name in ("kind", "location", "retrieved", "sha256")}
            ),
        )
        statements = tuple(map(_statement, statement_rows))
        speakers = tuple(map(_speaker, speaker_rows))
        return from_json(to_json(Record(article_row["record"], article, statements, speakers)))
    except (KeyError, TypeError) as error:
        raise RecordError(f"not the rows of a record: {error}") from None


def stated_day(published: str | None) -> datetime.date | None:
    """Return the day that an ISO 8601 date or time begins with; None if it is none."""
    try:
        return datetime.date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _without_surrogates(record: Record) -> Record:
    data = to_json(record)
    return record if b"\xef\xbf\xbd" not in data else from_json(data)


def _statement_row(record: Record, statement: Statement) -> Row:
    speaker = record.speaker_of(statement)
    return {name: getattr(statement, name) for name in _SAME_IN_STATEMENTS} | {
        "statement": statement.id,
        "content": statement.text,
        "cue": _joined(statement.cue),
        "source": _joined(statement.source),
        "speaker_name": speaker.name if speaker else None,
        "speaker_kind": speaker.kind if speaker else None,
        "content_spans": _plain(statement.content),
        "cue_spans": _plain(statement.cue),
        "source_spans": _plain(statement.source),
        "addressee_span": msgspec.to_builtins(statement.addressee),
        "occasion_spans": _plain(statement.occasion),
        "hedge_spans": _plain(statement.hedges),
    }


def _speaker_row(speaker: Speaker) -> Row:
    return {
        "speaker": speaker.id,
        "name": speaker.name,
        "kind": speaker.kind,
        "aliases": list(speaker.aliases),
        "role_spans": _plain(speaker.roles),
        "affiliation_spans": _plain(speaker.affiliations),
        "mention_spans": _plain(speaker.mentions),
    }


def _statement(row: Row) -> Statement:
    addressee = row["addressee_span"]
    return Statement(
        id=row["statement"],
        **{name: row[name] for name in _SAME_IN_STATEMENTS},
        content=_spans(row["content_spans"]),
        cue=_spans(row["cue_spans"]),
        source=_spans(row["source_spans"]),
        addressee=Span(**addressee) if addressee else None,
        occasion=_spans(row["occasion_spans"]),
        hedges=_spans(row["hedge_spans"]),
    )


def _speaker(row: Row) -> Speaker:
    return Speaker(
        id=row["speaker"],
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(row["aliases"]),
        roles=_spans(row["role_spans"]),
        affiliations=_spans(row["affiliation_spans"]),
        mentions=_spans(row["mention_spans"]),
    )


def _plain(spans: Sequence[Span]) -> list[Row]:
    return [{"start": span.start, "end": span.end, "text": span.text} for span in spans]


def _spans(values: Sequence[Mapping[str, Any]]) -> tuple[Span, ...]:
    return tuple(Span(value["start"], value["end"], value["text"]) for value in values)


def _joined(spans: Sequence[Span]) -> str:
    return CONTENT_SEPARATOR.join(" ".join(span.text.split()) for span in spans)
