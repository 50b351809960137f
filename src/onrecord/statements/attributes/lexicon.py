"""The cue lexicon, ``lexicon.toml``, as sets and as patterns that are compiled once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from onrecord.text.word_lists import WordLists

_LEXICON = WordLists("onrecord.statements.attributes", "lexicon.toml")
_GAP = "…"


def normalize(words: str) -> str:
    """Return the words in lower case with straight apostrophes: what the lexicon's patterns match."""
    return words.lower().replace("’", "'").replace("‘", "'")


def list_names(table: str) -> list[str]:
    """Return the names of a table's lists, in the order of the file."""
    return list(_tables()[table])


def entries(table: str, name: str) -> frozenset[str]:
    """Return the entries of one list as they are written."""
    return frozenset(_tables()[table][name])


@lru_cache(maxsize=32)
def entry_pattern(table: str, name: str) -> re.Pattern[str]:
    """Return a pattern for any entry of one list as whole words, in ``normalize``d text."""
    longest_first = sorted(_tables()[table][name], key=len, reverse=True)
    alternatives = "|".join(_entry_expression(entry) for entry in longest_first)
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])")


@lru_cache(maxsize=4096)
def first_match(table: str, words: str) -> tuple[str, str] | None:
    """Return the name of the list whose entry comes first in ``normalize``d words, and the words that matched.

    Of entries that begin at the same place the longest counts. None if no entry matches.
    """
    matches = [(name, match) for name in list_names(table) if (match := entry_pattern(table, name).search(words))]
    if not matches:
        return None
    name, match = min(matches, key=lambda pair: (pair[1].start(), -len(pair[1].group())))
    return name, match.group()


def _tables() -> dict[str, dict[str, Any]]:
    return _LEXICON.tables()


def _entry_expression(entry: str) -> str:
    """A regular expression for an entry: its first word in every form, the rest as it is written."""
    head, *rest = entry.split()
    expression = "(?:" + "|".join(_inflections(head)) + ")"
    for word in rest:
        expression += r"(?: [\w'-]+){0,2}?" if word == _GAP else " " + re.escape(word)
    return expression


def _inflections(word: str) -> list[str]:
    """Regular expressions for a word's regular inflections and for the irregular ones that the lexicon lists."""
    irregular = [re.escape(form) for form in _tables()["forms"].get(word, ())]
    stem = re.escape(word[:-1])
    if word.endswith("y") and len(word) > 3 and word[-2] not in "aeiou":
        return [stem + "(?:y|ies|ied|ying)", *irregular]
    if word.endswith("e"):
        return [stem + "(?:e|es|ed|ing)", *irregular]
    last = re.escape(word[-1])
    return [re.escape(word) + f"(?:s|es|{last}?ed|{last}?ing)?", *irregular]
