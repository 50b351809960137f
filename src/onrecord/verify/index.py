"""Where in thousands of transcripts the words of a quotation may stand: an index of their triples.

Texts are taken apart by numpy alone: a word's number is a polynomial hash of its letters (Karp and Rabin, 1987), from
one running sum over the text, and three numbers in a row make a key. 25 MB of transcripts are indexed in seconds.
Nothing is lost by a collision but a little time: every candidate is aligned word by word afterwards.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onrecord.records import Transcript

_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))
_SECOND, _THIRD = np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)
_APOSTROPHES = "'’‘`´"
_DROPPED = 0xFFFFFFFF
COMMON = 400  # places from which on a triple says little about which transcript it is
CANDIDATES = 10  # transcripts that are aligned, at most

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A transcript that may hold a quotation, and the stretches of its text, by offsets, where some words agree."""

    number: int
    weight: float
    stretches: tuple[tuple[int, int], ...]


class Index:
    """The triples of words of many transcripts. Memory: some 30 bytes a word."""

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        taken = [_apart(transcript.text) for transcript in transcripts]
        self._starts = [starts for _, starts in taken]
        self._lengths = [len(transcript.text) for transcript in transcripts]
        self._triples = [_triples(numbers) for numbers, _ in taken]
        self._bounds = np.cumsum([0] + [len(triples) for triples in self._triples])
        every = np.concatenate(self._triples) if taken else np.empty(0, np.uint64)
        order = np.argsort(every, kind="stable")
        self._keys = every[order]
        self._holders = (np.searchsorted(self._bounds, order, side="right") - 1).astype(np.int32)

    def candidates(self, text: str, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """The transcripts that share the most and rarest triples with a text, best first; of the ``allowed`` ones."""
        numbers, _ = _apart(text)
        keys = np.unique(_triples(numbers))
        weights = self._weights(keys, allowed)
        best = np.argsort(-weights, kind="stable")[:CANDIDATES]
        return [
            Candidate(int(number), float(weights[number]), self._stretches(int(number), keys, len(numbers)))
            for number in best
            if weights[number] > 0
        ]

    def _weights(self, keys: Numbers, allowed: NDArray[np.bool_] | None) -> NDArray[np.float64]:
        """For each transcript the sum over the keys that it has of how rare they are."""
        weights = np.zeros(len(self._starts))
        lows, highs = np.searchsorted(self._keys, keys), np.searchsorted(self._keys, keys, side="right")
        counts = highs - lows
        limit = max(COMMON, int(counts[counts > 0].min(initial=0)))
        for low, high in zip(lows.tolist(), highs.tolist(), strict=True):
            if 0 < high - low <= limit:
                holders = np.unique(self._holders[low:high])
                weights[holders] += np.log(1 + len(self._starts) / len(holders))
        if allowed is not None:
            weights[~allowed] = 0
        return weights

    def _stretches(self, number: int, keys: Numbers, size: int) -> tuple[tuple[int, int], ...]:
        """The text around the places of a transcript that have some of the keys, as wide as the quotation is long."""
        places = np.flatnonzero(np.isin(self._triples[number], keys))
        starts, margin = self._starts[number], size + 12
        stretches: list[list[int]] = []
        for place in places.tolist():
            first, last = max(0, place - margin), place + 3 + margin
            if stretches and first <= stretches[-1][1]:
                stretches[-1][1] = last
            else:
                stretches.append([first, last])
        ends = self._lengths[number]
        return tuple(
            (int(starts[first]), int(starts[last]) if last < len(starts) else ends) for first, last in stretches
        )


def _apart(text: str) -> tuple[Numbers, Places]:
    """The numbers of a text's words, and the offsets where they start. Case and apostrophes make no difference."""
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
        return numbers[:-2] + numbers[1:-1] * _SECOND + numbers[2:] * _THIRD


@lru_cache(maxsize=1)
def _folding() -> NDArray[np.uint64]:
    """For each character of the first plane its small letter's code, 0 if it is in no word, or _DROPPED."""
    table = np.zeros(0x10000, np.uint64)
    for code in range(0x10000):
        letter = chr(code)
        if letter.isalnum():
            lower = letter.lower()
            table[code] = ord(lower) if len(lower) == 1 else code
    for letter in _APOSTROPHES:
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
