"""To whom it was said: “told **reporters**”, “asked **Mr Smith** whether”, “in an interview with **the BBC**”."""

from __future__ import annotations

import re

from onrecord.statements.attributes.lexicon import entries
from onrecord.statements.attributes.noun_phrases import noun_phrase_end
from onrecord.statements.attribution_draft import AttributionDraft, Bounds
from onrecord.text.sentences import SENTENCE_END_OR_LINE_END

MAX_DISTANCE = 140  # characters to each side of the cue within which an interview or a letter counts
MAX_REQUEST = 80  # characters between a cue and the “to …” of its request
_TAKES_OBJECT = (
    r"(?:told|tells?|telling|ask(?:s|ed|ing)?|urg(?:es?|ed|ing)|warn(?:s|ed|ing)?|inform(?:s|ed|ing)?"
    r"|assur(?:es?|ed|ing)|remind(?:s|ed|ing)?|advis(?:es?|ed|ing)|encourag(?:es?|ed|ing)|order(?:s|ed|ing)?"
    r"|instruct(?:s|ed|ing)?|beg(?:s|ged|ging)?|implor(?:es?|ed|ing)|notif(?:y|ies|ied|ying)|brief(?:s|ed|ing)?"
    r"|lobb(?:y|ies|ied|ying)|caution(?:s|ed|ing)?|invit(?:es?|ed|ing)|prompt(?:s|ed|ing)?|exhort(?:s|ed|ing)?"
    r"|command(?:s|ed|ing)?|question(?:s|ed|ing)?|address(?:es|ed|ing)?)"
)
_TAKES_PREPOSITION = (
    r"(?:(?:call(?:s|ed|ing)?|calls) (?:up)?on|(?:plead(?:s|ed|ing)?) with|appeal(?:s|ed|ing)? to"
    r"|(?:sp(?:eaks?|oke|eaking)|talk(?:s|ed|ing)?) (?:to|with|before)|(?:wrote|writes?|writing) to)"
)
_ENDS_BEFORE_ADDRESSEE = re.compile(rf"\b(?:{_TAKES_OBJECT}|{_TAKES_PREPOSITION})$", re.IGNORECASE)
_CONTAINS_ADDRESSEE = re.compile(rf"\b(?:{_TAKES_OBJECT}|{_TAKES_PREPOSITION})\s+(?=\S)", re.IGNORECASE)
_PASSIVE = re.compile(
    r"^(?:(?:was|were|is|are|been|being|has|have|had|also|later|repeatedly|who) )*(?:was|were|is|are|been|being) "
    r"(?:\w+ly )?(?:told|informed|asked|warned|urged|advised|ordered|reminded|assured|notified|instructed|encouraged)$",
    re.IGNORECASE,
)
_BETWEEN_SUBJECT_AND_PASSIVE = re.compile(r"(?:\s|,|\bwho\b|\bthat\b|\bhave\b|\bhas\b|\bhad\b)*$")
_WORD_START = re.compile(r"(?<![\w’'-])[\w“\"]")
_ASKED = re.compile(r"^(?:when |if )?(?:asked|pressed|questioned|quizzed)(?: about| on)?$", re.IGNORECASE)
_END_OF_QUESTION = re.compile(r"[,”\"]{1,2}\s")
_TO = re.compile(r"\s(?:to|with)\s", re.IGNORECASE)
_BEFORE_TO = re.compile(
    r"\b(?:said|says?|saying|wrote|writes?|spoke|speaking|confirmed|explained|announced|admitted|complained|revealed|claimed|stated"
    r"|suggested|added|appeal(?:s|ed|ing)?|plead(?:s|ed|ing)?|report(?:s|ed|ing)?|posted|denied|described|recalled|joked|replied"
    r"|apologi[sz]ed|warnings?|requests?|calls?|pitch)$",
    re.IGNORECASE,
)
_CLAUSE_MARK = re.compile(r"[.,;:“”\"\n]")
_LEADING_PREPOSITION = re.compile(r"\s*(?:up)?(?:on|to|with|for)\s+")
_EVENT = re.compile(
    r"\b(?:(?:interview|conversation|chat|discussion|telecon|teleconference|call)s?(?: \w+){0,3}? with"
    r"|(?:letter|e-?mail|statement|speech|message|address|presentation|remarks|note|memo|comment|testimony|call|toast|post)s?"
    r"(?: (?:e-?mailed|sent|given|released|issued|provided|\w+day|yesterday))? to|briefing for"
    r"|(?:speaking|talking|writing|testifying|appearing)(?: \w+day)? (?:to|with|before)) ",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:s|staff|management|media|police|press|parliament|congress|men|women|people)$", re.IGNORECASE)
_FIRST_TWO_WORDS = re.compile(r"([\w-]*) ?([\w-]*)")


def find_addressee(text: str, draft: AttributionDraft) -> Bounds | None:
    """Return the noun phrase to which the draft's words were addressed, or None where cue and grammar name nobody."""
    for cue in draft.cue:
        addressee = (
            _asked_speaker(text, draft, cue)
            or _subject_of_passive(text, draft, cue)
            or _inside_cue(text, draft, cue)
            or _after_cue(text, draft, cue)
        )
        if addressee:
            return addressee
    return _partner_of_event(text, draft) if draft.cue else None


