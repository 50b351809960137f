"""Rank candidates and mark the words that were searched for; in Python, so that both engines agree."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from operator import itemgetter
from threading import local

import snowballstemmer

from onrecord.store.search.query_parser import Term

K, B, USUAL_LENGTH = 1.2, 0.6, 22  # parameters of BM25; words in a usual statement
ADJACENT_WEIGHT, MAX_ADJACENT = 1.5, 3  # the gain for each pair of searched words side by side; pairs that count
AGE_WEIGHT = 0.15  # the most that a statement's age takes from its score
_WORD, _WORD_CHARACTER = re.compile(r"[^\W_]+"), re.compile(r"[^\W_]")
TEXT_END = "\x00"  # between texts that are searched at once; the store replaces it where a text has it
Candidate = tuple[int, str, int | None]  # row number, text, day number
WordSpan = tuple[int, int]  # start and end of a word
FoldedWord = tuple[int, int, str]  # start, end and stem of a word of a folded text
Match = tuple[int, int, int, int]  # index of the term; start of its first word, end of its last; number of words


class _CharacterFolding(dict[int, str]):
    """Each character in lower case without its accent, always as one character, so that offsets hold."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFD", chr(code).lower())[0]
        self[code] = folded
        return folded


_FOLDING = _CharacterFolding()
_FOLDED_ONE_BY_ONE = re.compile("[^\x00-\x7f\u2010-\u2027]")  # neither ASCII nor quotation marks, dashes and dots
_STEMMERS = local()  # a stemmer holds the current word: one for each thread


def fold_text(text: str) -> str:
    """Return the text in lower case without accents; as long as it was."""
    return text.lower() if not _FOLDED_ONE_BY_ONE.search(text) else text.translate(_FOLDING)


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


class _TermsOfWord(dict[str, Sequence[int]]):
    """The terms of one whole word that a folded word has the stem of; ``terms`` has them by their stems."""

    def __init__(self) -> None:
        super().__init__()
        self.terms: dict[str, list[int]] = {}

    def __missing__(self, word: str) -> Sequence[int]:
        self[word] = terms = self.terms.get(stem(word), ())
        return terms


class TermMatcher:
    """Finds the terms of a query in texts."""

    def __init__(self, terms: Sequence[Term]) -> None:
        all_stems = [([stem(fold_text(word)) for word in term.words], term.prefix) for term in terms]
        self._single_words = _TermsOfWord()
        self._other: list[tuple[int, list[str], bool]] = []  # phrases, and beginnings of words
        for index, (stems, prefix) in enumerate(all_stems):
            if len(stems) == 1 and not prefix:
                self._single_words.terms.setdefault(stems[0], []).append(index)
            elif stems:
                self._other.append((index, stems, prefix))
        # stemming changes at most the last letter of what the forms of a word share: of none of the 44,187 words of
        # PolNeAR, the varied articles and the transcripts more
        beginnings = {word_stem[: max(1, len(word_stem) - 1)] for stems, _ in all_stems for word_stem in stems}
        shortest = {
            beginning
            for beginning in beginnings
            if not any(beginning != shorter and beginning.startswith(shorter) for shorter in beginnings)
        }
        # One expression for each: it begins with letters, which are searched for many times faster than a choice is,
        # and then looks back whether a word begins there
        self._patterns = [
            re.compile(rf"{letters}(?<![^\W_]{letters})[^\W_]*") for letters in map(re.escape, sorted(shortest))
        ]

    def matches(self, folded: str) -> list[Match]:
        """Return where terms stand in a folded text, in order."""
        if self._other:
            return list(self._with_phrases(folded))
        matches = [
            (term, *match.span(), 1)
            for pattern in self._patterns
            for match in pattern.finditer(folded)
            for term in self._single_words[match[0]]
        ]
        return matches if len(self._patterns) < 2 else sorted(matches, key=itemgetter(1))

    def _with_phrases(self, folded: str) -> Iterator[Match]:
        words = sorted(
            (match.start(), match.end(), stem(match[0]))
            for pattern in self._patterns
            for match in pattern.finditer(folded)
        )
        for index, (start, end, word_stem) in enumerate(words):
            for term_index in self._single_words[folded[start:end]]:
                yield term_index, start, end, 1
            for term_index, stems, prefix in self._other:
                if len(stems) > 1:
                    if word_stem == stems[0] and (phrase_end := _phrase_end(folded, words, index, stems, prefix)):
                        yield term_index, start, phrase_end, len(stems)
                elif word_stem.startswith(stems[0]):
                    yield term_index, start, end, 1

    def marks(self, text: str) -> tuple[WordSpan, ...]:
        """Return start and end of each word to highlight, in order."""
        folded = fold_text(text)
        spans: set[WordSpan] = set()
        for _, start, end, words in self.matches(folded):
            spans |= {(start, end)} if words == 1 else {word.span() for word in _WORD.finditer(folded, start, end)}
        return tuple(sorted(spans))


