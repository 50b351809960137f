"""Find statements by words, meaning and filters; ranked here, so that both engines agree."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, true

from onrecord.store import tables as t
from onrecord.store.day_numbers import day_number
from onrecord.store.search.filters import search_filters
from onrecord.store.search.fulltext import Conditions, DayRange, by_day, day_range, last_added
from onrecord.store.search.hits import load_hits
from onrecord.store.search.query import SearchHit, SearchQuery
from onrecord.store.search.query_parser import ParsedQuery, parse_query
from onrecord.store.search.ranking import Candidate, rank_candidates
from onrecord.store.search.semantic_search import SemanticIndex, filtered_statements, fuse_rankings
from onrecord.store.statement_scope import statement_scope

MAX_RANKED = 1_000  # of more statements with the words, those added last are ranked; the others follow
# Of pairs of statements of PolNeAR train drawn at random, 4 in 100 are as alike; of made-up pairs that say the same in
# other words the least alike had 0.27.
MIN_COSINE = 0.25
MIN_NEAREST = 200  # the nearest in meaning that are fused with those that have the words

Scored = list[tuple[int, float]]  # row numbers of statements with their scores
IndexTerms = list[tuple[int, str]]  # row numbers of statements with the terms they can be filtered by


def find_statements(
    connection: Connection, query: SearchQuery, semantic_index: SemanticIndex | None = None
) -> list[SearchHit]:
    """Return the statements that fit, in the order that the query asks for.

    Args:
        connection: A connection to the store.
        query: What is searched for.
        semantic_index: The store's vectors; needed where the query has ``similar``.

    Raises:
        QueryError: the words cannot be parsed.
    """
    parsed = parse_query(query.words)
    scored = _scored_statements(connection, query, parsed, semantic_index)
    return load_hits(connection, scored[query.offset :], parsed)


def find_with_terms(connection: Connection, query: SearchQuery) -> tuple[list[SearchHit], IndexTerms | None]:
    """Return the statements that fit; and, where they have words and the best come first, what they can be narrowed by.

    That is the same as ``find_index_terms`` gives, read together with the words that are ranked: a page shows both.

    Raises:
        QueryError: the words cannot be parsed.
    """
    parsed = parse_query(query.words)
    selected = _conditions(connection, query, parsed)
    if selected is None or query.order != "best" or not parsed.groups:
        return find_statements(connection, query), None
    count = query.offset + query.limit
    candidates = last_added(connection, *selected, max(MAX_RANKED + 1, count), ("text", "filters"))
    scored = _rank(candidates, parsed, count)
    terms = [(candidate[0], candidate[3]) for candidate in candidates[: MAX_RANKED + 1]]
    return load_hits(connection, scored[query.offset :], parsed), terms


def find_statement_ids(connection: Connection, query: SearchQuery) -> list[int]:
    """Return the row numbers of the statements that ``find_statements`` finds by words and filters.

    Raises:
        QueryError: the words cannot be parsed.
    """
    scored = _scored_statements(connection, query, parse_query(query.words), None)
    return [statement_id for statement_id, _ in scored[query.offset :]]


def find_index_terms(connection: Connection, query: SearchQuery) -> IndexTerms:
    """Return the statements that fit: row number, and the terms it can be filtered by; those added last come first.

    Without words and filters the newest come first.

    Raises:
        QueryError: the words cannot be parsed.
    """
    selected = _conditions(connection, query, parse_query(query.words))
    if selected is None:
        return []
    conditions, days = selected
    if conditions:
        return [(row[0], row[1]) for row in last_added(connection, conditions, days, query.limit, ("filters",))]
    ids = _all_by_day(connection, query, query.limit)
    s = t.statements.c
    return [(row[0], row[1]) for row in connection.execute(select(s.id, s.filters).where(s.id.in_(ids)))]


def _conditions(
    connection: Connection, query: SearchQuery, parsed: ParsedQuery
) -> tuple[Conditions, DayRange | None] | None:
    """Return what a statement must have, and its days; None when no statement can fit."""
    filters, days = search_filters(connection, query), None
    if filters is None:
        return None
    if query.since is not None or query.until is not None:
        days = day_range(connection, query.since, query.until)
        if days is None:
            return None
    return Conditions(parsed, filters, query.include_hidden, query.all_versions), days


def _scored_statements(
    connection: Connection, query: SearchQuery, parsed: ParsedQuery, semantic_index: SemanticIndex | None
) -> Scored:
    """Return the statements that fit up to the last that is asked for."""
    selected = _conditions(connection, query, parsed)
    if selected is None:
        return []
    conditions, days = selected
    count = query.offset + query.limit
    if query.similar is not None and semantic_index is not None:
        return _nearest(connection, query, conditions, days, semantic_index)[:count]
    if query.order == "best" and parsed.groups:
        return _with_words(connection, conditions, days, count)
    if not conditions:
        return [(statement_id, 0.0) for statement_id in _all_by_day(connection, query, count)]
    oldest = query.order == "oldest"
    rows = by_day(connection, conditions, query.since, query.until, count, oldest=oldest)
    return [(row[0], 0.0) for row in rows]


def _with_words(connection: Connection, conditions: Conditions, days: DayRange | None, count: int) -> Scored:
    """Return what has the words, best first; of more than are ranked, the others after them, the last added first."""
    return _rank(last_added(connection, conditions, days, max(MAX_RANKED, count)), conditions.words, count)


def _rank(candidates: Sequence[Candidate], words: ParsedQuery, count: int) -> Scored:
    ranked = rank_candidates(candidates[:MAX_RANKED], words.terms)
    return [*ranked, *((candidate[0], 0.0) for candidate in candidates[MAX_RANKED:])][:count]


def _nearest(
    connection: Connection,
    query: SearchQuery,
    conditions: Conditions,
    days: DayRange | None,
    semantic_index: SemanticIndex,
) -> Scored:
    """Return what is nearest in meaning, fused with what has the words where words are given."""
    allowed = None
    if conditions.filters or query.since is not None or query.until is not None:
        allowed = filtered_statements(connection, conditions.filters, query.since, query.until)
    count = max(MIN_NEAREST, query.offset + query.limit)
    hits = semantic_index.nearest(connection, query, count, allowed)
    hits = [hit for hit in hits if hit[1] >= MIN_COSINE]
    if conditions.words.groups:
        worded = [statement_id for statement_id, _ in _with_words(connection, conditions, days, MIN_NEAREST)]
        hits = fuse_rankings([statement_id for statement_id, _ in hits], worded)
    return [(statement_id, round(score, 4)) for statement_id, score in hits]


def _all_by_day(connection: Connection, query: SearchQuery, count: int) -> list[int]:
    """Return the newest statements of the days that are searched, or the oldest; undated ones last."""
    s = t.statements.c
    scope = statement_scope(include_hidden=query.include_hidden, all_versions=query.all_versions)
    statements = select(s.id).where(true(), *scope)
    dated = statements.where(s.day.is_not(None)).limit(count)
    dated = dated.order_by(s.day, s.id) if query.order == "oldest" else dated.order_by(s.day.desc(), s.id.desc())
    if query.since is not None:
        dated = dated.where(s.day >= day_number(query.since))
    if query.until is not None:
        dated = dated.where(s.day <= day_number(query.until))
    statement_ids = list(connection.execute(dated).scalars())
    if query.since is None and query.until is None and len(statement_ids) < count:
        missing = count - len(statement_ids)
        undated = statements.where(s.day.is_(None)).order_by(s.id.desc()).limit(missing)
        statement_ids += connection.execute(undated).scalars()
    return statement_ids
