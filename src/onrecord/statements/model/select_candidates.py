"""Candidates to drafts: which to believe, and which of two that claim the same cue."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.statements.attribution_draft import Draft, Offsets
from onrecord.statements.interval_index import Near
from onrecord.statements.model.cue_candidates import Candidate
from onrecord.statements.model.span_decoding import merge, tidy, trim
from onrecord.text.quotation_marks import Quotation

_APOSTROPHES = frozenset("'’")
_PARTICIPLE = re.compile(r"(?:\w+ly )?\w+ing\b")
_END = re.compile(r"[.!?][\"”’']?\s+[A-Z“\"]|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """Thresholds, set on PolNeAR dev and on the varied articles held out of training; see ``training/tune.py``.

    ``candidate``: likelihood from which the model proposes a cue. ``top``: from which a cue outside any content is
    believed; ``nested``: from which one inside is; ``quoted``: the same inside quotation marks, where
    people's own words are full of "we asked" and "I tell you". ``confidence``: weights of a logistic fit (bias,
    log-odds of the cue, log-probability of the roles).
    """

    candidate: float = 0.15
    top: float = 0.5
    nested: float = 0.6
    quoted: float = 0.9
    confidence: tuple[float, float, float] = (0.0, 1.0, 0.1)

    @classmethod
    def of(cls, card: Mapping[str, object]) -> Decoding:
        values = dict(card.get("decoding") or {})  # type: ignore[call-overload]
        if "confidence" in values:
            values["confidence"] = tuple(values["confidence"])
        return cls(**values)


def select(
    text: str, quotations: Sequence[Quotation], candidates: Sequence[Candidate], decoding: Decoding
) -> list[Draft]:
    """The candidates believed, best first where two share a cue, their spans tidied, in the order of the text."""
    ranked = sorted((c for c in candidates if c.content), key=lambda c: (-max(c.top, c.nested), c.cue))
    marks = Near((q, ((q.start, q.end),)) for q in quotations)
    kept: list[tuple[Candidate, Draft]] = []
    cues = Near[Candidate]()
    for candidate in ranked:
        if candidate.top >= decoding.top and not cues.touches(candidate.cue):
            kept.append((candidate, _draft(text, marks, candidate, candidate.top, decoding)))
            cues.add(candidate, candidate.cue)
    outer = Near((draft, draft.content) for _, draft in kept)

    def limit(cue: Offsets) -> float:
        quoted = any(q.level == 0 and q.start <= cue[0][0] and cue[-1][1] <= q.end for q in marks.touching(cue[:1]))
        return decoding.quoted if quoted else decoding.nested

    def nested(draft: Draft) -> bool:
        return any(o is not draft and _inside(draft.cue, o.content) for o in outer.touching(draft.cue[:1]))

    believed = [(c, d) for c, d in kept if not nested(d) or max(c.nested, c.top) >= limit(d.cue)]
    cues = Near((c, c.cue) for c, _ in believed)
    for candidate in ranked:
        if candidate.top >= decoding.top or candidate.nested < max(decoding.nested, limit(candidate.cue)):
            continue
        if cues.touches(candidate.cue):
            continue
        draft = _draft(text, marks, candidate, candidate.nested, decoding)
        if nested(draft):
            believed.append((candidate, draft))
            cues.add(candidate, candidate.cue)
    drafts = _inherit(text, [draft for _, draft in believed if draft.content])
    return sorted(drafts, key=lambda d: (min(s for s, _ in d.content + d.cue), d.content))


def _inherit(text: str, drafts: list[Draft]) -> list[Draft]:
    """Drafts whose cue is a participle without a source ("…, adding that") take that of the cue before."""
    ordered = sorted((d for d in drafts if d.cue), key=lambda d: d.cue)
    given: dict[Offsets, Offsets] = {}
    for before, draft in itertools.pairwise(ordered):
        between = text[before.cue[0][0] : draft.cue[0][0]]
        if draft.source or not _PARTICIPLE.match(text, draft.cue[0][0]) or _END.search(between):
            continue
        source = before.source or given.get(before.cue, ())
        if source and not _inside(draft.cue, before.content):
            given[draft.cue] = source
    return [replace(d, source=given[d.cue]) if d.cue in given else d for d in drafts]


def weak(candidates: Sequence[Candidate]) -> list[Draft]:
    """Every candidate that has a source, believed or not, as it stands."""
    return [Draft(content=c.content, cue=c.cue, source=c.source, confidence=0.5) for c in candidates if c.source]


def _draft(text: str, quotations: Near[Quotation], candidate: Candidate, likely: float, decoding: Decoding) -> Draft:
    cue = _trimmed(text, candidate.cue)
    source = _trimmed(text, candidate.source)
    content = tidy(text, quotations, candidate.content, cue + source)
    bias, by_cue, by_roles = decoding.confidence
    odds = math.log(max(likely, 1e-6) / max(1 - likely, 1e-6))
    sure = 1 / (1 + math.exp(-(bias + by_cue * odds + by_roles * max(candidate.whole, -20.0))))
    return Draft(content=content, cue=cue, source=source, confidence=round(sure, 3))


def _trimmed(text: str, spans: Offsets) -> Offsets:
    """Edges at words; a colon or dash alone stays as it is."""
    tight = [trim(text, s, e) if any(c.isalnum() for c in text[s:e]) else (s, e) for s, e in spans]
    return merge(
        text,
        [
            (s - 1 if text[max(0, s - 1) : s] in _APOSTROPHES and text[max(0, s - 2) : s - 1].isalpha() else s, e)
            for s, e in tight
        ],
    )


def _inside(a: Offsets, b: Offsets) -> bool:
    return bool(a) and all(any(g <= s and e <= f for g, f in b) for s, e in a)
