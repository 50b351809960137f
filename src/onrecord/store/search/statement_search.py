"""Statements found: by words and filters through the full-text index, ranked here so that both engines agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, select

from onrecord.errors import QueryError
from onrecord.store import tables as t
from onrecord.store.identities.identity_lookup import Match, matching
from onrecord.store.search import index_terms as key
from onrecord.store.search import query_parser as q
from onrecord.store.search.fulltext import Days, days, latest_added, newest
from onrecord.store.search.ranking import Marker, ranked
from onrecord.store.search.semantic_search import FOUND, Likeness, fused
from onrecord.store.search.semantic_search import numbers as allowed_numbers
from onrecord.text.sentences import SENTENCE_BREAK, SENTENCE_END_BEFORE_SPACE

Order = Literal["relevance", "date"]
RANKED = 1_000  # of more matches, those added last are ranked


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of a store. Days are ``20250227``; lists are alternatives."""

    words: str = ""
    like: str | None = None  # what is meant, in any words; ranks come from both where words are given too
    speaker: str | None = None
    about: str | None = None
    outlets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    order: Order = "relevance"
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A statement found, with where it stands.

    ``marks`` are the start and end, in ``text``, of the words asked for; ``sentence`` is what stands around the
    statement in the article, and ``at`` where that begins and ends there.
    """

    statement: int
    key: str
    text: str
    marks: tuple[tuple[int, int], ...]
    score: float
    kind: str
    act: str
    tone: str
    speaker: str | None
    speaker_name: str | None
    identity: str | None
    identity_name: str | None
    cue: str
    record: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    day: int | None
    sentence: str
    at: tuple[int, int]
    roles: tuple[str, ...] = field(default=())


def find(connection: Connection, wanted: Wanted, likeness: Likeness | None = None) -> list[Found]:
    """The statements that fit, best or newest first. Raises QueryError for what cannot be asked."""
    query = q.parsed(wanted.words)
    return told(connection, _scored(connection, wanted, query, likeness), query)


def numbers(connection: Connection, wanted: Wanted) -> list[int]:
    """Of the statements that fit only the numbers, best or newest first."""
    return [number for number, _ in _scored(connection, wanted, q.parsed(wanted.words))]


def _scored(
    connection: Connection, wanted: Wanted, query: q.Query, likeness: Likeness | None = None
) -> list[tuple[int, float]]:
    if wanted.since is not None and wanted.until is not None and wanted.since > wanted.until:
        raise QueryError("--since lies after --until")
    dated = wanted.since is not None or wanted.until is not None
    groups, within = _filters(connection, wanted), days(connection, wanted.since, wanted.until) if dated else None
    if groups is None or (dated and within is None) or wanted.limit < 1:
        return []
    if wanted.like is not None and likeness is not None:
        return _alike(connection, likeness, wanted, query, groups, within)[: wanted.limit]
    if not query.groups and not groups:
        return [(number, 0.0) for number in _newest(connection, wanted)]
    if wanted.order == "date" or not query.groups:
        some = newest(connection, query, groups, (wanted.since, wanted.until), wanted.limit)
        return [(number, 0.0) for number, _, _ in some]
    return _best(connection, query, groups, within)[: wanted.limit]


def _best(
    connection: Connection, query: q.Query, groups: list[list[str | q.Term]], within: Days | None
) -> list[tuple[int, float]]:
    return ranked(latest_added(connection, query, groups, within, RANKED), query.terms)


def _alike(
    connection: Connection,
    likeness: Likeness,
    wanted: Wanted,
    query: q.Query,
    groups: list[list[str | q.Term]],
    within: Days | None,
) -> list[tuple[int, float]]:
    """What is nearest in meaning, with what has the words."""
    if not (wanted.like or "").strip():
        raise QueryError("--like: say what to look for")
    filtered = bool(groups) or within is not None
    allowed = allowed_numbers(connection, groups, wanted.since, wanted.until) if filtered else None
    nearest = likeness.nearest(wanted.like or "", max(FOUND, wanted.limit), allowed)
    if not query.groups:
        return [(number, round(score, 4)) for number, score in nearest]
    worded = [number for number, _ in _best(connection, query, groups, within)]
    return [(number, round(score, 4)) for number, score in fused([number for number, _ in nearest], worded[:FOUND])]


def _filters(connection: Connection, wanted: Wanted) -> list[list[str | q.Term]] | None:
    """Lists of index words, one of each of which must stand; None when nothing can fit."""
    groups: list[list[str | q.Term]] = []
    if wanted.speaker is not None:
        groups.append(_said_by(matching(connection, wanted.speaker)))
    if wanted.about is not None:
        groups.append(_spoken_of(connection, wanted.about))
    if wanted.outlets:
        groups.append([*map(key.outlet, _outlets(connection, wanted.outlets))])
    for values, word in ((wanted.kinds, key.kind), (wanted.acts, key.act), (wanted.tones, key.tone)):
        if values:
            groups.append([word(value) for value in values])
    return None if any(not group for group in groups) else groups


def _outlets(connection: Connection, names: Sequence[str]) -> list[int]:
    """Outlets of these names; for a name that none has, all whose name holds it."""
    rows = [(number, name.lower()) for number, name in connection.execute(select(t.outlets.c.id, t.outlets.c.name))]
    found: dict[int, None] = {}
    for wanted in (" ".join(name.lower().split()) for name in names):
        exact = [number for number, name in rows if name == wanted]
        found |= dict.fromkeys(exact or (number for number, name in rows if wanted in name))
    return list(found)


def _spoken_of(connection: Connection, name: str) -> list[str | q.Term]:
    """Statements that the reading found to name an identity, and those with the name's own words."""
    found: list[str | q.Term] = [key.about(number) for number in matching(connection, name).identities]
    words = tuple(re.findall(r"[^\W_]+", name))
    return [*found, q.Term(words)] if words else found


