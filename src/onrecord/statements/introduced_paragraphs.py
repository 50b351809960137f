"""Paragraphs without quotation marks that a statement's colon introduces: lists, and statements printed in full.

The model reads the first paragraph after the colon as content. How far the content goes on is settled here: by the
page's markup where it has a list or a block quotation; else a list by the form of its lines, a text in the first person
by the last paragraph that has "I", "we" or "my" in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from onrecord.statements.attributes.act_and_tone import cue_act
from onrecord.statements.attribution_draft import INFERRED_CONFIDENCE, AttributionDraft, Bounds, Offsets
from onrecord.statements.interval_index import IntervalIndex
from onrecord.text.lines import skip_spaces_back

MAX_ADDRESSEE = 60  # characters between a cue and the colon that ends its paragraph
MAX_PARAGRAPHS = 40
_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"[ \t]*(?:[•·▪◦‣*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))[ \t\u00a0]+(?=\S)")
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us|mine|ours)\b")
_QUOTED = re.compile(r"[“”\"]")
_SENTENCE_ENDS = (".", "!", "?", "…", ":")


def extend_introduced_contents(text: str, drafts: Sequence[AttributionDraft]) -> list[AttributionDraft]:
    """Return the drafts with the paragraphs that a colon introduces joined to the statement before the colon."""
    cues = IntervalIndex((draft, draft.cue + draft.source) for draft in drafts)
    return [_extend(text, draft, cues) for draft in drafts]


def extend_to_blocks(
    text: str, blocks: Sequence[Bounds], drafts: Sequence[AttributionDraft], unbelieved: Sequence[AttributionDraft]
) -> list[AttributionDraft]:
    """Return the drafts with the lists and block quotations that a colon introduces given to the statement before it.

    Args:
        text: The article's text.
        blocks: The lists and block quotations, after a line that ends with a colon each.
        drafts: The attributions that are believed.
        unbelieved: Further candidates; one with a verb of saying is believed if no other introduces a block.
    """
    drafts_of_lines = _by_introducing_line(text, drafts)
    saying = [draft for draft in unbelieved if cue_act(text, draft) not in (None, "think")]
    further = _by_introducing_line(text, saying)
    hosts: dict[Bounds, AttributionDraft] = {}
    for block in blocks:
        line_end = skip_spaces_back(text, block[0])
        introducing = drafts_of_lines.get(line_end) or further.get(line_end)
        if introducing and not _QUOTED.search(text, *block):
            hosts[block] = max(introducing, key=lambda draft: (draft.cue[-1], draft.confidence))
    host_blocks, host_ids = sorted(hosts), set(map(id, hosts.values()))
    # What the block's own words attribute is looked for again as nested statements.
    other_drafts = [
        draft for draft in drafts if id(draft) not in host_ids and not _is_inside(draft.content, host_blocks)
    ]
    return other_drafts + [_with_block(text, hosts[block], block) for block in host_blocks]


def _by_introducing_line(text: str, drafts: Sequence[AttributionDraft]) -> dict[int, list[AttributionDraft]]:
    """The drafts whose cue's line ends with a colon, by the end of that line."""
    drafts_of_lines: dict[int, list[AttributionDraft]] = {}
    for draft in drafts:
        line_end = _introducing_line_end(text, draft)
        if line_end is not None:
            drafts_of_lines.setdefault(line_end, []).append(draft)
    return drafts_of_lines


def _is_inside(content: Offsets, blocks: Sequence[Bounds]) -> bool:
    """Whether the content is in one of the blocks, which are sorted."""
    number = bisect_right(blocks, content[0][0], key=lambda block: block[0]) - 1
    return number >= 0 and all(blocks[number][0] <= start and end <= blocks[number][1] for start, end in content)


