"""A wording: a text with its words; and a printed one, with the ellipses and brackets of its editor."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.diff.tokens import Word, split_words

ELLIPSIS = re.compile(r"…|\.(?:\s?\.){2,}|\[\s*(?:…|\.\s?\.\s?\.)\s*\]")
SENTENCE_CLOSE = re.compile(r"[.?!]")
SENTENCE_END = re.compile(r"[.?!:]")
_BRACKETS = re.compile(r"\[[^\[\]]*\]|\(sic\)", re.IGNORECASE)
_BRACKETED_INITIAL = re.compile(r"(?<![^\W_])\[([^\W\d_])\](?=[^\W\d_])")  # "[W]e": only the case was changed
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and its words.

    ``breaks`` are the numbers of words before which the text is interrupted; ``voices`` says for each word which
    speaker it is of, by number.
    """

    text: str
    words: tuple[Word, ...]
    breaks: tuple[int, ...] = ()
    voices: tuple[int, ...] = ()

    def voice_of(self, number: int) -> int:
        """The speaker of a word, by number; 0 for every word where ``voices`` are not given."""
        return self.voices[number] if self.voices and 0 <= number < len(self.voices) else 0

    def end_before(self, number: int) -> int:
        """The end of the word before a word, or the start of the text."""
        return self.words[number - 1].end if number else 0

    def start_of(self, number: int) -> int:
        """The start of a word, or the end of the text after the last one."""
        return self.words[number].start if number < len(self.words) else len(self.text)

    def text_between(self, first: int, last: int) -> str:
        """The text between the words around [first, last), with those words' marks."""
        return self.text[self.end_before(first) : self.start_of(last)]

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """The span of words [first, last); without words, the place before the next or after the last one."""
        if first < last:
            return self.words[first].start, self.words[last - 1].end
        place = self.words[first].start if first < len(self.words) else self.end_before(len(self.words))
        return place, place


@dataclass(frozen=True, slots=True)
class PrintedText(Wording):
    """A wording with an editor's marks: ellipses and brackets. Words in brackets are not among its words."""

    ellipses: Spans = ()
    brackets: Spans = ()

    @classmethod
    def parse(cls, text: str) -> PrintedText:
        """Split a printed text into words and marks."""
        unmarked = _BRACKETED_INITIAL.sub(r"  \1", text)
        brackets = [match.span() for match in _BRACKETS.finditer(unmarked) if any(map(str.isalnum, match[0]))]
        words = tuple(word for word in split_words(unmarked) if not _is_within(word.start, word.end, brackets))
        if unmarked != text:  # a word whose initial is in brackets starts at the bracket
            words = tuple(
                word._replace(start=word.start - 2)
                if word.text and text[max(0, word.start - 2) : word.start] == "[" + unmarked[word.start]
                else word
                for word in words
            )
        return cls(text, words, ellipses=[match.span() for match in ELLIPSIS.finditer(text)], brackets=brackets)

    def words_after_ellipses(self) -> frozenset[int]:
        """The numbers of the words that have an ellipsis before them."""
        return frozenset(number for number in range(1, len(self.words)) if self.has_ellipsis(number, number))

    def words_beginning_sentences(self) -> frozenset[int]:
        """The numbers of the words, after the first, that begin a sentence with a capital."""
        return frozenset(
            number
            for number in range(1, len(self.words))
            if self.words[number].text[:1].isupper() and SENTENCE_CLOSE.search(self.text_between(number, number))
        )

    def has_ellipsis(self, first: int, last: int) -> bool:
        """Whether there is an ellipsis between the words around [first, last)."""
        gap_start, gap_end = self.end_before(first), self.start_of(last)
        return any(gap_start <= start and end <= gap_end for start, end in self.ellipses)

    def bracket_in(self, first: int, last: int) -> tuple[int, int] | None:
        """The span of the first bracket between the words around [first, last)."""
        gap_start, gap_end = self.end_before(first), self.start_of(last)
        return next((span for span in self.brackets if gap_start <= span[0] and span[1] <= gap_end), None)

    def starts_sentence(self, number: int) -> bool:
        """Whether a word starts a sentence."""
        return number == 0 or bool(SENTENCE_END.search(self.text_between(number, number)))


def _is_within(start: int, end: int, spans: Spans) -> bool:
    return any(first <= start and end <= last for first, last in spans)
