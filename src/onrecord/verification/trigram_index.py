"""An index of word trigrams: which of thousands of transcripts may hold a quotation, and where in them.

Texts are split into words by numpy alone. The number of a word is a polynomial hash of its letters (Karp and Rabin,
1987), computed from one running sum over the text, and three numbers in a row make a key. 25 MB of transcripts are
indexed in seconds. A hash collision costs a little time and nothing else, because every candidate is aligned word by
word afterwards.
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

COMMON_TRIGRAM = 400  # occurrences from which on a trigram says little about which transcript it is from
MAX_CANDIDATES = 8  # transcripts
MAX_REGIONS = 10  # of one transcript
LONG_SPREAD = 6_000  # words: if the matches of a transcript lie further apart, regions are kept narrow
_COMMON_RARITY = 0.1  # the rarity of a common trigram
_SHORT_MARGIN = 3  # words between those of a short text that were left out
_REGION_MARGIN = 14  # words around a match, besides the length of the quotation

_HASH_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_INVERSE_BASE = np.uint64(pow(int(_HASH_BASE), -1, 1 << 64))
_SECOND_FACTOR, _THIRD_FACTOR = np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)
_IGNORED_CHARACTERS = "'’‘`´\u00ad\u200b\u200c\u200d\u2060"
_IGNORED = 0xFFFFFFFF

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CandidateTranscript:
    """A transcript that may hold a quotation, by its number.

    ``coverage`` is the share, from 0 to 1, of the quotation's words that are in a trigram of the transcript.
    ``regions`` are the parts of its text, as offsets, that share trigrams with the quotation.
    """

    transcript_index: int
    coverage: float
    regions: tuple[tuple[int, int], ...]


class TrigramIndex:
    """The word trigrams of many transcripts. It takes about 28 bytes of memory for each word."""

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        hashed_texts = [_hash_words(transcript.text) for transcript in transcripts]
        self._word_starts = [starts for _, starts in hashed_texts]
        self._word_hashes = np.concatenate([hashes for hashes, _ in hashed_texts] or [np.empty(0, np.uint64)])
        self._word_bounds = np.cumsum([0] + [len(hashes) for hashes, _ in hashed_texts])
        self._lengths = [len(transcript.text) for transcript in transcripts]
        trigrams = [_trigram_keys(hashes) for hashes, _ in hashed_texts]
        self._bounds = np.cumsum([0] + [len(keys) for keys in trigrams])
        all_keys = np.concatenate(trigrams) if trigrams else np.empty(0, np.uint64)
        self._positions = np.argsort(all_keys, kind="stable")  # the positions of one key are in ascending order
        self._keys = all_keys[self._positions]
        owners = np.repeat(np.arange(len(trigrams), dtype=np.int32), np.diff(self._bounds))
        self._owners = owners[self._positions]

    def candidates(
        self, text: str, allowed: NDArray[np.bool_] | None = None, preferred: NDArray[np.bool_] | None = None
    ) -> list[CandidateTranscript]:
        """Return the transcripts that share the most and the rarest trigrams with a text, best first.

        Args:
            text: The words of a quotation.
            allowed: For each transcript, whether it may be returned; None allows all.
            preferred: For each transcript, whether it is preferred. A few of these are added even if others share
                more, because a stock phrase is in many transcripts.
        """
        hashes, _ = _hash_words(text)
        keys, key_order = np.unique(_trigram_keys(hashes), return_inverse=True)
        slices = self._slices(keys)
        weights, rarities = self._weigh_transcripts(slices, allowed)
        best = np.argsort(-weights, kind="stable")[:MAX_CANDIDATES].tolist()
        if preferred is not None:
            preferred_weights = np.where(preferred, weights, 0)
            best += np.argsort(-preferred_weights, kind="stable")[: MAX_CANDIDATES // 2].tolist()
        candidates = [
            self._candidate(number, key_order, slices, rarities)
            for number in dict.fromkeys(best)
            if weights[number] > 0
        ]
        return sorted(candidates, key=lambda candidate: -candidate.coverage)

    def short_candidates(
        self, text: str, allowed: NDArray[np.bool_] | None = None, missing: int = 1
    ) -> list[CandidateTranscript]:
        """Return transcripts that have all words of a short text, but for a few, close together, best first.

        For a text of a few words, of which changed words leave no trigram. Every word of the transcripts is read.

        Args:
            text: The words of a quotation.
            allowed: For each transcript, whether it may be returned; None allows all.
            missing: How many of the words may be missing.
        """
        hashes = np.unique(_hash_words(text)[0])
        if len(hashes) < 2:
            return []
        positions = [places for word in hashes if len(places := np.flatnonzero(self._word_hashes == word))]
        window = len(hashes) + _SHORT_MARGIN
        best: dict[int, tuple[int, int]] = {}  # of each transcript the number of words and the place, negated
        for anchors in sorted(positions, key=len)[:2]:
            near_words = np.sum([_has_near(anchors, word_positions, window) for word_positions in positions], axis=0)
            is_good = near_words >= max(2, len(hashes) - missing)
            owners = np.searchsorted(self._word_bounds, anchors, side="right") - 1
            columns = (part[is_good].tolist() for part in (anchors, near_words, owners))
            for place, count, owner in zip(*columns, strict=True):
                if allowed is None or allowed[owner]:
                    best[owner] = max(best.get(owner, (0, 0)), (count, -place))
        ranked = sorted(best, key=lambda owner: (-best[owner][0], owner))[: 2 * MAX_CANDIDATES]
        return [self._short_candidate(owner, -best[owner][1], best[owner][0] / len(hashes)) for owner in ranked]

    def _short_candidate(self, transcript_index: int, position: int, coverage: float) -> CandidateTranscript:
        word_starts = self._word_starts[transcript_index]
        word = position - int(self._word_bounds[transcript_index])
        first_word, end_word = max(0, word - 2 * _REGION_MARGIN), word + 2 * _REGION_MARGIN
        start = int(word_starts[first_word])
        end = int(word_starts[end_word]) if end_word < len(word_starts) else self._lengths[transcript_index]
        return CandidateTranscript(transcript_index, coverage, ((start, end),))

    def occurs_elsewhere(self, text: str, transcript_index: int, min_trigrams: int = 1) -> bool:
        """Whether at least ``min_trigrams`` trigrams of a text, or all if it has fewer, are in other transcripts."""
        slices = self._slices(_trigram_keys(_hash_words(text)[0]))
        in_others = [bool((self._owners[low:high] != transcript_index).any()) for low, high in slices]
        return bool(in_others) and sum(in_others) >= min(min_trigrams, len(in_others))

    @property
    def word_count(self) -> int:
        """How many words all transcripts have."""
        return len(self._word_hashes)

    def count_elsewhere(self, words: str, transcript_index: int) -> int:
        """Return how often other transcripts have some words in a row."""
        return int(np.count_nonzero(self._owners_of(words) != transcript_index))

    def count_transcripts(self, words: str, transcript_index: int) -> int:
        """Return how many other transcripts have some words in a row."""
        return len(np.setdiff1d(self._owners_of(words), [transcript_index]))

    def _owners_of(self, words: str) -> Offsets:
        """Return the transcript of each place that has some words in a row. Every word of the transcripts is read."""
        hashes, _ = _hash_words(words)
        if not len(hashes):
            return np.empty(0, np.int64)
        last = len(self._word_hashes) - len(hashes)
        places = np.flatnonzero(self._word_hashes == hashes[0])
        places = places[places <= last]
        for step, word in enumerate(hashes[1:], 1):
            places = places[self._word_hashes[places + step] == word]
        owners = np.searchsorted(self._word_bounds, places, side="right") - 1
        last_owners = np.searchsorted(self._word_bounds, places + len(hashes) - 1, side="right") - 1
        return np.asarray(owners[owners == last_owners], np.int64)

    def _slices(self, keys: Hashes) -> list[tuple[int, int]]:
        """Return the range of index entries of each key."""
        lows, highs = np.searchsorted(self._keys, keys), np.searchsorted(self._keys, keys, side="right")
        return list(zip(lows.tolist(), highs.tolist(), strict=True))

    def _weigh_transcripts(
        self, slices: Sequence[tuple[int, int]], allowed: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.float64], list[float]]:
        """Return for each transcript the summed rarity of the keys that it has, and the rarity of each key."""
        transcript_count = len(self._word_starts)
        weights, rarities = np.zeros(transcript_count), [_COMMON_RARITY] * len(slices)
        limit = max(COMMON_TRIGRAM, min((high - low for low, high in slices if high > low), default=0))
        for key_number, (low, high) in enumerate(slices):
            if 0 < high - low <= limit:
                owners = np.unique(self._owners[low:high])
                rarities[key_number] = float(np.log(1 + transcript_count / len(owners)))
                weights[owners] += rarities[key_number]
        if allowed is not None:
            weights[~allowed] = 0
        return weights, rarities

    def _candidate(
        self, transcript_index: int, key_order: Offsets, slices: Sequence[tuple[int, int]], rarities: Sequence[float]
    ) -> CandidateTranscript:
        """``key_order`` are the keys of the quotation in its order, each as its index in ``slices``."""
        bounds = self._bounds[transcript_index : transcript_index + 2]
        positions_by_key: list[Offsets] = []
        for low, high in slices:
            first, last = self._positions[low:high].searchsorted(bounds)
            positions_by_key.append(self._positions[low + first : low + last])
        counts = np.array([len(positions) for positions in positions_by_key])
        key_numbers = np.repeat(np.arange(len(slices)), counts)
        positions = np.concatenate(positions_by_key) - bounds[0]
        order = np.argsort(positions)
        is_shared = counts[key_order] > 0
        is_covered = np.zeros(len(key_order) + 2, bool)
        for step in range(3):
            is_covered[step : step + len(key_order)] |= is_shared
        regions = self._regions(
            transcript_index, positions[order], key_numbers[order], rarities, len(key_order) + _REGION_MARGIN
        )
        return CandidateTranscript(transcript_index, float(is_covered.mean()), regions)

    def _regions(
        self, transcript_index: int, positions: Offsets, key_numbers: Offsets, rarities: Sequence[float], margin: int
    ) -> tuple[tuple[int, int], ...]:
        """Return the richest parts of the text around the positions, ``margin`` words wider, in the text's order."""
        groups = _group_positions(positions, margin)
        keys = key_numbers.tolist()
        groups.sort(key=lambda group: -sum(rarities[key] for key in sorted({keys[entry] for entry in group.tolist()})))
        max_regions = MAX_REGIONS if margin < LONG_SPREAD // 20 else max(2, LONG_SPREAD // margin)
        word_starts = self._word_starts[transcript_index]
        regions: list[tuple[int, int]] = []
        for group in sorted(groups[:max_regions], key=lambda group: int(group[0])):
            first_word = max(0, int(positions[group[0]]) - margin)
            end_word = int(positions[group[-1]]) + 3 + margin
            start = int(word_starts[first_word])
            end = int(word_starts[end_word]) if end_word < len(word_starts) else self._lengths[transcript_index]
            if regions and start <= regions[-1][1]:
                start, _ = regions.pop()
            regions.append((start, end))
        return tuple(regions)


