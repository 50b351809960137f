"""How much it says that two texts share words: little for "make America great again", much for "deplorables".

The weight of a word is fixed, whatever a store holds. Were it counted in the store, a phrase that becomes common there
would take groups apart that stood, and the groups would depend on the order of adding.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources

from onrecord.diff.tokens import split_words

COMMON = 3_000  # words in the list
NEAR, FAR = 3, 6  # words of a shingle, for what was printed within days and for what was not
WINDOW = 3  # long shingles of which one is kept: so every run of eight words has one
TELLING = 0.75  # weight from which on a shingle is looked up: “of the United” has less


@cache
def _ranks() -> dict[str, int]:
    """Each common word's place in the list, by its normal form."""
    lines = resources.files("onrecord.comparison").joinpath("common_words.txt").read_text("utf-8").splitlines()
    ranks: dict[str, int] = {}
    for place, word in enumerate(" ".join(lines[1:]).split(), 1):
        ranks.setdefault(split_words(word)[0].form, place)
    return ranks


@lru_cache(maxsize=200_000)
def weight(form: str) -> float:
    """From 0 for the commonest word to 1 for one that is in no list; by Zipf's law the rank stands for the count."""
    if form[:1].isdecimal():
        return 0.5
    ranks = _ranks()
    return (math.log(ranks[form]) / math.log(COMMON)) ** 2 if form in ranks else 1.0


def weigh(forms: Iterable[str]) -> float:
    """The weight of several words."""
    return sum(map(weight, forms))


def telling(pieces: Iterable[Sequence[str]]) -> tuple[int, ...]:
    """Every three words that stand together and say something, as numbers."""
    found = set()
    for forms in pieces:
        weights = [weight(form) for form in forms]
        for first in range(len(forms) - NEAR + 1):
            if sum(weights[first : first + NEAR]) >= TELLING:
                found.add(number(" ".join(forms[first : first + NEAR])))
    return tuple(sorted(found))


def winnowed(pieces: Iterable[Sequence[str]]) -> tuple[int, ...]:
    """Some of the six words that stand together, as numbers: two texts that share a run of eight share one of them.

    Of each window the smallest number is kept (winnowing: Schleimer, Wilkerson and Aiken 2003).
    """
    found = set()
    for forms in pieces:
        numbers = [number(" ".join(forms[first : first + FAR])) for first in range(len(forms) - FAR + 1)]
        found |= {min(numbers[first : first + WINDOW]) for first in range(max(1, len(numbers) - WINDOW + 1)) if numbers}
    return tuple(sorted(found))


def number(shingle: str) -> int:
    """A shingle as a number that fits a database's 64 bits, spread evenly."""
    digest = hashlib.blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def at(key: int, period: int) -> int:
    """A shingle's number together with a period of time, as another number of 64 bits."""
    mixed = (key ^ (period * 0x9E3779B97F4A7C15)) & 0xFFFFFFFFFFFFFFFF
    return mixed - (1 << 64) if mixed >> 63 else mixed
