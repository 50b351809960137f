"""To whom it was said: “told **reporters**”, “asked **Mr Smith** whether”, “in an interview with **the BBC**”."""

from __future__ import annotations

import re

from onrecord.statements.drafts import Draft

# A noun phrase: determiners and modifiers up to a head, or a name; an “of …” or “at …” phrase may follow.
_DETERMINER = r"(?:the|a|an|his|her|its|their|our|my|all|some|any|these|those|both|other|many|several|millions of|\d+)"
_NAME = r"(?:[A-Z][\w.’'&-]*(?: (?:of|and|for|the|de|van|al) (?=[A-Z])| )?)+"
_PLAIN = (
    r"(?:reporters|journalists|lawmakers|officials|residents|people|citizens|fans|supporters|voters|"
    r"investigators|police|detectives|jurors|investors|analysts|"
    r"colleagues|viewers|readers|listeners|parents|students|employees|workers|staff|customers|users|members|"
    r"delegates|MPs|senators|protesters|communities|"
    r"friends|critics|shareholders|authorities|prosecutors|parliament|congress|court)"
)
_STOP = (
    r"(?!(?:that|whether|if|how|why|what|who|when|where|to|about|for|it|he|she|they|we|i|you|this|on|in|at|by|after|"
    r"before|during|and|but|as|his|her|their|is|was|were|are|has|had|have|will|would|not|there|yesterday|last|earlier)\b)"
)
_PHRASE = re.compile(
    rf"(?:me|us|you|him|them)\b|her\b(?! [a-z]+ (?:that|on|in))|(?:{_DETERMINER} )+(?:{_NAME}|"
    rf"{_STOP}[a-z][\w’'-]*(?: {_STOP}[a-z][\w’'-]*){{0,3}}(?: {_NAME})?)|{_NAME}|{_PLAIN}\b"
)
_TAKES = re.compile(
    r"(?:\b(?:told|tells?|telling|ask(?:s|ed|ing)?|urg(?:es?|ed|ing)|warn(?:s|ed|ing)?|inform(?:s|ed|ing)?|"
    r"assur(?:es?|ed|ing)|remind(?:s|ed|ing)?"
    r"|advis(?:es?|ed|ing)|encourag(?:es?|ed|ing)|order(?:s|ed|ing)?|instruct(?:s|ed|ing)?|call(?:s|ed|ing)? on|"
    r"beg(?:s|ged|ging)?|implor(?:es?|ed|ing)|notif(?:y|ies|ied)|brief(?:s|ed|ing)?|lobb(?:ied|y|ying)))$",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\s*(?:(?:,\s*)?(?:in|during) (?:an?|the|his|her|their)(?: \w+){0,2} (?:interview|conversation|briefing|"
    r"letter|email|e-mail|statement|speech|call|message|address)"
    r" (?:with|to|for)|(?:speaking |talking )?to|speaking with)\s+",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:that|whether|if|how|why|what|who|when|where|to|about|for|it|this|he|she|they|in|on|at|the same)\b",
    re.IGNORECASE,
)
_TO_VERBS = re.compile(
    r"\b(?:said|says?|saying|wrote|writes?|spoke|speaking|confirmed|explained|announced|admitted|complained|"
    r"revealed|claimed|stated|suggested|added|appeal(?:s|ed|ing)?|pleaded|report(?:s|ed|ing)?|posted|denied|"
    r"described)$",
    re.IGNORECASE,
)


def addressee(text: str, draft: Draft) -> tuple[int, int] | None:
    """The noun phrase that names whom the draft's words were addressed to, where cue and grammar name it."""
    if not draft.cue:
        return None
    cue_end = draft.cue[-1][1]
    cue = text[draft.cue[0][0] : cue_end]
    inside = re.search(
        r"\b(?:told|tells|telling|asked|urged|warned|informed|assured|reminded)\s+(.+)$", cue, re.IGNORECASE
    )
    if inside:
        return _phrase(text, cue_end - len(inside[1]), cue_end, draft)
    if _TAKES.search(cue):
        start = cue_end + len(text[cue_end:]) - len(text[cue_end : cue_end + 3].lstrip()) - len(text[cue_end + 3 :])
        return _phrase(text, start, cue_end + 120, draft)
    if _TO_VERBS.search(cue):
        match = _TO.match(text, cue_end)
        if match:
            return _phrase(text, match.end(), match.end() + 120, draft)
    return None


def _phrase(text: str, start: int, limit: int, draft: Draft) -> tuple[int, int] | None:
    """The noun phrase that begins at ``start``, unless it is no noun phrase or the content itself."""
    if _NOT.match(text, start):
        return None
    match = _PHRASE.match(text, start, min(limit, len(text)))
    if match is None:
        return None
    end = match.start() + len(match.group().rstrip(" .,"))
    for s, e in (*draft.content, *draft.source):
        if s < end and e > start:
            if s > start:
                end = start + len(text[start:s].rstrip(" ,"))
            else:
                return None
    return (start, end) if end > start else None
