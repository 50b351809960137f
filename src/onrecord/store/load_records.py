"""Load records and stored pages from their rows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, func, select

from onrecord.errors import StoreError
from onrecord.records import PageOrigin, Record, Span, Speaker, Statement
from onrecord.store import tables as t
from onrecord.store.connection.database import DAMAGE
from onrecord.store.write import rows
from onrecord.store.write.compression import decompress

_ARTICLE = (
    select(
        t.articles, t.outlets.c.name.label("outlet"), t.pages.c.sha256, t.pages.c.kind.label("page_kind"),
        t.pages.c.location, t.pages.c.retrieved,
    )
    .join(t.pages, t.pages.c.id == t.articles.c.page_id)
    .outerjoin(t.outlets, t.outlets.c.id == t.articles.c.outlet_id)
    .where(t.articles.c.id == bindparam("article"))
)  # fmt: skip
_NEWEST_VERSION = (
    select(t.articles.c.id)
    .where(t.articles.c.record == bindparam("record"))
    .order_by(t.articles.c.current.desc(), t.articles.c.id.desc())
    .limit(1)
)
_SPEAKERS = (
    select(
        *(t.speakers.c[name] for name in ("id", "key", "name", "kind", "aliases", "mentions", "how")),
        t.identities.c.slug, func.coalesce(t.identities.c.renamed, t.identities.c.name).label("identity_name"),
    )
    .outerjoin(t.identities, t.identities.c.id == t.speakers.c.identity_id)
    .where(t.speakers.c.article_id == bindparam("article"))
    .order_by(t.speakers.c.id)
)  # fmt: skip
_ROLES = (
    select(*(t.roles.c[name] for name in ("speaker_id", "part", "start", "end")))
    .join(t.speakers, t.speakers.c.id == t.roles.c.speaker_id)
    .where(t.speakers.c.article_id == bindparam("article"))
    .order_by(t.roles.c.id)
)
_STATEMENTS = select(t.statements).where(t.statements.c.article_id == bindparam("article")).order_by(t.statements.c.id)
_SPANS = (
    select(*(t.spans.c[name] for name in ("statement_id", "part", "start", "end")))
    .join(t.statements, t.statements.c.id == t.spans.c.statement_id)
    .where(t.statements.c.article_id == bindparam("article"))
    .order_by(t.spans.c.statement_id, t.spans.c.start)
)

MakeSpan = Callable[[int, int], Span]
Parts = Mapping[str, Sequence[Span]]  # spans by the part that they are: content, cue, … or role, affiliation


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as the store has it: enough to read it again, where ``raw`` is not None (``add --no-pages``)."""

    origin: PageOrigin
    media: Literal["html", "text", "exact"]
    raw: bytes | None
    charset: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class LinkedIdentity:
    """The identity of one of a record's speakers: its id, its name, and how it was found."""

    id: str
    name: str
    how: str


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A record with what the store adds to it.

    Attributes:
        record: The record.
        identities: The identities of its speakers, by the speaker's id in the record.
        corrected: The ids of the statements that people corrected.
    """

    record: Record
    identities: dict[str, LinkedIdentity]
    corrected: set[str]


def newest_version(connection: Connection, record_id: str) -> int | None:
    """Return the row number of the newest version of a record; None where the store has none of this id."""
    parameters = {"record": rows.replace_unstorable(record_id)}
    article_id: int | None = connection.execute(_NEWEST_VERSION, parameters).scalar()
    return article_id


def load_record(connection: Connection, article_id: int) -> Record:
    """Return the record of an article.

    Raises:
        StoreError: a row of it is damaged.
    """
    return load_article(connection, article_id).record


def load_article(connection: Connection, article_id: int) -> StoredArticle:
    """Return the record of an article, whose its speakers are, and what was corrected.

    Raises:
        StoreError: a row of it is damaged.
    """
    try:
        return _load_article(connection, article_id)
    except DAMAGE as error:
        reason = f"article {article_id} has a damaged row ({type(error).__name__}: {error})"
        raise StoreError(f"{' '.join(reason.split())[:300]}; `onrecord check` lists what is damaged") from error


def _load_article(connection: Connection, article_id: int) -> StoredArticle:
    parameters = {"article": article_id}
    article_row = dict(connection.execute(_ARTICLE, parameters).mappings().one())
    text = article_row["text"]

    def make_span(start: int, end: int) -> Span:
        """Return a span of the article's text."""
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"a span {start}:{end} outside of the text")
        return Span(start, end, text[start:end])

    role_parts = _spans_by_part(connection.execute(_ROLES, parameters).all(), make_span)
    speaker_rows = connection.execute(_SPEAKERS, parameters).mappings().all()
    speakers = tuple(_speaker(row, role_parts[row["id"]], make_span) for row in speaker_rows)
    speaker_keys = {None: None} | {row["id"]: row["key"] for row in speaker_rows}

    parts = _spans_by_part(connection.execute(_SPANS, parameters).all(), make_span)
    statement_rows = _in_order(connection.execute(_STATEMENTS, parameters).mappings().all())
    statement_keys = {row["id"]: row["key"] for row in statement_rows}
    statements = tuple(_statement(row, parts[row["id"]], speaker_keys, statement_keys) for row in statement_rows)

    origin = PageOrigin(
        article_row["page_kind"], article_row["location"], article_row["retrieved"], article_row["sha256"]
    )
    article = rows.article_of(article_row, article_row["outlet"], origin)
    return StoredArticle(
        Record(article_row["record"], article, statements, speakers),
        {
            row["key"]: LinkedIdentity(row["slug"], row["identity_name"], row["how"])
            for row in speaker_rows
            if row["slug"] is not None
        },
        {row["key"] for row in statement_rows if row["correction_id"] is not None},
    )


