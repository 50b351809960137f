"""The corpora as documents, and documents as windows with labels."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from onrecord.statements.model.windows import WordPieces, cut_windows, fill_window, tokenize

Spans = tuple[tuple[int, int], ...]
ENTITY = {
    "PERSON": 1,
    "ORGANIZATION": 2,
    "LOCATION": 3,
    "CITY": 3,
    "COUNTRY": 3,
    "STATE_OR_PROVINCE": 3,
    "TITLE": 4,
}
INSIDE_WEIGHT = 0.1  # what a missing nested cue counts in PolNeAR, which labels none


@dataclass(frozen=True, slots=True)
class Attribution:
    source: Spans
    cue: Spans
    content: Spans
    nested: bool = False
    floating: bool = False
    act: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """``nests``: its nested statements are labelled. ``entities``: (start, end, class), or None when unlabelled."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]
    nests: bool
    entities: tuple[tuple[int, int, int], ...] | None = None
    doubtful: tuple[Spans, ...] = ()


@dataclass(slots=True)
class Window:
    """One window's arrays: inputs and tags [T], and for each cue its candidate pieces and the roles [T]."""

    ids: np.ndarray
    shape: np.ndarray
    state: np.ndarray
    tags: np.ndarray
    tag_weight: np.ndarray
    nested: np.ndarray
    nested_weight: np.ndarray
    names: np.ndarray
    cues: list[np.ndarray] = field(default_factory=list)
    roles: list[np.ndarray] = field(default_factory=list)


def lines(path: Path) -> Iterator[dict]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def load(path: Path, *, nests: bool, names: Path | None = None) -> list[Document]:
    """The documents of a corpus; ``names`` is CoreNLP's output for the same documents."""
    entities = {}
    if names is not None and names.exists():
        for row in lines(names):
            found = ((s, e, ENTITY[kind]) for s, e, kind in row["entities"] if kind in ENTITY)
            entities[row["id"]] = tuple(found)
    return [_document(row, nests, entities.get(row["id"])) for row in lines(path)]


def _document(row: dict, nests: bool, entities: tuple[tuple[int, int, int], ...] | None) -> Document:
    def spans(a: dict, role: str) -> Spans:
        return tuple((s, e) for s, e in a.get(role) or [])

    attributions = tuple(
        Attribution(
            spans(a, "source"),
            spans(a, "cue"),
            spans(a, "content"),
            bool(a.get("nested")),
            bool(a.get("floating")),
            a.get("act"),
        )
        for a in row["attributions"]
    )
    doubtful = tuple(spans(a, "content") for a in row.get("doubtful", []))
    return Document(row["id"], row["text"], attributions, nests, entities, doubtful)


def edit(document: Document, edits: Sequence[tuple[int, int, str]]) -> Document:
    """The document with stretches replaced (sorted, apart), every offset moved along."""
    edits = [e for e, before in zip(edits, [(0, 0, ""), *edits], strict=False) if e[0] >= before[1]]
    text, shift, last, parts = document.text, [], 0, []
    moved = 0
    for start, end, new in edits:
        parts += [text[last:start], new]
        shift.append((start, end, moved, moved + len(new) - (end - start)))
        moved += len(new) - (end - start)
        last = end
    parts.append(text[last:])
    starts = [s for s, _, _, _ in shift]

    def at(position: int, is_end: bool) -> int:
        n = int(np.searchsorted(starts, position, side="left" if is_end else "right")) - 1
        if n < 0:
            return position
        start, end, before, after = shift[n]
        if position >= end and not (is_end and position == start == end):
            return position + after
        return start + before + (len(edits[n][2]) if is_end else 0)

    def move(spans: Spans) -> Spans:
        return tuple((at(s, False), at(e, True)) for s, e in spans)

    attributions = tuple(
        replace(a, source=move(a.source), cue=move(a.cue), content=move(a.content)) for a in document.attributions
    )
    entities = document.entities
    if entities is not None:
        entities = tuple((at(s, False), at(e, True), k) for s, e, k in entities)
    return replace(document, text="".join(parts), attributions=attributions, entities=entities)


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
    text = document.text
    pieces = tokenize(text, tokenizer)
    words = pieces.shape != 5
    tags, nested = np.zeros((2, len(pieces)), np.int64)
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
        roles = np.zeros(len(pieces), np.int64)
        roles[content == 1] = 2
        roles[_cover(pieces, words, a.source) == 1] = 1
        roles[_cover(pieces, words, a.cue) == 1] = 3
        rows.append((anchors, roles))
    weight = np.where(inside & ~document.nests, INSIDE_WEIGHT, 1.0)
    names = _names(document, pieces, words)
    made = []
    for begin, end in cut_windows(pieces, first=first):
        ids, shape, state, at = fill_window(pieces, begin, end)
        real, where = at >= 0, np.where(at >= 0, at, 0)
        position = {p: n for n, p in enumerate(at.tolist()) if p >= 0}
        window = Window(
            ids, shape, state,
            np.where(real, tags[where], 0), real.astype(float),
            np.where(real, nested[where], 0), np.where(real, weight[where], 0.0),
            np.where(real, names[where], -100),
        )  # fmt: skip
        for anchors, roles in rows:
            here = [position[p] for p in anchors.tolist() if p in position]
            if here:
                window.cues.append(np.array(here))
                window.roles.append(np.where(real, roles[where], 0))
        made.append(window)
    return made


def _names(document: Document, pieces: WordPieces, words: np.ndarray) -> np.ndarray:
    if document.entities is None:
        return np.full(len(pieces), -100)
    names = np.zeros(len(pieces), np.int64)
    for start, end, kind in document.entities:
        left, right = np.searchsorted(pieces.start, [start, end])
        names[left:right] = kind
    return names
