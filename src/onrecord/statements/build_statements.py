"""Drafts to statements: all that the words around them say, put together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.records import Span, Statement
from onrecord.statements.attributes.addressee import addressee
from onrecord.statements.attributes.hedges import hedges
from onrecord.statements.attributes.occasion import occasion
from onrecord.statements.attributes.parents import parents
from onrecord.statements.attributes.quotation_kind import kind
from onrecord.statements.attributes.speech_act import act
from onrecord.statements.attributes.tone import tone
from onrecord.statements.attribution_draft import Draft, Offsets


def describe(
    text: str, sentences: Sequence[tuple[int, int]], quoted: Sequence[tuple[int, int]], drafts: Sequence[Draft]
) -> tuple[Statement, ...]:
    """The statements of a text, in its order, named t1, t2, …

    What speakers say of their own mind or of everybody's inside their own statement (“I think it rained”, “people
    want it”) is part of that statement, and none of its own; what they say of a named other's mind is one.
    """
    ordered = sorted((d for d in drafts if d.content), key=lambda d: (min(s for s, _ in d.content + d.cue), -_end(d)))
    acts = [act(text, draft) for draft in ordered]
    inside = parents(ordered)
    kept = [n for n, d in enumerate(ordered) if inside[n] is None or acts[n] != "think" or _names(text, d.source)]
    names = {n: f"t{place}" for place, n in enumerate(kept, 1)}
    made = []
    for n in kept:
        draft, parent = ordered[n], inside[n]
        while parent is not None and parent not in names:
            parent = inside[parent]
        spoken = acts[n] != "think"  # a thought is had, not said to somebody somewhere
        to = addressee(text, draft) if spoken else None
        made.append(
            Statement(
                id=names[n],
                kind=kind(text, draft.content, quoted),
                content=_spans(text, draft.content),
                cue=_spans(text, draft.cue),
                source=_spans(text, draft.source),
                addressee=_spans(text, (to,))[0] if to else None,
                occasion=_spans(text, occasion(text, sentences, draft, to) if spoken else ()),
                act=acts[n],
                tone=tone(text, draft),
                hedges=_spans(text, hedges(text, sentences, draft)),
                parent=None if parent is None else names[parent],
                uncued=draft.floating,
                confidence=draft.confidence,
            )
        )
    return tuple(made)


def _names(text: str, source: Offsets) -> bool:
    """Whether a source holds a name: a capital that no sentence's beginning gives, and no pronoun."""
    return any(
        re.search(r"(?!I\b|We\b|He\b|She\b|They\b|You\b|It\b|People\b|Everyone\b)\b[A-Z]", text[s:e]) for s, e in source
    )


def _end(draft: Draft) -> int:
    return max(e for _, e in draft.content + draft.cue)


def _spans(text: str, offsets: Offsets) -> tuple[Span, ...]:
    return tuple(Span(s, e, text[s:e]) for s, e in offsets)
