"""Rank candidates and mark the words that were searched for; in Python, so that both engines agree."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from threading import local
from typing import TYPE_CHECKING, Any

import snowballstemmer

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

from onrecord.store.search.query_parser import Term

K, B, USUAL_LENGTH = 1.2, 0.6, 22  # parameters of BM25; words in a usual statement
ADJACENT_WEIGHT, MAX_ADJACENT = 1.5, 3  # the gain for each pair of searched words side by side; pairs that count
AGE_WEIGHT = 0.15  # the most that a statement's age takes from its score
_WORD, _WORD_CHARACTER = re.compile(r"[^\W_]+"), re.compile(r"[^\W_]")
_VOWEL = re.compile("[aeiouy]")
TEXT_END = "\x00"  # between texts that are searched at once; the store replaces it where a text has it
Candidate = Sequence[Any]  # row number, text, day number, and what else was asked for
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
_SIGNS = "\u2019\u2018\u201c\u201d\u2013\u2014\u2026"  # what stands most often in texts that are not ASCII
_STEMMERS = local()  # a stemmer holds the current word: one for each thread


def fold_text(text: str) -> str:
    """Return the text in lower case without accents; as long as it was."""
    return text.lower() if not _FOLDED_ONE_BY_ONE.search(text) else text.translate(_FOLDING)


def fold_texts(texts: Sequence[str]) -> list[str]:
    """Return texts folded for searching words in them: usual quotation marks and dashes may become others.

    Python has letters of ASCII in lower case in a twentieth of the time of others, and most texts are ASCII but for
    these signs.
    """
    other_texts = TEXT_END.join(text for text in texts if not text.isascii())
    for sign in _SIGNS:
        other_texts = other_texts.replace(sign, "'")
    others = iter(other_texts.split(TEXT_END))
    plain = (text if text.isascii() else next(others) for text in texts)
    return [text.lower() if text.isascii() else fold_text(text) for text in plain]


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
        self.size = len(terms)
        all_stems = [([stem(fold_text(word)) for word in term.words], term.prefix) for term in terms]
        self._single_words = _TermsOfWord()
        self._other: list[tuple[int, list[str], bool]] = []  # phrases, and beginnings of words
        for index, (stems, prefix) in enumerate(all_stems):
            if len(stems) == 1 and not prefix:
                self._single_words.terms.setdefault(stems[0], []).append(index)
            elif stems:
                self._other.append((index, stems, prefix))
        beginnings = {_beginning(word_stem) for stems, _ in all_stems for word_stem in stems}
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

    def match_table(self, folded: str) -> npt.NDArray[np.int64]:
        """Return the same as ``matches``, a row for each: many at once, in half of the time."""
        import numpy as np

        if self._other:
            return np.array(self.matches(folded), np.int64).reshape(-1, 4)
        tables = [np.empty((0, 4), np.int64)]
        for pattern in self._patterns:
            found = [(match.start(), match[0]) for match in pattern.finditer(folded)]
            words = [word for _, word in found]
            terms_of_word = list(map(self._single_words.__getitem__, words))
            starts = np.fromiter((start for start, _ in found), np.int64, len(found))
            ends = starts + np.fromiter(map(len, words), np.int64, len(found))
            rows = np.repeat(np.arange(len(found)), list(map(len, terms_of_word)))  # a word may have several terms
            terms = np.fromiter(chain.from_iterable(terms_of_word), np.int64, len(rows))
            tables.append(np.column_stack((terms, starts[rows], ends[rows], np.ones_like(rows))))
        table = np.concatenate(tables)
        return table[np.argsort(table[:, 1], kind="stable")]

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


def _beginning(word_stem: str) -> str:
    """Return what all words of a stem begin with.

    Stemming changes at most the last letter of that, after a vowel: happy to happi, filing to file, visibility to
    visibl. So it is with all of the 39,704 words of PolNeAR, the varied articles and the transcripts.
    """
    may_differ = (word_stem[-1] in "ie" or word_stem.endswith("bl")) and _VOWEL.search(word_stem[:-1])
    return word_stem[:-1] if may_differ else word_stem


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
    import numpy as np

    texts = [candidate[1] for candidate in candidates]
    counts, adjacent = _count_terms(texts, TermMatcher(terms))
    frequencies = np.maximum(1, np.count_nonzero(counts, axis=0))
    weights = (K + 1) * np.log2(1 + len(candidates) / frequencies)
    words = np.array([text.count(" ") + 1 for text in texts])
    norms = K * (1 - B) + K * B / USUAL_LENGTH * words
    scores = (weights * counts / (counts + norms[:, None])).sum(axis=1)
    scores += ADJACENT_WEIGHT * np.minimum(adjacent, MAX_ADJACENT)
    years = [None if candidate[2] is None else candidate[2] // 10_000 for candidate in candidates]
    newest = max((year for year in years if year is not None), default=0)
    scores -= AGE_WEIGHT * np.array([_age(year, newest) for year in years])
    scores = np.round(scores, 4)
    numbers = np.array([candidate[0] for candidate in candidates], np.int64)
    order = np.lexsort((-numbers, -scores))
    return list(zip(numbers[order].tolist(), scores[order].tolist(), strict=True))


def _count_terms(texts: Sequence[str], matcher: TermMatcher) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return how often each text has each term, a row for each text; and its pairs of searched words side by side.

    The words of all texts are searched for at once, which is several times faster.
    """
    import numpy as np

    folded = fold_texts(texts)
    matches = matcher.match_table(TEXT_END.join(folded))
    term_indexes, starts, ends, lengths = matches.T
    text_ends = np.cumsum([len(text) + 1 for text in folded])
    positions = np.searchsorted(text_ends, starts, side="right")
    counts = np.bincount(positions * matcher.size + term_indexes, minlength=len(texts) * matcher.size)
    pairs = lengths - 1
    is_adjacent = (positions[1:] == positions[:-1]) & np.isin(starts[1:] - ends[:-1], (0, 1))
    pairs[1:] += is_adjacent
    adjacent = np.zeros(len(texts), np.int64)
    np.add.at(adjacent, positions, pairs)
    return counts.reshape(len(texts), matcher.size), adjacent


@lru_cache(maxsize=1_000)
def _age(year: int | None, newest_year: int) -> float:
    """Return the age of a year against the newest, 0 to about 1: the logarithm of the years between."""
    return 1.0 if year is None else math.log1p(max(0, newest_year - year)) / math.log1p(50)