def _inside_cue(text: str, draft: AttributionDraft, cue: Bounds) -> Bounds | None:
    """“told **reporters**” taken as one cue."""
    match = _CONTAINS_ADDRESSEE.search(text[slice(*cue)])
    return _noun_phrase(text, cue[0] + match.end(), cue[1], draft) if match else None


def _after_cue(text: str, draft: AttributionDraft, cue: Bounds) -> Bounds | None:
    """The object of “told”, the “to …” of “said”, or those who are to do what a request's “to …” says."""
    cue_end, words = cue[1], text[slice(*cue)]
    next_characters = text[cue_end : cue_end + 3]
    next_word = cue_end + len(next_characters) - len(next_characters.lstrip(" \u00a0"))
    if next_word == cue_end:
        return None
    if _ENDS_BEFORE_ADDRESSEE.search(words):
        return _noun_phrase(text, next_word, cue_end + MAX_DISTANCE, draft)
    preposition = _TO.match(text, cue_end)
    if preposition and _BEFORE_TO.search(words):
        return _noun_phrase(text, preposition.end(), cue_end + MAX_DISTANCE, draft, bare=False)
    content_start = draft.content[0][0] if draft.content else 0
    between = text[cue_end:content_start] if content_start > cue_end else ""
    if 1 < len(between) < MAX_REQUEST and text.startswith("to ", content_start) and not _CLAUSE_MARK.search(between):
        leading = _LEADING_PREPOSITION.match(between)
        return _noun_phrase(text, cue_end + leading.end() if leading else next_word, content_start, draft)
    return None


def _subject_of_passive(text: str, draft: AttributionDraft, cue: Bounds) -> Bounds | None:
    """“**Staff** were told”: the noun phrase that ends where a passive cue begins."""
    if not _PASSIVE.match(text[slice(*cue)]):
        return None
    clause_start = _clause_start(text, cue[0])
    tail = _BETWEEN_SUBJECT_AND_PASSIVE.search(text[clause_start : cue[0]])
    subject_end = cue[0] - len(tail.group())  # type: ignore[union-attr]
    for match in _WORD_START.finditer(text[clause_start:subject_end]):
        start = clause_start + match.start()
        if noun_phrase_end(text, start, subject_end) == subject_end:
            return _unless_taken(draft, start, subject_end)
    return None


def _asked_speaker(text: str, draft: AttributionDraft, cue: Bounds) -> Bounds | None:
    """“Asked whether he would go, **Mr Smith** said”: the one who was asked answers next."""
    if draft.source or not draft.content or not _ASKED.match(text[slice(*cue)]) or draft.content[0][0] < cue[0]:
        return None
    separator = _END_OF_QUESTION.match(text, draft.content[-1][1])
    if separator is None:
        return None
    return _noun_phrase(text, separator.end(), separator.end() + MAX_DISTANCE, draft, bare=False)


def _partner_of_event(text: str, draft: AttributionDraft) -> Bounds | None:
    """“in an interview with **the BBC**”, “in a letter to **investors**”, beside the cue and outside the content."""
    spans = [*draft.cue, *draft.source]
    start, end = min(span_start for span_start, _ in spans), max(span_end for _, span_end in spans)
    clause_start = _clause_start(text, start)
    clause_ends = SENTENCE_END_OR_LINE_END.finditer(text, end, end + MAX_DISTANCE)
    clause_end = min((match.start() for match in clause_ends), default=end + MAX_DISTANCE)
    for event in _EVENT.finditer(text, clause_start, min(clause_end, len(text))):
        partner = _noun_phrase(text, event.end(), clause_end, draft, bare=not event.group().endswith("to "))
        if partner and (partner[1] > start - 3 or text[start - 2 : start] == ", "):
            return partner
    return None


def _clause_start(text: str, end: int) -> int:
    """The end of the sentence or line before ``end``, at most ``MAX_DISTANCE`` characters before it."""
    look_from = max(0, end - MAX_DISTANCE)
    return max((match.end() for match in SENTENCE_END_OR_LINE_END.finditer(text, look_from, end)), default=look_from)


def _noun_phrase(text: str, start: int, limit: int, draft: AttributionDraft, *, bare: bool = True) -> Bounds | None:
    """The noun phrase that begins at ``start``, cut where content or source begins; None if it overlaps them.

    Unless ``bare``, one that begins with a common noun has to be a plural, and one that begins with a name is the name.
    """
    for span_start, _ in (*draft.content, *draft.source):
        if span_start > start:
            limit = min(limit, span_start)
    words = _FIRST_TWO_WORDS.match(text, start, min(limit, len(text)))
    is_plural = words is not None and any(_PLURAL.search(word) for word in words.groups())
    end = noun_phrase_end(text, start, limit, bare=bare or is_plural, name=not bare)
    if end is None or text[start:end].split()[-1].lower() in entries("phrases", "not_addressees"):
        return None
    return _unless_taken(draft, start, end)


def _unless_taken(draft: AttributionDraft, start: int, end: int) -> Bounds | None:
    """The bounds, or None if they overlap content or source."""
    spans = (*draft.content, *draft.source)
    return None if any(span_start < end and span_end > start for span_start, span_end in spans) else (start, end)
