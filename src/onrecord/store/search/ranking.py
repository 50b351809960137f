"""Rank candidates and mark the words that were searched for; in Python, so that both engines agree."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import local

import snowballstemmer

from onrecord.store.search.query_parser import Term

K, B, USUAL_LENGTH = 1.2, 0.6, 22  # parameters of BM25; words in a usual statement
ADJACENT_WEIGHT, MAX_ADJACENT = 1.5, 3  # the gain for each pair of searched words side by side; pairs that count
AGE_WEIGHT = 0.15  # the most that a statement's age takes from its score
_WORD_CHARACTER = re.compile(r"[^\W_]")
Candidate = tuple[int, str, int | None]  # row number, text, day number
WordSpan = tuple[int, int]  # start and end of a word
Match = tuple[int, list[WordSpan]]  # index of the term, and its words


class _CharacterFolding(dict[int, str]):
    """Each character in lower case without its accent, always as one character, so that offsets hold."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFD", chr(code).lower())[0]
        self[code] = folded
        return folded


_FOLDING = _CharacterFolding()
_STEMMERS = local()  # a stemmer holds the current word: one for each thread


def fold_text(text: str) -> str:
    """Return the text in lower case without accents; as long as it was."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the Porter (1980) stem of a folded word, as both engines' indexes have it."""
    if len(word) <= 2:
        return word
    stemmer = getattr(_STEMMERS, "stemmer", None)
    if stemmer is None:
        stemmer = _STEMMERS.stemmer = snowballstemmer.stemmer("porter")
    stemmed: str = stemmer.stemWord(word)
    return stemmed


class TermMatcher:
    """Finds the terms of a query in texts."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = [([stem(fold_text(word)) for word in term.words], term.prefix) for term in terms]
        beginnings: set[str] = set()
        for stems, _ in self.terms:
            # stemming changes at most the last two letters of what the forms of a word share
            beginnings.update(word_stem[: max(1, len(word_stem) - 2)] for word_stem in stems)
        alternatives = "|".join(map(re.escape, sorted(beginnings, key=len, reverse=True)))
        self._pattern = re.compile(rf"(?<![^\W_])(?:{alternatives})[^\W_]*") if beginnings else None

    def matches(self, text: str) -> Iterator[Match]:
        """Yield where terms stand in a text, in order."""
        if self._pattern is None:
            return
        folded = fold_text(text)
        words = [(match.start(), match.end(), stem(match[0])) for match in self._pattern.finditer(folded)]
        for index, (start, end, word_stem) in enumerate(words):
            for term_index, (stems, prefix) in enumerate(self.terms):
                if len(stems) > 1:
                    if word_stem == stems[0] and (spans := _match_phrase(folded, words, index, stems, prefix)):
                        yield term_index, spans
                elif word_stem == stems[0] or (prefix and word_stem.startswith(stems[0])):
                    yield term_index, [(start, end)]

    def marks(self, text: str) -> tuple[WordSpan, ...]:
        """Return start and end of each word to highlight, in order."""
        return tuple(sorted({span for _, spans in self.matches(text) for span in spans}))


def _match_phrase(
    folded: str, words: Sequence[tuple[int, int, str]], first: int, stems: Sequence[str], prefix: bool
) -> list[WordSpan]:
    """Return the words of a phrase that begins at a word; none when other words follow."""
    spans = [words[first][:2]]
    for index, phrase_stem in enumerate(stems[1:], 1):
        if first + index >= len(words):
            return []
        start, end, word_stem = words[first + index]
        may_go_on = prefix and index == len(stems) - 1
        fits = word_stem == phrase_stem or (may_go_on and word_stem.startswith(phrase_stem))
        if not fits or _WORD_CHARACTER.search(folded, spans[-1][1], start):
            return []
        spans.append((start, end))
    return spans


def rank_candidates(candidates: Sequence[Candidate], terms: Sequence[Term]) -> list[tuple[int, float]]:
    """Return row numbers with scores, best first.

    A statement scores by how often it has words that are rare among the candidates, for its length (BM25); by words
    side by side; and by its day.
    """
    matcher = TermMatcher(terms)
    counted = [_count_terms(text, matcher) for _, text, _ in candidates]
    frequencies = [sum(index in found_terms.counts for found_terms in counted) for index in range(len(terms))]
    weights = [math.log2(1 + len(candidates) / max(1, frequency)) for frequency in frequencies]
    newest = max((day for _, _, day in candidates if day is not None), default=0)
    ranked = []
    for (statement_id, _, day), found_terms in zip(candidates, counted, strict=True):
        norm = K * (1 - B + B * found_terms.length / USUAL_LENGTH)
        score = sum(weights[index] * count * (K + 1) / (count + norm) for index, count in found_terms.counts.items())
        score += ADJACENT_WEIGHT * min(found_terms.adjacent, MAX_ADJACENT) - AGE_WEIGHT * _age(day, newest)
        ranked.append((statement_id, round(score, 4)))
    return sorted(ranked, key=lambda scored: (-scored[1], -scored[0]))


@dataclass(frozen=True, slots=True)
class _TermCounts:
    counts: dict[int, int]  # how often each term stands, by its index
    adjacent: int  # pairs of searched words side by side
    length: int  # words of the text


def _count_terms(text: str, matcher: TermMatcher) -> _TermCounts:
    counts: dict[int, int] = {}
    adjacent, previous_end = 0, -10
    for term_index, spans in matcher.matches(text):
        counts[term_index] = counts.get(term_index, 0) + 1
        adjacent += len(spans) - 1 + (0 <= spans[0][0] - previous_end <= 1)
        previous_end = spans[-1][1]
    return _TermCounts(counts, adjacent, text.count(" ") + 1)


def _age(day: int | None, newest: int) -> float:
    """Return the age of a day against the newest, 0 to about 1: the logarithm of the years between."""
    return 1.0 if day is None else math.log1p(max(0, newest // 10_000 - day // 10_000)) / math.log1p(50)
