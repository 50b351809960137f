"""From text to the encoder's input: word pieces with their offsets and features, cut into windows.

Training and reading both use this module, so that the model reads what it was trained on. Every kind of quotation mark
becomes ``"`` and every apostrophe ``'``, one character for one, so that offsets hold: the marks are told apart by rule
(``onrecord.text.quotation_marks``), and the model gets one spelling and a feature for inside or outside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from onrecord.statements.attribution_draft import Bounds
from onrecord.text.quotation_marks import QUOTATION_MARKS, QuotedSpan, find_quotations
from onrecord.text.sentences import SENTENCE_END

CLS, SEP, COLON = 101, 102, 1024  # ids in the tokenizer's vocabulary
WINDOW = 144  # word pieces in a window, [CLS] and [SEP] included; longer ones read slower and no better
LONG_PARAGRAPH = 120  # a paragraph with more word pieces is cut between sentences
CHARACTERS = 4  # a word piece has about four and a half; this many count as one

SPECIAL, LOWER, CAPITALIZED, CAPITALS, DIGITS, PUNCTUATION, MIXED = range(7)
SHAPES = 7  # the shapes of a word, above
OUTSIDE, INSIDE, NESTED, OPENING_MARK, CLOSING_MARK = range(5)
STATES = 5  # where a word piece is with regard to quotation marks, above

_PARAGRAPH = re.compile(r"[^\n]+")
_APOSTROPHES = "‘’‚‛"
_MARKS = "".join(sorted(QUOTATION_MARKS - {"'", '"'}))

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WordPieces:
    """A text's word pieces, each array [N]: ids, ``start:end`` offsets, shape, state, and the paragraph's number."""

    ids: Ints
    start: Ints
    end: Ints
    shape: Ints
    state: Ints
    paragraph: Ints

    def __len__(self) -> int:
        return len(self.ids)


def tokenize(text: str, tokenizer: Tokenizer, quotations: Sequence[QuotedSpan] | None = None) -> WordPieces:
    """Return the text's word pieces, paragraph by paragraph; a long paragraph counts as several.

    Args:
        text: the text.
        tokenizer: the model's tokenizer.
        quotations: the text's quotations, if they are known already.
    """
    quotations = find_quotations(text) if quotations is None else quotations
    one_spelling = _unify_marks(text, quotations)
    stretches = [bounds for match in _PARAGRAPH.finditer(text) for bounds in _cut_paragraph(text, *match.span())]
    # one by one: for a batch the library starts threads, which get in the way of other processes that read
    encodings = [tokenizer.encode(one_spelling[start:end], add_special_tokens=False) for start, end in stretches]
    counts = [len(encoding) for encoding in encodings]
    ids = np.array([piece_id for encoding in encodings for piece_id in encoding.ids], np.int64)
    offsets = np.array([bounds for encoding in encodings for bounds in encoding.offsets], np.int64).reshape(-1, 2)
    offsets += np.repeat(np.array([begin for begin, _ in stretches], np.int64), counts)[:, None]
    paragraph = np.repeat(np.arange(len(encodings)), counts)
    words = np.array([word for encoding in encodings for word in encoding.word_ids], np.int64)
    start, end = offsets[:, 0], offsets[:, 1]
    shape = _word_shapes(one_spelling, start, end, words, paragraph)
    return WordPieces(ids, start, end, shape, _quotation_states(len(text), quotations)[start], paragraph)


def cut_windows(pieces: WordPieces, window: int = WINDOW, first: int = 0) -> list[Bounds]:
    """Return ranges of word pieces for windows, each of whole paragraphs as far as they fit.

    A paragraph that ends in a colon stays with the one that it introduces.

    Args:
        pieces: the text's word pieces.
        window: positions in a window, [CLS] and [SEP] included.
        first: positions by which the first window is shorter.
    """
    edges = np.flatnonzero(np.diff(pieces.paragraph, prepend=-1, append=-1)) if len(pieces) else np.array([0])
    edges = np.array([e for e in edges.tolist() if not 0 < e < len(pieces) or pieces.ids[e - 1] != COLON])
    ranges: list[Bounds] = []
    begin, room = 0, window - 1 - first
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        used = start - begin + _count_paragraphs(pieces, begin, start)
        if start > begin and used + (end - start) + 1 > room:
            ranges.append((begin, start))
            begin, room = start, window - 1
        while end - begin + _count_paragraphs(pieces, begin, end) > window - 1:  # too long in itself
            cut = begin + window - 2 - _count_paragraphs(pieces, begin, begin + window)
            ranges.append((begin, cut))
            begin = cut
    if len(pieces) > begin:
        ranges.append((begin, len(pieces)))
    return ranges


def fill_window(pieces: WordPieces, begin: int, end: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Return one window's ids, shapes and states, and which word piece is at each position (-1 for [CLS] and [SEP]).

    [CLS] comes first, and [SEP] after each paragraph.
    """
    breaks = np.flatnonzero(np.diff(pieces.paragraph[begin:end])) + 1
    piece_at = np.insert(np.arange(begin, end), breaks, -2)
    piece_at = np.concatenate(([-1], piece_at, [-2]))
    is_piece = piece_at >= 0
    index = np.where(is_piece, piece_at, 0)
    ids = np.where(is_piece, pieces.ids[index], np.where(piece_at == -1, CLS, SEP))
    shape = np.where(is_piece, pieces.shape[index], SPECIAL)
    state = np.where(is_piece, pieces.state[index], OUTSIDE)
    return ids, shape, state, np.where(is_piece, piece_at, -1)


