"""Texts through the model: every cue candidate with its roles, as offsets into its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.inference import Model, Output
from onrecord.statements.chain import CONTENT, CUE, SOURCE, decode
from onrecord.statements.drafts import Offsets
from onrecord.statements.quotes import Quotation
from onrecord.statements.windows import Pieces, cut, fill, pack

BATCH = 2048  # word pieces run at once: more costs memory and gains no speed

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cue that the model proposes. ``top`` and ``nested``: how likely it is a cue outside and inside a content.

    ``whole`` is the log-probability of its roles as one. ``vector`` is the encoder's for the cue, float32 [384].
    """

    content: Offsets
    cue: Offsets
    source: Offsets
    top: float
    nested: float
    whole: float
    vector: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Window:
    text: int
    ids: Ints
    shape: Ints
    state: Ints
    at: Ints


def candidates(
    texts: Sequence[str], quotations: Sequence[Sequence[Quotation]], model: Model, threshold: float
) -> list[list[Candidate]]:
    """The candidates of each text, in the order of their cues. Windows of many texts run together."""
    pieces = [cut(text, model.tokenizer, marks) for text, marks in zip(texts, quotations, strict=True)]
    windows = [
        _Window(n, *fill(cuts, begin, end)) for n, cuts in enumerate(pieces) for begin, end in pack(cuts) if end > begin
    ]
    found: list[list[Candidate]] = [[] for _ in texts]
    transition = np.array(model.card["transition"], np.float32)
    for batch in _batches(windows):
        output = model.run([(w.ids, w.shape, w.state) for w in batch], threshold)
        for number, candidate in _read(batch, output, pieces, transition, threshold):
            found[number].append(candidate)
    return [sorted(some, key=lambda c: (c.cue, c.content)) for some in found]


def _batches(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    """Windows near in length together."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda w: (len(w.ids), w.text)):
        if batch and (len(batch) + 1) * len(window.ids) > BATCH:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _read(
    batch: Sequence[_Window], output: Output, pieces: Sequence[Pieces], transition: npt.NDArray[np.float32], threshold: float
) -> Iterator[tuple[int, Candidate]]:
    if not len(output.at):
        return
    lengths = np.array([len(batch[row].ids) for row in output.at[:, 0]])
    roles, whole = decode(output.potentials, lengths, transition)
    odds = np.exp(output.cues - output.cues.max(-1, keepdims=True))
    odds /= odds.sum(-1, keepdims=True)
    for n, (row, position) in enumerate(output.at.tolist()):
        window = batch[row]
        cuts = pieces[window.text]
        end = _run_end(odds[row], position, len(window.ids), threshold)
        likely = 1 - odds[row, position:end, :, 0].min(0)
        spans = [_spans(roles[n] == role, window.at, cuts) for role in (CONTENT, CUE, SOURCE)]
        cue = spans[1] or _spans((np.arange(roles.shape[1]) >= position) & (np.arange(roles.shape[1]) < end), window.at, cuts)
        yield (
            window.text,
            Candidate(
                spans[0], cue, spans[2], float(likely[0]), float(likely[1]), float(whole[n]), output.vectors[n]
            ),
        )


def _run_end(odds: npt.NDArray[np.float32], position: int, length: int, threshold: float) -> int:
    """One past the last piece of the run of cue pieces that begins at ``position``."""
    end = position + 1
    while end < length:
        on = 1 - odds[end, :, 0] > threshold
        if not on.any() or (odds[end, :, 1] > odds[end, :, 2])[on].any():
            break
        end += 1
    return end


def _spans(mask: npt.NDArray[np.bool_], at: Ints, pieces: Pieces) -> Offsets:
    """Runs of marked pieces as character offsets; runs parted by nothing but punctuation are one."""
    marked = at[np.flatnonzero(mask[: len(at)])]
    marked = marked[marked >= 0]
    if not len(marked):
        return ()
    words = pieces.shape != 5
    spans: list[tuple[int, int]] = []
    begin = last = int(marked[0])
    for piece in marked[1:].tolist():
        if piece != last + 1 and words[last + 1 : piece].any() or pieces.paragraph[piece] != pieces.paragraph[last]:
            spans.append((int(pieces.start[begin]), int(pieces.end[last])))
            begin = piece
        last = piece
    spans.append((int(pieces.start[begin]), int(pieces.end[last])))
    return tuple(spans)
