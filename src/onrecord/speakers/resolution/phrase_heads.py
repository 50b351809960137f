"""The head of a noun phrase: where its first part ends, and which of the names inside it the phrase is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.speakers.entities.entity import Offsets
from onrecord.speakers.entities.given_names import gender_of_words
from onrecord.speakers.entities.roles import is_doer, is_office
from onrecord.speakers.entities.speaker_kind import ORGANIZATION_WORDS, kind_of_phrase
from onrecord.text.honorifics import HONORIFICS

PREPOSITION = re.compile(
    r"(?<![\w-])(?:of|for|to|by|from|with|in|at|on|near|against|behind|under|after|before|about|including|like|around|"
    r"inside|outside|between|among|as)(?![\w-])",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r",? (?:who|whom|whose|which|that|when|after|while)\b|[,;:—–(]| - | – | — ")
_LISTED = re.compile(r"(?:, [a-z’'-]+(?: [a-z’'-]+)?){0,6}?,? (?:and|or) (?!(?:the|an?|his|her|their|who)\b)[a-z’'-]+")
_PLURAL_BEFORE = re.compile(r"[a-z][a-rt-z]s$")
_ACRONYM_AND_MORE = re.compile(r"\([A-Z][A-Za-z&]{0,6}[A-Z]\) [\w’'-]+")
_ADJECTIVE = re.compile(r"(?:an?|one|another|the|this|that|his|her|its|their) ([a-z-]+)", re.IGNORECASE)
_ADJECTIVE_AND_NOUN = re.compile(r", (?:[\w-]+,? ){1,3}([a-z-]+)")
_ASIDE = re.compile(r"[,;:—–(\n]| - |[’'”\"]$")
_ENDS_WITH_PREPOSITION = re.compile(r"\b(?:of|for|to|by|from|with|in|at|on|about|against|behind|under|after|before)$")
_CONJUNCTION = re.compile(r"(?:and|or|then|also|himself|herself|himself,|too)\b")
_DESCRIPTION = re.compile(
    r" (?:using|(?:compiled|conducted|led|made|published|written|released|issued|obtained|seen|sent|posted)"
    r" (?:by|in|on|to)"
    r"|in|at|from|with|by|on|near|across|around|inside|outside|out of|who|that)(?= )"
)
_GROUP_OF = re.compile(r"(?:(?:The|the|some|Some|many|Many) )?([A-Z]?[a-z]+s) (?:of|in) (?:the )?(?:[A-Z][\w’'-]* )*$")
_DEFINITE = re.compile(r"(?:the|his|her|its|their|our|my) |one of ", re.IGNORECASE)
_BEFORE_APPOSED = re.compile(r"(?:, | [–—-] )$")
MAX_AFTER_NAME = 1  # characters that may follow a name at a phrase's end: a comma
_NOT_A_NAME = re.compile(r"(?:who|which|whose|and|or|including|like|such|according)\b")
_ADVERB = re.compile(r"[a-z]{2,}ly\b")
_POSSESSIVE = re.compile(r"[’']s?(?:\s|$)")


def head_end(text: str, start: int, end: int, names: Sequence[Offsets]) -> int:
    """Return where a phrase's first part ends: before a comma, a dash or a relative clause outside any name."""
    for match in _CLAUSE.finditer(text, start, end):
        outside = match.start() > start and not _is_inside(match.start(), names)
        if outside and _LISTED.match(text, match.start(), end) and _PLURAL_BEFORE.search(text, start, match.start()):
            continue  # “an alliance of **chefs, celebrities and charities**”
        if outside and _is_between_places(text, start, match.start(), names):
            continue  # “residents of **Lund, Ystad and Visby**”
        if outside and _is_between_adjectives(text, start, match.start(), end):
            continue  # “one **small, two-month** study”
        if _ACRONYM_AND_MORE.match(text, match.start(), end):  # “Grain Traders Council **(GTC)** chairman Ann Lee”
            continue
        if outside and not _ENDS_WITH_PREPOSITION.search(text, start, match.start()):  # “sellers of **that** house”
            return match.start()
    return end


