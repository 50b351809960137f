"""Where a noun phrase ends, judged by lists of words and by capitals; no parser is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.statements.attributes.lexicon import entries

MAX_TITLE = 60  # characters of a title in quotation marks that may follow the phrase's words
_TOKEN = re.compile(r"[“\"‘']?[\w$£€#@][\w’'&/-]*(?:[.,][\w’'&/-]+)*\.?[”\"]?")
_OPENING_MARK, _CLOSING_MARK = re.compile(r" [“\"]"), re.compile(r"[”\"]")
_INITIALS = re.compile(r"(?:\w\.)+")
_STOPS, _DAYS = entries("phrases", "stops"), entries("phrases", "days")
_DETERMINERS, _PRONOUNS = entries("phrases", "determiners"), entries("phrases", "pronouns")
_ABBREVIATIONS = entries("phrases", "abbreviated")
_QUANTIFIERS = frozenset({"some", "many", "those", "most", "all", "both", "several"})  # may be a phrase alone
_CONNECTORS = frozenset({"of", "and"})

Token = tuple[str, int]  # a word and where it ends


def noun_phrase_end(text: str, start: int, limit: int, *, bare: bool = True, name: bool = False) -> int | None:
    """Return where the noun phrase that begins at ``start`` ends, or None if none begins there.

    Args:
        text: the text.
        start: offset of the phrase's first character.
        limit: offset at which the phrase ends at the latest.
        bare: allow a phrase that begins with a common noun, without a determiner.
        name: end a phrase that begins with a name where the name ends.
    """
    end = _end_by_words(list(_tokens(text, start, limit)), bare, name)
    return None if end is None else _end_by_marks(text, start, end, min(limit, len(text)))


def _end_by_words(tokens: list[Token], bare: bool, name: bool) -> int | None:
    """Where the phrase ends by its words, without regard to quotation marks."""
    if not tokens or not _may_begin(tokens, bare):
        return None
    first = _lookup_form(tokens[0][0])
    if first in _PRONOUNS or (first == "her" and not _is_possessive(tokens)):
        return tokens[0][1]
    end, has_noun = tokens[0][1], first not in _DETERMINERS
    for number, (word, word_end) in enumerate(tokens[1:], 1):
        form, previous = _lookup_form(word), tokens[number - 1][0]
        following = tokens[number + 1][0] if number + 1 < len(tokens) else ""
        if form in _CONNECTORS:
            if not (has_noun or form == "of") or not _connects(form, following):
                break
            has_noun = form == "and"
            continue
        if _starts_next_phrase(form, previous, has_noun):
            break
        if _leaves_name(previous, word, ends_name=name and first not in _DETERMINERS):
            break
        end, has_noun = word_end, has_noun or form not in _DETERMINERS
    return end if has_noun or first in _QUANTIFIERS else None


def _end_by_marks(text: str, start: int, end: int, limit: int) -> int | None:
    """The end moved to where a title in quotation marks closes (“CNN’s “This Day””), or to before it opens."""
    if text[end - 2 : end] in {"’s", "'s"} and (opening := _OPENING_MARK.match(text, end, limit)):
        end = opening.end()
    marks = [offset for offset in range(start, end) if text[offset] in '“”"']
    if len(marks) % 2 == 0:
        return end
    may_close = marks[-1] > start or text[start] != "”"
    closing = _CLOSING_MARK.search(text, end, min(limit, end + MAX_TITLE)) if may_close else None
    if closing:
        return closing.start() + 1
    end = start + len(text[start : marks[-1]].rstrip())
    return end if end > start else None


def _tokens(text: str, start: int, limit: int) -> Iterator[Token]:
    """The words from ``start`` on, with at most one space before each; a full stop or any other mark ends them."""
    position, limit = start, min(limit, len(text))
    while position < limit and (match := _TOKEN.match(text, position, limit)):
        word, end = match.group(), match.end()
        if end == limit < len(text) and text[end - 1].isalnum() and text[end].isalnum():
            return  # the limit is inside a word
        if _ends_sentence(word):
            yield word[:-1], end - 1
            return
        yield word, end
        if text[end : end + 1] not in {" ", "\u00a0"}:
            return
        position = end + 1


def _ends_sentence(word: str) -> bool:
    """Whether the word ends in a full stop that is not an abbreviation's."""
    if not word.endswith(".") or len(word) <= 2:
        return False
    return word.lower() not in _ABBREVIATIONS and not _INITIALS.fullmatch(word)


def _may_begin(tokens: list[Token], bare: bool) -> bool:
    first = tokens[0][0].strip("“”\"‘'")
    form = _lookup_form(first)
    if form in _DETERMINERS or form in _PRONOUNS:
        return True
    if form in _STOPS or form in _DAYS or form in _CONNECTORS or form == "off":
        return False
    return first[:1].isupper() or first[:1].isdigit() or (bare and not form.endswith("ly"))


def _lookup_form(word: str) -> str:
    """The word in lower case for look-up in the lists, but unchanged if it is an acronym (“US”, “IT”)."""
    word = word.strip("“”\"‘'")
    return word if len(word) > 1 and word.isupper() else word.lower()


def _starts_next_phrase(form: str, previous: str, has_noun: bool) -> bool:
    if form in _STOPS or form in _DAYS:
        return True
    return has_noun and form in _DETERMINERS and previous.lower() not in _CONNECTORS


def _leaves_name(previous: str, word: str, *, ends_name: bool) -> bool:
    """Whether a word in lower case after a capitalized one ends the phrase."""
    after_name = previous[:1].isupper() and word.islower()
    return after_name and (ends_name or word.endswith(("ing", "ed", "ly")))


def _is_possessive(tokens: list[Token]) -> bool:
    """Whether “her” is followed by what is hers."""
    return len(tokens) > 1 and tokens[1][0].lower() not in _STOPS | _DETERMINERS | _DAYS


def _connects(connector: str, following: str) -> bool:
    """Whether “of” or “and” goes on with the phrase, judged by the word after it."""
    form = following.lower()
    if not form or form in _STOPS or form in _DAYS:
        return False
    return connector == "of" or following[:1].isupper() or form in _DETERMINERS or form in _PRONOUNS
