"""When and where it was said, as the article states it: “after the meeting”, “on Thursday”, “in a statement”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.statements.drafts import Draft, Offsets

_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|tonight|tomorrow"
_MONTH = (
    r"(?:Jan(?:uary|\.)|Feb(?:ruary|\.)|March|April|May|June|July|Aug(?:ust|\.)|Sept(?:ember|\.)|Oct(?:ober|\.)"
    r"|Nov(?:ember|\.)|Dec(?:ember|\.))"
)
_PART = r"(?: (?:morning|afternoon|evening|night))?"
_TIME = (
    rf"(?:(?:on|late|early|last|this|next|since|by) )*(?:on )?(?:{_DAY}){_PART}(?:,? {_MONTH} \d{{1,2}})?"
    rf"|(?:(?:in|on|last|this|late|early|since) )+(?:(?:January|February|{_MONTH})(?: \d{{1,2}})?(?:,? (?:19|"
    rf"20)\d\d)?|(?:19|20)\d\d)"
    r"|(?:last|this|earlier this|late last|later that|earlier that|the same|the following|the previous) (?:week|"
    r"month|year|day|weekend|night|summer|spring|autumn|winter)"
    r"|earlier (?:today|in the (?:day|week|month|year))|(?:previously|recently|earlier|later|at the time)"
)
_EVENT = (
    r"(?:press |news |media |video |phone |telephone |joint |regular |daily |weekly |radio |television |TV |"
    r"public |virtual |final |annual |opening |\w+ )?"
    r"(?:conference|briefing|interview|statement|statements|meeting|speech|address|rally|hearing|debate|summit|"
    r"trial|event|post|posts|tweet|tweets|video|letter|email|e-mail|"
    r"call|podcast|episode|report|message|testimony|remarks|session|appearance|broadcast|blog post|news release|"
    r"press release|release|filing|memo|column|article|op-ed|documentary|"
    r"story|note|visit|ceremony|town hall|talks|panel|inquest|inquiry|court|programme|program|show)"
)
_PLACE = (
    rf"(?:(?:in|at|during|after|before|following|on|via|from|with|through) (?:an?|the|his|her|its|their|a recent|"
    rf"another|this|that|one|last \w+['’]s|\w+day['’]s|[A-Z][\w.’'-]+['’]s)? ?(?:[\w’'.-]+ ){{0,4}}?{_EVENT}\b"
    r"(?: (?:in|at|on|of|to|with|for|outside|from|about|published on|released on|posted (?:to|on)|"
    r"sent to) (?:the |a |an |his |her |their )?[\w’'.-]+(?: (?:[A-Z][\w’'.-]*|of|the|and))*){0,2}"
    r"|(?:on|via|to) (?:Twitter|X|Facebook|Instagram|Telegram|TikTok|YouTube|social media|Truth Social|LinkedIn|"
    r"Weibo|Reddit|television|TV|radio|air|CNN|Fox News|MSNBC|BBC(?: [A-Z]\w+| \d)*|ABC(?:['’]s)?[^,.\n]{0,30}|"
    r"NBC[^,.\n]{0,30}|CBS[^,.\n]{0,30})"
    r"|(?:in|at) (?:court|parliament|Parliament|Congress)|by (?:phone|email|telephone)|under oath|"
    r"at the (?:scene|time))"
)
_OCCASION = re.compile(rf"\b(?:{_PLACE}|{_TIME})\b")
_SPEAKING = re.compile(r"(?:Asked|Speaking|Writing|Testifying|Appearing|Addressing|Responding)\b[^“”\"\n]{3,90}?(?=,)")
_GAP = re.compile(r"[\s,–—-]*(?:and|then|also|has|had|who|while|to reporters|reporters|journalists)?[\s,–—-]*")
REACH = 60  # characters from cue, source or addressee within which an occasion counts as theirs


def occasion(
    text: str, sentences: Sequence[tuple[int, int]], draft: Draft, addressee: tuple[int, int] | None
) -> Offsets:
    """The spans that say when or where, in the cue's sentence, outside content, source and cue; in text order."""
    if not draft.cue:
        return ()
    at = draft.cue[0][0]
    start, end = next(((s, e) for s, e in sentences if s <= at < e), (at, at))
    taken = [*draft.content, *draft.cue, *draft.source, *([addressee] if addressee else [])]
    found: list[tuple[int, int]] = []
    for s, e in _free(start, end, taken):
        for match in (*_SPEAKING.finditer(text, s, e), *_OCCASION.finditer(text, s, e)):
            span = (match.start(), match.end())
            if _attached(text, span, draft, taken) and not any(a < span[1] and span[0] < b for a, b in found):
                found.append(span)
    return tuple(sorted(found))


def _free(start: int, end: int, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches between ``start`` and ``end`` that nothing has taken."""
    at = start
    for s, e in sorted(taken):
        if s >= end:
            break
        if s > at:
            yield at, min(s, end)
        at = max(at, e)
    if at < end:
        yield at, end


def _attached(text: str, span: tuple[int, int], draft: Draft, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether the span stands next to cue, source or addressee, or opens the sentence before them."""
    core = [*draft.cue, *draft.source, *[t for t in taken if t not in draft.content]]
    near = min(min(abs(span[0] - e), abs(s - span[1])) for s, e in core)
    if near > REACH:
        return False
    between = [(e, span[0]) for _, e in core if 0 <= span[0] - e <= REACH] + [
        (span[1], s) for s, _ in core if 0 <= s - span[1] <= REACH
    ]
    return any(
        not re.search(r"[.;:“”\"\n]", text[s:e]) and not any(a < e and s < b for a, b in draft.content)
        for s, e in between
    )
