"""What kind of speaker a noun phrase plainly is: a person, a body, a document, several people, or nobody named."""

from __future__ import annotations

import re

from onrecord.records import SpeakerKind
from onrecord.speakers.countries import country

_DOCUMENT = re.compile(
    r"\b(?:report|study|statement|letter|document|documents|poll|survey|lawsuit|complaint|filing|memo|email|"
    r"emails|article|paper|book|review|analysis|transcript|affidavit|indictment|"
    r"release|post|tweet|ad|website|data|figures|records|law|bill|guidance|research|findings|sign|signs|note|"
    r"release)s?$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:Inc|Corp|Co|Ltd|LLC|plc|University|College|School|Ministry|Department|Office|Agency|Authority|"
    r"Commission|Committee|Council|Court|Party|Union|Association|Institute|Foundation|"
    r"Company|Group|Bank|Times|Post|News|Journal|Service|Services|Bureau|Club|House|Board|Center|Centre|Society|"
    r"Federation|Police|Army|Navy|Force|Government|Administration|Campaign|"
    r"Senate|Congress|Parliament|Telegraph|Guardian|Herald|Magazine|Press|Network|Organization|Organisation|"
    r"Alliance|Trust|Fund|company|campaign|government|ministry|department|agency|"
    r"committee|council|court|club|firm|union|university|office|administration|organization|organisation|group|"
    r"police|party|outlet|newspaper|board|team)\b"
)
_ANONYMOUS = re.compile(
    r"^(?:[\w’'&-]+ )*?(?:officials?|experts?|analysts?|sources?|authorities|prosecutors?|insiders?|observers?|critics?"
    r"|aides?|advisers?|bosses|censors?|reporters?|journalists?|workers?|witness(?:es)?|spokes(?:man|woman|person|people)|brokerages)"
    r"(?: (?:for|of|at|in|from|with|familiar|close|who|on|and)\b.*)?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^(?:(?:nearly|almost|about|over|roughly) )?(?:some|many|most|half|several|\w+-thirds|\d\S*|dozens|hundreds)\b"
)
_POST = re.compile(
    r"\b(?:PM|CEO|MP|President|Minister|Commissioner|Speaker|Governor|Mayor|Chancellor|Secretary|King|Queen|Pope|Prince"
    r"|Princess|Administrator|Ambassador|Senator|minister|president)$"
)
_PLURAL = re.compile(r"\b(?:[a-z]{3,}(?<!s)s|police|people|women|men|children)$")


def kind_of(core: str) -> SpeakerKind:
    """The kind of speaker that a noun phrase names, its article left out."""
    last = core.split()[-1] if core.split() else ""
    if not last:
        return "unnamed"
    if country(core):
        return "country"
    if _POST.search(core):
        return "person"
    if _ANONYMOUS.match(core):
        return "unnamed"
    if _COUNTED.match(core.lower()):
        return "group"
    if _DOCUMENT.search(core):
        return "document"
    if _BODY.search(core) or (last.isupper() and len(last) > 1 and "." not in last):
        return "organization"
    if last[0].isupper():
        return "person"
    return "group" if _PLURAL.search(core) else "unnamed"
