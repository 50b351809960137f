"""What the stated roles say about a person: informative words, fields of work, gender."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import lru_cache

from onrecord.text.honorifics import HONORIFICS
from onrecord.text.word_lists import WordLists, fold

FIELDS_OF_WORK = WordLists("onrecord.speakers.linking", "fields_of_work.toml")
_BEFORE_OTHERS = ("of", "for", "to", "at", "with", "from", "by", "who", "in")  # what follows is about others


@lru_cache(maxsize=100_000)
def role_words(role: str) -> frozenset[str]:
    """Return the words of a role that few people's roles have: names of organizations, places and subjects."""
    singular = (word.removesuffix("s") if len(word) > 4 else word for word in fold(role).split())
    uninformative = FIELDS_OF_WORK.words("uninformative")
    return frozenset(word for word in singular if len(word) > 2 and word not in uninformative)


@lru_cache(maxsize=100_000)
def fields_of_work(role: str) -> frozenset[str]:
    """Return the fields of work that a role's words belong to.

    Only the words before the first “of”, “for” or the like count: the
    others are about others, as in “lawyer for the senator”.
    """
    words = fold(role.replace("’s ", " # ").replace("'s ", " # ")).split()
    if words and words[0] in FIELDS_OF_WORK.words("past"):
        return frozenset()
    for preposition in _BEFORE_OTHERS:
        if preposition in words[1:]:
            words = words[: words.index(preposition, 1)]
    return frozenset(field for word in words for field in _fields_by_word().get(word, ()))


@lru_cache(maxsize=1)
def _fields_by_word() -> dict[str, frozenset[str]]:
    fields: dict[str, frozenset[str]] = {}
    for field, words in FIELDS_OF_WORK.table("fields").items():
        for word in words:
            fields[word] = fields.get(word, frozenset()) | {field}
    return fields


@lru_cache(maxsize=1)
def _distant_pairs() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in FIELDS_OF_WORK.tables()["distant"])


def are_distant(first: AbstractSet[str], second: AbstractSet[str]) -> bool:
    """Return whether every field of the first set is distant from every field of the second."""
    distant = _distant_pairs()
    return bool(first and second) and all(frozenset({a, b}) in distant for a in first for b in second)


@lru_cache(maxsize=100_000)
def role_gender(role: str) -> str | None:
    """Return “f” or “m” as the role's own noun says it: “actress”, “congressman”; None if it does not."""
    words = fold(role.replace("’s", "").replace("'s", "")).split()
    for preposition in _BEFORE_OTHERS:
        words = words[: words.index(preposition)] if preposition in words else words
    noun = words[-1] if words else ""
    if noun in HONORIFICS.words("gender.female_roles", "linking.female"):
        return "f"
    return "m" if noun in HONORIFICS.words("gender.male_roles", "linking.male") else None