def _has_near(anchors: Offsets, other_positions: Offsets, window: int) -> NDArray[np.bool_]:
    """Return for each anchor position whether one of the other positions is at most ``window`` away."""
    after = np.searchsorted(other_positions, anchors - window)
    return (after < len(other_positions)) & (
        other_positions[np.minimum(after, len(other_positions) - 1)] <= anchors + window
    )


def _group_positions(positions: Offsets, margin: int) -> list[Offsets]:
    """Return the numbers of the positions, those close together in one group."""
    is_last = np.diff(positions) > 2 * margin
    if len(positions) and positions[-1] - positions[0] > LONG_SPREAD:  # common words everywhere
        is_last |= np.diff(positions // (2 * margin)) > 0
    return np.split(np.arange(len(positions)), np.flatnonzero(is_last) + 1)


def _hash_words(text: str) -> tuple[Hashes, Offsets]:
    """Return the hash and the start of each word. Case, accents and apostrophes make no difference."""
    encoding = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
    codes = np.frombuffer(text.encode(encoding, "surrogatepass"), np.uint32)
    folded = _folding_table()[np.minimum(codes, 0xFFFF)]
    offsets = np.flatnonzero(folded != _IGNORED)
    folded = folded[offsets]
    is_in_word = folded != 0
    edges = np.diff(np.concatenate(([False], is_in_word, [False])).astype(np.int8))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    powers, inverse_powers = _base_powers(len(folded) + 1)
    with np.errstate(over="ignore"):
        sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(folded * powers[: len(folded)], dtype=np.uint64)))
        hashes = (sums[ends] - sums[starts]) * inverse_powers[starts]
    return hashes, offsets[starts]


