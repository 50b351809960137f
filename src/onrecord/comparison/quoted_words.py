"""The quoted words of a statement: where they are in its article, and their normal forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from onrecord.diff.tokens import split_words
from onrecord.diff.wordings import ELLIPSIS
from onrecord.text.quotation_marks import QuotedSpan, find_quotations
from onrecord.text.sentences import END_MARK

SENTENCE_END = "."  # among the word forms: a sentence ends
TextRange = tuple[int, int]
WordForms = tuple[str, ...]


def outermost_quotations(text: str) -> list[QuotedSpan]:
    """Return the quotations of an article's text that are inside no other, in order."""
    return [quotation for quotation in find_quotations(text) if quotation.level == 0]


def quoted_ranges(
    text: str, content: Iterable[TextRange], quotations: Sequence[QuotedSpan], *, direct: bool
) -> list[TextRange]:
    """Return the ranges of a content that are inside quotation marks, without the marks.

    The whole of a direct content without marks (of a headline or a printed conversation) counts as quoted.
    """
    content_ranges = list(content)
    ranges = [
        (max(start, quotation.inner_start), min(end, quotation.inner_end))
        for start, end in content_ranges
        for quotation in quotations
        if max(start, quotation.inner_start) < min(end, quotation.inner_end)
    ]
    return [strip_range(text, start, end) for start, end in (ranges or (content_ranges if direct else []))]


def strip_range(text: str, start: int, end: int) -> TextRange:
    """Return a range without the white space at its ends."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def split_segments(texts: Iterable[str]) -> tuple[WordForms, ...]:
    """Return the word forms of each uninterrupted segment, with ``SENTENCE_END`` after each sentence within it.

    An ellipsis interrupts.
    """
    return tuple(filter(None, (_word_forms(part) for text in texts for part in _split_at_ellipses(text))))


def _word_forms(text: str) -> WordForms:
    forms: list[str] = []
    word_end = len(text)
    for word in split_words(text):
        if forms and END_MARK.search(text, word_end, word.start):
            forms.append(SENTENCE_END)
        forms.append(word.form)
        word_end = word.end
    return tuple(forms)


def _split_at_ellipses(text: str) -> Iterator[str]:
    start = 0
    for ellipsis in ELLIPSIS.finditer(text):
        yield text[start : ellipsis.start()]
        start = ellipsis.end()
    yield text[start:]
