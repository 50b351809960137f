"""Where a noun phrase ends: a reader of words, with no grammar but its stop words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.statements.attributes.lexicon import listed

_TOKEN = re.compile(r"[“\"‘']?[\w$£€#@][\w’'&/-]*(?:[.,][\w’'&/-]+)*\.?[”\"]?")
_OPEN, _CLOSE = re.compile(r" [“\"]"), re.compile(r"[”\"]")
TITLE = 60  # characters that a title in quotation marks may go on for
_STOPS, _DAYS = listed("phrases", "stops"), listed("phrases", "days")
_DETERMINERS, _PRONOUNS = listed("phrases", "determiners"), listed("phrases", "pronouns")
_ABBREVIATED = listed("phrases", "abbreviated")


def noun_phrase(text: str, start: int, limit: int, *, bare: bool = True, name: bool = False) -> int | None:
    """Where the noun phrase that begins at ``start`` ends, or None.

    ``bare`` allows one that begins with a plain noun; ``name`` ends one that begins with a name where the name ends.
    """
    end = _plain_end(list(_words(text, start, limit)), bare, name)
    return None if end is None else _closed(text, start, end, min(limit, len(text)))


def _plain_end(words: list[tuple[str, int]], bare: bool, name: bool) -> int | None:
    """Where the phrase ends by its words, whatever quotation marks it opens."""
    if not words or not _begins(words, bare):
        return None
    first = _low(words[0][0])
    if first in _PRONOUNS or (first == "her" and not _owned(words)):
        return words[0][1]
    end, content = words[0][1], first not in _DETERMINERS
    for n, (word, stop) in enumerate(words[1:], 1):
        low = _low(word)
        following = words[n + 1][0] if n + 1 < len(words) else ""
        if low in {"of", "and"}:
            if not (content or low == "of") or not _joins(low, following):
                break
            content = low == "and"
            continue
        if (
            low in _STOPS
            or low in _DAYS
            or (content and low in _DETERMINERS and words[n - 1][0].lower() not in {"of", "and"})
        ):
            break
        if _leaves(words[n - 1][0], word, named=name and first not in _DETERMINERS):
            break
        end, content = stop, content or low not in _DETERMINERS
    return end if content or first in {"some", "many", "those", "most", "all", "both", "several"} else None


def _closed(text: str, start: int, end: int, limit: int) -> int | None:
    """The end moved to where a title in quotation marks closes (“CNN’s “This Day””), or to before it opens."""
    if text[end - 2 : end] in {"’s", "'s"} and (mark := _OPEN.match(text, end, limit)):
        end = mark.end()
    marks = [n for n in range(start, end) if text[n] in '“”"']
    if len(marks) % 2 == 0:
        return end
    close = _CLOSE.search(text, end, min(limit, end + TITLE)) if marks[-1] > start or text[start] != "”" else None
    if close:
        return close.start() + 1
    end = start + len(text[start : marks[-1]].rstrip())
    return end if end > start else None


def _words(text: str, start: int, limit: int) -> Iterator[tuple[str, int]]:
    """The words from ``start`` on with one space or none before each, each with its end; a full stop ends them."""
    at, limit = start, min(limit, len(text))
    while at < limit and (match := _TOKEN.match(text, at, limit)):
        word, end = match.group(), match.end()
        if end == limit < len(text) and text[end - 1].isalnum() and text[end].isalnum():
            return
        if (
            word.endswith(".")
            and word.lower() not in _ABBREVIATED
            and len(word) > 2
            and not re.fullmatch(r"(?:\w\.)+", word)
        ):
            yield word[:-1], end - 1
            return
        yield word, end
        if text[end : end + 1] not in {" ", "\u00a0"}:
            return
        at = end + 1


def _begins(words: list[tuple[str, int]], bare: bool) -> bool:
    first = words[0][0].strip("“”\"‘'")
    low = _low(first)
    if low in _DETERMINERS or low in _PRONOUNS:
        return True
    if low in _STOPS or low in _DAYS or low in {"of", "and", "off"}:
        return False
    return first[:1].isupper() or first[:1].isdigit() or (bare and not low.endswith("ly"))


def _low(word: str) -> str:
    """The word to look up: lower case, and left alone where it is an acronym (“US”, “IT”)."""
    word = word.strip("“”\"‘'")
    return word if len(word) > 1 and word.isupper() else word.lower()


def _leaves(before: str, word: str, *, named: bool) -> bool:
    """Whether a plain word after a name, or an adverb, ends the phrase."""
    after_name = before[:1].isupper() and word.islower()
    return after_name and (named or word.endswith(("ing", "ed", "ly")))


def _owned(words: list[tuple[str, int]]) -> bool:
    """Whether “her” is followed by what is hers."""
    return len(words) > 1 and words[1][0].lower() not in _STOPS | _DETERMINERS | _DAYS


def _joins(word: str, following: str) -> bool:
    low = following.lower()
    if not low or low in _STOPS or low in _DAYS:
        return False
    return word == "of" or following[:1].isupper() or low in _DETERMINERS or low in _PRONOUNS