def load_page(connection: Connection, article_id: int) -> StoredPage:
    """Return the page that an article was read from.

    Raises:
        StoreError: its bytes are damaged.
    """
    query = select(t.pages).join(t.articles, t.articles.c.page_id == t.pages.c.id).where(t.articles.c.id == article_id)
    try:
        row = connection.execute(query).mappings().one()
        raw = None if row["raw"] is None else decompress(row["raw"])
    except StoreError as error:
        raise StoreError(f"page {row['id']} ({row['location']}): {error.reason}") from None
    except DAMAGE as error:
        raise StoreError(f"the page of article {article_id} is damaged ({type(error).__name__})") from error
    origin = PageOrigin(row["kind"], row["location"], row["retrieved"], row["sha256"])
    return StoredPage(origin, row["media"], raw, row["charset"], row["url"])


def stored_pages(connection: Connection, hashes: Sequence[str]) -> set[tuple[str, str]]:
    """Return location and SHA-256 of the pages with these hashes that their location gave last and have an article."""
    query = (
        select(t.pages.c.location, t.pages.c.sha256)
        .join(t.articles, t.articles.c.page_id == t.pages.c.id)
        .where(t.pages.c.sha256.in_(hashes), t.pages.c.last)
    )
    return {(location, sha256) for location, sha256 in connection.execute(query)}


def article_ids(connection: Connection, *, current: bool = True) -> list[int]:
    """Return the articles' row numbers in the order of adding; with ``current`` only the newest version of each."""
    query = select(t.articles.c.id).order_by(t.articles.c.id)
    if current:
        query = query.where(t.articles.c.current)
    return list(connection.execute(query).scalars())


def _in_order(statement_rows: Sequence[Mapping[Any, Any]]) -> Sequence[Mapping[Any, Any]]:
    """Return statements in the order in which the model numbered them: one that was corrected has a later row."""
    numbers = [row["id"] for row in statement_rows]
    if not numbers or numbers[-1] - numbers[0] == len(numbers) - 1:  # none was written again
        return statement_rows
    return sorted(statement_rows, key=lambda row: int("".join(filter(str.isdecimal, row["key"])) or 0))


def _spans_by_part(rows_of_spans: Iterable[Sequence[Any]], make_span: MakeSpan) -> dict[int, dict[str, list[Span]]]:
    """Group spans (owner, part, start, end) by the row that they belong to, then by their part."""
    grouped: dict[int, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for owner, part, start, end in rows_of_spans:
        grouped[owner][part].append(make_span(start, end))
    return grouped


def _speaker(row: Mapping[Any, Any], parts: Parts, make_span: MakeSpan) -> Speaker:
    return Speaker(
        row["key"], row["name"], row["kind"], tuple(parts["role"]), tuple(parts["affiliation"]),
        tuple(json.loads(row["aliases"])), tuple(make_span(start, end) for start, end in json.loads(row["mentions"])),
    )  # fmt: skip


def _statement(
    row: Mapping[Any, Any], parts: Parts, speaker_keys: Mapping[Any, str | None], statement_keys: Mapping[Any, str]
) -> Statement:
    return Statement(
        row["key"], row["kind"], tuple(parts["content"]), tuple(parts["cue"]), tuple(parts["source"]),
        speaker_keys[row["speaker_id"]], next(iter(parts["addressee"]), None),
        speaker_keys[row["addressee_speaker_id"]], tuple(parts["occasion"]), row["act"], row["tone"],
        tuple(parts["hedge"]), statement_keys.get(row["parent_id"]), row["uncued"], row["confidence"], row["shown"],
        row["speaker_confidence"],
    )  # fmt: skip
