"""Run texts through the model: every cue that it proposes, with the roles around it as offsets into the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.inference import ArticleEncoding, Floats, Ints, Model, WindowOutput
from onrecord.statements.attribution_draft import Bounds, Offsets
from onrecord.statements.model.viterbi import CONTENT, CUE, SOURCE, decode_roles
from onrecord.statements.model.windows import PUNCTUATION, WordPieces, cut_windows, fill_window, tokenize
from onrecord.text.quotation_marks import QuotedSpan

_MIN_SUM = 1e-9  # keeps a division from failing where no act is likely


@dataclass(frozen=True, slots=True)
class CueCandidate:
    """A cue that the model proposes, with the content and source that it gives it.

    ``top`` and ``nested`` are the probabilities that it is a cue outside any content, and inside one.
    ``roles_log_probability`` is the log-probability of its content, cue and source together. ``no_statement`` is the
    probability that the words tell of a deed or a state and not of a statement; ``act_probabilities`` are those of each
    act, in the order of ``records.Act``, if they do tell of a statement.
    """

    content: Offsets
    cue: Offsets
    source: Offsets
    top: float
    nested: float
    roles_log_probability: float
    no_statement: float = 0.0
    act_probabilities: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Window:
    """One window's input, and which of its text's word pieces is at each position (-1: none)."""

    text_number: int
    ids: Ints
    shape: Ints
    state: Ints
    piece_at: Ints


@dataclass(frozen=True, slots=True)
class _WindowScores:
    """One window's probabilities: of cues [T, 2, 3], and of acts [T, 9]; see ``WindowOutput``."""

    cue_probabilities: Floats
    act_probabilities: Floats


def propose_candidates(
    texts: Sequence[str], quotations_of_texts: Sequence[Sequence[QuotedSpan]], model: Model, threshold: float
) -> list[tuple[list[CueCandidate], ArticleEncoding]]:
    """Return each text's candidates, in the order of their cues, and its encoding. All texts' windows run together.

    Args:
        texts: the articles' texts.
        quotations_of_texts: the quotations of each text.
        model: the model to run.
        threshold: probability of being in a cue above which positions form a candidate.

    Raises:
        ModelError: the model's files are missing or are not those that its card names.
    """
    pieces_of_texts = [
        tokenize(text, model.tokenizer, quotations) for text, quotations in zip(texts, quotations_of_texts, strict=True)
    ]
    windows = [
        _Window(number, *fill_window(pieces, begin, end))
        for number, pieces in enumerate(pieces_of_texts)
        for begin, end in cut_windows(pieces)
        if end > begin
    ]
    candidates: list[list[CueCandidate]] = [[] for _ in texts]
    outputs = model.run_windows([(window.ids, window.shape, window.state) for window in windows], threshold)
    roles_of_candidates = _decode(outputs, np.array(model.card["transition"], np.float32))
    for window, output in zip(windows, outputs, strict=True):
        pieces = pieces_of_texts[window.text_number]
        if not len(output.candidate_positions):
            continue
        scores = _WindowScores(_softmax(output.cue_logits), _softmax(output.act_logits))
        for begin in output.candidate_positions.tolist():
            roles, log_probability = next(roles_of_candidates)
            candidate = _make_candidate(window, scores, begin, roles, log_probability, pieces, threshold)
            candidates[window.text_number].append(candidate)
    encodings = _join_windows(pieces_of_texts, windows, outputs)
    ordered = [sorted(of_text, key=lambda candidate: (candidate.cue, candidate.content)) for of_text in candidates]
    return list(zip(ordered, encodings, strict=True))


