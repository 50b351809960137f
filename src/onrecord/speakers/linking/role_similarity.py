"""What stated roles say of a person: telling words, walk of life, gender."""

from __future__ import annotations

from functools import lru_cache

from onrecord.speakers.linking.word_lists import fold, lines, words

_ABOUT_OTHERS = ("of", "for", "to", "at", "with", "from", "by", "who", "in")  # what follows is about others
_NO_FIELDS = {"far", "plain", "woman", "man"}


@lru_cache(maxsize=100_000)
def role_words(role: str) -> frozenset[str]:
    """The words of a role that few people's roles have: those of bodies, places and subjects."""
    return frozenset(word for word in _words(role) if len(word) > 2 and word not in words("fields.txt", "plain"))


@lru_cache(maxsize=100_000)
def walks_of_life(role: str) -> frozenset[str]:
    """The fields that the role's words are of, by fields.txt; the first part of the role alone is looked at, since
    what follows “of”, “for” and “to” is about others: “lawyer for the senator”."""
    head = fold(role.replace("’s ", " # ").replace("'s ", " # ")).split()
    for stop in _ABOUT_OTHERS:
        if stop in head[1:]:
            head = head[: head.index(stop, 1)]
    return frozenset(field for word in head for field in _fields().get(word, ()))


@lru_cache(maxsize=1)
def _fields() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for field, members in lines("fields.txt"):
        if field not in _NO_FIELDS:
            for word in members:
                found[word] = found.get(word, frozenset()) | {field}
    return found


@lru_cache(maxsize=1)
def _far() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for label, pair in lines("fields.txt") if label == "far")


def far_apart(one: set[str] | frozenset[str], other: set[str] | frozenset[str]) -> bool:
    """Whether every field of the one is far from every field of the other."""
    far = _far()
    return bool(one and other) and all(frozenset({a, b}) in far for a in one for b in other)


@lru_cache(maxsize=100_000)
def gender_of(role: str) -> str | None:
    """What the role's own noun says of its bearer: “actress”, “congressman”; None when it says nothing."""
    parts = fold(role.replace("’s", "").replace("'s", "")).split()
    for stop in _ABOUT_OTHERS:
        parts = parts[: parts.index(stop)] if stop in parts else parts
    last = parts[-1] if parts else ""
    if last in words("fields.txt", "woman") | words("titles.txt", "female"):
        return "f"
    return "m" if last in words("fields.txt", "man") | words("titles.txt", "male") else None


def _words(role: str) -> list[str]:
    return [word.removesuffix("s") if len(word) > 4 else word for word in fold(role).split()]
