"""Bylines to names: “By A and B, Chief Reporter” is A and B."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BY = re.compile(
    r"(?:(?:written|words|story|reporting|report|posted|edited|reported|reviewed|published|contributed|updated|analysis|"
    r"opinion|exclusive|interview)\s+)?by[:\s]+|(?:authors?|reporters?|from|text|words)\s*:\s*",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:,\s*and\s+|\s+and\s+|\s+&\s+|;|\||•|·|/|\n|\s+with\s+)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|@\w+|\([^)]*\)|\[[^\]]*\]")
_ROLES = (
    r"reporters?|editors?|correspondents?|writers?|journalists?|columnists?|producers?|staff|contributors?|bureau|chief|"
    r"desk|team|newsroom|analyst|critic|photographer|author|director|senior|political|business|sports?|health|science|"
    r"deputy|assistant|head of|freelance|fellow|intern|professor|lecturer|special|foreign|national|local|diplomatic|"
    r"investigations?|features?|digital|breaking|trending|newsletter|content|social media|video|audience|live|"
    r"online|web"
)
_ROLE = re.compile(rf"\b(?:{_ROLES}|the)\b", re.IGNORECASE)
_ONLY_ROLE = re.compile(rf"(?:[\w.’'-]+\s+){{0,3}}?(?:(?:{_ROLES}|news)\s*)+", re.IGNORECASE)
_LEADING = re.compile(rf"(?:(?:{_ROLES}|news|our|the)\s+){{2,}}(?=[A-Z][\w.’'-]*\s+[A-Z])", re.IGNORECASE)
_AGENCY = re.compile(
    r"\b(?:reuters|afp|ap|pa|dpa|efe|ansa|associated press|bloomberg|xinhua|tass|aap|agenc\w+)\b", re.I
)
_NOBODY = re.compile(
    r"(?:admin(?:istrator)?|web ?master|unknown|none|null|undefined|n/?a|anonymous|guest|user|author|news|home|"
    r"follow|contact|view profile|see more|read more|updated|published|.{0,1})",
    re.IGNORECASE,
)
_WITHIN = re.compile(r",\s*(?=[A-Z])(?!(?:Jr|Sr|II|III|IV|MD|M\.D|PhD|Ph\.D)\b)")
_BEHIND = re.compile(r"\s+[-–—]\s+.*|\s+(?:in|for)\s+(?:the\s+)?(?=[A-Z]).*")
_FOR = re.compile(r"\b(?:cent(?:er|re)|institute|citizens|campaign|committee|foundation|council|fund|party)\b", re.I)
_PLACE = re.compile(
    r"\b(?:University|Institute|News|Press|Times|Post|Agency|Network|Inc|Ltd|Media|Group|College|School|Magazine)\b"
)
MOST = 60  # characters in a name
WORDS = 8  # words in one
LONGEST = 1_000  # characters in a byline; what is longer is no byline, and would take minutes to split


def clean(found: Iterable[str]) -> tuple[str, ...]:
    """The names in bylines, each once, in order; roles, handles, addresses and labels left out."""
    names: dict[str, str] = {}
    for byline in found:
        for part in _split(byline) if len(byline) <= LONGEST else ():
            name = _case(part.strip(" \t,.-–—:|*"))
            if _is_name(name):
                names.setdefault(name.lower(), name)
    return tuple(names.values())


def _split(byline: str) -> list[str]:
    parts = []
    for part in _PARTS.split(_without_by(_ADDRESS.sub(" ", byline))):
        first, *others = _WITHIN.split(_without_by(part))
        parts.append(first)
        # what follows a comma is another name, or the role or place of the one before it
        parts += [other for other in others if len(other.split()) >= 2 and not _ROLE.search(other + " ")]
        parts = [
            part for number, part in enumerate(parts) if number == 0 or not (part in others and _PLACE.search(part))
        ]
    return [_LEADING.sub("", part if _FOR.search(part) else _BEHIND.sub("", part)) for part in parts]


def _without_by(words: str) -> str:
    words = words.strip()
    by = _BY.match(words)
    return words[by.end() :] if by else words


def _is_name(name: str) -> bool:
    if not name or len(name) > MOST or len(name.split()) > WORDS or _NOBODY.fullmatch(name):
        return False
    if not any(letter.isalpha() for letter in name):
        return False
    return _ONLY_ROLE.fullmatch(name) is None or _AGENCY.search(name) is not None


def _case(name: str) -> str:
    """A name in capitals in ordinary case; short ones such as AFP are initials."""
    if name.isupper() and (" " in name or len(name) > 5):
        return re.sub(r"\bMc([a-z])", lambda mac: f"Mc{mac[1].upper()}", name.title())
    return name
