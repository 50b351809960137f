"""Documents as windows of word pieces with labels: what the network is trained on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import get_args

import numpy as np
from tokenizers import Tokenizer

from onrecord.records import Act
from onrecord.statements.model.windows import PUNCTUATION, WordPieces, cut_windows, fill_window, tokenize
from training.documents import RELABELLED, UNKNOWN, Document, Spans

INSIDE_WEIGHT = 0.1  # what a missing nested cue counts in PolNeAR, which labels none
UNSURE_WEIGHT = 0.2  # what a missing cue counts in an article whose beliefs were not labelled
ACTS: tuple[str, ...] = ("neither", *get_args(Act))  # what a piece is the cue of, by the guideline of today's pages


@dataclass(slots=True)
class Window:
    """One window's arrays: inputs and tags [T], and for each cue its candidate pieces and the roles [T].

    ``today`` when its labels follow the guideline of today's pages; ``acts`` are known only then.
    """

    ids: np.ndarray
    shape: np.ndarray
    state: np.ndarray
    tags: np.ndarray
    tag_weight: np.ndarray
    nested: np.ndarray
    nested_weight: np.ndarray
    names: np.ndarray
    acts: np.ndarray
    act_weight: np.ndarray
    today: bool
    cues: list[np.ndarray] = field(default_factory=list)
    roles: list[np.ndarray] = field(default_factory=list)


def _cover(pieces: WordPieces, words: np.ndarray, spans: Spans) -> np.ndarray:
    """Which pieces each span covers, its edges trimmed to words; [n] of 0 or 1."""
    inside = np.zeros(len(pieces), np.int8)
    for start, end in spans:
        touched = np.flatnonzero((pieces.start < end) & (pieces.end > start))
        solid = touched[words[touched]]
        if len(solid):
            inside[solid[0] : solid[-1] + 1] = 1
        elif len(touched):
            inside[touched] = 1
    return inside


def windows(document: Document, tokenizer: Tokenizer, first: int = 0) -> list[Window]:
    """The document's windows with labels. A cue whose roles fall outside its window keeps those inside."""
    pieces = tokenize(document.text, tokenizer)
    words = pieces.shape != PUNCTUATION
    tags, nested, acts = np.zeros((3, len(pieces)), np.int64)
    inside = np.zeros(len(pieces), bool)
    rows = []
    for a in document.attributions:
        content = _cover(pieces, words, a.content)
        inside |= content == 1
        cue = _cover(pieces, words, a.cue[:1])
        if not cue.any():
            continue
        anchors = np.flatnonzero(cue)
        channel = nested if a.nested else tags
        channel[anchors] = 2
        channel[anchors[0]] = 1
        acts[_cover(pieces, words, a.cue) == 1] = ACTS.index(a.act or "assert")
        roles = np.zeros(len(pieces), np.int64)
        roles[content == 1] = 2
        roles[_cover(pieces, words, a.source) == 1] = 1
        roles[_cover(pieces, words, a.cue) == 1] = 3
        rows.append((anchors, roles))
    doubtful = np.zeros(len(pieces), bool)
    for a in document.doubtful:
        doubtful |= _cover(pieces, words, a.cue or a.content) == 1
    unlabelled = (tags == 0) & (nested == 0)
    weights = _weights(document, inside, unlabelled)
    weights[:, doubtful & unlabelled] = 0.0
    names = _names(document, pieces, words)
    labelled = []
    for begin, end in cut_windows(pieces, first=first):
        ids, shape, state, piece_at = fill_window(pieces, begin, end)
        real, where = piece_at >= 0, np.where(piece_at >= 0, piece_at, 0)
        position = {p: n for n, p in enumerate(piece_at.tolist()) if p >= 0}
        tag_weight, nested_weight, act_weight = np.where(real, weights[:, where], 0.0)
        window = Window(
            ids, shape, state,
            np.where(real, tags[where], 0), tag_weight,
            np.where(real, nested[where], 0), nested_weight,
            np.where(real, names[where], UNKNOWN),
            np.where(real, acts[where], 0), act_weight, document.batch > 0,
        )  # fmt: skip
        for anchors, roles in rows:
            anchors_inside = [position[p] for p in anchors.tolist() if p in position]
            if anchors_inside:
                window.cues.append(np.array(anchors_inside))
                window.roles.append(np.where(real, roles[where], 0))
        labelled.append(window)
    return labelled


def _weights(document: Document, inside: np.ndarray, unlabelled: np.ndarray) -> np.ndarray:
    """What each piece counts for cues, for nested cues and for acts, [3, pieces].

    Outside a labelled cue, a PolNeAR article that is labelled again counts for cues by its first labels alone.
    """
    tags, acts = np.ones((2, len(inside)))
    nested = np.where(inside & ~document.nests, INSIDE_WEIGHT, 1.0)
    if document.batch == 0:
        acts[:] = 0.0
    elif not document.nests:
        tags[unlabelled], acts[unlabelled] = UNSURE_WEIGHT, UNSURE_WEIGHT
    elif document.batch == RELABELLED:
        tags[unlabelled] = 0.0
    return np.stack([tags, nested, acts])


def _names(document: Document, pieces: WordPieces, words: np.ndarray) -> np.ndarray:
    if document.entities is None:
        return np.full(len(pieces), UNKNOWN)
    names = np.zeros(len(pieces), np.int64)
    for start, end, kind in document.entities:
        first, last = np.searchsorted(pieces.start, [start, end])
        names[first:last] = kind
    return names
