"""How alike two names are: a weight for what they share, or that they cannot be one bearer's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from onrecord.speakers.linking.appearances import Parsed
from onrecord.speakers.linking.organization_names import BodyName, spells
from onrecord.speakers.linking.person_names import PersonName, full_givens, liken, skeleton

# Weights are on one scale with those of evidence.py, where 4 is enough to join. They were set by reading the merges
# and near misses of 516 news articles, not learned: no labels of identity across articles are at hand.
FULL, NICKNAME, SPELLING, MIDDLE, INITIAL, SURNAME = 5.0, 4.2, 4.2, 3.0, 2.0, 1.0
FAMILY_SPELLING = -1.5  # Zelensky and Zelenskiy, but Smith and Smyth too
ONE_SUFFIX = -3.0  # “Tom Ray” and “Tom Ray Jr.” are likelier father and son than one
BODY, WORD, SHORT_ACRONYM, GENERIC, SPELLED = 5.0, 4.3, 4.0, 3.0, 2.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two names share. ``conflict``: they cannot be one bearer's, whatever else is known."""

    weight: float
    what: str
    conflict: bool = False
    suffix: bool = False  # only one of them is a junior: sharing company is what father and son do


@lru_cache(maxsize=500_000)
def compare(one: Parsed, other: Parsed) -> Likeness | None:
    """How alike two names are; None when they have nothing to do with each other."""
    if isinstance(one, PersonName):
        return _persons(one, other) if isinstance(other, PersonName) else None
    return _bodies(one, other) if isinstance(other, BodyName) else None


def _persons(one: PersonName, other: PersonName) -> Likeness | None:
    if skeleton(one.family) != skeleton(other.family):
        return None
    found = _givens(one.given, other.given) if one.given and other.given else _surnames(one, other)
    if found is None or found.conflict:
        return found
    weight, what, suffix = found.weight, found.what, one.suffix != other.suffix
    if one.family != other.family:
        weight, what = weight + FAMILY_SPELLING, f"{what}, {one.family}/{other.family} spelled differently"
    if suffix:
        if one.suffix and other.suffix:
            return Likeness(0, f"{one.suffix} and {other.suffix} are two people", conflict=True)
        weight, what = weight + ONE_SUFFIX, f"{what}, only one is {one.suffix or other.suffix}"
    return Likeness(weight, what, suffix=suffix)


def _surnames(one: PersonName, other: PersonName) -> Likeness | None:
    before_one, before_other = {*one.front, *one.given}, {*other.front, *other.given}
    if not {*one.front} <= before_other or not {*other.front} <= before_one:
        return None
    return Likeness(SURNAME, "same single name" if not one.given and not other.given else "same surname only")


def _givens(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    first, second = one[0], other[0]
    how = liken(first, second)
    if how == "other":
        crossed = any(liken(first, middle) in {"same", "nickname"} and len(middle) > 1 for middle in other[1:])
        crossed = crossed or any(
            liken(second, middle) in {"same", "nickname"} and len(middle) > 1 for middle in one[1:]
        )
        if crossed:
            return Likeness(MIDDLE, "same surname, one's given name is the other's middle name")
        return Likeness(0, f"{first} and {second} are two people", conflict=True)
    middles = one[1:2] + other[1:2]
    if len(middles) == 2 and liken(*middles) == "other" and not full_givens(middles[0]) & {*one, *other} - {middles[0]}:
        return Likeness(0, f"middle names {middles[0]} and {middles[1]} are two people's", conflict=True)
    agreed = len(middles) == 2
    if how == "same" and (len(first) > 1 or agreed):
        return Likeness(FULL + (0.5 if agreed else 0), "same full name")
    if how in {"nickname", "spelling"}:
        kind = "short for or the same as" if how == "nickname" else "a spelling of"
        return Likeness(NICKNAME if how == "nickname" else SPELLING, f"same surname, {first} is {kind} {second}")
    return Likeness(INITIAL + (1 if agreed else 0), f"same surname, initial {min(first, second, key=len)}")


def _bodies(one: BodyName, other: BodyName) -> Likeness | None:
    if one.words == other.words or (len(one.words) > 1 and sorted(one.words) == sorted(other.words)):
        if one.generic:
            return Likeness(GENERIC, "same name, which many bodies bear")
        if len(one.words) > 1:
            return Likeness(BODY, "same name")
        short = one.acronym and len(one.words[0]) < 3
        return Likeness(SHORT_ACRONYM if short else WORD, "same acronym" if one.acronym else "same name")
    if spells(one, other) or spells(other, one):
        return Likeness(SPELLED, "one name is the other's acronym")
    return None


def search_keys(name: Parsed) -> tuple[str, ...]:
    """The keys under which to look for those who may bear this name."""
    if isinstance(name, BodyName):
        full = "b|" + " ".join(sorted(name.words))
        return (full, f"I|{name.words[0]}") if name.acronym else (full, f"A|{name.initials}")
    family = skeleton(name.family)
    if not name.given:
        return f"S|{family}", f"M|{family}"
    if name.initials_only:
        return tuple(f"L|{family}|{given}" for given in name.given[:1])
    spelled = [full for given in name.given if len(given) > 1 for full in full_givens(given)]
    return (*(f"F|{family}|{full}" for full in spelled), *(f"O|{family}|{initial}" for initial in _letters(name)))


def index_keys(name: Parsed) -> tuple[str, ...]:
    """The keys under which a bearer of this name is found."""
    if isinstance(name, BodyName):
        full = "b|" + " ".join(sorted(name.words))
        return (full, f"A|{name.words[0]}") if name.acronym else (full, f"I|{name.initials}")
    family = skeleton(name.family)
    if not name.given:
        return (f"M|{family}",)
    letters = tuple(
        f"{kind}|{family}|{letter}" for letter in _letters(name) for kind in ("L", "O")[: 1 + name.initials_only]
    )
    spelled = (full for given in name.given if len(given) > 1 for full in full_givens(given))
    return (f"S|{family}", *letters, *(f"F|{family}|{full}" for full in spelled))


def _letters(name: PersonName) -> list[str]:
    first = name.given[0]
    return sorted({first[0]} if len(first) == 1 else {full[0] for full in full_givens(first)} | {first[0]})
