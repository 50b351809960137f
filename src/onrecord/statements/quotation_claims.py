"""Corrections of the drafts by quotations: signed ones, those that two drafts claim, and those that are paragraphs.

These come before quotations that no draft claims are looked at (``uncued_quotations``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.statements.attribution_draft import AttributionDraft, Offsets, shared_length
from onrecord.statements.interval_index import IntervalIndex
from onrecord.statements.model.span_boundaries import count_words
from onrecord.text.lines import LineIndex, begins_line, ends_line, skip_spaces_back
from onrecord.text.quotation_marks import QuotedSpan

MIN_WORDS = 5  # a quotation of fewer words is rather a title or a scare quote than a statement
SIGNATURE = re.compile(  # a dash and a name, with a title or a place after a full stop, or a role after a comma
    r"[.,]?[ \u00a0]*([―—–])[ \u00a0]*([A-Z][^\n,;.“”\"]{2,60}(?:\. [A-Z][^\n,;.“”\"]{1,40}|, [^\n;.“”\"]{2,90})?)"
)

SIGNATURE_BELOW = re.compile(  # the same on the next line, with the place and day after it
    r"[.,]?\s{0,3}\n[ \t\u00a0]*([―—–])[ \u00a0]*([A-Z][\w.’'-]+(?: [\w.’'-]+){0,4})(?:,[^\n“”\"]{1,80})?(?=\n|$)"
)


def correct_claims(
    text: str, quotations: Sequence[QuotedSpan], drafts: Sequence[AttributionDraft]
) -> list[AttributionDraft]:
    """Return the drafts with signed quotations added and quotations taken from drafts that cannot own them."""
    corrected = _add_signed_quotations(text, quotations, drafts)
    corrected = _settle_rival_claims(text, quotations, corrected)
    return _release_separate_paragraphs(text, quotations, corrected)


def ends_with_colon(text: str, end: int) -> bool:
    """Whether the last character before ``end`` that is not white space is a colon."""
    end = skip_spaces_back(text, end)
    return text[end - 1 : end] == ":"


def _add_signed_quotations(
    text: str, quotations: Sequence[QuotedSpan], drafts: Sequence[AttributionDraft]
) -> list[AttributionDraft]:
    """Add a draft for each quotation that is a line of its own and is signed after a dash."""
    numbered: dict[int, AttributionDraft] = dict(enumerate(drafts))
    index = IntervalIndex((n, draft.content + draft.cue + draft.source) for n, draft in numbered.items())
    for quotation in quotations:
        if quotation.level or not quotation.closed or not begins_line(text, quotation.start):
            continue
        signature = SIGNATURE.match(text, quotation.end) or SIGNATURE_BELOW.match(text, quotation.end)
        if signature is None or not ends_line(text, signature.end(), ignored="."):
            continue
        start, end = quotation.start, signature.end()
        for number in index.overlapping(((start, end),)):
            draft = numbered[number]
            if any(span_start < end and span_end > start for span_start, span_end in draft.cue + draft.source):
                draft = replace(draft, content=())
            numbered[number] = replace(draft, content=_without(draft.content, quotation))
        numbered[len(numbered)] = AttributionDraft(
            content=((quotation.start, quotation.end),), cue=(signature.span(1),), source=(signature.span(2),)
        )
    return [draft for draft in numbered.values() if draft.content]


def _settle_rival_claims(
    text: str, quotations: Sequence[QuotedSpan], drafts: Sequence[AttributionDraft]
) -> list[AttributionDraft]:
    """Leave a quotation that several drafts claim, or parts of, to those whose cue is beside it in its paragraph."""
    settled = list(drafts)
    contents = IntervalIndex((number, draft.content) for number, draft in enumerate(drafts))
    lines = LineIndex(text)
    for quotation in quotations:
        claims = [
            number
            for number in contents.overlapping(((quotation.start, quotation.end),))
            if any(quotation.start <= start and end <= quotation.end for start, end in settled[number].content)
        ]
        if quotation.level or len(claims) < 2:
            continue
        start, end = lines.start_of(quotation.start), lines.end_of(quotation.end)
        in_paragraph = [number for number in claims if _has_cue(settled[number], start, end)]
        if not any(_claims_most(settled[number], quotation) for number in in_paragraph):
            continue
        for number in claims:
            if number not in in_paragraph:
                settled[number] = _remove_quotation(settled[number], quotation)
    return settled


def _has_cue(draft: AttributionDraft, start: int, end: int) -> bool:
    return any(start <= cue_start < end for cue_start, _ in draft.cue)


def _claims_most(draft: AttributionDraft, quotation: QuotedSpan) -> bool:
    """Whether the draft has at least half of the quotation, and its cue outside it."""
    shared = shared_length(draft.content, quotation.start, quotation.end)
    return 2 * shared >= quotation.end - quotation.start and not _has_cue(draft, quotation.start, quotation.end)


def _release_separate_paragraphs(
    text: str, quotations: Sequence[QuotedSpan], drafts: Sequence[AttributionDraft]
) -> list[AttributionDraft]:
    """Take quotations that are paragraphs of their own from drafts whose cue is elsewhere: they are uncued.

    Not those that a colon introduces: then several paragraphs are one quotation.
    """
    released = list(drafts)
    contents = IntervalIndex((number, draft.content) for number, draft in enumerate(drafts))
    lines = LineIndex(text)
    for quotation in quotations:
        if quotation.level or quotation.resumes or not begins_line(text, quotation.start):
            continue
        if not ends_line(text, quotation.end):
            continue
        start = lines.start_of(quotation.start)
        too_short = count_words(text, quotation.inner_start, quotation.inner_end) < MIN_WORDS
        if too_short or ends_with_colon(text, start):
            continue
        for number in contents.overlapping(((quotation.start, quotation.end),)):
            draft = released[number]
            if not _has_colon(text, draft) and not _is_attributed_within(draft, start, quotation.end):
                released[number] = _remove_quotation(draft, quotation)
    return released


def _has_colon(text: str, draft: AttributionDraft) -> bool:
    """Whether a colon ends or follows the draft's cue or source."""
    return any(":" in text[end - 1 : end + 2] for _, end in draft.cue + draft.source)


def _is_attributed_within(draft: AttributionDraft, start: int, end: int) -> bool:
    """Whether the draft's cue or source begins between two offsets."""
    return any(start <= span_start < end for span_start, _ in draft.cue + draft.source)


def _remove_quotation(draft: AttributionDraft, quotation: QuotedSpan) -> AttributionDraft:
    """The draft without the quotation, or as it is if it has no other content."""
    rest = _without(draft.content, quotation)
    return replace(draft, content=rest) if rest else draft


def _without(content: Offsets, quotation: QuotedSpan) -> Offsets:
    """The spans that are outside the quotation, or begin before it and end after it."""
    return tuple(
        (start, end)
        for start, end in content
        if end <= quotation.start or start >= quotation.end or (start < quotation.start and end > quotation.end)
    )
