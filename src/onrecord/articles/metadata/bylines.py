"""The names in bylines: “By A and B, Chief Reporter” names A and B."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

from onrecord.text.honorifics import HONORIFICS

_BY = re.compile(
    r"(?:(?:written|words|story|reporting|report|posted|edited|reported|reviewed|published|contributed|updated|analysis|"
    r"opinion|exclusive|interview)\s+)?by[:\s]+|(?:authors?|reporters?|from|text|words)\s*:\s*",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s?(?:, ?and\s|\sand\s|\s&\s|;|\||•|·|/|\n|\swith\s)\s?", re.IGNORECASE)  # of single spaces
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[^\s@]++@[^\s@]+\.\w+|@\w+|\([^)]*\)|\[[^\]]*\]")
_ROLES = (
    r"reporters?|editors?|correspondents?|writers?|journalists?|columnists?|producers?|staff|contributors?|bureau|chief|"
    r"desk|team|newsroom|analyst|critic|photographer|author|director|senior|political|business|sports?|health|science|"
    r"deputy|assistant|head of|freelance|fellow|intern|professor|lecturer|special|foreign|national|local|diplomatic|"
    r"investigations?|features?|digital|breaking|trending|newsletter|content|social media|video|audience|live|"
    r"online|web"
)
_ROLE = re.compile(rf"\b(?:{_ROLES}|the)\b", re.IGNORECASE)
_ONLY_ROLE = re.compile(rf"(?:[\w.’'-]+\s+){{0,3}}?(?:(?:{_ROLES}|news)\s*)+", re.IGNORECASE)
_LEADING_ROLES = re.compile(rf"(?:(?:{_ROLES}|news|our|the)\s+){{2,}}(?=[A-Z][\w.’'-]*\s+[A-Z])", re.IGNORECASE)
_AGENCY = re.compile(
    r"\b(?:reuters|afp|ap|pa|dpa|efe|ansa|associated press|bloomberg|xinhua|tass|aap|agenc\w+)\b", re.I
)
_NOT_A_NAME = re.compile(
    r"(?:admin(?:istrator)?|web ?master|unknown|none|null|undefined|n/?a|anonymous|guest|user|author|news|home|"
    r"follow|contact|view profile|see more|read more|updated|published|.{0,1})",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s*(?=[A-Z])(?!(?:Jr|Sr|II|III|IV|MD|M\.D|PhD|Ph\.D)\b)")
_AFFILIATION = re.compile(r"\s+[-–—]\s+.*|\s+(?:in|for)\s+(?:the\s+)?(?=[A-Z]).*")
_GROUP_WITH_FOR = re.compile(
    r"\b(?:cent(?:er|re)|institute|citizens|campaign|committee|foundation|council|fund|party)\b", re.I
)
_PLACE = re.compile(
    r"\b(?:University|Institute|News|Press|Times|Post|Agency|Network|Inc|Ltd|Media|Group|College|School|Magazine)\b"
)
_DIGITS = re.compile(r"\d{3}|\d:\d|©")  # a year, a time of day: not in names
_PERSON_WORD = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ](?:[^\W\d_]*(?:[’'-][^\W\d_]+)*|\.)\.?|(?:[A-Z]\.){1,3}|[“\"(][\w. ’'-]+[”\")])"
)
_WEEKDAYS = frozenset(calendar.day_name)
MAX_NAME = 60  # characters in a name
MAX_NAME_WORDS = 8
MAX_PERSON_WORDS = 6
MAX_BYLINES = 20_000  # characters of all bylines that are read
MAX_BYLINE = 1_000  # characters; a longer text is not a byline, and would take minutes to split


def parse_bylines(bylines: Iterable[str]) -> tuple[str, ...]:
    """Return the names in bylines, each once, in order; roles, handles, addresses and labels are left out."""
    names: dict[str, str] = {}
    length = 0
    for byline in bylines:
        if len(byline) > MAX_BYLINE:
            continue
        length += len(byline)
        if length > MAX_BYLINES:
            break
        for part in _split(byline):
            name = _restore_case(part.strip(" \t,.-–—:|*"))
            if _is_name(name):
                names.setdefault(name.lower(), name)
    return tuple(names.values())


def is_person_like(name: str) -> bool:
    """Return whether a name has the form of a person's: two to six words with capitals, none of them a role or a day.

    A body's may have it too.
    """
    words = name.split()
    if not 2 <= len(words) <= MAX_PERSON_WORDS or not _is_name(name):
        return False
    if _ROLE.search(name) or _PLACE.search(name) or _AGENCY.search(name) or not _WEEKDAYS.isdisjoint(words):
        return False
    particles = HONORIFICS.words("names.particles_in_labels")
    return all(word.lower() in particles or _PERSON_WORD.fullmatch(word) for word in words) and _starts_name(words)


def _starts_name(words: list[str]) -> bool:
    return words[0][0].isupper() or words[0].lower() in HONORIFICS.words("names.particles_in_labels")


def _split(byline: str) -> list[str]:
    """The parts of a byline that may be names, without what follows them."""
    parts: list[str] = []
    for joined_part in _SEPARATOR.split(_single_spaces(_without_by(_ADDRESS.sub(" ", byline)))):
        first, *after_commas = _COMMA.split(_without_by(joined_part))
        parts.append(first)
        # what follows a comma is another name, or the role or place of the one before it
        parts += [part for part in after_commas if len(part.split()) >= 2 and not _ROLE.search(part + " ")]
        parts = parts[:1] + [part for part in parts[1:] if not (part in after_commas and _PLACE.search(part))]
    return [
        _LEADING_ROLES.sub("", part if _GROUP_WITH_FOR.search(part) else _AFFILIATION.sub("", part)) for part in parts
    ]


def _single_spaces(words: str) -> str:
    return "\n".join(" ".join(line.split()) for line in words.splitlines())


def _without_by(words: str) -> str:
    words = words.strip()
    by = _BY.match(words)
    return words[by.end() :] if by else words


def _is_name(name: str) -> bool:
    if not name or len(name) > MAX_NAME or len(name.split()) > MAX_NAME_WORDS or _NOT_A_NAME.fullmatch(name):
        return False
    if not any(letter.isalpha() for letter in name) or _DIGITS.search(name):
        return False
    return _ONLY_ROLE.fullmatch(name) is None or _AGENCY.search(name) is not None


def _restore_case(name: str) -> str:
    """A name in capitals in ordinary case; short ones such as AFP are initials."""
    if name.isupper() and (" " in name or len(name) > 5):
        return re.sub(r"\bMc([a-z])", lambda mac: f"Mc{mac[1].upper()}", name.title())
    return name
