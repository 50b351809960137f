"""A source's words taken apart: the name, the role beside it, and what kind of speaker it plainly is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from onrecord.records import SpeakerKind

_TITLES = re.compile(
    r"^(?:(?:the|a|an|its|his|her|their|our|former|late|Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Sen|"
    r"Rep|Gov|Gen|Lt|Col|Sgt|Capt|Rev|President|Senator|Governor"
    r"|Representative|Congressman|Congresswoman|Mayor|Judge|Justice|Secretary|Minister|Chancellor|King|Queen|"
    r"Prince|Princess|Pope|Detective|Officer|Chief)\.?\s+)+",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"^(?P<role>(?:[\w.’'-]+ )*?(?:(?:Prime|Foreign|Defense|Defence|Finance|Health|Interior|Home|Deputy|Vice|"
    r"Attorney|Press|White House|Chief|Chief Executive|General)[- ])*"
    r"(?:PM|MP|CEO|CFO|Administrator|Editor|Editor-in-Chief|Speaker|Minister|President|Secretary|Chancellor|Senator|Sen\.|Rep\.|Gov\.|Governor|Mayor|"
    r"Ambassador|General|Director|Chairman|Chairwoman|Chair|Officer|Leader|Coach|Captain"
    r"|Commissioner|Justice|Judge|Sheriff|Detective|Inspector|Professor|Dr\.?|Spokesman|Spokeswoman|"
    r"Spokesperson|spokesman|spokeswoman|spokesperson|manager|coach|captain|leader|analyst|director|chairman|"
    r"adviser|strategist|author|actor|singer))"
    r" (?P<name>(?:[A-Z][\w.’'-]*\s*)+)$"
)
_PROPER = re.compile(r"(?:[A-Z][\w.’'-]*\s+){1,3}[A-Z][\w’'-]*(?=,|$)")
_PROPER_LAST = re.compile(r"(?:[A-Z][\w.’'-]*\s+){1,4}[A-Z][\w’'-]*$")
_JOINS = re.compile(r"\b(?:of|by|at|in|for|to|from|with|on|and)\s|.\b(?:the|a|an)\s")
# fmt: off
_PRONOUNS = frozenset([
    "i", "me", "my", "you", "he", "she", "him", "her", "his", "it", "its", "they", "them", "their", "we",
    "us", "our", "who", "which", "that", "this", "these", "those", "one", "some", "many", "others", "both",
    "all", "someone", "somebody", "everyone", "everybody", "anyone", "people", "mine", "myself", "himself",
    "herself", "themselves",
])
# fmt: on
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
_ROLE_OF_BODY = re.compile(
    r"(?:organi[sz]ation|group|company|firm|charity|agency|retailer|maker|outlet|paper|club|union)$"
)
_MEMBER = re.compile(
    r"^(?P<name>(?:[A-Z][\w.’'-]* ){1,2}[A-Z][\w’'-]*) (?P<role>(?:of|from|at|with) (?:the )?[A-Z].*)$"
)
_POST = re.compile(
    r"\b(?:PM|CEO|MP|President|Minister|Commissioner|Speaker|Governor|Mayor|Chancellor|Secretary|King|Queen|Pope|Prince"
    r"|Princess|Administrator|Ambassador|Senator|minister|president)$"
)
_PLURAL = re.compile(r"\b(?:[a-z]{3,}(?<!s)s|police|people|women|men|children)$")


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """Countries, and the capitals and buildings that stand for their governments, in lower case."""
    lines = resources.files("onrecord.speakers").joinpath("places.txt").read_text("utf-8").splitlines()
    return frozenset(place.strip() for line in lines if not line.startswith("#") for place in line.lower().split(","))


@dataclass(frozen=True, slots=True)
class Name:
    """A source taken apart: ``full`` as it names the speaker, ``words`` to compare it by, ``roles`` beside it."""

    full: str
    words: tuple[str, ...]
    roles: tuple[str, ...]
    kind: SpeakerKind
    pronoun: bool
    titled: bool = False


def parse(source: str) -> Name:
    """The parts of a source's words."""
    head, _, rest = source.strip().partition(",")
    head = re.sub(r"['’]s?$", "", head.strip(' “”"')) or source.strip()
    behind = _PROPER.match(rest.strip())
    if behind and head.split()[-1].islower():  # “her lawyer, Colm Hegarty”
        head, rest = behind.group().strip(), f"{head}{rest.strip()[behind.end() :]}"
    roles = (rest.strip(" ,"),) if rest.strip(" ,") and not rest.strip().lower().startswith(("who ", "which ")) else ()
    title = _TITLES.match(head)
    core = head[title.end() :] if title and head[title.end() : title.end() + 1].isupper() else head
    core = re.sub(r" \((?:[A-Z]{2,}|[DR]-[\w.]+|@\w+)\)$", "", core)
    member = _MEMBER.match(core)
    if member and not _BODY.search(member["name"]):  # “Ana Ray of the Harbour Post”
        roles, core = (member["role"], *roles), member["name"]
    proper = None if _OFFICE.match(head) else _PROPER_LAST.search(core)
    if (
        proper
        and proper.start()
        and core[: proper.start()].split()[-1].islower()
        and not _JOINS.search(core[: proper.start()])
    ):
        roles = (core[: proper.start()].strip(), *roles)
        core = proper.group()
    office = _OFFICE.match(head)
    if office:
        roles, core = (office["role"], *roles), office["name"].strip()
    words = tuple(w for w in re.findall(r"[\w’'-]+", core.lower()) if w not in {"the", "a", "an"})
    pronoun = head.lower() in _PRONOUNS
    kind = _kind(core, pronoun)
    post = _POST.search(core) is not None
    if kind == "person" and not post and core[:1].isupper() and head.lower() == f"the {core.lower()}":
        kind = "organization"  # “the Tories”
    if kind == "person" and roles and head.startswith(roles[0]) and _ROLE_OF_BODY.search(roles[0]):
        kind = "organization"
    full = re.sub(r"^(?:the|a|an)\s+", "", core if kind == "person" else head, flags=re.IGNORECASE) or head
    titled = post or bool(roles) or (core != head and head.lower() != f"the {core.lower()}")
    return Name(full, words, roles, kind, pronoun, titled)


def _kind(core: str, pronoun: bool) -> SpeakerKind:
    last = core.split()[-1] if core.split() else ""
    if pronoun or not last:
        return "unnamed"
    if core.lower() in _places():
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
