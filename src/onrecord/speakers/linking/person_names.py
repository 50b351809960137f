"""Persons' names taken apart, and whether two of them can be one person's."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from onrecord.speakers.linking.word_lists import fold, lines, words

Gender = Literal["f", "m"]
Likeness = Literal["same", "nickname", "spelling", "initial", "other"]

_SUFFIX = re.compile(r"[, ]+(?P<suffix>jr|junior|sr|senior|i{2,3}|iv|vi{0,3})\.?$", re.IGNORECASE)
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|[\"“”]")
_POSSESSIVE = re.compile(r"['’]s?$")
_OWNER = re.compile(r"['’]s$|s['’]$")
_CAPITAL_PARTICLES = frozenset(["De", "Di", "Du", "Da", "Dos", "Della", "Le"])  # “Van Jones” has Van as a given name
_SPELLINGS = [
    *[("ph", "f"), ("ck", "k"), ("q", "k"), ("kh", "h"), ("ks", "x"), ("y", "i"), ("ou", "u"), ("oe", "o")],
    *[("ue", "u"), ("ae", "a"), ("tsch", "ch"), ("sch", "sh")],
]


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name, folded. ``given`` is empty for a surname or a single name; ``family`` has one word, the last."""

    given: tuple[str, ...]
    family: str
    suffix: str = ""
    gender: Gender | None = None
    front: tuple[str, ...] = ()  # of a surname alone: what stands before its last word, “Ocasio” of “Ocasio-Cortez”

    @property
    def initials_only(self) -> bool:
        """Whether no given name is spelled out."""
        return bool(self.given) and all(len(name) == 1 for name in self.given)


@lru_cache(maxsize=200_000)
def parse_person(name: str) -> PersonName | None:
    """The parts of a person's name; None where the words name no one, as “the president”, or several people."""
    plain = _POSSESSIVE.sub("", _ASIDE.sub(" ", name).strip(" ,"))
    plain, suffix = _cut_suffix(plain)
    written = plain.split(",")[0].split()
    if "and" in written or "&" in written or len(written) > 12:
        return None
    gender = _titled(written)
    written = _bare(written)
    tokens = [token for word in written for token in fold(word).split()]
    if not tokens or not any(word[:1].isupper() for word in written):
        return None
    if len(tokens) == 1 or len(written) == 1 or _particle(written[0]):
        return PersonName((), tokens[-1], suffix, gender, tuple(tokens[:-1]))
    given = [part for token in tokens[:-1] for part in _initials(token, written)]
    return PersonName(tuple(given), tokens[-1], suffix, gender or _named_gender(given[0]))


def _cut_suffix(name: str) -> tuple[str, str]:
    match = _SUFFIX.search(name)
    if not match or " " not in name.strip() or name[match.start("suffix")].islower():
        return name, ""
    return name[: match.start()], {"junior": "jr", "senior": "sr"}.get(match["suffix"].lower(), match["suffix"].lower())


def _particle(word: str) -> bool:
    return word in _CAPITAL_PARTICLES or (word.islower() and word in words("titles.txt", "particles"))


def _bare(written: list[str]) -> list[str]:
    """The words of the name itself: no roles, titles or owners before it, nothing about others behind it. Empty where
    the words describe: “adviser to Ana Ray”, “two Republicans”."""
    if not written or fold(written[0]) in words("titles.txt", "nobody") or _last(written, "last"):
        return []
    aside = [n for n, word in enumerate(written) if word in words("titles.txt", "after")]
    if aside:
        before, behind = written[: aside[0]], written[aside[0] + 1 :]
        office = before and written[aside[0]] == "of" and _last(before, "any", "female", "male")
        if len(before) == 1 and written[aside[0]] != "of":
            return []  # “Aides to Ana Ray”
        return _name_within(behind, least=2) if office else _name_within(before)
    return _name_within(written)


def _last(written: list[str], *labels: str) -> bool:
    return fold(written[-1]) in words("titles.txt", *labels)


