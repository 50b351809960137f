"""Contents and sources that run past a quotation's marks, cut at them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.statements.attribution_draft import AttributionDraft, Bounds, Offsets
from onrecord.statements.interval_index import IntervalIndex
from onrecord.text.lines import skip_spaces_back
from onrecord.text.quotation_marks import QuotedSpan

_SENTENCE_ENDS = ".!?"
_NEXT_WORD = re.compile(r"[^\w“\"]*\w")  # not one of another quotation


def keep_within_marks(
    text: str, quotations: Sequence[QuotedSpan], drafts: Sequence[AttributionDraft]
) -> list[AttributionDraft]:
    """Return the drafts with contents that end where their quotation ends, and sources without quotations.

    A quotation that ends its sentence inside the marks is whole: what follows in the same content is no part of it. Of
    such contents in varied/train none goes on in the labels, and four went on as the model read them. So is one inside
    another whose last mark is a comma, or that a comma or colon introduces (``end_at_closing_marks``). A source after
    its cue ends before a quotation that ends the sentence: ``“The ice,” said Ann Ray, a guide, “has gone.”``

    Args:
        text: The article's text.
        quotations: Its quotations, in order.
        drafts: The attributions that are believed.
    """
    sentences = [q for q in quotations if q.level == 0 and q.closed and _ends_sentence(text, q)]
    inner = [q for q in quotations if q.level and q.closed and _is_whole(text, q)]
    opening = {quotation.start: quotation for quotation in (*sentences, *inner)}
    places = IntervalIndex((quotation.start, ((quotation.start, quotation.end),)) for quotation in sentences)
    return [
        replace(
            draft, content=_end_at_marks(text, draft.content, opening), source=_without_quotation(text, draft, places)
        )
        for draft in drafts
    ]


def end_at_closing_marks(
    text: str, quotations: Sequence[QuotedSpan], drafts: Sequence[AttributionDraft]
) -> list[AttributionDraft]:
    """Return nested drafts with contents that end where the quotation that begins them does, if it is whole.

    It is whole if its last mark inside is a comma or a sentence's end, or if a comma or colon introduces it: ``He said,
    ‘Get up’, and pulled me.`` Of the nested contents in varied/train that begin with a quotation 47 end with it, and
    four go on, after words that are not whole: ``lauded ‘important’ aid``.
    """
    opening = {q.start: q for q in quotations if q.closed and _is_whole(text, q)}
    return [replace(draft, content=_end_at_marks(text, draft.content, opening)) for draft in drafts]


def _is_whole(text: str, quotation: QuotedSpan) -> bool:
    before = skip_spaces_back(text, quotation.start)
    return text[quotation.inner_end - 1] in ",.!?" or text[max(0, before - 1) : before] in {",", ":"}


def _ends_sentence(text: str, quotation: QuotedSpan) -> bool:
    end = skip_spaces_back(text, quotation.inner_end)
    return text[end - 1] in _SENTENCE_ENDS and end > quotation.inner_start


def _end_at_marks(text: str, content: Offsets, opening: dict[int, QuotedSpan]) -> Offsets:
    """The content; a span that begins with a quotation and goes on in other words after it, cut at its end."""
    return tuple(
        (start, opening[start].end)
        if start in opening and _NEXT_WORD.match(text, opening[start].end, end)
        else (start, end)
        for start, end in content
    )


def _without_quotation(text: str, draft: AttributionDraft, places: IntervalIndex[int]) -> Offsets:
    """The source without the quotation at its end, if its cue comes before it."""
    if len(draft.source) != 1 or not draft.cue or draft.cue[0][0] > draft.source[0][0]:
        return draft.source
    start, end = draft.source[0]
    inside = [place for place in places.overlapping(draft.source) if start < place < end]
    if not inside:
        return draft.source
    source: Bounds = start, skip_spaces_back(text, min(inside))
    return ((source[0], source[1] - (text[source[1] - 1] == ",")),)