def _count_paragraphs(pieces: WordPieces, begin: int, end: int) -> int:
    numbers = pieces.paragraph[begin:end]  # they never fall
    return int(np.count_nonzero(numbers[1:] != numbers[:-1])) + 1 if len(numbers) else 0


def _word_shapes(text: str, start: Ints, end: Ints, words: Ints, paragraph: Ints) -> Ints:
    """The shape of the whole word of each piece, [N]; ``words`` are the numbers of the words in their paragraphs."""
    is_first = (np.diff(words, prepend=-1) != 0) | (np.diff(paragraph, prepend=-1) != 0)
    first = np.flatnonzero(is_first)
    last = np.append(first[1:], len(words))[: len(first)] - 1
    bounds = zip(start[first].tolist(), end[last].tolist(), strict=True)
    shapes_of_words = np.array([_word_shape(text[begin:stop]) for begin, stop in bounds], np.int64)
    return np.repeat(shapes_of_words, last - first + 1)


def _unify_marks(text: str, quotations: Sequence[QuotedSpan]) -> str:
    letters = list(_replace_each(text, _APOSTROPHES, "'"))
    for q in quotations:
        letters[q.start : q.inner_start] = '" '[: q.inner_start - q.start]
        if q.closed:
            letters[q.inner_end : q.end] = ' "'[-(q.end - q.inner_end) :]
    return _replace_each("".join(letters), _MARKS, '"')


def _replace_each(text: str, characters: str, replacement: str) -> str:
    """Return the text with the replacement for each of a few characters; ``str.translate`` takes many times as long."""
    for character in characters:
        text = text.replace(character, replacement)
    return text


def _cut_paragraph(text: str, start: int, end: int) -> list[Bounds]:
    """A paragraph, or groups of its sentences when it is long."""
    if end - start <= LONG_PARAGRAPH * CHARACTERS:
        return [(start, end)]
    groups: list[Bounds] = []
    begin = last_end = start
    for match in SENTENCE_END.finditer(text, start, end):
        if match.end() - begin > LONG_PARAGRAPH * CHARACTERS and last_end > begin:
            groups.append((begin, last_end))
            begin = last_end
        last_end = match.end()
    if end - begin > LONG_PARAGRAPH * (CHARACTERS + 1) and last_end > begin:
        groups.append((begin, last_end))
        begin = last_end
    return [*groups, (begin, end)]


@lru_cache(maxsize=20_000)
def _word_shape(word: str) -> int:
    if word.islower():
        return LOWER
    if not word or not any(c.isalnum() for c in word):
        return PUNCTUATION
    if word.isdigit():
        return DIGITS
    if word.isupper():
        return CAPITALS if len(word) > 1 else CAPITALIZED
    return CAPITALIZED if word[0].isupper() and (word[1:].islower() or len(word) == 1) else MIXED


def _quotation_states(length: int, quotations: Sequence[QuotedSpan]) -> Ints:
    """The state of each character, and of the end of the text: [length + 1]."""
    state = np.full(length + 1, OUTSIDE, np.int64)
    for q in quotations:
        state[q.start : q.end] = INSIDE if q.level == 0 else NESTED
    for q in quotations:
        state[q.start : q.inner_start] = OPENING_MARK
        if q.closed:
            state[q.inner_end : q.end] = CLOSING_MARK
    return state