def _is_between_places(text: str, start: int, comma: int, names: Sequence[Offsets]) -> bool:
    """Return whether a comma stands between two names of a list that says of what a group is: “residents of A, B”."""
    number = next((n for n, name in enumerate(names[:-1]) if name[1] == comma), None)
    return number is not None and names[number + 1][0] == comma + 2 and _begins_with_group_of(text[start : names[0][0]])


def _begins_with_group_of(words: str) -> bool:
    """Return whether words before a name are a plural and a preposition: “residents of”, “some members of the”."""
    group = _GROUP_OF.match(words)
    return group is not None and kind_of_phrase(group[1].lower()) == "group"


def _is_between_adjectives(text: str, start: int, comma: int, end: int) -> bool:
    """Return whether a comma stands between two adjectives of one noun that ends the phrase.

    The first is a single word that is no noun for people; the noun is one for a document, a body, a group or a person's
    post. A comma after the phrase shows an apposition instead: “one driver, former mayor, said”.
    """
    first = _ADJECTIVE.fullmatch(text, start, comma)
    rest = _ADJECTIVE_AND_NOUN.fullmatch(text, comma, end)
    if first is None or rest is None or text[end : end + 1] == ",":
        return False
    word, noun = first[1].lower(), rest[1]
    is_noun = is_office(word) or is_doer(word) or kind_of_phrase(word) != "unnamed"
    return not is_noun and (is_office(noun) or is_doer(noun) or kind_of_phrase(noun) != "unnamed")


def specification_end(text: str, start: int, end: int, names: Sequence[Offsets]) -> int:
    """Return where a phrase with all that specifies it ends: before a comma, dash or bracket outside any name."""
    for match in _ASIDE.finditer(text, start, end):
        if match.start() > start and not _is_inside(match.start(), names):
            return match.start()
    return end


def _is_inside(offset: int, names: Sequence[Offsets]) -> bool:
    return any(name_start < offset < name_end for name_start, name_end in names)


def head_name(text: str, start: int, end: int, names: Sequence[Offsets]) -> Offsets | None:
    """Return the name that is the head of a phrase, if one is: the last that is not inside a phrase of its own."""
    head = None
    for name_start, name_end in names:
        before, after = text[start:name_start], text[name_end:end]
        if _describes_others(before):
            continue
        if _POSSESSIVE.match(after) and after.strip("’'s ") != "":
            continue
        prepositions = list(PREPOSITION.finditer(before))
        if prepositions:
            last = prepositions[-1]
            if _is_in_prepositional_phrase(before[last.end() :], before[: last.start()]):
                continue
        is_full = " " in text[name_start:name_end]
        if (
            not after.strip(" ’'s”\"")
            or _leaves_name_as_head(after)
            or (is_full and _is_postnominal(after))
            or is_noun_of_body(after)
        ):
            head = name_start, name_end
    return head


def _describes_others(before: str) -> bool:
    """Return whether the words before a name begin with a plural or a document that the name only describes.

    “Officials in”, “researchers out of”, “a list compiled by”; not “two of” or “members of the board”.
    """
    first_part = _DESCRIPTION.search(before)
    if first_part is None:
        return _begins_with_group_of(before)
    noun = before[: first_part.start()].split()[-1:]
    if not noun or not (noun[0].islower() or len(before[: first_part.start()].split()) == 1):
        return False
    word = noun[0].lower()
    return kind_of_phrase(word) in ("group", "document") or (word.endswith("s") and kind_of_phrase(word) == "unnamed")


def _is_in_prepositional_phrase(between: str, before: str) -> bool:
    """Return whether a name belongs to a preposition, given the words between the two and those before both."""
    words = between.split()
    owner = before.split()[-1:]
    if words and owner and _is_body_with_preposition(owner[0], between) and not _names_person(words[:-1]):
        return False
    if words and owner and _is_role_of_things(owner[0], words):
        return False
    if not words or words[-1].lower().rstrip(".") in ("former", "then", "late", "the", "a"):
        return True
    if is_office(words[-1]) and not (before.split() and is_office(before.split()[-1])):
        return True
    return words[-1][0].islower() and not is_office(words[-1])


