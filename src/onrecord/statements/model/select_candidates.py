"""From candidates to drafts: which to believe, and which of two with the same cue."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from onrecord.errors import ModelError
from onrecord.statements.attribution_draft import AttributionDraft, Offsets, shared_length
from onrecord.statements.interval_index import IntervalIndex
from onrecord.statements.model.cue_candidates import CueCandidate
from onrecord.statements.model.span_boundaries import (
    align_to_quotations,
    choose_source,
    merge_spans,
    trim_to_words,
)
from onrecord.text.quotation_marks import QuotedSpan
from onrecord.text.sentences import SENTENCE_BREAK

_APOSTROPHES = frozenset("'’")
_PARTICIPLE = re.compile(r"(?:\w+ly )?\w+ing\b")
_AFTER_CONJUNCTION = re.compile(r"\b(?:and|but|then)(?: \w+ly| also| later| then)? $")
_PASSIVE_OR_NOUN = re.compile(
    r"(?:\w+ly )?(?:is|are|was|were|be|been|has been|have been|had been|of|the|an?)\b", re.IGNORECASE
)
_MAX_CONJUNCTION = 24  # characters before a cue in which a conjunction begins
_UNBELIEVED = 0.5  # confidence of a draft made from a candidate without asking whether to believe it
_MIN_PROBABILITY, _MIN_LOG_PROBABILITY = 1e-6, -20.0  # what lies below is read as this


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingThresholds:
    """The probabilities from which candidates are believed, all from model.json.

    They are set on PolNeAR dev and on the varied articles held out of training, by ``training/tune.py``.

    ``candidate``: from here the model proposes a cue. ``top``: from here a cue outside any content is believed;
    ``nested``: one inside a content; ``quoted``: one inside quotation marks, where people's own words are full of
    "we asked" and "I tell you". ``no_statement``: up to here a candidate may be one that tells of a deed.
    ``confidence``: weights of a logistic fit over ``evidence_of``. ``shown``: confidence from which speech is shown by
    default.
    """

    candidate: float
    top: float
    nested: float
    quoted: float
    no_statement: float
    confidence: tuple[float, ...]
    shown: float

    @classmethod
    def from_card(cls, card: Mapping[str, object]) -> DecodingThresholds:
        """Read the thresholds from the contents of model.json.

        Raises:
            ModelError: the card has no such thresholds, or others.
        """
        try:
            values = dict(card["decoding"])  # type: ignore[call-overload]
            return cls(**values | {"confidence": tuple(values["confidence"])})
        except (KeyError, TypeError) as error:
            raise ModelError(f"model.json: decoding: wrong thresholds ({error}); install onrecord again") from None


class _Choice(NamedTuple):
    candidate: CueCandidate
    draft: AttributionDraft


def select_drafts(
    text: str,
    quotations: Sequence[QuotedSpan],
    candidates: Sequence[CueCandidate],
    thresholds: DecodingThresholds,
) -> list[AttributionDraft]:
    """Return drafts for the candidates that are believed, their spans tidied, in the order of the text.

    Of candidates that share a cue the most probable is taken. First come those whose cue is outside any content, then
    those whose cue is inside the content of one of the first.
    """
    possible = (
        candidate for candidate in candidates if candidate.content and candidate.no_statement <= thresholds.no_statement
    )
    ranked = sorted(possible, key=lambda candidate: (-max(candidate.top, candidate.nested), candidate.cue))
    quotation_index = IntervalIndex((quotation, ((quotation.start, quotation.end),)) for quotation in quotations)
    choices = _choose_top_level(text, quotation_index, ranked, thresholds)
    contents = IntervalIndex((choice.draft, choice.draft.content) for choice in choices)
    choices = [
        choice
        for choice in choices
        if not _is_nested(choice.draft, contents)
        or max(choice.candidate.top, choice.candidate.nested)
        >= _nested_threshold(quotation_index, choice.draft.cue, thresholds)
    ]
    choices += _choose_nested(text, quotation_index, ranked, thresholds, choices, contents)
    drafts = _inherit_sources(text, [choice.draft for choice in choices if choice.draft.content])
    return sorted(drafts, key=lambda draft: (draft.start, draft.content))


def drafts_with_source(text: str, candidates: Sequence[CueCandidate]) -> list[AttributionDraft]:
    """Return a draft for every candidate that has a source, believed or not, with its other spans as they are."""
    return [
        AttributionDraft(
            candidate.content, candidate.cue, choose_source(text, candidate.source, candidate.cue), _UNBELIEVED
        )
        for candidate in candidates
        if candidate.source
    ]


def _choose_top_level(
    text: str,
    quotations: IntervalIndex[QuotedSpan],
    ranked: Sequence[CueCandidate],
    thresholds: DecodingThresholds,
) -> list[_Choice]:
    """The candidates that are probable as cues outside any content; no two share a cue."""
    choices: list[_Choice] = []
    cues = IntervalIndex[CueCandidate]()
    for candidate in ranked:
        if candidate.top >= thresholds.top and not cues.overlaps(candidate.cue):
            choices.append(_Choice(candidate, _make_draft(text, quotations, candidate, candidate.top, thresholds)))
            cues.add(candidate, candidate.cue)
    return choices


def _choose_nested(
    text: str,
    quotations: IntervalIndex[QuotedSpan],
    ranked: Sequence[CueCandidate],
    thresholds: DecodingThresholds,
    top_level: Sequence[_Choice],
    contents: IntervalIndex[AttributionDraft],
) -> list[_Choice]:
    """The candidates that are probable only as nested cues, and whose cue is inside one of ``contents``."""
    choices: list[_Choice] = []
    cues = IntervalIndex((choice.candidate, choice.candidate.cue) for choice in top_level)
    for candidate in ranked:
        threshold = max(thresholds.nested, _nested_threshold(quotations, candidate.cue, thresholds))
        if candidate.top >= thresholds.top or candidate.nested < threshold or cues.overlaps(candidate.cue):
            continue
        draft = _make_draft(text, quotations, candidate, candidate.nested, thresholds)
        if _is_nested(draft, contents):
            choices.append(_Choice(candidate, draft))
            cues.add(candidate, candidate.cue)
    return choices


def _nested_threshold(quotations: IntervalIndex[QuotedSpan], cue: Offsets, thresholds: DecodingThresholds) -> float:
    start, end = cue[0][0], cue[-1][1]
    in_quotation = any(q.level == 0 and q.start <= start and end <= q.end for q in quotations.overlapping(cue[:1]))
    return thresholds.quoted if in_quotation else thresholds.nested


def _is_nested(draft: AttributionDraft, contents: IntervalIndex[AttributionDraft]) -> bool:
    """Whether the draft's cue is inside the content of another draft."""
    return any(
        outer is not draft and _is_inside(draft.cue, outer.content) for outer in contents.overlapping(draft.cue[:1])
    )


