"""To whom it was said: “told **reporters**”, “asked **Mr Smith** whether”, “in an interview with **the BBC**”."""

from __future__ import annotations

import re

from onrecord.statements.attributes.lexicon import listed
from onrecord.statements.attributes.noun_phrases import noun_phrase
from onrecord.statements.attribution_draft import Draft

_OBJECT = (
    r"(?:told|tells?|telling|ask(?:s|ed|ing)?|urg(?:es?|ed|ing)|warn(?:s|ed|ing)?|inform(?:s|ed|ing)?"
    r"|assur(?:es?|ed|ing)|remind(?:s|ed|ing)?|advis(?:es?|ed|ing)|encourag(?:es?|ed|ing)|order(?:s|ed|ing)?"
    r"|instruct(?:s|ed|ing)?|beg(?:s|ged|ging)?|implor(?:es?|ed|ing)|notif(?:y|ies|ied|ying)|brief(?:s|ed|ing)?"
    r"|lobb(?:y|ies|ied|ying)|caution(?:s|ed|ing)?|invit(?:es?|ed|ing)|prompt(?:s|ed|ing)?|exhort(?:s|ed|ing)?"
    r"|command(?:s|ed|ing)?|question(?:s|ed|ing)?|address(?:es|ed|ing)?)"
)
_PREPOSED = (
    r"(?:(?:call(?:s|ed|ing)?|calls) (?:up)?on|(?:plead(?:s|ed|ing)?) with|appeal(?:s|ed|ing)? to"
    r"|(?:sp(?:eaks?|oke|eaking)|talk(?:s|ed|ing)?) (?:to|with|before)|(?:wrote|writes?|writing) to)"
)
_TAKES = re.compile(rf"\b(?:{_OBJECT}|{_PREPOSED})$", re.IGNORECASE)
_HOLDS = re.compile(rf"\b(?:{_OBJECT}|{_PREPOSED})\s+(?=\S)", re.IGNORECASE)
_PASSIVE = re.compile(
    r"^(?:(?:was|were|is|are|been|being|has|have|had|also|later|repeatedly|who) )*(?:was|were|is|are|been|being) "
    r"(?:\w+ly )?(?:told|informed|asked|warned|urged|advised|ordered|reminded|assured|notified|instructed|encouraged)$",
    re.IGNORECASE,
)
_ASKED = re.compile(r"^(?:when |if )?(?:asked|pressed|questioned|quizzed)(?: about| on)?$", re.IGNORECASE)
_TO = re.compile(r"\s(?:to|with)\s", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:said|says?|saying|wrote|writes?|spoke|speaking|confirmed|explained|announced|admitted|complained|revealed|claimed|stated"
    r"|suggested|added|appeal(?:s|ed|ing)?|plead(?:s|ed|ing)?|report(?:s|ed|ing)?|posted|denied|described|recalled|joked|replied"
    r"|apologi[sz]ed|warnings?|requests?|calls?|pitch)$",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:(?:interview|conversation|chat|discussion|telecon|teleconference|call)s?(?: \w+){0,3}? with"
    r"|(?:letter|e-?mail|statement|speech|message|address|presentation|remarks|note|memo|comment|testimony|call|toast|post)s?"
    r"(?: (?:e-?mailed|sent|given|released|issued|provided|\w+day|yesterday))? to|briefing for"
    r"|(?:speaking|talking|writing|testifying|appearing)(?: \w+day)? (?:to|with|before)) ",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:s|staff|management|media|police|press|parliament|congress|men|women|people)$", re.IGNORECASE)
_CLAUSE = re.compile(r"[.!?][”\"’']?\s|\n")
REACH = 140  # characters to each side of the cue within which an interview or a letter counts as the statement's


def addressee(text: str, draft: Draft) -> tuple[int, int] | None:
    """The noun phrase that names whom the draft's words were addressed to, where cue and grammar name it."""
    if not draft.cue:
        return None
    for piece in draft.cue:
        found = _asked_then(text, draft, piece) or _passive(text, draft, piece) or _within(text, draft, piece)
        found = found or _object(text, draft, piece)
        if found:
            return found
    return _occasioned(text, draft)


