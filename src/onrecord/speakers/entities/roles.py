"""Roles as the article states them beside a name: “Russian Foreign Minister **Sergey Lavrov**”, “…, its owner,”."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from onrecord.records import Span
from onrecord.text.common_words import ordinary_words
from onrecord.text.honorifics import HONORIFICS
from onrecord.text.lines import skip_back
from onrecord.text.word_lists import WordLists

OFFICES = WordLists("onrecord.speakers.entities", "offices.toml")
MAX_DISTANCE = 110  # characters before or after a name within which its role is looked for; set by hand
MAX_WORD = 40  # characters of a word before a name
MAX_APPOSITION_WORDS = 6  # words of an apposition among which an office is looked for; set by hand

_WORD_BEFORE = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[()“\"]))[\w.&/’'-]+$")
_OF_DEPARTMENT = re.compile(  # “Secretary **of State**”
    r" (?:of|for) (?:the )?[A-Z][\w&’'-]*(?:,? (?:and |of |for |the )*[A-Z][\w&’'-]*){0,6}$"
)
_NOT_IN_ROLES = frozenset(
    """
    the a an and or but that which who as by with from to at in on for if so when while after before because said says
    told asked added according is was are were be been being has have had will would can could may might his her its
    their our my your this these those he she it they we i not also then just now both either with during against about
    into like than including under over between among until since per via what how why where whether whatever
    whichever any every each
    """.split()  # noqa: SIM905
)
_DETERMINERS = frozenset({"whatever", "whichever", "any", "every", "each"})
_SENTENCE_END = re.compile(r"[a-z]{4,}[.!?]$")
_VERB = re.compile(  # “Christie **described** Democratic nominee Hillary Clinton”; not “retired general Ann Lee”
    r"(?!(?:re(?:tir|nown)|elect|appoint|acclaim|disgrac|embattl|convict|accus|alleg|distinguish|decorat|oust|defeat|"
    r"deceas|belov|unit|alli|arm|wound|injur|jail|respect|celebrat|experienc|limit|relat|advanc|land|bas|certifi|"
    r"licens|register|self-\w+)ed\b)[a-z]+(?<!r)ed|[a-z]+(?:ened|ared|ored|ured)"
)
_ARTICLE = re.compile(r"(?:the|a|an|its|his|her|their|our)\s+", re.IGNORECASE)
_APPOSITION = re.compile(
    r"(?: \([^)\n]{1,20}\))?,? ?(?:, )(?:\d{1,3}, )?(?P<role>[^,.;:“”\"\n—–()]{3,110})(?=[,.;:\n—–(“\"]|$)"
)
_DOER = re.compile(r"[a-z]{2,}(?:er|or|ist|ian|man|woman|person|eer|ee)")
_VERB_AND_OBJECT = re.compile(  # “Ann Lee, 80, **knew the** sculptor”; not “owner **of the** shop”
    r"\b(?!(?:of|for|at|in|on|to|and|or|with|from|by|as|over|under|near|both|all|once|now|then)\b)[a-z]+ "
    r"(?:the|an?|his|her|their|its) "
)
_CLAUSE = re.compile(r"\b(?:who|which|whose|said|says|told|and the|was|is|has|had|were|when|while|as he|as she)\b")


def find_roles(
    text: str, mentions: Sequence[tuple[int, int]], person_ends: Collection[int] = frozenset()
) -> Iterator[Span]:
    """Yield the roles beside a person's mentions, each wording once.

    ``person_ends`` are where names of persons end; a role does not go back over one.
    """
    wordings: set[str] = set()
    for start, end in mentions:
        for role_start, role_end in (*_role_before(text, start, person_ends), *_role_after(text, end)):
            role = text[role_start:role_end]
            if role.lower() not in wordings and not _mere_title().match(role):
                wordings.add(role.lower())
                yield Span(role_start, role_end, role)


@cache
def _mere_title() -> re.Pattern[str]:
    """Return the pattern of what stands before a name and is not a role: “Mr.”, “Lady”."""
    return re.compile(rf"^(?:{HONORIFICS.alternatives('titles.courtesy', 'titles.nobility')})\.?$", re.IGNORECASE)


def _role_before(text: str, name_start: int, person_ends: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield the words just before a name that belong to it, if the last of them is an office."""
    role_end = name_start - 1
    if text[max(0, name_start - 2) : name_start] == ", ":
        role_end = skip_back(text, name_start, " ,\u00a0")
    if role_end <= 0 or text[role_end:name_start] not in (" ", ", ", "\u00a0"):
        return
    department = _OF_DEPARTMENT.search(text, max(0, role_end - MAX_DISTANCE), role_end)
    if department and is_office(department[0].split()[-1]):
        department = None  # “endorsement of **Governor** Ann Lee”
    office_end = department.start() if department else role_end
    office = _WORD_BEFORE.search(text, max(0, role_end - MAX_WORD), office_end)
    if office is None or not is_office(office[0]):
        return
    role_start = office.start()
    next_start = role_start
    while name_start - role_start < MAX_DISTANCE:
        word = None
        if text[role_start - 1 : role_start] in (" ", "\u00a0"):
            word = _WORD_BEFORE.search(text, max(0, role_start - MAX_WORD - 1), role_start - 1)
        if word is None or _VERB.fullmatch(word[0]) or _SENTENCE_END.search(word[0]):
            break
        is_after_verb = role_start < office.start() and text[role_start].islower()
        if word.end() in person_ends and is_after_verb:  # “Ann Lee **met** Chancellor Bo Ray”
            role_start = next_start
            break
        if word[0].lower() in _DETERMINERS and office[0][0].isupper():
            role_start = office.start()  # “whatever treaty **President** Ann Lee signs”
            break
        # “a spokesman for **candidate** Ann Lee”, “the brother of **president** Ann Lee”: the first is somebody else
        is_joined = department is not None and (word[0] == "of" or _is_of_after_office(text, word))
        if (word[0] == "of" or word[0].lower().rstrip(".") in _NOT_IN_ROLES) and not is_joined:
            break
        next_start, role_start = role_start, word.start()
    yield role_start, role_end


