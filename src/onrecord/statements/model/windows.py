"""Text to what the encoder reads: word pieces with their offsets, features and windows.

Training and reading both come through here, so that the model meets at run time what it was trained on. Every kind of
quotation mark becomes ``"`` and every apostrophe ``'`` (one character for one, so that offsets hold): the marks are
told apart by rule (see ``quotes``), and the model sees one spelling and a feature that says inside or outside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from onrecord.text.quotation_marks import MARKS, Quotation, find_quotations

CLS, SEP, COLON = 101, 102, 1024
WINDOW = 144  # word pieces in a window, [CLS] and [SEP] included; longer ones read slower and no better
LONG = 120  # a paragraph with more word pieces is cut between sentences
SHAPES = 7  # special, lower, Capital, CAPITALS, digits, punctuation, miXed
STATES = 5  # outside, inside, inside within inside, opening mark, closing mark

_PARAGRAPH = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+")
_APOSTROPHES = str.maketrans("‘’‚‛", "''''")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text's word pieces: ids, ``start:end`` offsets, features, and the number of each one's paragraph."""

    ids: Ints
    start: Ints
    end: Ints
    shape: Ints
    state: Ints
    paragraph: Ints

    def __len__(self) -> int:
        return len(self.ids)


def cut(text: str, tokenizer: Tokenizer, quotations: Sequence[Quotation] | None = None) -> Pieces:
    """The text's word pieces, paragraph by paragraph; long paragraphs count as several."""
    quotations = find_quotations(text) if quotations is None else quotations
    plain = _canonical(text, quotations)
    blocks = [b for m in _PARAGRAPH.finditer(text) for b in _blocks(text, m.start(), m.end())]
    encoded = tokenizer.encode_batch([plain[s:e] for s, e in blocks], add_special_tokens=False)
    parts = [_piece_arrays(code, plain, begin) for (begin, _), code in zip(blocks, encoded, strict=True)]
    ids, start, end, shape = np.concatenate(parts, 1) if parts else np.zeros((4, 0), np.int64)
    number = np.repeat(np.arange(len(parts)), [part.shape[1] for part in parts])
    return Pieces(ids, start, end, shape, _states(len(text), quotations)[start], number)


def _piece_arrays(code: Encoding, plain: str, begin: int) -> Ints:
    """One block's ids, starts, ends and shapes, [4, pieces]; a piece has the shape of its whole word."""
    offsets = np.array(code.offsets, np.int64).reshape(-1, 2)
    word = np.array(code.word_ids, np.int64)
    first = np.flatnonzero(np.diff(word, prepend=-1))
    last = np.append(first[1:], len(word))[: len(first)] - 1
    bounds = zip(offsets[first, 0].tolist(), offsets[last, 1].tolist(), strict=True)
    shapes = np.array([_shape(plain[begin + s : begin + e]) for s, e in bounds], np.int64)
    every = np.repeat(shapes, last - first + 1)
    return np.stack([np.array(code.ids, np.int64), offsets[:, 0] + begin, offsets[:, 1] + begin, every])


def pack(pieces: Pieces, window: int = WINDOW, first: int = 0) -> list[tuple[int, int]]:
    """Ranges of pieces, each of whole paragraphs as far as they fit; ``first`` shortens the first window.

    A paragraph that ends in a colon stays with the one that it introduces.
    """
    edges = np.flatnonzero(np.diff(pieces.paragraph, prepend=-1, append=-1)) if len(pieces) else np.array([0])
    edges = np.array([e for e in edges.tolist() if not 0 < e < len(pieces) or pieces.ids[e - 1] != COLON])
    ranges: list[tuple[int, int]] = []
    begin, room = 0, window - 1 - first
    for left, right in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        used = left - begin + len(set(pieces.paragraph[begin:left].tolist()))
        if left > begin and used + (right - left) + 1 > room:
            ranges.append((begin, left))
            begin, room = left, window - 1
        while right - begin + len(set(pieces.paragraph[begin:right].tolist())) > window - 1:  # too long in itself
            cut_at = begin + window - 2 - len(set(pieces.paragraph[begin : begin + window].tolist()))
            ranges.append((begin, cut_at))
            begin = cut_at
    if len(pieces) > begin:
        ranges.append((begin, len(pieces)))
    return ranges


def fill(pieces: Pieces, begin: int, end: int) -> tuple[Ints, Ints, Ints, Ints]:
    """One window's ids, shapes, states, and each position's piece (-1 for [CLS] and [SEP])."""
    breaks = np.flatnonzero(np.diff(pieces.paragraph[begin:end])) + 1
    at = np.insert(np.arange(begin, end), breaks, -2)
    at = np.concatenate(([-1], at, [-2]))
    real = at >= 0
    where = np.where(real, at, 0)
    ids = np.where(real, pieces.ids[where], np.where(at == -1, CLS, SEP))
    shape = np.where(real, pieces.shape[where], 0)
    state = np.where(real, pieces.state[where], 0)
    return ids, shape, state, np.where(real, at, -1)


def _canonical(text: str, quotations: Sequence[Quotation]) -> str:
    letters = list(text.translate(_APOSTROPHES))
    for q in quotations:
        letters[q.start : q.inner_start] = '" '[: q.inner_start - q.start]
        if q.closed:
            letters[q.inner_end : q.end] = ' "'[-(q.end - q.inner_end) :]
    return "".join('"' if c in MARKS and c != "'" else c for c in letters)


def _blocks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A paragraph, or its sentences in groups when it is long (about four and a half characters to a piece)."""
    if end - start <= LONG * 4:
        return [(start, end)]
    blocks, begin = [], start
    last = start
    for match in _SENTENCE_END.finditer(text, start, end):
        if match.end() - begin > LONG * 4 and last > begin:
            blocks.append((begin, last))
            begin = last
        last = match.end()
    if end - begin > LONG * 5 and last > begin:
        blocks.append((begin, last))
        begin = last
    return [*blocks, (begin, end)]


@lru_cache(maxsize=20_000)
def _shape(word: str) -> int:
    if word.islower():
        return 1
    if not word or not any(c.isalnum() for c in word):
        return 5
    if word.isdigit():
        return 4
    if word.isupper():
        return 3 if len(word) > 1 else 2
    return 2 if word[0].isupper() and (word[1:].islower() or len(word) == 1) else 6


def _states(length: int, quotations: Sequence[Quotation]) -> Ints:
    state = np.zeros(length + 1, np.int64)
    for q in quotations:
        state[q.start : q.end] = min(q.level, 1) + 1
    for q in quotations:
        state[q.start : q.inner_start] = 3
        if q.closed:
            state[q.inner_end : q.end] = 4
    return state
