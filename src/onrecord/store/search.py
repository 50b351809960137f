"""Statements found: by words and filters through the full-text index, ranked here so that both engines agree."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, select, text

from onrecord.errors import QueryError
from onrecord.store import filters as key
from onrecord.store import query as q
from onrecord.store import schema as t
from onrecord.store.like import FOUND, Likeness, fused, numbers
from onrecord.store.names import Match, matching

Order = Literal["relevance", "date"]
RANKED = 1_000  # of more matches, those added last are ranked
K, B, USUAL = 1.2, 0.6, 22  # of BM25; words in a usual statement
CLOSE = 1.5  # what several words asked for weigh more when they stand side by side
LATE = 0.15  # what a statement's age can take from its rank


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
    groups = _filters(connection, wanted)
    if groups is None:
        return []
    if wanted.like is not None and likeness is not None:
        scored = _alike(connection, likeness, wanted, query, groups)[: wanted.limit]
    elif not query.groups and not groups:
        numbers = _newest(connection, wanted)
        scored = [(number, 0.0) for number in numbers]
    else:
        candidates = _matches(connection, query, groups, wanted)
        scored = _ranked(candidates, query, wanted)[: wanted.limit]
    return told(connection, scored, query)


def _alike(
    connection: Connection,
    likeness: Likeness,
    wanted: Wanted,
    query: q.Query,
    groups: list[list[str | q.Term]],
) -> list[tuple[int, float]]:
    """What is nearest in meaning, with what has the words."""
    if not (wanted.like or "").strip():
        raise QueryError("--like: say what to look for")
    filtered = bool(groups) or wanted.since is not None or wanted.until is not None
    allowed = numbers(connection, groups, wanted.since, wanted.until) if filtered else None
    nearest = likeness.nearest(wanted.like or "", max(FOUND, wanted.limit), allowed)
    if not query.groups:
        return [(number, round(score, 4)) for number, score in nearest]
    worded = [number for number, _ in _ranked(_matches(connection, query, groups, wanted), query, wanted)]
    return [(number, round(score, 4)) for number, score in fused([number for number, _ in nearest], worded[:FOUND])]


def _filters(connection: Connection, wanted: Wanted) -> list[list[str | q.Term]] | None:
    """Lists of index words, one of each of which must stand; None when nothing can fit."""
    groups: list[list[str | q.Term]] = []
    if wanted.speaker is not None:
        groups.append(_said_by(matching(connection, wanted.speaker)))
    if wanted.about is not None:
        groups.append(_spoken_of(connection, wanted.about))
    if wanted.outlets:
        names = [name.lower() for name in wanted.outlets]
        rows = connection.execute(select(t.outlets.c.id, t.outlets.c.name)).all()
        groups.append([key.outlet(number) for number, name in rows if any(n in name.lower() for n in names)])
    for values, word in ((wanted.kinds, key.kind), (wanted.acts, key.act), (wanted.tones, key.tone)):
        if values:
            groups.append([word(value) for value in values])
    months = _months(connection, wanted)
    if months:
        groups.append(months)
    return None if any(not group for group in groups) else groups


def _spoken_of(connection: Connection, name: str) -> list[str | q.Term]:
    """Statements that the reading found to name an identity, and those with the name's own words."""
    found: list[str | q.Term] = [key.about(number) for number in matching(connection, name).identities]
    words = tuple(re.findall(r"[^\W_]+", name))
    return [*found, q.Term(words)] if words else found


def _said_by(match: Match) -> list[str | q.Term]:
    return [*map(key.identity, match.identities), *map(key.nameless, match.nameless)]


