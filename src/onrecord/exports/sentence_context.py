"""The sentences in which a statement stands, and which of their characters play which part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from onrecord.records import Article, Span, Statement
from onrecord.text.sentences import SENTENCE_END_NOT_ABBREVIATED

Part = Literal["content", "cue", "source", "addressee", "occasion", "hedge"]


def passage(article: Article, statement: Statement) -> tuple[int, int]:
    """Start and end, in the article's text, of the sentences that hold the statement."""
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


def parts(statement: Statement) -> list[tuple[Part, Span]]:
    """The statement's spans with the part that each plays; where they overlap the later in this list shows."""
    addressee = [statement.addressee] if statement.addressee else []
    groups: list[tuple[Part, Iterable[Span]]] = [
        ("content", statement.content),
        ("occasion", statement.occasion),
        ("addressee", addressee),
        ("source", statement.source),
        ("cue", statement.cue),
        ("hedge", statement.hedges),
    ]
    return [(part, span) for part, spans in groups for span in spans]
