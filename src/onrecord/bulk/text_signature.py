"""Signatures of texts, and articles that are nearly the same: an agency report that many outlets print.

One-permutation MinHash (Li, Owen and Zhang 2012) over runs of five words: the hashes of the runs are divided among 64
slots, and each slot keeps its smallest. Two texts agree in about the share of slots that they share of their runs.
"""

from __future__ import annotations

import re
import zlib

import numpy as np
import numpy.typing as npt

from onrecord.parquet.parquet_schema import SIGNATURE_SIZE

RUN_WORDS = 5  # words in a run
MIN_WORDS = 60  # a shorter text has too few runs to compare
SIMILAR_SHARE = 0.7  # of slots in common from which two articles are nearly the same
BAND_SLOTS = 4  # slots that must agree in one of the bands, for two articles to be compared at all
_WORD = re.compile(r"\w+")
_MULTIPLIER, _MIXER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)

Signatures = npt.NDArray[np.uint32]


def text_signature(text: str) -> list[int] | None:
    """Return the signature of a text; None if it is too short. The same text gives the same on every machine."""
    words = _WORD.findall(text.lower())
    if len(words) < MIN_WORDS:
        return None
    hashes = np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words], np.uint64)
    runs = np.zeros(len(words) - RUN_WORDS + 1, np.uint64)
    for offset in range(RUN_WORDS):
        runs = runs * _MULTIPLIER + hashes[offset : offset + len(runs)] + np.uint64(1)
    runs = (runs ^ (runs >> np.uint64(31))) * _MIXER
    runs ^= runs >> np.uint64(29)
    slots = np.full(SIGNATURE_SIZE, np.iinfo(np.uint32).max, np.uint32)
    np.minimum.at(slots, runs % np.uint64(SIGNATURE_SIZE), (runs >> np.uint64(32)).astype(np.uint32))
    return [int(slot) for slot in slots]


def find_originals(signatures: Signatures) -> npt.NDArray[np.int64]:
    """Return for each article the first one that is nearly the same, or itself.

    Args:
        signatures: [N, 64], in the order in which the articles count as first.
    """
    originals = np.arange(len(signatures))
    for start in range(0, SIGNATURE_SIZE, BAND_SLOTS):
        band = np.ascontiguousarray(signatures[:, start : start + BAND_SLOTS])
        keys = band.view([("", np.uint32)] * BAND_SLOTS).ravel()
        order = np.argsort(keys, kind="stable")
        ends = np.flatnonzero(np.append(keys[order][1:] != keys[order][:-1], True)) + 1
        starts = np.concatenate(([0], ends[:-1]))
        for begin, end in zip(starts[ends - starts > 1].tolist(), ends[ends - starts > 1].tolist(), strict=True):
            group = order[begin:end]
            shares = (signatures[group[1:]] == signatures[group[0]]).mean(1)
            similar = group[1:][shares >= SIMILAR_SHARE]
            originals[similar] = np.minimum(originals[similar], group[0])
    while (originals != (resolved := originals[originals])).any():
        originals = resolved
    return originals