def _trigram_keys(hashes: Hashes) -> Hashes:
    if len(hashes) < 3:
        return np.empty(0, np.uint64)
    with np.errstate(over="ignore"):
        keys: Hashes = hashes[:-2] + hashes[1:-1] * _SECOND_FACTOR + hashes[2:] * _THIRD_FACTOR
        return keys


@lru_cache(maxsize=1)
def _folding_table() -> NDArray[np.uint64]:
    """Return for each character below 0x10000 the code of its small letter, 0 if no word has it, or _IGNORED."""
    table = np.zeros(0x10000, np.uint64)
    for code in range(0x10000):
        letter = chr(code)
        if letter.isalnum():
            lower = letter.lower()
            if code > 0x7F:  # without its accent
                lower = unicodedata.normalize("NFKD", lower)[:1]
            table[code] = ord(lower) if len(lower) == 1 else code
        elif 0x300 <= code < 0x370:
            table[code] = _IGNORED
    for letter in _IGNORED_CHARACTERS:
        table[ord(letter)] = _IGNORED
    return table


_power_cache: list[tuple[Hashes, Hashes]] = []


def _base_powers(size: int) -> tuple[Hashes, Hashes]:
    """Return at least ``size`` powers of the hash base and of its inverse, from 0 on."""
    if not _power_cache or len(_power_cache[0][0]) < size:
        with np.errstate(over="ignore"):
            powers, inverse_powers = (
                np.multiply.accumulate(np.concatenate((np.ones(1, np.uint64), np.full(2 * size, base, np.uint64))))
                for base in (_HASH_BASE, _INVERSE_BASE)
            )
        _power_cache[:] = [(powers, inverse_powers)]
    return _power_cache[0]
