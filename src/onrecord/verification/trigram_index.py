"""Where in thousands of transcripts the words of a quotation may stand: an index of their triples.

Texts are taken apart by numpy alone: a word's number is a polynomial hash of its letters (Karp and Rabin, 1987), from
one running sum over the text, and three numbers in a row make a key. 25 MB of transcripts are indexed in seconds.
Nothing is lost by a collision but a little time: every candidate is aligned word by word afterwards.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onrecord.records import Transcript

_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))
_SECOND, _THIRD = np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)
_UNSEEN = "'’‘`´\u00ad\u200b\u200c\u200d\u2060"
_DROPPED = 0xFFFFFFFF
COMMON = 400  # places from which on a triple says little about which transcript it is
CANDIDATES = 8  # transcripts that are looked at, at most
STRETCHES = 10  # of one transcript
WIDE = 6_000  # words of a transcript from which on only the richest places are looked at
_LITTLE = 0.1  # rarity of what is common

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A transcript that may hold a quotation, and the stretches of its text, by offsets, where some words agree.

    ``covered`` is the share of the quotation's words that stand in a triple which the transcript has.
    """

    number: int
    covered: float
    stretches: tuple[tuple[int, int], ...]


class Index:
    """The triples of words of many transcripts. Memory: some 28 bytes a word."""

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        taken = [_apart(transcript.text) for transcript in transcripts]
        self._starts = [starts for _, starts in taken]
        self._lengths = [len(transcript.text) for transcript in transcripts]
        triples = [_triples(numbers) for numbers, _ in taken]
        self._bounds = np.cumsum([0] + [len(some) for some in triples])
        every = np.concatenate(triples) if taken else np.empty(0, np.uint64)
        self._places = np.argsort(every, kind="stable")  # of one key in the transcripts' order
        self._keys = every[self._places]
        self._holders = np.repeat(np.arange(len(triples), dtype=np.int32), np.diff(self._bounds))[self._places]

    def candidates(
        self, text: str, allowed: NDArray[np.bool_] | None = None, near: NDArray[np.bool_] | None = None
    ) -> list[Candidate]:
        """The transcripts that share the most and rarest triples with a text, best first; of the ``allowed`` ones.

        With ``near`` a few more of those, which would be passed over for a stock phrase.
        """
        numbers, _ = _apart(text)
        triples = _triples(numbers)
        keys, written = np.unique(triples, return_inverse=True)
        slices = self._slices(keys)
        weights, rarity = self._weights(slices, allowed)
        best = np.argsort(-weights, kind="stable")[:CANDIDATES].tolist()
        if near is not None:
            best += np.argsort(-np.where(near, weights, 0), kind="stable")[: CANDIDATES // 2].tolist()
        found = [
            self._candidate(number, written, slices, rarity) for number in dict.fromkeys(best) if weights[number] > 0
        ]
        return sorted(found, key=lambda candidate: -candidate.covered)

    def elsewhere(self, text: str, number: int, least: int = 1) -> bool:
        """Whether so many triples of a text's words, or all, stand in transcripts other than ``number``."""
        slices = self._slices(_triples(_apart(text)[0]))
        found = [bool((self._holders[low:high] != number).any()) for low, high in slices]
        return bool(found) and sum(found) >= min(least, len(found))

    def _slices(self, keys: Numbers) -> list[tuple[int, int]]:
        """Where each key stands in the index, from and to."""
        lows, highs = np.searchsorted(self._keys, keys), np.searchsorted(self._keys, keys, side="right")
        return list(zip(lows.tolist(), highs.tolist(), strict=True))

    def _weights(
        self, slices: Sequence[tuple[int, int]], allowed: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.float64], list[float]]:
        """How rare each key is, and for each transcript the sum of that over the keys that it has, first."""
        size = len(self._starts)
        weights, rarity = np.zeros(size), [_LITTLE] * len(slices)
        limit = max(COMMON, min((high - low for low, high in slices if high > low), default=0))
        for number, (low, high) in enumerate(slices):
            if 0 < high - low <= limit:
                holders = np.unique(self._holders[low:high])
                rarity[number] = float(np.log(1 + size / len(holders)))
                weights[holders] += rarity[number]
        if allowed is not None:
            weights[~allowed] = 0
        return weights, rarity

    def _candidate(
        self, number: int, written: Places, slices: Sequence[tuple[int, int]], rarity: Sequence[float]
    ) -> Candidate:
        """``written`` are the keys of a quotation in its order, each as its place in ``slices``."""
        own = self._bounds[number : number + 2]
        found: list[Places] = []
        for low, high in slices:
            first, last = self._places[low:high].searchsorted(own)
            found.append(self._places[low + first : low + last])
        counts = np.array([len(some) for some in found])
        which = np.repeat(np.arange(len(slices)), counts)
        places = np.concatenate(found) - own[0]
        order = np.argsort(places)
        shared = counts[written] > 0
        held = np.zeros(len(written) + 2, bool)
        for step in range(3):
            held[step : step + len(written)] |= shared
        stretches = self._stretches(number, places[order], which[order], rarity, len(written) + 14)
        return Candidate(number, float(held.mean()), stretches)

    def _stretches(
        self, number: int, places: Places, which: Places, rarity: Sequence[float], margin: int
    ) -> tuple[tuple[int, int], ...]:
        """The text around the places, as wide as the quotation is long; the richest, in the text's order."""
        starts = self._starts[number]
        ends = np.diff(places) > 2 * margin
        if len(places) and places[-1] - places[0] > WIDE:
            ends |= np.diff(places // (2 * margin)) > 0  # common words everywhere: no wider than needed
        parts = np.split(np.arange(len(places)), np.flatnonzero(ends) + 1)
        keys = which.tolist()
        parts.sort(key=lambda part: -sum(rarity[key] for key in sorted({keys[at] for at in part.tolist()})))
        room = STRETCHES if margin < WIDE // 20 else max(2, WIDE // margin)
        stretches: list[tuple[int, int]] = []
        for part in sorted(parts[:room], key=lambda part: int(part[0])):
            first, last = max(0, int(places[part[0]]) - margin), int(places[part[-1]]) + 3 + margin
            start, end = int(starts[first]), int(starts[last]) if last < len(starts) else self._lengths[number]
            if stretches and start <= stretches[-1][1]:
                start, _ = stretches.pop()
            stretches.append((start, end))
        return tuple(stretches)


def _apart(text: str) -> tuple[Numbers, Places]:
    """The numbers of a text's words, and where they start. Case, accents and apostrophes make no difference."""
    coding = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
    codes = np.frombuffer(text.encode(coding, "surrogatepass"), np.uint32)
    folded = _folding()[np.minimum(codes, 0xFFFF)]
    offsets = np.flatnonzero(folded != _DROPPED)
    folded = folded[offsets]
    inside = folded != 0
    edges = np.diff(np.concatenate(([False], inside, [False])).astype(np.int8))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    powers, inverses = _powers(len(folded) + 1)
    with np.errstate(over="ignore"):
        sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(folded * powers[: len(folded)], dtype=np.uint64)))
        numbers = (sums[ends] - sums[starts]) * inverses[starts]
    return numbers, offsets[starts]


