"""A record as rows, and rows as a record."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from onrecord.errors import StoreError
from onrecord.records import Article, Page, Record, Span, Speaker, Statement
from onrecord.store.write.compression import pack

Row = dict[str, Any]
PARTS = ("content", "cue", "source", "addressee", "occasion", "hedge")


def checked(record: Record) -> None:
    """Raises StoreError when a span of the record is not where it says: such a record is never stored."""
    text = record.article.text
    for span in _every_span(record):
        if text[span.start : span.end] != span.text or span.start < 0:
            raise StoreError(f"{record.id}: its text has no {span.text[:40]!r} at {span.start}; read the page again")
    ids = {speaker.id for speaker in record.speakers}
    for one in record.statements:
        if {one.speaker, one.addressee_speaker} - {None} - ids:
            raise StoreError(f"{record.id}: statement {one.id} names a speaker that the record does not have")


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def plain(text: str) -> str:
    """The text with what no database holds (NUL, half a surrogate pair) replaced character for character."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable(record: Record) -> Record:
    """The record as a database can hold it: the same, unless it has such characters. Offsets hold."""
    article = record.article  # every other text of a record is a piece of these
    known: tuple[str | None, ...] = (
        record.id,
        article.text,
        article.title,
        article.outlet,
        article.url,
        article.published,
        article.modified,
    )
    known += (article.image, article.section, article.page.location, *article.authors, *article.boilerplate)
    if not any(one and _UNSTORABLE.search(one) for one in known):
        return record

    def mended(value: Any) -> Any:
        if isinstance(value, str):
            return plain(value)
        if isinstance(value, tuple):
            return tuple(mended(one) for one in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{one.name: mended(getattr(value, one.name)) for one in fields(value)})
        return value

    found: Record = mended(record)
    return found


def _every_span(record: Record) -> Iterator[Span]:
    for one in record.statements:
        for part in PARTS:
            yield from spans_of(one, part)
    for speaker in record.speakers:
        yield from (*speaker.mentions, *speaker.roles, *speaker.affiliations)


def spans_of(one: Statement, part: str) -> tuple[Span, ...]:
    """A statement's spans of one part."""
    if part == "addressee":
        return (one.addressee,) if one.addressee else ()
    if part == "hedge":
        return one.hedges
    found: tuple[Span, ...] = getattr(one, part)
    return found


def packed(value: Iterable[Any]) -> str:
    """A list as it stands in a column."""
    return json.dumps(list(value), ensure_ascii=False, separators=(",", ":"))


def day_of(*dates: str | None) -> int | None:
    """The first date that is one, as the day in UTC: 20250227."""
    for one in dates:
        if not one:
            continue
        try:
            if len(one) <= 10:
                found = date.fromisoformat(one)
            else:
                moment = datetime.fromisoformat(one)
                found = (moment.astimezone(UTC) if moment.tzinfo else moment).date()
        except (ValueError, OverflowError):
            continue
        return found.year * 10_000 + found.month * 100 + found.day
    return None


def address_of(record: Record, page: Page) -> str:
    """Where an article lives: its own address, else its page's id in what gave it, else the page's place."""
    article = record.article
    return article.url or plain(f"id:{page.id}" if page.id else article.page.location)


def digest_of(record: Record) -> str:
    """What an article says, as a hash: the same words at one address are one version."""
    article = record.article
    said = "\x00".join([article.title or "", article.text])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def page_row(page: Page, *, keep: bool) -> Row:
    """A page as a row of ``pages``."""
    origin = page.origin
    raw = pack(page.raw) if keep and page.raw else None
    return {
        "sha256": origin.sha256,
        "kind": origin.kind,
        "location": plain(origin.location),
        "retrieved": origin.retrieved,
        "media": page.media,
        "charset": page.charset,
        "url": plain(page.url) if page.url else None,
        "raw": raw,
    }


def article_row(record: Record) -> Row:
    """An article as a row, without what depends on the store."""
    a = record.article
    return {
        "record": record.id,
        "digest": digest_of(record),
        "title": a.title,
        "url": a.url,
        "authors": packed(a.authors),
        "published": a.published,
        "modified": a.modified,
        "day": day_of(a.published, a.page.retrieved),
        "language": a.language,
        "image": a.image,
        "section": a.section,
        "text": a.text,
        "paragraphs": packed(a.paragraphs),
        "furniture": packed(a.boilerplate),
    }


def speaker_row(speaker: Speaker) -> Row:
    mentions = packed([span.start, span.end] for span in speaker.mentions)
    return {
        "key": speaker.id,
        "name": speaker.name,
        "kind": speaker.kind,
        "aliases": packed(speaker.aliases),
        "mentions": mentions,
    }


def role_rows(speaker: Speaker) -> Iterator[Row]:
    for part, spans in (("role", speaker.roles), ("affiliation", speaker.affiliations)):
        for span in spans:
            yield {"part": part, "start": span.start, "end": span.end, "text": span.text}


def statement_row(one: Statement) -> Row:
    text = " … ".join(" ".join(span.text.split()) for span in one.content)
    return {
        "key": one.id,
        "kind": one.kind,
        "act": one.act,
        "tone": one.tone,
        "floating": one.uncued,
        "confidence": one.confidence,
        "text": text,
    }


def span_rows(one: Statement) -> Iterator[Row]:
    for part in PARTS:
        for start, end in sorted({(span.start, span.end) for span in spans_of(one, part)}):
            yield {"part": part, "start": start, "end": end}


def article_of(row: Row, outlet: str | None, origin: Any) -> Article:
    """The article that a row holds."""
    return Article(
        title=row["title"], outlet=outlet, url=row["url"], authors=tuple(json.loads(row["authors"])),
        published=row["published"], modified=row["modified"], language=row["language"], image=row["image"],
        section=row["section"], text=row["text"],
        paragraphs=tuple((s, e) for s, e in json.loads(row["paragraphs"])),
        boilerplate=tuple(json.loads(row["furniture"])), page=origin,
    )  # fmt: skip
