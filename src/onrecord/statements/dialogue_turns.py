"""The turns of a printed conversation: ``PENCE: Well, look …``, line after line, each a statement of its speaker.

Labels are recognized as in transcripts (``onrecord.text.speaker_labels``, ``onrecord.text.label_lines``), but an
article needs more evidence that lines are a conversation: headings, results and times of day have the form of a label
too.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from onrecord.statements.attribution_draft import AttributionDraft, Bounds, shared_length
from onrecord.statements.interval_index import IntervalIndex
from onrecord.text.label_lines import LabelLine, find_label_lines
from onrecord.text.quotation_marks import find_quotations, outermost_interiors
from onrecord.text.speaker_labels import (
    ANSWER_LABELS,
    BRACKETED_TIME,
    LabelShape,
    identified_speaker,
    is_never_a_speaker,
    label_shape,
    label_words,
    line_label,
)

MIN_TURNS = 3  # lines of that form make a conversation without a question, if one speaker has two of them
MIN_SHARE = 0.5  # of the lines from the first turn to the last
MIN_TRANSCRIPT_TURNS, MIN_TRANSCRIPT_SHARE = 4, 0.25  # of turns with labels in capitals, one of which is answered
_LINE = re.compile(r"[^\n]+")
_REMARK = re.compile(r"[(\[][^()\[\]]*[)\]]\.?\s*")  # “(APPLAUSE)”
_CONVERSATIONAL = re.compile(r"\?|\b(?:I|(?:[Mm]e|[Mm]y|[Ww]e|[Uu]s|[Oo]ur|[Yy]ou|[Yy]our)\b)")


@dataclass(frozen=True, slots=True)
class DialogueTurn:
    """A label and what is said after it: the bounds of its speaker, of the colon after it, and of the paragraphs."""

    speaker: Bounds
    colon: Bounds | None
    paragraphs: tuple[Bounds, ...]
    name: str
    shape: LabelShape
    has_role: bool
    line_start: int

    @property
    def words(self) -> Bounds:
        """From the first character that is said to the last."""
        return self.paragraphs[0][0], self.paragraphs[-1][1]


def add_dialogue_turns(text: str, drafts: Sequence[AttributionDraft]) -> list[AttributionDraft]:
    """Return the drafts with the turns of a conversation added, and without the drafts that are one of these turns.

    Lines that only say what is on the screen ("GRAPHIC: …") are nobody's words.
    """
    lines = [match.span() for match in _LINE.finditer(text) if match.group().strip()]
    labelled = [turn for start, end in lines if (turn := _turn_of_line(text, start, end))]
    unspoken = [turn for turn in labelled if turn.name.casefold() in label_words("not_spoken")]
    turns = _conversation(text, [turn for turn in labelled if turn not in unspoken], bool(unspoken), lines)
    turns = turns or _answers_of_one(text, labelled, lines) or _turns_without_colon(text, lines, len(labelled))
    if not turns:
        return list(drafts)
    index = IntervalIndex((number, draft.cue + draft.source + draft.content) for number, draft in enumerate(drafts))
    replaced: set[int] = set()
    turn_drafts: list[AttributionDraft] = []
    for position, turn in enumerate(turns):
        next_turn = turns[position + 1].line_start if position + 1 < len(turns) else len(text)
        paragraphs = (*turn.paragraphs, *_reopened_paragraphs(text, turn, next_turn))
        overlapping = index.overlapping(((turn.line_start, turn.words[1]),))
        replaced.update(number for number in overlapping if _is_turn(drafts[number], turn))
        content = tuple((start, end - 1 if text[end - 1] in '"”' else end) for start, end in paragraphs)
        turn_drafts.append(_turn_draft(turn, content))
    for turn in unspoken:
        replaced.update(index.overlapping(((turn.line_start, turn.words[1]),)))
    return [draft for number, draft in enumerate(drafts) if number not in replaced] + turn_drafts


def _turn_of_line(text: str, line_start: int, line_end: int) -> DialogueTurn | None:
    """The turn on a line, or None if no label begins the line or nothing follows it."""
    start = _after_time(text, line_start)
    start += text[start : start + 1] in ('"', "“")
    label = line_label(text[start:line_end])
    if label is None or is_never_a_speaker(label.name):
        return None
    name_start = text.find(label.name, start, start + label.end)
    words_start = start + label.end
    while words_start < line_end and text[words_start].isspace():
        words_start += 1
    words_end = line_start + len(text[line_start:line_end].rstrip())
    if name_start < 0 or words_end <= words_start:
        return None
    return DialogueTurn(
        speaker=(name_start, name_start + len(label.name)),
        colon=_last_colon(text, start, start + label.end),
        paragraphs=((words_start, words_end),),
        name=label.name,
        shape=label.shape,
        has_role="," in text[name_start + len(label.name) : start + label.end],
        line_start=line_start,
    )


def _after_time(text: str, line_start: int) -> int:
    """Where the words of a line begin, after a time in brackets: “[00:01:37] **LEE: …**”."""
    time = BRACKETED_TIME.match(text, line_start)
    start = time.end() if time else line_start
    while time and text[start : start + 1] in (" ", "\t"):
        start += 1
    return start


def _last_colon(text: str, start: int, end: int) -> Bounds | None:
    """The colon that ends a label, perhaps with the end of bold type after it: "**Name:**"."""
    end = start + len(text[start:end].rstrip("*_ "))
    return (end - 1, end) if text[end - 1] == ":" else None


def _turns_without_colon(text: str, lines: Sequence[Bounds], colon_label_count: int) -> Sequence[DialogueTurn]:
    """The turns of a conversation whose speakers stand alone on lines, in bold type, in brackets or before a dash.

    Headings and the bylines of a live page may have these forms too: people who converse ask, or say "I" and "you".
    """
    labels = find_label_lines([text[start:end] for start, end in lines], colon_label_count)
    numbers = sorted(labels)
    turns = []
    for number, following in zip_longest(numbers, numbers[1:]):
        if labels[number].speaker and (turn := _turn_below(text, lines, labels[number], following)):
            turns.append(turn)
    quoted = outermost_interiors(find_quotations(text)) if turns else ()
    return turns if 2 * sum(_is_conversational(text, turn, quoted) for turn in turns) >= len(turns) else ()


def _turn_below(text: str, lines: Sequence[Bounds], label: LabelLine, following: int | None) -> DialogueTurn | None:
    """The turn of a label: the words on its line, or the lines up to the next label; of the last one, the next line."""
    line_start, line_end = lines[label.number]
    name_start = text.find(label.speaker, line_start, line_end)
    if label.words_start is not None:
        paragraphs = [(line_start + label.words_start, line_end)]
    else:
        paragraphs = list(lines[label.number + 1 : label.number + 2 if following is None else following])
    if name_start < 0 or not paragraphs:
        return None
    return DialogueTurn(
        speaker=(name_start, name_start + len(label.speaker)),
        colon=None,
        paragraphs=tuple(_trimmed(text, start, end) for start, end in paragraphs),
        name=label.speaker,
        shape=label_shape(label.speaker.split()) or "title",
        has_role=label.has_role,
        line_start=line_start,
    )


def _trimmed(text: str, start: int, end: int) -> Bounds:
    """The bounds without the white space inside them."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _is_conversational(text: str, turn: DialogueTurn, quoted: Sequence[Bounds]) -> bool:
    """Whether a turn asks or says "I", "we" or "you" outside what it quotes."""
    start, end = turn.words
    inner = [bounds for bounds in quoted if start < bounds[0] and bounds[1] < end]
    return any(
        not any(quote_start <= match.start() < quote_end for quote_start, quote_end in inner)
        for match in _CONVERSATIONAL.finditer(text, start, end)
    )


