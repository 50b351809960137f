"""The comparison of two names: a weight for what they share, or the conflict that rules out one bearer.

Weights are on one scale with those of ``scoring``, where 4 is enough to link. They were set by reading the links and
near misses of 516 news articles, not learned: there are no labels of identity across articles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from onrecord.speakers.linking.appearances import ParsedName
from onrecord.speakers.linking.organization_names import OrganizationName, is_acronym_of
from onrecord.speakers.linking.person_names import PersonName, compare_given_names, given_name_keys, spelling_key

# Two persons' names
FULL_NAME = 5.0
MIDDLE_NAME_AGREES = 0.5  # added to a full name
NICKNAME = 4.2
AMBIGUOUS_NICKNAME = 3.2  # Chris is a man's or a woman's: the name does not suffice
GIVEN_NAME_SPELLING = 4.2
MIDDLE_NAME = 3.0
INITIAL = 2.0
MIDDLE_INITIAL_AGREES = 1  # added to an initial
SURNAME = 1.0
SUFFIX_LEFT_OUT = 4.0  # “Jr.” that only some outlets write: Joe Biden and Joseph R. Biden Jr.
FAMILY_SPELLING = -1.5  # added: Zelensky and Zelenskiy, but Smith and Smyth too
# Two organizations' names
ORGANIZATION_NAME = 5.0
ONE_WORD = 4.3
SHORT_ACRONYM = 4.0
GENERIC_NAME = 3.0
ACRONYM_OF_NAME = 2.0


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What two names share, in words and as a weight.

    ``conflict`` means that they cannot have one bearer, whatever else is known; with ``suffix_only`` unless one of the
    two leaves out the other's “Jr.”.
    """

    weight: float
    text: str
    conflict: bool = False
    suffix_only: bool = False


@lru_cache(maxsize=500_000)
def match_names(first: ParsedName, second: ParsedName) -> NameMatch | None:
    """Return how alike two names are; None if they have nothing in common."""
    if isinstance(first, PersonName):
        return _match_persons(first, second) if isinstance(second, PersonName) else None
    return _match_organizations(first, second) if isinstance(second, OrganizationName) else None


def _match_persons(first: PersonName, second: PersonName) -> NameMatch | None:
    if spelling_key(first.family) != spelling_key(second.family):
        return None
    if first.given_names and second.given_names:
        match: NameMatch | None = _match_given_names(first.given_names, second.given_names)
    else:
        match = _match_surnames(first, second)
    if match is None or match.conflict:
        return match
    if first.suffix != second.suffix and (first.given_names or second.given_names):
        suffixes = " and ".join(suffix for suffix in (first.suffix, second.suffix) if suffix)
        is_one_left_out = match.weight >= NICKNAME and "" in (first.suffix, second.suffix)
        text = f"{suffixes}: father and son share their name"
        return NameMatch(0, text, conflict=True, suffix_only=is_one_left_out)
    weight, text = match.weight, match.text
    if first.family != second.family:
        weight, text = weight + FAMILY_SPELLING, f"{text}, {first.family}/{second.family} spelled differently"
    return NameMatch(weight, text)


def _match_surnames(first: PersonName, second: PersonName) -> NameMatch | None:
    first_words, second_words = {*first.family_front, *first.given_names}, {*second.family_front, *second.given_names}
    if not {*first.family_front} <= second_words or not {*second.family_front} <= first_words:
        return None
    return NameMatch(SURNAME, "same surname only" if first.given_names or second.given_names else "same single name")


