"""The cue lexicon as patterns, compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

_GAP = "…"


def plain(words: str) -> str:
    """Lower case, apostrophes straight."""
    return words.lower().replace("’", "'").replace("‘", "'")


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    text = resources.files("onrecord.statements.attributes").joinpath("lexicon.toml").read_text("utf-8")
    return tomllib.loads(text)


def classes(table: str) -> list[str]:
    """The names of a table's lists, in the order of the file."""
    return list(_tables()[table])


def listed(table: str, name: str) -> frozenset[str]:
    """The entries of one list, as they stand."""
    return frozenset(_tables()[table][name])


@lru_cache(maxsize=32)
def pattern(table: str, name: str) -> re.Pattern[str]:
    """Matches any of the entries of one list as whole words, in ``plain`` text."""
    entries = sorted(_tables()[table][name], key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(_entry(e) for e in entries) + r")(?![\w-])")


@lru_cache(maxsize=4096)
def first(table: str, words: str) -> tuple[str, str] | None:
    """The list whose entry comes first in ``plain`` words, the longest of those that begin there, and what matched."""
    best: tuple[int, int, str, str] | None = None
    for name in classes(table):
        match = pattern(table, name).search(words)
        if match and (best is None or (match.start(), -len(match.group())) < best[:2]):
            best = (match.start(), -len(match.group()), name, match.group())
    return best[2:] if best else None


def _entry(entry: str) -> str:
    """A pattern for an entry: its first word in every form, the rest as it stands."""
    head, *rest = entry.split()
    made = "(?:" + "|".join(_forms(head)) + ")"
    for word in rest:
        made += r"(?: [\w'-]+){0,2}?" if word == _GAP else " " + re.escape(word)
    return made


def _forms(word: str) -> list[str]:
    """Patterns for a word's regular inflections and for those the lexicon lists."""
    irregular = [re.escape(form) for form in _tables()["forms"].get(word, ())]
    stem = re.escape(word[:-1])
    if word.endswith("y") and len(word) > 3 and word[-2] not in "aeiou":
        return [stem + "(?:y|ies|ied|ying)", *irregular]
    if word.endswith("e"):
        return [stem + "(?:e|es|ed|ing)", *irregular]
    last = re.escape(word[-1])
    return [re.escape(word) + f"(?:s|es|{last}?ed|{last}?ing)?", *irregular]