def _conversation(
    text: str, turns: Sequence[DialogueTurn], has_unspoken: bool, lines: Sequence[Bounds]
) -> Sequence[DialogueTurn]:
    """The turns that there is evidence for: all, those whose labels are not in title case, or none."""
    in_capitals = [turn for turn in turns if turn.shape != "title"]
    if transcript := _transcript(text, in_capitals, lines):
        return transcript
    for candidates in (turns, in_capitals):
        if len(candidates) < 2 or len({turn.name for turn in candidates}) < 2:
            continue
        if not _lie_together(candidates, lines):
            continue
        repeated = Counter(turn.name for turn in candidates).most_common(1)[0][1] > 1
        answered = any(_is_answered(text, *pair) for pair in pairwise(candidates))
        if not any(turn.colon for turn in candidates):
            accepted = answered or len(candidates) >= MIN_TURNS
        elif any(turn.shape == "title" for turn in candidates):
            accepted = answered and repeated and len(candidates) >= MIN_TURNS
        else:
            formal = has_unspoken or any(turn.has_role or turn.shape == "role" for turn in candidates)
            accepted = answered or (repeated and len(candidates) >= MIN_TURNS) or (formal and not repeated)
        if accepted:
            return candidates
    return ()


def _transcript(text: str, turns: Sequence[DialogueTurn], lines: Sequence[Bounds]) -> Sequence[DialogueTurn]:
    """The turns of a transcript, whose labels are in capitals: a turn goes on in the lines without a label after it."""
    is_repeated = any(count > 1 for count in Counter(turn.name for turn in turns).values())
    if len(turns) < MIN_TRANSCRIPT_TURNS or not is_repeated or not _lie_together(turns, lines, MIN_TRANSCRIPT_SHARE):
        return ()
    if not all(turn.colon for turn in turns) or not any(_is_answered(text, *pair) for pair in pairwise(turns)):
        return ()
    starts = [start for start, _ in lines]
    full_turns = [
        replace(turn, paragraphs=(*turn.paragraphs, *_lines_between(text, lines, starts, turn, following)))
        for turn, following in pairwise(turns)
    ]
    return [*full_turns, turns[-1]]


