"""The turns of a printed conversation: ``PENCE: Well, look …``, line after line, each a statement of its speaker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from onrecord.statements.attribution_draft import AttributionDraft, Bounds
from onrecord.statements.interval_index import IntervalIndex

_TURN = re.compile(
    r"^[\"“]?(?P<speaker>[A-Z][A-Z.’'\- ]{0,30}[A-Z]|"
    r"[A-Z][A-Z.’'\-]+)(?: ?\([^)\n]{1,40}\))?(?P<cue>:)[ \u00a0]+(?P<words>\S[^\n]*)$",
    re.MULTILINE,
)
_LABELS_OF_OTHER_LINES = frozenset(
    {"CORRECTION", "UPDATE", "UPDATED", "VIDEO", "PHOTO", "PHOTOS", "WATCH", "READ", "LISTEN", "NOTE", "MORE"}
    | {"RELATED", "PREVIOUSLY"}
)
_LINE = re.compile(r"[^\n]+")
MIN_TURNS = 3  # lines of that form make a conversation, if one speaker has two of them


def add_dialogue_turns(text: str, drafts: Sequence[AttributionDraft]) -> list[AttributionDraft]:
    """Return the drafts with the turns of a conversation added, and without the drafts that are one of these turns."""
    turns = [match for match in _TURN.finditer(text) if match["speaker"] not in _LABELS_OF_OTHER_LINES]
    if len(turns) < MIN_TURNS or Counter(turn["speaker"] for turn in turns).most_common(1)[0][1] < 2:
        return list(drafts)
    index = IntervalIndex((number, draft.cue + draft.source + draft.content) for number, draft in enumerate(drafts))
    replaced: set[int] = set()
    turn_drafts: list[AttributionDraft] = []
    for position, turn in enumerate(turns):
        next_turn = turns[position + 1].start() if position + 1 < len(turns) else len(text)
        paragraphs = (turn.span("words"), *_reopened_paragraphs(text, turn, next_turn))
        replaced.update(number for number in index.overlapping((turn.span(),)) if _is_turn(drafts[number], turn))
        content = tuple((start, end - 1 if text[end - 1] in '"”' else end) for start, end in paragraphs)
        turn_drafts.append(AttributionDraft(content, cue=(turn.span("cue"),), source=(turn.span("speaker"),)))
    return [draft for number, draft in enumerate(drafts) if number not in replaced] + turn_drafts


def _reopened_paragraphs(text: str, turn: re.Match[str], next_turn: int) -> list[Bounds]:
    """The paragraphs after a turn that go on with its quotation: it is left open, and each of them reopens it."""
    if text[turn.start()] not in '"“' or text[turn.end() - 1] in '"”':
        return []
    paragraphs = []
    for paragraph in _LINE.finditer(text, turn.end(), next_turn):
        if paragraph.group()[0] not in '"“':
            break
        paragraphs.append((paragraph.start() + 1, paragraph.end()))
        if paragraph.group()[-1] in '"”':
            break
    return paragraphs


def _is_turn(draft: AttributionDraft, turn: re.Match[str]) -> bool:
    """Whether the draft is the turn: cue or source are before its words, or its content is most of its words."""
    start, end = turn.span("words")
    before_words = any(turn.start() <= span_start < start for span_start, _ in draft.cue + draft.source)
    shared = sum(max(0, min(span_end, end) - max(span_start, start)) for span_start, span_end in draft.content)
    cue_among_words = any(start <= cue_start < end for cue_start, _ in draft.cue)
    return before_words or (2 * shared > end - start and not cue_among_words)