def _match_given_names(first: tuple[str, ...], second: tuple[str, ...]) -> NameMatch:
    relation = compare_given_names(first[0], second[0])
    if relation == "different":
        if _is_middle_name(first[0], second) or _is_middle_name(second[0], first):
            return NameMatch(MIDDLE_NAME, "same surname, the given name of one is the middle name of the other")
        return NameMatch(0, f"{first[0]} and {second[0]} are two people", conflict=True)
    middles = first[1:2] + second[1:2]
    both_have_middles = len(middles) == 2
    if (
        both_have_middles
        and compare_given_names(*middles) == "different"
        and not given_name_keys(middles[0]) & {*first, *second} - {middles[0]}
    ):
        return NameMatch(0, f"the middle names {middles[0]} and {middles[1]} are those of two people", conflict=True)
    if relation == "same" and (len(first[0]) > 1 or both_have_middles):
        return NameMatch(FULL_NAME + (MIDDLE_NAME_AGREES if both_have_middles else 0), "same full name")
    if relation == "nickname":
        return NameMatch(NICKNAME, f"same surname, {first[0]} is short for or the same as {second[0]}")
    if relation == "ambiguous nickname":
        return NameMatch(AMBIGUOUS_NICKNAME, f"same surname, {first[0]} may be short for or the same as {second[0]}")
    if relation == "spelling":
        return NameMatch(GIVEN_NAME_SPELLING, f"same surname, {first[0]} is a spelling of {second[0]}")
    initial = min(first[0], second[0], key=len)
    return NameMatch(INITIAL + (MIDDLE_INITIAL_AGREES if both_have_middles else 0), f"same surname, initial {initial}")


def _is_middle_name(given_name: str, names: tuple[str, ...]) -> bool:
    """Return whether a given name is one of the middle names after the first of ``names``."""
    return any(
        len(middle) > 1 and compare_given_names(given_name, middle) in {"same", "nickname"} for middle in names[1:]
    )


def _match_organizations(first: OrganizationName, second: OrganizationName) -> NameMatch | None:
    if first.words == second.words or (len(first.words) > 1 and sorted(first.words) == sorted(second.words)):
        if first.generic:
            return NameMatch(GENERIC_NAME, "same name, which many organizations bear")
        if len(first.words) > 1:
            return NameMatch(ORGANIZATION_NAME, "same name")
        if first.acronym:
            return NameMatch(SHORT_ACRONYM if len(first.words[0]) < 3 else ONE_WORD, "same acronym")
        return NameMatch(ONE_WORD, "same name")
    if is_acronym_of(first, second) or is_acronym_of(second, first):
        return NameMatch(ACRONYM_OF_NAME, "one name is the acronym of the other")
    return None


# Keys for looking names up. Stores keep them, so the letters stay as they are. In ``search_keys`` and ``index_keys``:
# F surname and given name; L surname and first letter; O the same, for bearers known by initials only; S surname, of
# bearers with given names; M surname alone; b all words of an organization's name; I its initials; A its acronym.


def search_keys(name: ParsedName) -> tuple[str, ...]:
    """Return the keys under which to look for known bearers of a name."""
    if isinstance(name, OrganizationName):
        words = "b|" + " ".join(sorted(name.words))
        return (words, f"I|{name.words[0]}") if name.acronym else (words, f"A|{name.initials}")
    family = spelling_key(name.family)
    if not name.given_names:
        return f"S|{family}", f"M|{family}"
    if name.initials_only:
        return tuple(f"L|{family}|{given_name}" for given_name in name.given_names[:1])
    full = [key for given_name in name.given_names if len(given_name) > 1 for key in given_name_keys(given_name)]
    return (*(f"F|{family}|{key}" for key in full), *(f"O|{family}|{initial}" for initial in _first_letters(name)))


def index_keys(name: ParsedName) -> tuple[str, ...]:
    """Return the keys under which a bearer of a name is found."""
    if isinstance(name, OrganizationName):
        words = "b|" + " ".join(sorted(name.words))
        return (words, f"A|{name.words[0]}") if name.acronym else (words, f"I|{name.initials}")
    family = spelling_key(name.family)
    if not name.given_names:
        return (f"M|{family}",)
    key_letters = ("L", "O")[: 1 + name.initials_only]
    initials = tuple(f"{key}|{family}|{initial}" for initial in _first_letters(name) for key in key_letters)
    full = (key for given_name in name.given_names if len(given_name) > 1 for key in given_name_keys(given_name))
    return (f"S|{family}", *initials, *(f"F|{family}|{key}" for key in full))


def _first_letters(name: PersonName) -> list[str]:
    given_name = name.given_names[0]
    return sorted(
        {given_name[0]} if len(given_name) == 1 else {key[0] for key in given_name_keys(given_name)} | {given_name[0]}
    )
