"""Which articles are one text: an agency report that many outlets print, slightly changed or cut.

Of each article the smallest hashes of its five-word shingles are stored (bottom-k sketch, Broder 1997: MinHash with one
hash function); the share that two sketches have in common estimates how much text the articles share.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from functools import lru_cache

from onrecord.comparison.word_weights import hash_shingle
from onrecord.diff.tokens import split_words

SHINGLE_WORDS, SKETCH_SIZE = 5, 256  # words in a shingle; hashes in a sketch
COPY_SHARE = 0.5  # of the shorter text, from which on two articles are one text
MIN_SHINGLES = 40  # a text with fewer is too short to compare

Sketch = tuple[int, ...]


def find_origins(texts: Mapping[int, str]) -> dict[int, int]:
    """Return for each article, by its number, the first article in the given order with the same text."""
    sketches = {article: _sketch(text) for article, text in texts.items()}
    origins: dict[int, int] = {}
    originals_by_hash: dict[int, list[int]] = {}  # only originals are compared with: copies repeat them
    for article, sketch in sketches.items():
        candidates = {original for shingle in sketch for original in originals_by_hash.get(shingle, ())}
        in_order = sorted(candidates, key=list(texts).index)
        matches = [original for original in in_order if containment(sketch, sketches[original]) >= COPY_SHARE]
        origins[article] = matches[0] if matches else article
        if not matches:
            for shingle in sketch:
                originals_by_hash.setdefault(shingle, []).append(article)
    return origins


def containment(sketch: Sequence[int], other_sketch: Sequence[int]) -> float:
    """Return the estimated share of the shorter text that the longer one contains, from 0 to 1."""
    if min(len(sketch), len(other_sketch)) < MIN_SHINGLES:
        return 0.0
    # Below the smaller of the two largest hashes both sketches are complete, if they were cut at all.
    largest = [hashes[-1] for hashes in (sketch, other_sketch) if len(hashes) == SKETCH_SIZE]
    bound = min(largest, default=max(sketch[-1], other_sketch[-1]))
    first, second = ({shingle for shingle in hashes if shingle <= bound} for hashes in (sketch, other_sketch))
    return len(first & second) / max(1, min(len(first), len(second)))


@lru_cache(maxsize=2_000)
def _sketch(text: str) -> Sketch:
    forms = [word.form for word in split_words(text)]
    starts = range(len(forms) - SHINGLE_WORDS + 1)
    hashes = {hash_shingle(" ".join(forms[start : start + SHINGLE_WORDS])) for start in starts}
    return tuple(heapq.nsmallest(SKETCH_SIZE, hashes))