def _phrase_end(folded: str, words: Sequence[FoldedWord], first: int, stems: Sequence[str], prefix: bool) -> int | None:
    """Return where a phrase ends that begins at a word; None when other words follow, or the text ends."""
    previous_end = words[first][1]
    for index, phrase_stem in enumerate(stems[1:], 1):
        if first + index >= len(words):
            return None
        start, end, word_stem = words[first + index]
        may_go_on = prefix and index == len(stems) - 1
        fits = word_stem == phrase_stem or (may_go_on and word_stem.startswith(phrase_stem))
        if not fits or _WORD_CHARACTER.search(folded, previous_end, start) or TEXT_END in folded[previous_end:start]:
            return None
        previous_end = end
    return previous_end


def rank_candidates(candidates: Sequence[Candidate], terms: Sequence[Term]) -> list[tuple[int, float]]:
    """Return row numbers with scores, best first.

    A statement scores by how often it has words that are rare among the candidates, for its length (BM25); by words
    side by side; and by its day.
    """
    texts = [text for _, text, _ in candidates]
    counts, adjacent = _count_terms(texts, TermMatcher(terms))
    frequencies = Counter(chain.from_iterable(counts.values()))
    weights = [(K + 1) * math.log2(1 + len(candidates) / max(1, frequencies[index])) for index in range(len(terms))]
    years = [None if day is None else day // 10_000 for _, _, day in candidates]
    newest = max((year for year in years if year is not None), default=0)
    aged = {year: AGE_WEIGHT * _age(year, newest) for year in set(years)}
    norm_of_word, norm_of_text = K * B / USUAL_LENGTH, K * (1 - B)
    ranked = []
    for position, (text, year) in enumerate(zip(texts, years, strict=True)):
        score = -aged[year]
        if text_counts := counts.get(position):
            norm = norm_of_text + norm_of_word * (text.count(" ") + 1)
            for index, count in text_counts.items():
                score += weights[index] * count / (count + norm)
            if position in adjacent:
                score += ADJACENT_WEIGHT * min(adjacent[position], MAX_ADJACENT)
        ranked.append((-round(score, 4), -candidates[position][0]))
    ranked.sort()
    return [(-number, -score) for score, number in ranked]


def _count_terms(texts: Sequence[str], matcher: TermMatcher) -> tuple[dict[int, dict[int, int]], dict[int, int]]:
    """Return how often each text has each term, by their places; and its pairs of searched words side by side.

    The words of all texts are searched for at once, which is several times faster.
    """
    counts: dict[int, dict[int, int]] = {}
    adjacent: dict[int, int] = {}
    ends = list(accumulate(len(text) + 1 for text in texts))
    position, text_end, previous_end = -1, 0, -10
    text_counts: dict[int, int] = {}
    folded = [text.lower() if text.isascii() else fold_text(text) for text in texts]
    for term_index, start, end, length in matcher.matches(TEXT_END.join(folded)):
        if start >= text_end:
            position = bisect_right(ends, start, position + 1)
            text_end, previous_end = ends[position], -10
            counts[position] = text_counts = {}
        text_counts[term_index] = text_counts.get(term_index, 0) + 1
        pairs = length - 1 + (start - previous_end in (0, 1))
        if pairs:
            adjacent[position] = adjacent.get(position, 0) + pairs
        previous_end = end
    return counts, adjacent


@lru_cache(maxsize=1_000)
def _age(year: int | None, newest_year: int) -> float:
    """Return the age of a year against the newest, 0 to about 1: the logarithm of the years between."""
    return 1.0 if year is None else math.log1p(max(0, newest_year - year)) / math.log1p(50)
