"""What of a statement is compared: its quoted words, the named speaker and the day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.comparison.quoted_words import SENTENCE_END, WordForms
from onrecord.comparison.word_weights import key_in_period, long_shingles, short_shingles, total_weight

FRAGMENT_WEIGHT, FRAGMENT_WORDS = 2.6, 5  # a quotation of less weight or fewer words is a fragment
NEARBY_DAYS = 10  # days within which few words may be enough


@dataclass(frozen=True, slots=True)
class QuoteFingerprint:
    """A statement's quoted words in normal forms, with what is needed to find and compare them.

    Attributes:
        id: The statement's number in the store.
        segments: Uninterrupted stretches of words, with ``SENTENCE_END`` where a sentence ends.
        speaker: The folded name of the speaker; empty if there is none.
        day: The day of publication as a proleptic ordinal; None if unknown.
        forms: The words of all segments, with a separator that equals no word after each segment.
        sentences: Where each sentence is in ``forms``, as (start, end).
        short_shingles: Hashes of three words in a row.
        long_shingles: Hashes of six words in a row, winnowed.
        weight: The weight of all words.
    """

    id: int
    segments: tuple[WordForms, ...]
    speaker: str = ""
    day: int | None = None
    forms: WordForms = field(default=(), compare=False, repr=False)
    sentences: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)
    short_shingles: tuple[int, ...] = field(default=(), compare=False, repr=False)
    long_shingles: tuple[int, ...] = field(default=(), compare=False, repr=False)
    weight: float = field(default=0.0, compare=False, repr=False)

    @classmethod
    def build(cls, id_: int, segments: tuple[WordForms, ...], speaker: str | None, day: int | None) -> QuoteFingerprint:
        """Return a fingerprint with its shingles, sentences and weight computed."""
        words = [tuple(form for form in segment if form != SENTENCE_END) for segment in segments]
        forms = tuple(form for number, segment in enumerate(words) for form in (*segment, f"\x00{number} {id_}"))
        return cls(
            id_, segments, fold_name(speaker), day, forms, _sentence_ranges(segments), short_shingles(words),
            long_shingles(words), sum(map(total_weight, words)),
        )  # fmt: skip

    @property
    def is_fragment(self) -> bool:
        """Return whether the words are too few to identify an utterance."""
        return self.weight < FRAGMENT_WEIGHT or len(self.forms) - len(self.segments) < FRAGMENT_WORDS

    @property
    def index_keys(self) -> frozenset[int]:
        """The keys it is indexed by: long shingles at any time, short ones within its period of two times ten days."""
        if self.day is None:
            return frozenset(self.long_shingles)
        period = self.day // (2 * NEARBY_DAYS)
        return frozenset([*self.long_shingles, *(key_in_period(key, period) for key in self.short_shingles)])

    @property
    def lookup_keys(self) -> frozenset[int]:
        """The keys of statements that it may equal: short shingles also in the nearer neighbouring period."""
        if self.day is None:
            return frozenset(self.long_shingles)
        half_period = self.day // NEARBY_DAYS
        periods = half_period // 2, half_period // 2 + (1 if half_period % 2 else -1)
        nearby = (key_in_period(key, period) for key in self.short_shingles for period in periods)
        return frozenset([*self.long_shingles, *nearby])


def fold_name(name: str | None) -> str:
    """Return a name in small letters without punctuation."""
    return " ".join(re.findall(r"[^\W_]+", (name or "").casefold()))


def _sentence_ranges(segments: Sequence[WordForms]) -> tuple[tuple[int, int], ...]:
    """Return where each sentence is in ``forms``."""
    ranges, start, position = [], 0, 0
    for segment in segments:
        for form in (*segment, SENTENCE_END):
            if form != SENTENCE_END:
                position += 1
            elif position > start:
                ranges.append((start, position))
                start = position
        start = position = position + 1  # past the separator
    return tuple(ranges)
