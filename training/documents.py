"""Articles with labelled statements, as the corpora give them, and edits that move the labels along."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

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
UNKNOWN = -100  # the class of a name that no label and no tagger is sure of
RELABELLED = 4  # the batch of PolNeAR articles that are labelled a second time


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
    """``nests``: its nested statements are labelled. ``entities``: (start, end, class), or None when unlabelled.

    ``batch`` is that of the varied articles, 0 in PolNeAR. A class of ``UNKNOWN`` means that nobody knows it.
    """

    id: str
    text: str
    attributions: tuple[Attribution, ...]
    nests: bool
    entities: tuple[tuple[int, int, int], ...] | None = None
    doubtful: tuple[Attribution, ...] = ()
    batch: int = 0


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
            named = ((s, e, ENTITY[kind]) for s, e, kind in row["entities"] if kind in ENTITY)
            entities[row["id"]] = tuple(named)
    return [_document(row, nests, entities.get(row["id"])) for row in lines(path)]


def _document(row: dict, nests: bool, entities: tuple[tuple[int, int, int], ...] | None) -> Document:
    attributions, doubtful = (
        tuple(_attribution(a) for a in row.get(kind, [])) for kind in ("attributions", "doubtful")
    )
    nests = nests and row.get("reread", True)
    return Document(row["id"], row["text"], attributions, nests, entities, doubtful, row.get("batch", 0))


def _attribution(row: dict) -> Attribution:
    source, cue, content = (tuple((s, e) for s, e in row.get(role) or []) for role in ("source", "cue", "content"))
    return Attribution(source, cue, content, bool(row.get("nested")), bool(row.get("floating")), row.get("act"))


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

    def moved_along(labels: tuple[Attribution, ...]) -> tuple[Attribution, ...]:
        return tuple(replace(a, source=move(a.source), cue=move(a.cue), content=move(a.content)) for a in labels)

    attributions, doubtful = moved_along(document.attributions), moved_along(document.doubtful)
    entities = document.entities
    if entities is not None:
        entities = tuple((at(s, False), at(e, True), k) for s, e, k in entities)
    return replace(document, text="".join(parts), attributions=attributions, entities=entities, doubtful=doubtful)
