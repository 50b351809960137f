"""The quoted words of a statement: where they stand in its article, and their normal forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from onrecord.diff.tokens import split_words
from onrecord.diff.wordings import ELLIPSIS
from onrecord.text.quotation_marks import QuotedSpan, find_quotations
from onrecord.text.sentences import END_MARK

END = "."  # among the words' forms: a sentence ends
Stretch = tuple[int, int]
Forms = tuple[str, ...]


def marks(text: str) -> list[QuotedSpan]:
    """The outermost quotations of an article's text, in order."""
    return [one for one in find_quotations(text) if one.level == 0]


def quoted(text: str, content: Iterable[Stretch], within: Sequence[QuotedSpan], *, direct: bool) -> list[Stretch]:
    """Where the quoted words of a content stand, the marks left out.

    A direct content without marks (a headline's, a transcript's) is quoted as a whole.
    """
    spans = list(content)
    found = [
        (max(start, one.inner_start), min(end, one.inner_end))
        for start, end in spans
        for one in within
        if max(start, one.inner_start) < min(end, one.inner_end)
    ]
    return [bare(text, *one) for one in (found or (spans if direct else []))]


def bare(text: str, start: int, end: int) -> Stretch:
    """A stretch without the spaces at its ends."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def pieces(texts: Iterable[str]) -> tuple[Forms, ...]:
    """The forms of the words of each stretch that nothing interrupts, with ``END`` after each sentence within it.

    A mark of words left out interrupts.
    """
    return tuple(filter(None, (_forms(part) for text in texts for part in _parts(text))))


def _forms(text: str) -> Forms:
    found: list[str] = []
    end = len(text)
    for word in split_words(text):
        if found and END_MARK.search(text, end, word.start):
            found.append(END)
        found.append(word.form)
        end = word.end
    return tuple(found)


def _parts(text: str) -> Iterator[str]:
    at = 0
    for match in ELLIPSIS.finditer(text):
        yield text[at : match.start()]
        at = match.end()
    yield text[at:]
