"""When and where it was said, as the article states it: “after the meeting”, “on Thursday”, “in a statement”."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from onrecord.statements.attributes.noun_phrases import noun_phrase_end
from onrecord.statements.attributes.time_patterns import EVENTS, OUTLETS, TIME, WEEKDAY
from onrecord.statements.attribution_draft import AttributionDraft, Bounds, Offsets
from onrecord.text.sentences import sentences_overlapping

MAX_DISTANCE = 150  # characters from cue or source within which what touches them begins and ends
MAX_GAP = 40  # characters that adverbs between two spans may take
MAX_ADDRESSEE_GAP = 6  # characters from a cue to its addressee ("said to them"); farther off it is part of an interview
MIN_OPENING, MAX_OPENING = 4, 170  # characters of an occasion that opens the sentence, before the source or cue
MAX_EXTENSIONS = 3  # further noun phrases: “in a statement | to reporters | on the fire”
_PREPOSITION = re.compile(
    r"(?:(?:shortly|just|soon|immediately|right|moments|hours|days) (?=after|before))?(?:in|at|on|during|after|before"
    r"|following|via|from|through|amid|ahead of|over|to|under|when|while|by)\b ",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r",? (?:(?:posted|published|released|shared|sent|emailed|e-mailed|held|issued|given|aired|"
    r"broadcast|seen|obtained|viewed) )?"
    r"(?:in|at|on|of|to|with|for|from|about|outside|by|that was \w+ by|calling for|announcing|about) "
)
_FIXED_PHRASE = re.compile(
    r"(?:(?:by|over the) (?:phone|e-?mail|telephone|text)|under oath|on (?:the )?air|on stage|at the scene|in court"
    r"|when (?:asked|contacted|reached)(?: by [A-Z]\w+)?|in private|in public|off[- ]camera|on camera"
    r"|on condition of anonymity)\b",
    re.IGNORECASE,
)
_COUNT = r"(?:An?|One|Two|Three|Four|Five|\d+|Several|A few)"
_CONJUNCTION = r"(?:(?:But|And|So|However|Still|Also|Meanwhile|Then|Yet),? )?"
_OPENER = re.compile(
    rf"{_CONJUNCTION}(?P<head>(?:Speaking|Writing|Testifying|Appearing|Addressing|Talking|Asked|After|Before|Following"
    r"|Since|During|Shortly|Soon|Hours|Days|Weeks|Months|Minutes|Moments|When|Once|Later|Earlier)\b"
    rf"|{_COUNT} (?:days?|weeks?|months?|years?|hours?|minutes?) (?:after|before|later|earlier|ago)\b)",
    re.IGNORECASE,
)
_LEADING_CONJUNCTION = re.compile(_CONJUNCTION, re.IGNORECASE)
_TRAILING_CONJUNCTION = re.compile(r",? (?:though|however|too)$")
_ADVERB = r"(?:also|then|has|had|have|later|just|publicly|repeatedly|again|himself|herself|took to)"
_GAP_BEFORE_UNIT = re.compile(rf"[\s,–—-]*(?:{_ADVERB} ){{0,2}}", re.IGNORECASE)
_GAP_AFTER_UNIT = re.compile(rf"[\s,–—-]*(?:{_ADVERB}[\s,]+){{0,2}}", re.IGNORECASE)
_UNIT_START = re.compile(  # a word in lower case, a weekday or a month, where one of the three can begin
    rf"(?<![\w’'-])(?=[a-z]|{WEEKDAY}|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\b)"
    rf"(?i:{TIME.pattern}|{_FIXED_PHRASE.pattern}|{_PREPOSITION.pattern})"
)
_NEXT_PHRASE = re.compile(r", (?:(?:the|an?|his|her|its|their|some|many) |(?!N\.|D\.|S\.|U\.|\w+\.,)[A-Z])")
_MARK_OR_CLAUSE = re.compile(r"[“”\"\n;:]")
_WORD = re.compile(r"[\w&-]+")


def find_occasion(text: str, sentences: Sequence[Bounds], draft: AttributionDraft, addressee: Bounds | None) -> Offsets:
    """Return the spans that say when or where, in the order of the text.

    They are beside the cue, the source or the addressee, after the content, or open the sentence. Nothing from inside
    content, source or cue is taken. Spans that only a space or a comma separates are joined.
    """
    if not draft.cue:
        return ()
    cue_start = draft.cue[0][0]
    sentence = next(iter(sentences_overlapping(sentences, cue_start, cue_start + 1)), (cue_start, draft.cue[-1][1]))
    core = sorted({*draft.cue, *draft.source})
    spans = list(_opening_of_sentence(text, sentence[0], sorted({*core, *draft.content}), core))
    if addressee and any(0 <= addressee[0] - end <= MAX_ADDRESSEE_GAP for _, end in core):
        core = sorted({*core, addressee})
    gaps = _gaps(*sentence, taken=sorted({*core, *draft.content}))
    if spans:
        gaps = ((max(start, spans[0][1]), end) for start, end in gaps)
    spans += _units_beside_core(text, [(start, end) for start, end in gaps if start < end], core, draft)
    return tuple(_join_adjacent(text, spans))


def _opening_of_sentence(
    text: str, sentence_start: int, taken: Sequence[Bounds], core: Sequence[Bounds]
) -> Iterator[Bounds]:
    """Words that open the sentence and say when or where, up to the comma before source or cue."""
    core_start = min((start for start, _ in core if start >= sentence_start), default=sentence_start)
    if not MIN_OPENING <= core_start - sentence_start <= MAX_OPENING:
        return
    opening = text[sentence_start:core_start].rstrip()
    if any(start < core_start and end > sentence_start for start, end in taken):
        return
    if not opening.endswith(",") or _MARK_OR_CLAUSE.search(opening):
        return
    opening = _TRAILING_CONJUNCTION.sub("", opening.rstrip(", "))
    opener = _OPENER.match(opening)
    leading = _LEADING_CONJUNCTION.match(opening)
    start = sentence_start + (opener.start("head") if opener else leading.end())  # type: ignore[union-attr]
    end = sentence_start + len(opening)
    if opener or _unit_end(text, start, end):
        next_phrase = _NEXT_PHRASE.search(text, start, end)
        yield start, next_phrase.start() if next_phrase else end


def _units_beside_core(
    text: str, gaps: Sequence[Bounds], core: Sequence[Bounds], draft: AttributionDraft
) -> list[Bounds]:
    """Times, events and outlets in the gaps that touch the core, or touch one that does."""
    content_after_cue = [end for start, end in draft.content[-1:] if start >= draft.cue[-1][1]]
    ends, starts = {*(end for _, end in core), *content_after_cue}, {start for start, _ in core}
    units = [unit for edge in _edges_of_gaps(gaps, ends, starts) for unit in _units(text, *edge)]
    beside: list[Bounds] = []
    for unit in units:
        if any(end <= unit[0] and _is_gap(_GAP_BEFORE_UNIT, text, end, unit[0]) for end in ends):
            beside.append(unit)
            ends.add(unit[1])
    for unit in reversed(units):
        if unit in beside:
            continue
        if any(unit[1] <= start and _is_gap(_GAP_AFTER_UNIT, text, unit[1], start) for start in starts):
            beside.append(unit)
            starts.add(unit[0])
    return beside


def _edges_of_gaps(gaps: Sequence[Bounds], ends: Set[int], starts: Set[int]) -> Iterator[tuple[int, int, int]]:
    """The gaps, and of long ones the beginning near one of ``ends`` and the end near one of ``starts``.

    Nothing in the middle of a long one can touch what surrounds it. With each comes how far apart units may be in it:
    at a beginning, what follows a wider gap touches nothing.
    """
    for start, end in gaps:
        if end - start <= 2 * MAX_DISTANCE:
            yield start, end, end - start
            continue
        if any(start - MAX_GAP < before <= start for before in ends):
            yield start, start + MAX_DISTANCE, MAX_GAP
        if any(end <= after < end + MAX_GAP for after in starts):
            yield end - MAX_DISTANCE, end, MAX_DISTANCE


def _is_gap(allowed: re.Pattern[str], text: str, start: int, end: int) -> bool:
    return end - start < MAX_GAP and allowed.fullmatch(text, start, end) is not None


def _units(text: str, start: int, end: int, max_gap: int) -> Iterator[Bounds]:
    """The times, events and outlets in a stretch of text, from left to right, up to a gap; no two overlap."""
    position = next_word = start
    starts = _unit_starts(text)
    for unit_start, word_end in starts[bisect_left(starts, (start, 0)) : bisect_left(starts, (end, 0))]:
        if unit_start - position > max_gap:
            return
        if unit_start < next_word:
            continue
        if word_end >= end:  # it may end earlier, where the stretch does
            match = _UNIT_START.match(text, unit_start, end)
            if match is None:
                continue
            word_end = match.end()
        next_word = word_end
        if unit_start >= position and (unit_end := _unit_end(text, unit_start, end)):
            yield unit_start, unit_end
            position = unit_end


@lru_cache(maxsize=1)  # the statements of one text are built one after another
def _unit_starts(text: str) -> list[Bounds]:
    """Return where in a text a time, an event or an outlet can begin, and where its first words end."""
    starts: list[Bounds] = []
    while match := _UNIT_START.search(text, starts[-1][0] + 1 if starts else 0):
        starts.append(match.span())
    return starts


def _unit_end(text: str, start: int, limit: int) -> int | None:
    """Where the time, event or outlet that begins at ``start`` ends, or None if none begins there."""
    fixed = TIME.match(text, start, limit) or _FIXED_PHRASE.match(text, start, limit)
    if fixed:
        return fixed.end()
    preposition = _PREPOSITION.match(text, start, limit)
    if preposition is None:
        return None
    end = noun_phrase_end(text, preposition.end(), limit)
    if end is None or not _is_event_or_outlet(text[preposition.end() : end], preposition.group().strip().lower()):
        return None
    for _ in range(MAX_EXTENSIONS):
        extension = _EXTENSION.match(text, end, limit)
        extended = noun_phrase_end(text, extension.end(), limit) if extension else None
        if extended is None:
            break
        end = extended
    return end


def _is_event_or_outlet(phrase: str, preposition: str) -> bool:
    """Whether people say things in, at or on what the noun phrase names."""
    words = _WORD.findall(phrase.lower())
    if not words or preposition in {"when", "while"}:
        return False
    if preposition in {"on", "via", "to"}:
        names_outlet = words[-1] in OUTLETS or words[0] in OUTLETS
        return names_outlet or (preposition != "to" and bool(EVENTS & set(words)))
    return bool(EVENTS & set(words[-3:]))


def _gaps(start: int, end: int, *, taken: Sequence[Bounds]) -> Iterator[Bounds]:
    """The stretches between ``start`` and ``end`` that no span of ``taken`` covers; these are sorted."""
    position = start
    for span_start, span_end in taken:
        if span_start >= end:
            break
        if span_start > position:
            yield position, min(span_start, end)
        position = max(position, span_end)
    if position < end:
        yield position, end


def _join_adjacent(text: str, spans: Sequence[Bounds]) -> list[Bounds]:
    """The spans in order; those that only a space or a comma separates are joined, those that overlap left out."""
    joined: list[Bounds] = []
    for start, end in sorted(spans):
        if joined and text[joined[-1][1] : start] in {" ", ", "}:
            joined[-1] = (joined[-1][0], end)
        elif not joined or start >= joined[-1][1]:
            joined.append((start, end))
    return joined