def _name_within(written: list[str], least: int = 1) -> list[str]:
    particles = words("titles.txt", "particles")
    written = written[1:] if written and written[0] in {"The", "A", "An"} else written
    lower = [n for n, word in enumerate(written[:-1]) if word.islower() and word not in particles]
    left = written[lower[-1] + 1 :] if lower else written
    owners = [n for n, word in enumerate(left[:-2]) if _OWNER.search(word)]
    left = left[owners[-1] + 1 :] if owners else left
    titles = words("titles.txt", "female", "male", "any")
    while len(left) > 1 and _is_title(left, titles):
        left = left[1:]
    offices = [n for n, word in enumerate(left[:-2]) if fold(word) in words("titles.txt", "any")]
    left = left[offices[-1] + 1 :] if offices else left  # “Lakeside Mayor Ana Ray”
    if len(left) < least or (not left[0][:1].isupper() and left[0] not in particles):
        return []
    return [] if len(left) == 1 and fold(left[0]) in titles | words("titles.txt", "reigning") else left


def _is_title(left: list[str], titles: frozenset[str]) -> bool:
    first = fold(left[0])
    parts = first.split()
    known = first in titles or first.replace(" ", "-") in titles or (len(parts) > 1 and all(p in titles for p in parts))
    return known or (len(left) > 2 and first in words("titles.txt", "names"))


def _initials(token: str, written: list[str]) -> list[str]:
    """“jk” of “J.K.” or “JK” is two initials."""
    dotted = any("." in word and fold(word) == token for word in written)
    capitals = any(word.isupper() and len(word) == 2 and fold(word) == token for word in written)
    return (
        list(token) if 1 < len(token) < 4 and ((dotted and not _abbreviated(token, written)) or capitals) else [token]
    )


def _abbreviated(token: str, written: list[str]) -> bool:
    """“Wm.” and “Geo.” are abbreviations: one full stop at the end."""
    return any(fold(word) == token and word.count(".") == 1 and word.endswith(".") for word in written)


def _titled(written: list[str]) -> Gender | None:
    for word in written[:-1]:
        if fold(word) in words("titles.txt", "female"):
            return "f"
        if fold(word) in words("titles.txt", "male"):
            return "m"
    return None


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    """Each short form's full names, with the gender that they are marked with: “bill” is of {“m:william”}."""
    found: dict[str, set[str]] = defaultdict(set)
    for label, names in lines("nicknames.txt"):
        for name in names:
            found[name].add(f"{label}:{names[0]}")
    return {name: frozenset(groups) for name, groups in found.items()}


def _named_gender(given: str) -> Gender | None:
    genders = {group[0] for group in _groups().get(given, ())}
    return None if len(genders) != 1 else "f" if genders == {"f"} else "m"


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """A word as its transliterations and spellings have in common: “sergey” and “sergei” are “sergei”."""
    for written, plain in _SPELLINGS:
        word = word.replace(written, plain)
    word = re.sub(r"(.)\1+", r"\1", word)
    return re.sub(r"off$|ow$", "ov", re.sub(r"i[ji]$", "i", word)) if len(word) > 3 else word


def full_givens(given: str) -> frozenset[str]:
    """What a given name may be short for, itself among them, spelling aside: keys under which to look it up."""
    return frozenset({skeleton(given), *(group[2:] for group in _groups().get(given, ()))})


@lru_cache(maxsize=200_000)
def liken(one: str, other: str) -> Likeness:
    """How two given names are alike."""
    if one == other:
        return "same"
    if len(one) == 1 or len(other) == 1:
        letter, name = sorted((one, other), key=len)
        return "initial" if len(name) > 1 and letter in {full[0] for full in full_givens(name) | {name}} else "other"
    if _groups().get(one, frozenset()) & _groups().get(other, frozenset()):
        return "nickname"
    return "spelling" if skeleton(one) == skeleton(other) else "other"