def _lines_between(
    text: str, lines: Sequence[Bounds], starts: Sequence[int], turn: DialogueTurn, following: DialogueTurn
) -> Sequence[Bounds]:
    """The lines without a label between two turns, each from its first word; what was not spoken is left out."""
    between = lines[bisect_right(starts, turn.line_start) : bisect_left(starts, following.line_start)]
    words = ((_after_time(text, start), end) for start, end in between)
    return [(start, end) for start, end in words if start < end and not _REMARK.fullmatch(text, start, end)]


def _answers_of_one(text: str, turns: Sequence[DialogueTurn], lines: Sequence[Bounds]) -> Sequence[DialogueTurn]:
    """The answers of an interview whose questions have no label: one name, and before most of its lines a question."""
    counts = Counter(turn.name for turn in turns if turn.colon).most_common(1)
    if not counts or counts[0][1] < MIN_TURNS:
        return ()
    answers = [turn for turn in turns if turn.name == counts[0][0]]
    starts = [start for start, _ in lines]
    before = [lines[number - 1] for turn in answers if (number := bisect_left(starts, turn.line_start))]
    question_count = sum(text[start:end].rstrip(" \"”’'").endswith("?") for start, end in before)
    return answers if 2 * question_count > len(answers) else ()


def _lie_together(turns: Sequence[DialogueTurn], lines: Sequence[Bounds], min_share: float = MIN_SHARE) -> bool:
    """Whether enough of the lines from the first turn to the last are turns."""
    first, last = turns[0].line_start, turns[-1].line_start
    return len(turns) >= min_share * sum(first <= start <= last for start, _ in lines)


def _is_answered(text: str, turn: DialogueTurn, following: DialogueTurn) -> bool:
    """Whether a turn ends with a question and the next one is another speaker's sentence."""
    asks = text[turn.words[0] : turn.words[1]].rstrip("\"”’' ").endswith("?")
    answer = text[following.words[0] : following.words[1]].rstrip("\"”’')] ")
    return asks and turn.name != following.name and answer.endswith((".", "!", "?", "…", "-", "—"))


def _turn_draft(turn: DialogueTurn, content: tuple[Bounds, ...]) -> AttributionDraft:
    """The turn as a draft. An "A" is whoever is interviewed; a "Q" and an unidentified voice are nobody known."""
    draft = AttributionDraft(content, cue=(turn.colon,) if turn.colon else (), source=(turn.speaker,))
    if turn.name.strip(".").upper() in ANSWER_LABELS:
        return replace(draft, cue=(), source=(), uncued=True)
    if len(turn.name) == 1 or identified_speaker(turn.name) is None:
        return replace(draft, source=())
    return draft


def _reopened_paragraphs(text: str, turn: DialogueTurn, next_turn: int) -> list[Bounds]:
    """The paragraphs after a turn that go on with its quotation: it is left open, and each of them reopens it."""
    if text[turn.line_start] not in '"“' or text[turn.words[1] - 1] in '"”':
        return []
    paragraphs = []
    for paragraph in _LINE.finditer(text, turn.words[1], next_turn):
        if paragraph.group()[0] not in '"“':
            break
        paragraphs.append((paragraph.start() + 1, paragraph.end()))
        if paragraph.group()[-1] in '"”':
            break
    return paragraphs


def _is_turn(draft: AttributionDraft, turn: DialogueTurn) -> bool:
    """Whether the draft is the turn: cue or source are before its words, or its content is most of its words."""
    start, end = turn.words
    before_words = any(turn.line_start <= span_start < start for span_start, _ in draft.cue + draft.source)
    shared = shared_length(draft.content, start, end)
    cue_among_words = any(start <= cue_start < end for cue_start, _ in draft.cue)
    return before_words or (2 * shared > end - start and not cue_among_words)
