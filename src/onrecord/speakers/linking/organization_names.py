"""Names of bodies, places and documents, and whether two of them can be one's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from onrecord.speakers.linking.word_lists import fold, words

_OWNED = re.compile(
    r"^(?:his|her|its|their|our|my|your|this|that|these|those|some|many|most|several|one|no|neither|both|any|none|nobody)\b",
    re.I,
)
_POSSESSIVE = re.compile(r"['’]s?(?=\s|$)")
_BRACKETED = re.compile(r"\s*\((?P<inner>[^)]*)\)")
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,}|[A-Z]+[&/][A-Z]+")
_PLURAL = re.compile(r" [a-z]+(?<![su])s$")  # “Party leaders”
_LONGEST = 10  # significant words that a name may have; more is a description


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body's name: its significant words in order, folded; ``acronym`` when the name is one."""

    words: tuple[str, ...]
    acronym: bool
    generic: bool

    @property
    def initials(self) -> str:
        """The acronym that the words make."""
        return "".join(word[0] for word in self.words)


@lru_cache(maxsize=200_000)
def parse_body(name: str) -> BodyName | None:
    """The parts of a body's name; None where the words describe rather than name: “her campaign”, “the police”."""
    plain = _POSSESSIVE.sub("", _BRACKETED.sub(" ", name).split(",")[0].strip())
    plain = re.sub(r"^(?:the|a|an)\s+", "", plain, flags=re.IGNORECASE)
    if _OWNED.match(plain) or not any(letter.isupper() for letter in plain):
        return None
    left = [word for word in fold(plain).replace("&", " ").split() if word not in words("bodies.txt", "small")]
    legal = words("bodies.txt", "legal")
    while len(left) > 1 and left[-1] in legal:
        left.pop()
    if not left or len(left) > _LONGEST or _paper(plain) or _PLURAL.search(plain):
        return None
    acronym = len(plain.split()) == 1 and _ACRONYM.fullmatch(plain) is not None
    generic = words("bodies.txt", "generic")
    return BodyName(tuple(left), acronym, all(word in generic or word.rstrip("s") in generic for word in left))


def _paper(name: str) -> bool:
    """Whether the words are about a poll, or a report in lower case: “report released by the Harbour Board”."""
    papers, polls = words("bodies.txt", "papers"), words("bodies.txt", "polls")
    return any(fold(word) in polls or word in papers for word in name.split())


@lru_cache(maxsize=200_000)
def parse_document(name: str) -> BodyName | None:
    """The parts of a document's name; None unless it is a title of its own: “a new poll”, “the CNN poll” are not."""
    found = parse_body(name)
    significant = [word for word in name.split() if fold(word) not in words("bodies.txt", "small")]
    titled = all(not word[:1].islower() for word in significant)
    return found if found and titled and not set(found.words) & words("bodies.txt", "papers") else None


def bracketed_acronym(name: str) -> str | None:
    """The acronym that a name brings along: “Harbour Safety Board (HSB)”."""
    match = _BRACKETED.search(name)
    return match["inner"] if match and _ACRONYM.fullmatch(match["inner"]) else None


def spells(acronym: BodyName, full: BodyName) -> bool:
    """Whether the one name is the other's acronym."""
    return acronym.acronym and len(full.words) > 1 and acronym.words == (full.initials,)
