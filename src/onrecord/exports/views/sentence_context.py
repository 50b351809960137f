"""The sentences that contain a statement, and the role of each of its spans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from onrecord.records import Article, Span, Statement
from onrecord.text.sentences import SENTENCE_END_NOT_ABBREVIATED

SpanRole = Literal["content", "cue", "source", "addressee", "occasion", "hedge"]


def sentence_range(article: Article, statement: Statement) -> tuple[int, int]:
    """Return start and end, in the article's text, of the sentences that contain the statement."""
    spans = [*statement.content, *statement.cue, *statement.source]
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    start = max((begin for begin, _ in article.paragraphs if begin <= first), default=0)
    end = min((stop for _, stop in article.paragraphs if stop >= last), default=len(article.text))
    for match in SENTENCE_END_NOT_ABBREVIATED.finditer(article.text, start, end):
        if match.end() <= first:
            start = match.end()
        elif match.end() >= last:
            end = match.end()
            break
    return start, start + len(article.text[start:end].rstrip())


def spans_with_roles(statement: Statement) -> list[tuple[SpanRole, Span]]:
    """Return the statement's spans with their roles; where two overlap, the later in the list is shown."""
    addressee = [statement.addressee] if statement.addressee else []
    groups: list[tuple[SpanRole, Iterable[Span]]] = [
        ("content", statement.content),
        ("occasion", statement.occasion),
        ("addressee", addressee),
        ("source", statement.source),
        ("cue", statement.cue),
        ("hedge", statement.hedges),
    ]
    return [(role, span) for role, spans in groups for span in spans]