def _join_windows(
    pieces_of_texts: Sequence[WordPieces], windows: Sequence[_Window], outputs: Sequence[WindowOutput]
) -> list[ArticleEncoding]:
    """Each text's encoding, put together from its windows."""
    name_logits: list[list[Floats]] = [[] for _ in pieces_of_texts]
    reference_vectors: list[list[Floats]] = [[] for _ in pieces_of_texts]
    for window, output in zip(windows, outputs, strict=True):
        is_piece = window.piece_at >= 0
        name_logits[window.text_number].append(output.name_logits[is_piece])
        reference_vectors[window.text_number].append(output.reference_vectors[is_piece])
    return [
        ArticleEncoding(pieces.start, pieces.end, _concatenate(names), _concatenate(references))
        for pieces, names, references in zip(pieces_of_texts, name_logits, reference_vectors, strict=True)
    ]


def _concatenate(parts: list[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)


def _decode(outputs: Sequence[WindowOutput], transition: Floats) -> Iterator[tuple[Ints, float]]:
    """The roles and their log-probability for each candidate of each output, all decoded together."""
    potentials = [output.role_potentials for output in outputs if len(output.candidate_positions)]
    if not potentials:
        return
    longest = max(scores.shape[1] for scores in potentials)
    lengths = np.repeat([scores.shape[1] for scores in potentials], [len(scores) for scores in potentials])
    padded = [np.pad(scores, ((0, 0), (0, longest - scores.shape[1]), (0, 0))) for scores in potentials]
    roles, log_probabilities = decode_roles(np.concatenate(padded), lengths, transition)
    yield from zip(roles, log_probabilities.tolist(), strict=True)


def _make_candidate(
    window: _Window,
    scores: _WindowScores,
    begin: int,
    roles: Ints,
    log_probability: float,
    pieces: WordPieces,
    threshold: float,
) -> CueCandidate:
    """The candidate whose cue begins at position ``begin`` of the window."""
    probabilities = scores.cue_probabilities
    end = _cue_end(probabilities, begin, threshold)
    top, nested = (1 - probabilities[begin:end, :, 0].min(0)).tolist()
    content, cue, source = (_marked_spans(roles == role, window.piece_at, pieces) for role in (CONTENT, CUE, SOURCE))
    if not cue:
        positions = np.arange(len(roles))
        cue = _marked_spans((positions >= begin) & (positions < end), window.piece_at, pieces)
    no_statement, *acts = scores.act_probabilities[begin:end].mean(0).tolist()
    act_probabilities = tuple(probability / max(sum(acts), _MIN_SUM) for probability in acts)
    return CueCandidate(content, cue, source, top, nested, log_probability, no_statement, act_probabilities)


def _softmax(logits: Floats) -> Floats:
    probabilities: Floats = np.exp(logits - logits.max(-1, keepdims=True))
    probabilities /= probabilities.sum(-1, keepdims=True)
    return probabilities


def _cue_end(probabilities: Floats, begin: int, threshold: float) -> int:
    """One past the last position of the cue that begins at position ``begin``; ``probabilities`` are [T, 2, 3]."""
    end = begin + 1
    while end < len(probabilities):
        in_cue = 1 - probabilities[end, :, 0] > threshold
        if not in_cue.any() or (probabilities[end, :, 1] > probabilities[end, :, 2])[in_cue].any():
            break
        end += 1
    return end


def _marked_spans(mask: npt.NDArray[np.bool_], piece_at: Ints, pieces: WordPieces) -> Offsets:
    """Runs of marked positions as character offsets; only punctuation between two runs does not separate them."""
    marked = piece_at[np.flatnonzero(mask[: len(piece_at)])]
    marked = marked[marked >= 0]
    if not len(marked):
        return ()
    spans: list[Bounds] = []
    first = last = int(marked[0])
    for piece in marked[1:].tolist():
        separated = piece != last + 1 and (pieces.shape[last + 1 : piece] != PUNCTUATION).any()
        if separated or pieces.paragraph[piece] != pieces.paragraph[last]:
            spans.append((int(pieces.start[first]), int(pieces.end[last])))
            first = piece
        last = piece
    spans.append((int(pieces.start[first]), int(pieces.end[last])))
    return tuple(spans)
