"""Find statements by words, meaning and filters; ranked here, so that both engines agree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from onrecord.store import tables as t
from onrecord.store.day_numbers import day_number, day_or_none
from onrecord.store.identities.identity_lookup import find_identities
from onrecord.store.search import index_terms
from onrecord.store.search.fulltext import DayRange, day_range, last_added, newest
from onrecord.store.search.query import SearchHit, SearchQuery
from onrecord.store.search.query_parser import Filter, ParsedQuery, Term, parse_query
from onrecord.store.search.ranking import TermMatcher, rank_candidates
from onrecord.store.search.semantic_search import SemanticIndex, filtered_statements, fuse_rankings
from onrecord.store.write.rows import replace_unstorable
from onrecord.text.sentences import SENTENCE_BREAK, SENTENCE_END_BEFORE_SPACE

MAX_RANKED = 1_000  # of more statements with the words, those added last are ranked
MIN_NEAREST = 200  # the nearest in meaning that are fused with those that have the words

Scored = list[tuple[int, float]]  # row numbers of statements with their scores


def find_statements(
    connection: Connection, query: SearchQuery, semantic_index: SemanticIndex | None = None
) -> list[SearchHit]:
    """Return the statements that fit, best or newest first.

    Args:
        connection: A connection to the store.
        query: What is searched for.
        semantic_index: The store's vectors; needed where the query has ``similar``.

    Raises:
        QueryError: the words cannot be parsed.
    """
    parsed = parse_query(query.words)
    return _load_hits(connection, _scored_statements(connection, query, parsed, semantic_index), parsed)


def find_statement_ids(connection: Connection, query: SearchQuery) -> list[int]:
    """Return the row numbers of the statements that ``find_statements`` finds by words and filters.

    Raises:
        QueryError: the words cannot be parsed.
    """
    scored = _scored_statements(connection, query, parse_query(query.words), None)
    return [statement_id for statement_id, _ in scored]


def _scored_statements(
    connection: Connection, query: SearchQuery, parsed: ParsedQuery, semantic_index: SemanticIndex | None
) -> Scored:
    filters, days = _filters(connection, query), None
    if filters is None or query.limit < 1:
        return []
    if query.since is not None or query.until is not None:
        days = day_range(connection, query.since, query.until)
        if days is None:
            return []
    if query.similar is not None and semantic_index is not None:
        return _nearest(connection, query, parsed, filters, semantic_index)[: query.limit]
    if not parsed.groups and not filters:
        return [(statement_id, 0.0) for statement_id in _newest_of_all(connection, query)]
    if query.order == "date" or not parsed.groups:
        candidates = newest(connection, parsed, filters, query.since, query.until, query.limit)
        return [(statement_id, 0.0) for statement_id, _, _ in candidates]
    return _with_words(connection, parsed, filters, days)[: query.limit]


def _with_words(
    connection: Connection, parsed: ParsedQuery, filters: Sequence[Filter], days: DayRange | None
) -> Scored:
    return rank_candidates(last_added(connection, parsed, filters, days, MAX_RANKED), parsed.terms)


def _nearest(
    connection: Connection,
    query: SearchQuery,
    parsed: ParsedQuery,
    filters: Sequence[Filter],
    semantic_index: SemanticIndex,
) -> Scored:
    """Return what is nearest in meaning, fused with what has the words where words are given."""
    days = None
    allowed = None
    if filters or query.since is not None or query.until is not None:
        allowed = filtered_statements(connection, filters, query.since, query.until)
        days = day_range(connection, query.since, query.until)
    nearest = semantic_index.nearest(connection, query.similar or "", max(MIN_NEAREST, query.limit), allowed)
    if parsed.groups:
        worded = [statement_id for statement_id, _ in _with_words(connection, parsed, filters, days)]
        nearest = fuse_rankings([statement_id for statement_id, _ in nearest], worded[:MIN_NEAREST])
    return [(statement_id, round(score, 4)) for statement_id, score in nearest]


def _newest_of_all(connection: Connection, query: SearchQuery) -> list[int]:
    """Return the newest statements of the days that are searched, undated ones last."""
    s = t.statements.c
    dated = select(s.id).where(s.day.is_not(None)).order_by(s.day.desc(), s.id.desc()).limit(query.limit)
    if query.since is not None:
        dated = dated.where(s.day >= day_number(query.since))
    if query.until is not None:
        dated = dated.where(s.day <= day_number(query.until))
    statement_ids = list(connection.execute(dated).scalars())
    if query.since is None and query.until is None and len(statement_ids) < query.limit:
        missing = query.limit - len(statement_ids)
        undated = select(s.id).where(s.day.is_(None)).order_by(s.id.desc()).limit(missing)
        statement_ids += connection.execute(undated).scalars()
    return statement_ids


def _filters(connection: Connection, query: SearchQuery) -> list[Filter] | None:
    """Return the filters of a query; None when no statement can pass them."""
    filters: list[Filter] = []
    if query.speaker is not None:
        filters.append(_speaker_filter(connection, query.speaker))
    if query.about is not None:
        filters.append(_about_filter(connection, query.about))
    if query.outlets:
        filters.append([index_terms.outlet_term(outlet_id) for outlet_id in _find_outlets(connection, query.outlets)])
    for values, make_term in (
        (query.kinds, index_terms.kind_term),
        (query.acts, index_terms.act_term),
        (query.tones, index_terms.tone_term),
    ):
        if values:
            filters.append([make_term(value) for value in values])
    return filters if all(filters) else None


def _speaker_filter(connection: Connection, name: str) -> Filter:
    """Statements by the identities of a name, and by speakers of that name without an identity."""
    terms = [index_terms.identity_term(identity_id) for identity_id in find_identities(connection, name)]
    return [*terms, index_terms.unlinked_speaker_term(replace_unstorable(name))] if name.strip() else terms


def _about_filter(connection: Connection, name: str) -> Filter:
    """Statements whose content names an identity, and those with the words of the name."""
    terms = [index_terms.about_term(identity_id) for identity_id in find_identities(connection, name)]
    words = tuple(re.findall(r"[^\W_]+", name))
    return [*terms, Term(words)] if words else terms


def _find_outlets(connection: Connection, names: Sequence[str]) -> list[int]:
    """Return the outlets of these names; for a name that none has, all whose name contains it."""
    outlets = {
        outlet_id: name.lower() for outlet_id, name in connection.execute(select(t.outlets.c.id, t.outlets.c.name))
    }
    outlet_ids: dict[int, None] = {}
    for searched in (" ".join(name.lower().split()) for name in names):
        exact = [outlet_id for outlet_id, name in outlets.items() if name == searched]
        containing = [outlet_id for outlet_id, name in outlets.items() if searched in name]
        outlet_ids |= dict.fromkeys(exact or containing)
    return list(outlet_ids)


def _load_hits(connection: Connection, scored: Scored, parsed: ParsedQuery) -> list[SearchHit]:
    """Return the hits of statements, in the order given."""
    if not scored:
        return []
    parameters = {"ids": [statement_id for statement_id, _ in scored]}
    rows = {row["id"]: row for row in connection.execute(_HITS, parameters).mappings()}
    spans: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for statement_id, part, start, end in connection.execute(_SPANS, parameters):
        spans[statement_id].append((part, start, end))
    matcher = TermMatcher(parsed.terms)
    return [
        _hit(rows[statement_id], spans[statement_id], score, matcher)
        for statement_id, score in scored
        if statement_id in rows
    ]


def _hit(row: Any, spans: Sequence[tuple[str, int, int]], score: float, matcher: TermMatcher) -> SearchHit:
    article = row["article_text"]
    start, end = sentence_around(article, min(start for _, start, _ in spans), max(end for _, _, end in spans))
    return SearchHit(
        statement=row["id"], key=row["key"], text=row["text"], marks=matcher.marks(row["text"]), score=score,
        kind=row["kind"], act=row["act"], tone=row["tone"], speaker=row["speaker_key"],
        speaker_name=row["speaker_name"], identity=row["slug"], identity_name=row["renamed"] or row["identity_name"],
        cue=" … ".join(article[span_start:span_end] for part, span_start, span_end in spans if part == "cue"),
        record=row["record"], title=row["title"], outlet=row["outlet"], url=row["url"], published=row["published"],
        day=day_or_none(row["day"]), sentence=" ".join(article[start:end].split()), sentence_span=(start, end),
    )  # fmt: skip


def sentence_around(article: str, first: int, last: int) -> tuple[int, int]:
    """Return start and end of the sentences that hold a stretch of an article, within its paragraphs."""
    start = max(article.rfind("\n", 0, first) + 1, 0)
    ends_before = [match.end() for match in SENTENCE_BREAK.finditer(article[start:first])]
    if ends_before:
        start += ends_before[-1]
    paragraph_end = article.find("\n", last)
    paragraph_end = len(article) if paragraph_end < 0 else paragraph_end
    from_last = max(start, last - 2)  # the stretch may hold the full stop and a quotation mark
    sentence_end = SENTENCE_END_BEFORE_SPACE.search(article[from_last:paragraph_end])
    if sentence_end and from_last + sentence_end.end() >= last:
        return start, from_last + sentence_end.end()
    return start, paragraph_end


_HITS = (
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
    .where(t.statements.c.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip
_SPANS = (
    select(t.spans.c.statement_id, t.spans.c.part, t.spans.c.start, t.spans.c.end)
    .where(t.spans.c.statement_id.in_(bindparam("ids", expanding=True)))
    .order_by(t.spans.c.start)
)