def _is_body_with_preposition(owner: str, between: str) -> bool:
    """Return whether “Institute for”, “Men Against” or “Friends of the” begins a body's name before a role and a name.

    Args:
        owner: The word before the preposition.
        between: The words from the preposition to the name: “Social Research economist”.
    """
    words = between.split()
    if not owner[0].isupper() or is_office(owner) or not words[-1][0].islower():
        return False
    if len(words) < 2 or not any(word[0].isupper() for word in words[:-1]):
        return False
    is_kin = gender_of_words(owner) != 0 or owner.lower() in ("friend", "parents", "family", "relatives", "child")
    is_body_word = owner in ORGANIZATION_WORDS.words("in_names", "before_of_place")
    return not is_kin and (is_body_word or (words[0] == "the" and words[1][0].isupper()) or not owner.endswith("s"))


def _is_role_of_things(owner: str, words: Sequence[str]) -> bool:
    """Return whether a role's noun and the words after its preposition are a role: “head of **rates** Paul Lee”."""
    is_role = is_office(owner) and not owner.endswith("s") and gender_of_words(owner) == 0
    of_things = all(word.islower() and not is_office(word) and gender_of_words(word) == 0 for word in words)
    return is_role and of_things and words[0] not in ("the", "a", "an", "former", "then", "late")


def _names_person(words: Sequence[str]) -> bool:
    return any(gender_of_words(word) != 0 for word in words)


def _is_postnominal(after: str) -> bool:
    """Return whether the words after a name are nothing but “MP” or the like."""
    return after.strip(" ,") in HONORIFICS.words("names.postnominals")


def is_noun_of_body(after: str) -> bool:
    """Return whether the words after a name only say what kind of body it is: “the Usdaw **trade union**”."""
    return after.strip(" ”\"’'") in ORGANIZATION_WORDS.words("after_name")


def _leaves_name_as_head(after: str) -> bool:
    """Return whether a name is still the head before these words: a bracket, “in London”, “and her team”."""
    rest = after.strip(" ”\"’'")
    if not rest or rest[0] in "([.,;:–—-":
        return True
    if _ADVERB.match(rest):  # “Ann Lee **wearily** at the end”
        return True
    return PREPOSITION.match(rest) is not None or _CONJUNCTION.match(rest) is not None


def apposed_name(text: str, start: int, head_offset: int, end: int, names: Sequence[Offsets]) -> Offsets | None:
    """Return the name after a phrase's first part and a comma: “her lawyer, **Colm Hegarty**”; None after a plural.

    Args:
        text: The article's text.
        start: Where the phrase begins.
        head_offset: Where its first part ends.
        end: Where the phrase ends.
        names: Offsets of the names inside the phrase.
    """
    first_part = text[start:head_offset]
    head = PREPOSITION.split(first_part, maxsplit=1)[0].strip() or first_part
    head = head[0].lower() + head[1:]  # “Villagers in Lund, Ystad”
    kind = kind_of_phrase(head)
    is_plural = kind == "group" or (kind == "unnamed" and _PLURAL_BEFORE.search(head) is not None)
    if is_plural and "one of" not in first_part.lower():
        return None
    if text[head_offset : head_offset + 2] != ", ":
        return _name_at_end(text, start, head_offset, end, names)
    apposition_start = head_offset + 2
    apposition_end = head_end(text, apposition_start, end, names)
    if _NOT_A_NAME.match(text[apposition_start:apposition_end]):
        return None
    inside = [name for name in names if apposition_start <= name[0] and name[1] <= apposition_end]
    return head_name(text, apposition_start, apposition_end, inside)


def _name_at_end(text: str, start: int, head_offset: int, end: int, names: Sequence[Offsets]) -> Offsets | None:
    """Return the name that ends a definite phrase after a clause or a dash: “the firm that owns it, **Velo**”."""
    name = names[-1] if names else None
    if name is None or name[0] < head_offset or end - name[1] > MAX_AFTER_NAME or not _DEFINITE.match(text, start):
        return None
    return name if _BEFORE_APPOSED.search(text, head_offset, name[0]) else None
