"""Records read back from their rows, whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, select

from onrecord.records import PageOrigin, Record, Span, Speaker, Statement
from onrecord.store import tables as t
from onrecord.store.write import rows
from onrecord.store.write.compression import unpack

_ARTICLE = (
    select(
        t.articles, t.outlets.c.name.label("outlet"), t.pages.c.sha256, t.pages.c.kind.label("page_kind"),
        t.pages.c.location, t.pages.c.retrieved,
    )
    .join(t.pages, t.pages.c.id == t.articles.c.page_id)
    .outerjoin(t.outlets, t.outlets.c.id == t.articles.c.outlet_id)
    .where(t.articles.c.id == bindparam("article"))
)  # fmt: skip
_SPEAKERS = select(t.speakers).where(t.speakers.c.article_id == bindparam("article")).order_by(t.speakers.c.id)
_ROLES = (
    select(t.roles)
    .join(t.speakers, t.speakers.c.id == t.roles.c.speaker_id)
    .where(t.speakers.c.article_id == bindparam("article"))
    .order_by(t.roles.c.id)
)
_STATEMENTS = select(t.statements).where(t.statements.c.article_id == bindparam("article")).order_by(t.statements.c.id)
_SPANS = (
    select(t.spans)
    .join(t.statements, t.statements.c.id == t.spans.c.statement_id)
    .where(t.statements.c.article_id == bindparam("article"))
    .order_by(t.spans.c.statement_id, t.spans.c.start)
)


def record(connection: Connection, article: int) -> Record:
    """The record of an article by its number."""
    at = {"article": article}
    row = dict(connection.execute(_ARTICLE, at).mappings().one())
    text = row["text"]
    origin = PageOrigin(row["page_kind"], row["location"], row["retrieved"], row["sha256"])

    def span(start: int, end: int) -> Span:
        return Span(start, end, text[start:end])

    stated: dict[int, dict[str, list[Span]]] = {}
    for one in connection.execute(_ROLES, at).mappings():
        parts = stated.setdefault(one["speaker_id"], {"role": [], "affiliation": []})
        parts[one["part"]].append(span(one["start"], one["end"]))
    speakers, keys = [], {None: None}
    for one in connection.execute(_SPEAKERS, at).mappings():
        keys[one["id"]] = one["key"]
        said = stated.get(one["id"], {"role": [], "affiliation": []})
        mentions = tuple(span(s, e) for s, e in json.loads(one["mentions"]))
        speakers.append(
            Speaker(
                one["key"],
                one["name"],
                one["kind"],
                tuple(said["role"]),
                tuple(said["affiliation"]),
                tuple(json.loads(one["aliases"])),
                mentions,
            )
        )
    spans: dict[int, dict[str, list[Span]]] = {}
    for one in connection.execute(_SPANS, at).mappings():
        spans.setdefault(one["statement_id"], {}).setdefault(one["part"], []).append(span(one["start"], one["end"]))
    found = connection.execute(_STATEMENTS, at).mappings().all()
    names = {one["id"]: one["key"] for one in found}
    statements = tuple(_statement(one, spans.get(one["id"], {}), keys, names) for one in found)
    return Record(row["record"], rows.article_of(row, row["outlet"], origin), statements, tuple(speakers))


def _statement(row: Any, spans: dict[str, list[Span]], keys: dict[Any, Any], names: dict[int, str]) -> Statement:
    def part(name: str) -> tuple[Span, ...]:
        return tuple(spans.get(name, ()))

    return Statement(
        row["key"], row["kind"], part("content"), part("cue"), part("source"), keys[row["speaker_id"]],
        next(iter(part("addressee")), None), keys[row["addressed_id"]], part("occasion"), row["act"], row["tone"],
        part("hedge"), names.get(row["parent_id"]), row["floating"], row["confidence"],
    )  # fmt: skip


def held(connection: Connection, hashes: Sequence[str]) -> set[tuple[str, str]]:
    """Location and hash of the pages with one of the hashes whose article was read."""
    asked = (
        select(t.pages.c.location, t.pages.c.sha256)
        .join(t.articles, t.articles.c.page_id == t.pages.c.id)
        .where(t.pages.c.sha256.in_(hashes))
    )
    return {(location, sha256) for location, sha256 in connection.execute(asked)}


def articles(connection: Connection, *, current: bool = True) -> Iterator[int]:
    """The numbers of the articles, in the order in which they were added."""
    asked = select(t.articles.c.id).order_by(t.articles.c.id)
    if current:
        asked = asked.where(t.articles.c.current)
    yield from connection.execute(asked).scalars().all()


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a page: enough to make it again, where ``raw`` is not None."""

    origin: PageOrigin
    media: Literal["html", "text", "exact"]
    raw: bytes | None
    charset: str | None
    url: str | None


def kept(connection: Connection, article: int) -> Kept:
    """What was kept of an article's page."""
    asked = select(t.pages).join(t.articles, t.articles.c.page_id == t.pages.c.id).where(t.articles.c.id == article)
    row = connection.execute(asked).mappings().one()
    raw = unpack(row["raw"]) if row["raw"] is not None else None
    origin = PageOrigin(row["kind"], row["location"], row["retrieved"], row["sha256"])
    return Kept(origin, row["media"], raw, row["charset"], row["url"])