def _months(connection: Connection, wanted: Wanted) -> list[str | q.Term]:
    """Years and months that cover the days asked for; the days at both ends are looked at one by one."""
    since, until = wanted.since, wanted.until
    if since is None and until is None:
        return []
    if since is not None and until is not None and since > until:
        raise QueryError("--since lies after --until")
    day = t.statements.c.day
    oldest, newest = (
        connection.execute(select(day).where(day.is_not(None)).order_by(order).limit(1)).scalar()
        for order in (day.asc(), day.desc())
    )
    if oldest is None or newest is None or (since or 0) > newest or (until or newest) < oldest:
        return [key.month(0)]  # nothing is of such a day
    first, last = max(since or 0, oldest) // 100, min(until or newest, newest) // 100
    found: list[str | q.Term] = []
    at = first
    while at <= last and len(found) < 200:
        if at % 100 == 1 and at + 11 <= last:
            found.append(key.year(at * 100))
            at += 100
        else:
            found.append(key.month(at * 100))
            at = at + 1 if at % 100 < 12 else (at // 100 + 1) * 100 + 1
    return found if at > last else []


def _newest(connection: Connection, wanted: Wanted) -> list[int]:
    s = t.statements.c
    asked = select(s.id).order_by(s.day.desc().nulls_last(), s.id.desc()).limit(wanted.limit)
    if wanted.since is not None:
        asked = asked.where(s.day >= wanted.since)
    if wanted.until is not None:
        asked = asked.where(s.day <= wanted.until)
    return list(connection.execute(asked).scalars())


def _matches(
    connection: Connection, query: q.Query, groups: Sequence[Sequence[str | q.Term]], wanted: Wanted
) -> list[tuple[int, str, int | None]]:
    """Number, text and day of what matches, newest first."""
    values: dict[str, Any] = {"most": RANKED}
    where = ""
    for name, value, sign in (("since", wanted.since, ">="), ("until", wanted.until, "<=")):
        if value is not None:
            where += f" AND s.day {sign} :{name}"
            values[name] = value
    order = "s.day DESC, s.id DESC" if wanted.order == "date" else "{id} DESC"
    if connection.dialect.name == "sqlite":
        values["match"] = q.fts5(query, groups)
        sql = (
            "SELECT s.id, s.text, s.day FROM statements_fts f CROSS JOIN statements s ON s.id = f.rowid "
            f"WHERE statements_fts MATCH :match{where} ORDER BY {order.format(id='f.rowid')} LIMIT :most"
        )
    else:
        expression, words = q.tsquery(query, groups)
        values |= words
        sql = (
            f"SELECT s.id, s.text, s.day FROM statements s WHERE s.search @@ ({expression}){where} "
            f"ORDER BY {order.format(id='s.id')} LIMIT :most"
        )
    rows = connection.execute(text(sql), values).all()
    return [(number, said, day) for number, said, day in rows]


def _ranked(
    candidates: Iterable[tuple[int, str, int | None]], query: q.Query, wanted: Wanted
) -> list[tuple[int, float]]:
    """Numbers with scores, best first: how often the words stand, for the length, side by side, and how lately."""
    some = list(candidates)
    if wanted.order == "date":
        return [(number, 0.0) for number, _, _ in some]
    days = [day for _, _, day in some if day is not None]
    newest = max(days, default=0)
    pattern = _pattern(query.terms)
    scored = []
    for number, said, day in some:
        score = _score(said, pattern) - LATE * _age(day, newest)
        scored.append((number, round(score, 4)))
    return sorted(scored, key=lambda one: (-one[1], -one[0]))


def _pattern(terms: Sequence[q.Term]) -> re.Pattern[str] | None:
    if not terms:
        return None
    stems = {_stem(word) if not term.prefix else word.lower() for term in terms for word in term.words}
    return re.compile(r"\b(" + "|".join(map(re.escape, sorted(stems, key=len, reverse=True))) + r")\w*", re.IGNORECASE)


def _stem(word: str) -> str:
    """The part of a word that its forms share, nearly enough to mark and count them."""
    low = word.lower()
    for ending in ("ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "e", "y"):
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            return low[: -len(ending)]
    return low


def _score(said: str, pattern: re.Pattern[str] | None) -> float:
    if pattern is None:
        return 0.0
    length = said.count(" ") + 1
    counts: dict[str, int] = {}
    close, before = 0, -10
    for match in pattern.finditer(said):
        word = match[1].lower()
        counts[word] = counts.get(word, 0) + 1
        close += match.start() - before <= 1
        before = match.end()
    norm = K * (1 - B + B * length / USUAL)
    return sum(n * (K + 1) / (n + norm) for n in counts.values()) + CLOSE * min(close, 3)


def _age(day: int | None, newest: int) -> float:
    return 1.0 if day is None else math.log1p(max(0, newest // 10_000 - day // 10_000)) / math.log1p(50)


def told(connection: Connection, scored: Sequence[tuple[int, float]], query: q.Query) -> list[Found]:
    """What is to be known of each statement, in the order given."""
    if not scored:
        return []
    numbers = [number for number, _ in scored]
    rows = {row["id"]: row for row in connection.execute(_TOLD, {"numbers": numbers}).mappings()}
    spans: dict[int, list[tuple[str, int, int]]] = {}
    for number, part, start, end in connection.execute(_SPANS, {"numbers": numbers}):
        spans.setdefault(number, []).append((part, start, end))
    pattern = _pattern(query.terms)
    return [_found(rows[number], spans.get(number, []), score, pattern) for number, score in scored if number in rows]


def _found(row: Any, spans: Sequence[tuple[str, int, int]], score: float, pattern: re.Pattern[str] | None) -> Found:
    article = row["article_text"]
    start, end = _sentence(article, min(s for _, s, _ in spans), max(e for _, _, e in spans))
    cue = " … ".join(article[s:e] for part, s, e in spans if part == "cue")
    marks = tuple(match.span() for match in pattern.finditer(row["text"])) if pattern else ()
    return Found(
        row["id"], row["key"], row["text"], marks, score, row["kind"], row["act"], row["tone"],
        row["speaker_key"], row["speaker_name"], row["slug"], row["renamed"] or row["identity_name"], cue,
        row["record"], row["title"], row["outlet"], row["url"], row["published"], row["day"],
        " ".join(article[start:end].split()), (start, end),
    )  # fmt: skip


def _sentence(article: str, first: int, last: int) -> tuple[int, int]:
    """The sentences that hold a stretch, within its paragraphs."""
    start = max(article.rfind("\n", 0, first) + 1, 0)
    stops = [m.end() for m in re.finditer(r"[.!?…][\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])", article[start:first])]
    if stops:
        start += stops[-1]
    end = article.find("\n", last)
    end = len(article) if end < 0 else end
    stop = re.search(r"[.!?…][\"”’')\]]*(?=\s|$)", article[max(start, last - 2) : end])
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