def _is_inside(inner: Offsets, outer: Offsets) -> bool:
    return bool(inner) and all(
        any(outer_start <= start and end <= outer_end for outer_start, outer_end in outer) for start, end in inner
    )


def _make_draft(
    text: str,
    quotations: IntervalIndex[QuotedSpan],
    candidate: CueCandidate,
    probability: float,
    thresholds: DecodingThresholds,
) -> AttributionDraft:
    cue = _tidy_edges(text, candidate.cue)
    source = choose_source(text, _tidy_edges(text, candidate.source), cue)
    content = align_to_quotations(text, quotations, candidate.content, cue + source)
    evidence = evidence_of(text, candidate, probability, source, content, quotations)
    score = sum(weight * value for weight, value in zip(thresholds.confidence, evidence, strict=True))
    confidence = round(1 / (1 + math.exp(-score)), 3)
    return AttributionDraft(content, cue, source, confidence, act_probabilities=candidate.act_probabilities)


def evidence_of(
    text: str,
    candidate: CueCandidate,
    probability: float,
    source: Offsets,
    content: Offsets,
    quotations: IntervalIndex[QuotedSpan],
) -> tuple[float, ...]:
    """Return the nine numbers that confidence is computed from; ``training/tune.py`` fits their weights.

    In order: 1 (the bias); log-odds of the cue; log-probability of the roles; log-odds of telling of a statement and
    not of a deed; share of the content in quotation marks; 1 if there is a source; share of the cue in quotation
    marks; a quarter of the logarithm of the content's length in characters; 1 if the content begins with “that”.
    """
    return (
        1.0,
        _log_odds(probability),
        max(candidate.roles_log_probability, _MIN_LOG_PROBABILITY),
        _log_odds(1 - candidate.no_statement),
        _quoted_share(content, quotations),
        float(bool(source)),
        _quoted_share(candidate.cue, quotations),
        math.log1p(sum(end - start for start, end in content)) / 4,
        float(bool(content) and text[content[0][0] : content[0][0] + 5].lower() == "that "),
    )