def _is_of_after_office(text: str, word: re.Match[str]) -> bool:
    """Return whether a word is the “of” or “for” of a role: “secretary **of** state”, “director **for** research”."""
    before = _WORD_BEFORE.search(text, max(0, word.start() - MAX_WORD - 1), max(0, word.start() - 1))
    return word[0] in ("of", "for") and before is not None and is_office(before[0])


def _role_after(text: str, name_end: int) -> Iterator[tuple[int, int]]:
    """Yield the apposition after a name, if it has an office."""
    match = _APPOSITION.match(text, name_end, min(len(text), name_end + MAX_DISTANCE + 30))
    if match is None:
        return
    role_start, role_end = match.span("role")
    clause = _CLAUSE.search(text, role_start, role_end)
    role_end = clause.start() if clause else role_end
    article = _ARTICLE.match(text, role_start, role_end)
    role_start = article.end() if article else role_start
    role = text[role_start:role_end].rstrip()
    words = role.split()[:MAX_APPOSITION_WORDS]
    if (
        " that " not in role
        and not _VERB_AND_OBJECT.search(role)
        and any(word.islower() and is_office(word) for word in words)
    ):
        yield role_start, role_start + len(role)


def offices() -> frozenset[str]:
    """Return the nouns for what a person is or does, with their short forms, in lower case."""
    return OFFICES.words("nouns", "short_forms")


def is_office(word: str) -> bool:
    """Return whether a word is a noun for what a person is or does, in singular or plural."""
    noun = word.lower().rstrip(".,")
    nouns = offices()
    return noun in nouns or (noun.endswith("s") and noun[:-1] in nouns) or noun.split("-")[-1] in nouns


def is_doer(noun: str) -> bool:
    """Return whether a noun in lower case has an ending of nouns for people: “weaver”, “oceanographer”."""
    return _DOER.fullmatch(noun) is not None and noun not in ordinary_words()


def words_of_role(role: str) -> frozenset[str]:
    """Return the words of a role in lower case, with what short forms stand for: “PM” gives “prime”, “minister” too."""
    words = {re.sub(r"[’']s$", "", word) for word in re.findall(r"[\w’'-]+", role.lower())}
    expansions = OFFICES.table("expansions")
    return frozenset(words | {full for short in words & expansions.keys() for full in expansions[short]})


def words_of_roles(roles: Iterable[Span]) -> frozenset[str]:
    """Return the words of all the roles, to compare phrases with."""
    return frozenset().union(*(words_of_role(role.text) for role in roles))
