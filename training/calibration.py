"""Confidence: how likely a statement of speech is one by the guideline of today's pages, and from where it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from scipy.optimize import linear_sum_assignment, minimize

from onrecord.records import Statement
from onrecord.statements.attribution_draft import Offsets
from onrecord.statements.interval_index import IntervalIndex
from onrecord.statements.model.cue_candidates import CueCandidate
from onrecord.statements.model.select_candidates import DecodingThresholds, evidence_of, select_drafts
from training.documents import Document
from training.scoring import Proposal, decode

MATCH = 0.5  # Dice overlap of two contents from which they are the same statement
PENALTY = 1e-3  # of the weights of confidence
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The statements of speech found in held-out articles, and whether each is right.

    ``evidence`` [N, 9], ``is_right`` [N] and ``article`` [N] are those of statements made from candidates.
    ``from_rules`` has the confidence and outcome of statements that rules made, which have no evidence.
    """

    evidence: np.ndarray
    is_right: np.ndarray
    article: np.ndarray
    from_rules: list[tuple[float, bool]]


def collect_outcomes(scorer: ModuleType, proposals: Sequence[Proposal], thresholds: DecodingThresholds) -> Outcomes:
    """The outcomes of every statement found; those that meet a doubtful label or a thought are left out."""
    evidence, is_right, article, from_rules = [], [], [], []
    for number, proposal in enumerate(proposals):
        evidence_by_cue = _evidence_by_cue(proposal, thresholds)
        statements = [statement for statement in decode(proposal, thresholds) if statement.act != "think"]
        for statement, right in zip(statements, _judge(scorer, proposal.document, statements), strict=True):
            if right is None:
                continue
            cue = tuple((span.start, span.end) for span in statement.cue)
            if cue in evidence_by_cue:
                evidence.append(evidence_by_cue[cue])
                is_right.append(right)
                article.append(number)
            else:
                from_rules.append((statement.confidence, right))
    return Outcomes(np.array(evidence), np.array(is_right, float), np.array(article), from_rules)


def _evidence_by_cue(proposal: Proposal, thresholds: DecodingThresholds) -> dict[Offsets, tuple[float, ...]]:
    """The evidence for every draft that ``select_drafts`` makes, by its cue."""
    text, quotations = proposal.document.text, proposal.quotations
    index = IntervalIndex((quotation, ((quotation.start, quotation.end),)) for quotation in quotations)
    with_content = [candidate for candidate in proposal.candidates if candidate.content]
    evidence = {}
    for draft in select_drafts(text, quotations, proposal.candidates, thresholds):
        owner = max(with_content, key=lambda candidate: _shared(candidate, draft.cue))
        probability = owner.top if owner.top >= thresholds.top else owner.nested
        evidence[draft.cue] = evidence_of(text, owner, probability, draft.source, draft.content, index)
    return evidence


def _shared(candidate: CueCandidate, cue: Offsets) -> tuple[int, float]:
    """How much of a cue is the candidate's, and how probable the candidate is: the draft's own has most of both."""
    overlap = sum(
        max(0, min(end, cue_end) - max(start, cue_start)) for start, end in candidate.cue for cue_start, cue_end in cue
    )
    return overlap, max(candidate.top, candidate.nested)


def _judge(scorer: ModuleType, document: Document, statements: Sequence[Statement]) -> list[bool | None]:
    """Whether each statement pairs with a label of speech; None where it counts neither way."""
    text = document.text
    thoughts = [label for label in document.attributions if label.act == "think"]
    speech = [scorer.chars(text, label.content) for label in document.attributions if label.act != "think"]
    ignored = [scorer.chars(text, label.content) for label in (*document.doubtful, *thoughts)]
    contents = [scorer.chars(text, [(span.start, span.end) for span in s.content]) for s in statements]
    overlap = np.array([[scorer.dice(label, content) for content in contents] for label in speech])
    overlap = overlap.reshape(len(speech), len(contents))
    rows, columns = linear_sum_assignment(-overlap)
    paired = {int(column) for row, column in zip(rows, columns, strict=True) if overlap[row, column] >= MATCH}
    meets_ignored = [any(len(c & label) >= MATCH * max(1, len(c)) for label in ignored) for c in contents]
    return [True if n in paired else None if meets_ignored[n] else False for n in range(len(contents))]


def fit_weights(evidence: np.ndarray, is_right: np.ndarray) -> np.ndarray:
    """The weights of a logistic fit."""

    def loss(weights: np.ndarray) -> float:
        log_odds = evidence @ weights
        penalty = PENALTY * (weights[1:] @ weights[1:])
        return float(np.mean(np.logaddexp(0, log_odds) - is_right * log_odds) + penalty)

    return np.asarray(minimize(loss, np.zeros(evidence.shape[1])).x)


def cross_fitted_confidence(outcomes: Outcomes) -> np.ndarray:
    """Each statement's confidence by weights fitted on other articles."""
    confidence = np.zeros(len(outcomes.is_right))
    for fold in range(FOLDS):
        test = outcomes.article % FOLDS == fold
        weights = fit_weights(outcomes.evidence[~test], outcomes.is_right[~test])
        confidence[test] = 1 / (1 + np.exp(-(outcomes.evidence[test] @ weights)))
    return confidence


def calibration_error(confidence: np.ndarray, is_right: np.ndarray) -> float:
    """The expected calibration error in ten bins."""
    bins = np.minimum((confidence * 10).astype(int), 9)
    gaps = [
        abs(confidence[bins == n].mean() - is_right[bins == n].mean()) * (bins == n).mean() for n in set(bins.tolist())
    ]
    return float(sum(gaps))


def lowest_shown(confidence: np.ndarray, outcomes: Outcomes, precision: float) -> dict[str, float]:
    """The lowest confidence from which statements are right with this precision, and the recall that it leaves."""
    right_of_model = (outcomes.is_right > 0).tolist()
    pairs = sorted([*zip(confidence.tolist(), right_of_model, strict=True), *outcomes.from_rules], reverse=True)
    total = sum(right for _, right in pairs)
    right_count, lowest = 0, {"shown": 1.0, "precision": 1.0, "recall": 0.0}
    for count, (sure, right) in enumerate(pairs, 1):
        right_count += right
        is_last_of_equals = count == len(pairs) or pairs[count][0] < sure
        if is_last_of_equals and right_count / count >= precision:
            lowest = {"shown": sure, "precision": right_count / count, "recall": right_count / total}
    return {name: round(value, 3) for name, value in lowest.items()}
