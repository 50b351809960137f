"""The most common words of English, by frequency, and which of them are names."""

from __future__ import annotations

from functools import cache

from onrecord.text.word_lists import WordLists

_LISTS = WordLists("onrecord.text", "common_words.toml")


@cache
def words_by_frequency() -> tuple[str, ...]:
    """Return the words in lower case, the commonest first."""
    return tuple(" ".join(_LISTS.tables()["by_frequency"]).split())


@cache
def ordinary_words() -> frozenset[str]:
    """Return the common words that are no names: with a capital they only begin a sentence or a title."""
    return frozenset(words_by_frequency()) - frozenset(" ".join(_LISTS.tables()["names"]).split())
