"""Titles before names, their abbreviations and the parts of names, from ``honorifics.toml``.

Each stage names the lists that it uses; nothing here decides for it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from onrecord.text.word_lists import WordLists, alternatives

HONORIFICS = WordLists("onrecord.text", "honorifics.toml")

TITLES = (  # every list of words before a person's name
    *("titles.courtesy", "titles.nobility", "titles.royalty", "titles.scholars_and_clergy", "titles.politicians"),
    *("titles.military", "titles.captain", "titles.officeholders", "titles.officeholders_more"),
)


@cache
def not_after_abbreviation(*lists: str) -> str:
    """Return a regular expression that forbids an initial or an abbreviation of the lists just before a full stop.

    A look-behind must have one width in Python, so the words are grouped by length.
    """
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for word in HONORIFICS.words(*lists):
        by_length[len(word)].append(word)
    groups = (rf"(?<!\b(?:{alternatives(words)}))" for _, words in sorted(by_length.items()))
    return r"(?<!\b[A-Z])" + "".join(groups)
