"""How much it means that two texts share words: little for "make America great again", much for "deplorables".

The weight of a word is fixed, whatever a store holds. If words were counted in the store, a phrase that becomes common
there would split existing clusters, and clusters would depend on the order of adding.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from onrecord.diff.tokens import split_words
from onrecord.text.common_words import words_by_frequency

COMMON_WORDS = 3_000  # words in the list
SHORT_SHINGLE, LONG_SHINGLE = 3, 6  # words in a shingle, for texts of the same days and for others
WINNOWING_WINDOW = 3  # long shingles of which one is chosen, so that every run of eight words has one
MIN_SHINGLE_WEIGHT = 0.75  # of a short shingle that is looked up: “of the United” weighs less


@cache
def _ranks() -> dict[str, int]:
    """Return each common word's rank, from 1, by its normal form."""
    ranks: dict[str, int] = {}
    for rank, word in enumerate(words_by_frequency(), 1):
        ranks.setdefault(split_words(word)[0].form, rank)
    return ranks


@lru_cache(maxsize=200_000)
def word_weight(form: str) -> float:
    """Return a word's weight: 0 for the commonest, 1 for one not in the list. By Zipf's law rank stands for count."""
    if form[:1].isdecimal():
        return 0.5
    ranks = _ranks()
    return (math.log(ranks[form]) / math.log(COMMON_WORDS)) ** 2 if form in ranks else 1.0


def total_weight(forms: Iterable[str]) -> float:
    """Return the summed weight of several words."""
    return sum(map(word_weight, forms))


def short_shingles(segments: Iterable[Sequence[str]]) -> tuple[int, ...]:
    """Return the hashes, sorted, of every three words in a row that are not all common."""
    hashes = set()
    for forms in segments:
        weights = [word_weight(form) for form in forms]
        for start in range(len(forms) - SHORT_SHINGLE + 1):
            if sum(weights[start : start + SHORT_SHINGLE]) >= MIN_SHINGLE_WEIGHT:
                hashes.add(hash_shingle(" ".join(forms[start : start + SHORT_SHINGLE])))
    return tuple(sorted(hashes))


def long_shingles(segments: Iterable[Sequence[str]]) -> tuple[int, ...]:
    """Return hashes, sorted, of six words in a row, such that two texts that share eight words share one of them.

    Of each window the smallest hash is chosen (winnowing: Schleimer, Wilkerson and Aiken 2003).
    """
    chosen = set()
    for forms in segments:
        starts = range(len(forms) - LONG_SHINGLE + 1)
        hashes = [hash_shingle(" ".join(forms[start : start + LONG_SHINGLE])) for start in starts]
        windows = range(max(1, len(hashes) - WINNOWING_WINDOW + 1)) if hashes else ()
        chosen |= {min(hashes[start : start + WINNOWING_WINDOW]) for start in windows}
    return tuple(sorted(chosen))


def hash_shingle(shingle: str) -> int:
    """Return a shingle's hash: a signed number of 64 bits, as databases hold it."""
    digest = hashlib.blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def key_in_period(key: int, period: int) -> int:
    """Return a shingle's hash combined with a period of time, as another signed number of 64 bits."""
    mixed = (key ^ (period * 0x9E3779B97F4A7C15)) & 0xFFFFFFFFFFFFFFFF
    return mixed - (1 << 64) if mixed >> 63 else mixed
