"""Words found again in a statement's text: marked, counted and weighed in Python, so that both engines agree."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from threading import local

import snowballstemmer

from onrecord.store.search.query_parser import Term

K, B, USUAL = 1.2, 0.6, 22  # of BM25; words in a usual statement
CLOSE = 1.5  # what several words asked for weigh more when they stand side by side
LATE = 0.15  # what a statement's age can take from its rank
_WORD = re.compile(r"[^\W_]")
Candidate = tuple[int, str, int | None]  # number, text, day
Hit = tuple[int, list[tuple[int, int]]]  # which term, and start and end of each of its words


class _Plain(dict[int, str]):
    """Each letter in lower case without its accent, and always one letter, so that places stay."""

    def __missing__(self, code: int) -> str:
        low = unicodedata.normalize("NFD", chr(code).lower())[0]
        self[code] = low
        return low


_PLAIN = _Plain()
_STEMMERS = local()  # a stemmer keeps the word in hand: one for each thread


def plain(text: str) -> str:
    """The text as words are compared: as long as it was, in lower case, without accents."""
    return text.lower() if text.isascii() else text.translate(_PLAIN)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What the forms of a word share, as both engines' indexes have it (Porter 1980)."""
    if len(word) <= 2:
        return word
    stemmer = getattr(_STEMMERS, "one", None)
    if stemmer is None:
        stemmer = _STEMMERS.one = snowballstemmer.stemmer("porter")
    found: str = stemmer.stemWord(word)
    return found


class Marker:
    """Finds the words of a query in texts."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = [([stem(plain(word)) for word in term.words], term.prefix) for term in terms]
        begins: set[str] = set()
        for stems, _ in self.terms:
            begins.update(one[: max(1, len(one) - 2)] for one in stems)  # an ending changes two letters of it at most
        some = "|".join(map(re.escape, sorted(begins, key=len, reverse=True)))
        self.pattern = re.compile(rf"(?<![^\W_])(?:{some})[^\W_]*") if begins else None

    def hits(self, text: str) -> Iterator[Hit]:
        """Where terms stand, in order."""
        if self.pattern is None:
            return
        low = plain(text)
        words = [(match.start(), match.end(), stem(match[0])) for match in self.pattern.finditer(low)]
        for at, (start, end, found) in enumerate(words):
            for number, (stems, prefix) in enumerate(self.terms):
                if len(stems) > 1:
                    if found == stems[0] and (spans := _follow(low, words, at, stems, prefix)):
                        yield number, spans
                elif found == stems[0] or (prefix and found.startswith(stems[0])):
                    yield number, [(start, end)]

    def marks(self, text: str) -> tuple[tuple[int, int], ...]:
        """Start and end of each word to mark, in order."""
        return tuple(sorted({span for _, spans in self.hits(text) for span in spans}))


def _follow(
    low: str, words: Sequence[tuple[int, int, str]], at: int, stems: Sequence[str], prefix: bool
) -> list[tuple[int, int]]:
    """The words of a phrase that begins with a word; none when others follow."""
    spans = [words[at][:2]]
    for number, wanted in enumerate(stems[1:], 1):
        if at + number >= len(words):
            return []
        start, end, found = words[at + number]
        last = prefix and number == len(stems) - 1
        if not (found == wanted or (last and found.startswith(wanted))) or _WORD.search(low, spans[-1][1], start):
            return []
        spans.append((start, end))
    return spans


def ranked(candidates: Sequence[Candidate], terms: Sequence[Term]) -> list[tuple[int, float]]:
    """Numbers with scores, best first: how often words stand that are rare among these, for the length, side by side,
    and how lately."""
    marker = Marker(terms)
    counted = [_counted(text, marker) for _, text, _ in candidates]
    having = [sum(number in counts for counts, _, _ in counted) for number in range(len(terms))]
    weights = [math.log2(1 + len(candidates) / max(1, count)) for count in having]
    newest = max((day for _, _, day in candidates if day is not None), default=0)
    scored = []
    for (number, _, day), (counts, close, length) in zip(candidates, counted, strict=True):
        norm = K * (1 - B + B * length / USUAL)
        score = sum(weights[term] * n * (K + 1) / (n + norm) for term, n in counts.items())
        scored.append((number, round(score + CLOSE * min(close, 3) - LATE * _age(day, newest), 4)))
    return sorted(scored, key=lambda one: (-one[1], -one[0]))


def _counted(text: str, marker: Marker) -> tuple[dict[int, int], int, int]:
    """How often each term stands, how often two stand side by side, and the words in all."""
    counts: dict[int, int] = {}
    close, before = 0, -10
    for term, spans in marker.hits(text):
        counts[term] = counts.get(term, 0) + 1
        close += len(spans) - 1 + (0 <= spans[0][0] - before <= 1)
        before = spans[-1][1]
    return counts, close, text.count(" ") + 1


def _age(day: int | None, newest: int) -> float:
    return 1.0 if day is None else math.log1p(max(0, newest // 10_000 - day // 10_000)) / math.log1p(50)
