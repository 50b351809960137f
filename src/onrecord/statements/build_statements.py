"""From drafts to statements: the labels of each, its parent and its id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.records import Act, Span, Statement
from onrecord.statements.attributes.act_and_tone import classify_act, classify_tone, cue_words
from onrecord.statements.attributes.addressee import find_addressee
from onrecord.statements.attributes.hedges import find_hedges
from onrecord.statements.attributes.lexicon import first_match
from onrecord.statements.attributes.occasion import find_occasion
from onrecord.statements.attributes.parents import find_parents
from onrecord.statements.attribution_draft import AttributionDraft, Bounds, Offsets
from onrecord.text.quotation_kind import classify_kind
from onrecord.text.quotation_marks import QUOTATION_MARKS

QUOTED_CONFIDENCE = 0.88
"""The least confidence of words in marks of their own with a source and a cue of speech.

Of 18 such statements in 341 varied articles to which the model gave less than 0.7, 16 were labelled, and of all such
98 in 100. Very short ones (“I'm humbled,” she said) look improbable to the model.
"""

_NAME = re.compile(  # a capital that is not just a pronoun's at the beginning of a sentence
    r"(?!I\b|We\b|He\b|She\b|They\b|You\b|It\b|People\b|Everyone\b)\b[A-Z]"
)


def build_statements(
    text: str,
    sentences: Sequence[Bounds],
    quoted: Sequence[Bounds],
    drafts: Sequence[AttributionDraft],
    min_shown: float = 0.0,
) -> tuple[Statement, ...]:
    """Return the statements of a text in its order, with the ids t1, t2, …

    What speakers say about their own mind, or everybody's, inside their own statement ("I think it rained", "people
    want it") is part of that statement and not one of its own. What they say about a named person's mind is.

    Args:
        text: the article's text.
        sentences: the bounds of its sentences, in order.
        quoted: what its outermost quotations hold, sorted; no two overlap.
        drafts: the attributions, in any order. Those without content are left out.
        min_shown: confidence from which speech is shown by default.
    """
    ordered = sorted((draft for draft in drafts if draft.content), key=lambda draft: (draft.start, -draft.end))
    acts = [classify_act(text, draft) for draft in ordered]
    parents = find_parents(ordered)
    reported = [
        number
        for number, draft in enumerate(ordered)
        if parents[number] is None or acts[number] != "think" or _holds_name(text, draft.source)
    ]
    ids = {number: f"t{position}" for position, number in enumerate(reported, 1)}
    statements = []
    for number in reported:
        parent = parents[number]
        while parent is not None and parent not in ids:
            parent = parents[parent]
        parent_id = None if parent is None else ids[parent]
        draft = ordered[number]
        statement = _build_statement(text, sentences, quoted, draft, acts[number], ids[number], parent_id)
        statements.append(replace(statement, shown=_is_shown(statement, min_shown)))
    return tuple(statements)


def _is_shown(statement: Statement, min_shown: float) -> bool:
    """Whether a statement is shown by default: speech, not a belief or a wish, and probable enough."""
    return statement.act != "think" and statement.confidence >= min_shown


def _build_statement(
    text: str,
    sentences: Sequence[Bounds],
    quoted: Sequence[Bounds],
    draft: AttributionDraft,
    act: Act,
    statement_id: str,
    parent_id: str | None,
) -> Statement:
    addressee: Bounds | None = None
    occasion: Offsets = ()
    if act != "think":  # thoughts are not addressed to anybody, nor had on an occasion
        addressee = find_addressee(text, draft)
        occasion = find_occasion(text, sentences, draft, addressee)
    kind = classify_kind(text, draft.content, quoted)
    is_quoted = kind == "direct" and act != "think" and _is_attributed_quotation(text, draft)
    return Statement(
        id=statement_id,
        kind=kind,
        content=_spans(text, draft.content),
        cue=_spans(text, draft.cue),
        source=_spans(text, draft.source),
        addressee=_spans(text, (addressee,))[0] if addressee else None,
        occasion=_spans(text, occasion),
        act=act,
        tone=classify_tone(text, draft),
        hedges=_spans(text, find_hedges(text, sentences, draft)),
        parent=parent_id,
        uncued=draft.uncued,
        confidence=max(draft.confidence, QUOTED_CONFIDENCE) if is_quoted else draft.confidence,
    )


def _is_attributed_quotation(text: str, draft: AttributionDraft) -> bool:
    """Return whether a content is in marks of its own, with a source and a cue of speech or a colon."""
    if not draft.source or not draft.cue:
        return False
    in_marks = text[draft.content[0][0]] in QUOTATION_MARKS and text[draft.content[-1][1] - 1] in QUOTATION_MARKS
    cue = cue_words(text, draft)
    return in_marks and (cue == ":" or first_match("act", cue) is not None)


def _holds_name(text: str, source: Offsets) -> bool:
    return any(_NAME.search(text[start:end]) for start, end in source)


def _spans(text: str, offsets: Offsets) -> tuple[Span, ...]:
    return tuple(Span(start, end, text[start:end]) for start, end in offsets)
