"""Which articles are one text: an agency's report that many outlets print, changed a little or cut.

Of each article the smallest hashes of its five-word shingles are kept (bottom-k sketch, Broder 1997: MinHash with one
hash function); the share that two sketches have in common estimates how much of the text the articles share.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from functools import lru_cache

from onrecord.comparison.word_weights import number
from onrecord.diff.tokens import split_words

SIZE, KEPT = 5, 256  # words of a shingle; hashes kept of a text
COPY = 0.5  # of the shorter text, from which on it is the same one
FEWEST = 40  # shingles: a shorter text says too little to be known by

Sketch = tuple[int, ...]


def origins(texts: Mapping[int, str]) -> dict[int, int]:
    """For each article, by its number, the first of those, in the order given, that have the same text."""
    sketches = {article: _sketched(text) for article, text in texts.items()}
    found: dict[int, int] = {}
    firsts: dict[int, list[int]] = {}  # by hash, the first articles that have it: each needs to be asked only once
    for article, sketch in sketches.items():
        near = {other for one in sketch for other in firsts.get(one, ())}
        same = [other for other in sorted(near, key=list(texts).index) if alike(sketch, sketches[other]) >= COPY]
        found[article] = same[0] if same else article
        if not same:
            for one in sketch:
                firsts.setdefault(one, []).append(article)
    return found


def alike(one: Sequence[int], other: Sequence[int]) -> float:
    """How much of the shorter text the longer one has, estimated."""
    if min(len(one), len(other)) < FEWEST:
        return 0.0
    # Below the smaller of the two greatest hashes both sketches are complete, if they were cut at all.
    bounds = [some[-1] for some in (one, other) if len(some) == KEPT]
    bound = min(bounds, default=max(one[-1], other[-1]))
    first, second = ({hash_ for hash_ in some if hash_ <= bound} for some in (one, other))
    return len(first & second) / max(1, min(len(first), len(second)))


@lru_cache(maxsize=2_000)
def _sketched(text: str) -> Sketch:
    forms = [word.form for word in split_words(text)]
    hashes = {number(" ".join(forms[at : at + SIZE])) for at in range(len(forms) - SIZE + 1)}
    return tuple(heapq.nsmallest(KEPT, hashes))
