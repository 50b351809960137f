"""Statements that were found, with their articles, speakers and the sentences around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from onrecord.store import tables as t
from onrecord.store.connection.database import padded
from onrecord.store.day_numbers import day_or_none
from onrecord.store.search.query import SearchHit
from onrecord.store.search.query_parser import ParsedQuery
from onrecord.store.search.ranking import TermMatcher
from onrecord.text.sentences import SENTENCE_BREAK, SENTENCE_END_BEFORE_SPACE

MAX_IDS = 5_000  # statements that one query asks for
Scored = Sequence[tuple[int, float]]  # row numbers of statements with their scores


def load_hits(connection: Connection, scored: Scored, parsed: ParsedQuery) -> list[SearchHit]:
    """Return the hits of statements, in the order given."""
    rows: dict[int, Any] = {}
    spans: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for begin in range(0, len(scored), MAX_IDS):
        parameters = {"ids": padded([statement_id for statement_id, _ in scored[begin : begin + MAX_IDS]])}
        rows |= {row["id"]: row for row in connection.execute(_HITS, parameters).mappings()}
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
        speaker_name=row["speaker_name"], identity=row["slug"], identity_name=row["identity_name"],
        reported_by=row["reported_by"], parent=row["parent"], confidence=row["confidence"],
        speaker_confidence=row["speaker_confidence"], shown=row["shown"],
        cue=" … ".join(article[span_start:span_end] for part, span_start, span_end in spans if part == "cue"),
        record=row["record"], title=row["title"], outlet=row["outlet"], url=row["url"], published=row["published"],
        day=day_or_none(row["day"]), sentence=" ".join(article[start:end].split()), sentence_span=(start, end),
        corrected=row["correction_id"] is not None, current=row["current"],
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


_parent = t.statements.alias("parent")
_parent_speaker, _parent_identity = t.speakers.alias("parent_speaker"), t.identities.alias("parent_identity")
_HITS = (
    select(
        *(
            t.statements.c[name]
            for name in ("id", "key", "text", "kind", "act", "tone", "day", "confidence", "speaker_confidence", "shown",
                "correction_id", "current")
        ),
        t.speakers.c.key.label("speaker_key"), t.speakers.c.name.label("speaker_name"), t.identities.c.slug,
        func.coalesce(t.identities.c.renamed, t.identities.c.name).label("identity_name"),
        t.articles.c.text.label("article_text"), t.articles.c.record, t.articles.c.title, t.articles.c.published,
        t.articles.c.url, t.outlets.c.name.label("outlet"), _parent.c.key.label("parent"),
        func.coalesce(_parent_identity.c.renamed, _parent_identity.c.name, _parent_speaker.c.name).label("reported_by"),
    )
    .join(t.articles, t.articles.c.id == t.statements.c.article_id)
    .outerjoin(t.outlets, t.outlets.c.id == t.articles.c.outlet_id)
    .outerjoin(t.speakers, t.speakers.c.id == t.statements.c.speaker_id)
    .outerjoin(t.identities, t.identities.c.id == t.speakers.c.identity_id)
    .outerjoin(_parent, _parent.c.id == t.statements.c.parent_id)
    .outerjoin(_parent_speaker, _parent_speaker.c.id == _parent.c.speaker_id)
    .outerjoin(_parent_identity, _parent_identity.c.id == _parent_speaker.c.identity_id)
    .where(t.statements.c.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip
_SPANS = (
    select(t.spans.c.statement_id, t.spans.c.part, t.spans.c.start, t.spans.c.end)
    .where(t.spans.c.statement_id.in_(bindparam("ids", expanding=True)))
    .order_by(t.spans.c.start)
)
