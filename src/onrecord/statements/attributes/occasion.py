"""When and where it was said, as the article states it: “after the meeting”, “on Thursday”, “in a statement”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.statements.attributes.noun_phrases import noun_phrase
from onrecord.statements.attributes.time_patterns import EVENTS, OUTLETS, TIME
from onrecord.statements.attribution_draft import Draft, Offsets
from onrecord.text.sentences import around

Bounds = tuple[int, int]
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
_FIXED = re.compile(
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
_LEAD = re.compile(_CONJUNCTION, re.IGNORECASE)
_ADVERB = r"(?:also|then|has|had|have|later|just|publicly|repeatedly|again|himself|herself|took to)"
_GAP = re.compile(rf"[\s,–—-]*(?:{_ADVERB} ){{0,2}}", re.IGNORECASE)
_BEFORE = re.compile(rf"[\s,–—-]*(?:{_ADVERB}[\s,]+){{0,2}}", re.IGNORECASE)
_WORD = re.compile(
    r"(?<![\w’'-])(?:[a-z]|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\b)"
)
_OTHER = re.compile(
    r", (?:(?:the|an?|his|her|its|their|some|many) |(?!N\.|D\.|S\.|U\.|\w+\.,)[A-Z])"
)  # another phrase begins
_QUOTES = re.compile(r"[“”\"\n;:]")
REACH = 250  # characters from a core within which what touches it begins and ends
NEXT = 6  # characters that may part a cue from its addressee ("said to them"); one farther off is part of an interview
OPENING = 170  # characters that words opening a sentence may have before the source and still be its occasion


def occasion(text: str, sentences: Sequence[Bounds], draft: Draft, addressee: Bounds | None) -> Offsets:
    """The spans that say when or where, next to cue, source or addressee or opening the sentence; in text order.

    Nothing from inside content, source or cue is taken; words before or after are joined where nothing but a space or
    a comma parts them.
    """
    if not draft.cue:
        return ()
    at = draft.cue[0][0]
    start, end = next(iter(around(sentences, at, at + 1)), (at, draft.cue[-1][1]))
    core = sorted({*draft.cue, *draft.source})
    found = [*_opening(text, start, sorted({*core, *draft.content}), core)]
    if addressee and any(0 <= addressee[0] - e <= NEXT for _, e in core):
        core = sorted({*core, addressee})
    taken = sorted({*core, *draft.content})
    free = [(max(s, found[0][1]) if found else s, e) for s, e in _free(start, end, taken)]
    found += _attached(text, [(s, e) for s, e in free if s < e], core, draft)
    return tuple(_joined(text, found))


def _opening(text: str, start: int, taken: Sequence[Bounds], core: Sequence[Bounds]) -> Iterator[Bounds]:
    """Words that open the sentence and say when or where, up to the comma before source or cue."""
    first = min((s for s, _ in core if s >= start), default=start)
    if first - start < 4 or first - start > OPENING or any(s < first and e > start for s, e in taken):
        return
    before = text[start:first].rstrip()
    if not before.endswith(",") or _QUOTES.search(before):
        return
    before = re.sub(r",? (?:though|however|too)$", "", before.rstrip(", "))
    head = _OPENER.match(before)
    at = start + (head.start("head") if head else _LEAD.match(before).end())  # type: ignore[union-attr]
    if head or _unit(text, at, start + len(before)):
        other = _OTHER.search(text, at, start + len(before))
        yield at, other.start() if other else start + len(before)


def _attached(text: str, free: Sequence[Bounds], core: Sequence[Bounds], draft: Draft) -> list[Bounds]:
    """Times, events and outlets in the free stretches that touch the core, or touch one that does."""
    trailing = [e for s, e in draft.content[-1:] if s >= draft.cue[-1][1]]
    units = [unit for s, e in _near(free) for unit in _units(text, s, e)]
    ends, starts = {*(e for _, e in core), *trailing}, {s for s, _ in core}
    found: list[Bounds] = []
    for unit in units:
        if any(e <= unit[0] and _between(_GAP, text, e, unit[0]) for e in ends):
            found.append(unit)
            ends.add(unit[1])
    for unit in reversed(units):
        if unit not in found and any(unit[1] <= s and _between(_BEFORE, text, unit[1], s) for s in starts):
            found.append(unit)
            starts.add(unit[0])
    return found


def _near(free: Sequence[Bounds]) -> Iterator[Bounds]:
    """The stretches, and of long ones the ends: nothing in the middle of one can touch what surrounds it."""
    for start, end in free:
        if end - start <= 2 * REACH:
            yield start, end
        else:
            yield start, start + REACH
            yield end - REACH, end


def _between(allowed: re.Pattern[str], text: str, start: int, end: int) -> bool:
    return end - start < 40 and allowed.fullmatch(text, start, end) is not None


def _units(text: str, start: int, end: int) -> Iterator[Bounds]:
    """Every time, event or outlet in a stretch of text, left to right and apart."""
    at = start
    for match in _WORD.finditer(text, start, end):
        if match.start() >= at and (stop := _unit(text, match.start(), end)):
            yield match.start(), stop
            at = stop


def _unit(text: str, start: int, end: int) -> int | None:
    """Where the time, event or outlet that begins at ``start`` ends, or None."""
    whole = TIME.match(text, start, end) or _FIXED.match(text, start, end)
    if whole:
        return whole.end()
    preposition = _PREPOSITION.match(text, start, end)
    if preposition is None:
        return None
    stop = noun_phrase(text, preposition.end(), end, bare=True)
    if stop is None or not _says(text[preposition.end() : stop], preposition.group().strip().lower()):
        return None
    for _ in range(3):
        more = _EXTENSION.match(text, stop, end)
        further = noun_phrase(text, more.end(), end) if more else None
        if further is None:
            break
        stop = further
    return stop


def _says(phrase: str, preposition: str) -> bool:
    """Whether a noun phrase is something that people say things in, at or on."""
    words = re.findall(r"[\w&-]+", phrase.lower())
    if not words or preposition in {"when", "while"}:
        return False
    if preposition in {"on", "via", "to"}:
        return words[-1] in OUTLETS or words[0] in OUTLETS or (preposition != "to" and bool(EVENTS & set(words)))
    return words[-1] in EVENTS or bool(EVENTS & set(words[-3:]))


def _free(start: int, end: int, taken: Sequence[Bounds]) -> Iterator[Bounds]:
    """The stretches between ``start`` and ``end`` that nothing has taken."""
    at = start
    for s, e in taken:
        if s >= end:
            break
        if s > at:
            yield at, min(s, end)
        at = max(at, e)
    if at < end:
        yield at, end


def _joined(text: str, found: Sequence[Bounds]) -> list[Bounds]:
    """Spans in order, those that only a space or a comma parts made one."""
    made: list[Bounds] = []
    for start, end in sorted(found):
        if made and text[made[-1][1] : start] in {" ", ", "}:
            made[-1] = (made[-1][0], end)
        elif not made or start >= made[-1][1]:
            made.append((start, end))
    return made