def _triples(numbers: Numbers) -> Numbers:
    if len(numbers) < 3:
        return np.empty(0, np.uint64)
    with np.errstate(over="ignore"):
        keys: Numbers = numbers[:-2] + numbers[1:-1] * _SECOND + numbers[2:] * _THIRD
        return keys


@lru_cache(maxsize=1)
def _folding() -> NDArray[np.uint64]:
    """For each character of the first plane its small letter's code, 0 if it is in no word, or _DROPPED."""
    table = np.zeros(0x10000, np.uint64)
    for code in range(0x10000):
        letter = chr(code)
        if letter.isalnum():
            lower = letter.lower()
            if code > 0x7F:  # without its accent
                lower = unicodedata.normalize("NFKD", lower)[:1]
            table[code] = ord(lower) if len(lower) == 1 else code
        elif 0x300 <= code < 0x370:
            table[code] = _DROPPED
    for letter in _UNSEEN:
        table[ord(letter)] = _DROPPED
    return table


_kept: list[tuple[Numbers, Numbers]] = []


def _powers(size: int) -> tuple[Numbers, Numbers]:
    """The powers of the hash's base and of its inverse, from 0 on, as many as the longest text needed so far."""
    if not _kept or len(_kept[0][0]) < size:
        with np.errstate(over="ignore"):
            both = tuple(
                np.multiply.accumulate(np.concatenate((np.ones(1, np.uint64), np.full(2 * size, base, np.uint64))))
                for base in (_BASE, _INVERSE)
            )
        _kept[:] = [(both[0], both[1])]
    return _kept[0]
