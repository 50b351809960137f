"""The cue lexicon as patterns, compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

_VOWEL_E = re.compile(r"e$")
_STRAIGHT = str.maketrans("’‘", "''")


def plain(words: str) -> str:
    """Lower case, apostrophes straight."""
    return words.lower().translate(_STRAIGHT)


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, list[str]]]:
    text = resources.files("onrecord.statements").joinpath("lexicon.toml").read_text("utf-8")
    return tomllib.loads(text)


def _forms(entry: str) -> str:
    """A pattern for an entry and, for a single word, its regular inflections."""
    if " " in entry:
        return re.escape(entry)
    if entry.endswith("y") and len(entry) > 3:
        return re.escape(entry[:-1]) + "(?:y|ies|ied|ying)"
    if entry.endswith("e"):
        return re.escape(entry[:-1]) + "(?:e|es|ed|ing)"
    last = re.escape(entry[-1])
    return re.escape(entry) + f"(?:s|es|{last}?ed|{last}?ing)?"


@lru_cache(maxsize=32)
def pattern(table: str, name: str) -> re.Pattern[str]:
    """Matches any of the entries of one list as whole words, in ``plain`` text."""
    entries = sorted(_tables()[table][name], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(_forms(e) for e in entries) + r")\b")


def classes(table: str) -> list[str]:
    """The names of a table's lists, in the order of the file."""
    return list(_tables()[table])
