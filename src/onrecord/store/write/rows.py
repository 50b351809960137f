"""A record as rows, and an article's row as an article."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

from onrecord.errors import StoreError
from onrecord.records import Article, Page, PageOrigin, Record, Span, Speaker, Statement
from onrecord.store.day_numbers import first_valid_day
from onrecord.store.write.compression import compress

Row = dict[str, Any]
SPAN_PARTS = ("content", "cue", "source", "addressee", "occasion", "hedge")
_LINE_NUMBER = re.compile(r":\d+$")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def now() -> str:
    """Return the time in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def check_record(record: Record) -> None:
    """Check that a record is consistent: only such records are stored.

    Raises:
        StoreError: a span's text does not stand at its offsets, or a statement names an unknown speaker.
    """
    text = record.article.text
    for span in _all_spans(record):
        if text[span.start : span.end] != span.text or span.start < 0:
            raise StoreError(f"{record.id}: its text has no {span.text[:40]!r} at {span.start}; read the page again")
    speaker_ids = {speaker.id for speaker in record.speakers}
    for statement in record.statements:
        if {statement.speaker, statement.addressee_speaker} - {None} - speaker_ids:
            raise StoreError(f"{record.id}: statement {statement.id} names a speaker that the record does not have")


def replace_unstorable(text: str) -> str:
    """Return the text with characters that databases refuse (NUL, half a surrogate pair) replaced one for one."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable_record(record: Record) -> Record:
    """Return the record with characters that databases refuse replaced. Offsets stay valid."""
    article = record.article  # every other text of a record is a piece of these
    texts: tuple[str | None, ...] = (
        record.id, article.text, article.title, article.outlet, article.url, article.published, article.modified,
        article.image, article.section, article.claimed_url, article.page.location,
        *article.authors, *article.boilerplate,
    )  # fmt: skip
    if not any(text and _UNSTORABLE.search(text) for text in texts):
        return record

    def replaced(value: Any) -> Any:
        """Return a value with its texts replaced, at any depth."""
        if isinstance(value, str):
            return replace_unstorable(value)
        if isinstance(value, tuple):
            return tuple(replaced(element) for element in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: replaced(getattr(value, field.name)) for field in fields(value)})
        return value

    storable: Record = replaced(record)
    return storable


def _all_spans(record: Record) -> Iterator[Span]:
    for statement in record.statements:
        for part in SPAN_PARTS:
            yield from spans_of(statement, part)
    for speaker in record.speakers:
        yield from (*speaker.mentions, *speaker.roles, *speaker.affiliations)


def spans_of(statement: Statement, part: str) -> tuple[Span, ...]:
    """Return a statement's spans of one part."""
    if part == "addressee":
        return (statement.addressee,) if statement.addressee else ()
    if part == "hedge":
        return statement.hedges
    spans: tuple[Span, ...] = getattr(statement, part)
    return spans


def json_list(values: Iterable[Any]) -> str:
    """Return a list as it is stored in a column."""
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))


def is_fetched(kind: str) -> bool:
    """Return whether pages of a kind come from a known site, not from a file that may claim any."""
    return kind not in {"file", "jsonl"}


def address_of(record: Record, page: Page) -> str:
    """Return what tells an article from others; the versions of one article share it.

    Of a page that was fetched it is the article's URL. A file is known by its path, and what a JSON line says of its
    address or id counts only within its file: nobody else's article can be replaced by it.
    """
    article = record.article
    name = article.url or (f"id:{page.id}" if page.id else "")
    return given_address(article.page.kind, article.page.location, name)


def given_address(kind: str, location: str, name: str) -> str:
    """Return the address of an article from its page's kind and location, and its URL or id, or an empty name."""
    if is_fetched(kind):
        return replace_unstorable(name or location)
    if kind == "jsonl" and name:
        return replace_unstorable(f"{_LINE_NUMBER.sub('', location)}#{name}")
    return replace_unstorable(location)


def digest_of(record: Record) -> str:
    """Return a hash of an article's title and text: equal ones at one address are one version."""
    article = record.article
    content = "\x00".join([article.title or "", article.text])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def page_row(page: Page, *, keep_bytes: bool) -> Row:
    """Return a page as a row of ``pages``."""
    origin = page.origin
    return {
        "sha256": origin.sha256,
        "kind": origin.kind,
        "location": replace_unstorable(origin.location),
        "retrieved": origin.retrieved,
        "media": page.media,
        "charset": page.charset,
        "url": replace_unstorable(page.url) if page.url else None,
        "raw": compress(page.raw) if keep_bytes and page.raw else None,
        "last": True,
        "robots": page.robots,
        "rights": replace_unstorable(json.dumps(dict(page.rights), ensure_ascii=False)) if page.rights else None,
    }


def article_row(record: Record) -> Row:
    """Return an article as a row, without the columns that depend on the store."""
    article = record.article
    return {
        "record": record.id,
        "digest": digest_of(record),
        "title": article.title,
        "url": article.url,
        "claimed_url": article.claimed_url,
        "authors": json_list(article.authors),
        "published": article.published,
        "modified": article.modified,
        "day": first_valid_day(article.published, article.page.retrieved),
        "language": article.language,
        "image": article.image,
        "section": article.section,
        "text": article.text,
        "paragraphs": json_list(article.paragraphs),
        "boilerplate": json_list(article.boilerplate),
    }


def speaker_row(speaker: Speaker) -> Row:
    """Return a speaker as a row, without its article and identity."""
    return {
        "key": speaker.id,
        "name": speaker.name,
        "kind": speaker.kind,
        "aliases": json_list(speaker.aliases),
        "mentions": json_list([span.start, span.end] for span in speaker.mentions),
    }


def role_rows(speaker: Speaker) -> Iterator[Row]:
    """Yield a speaker's roles and affiliations as rows, without the speaker's number."""
    for part, spans in (("role", speaker.roles), ("affiliation", speaker.affiliations)):
        for span in spans:
            yield {"part": part, "start": span.start, "end": span.end, "text": span.text}


def statement_row(statement: Statement) -> Row:
    """Return a statement as a row, without the columns that refer to other rows."""
    return {
        "key": statement.id,
        "kind": statement.kind,
        "act": statement.act,
        "tone": statement.tone,
        "uncued": statement.uncued,
        "confidence": statement.confidence,
        "shown": statement.shown,
        "speaker_confidence": statement.speaker_confidence,
        "text": " … ".join(" ".join(span.text.split()) for span in statement.content),
    }


def span_rows(statement: Statement) -> Iterator[Row]:
    """Yield a statement's spans as rows, without the statement's number."""
    for part in SPAN_PARTS:
        for start, end in sorted({(span.start, span.end) for span in spans_of(statement, part)}):
            yield {"part": part, "start": start, "end": end}


def article_of(row: Row, outlet: str | None, origin: PageOrigin) -> Article:
    """Return the article that a row holds."""
    return Article(
        title=row["title"], outlet=outlet, url=row["url"], authors=tuple(json.loads(row["authors"])),
        published=row["published"], modified=row["modified"], language=row["language"], image=row["image"],
        section=row["section"], text=row["text"],
        paragraphs=tuple((start, end) for start, end in json.loads(row["paragraphs"])),
        boilerplate=tuple(json.loads(row["boilerplate"])), page=origin, claimed_url=row["claimed_url"],
    )  # fmt: skip