def _with_block(text: str, draft: AttributionDraft, block: Bounds) -> AttributionDraft:
    before_block = tuple(span for span in draft.content if span[1] <= block[0])
    confidence = max(draft.confidence, INFERRED_CONFIDENCE)
    paragraphs = (line.span() for line in _LINE.finditer(text, *block) if line.group().strip())
    content = before_block + tuple(_words_of(text, paragraph) for paragraph in paragraphs)
    return replace(draft, content=content, confidence=confidence)


def _extend(text: str, draft: AttributionDraft, cues: IntervalIndex[AttributionDraft]) -> AttributionDraft:
    line_end = _introducing_line_end(text, draft)
    if line_end is None:
        return draft
    paragraphs = _paragraphs_after(text, line_end)
    if not paragraphs or not any(paragraphs[0][0] <= start < paragraphs[0][1] for start, _ in draft.content):
        return draft
    count = _list_length(text, paragraphs) or _first_person_length(text, paragraphs, draft, cues)
    own_paragraphs = sum(any(start <= content < end for content, _ in draft.content) for start, end in paragraphs)
    if count <= own_paragraphs:
        return draft
    before_list = tuple(span for span in draft.content if span[1] <= line_end)
    return replace(draft, content=before_list + tuple(_words_of(text, paragraph) for paragraph in paragraphs[:count]))


def _introducing_line_end(text: str, draft: AttributionDraft) -> int | None:
    """The end of the cue's line, if a colon ends it not far from the cue."""
    if not draft.cue:
        return None
    attribution_end = max(end for _, end in draft.cue + draft.source)
    end = text.find("\n", attribution_end, attribution_end + MAX_ADDRESSEE + 1)
    if end < 0 or not text[attribution_end - 1 : end].rstrip().endswith(":"):
        return None
    return end


def _paragraphs_after(text: str, offset: int) -> list[Bounds]:
    """The paragraphs after an offset up to the first one with a quotation mark or a colon at its end."""
    paragraphs: list[Bounds] = []
    for line in _LINE.finditer(text, offset):
        if not line.group().strip():
            continue
        if _QUOTED.search(line.group()) or line.group().rstrip().endswith(":") or len(paragraphs) == MAX_PARAGRAPHS:
            break
        paragraphs.append(line.span())
    return paragraphs


def _list_length(text: str, paragraphs: Sequence[Bounds]) -> int:
    """How many paragraphs are items of one list: all with a sign before them, or all without a mark at their end."""
    has_sign = _BULLET.match(text, paragraphs[0][0]) is not None
    count = 0
    for start, end in paragraphs:
        paragraph = text[start:end].rstrip()
        is_item = _BULLET.match(text, start) is not None if has_sign else not paragraph.endswith(_SENTENCE_ENDS)
        if not is_item:
            break
        count += 1
    return count


def _first_person_length(
    text: str, paragraphs: Sequence[Bounds], draft: AttributionDraft, cues: IntervalIndex[AttributionDraft]
) -> int:
    """How many paragraphs there are up to the last one in the first person, with at most one other between two.

    A paragraph in which somebody else is the source ends the text.
    """
    count = 0
    for number, (start, end) in enumerate(paragraphs, 1):
        if number - count > 2 or _attributes_to_others(text, cues.overlapping(((start, end),)), draft):
            break
        if _FIRST_PERSON.search(text, start, end):
            count = number
    return count


def _attributes_to_others(text: str, attributions: Sequence[AttributionDraft], draft: AttributionDraft) -> bool:
    sources = [
        text[start:end]
        for attribution in attributions
        if attribution is not draft
        for start, end in attribution.source
        if attribution.source
    ]
    return any(not _FIRST_PERSON.search(source) for source in sources)


def _words_of(text: str, paragraph: Bounds) -> Bounds:
    """The paragraph without the sign before it and the full stop after it."""
    start, end = paragraph
    bullet = _BULLET.match(text, start)
    start = bullet.end() if bullet else start
    return start, start + len(text[start:end].rstrip(" \t\u00a0."))
