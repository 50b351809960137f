"""An article as its mentions are resolved: sentences, paragraphs, quotations, the encoder's view, who spoke so far."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from onrecord.inference import ArticleEncoding
from onrecord.records import Statement
from onrecord.speakers.entities.entity import Entity, Offsets
from onrecord.speakers.entities.roles import words_of_roles
from onrecord.text.sentences import SENTENCE_BREAK

Floats = npt.NDArray[np.float32]

MAX_NESTED_QUOTATIONS = 3  # quotations before an offset that may still be open there
_PARAGRAPH = re.compile(r"\n+")
_WORD = re.compile(r"\w+")
_NAME_WORD = re.compile(r"[\w-]+")
_PRONOUNS = {
    "he": re.compile(r"\b(?:he|him|his)\b", re.IGNORECASE),
    "she": re.compile(r"\b(?:she|her)\b", re.IGNORECASE),
}


class ArticleContext:
    """What resolving a mention looks up in its article.

    ``spoken`` lists who made the statements resolved so far, None where nobody is known. ``last_referents`` has by form
    the entity that its last mention referred to. ``surroundings`` keeps features of what stands around a mention, by
    its offsets.
    """

    def __init__(self, text: str, encoding: ArticleEncoding, statements: Sequence[Statement]) -> None:
        self.text, self.encoding = text, encoding
        self.source_offsets = {(span.start, span.end) for statement in statements for span in statement.source}
        self.spoken: list[Entity | None] = []
        self.last_referents: dict[str, Entity] = {}
        self.surroundings: dict[Offsets, dict[str, float]] = {}
        self._spoken_counts: Counter[int] = Counter()
        self._sentence_starts = [match.end() for match in SENTENCE_BREAK.finditer(text)]
        self._paragraph_starts = [match.end() for match in _PARAGRAPH.finditer(text)]
        direct = (statement for statement in statements if statement.kind == "direct")
        self._quoted = sorted((span.start, span.end) for statement in direct for span in statement.content)
        self._word_starts: dict[str, list[int]] = {}
        self._starts_by_word: dict[str, list[int]] | None = None
        self._role_words: dict[int, frozenset[str]] = {}
        self._name_words: dict[int, tuple[int, frozenset[str]]] = {}
        self._reference_sums = np.zeros((len(encoding.starts) + 1, encoding.reference_vectors.shape[1]))
        np.cumsum(encoding.reference_vectors.astype(np.float64), axis=0, out=self._reference_sums[1:])
        self._pronouns = {form: [match.start() for match in regex.finditer(text)] for form, regex in _PRONOUNS.items()}

    def add_spoken(self, entity: Entity | None) -> None:
        """Note who made the next statement of the article."""
        self.spoken.append(entity)
        if entity is not None:
            self._spoken_counts[entity.number] += 1

    def times_spoken(self, entity: Entity) -> int:
        """Return how many statements the entity made so far."""
        return self._spoken_counts[entity.number]

    def sentence_number(self, offset: int) -> int:
        """Return the number of the sentence at an offset."""
        return bisect_right(self._sentence_starts, offset)

    def sentence_start(self, offset: int) -> int:
        """Return where the sentence at an offset begins."""
        number = self.sentence_number(offset)
        return self._sentence_starts[number - 1] if number else 0

    def sentence_at(self, offset: int) -> Offsets:
        """Return where the sentence at an offset begins and ends."""
        number = self.sentence_number(offset)
        end = self._sentence_starts[number] if number < len(self._sentence_starts) else len(self.text)
        return self.sentence_start(offset), end

    def paragraph_number(self, offset: int) -> int:
        """Return the number of the paragraph at an offset."""
        return bisect_right(self._paragraph_starts, offset)

    def previous_paragraph(self, offset: int) -> Offsets:
        """Return the offsets of the paragraph before the one at an offset; (0, 0) in the first."""
        number = self.paragraph_number(offset)
        if number == 0:
            return 0, 0
        return self._paragraph_starts[number - 2] if number > 1 else 0, self._paragraph_starts[number - 1]

    def has_quotation(self, start: int, end: int) -> bool:
        """Return whether the content of a direct statement begins between two offsets."""
        number = bisect_left(self._quoted, (start, 0))
        return number < len(self._quoted) and self._quoted[number][0] < end

    def is_quoted(self, offset: int) -> bool:
        """Return whether an offset is inside the content of a direct statement."""
        number = bisect_right(self._quoted, (offset, math.inf)) - 1
        before = self._quoted[max(0, number - MAX_NESTED_QUOTATIONS) : number + 1]
        return any(start <= offset < end for start, end in before)

    def count_pronouns(self, form: str, start: int, end: int) -> int:
        """Return how many pronouns of “he” or “she” are between two offsets."""
        starts = self._pronouns.get(form, [])
        return bisect_left(starts, end) - bisect_left(starts, start)

    def word_starts(self, word: str) -> list[int]:
        """Return where a word begins in the text, upper or lower case."""
        if word not in self._word_starts:
            self._word_starts[word] = list(self._find_word(word.lower()))
        return self._word_starts[word]

    def _find_word(self, word: str) -> Iterator[int]:
        """Yield where a word begins that may have hyphens or apostrophes in it; the text is read once for all words."""
        if self._starts_by_word is None:
            self._starts_by_word = defaultdict(list)
            for match in _WORD.finditer(self.text):
                self._starts_by_word[match[0].lower()].append(match.start())
        parts = list(_WORD.finditer(word))
        if not parts or parts[0].start() or parts[-1].end() < len(word):
            return
        rarest = min(parts, key=lambda part: len(self._starts_by_word.get(part[0], ())))  # type: ignore[union-attr]
        for part_start in self._starts_by_word.get(rarest[0], ()):
            start = part_start - rarest.start()
            end = start + len(word)
            is_whole = not _WORD.match(self.text, end) and not (start and _WORD.match(self.text, start - 1))
            if start >= 0 and is_whole and self.text[start:end].lower() == word:
                yield start

    def role_words(self, entity: Entity) -> frozenset[str]:
        """Return the words of an entity's roles."""
        if entity.number not in self._role_words:
            self._role_words[entity.number] = words_of_roles(entity.roles)
        return self._role_words[entity.number]

    def name_words(self, entity: Entity) -> frozenset[str]:
        """Return the words of an entity's names in lower case; they are put together again when it has got a name."""
        count, words = self._name_words.get(entity.number, (0, frozenset()))
        if count != len(entity.names):
            words = frozenset(word for name in entity.names for word in _NAME_WORD.findall(name.lower()))
            self._name_words[entity.number] = (len(entity.names), words)
        return words

    def mean_references(self, spans: Sequence[Offsets]) -> Floats:
        """Return the mean of the encoder's reference vectors over each span's pieces, [N, R]; zeros without pieces."""
        first = np.searchsorted(self.encoding.ends, [start for start, _ in spans], side="right")
        last = np.maximum(first + 1, np.searchsorted(self.encoding.starts, [end for _, end in spans]))
        last = np.minimum(last, len(self.encoding.starts))
        count = np.maximum(1, last - first)[:, None]
        return ((self._reference_sums[last] - self._reference_sums[np.minimum(first, last)]) / count).astype(np.float32)