def _within(text: str, draft: Draft, cue: tuple[int, int]) -> tuple[int, int] | None:
    """“told reporters” taken as one cue."""
    held = _HOLDS.search(text[slice(*cue)])
    return _phrase(text, cue[0] + held.end(), cue[1], draft) if held else None


def _object(text: str, draft: Draft, cue: tuple[int, int]) -> tuple[int, int] | None:
    """What follows the cue: the object of telling, the “to” of saying, or whom a request's “to …” is for."""
    end, said = cue[1], text[slice(*cue)]
    at = end + len(text[end : end + 3]) - len(text[end : end + 3].lstrip(" \u00a0"))
    if at == end:
        return None
    if _TAKES.search(said):
        return _phrase(text, at, end + REACH, draft)
    to = _TO.match(text, end)
    if to and _SAID.search(said):
        return _phrase(text, to.end(), end + REACH, draft, plain=False)
    content = draft.content[0] if draft.content else (0, 0)
    between = text[end : content[0]] if content[0] > end else ""
    if 1 < len(between) < 80 and text.startswith("to ", content[0]) and not re.search(r"[.,;:“”\"\n]", between):
        leading = re.match(r"\s*(?:up)?(?:on|to|with|for)\s+", between)
        return _phrase(text, end + leading.end() if leading else at, content[0], draft)
    return None


def _passive(text: str, draft: Draft, cue: tuple[int, int]) -> tuple[int, int] | None:
    """Who was told: the noun phrase that ends where a passive cue begins."""
    if not _PASSIVE.match(text[slice(*cue)]):
        return None
    start = cue[0]
    left = max([m.end() for m in _CLAUSE.finditer(text, max(0, start - REACH), start)], default=max(0, start - REACH))
    stop = start - len(re.search(r"(?:\s|,|\bwho\b|\bthat\b|\bhave\b|\bhas\b|\bhad\b)*$", text[left:start]).group())  # type: ignore[union-attr]
    for match in re.finditer(r"(?<![\w’'-])[\w“\"]", text[left:stop]):
        if noun_phrase(text, left + match.start(), stop) == stop:
            return _free(draft, left + match.start(), stop)
    return None


def _asked_then(text: str, draft: Draft, cue: tuple[int, int]) -> tuple[int, int] | None:
    """“Asked whether he would go, **Mr Smith** said”: who was asked answers next."""
    if draft.source or not draft.content or not _ASKED.match(text[slice(*cue)]) or draft.content[0][0] < cue[0]:
        return None
    after = re.compile(r"[,”\"]{1,2}\s").match(text, draft.content[-1][1])
    return _phrase(text, after.end(), after.end() + REACH, draft, plain=False) if after else None


def _occasioned(text: str, draft: Draft) -> tuple[int, int] | None:
    """“in an interview with **the BBC**”, “in a letter to **investors**”, next to the cue and outside the content."""
    core = [*draft.cue, *draft.source]
    start, end = min(s for s, _ in core), max(e for _, e in core)
    before = max([m.end() for m in _CLAUSE.finditer(text, max(0, start - REACH), start)], default=max(0, start - REACH))
    after = min([m.start() for m in _CLAUSE.finditer(text, end, end + REACH)], default=end + REACH)
    for match in _EVENT.finditer(text, before, min(after, len(text))):
        found = _phrase(text, match.end(), after, draft, plain=not match.group().endswith("to "))
        if found and (found[1] > start - 3 or text[start - 2 : start] == ", "):
            return found
    return None


def _phrase(text: str, start: int, limit: int, draft: Draft, *, plain: bool = True) -> tuple[int, int] | None:
    """The noun phrase that begins at ``start``, cut where content or source begins; None where these hold it."""
    for s, _ in (*draft.content, *draft.source):
        if s > start:
            limit = min(limit, s)
    first = re.compile(r"([\w-]*) ?([\w-]*)").match(text, start, min(limit, len(text)))
    bare = plain or (first is not None and any(_PLURAL.search(word) for word in first.groups()))
    end = noun_phrase(text, start, limit, bare=bare, name=not plain)
    if end is None or text[start:end].split()[-1].lower() in listed("phrases", "told"):
        return None
    return _free(draft, start, end)


def _free(draft: Draft, start: int, end: int) -> tuple[int, int] | None:
    return None if any(s < end and e > start for s, e in (*draft.content, *draft.source)) else (start, end)
