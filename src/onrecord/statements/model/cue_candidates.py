"""Texts through the model: every cue candidate with its roles, as offsets into its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.inference import Model, Output, Reading
from onrecord.statements.attribution_draft import Offsets
from onrecord.statements.model.viterbi import CONTENT, CUE, SOURCE, decode
from onrecord.statements.model.windows import Pieces, cut, fill, pack
from onrecord.text.quotation_marks import Quotation

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cue that the model proposes. ``top`` and ``nested``: how likely it is a cue outside and inside a content.

    ``whole`` is the log-probability of its roles as one.
    """

    content: Offsets
    cue: Offsets
    source: Offsets
    top: float
    nested: float
    whole: float


@dataclass(frozen=True, slots=True)
class _Window:
    text: int
    ids: Ints
    shape: Ints
    state: Ints
    at: Ints


def candidates(
    texts: Sequence[str], quotations: Sequence[Sequence[Quotation]], model: Model, threshold: float
) -> list[tuple[list[Candidate], Reading]]:
    """The candidates of each text, in the order of their cues, and its reading. Windows of many texts run together."""
    pieces = [cut(text, model.tokenizer, marks) for text, marks in zip(texts, quotations, strict=True)]
    windows = [
        _Window(n, *fill(cuts, begin, end)) for n, cuts in enumerate(pieces) for begin, end in pack(cuts) if end > begin
    ]
    found: list[list[Candidate]] = [[] for _ in texts]
    transition = np.array(model.card["transition"], np.float32)
    outputs = model.run([(w.ids, w.shape, w.state) for w in windows], threshold)
    roles = _decode(outputs, transition)
    for window, output in zip(windows, outputs, strict=True):
        cuts = pieces[window.text]
        for n in range(len(output.at)):
            found[window.text].append(_candidate(window, output, n, *next(roles), cuts, threshold))
    readings = _readings(pieces, windows, outputs)
    return [
        (sorted(some, key=lambda c: (c.cue, c.content)), reading) for some, reading in zip(found, readings, strict=True)
    ]


def _readings(pieces: Sequence[Pieces], windows: Sequence[_Window], outputs: Sequence[Output]) -> list[Reading]:
    """Each text's windows put together again."""
    parts: list[list[tuple[_Window, Output]]] = [[] for _ in pieces]
    for window, output in zip(windows, outputs, strict=True):
        parts[window.text].append((window, output))
    readings = []
    for cuts, some in zip(pieces, parts, strict=True):
        names = [output.names[window.at >= 0] for window, output in some]
        references = [output.references[window.at >= 0] for window, output in some]
        readings.append(Reading(cuts.start, cuts.end, _stacked(names), _stacked(references)))
    return readings


def _stacked(parts: list[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    return np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)


def _decode(outputs: Sequence[Output], transition: npt.NDArray[np.float32]) -> Iterator[tuple[Ints, float]]:
    """The roles and their log-probability for each candidate of each output, decoded together."""
    some = [output for output in outputs if len(output.at)]
    if not some:
        return
    longest = max(output.potentials.shape[1] for output in some)
    lengths = np.repeat([o.potentials.shape[1] for o in some], [len(o.at) for o in some])
    padded = [np.pad(o.potentials, ((0, 0), (0, longest - o.potentials.shape[1]), (0, 0))) for o in some]
    roles, whole = decode(np.concatenate(padded), lengths, transition)
    yield from zip(roles, whole.tolist(), strict=True)


def _candidate(
    window: _Window, output: Output, n: int, roles: Ints, whole: float, pieces: Pieces, threshold: float
) -> Candidate:
    odds = np.exp(output.cues - output.cues.max(-1, keepdims=True))
    odds /= odds.sum(-1, keepdims=True)
    begin = int(output.at[n])
    end = _run_end(odds, begin, threshold)
    top, nested = (1 - odds[begin:end, :, 0].min(0)).tolist()
    content, cue, source = (_spans(roles == role, window.at, pieces) for role in (CONTENT, CUE, SOURCE))
    if not cue:
        places = np.arange(len(roles))
        cue = _spans((places >= begin) & (places < end), window.at, pieces)
    return Candidate(content, cue, source, top, nested, whole)


def _run_end(odds: npt.NDArray[np.float32], position: int, threshold: float) -> int:
    """One past the last piece of the run of cue pieces that begins at ``position``."""
    end = position + 1
    while end < len(odds):
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
        if (piece != last + 1 and words[last + 1 : piece].any()) or pieces.paragraph[piece] != pieces.paragraph[last]:
            spans.append((int(pieces.start[begin]), int(pieces.end[last])))
            begin = piece
        last = piece
    spans.append((int(pieces.start[begin]), int(pieces.end[last])))
    return tuple(spans)