def _quoted_share(spans: Offsets, quotations: IntervalIndex[QuotedSpan]) -> float:
    """The share of the spans' characters that is inside quotation marks."""
    total = sum(end - start for start, end in spans)
    outermost = {quotation for quotation in quotations.overlapping(spans) if quotation.level == 0}
    quoted = sum(shared_length(spans, quotation.start, quotation.end) for quotation in outermost)
    return quoted / total if total else 0.0


def _log_odds(probability: float) -> float:
    return math.log(max(probability, _MIN_PROBABILITY) / max(1 - probability, _MIN_PROBABILITY))


def _tidy_edges(text: str, spans: Offsets) -> Offsets:
    """The spans trimmed to words; a colon or dash alone stays. The apostrophe of “’s” is part of its word."""
    trimmed = [
        trim_to_words(text, start, end) if any(c.isalnum() for c in text[start:end]) else (start, end)
        for start, end in spans
    ]
    return merge_spans(
        text, [(start - 1 if _follows_apostrophe(text, start) else start, end) for start, end in trimmed]
    )


def _follows_apostrophe(text: str, start: int) -> bool:
    return text[max(0, start - 1) : start] in _APOSTROPHES and text[max(0, start - 2) : start - 1].isalpha()


def _inherit_sources(text: str, drafts: list[AttributionDraft]) -> list[AttributionDraft]:
    """Give a cue without a source that goes on from the cue before in its sentence the source of that one.

    “Ann Lee said it had rained, **adding** that …”, “Ann Lee said that it had rained **and warned** that …”.
    """
    ordered = sorted((draft for draft in drafts if draft.cue), key=lambda draft: draft.cue)
    inherited: dict[Offsets, Offsets] = {}
    for previous, draft in itertools.pairwise(ordered):
        between = text[previous.cue[0][0] : draft.cue[0][0]]
        is_participle = _PARTICIPLE.match(text, draft.cue[0][0]) is not None
        goes_on = is_participle or _follows_conjunction(text, draft.cue)
        if draft.source or not goes_on or SENTENCE_BREAK.search(between):
            continue
        source = previous.source or inherited.get(previous.cue, ())
        if source and not (is_participle and _is_inside(draft.cue, previous.content)):
            inherited[draft.cue] = source
    return [replace(draft, source=inherited[draft.cue]) if draft.cue in inherited else draft for draft in drafts]


def _follows_conjunction(text: str, cue: Offsets) -> bool:
    """Return whether a cue is a verb in the active after a conjunction."""
    start = cue[0][0]
    follows = _AFTER_CONJUNCTION.search(text, max(0, start - _MAX_CONJUNCTION), start)
    return follows is not None and _PASSIVE_OR_NOUN.match(text, start) is None