def _said_by(match: Match) -> list[str | q.Term]:
    return [*map(key.identity, match.identities), *map(key.nameless, match.nameless)]


def _newest(connection: Connection, wanted: Wanted) -> list[int]:
    s = t.statements.c
    dated = select(s.id).where(s.day.is_not(None)).order_by(s.day.desc(), s.id.desc()).limit(wanted.limit)
    if wanted.since is not None:
        dated = dated.where(s.day >= wanted.since)
    if wanted.until is not None:
        dated = dated.where(s.day <= wanted.until)
    found = list(connection.execute(dated).scalars())
    if wanted.since is None and wanted.until is None and len(found) < wanted.limit:
        undated = select(s.id).where(s.day.is_(None)).order_by(s.id.desc()).limit(wanted.limit - len(found))
        found += connection.execute(undated).scalars()
    return found


def told(connection: Connection, scored: Sequence[tuple[int, float]], query: q.Query) -> list[Found]:
    """What is to be known of each statement, in the order given."""
    if not scored:
        return []
    numbers = [number for number, _ in scored]
    rows = {row["id"]: row for row in connection.execute(_TOLD, {"numbers": numbers}).mappings()}
    spans: dict[int, list[tuple[str, int, int]]] = {}
    for number, part, start, end in connection.execute(_SPANS, {"numbers": numbers}):
        spans.setdefault(number, []).append((part, start, end))
    marker = Marker(query.terms)
    return [_found(rows[number], spans.get(number, []), score, marker) for number, score in scored if number in rows]


def _found(row: Any, spans: Sequence[tuple[str, int, int]], score: float, marker: Marker) -> Found:
    article = row["article_text"]
    start, end = sentence(article, min(s for _, s, _ in spans), max(e for _, _, e in spans))
    cue = " … ".join(article[s:e] for part, s, e in spans if part == "cue")
    return Found(
        row["id"], row["key"], row["text"], marker.marks(row["text"]), score, row["kind"], row["act"], row["tone"],
        row["speaker_key"], row["speaker_name"], row["slug"], row["renamed"] or row["identity_name"], cue,
        row["record"], row["title"], row["outlet"], row["url"], row["published"], row["day"],
        " ".join(article[start:end].split()), (start, end),
    )  # fmt: skip


def sentence(article: str, first: int, last: int) -> tuple[int, int]:
    """The sentences that hold a stretch, within its paragraphs."""
    start = max(article.rfind("\n", 0, first) + 1, 0)
    stops = [m.end() for m in SENTENCE_BREAK.finditer(article[start:first])]
    if stops:
        start += stops[-1]
    end = article.find("\n", last)
    end = len(article) if end < 0 else end
    stop = SENTENCE_END_BEFORE_SPACE.search(article[max(start, last - 2) : end])
    return start, (max(start, last - 2) + stop.end() if stop and max(start, last - 2) + stop.end() >= last else end)


_TOLD = (
    select(
        *(t.statements.c[name] for name in ("id", "key", "text", "kind", "act", "tone", "day")),
        t.speakers.c.key.label("speaker_key"), t.speakers.c.name.label("speaker_name"),
        t.identities.c.slug, t.identities.c.name.label("identity_name"), t.identities.c.renamed,
        t.articles.c.text.label("article_text"), t.articles.c.record, t.articles.c.title, t.articles.c.published,
        t.articles.c.url, t.outlets.c.name.label("outlet"),
    )
    .join(t.articles, t.articles.c.id == t.statements.c.article_id)
    .outerjoin(t.outlets, t.outlets.c.id == t.articles.c.outlet_id)
    .outerjoin(t.speakers, t.speakers.c.id == t.statements.c.speaker_id)
    .outerjoin(t.identities, t.identities.c.id == t.speakers.c.identity_id)
    .where(t.statements.c.id.in_(bindparam("numbers", expanding=True)))
)  # fmt: skip
_SPANS = (
    select(t.spans.c.statement_id, t.spans.c.part, t.spans.c.start, t.spans.c.end)
    .where(t.spans.c.statement_id.in_(bindparam("numbers", expanding=True)))
    .order_by(t.spans.c.start)
)
