"""Text on the page that is not the article, told by its words."""

from __future__ import annotations

import re
from importlib import resources

from onrecord.articles.body.paragraph_repair import key

_WHOLE = re.compile(
    "|".join(
        line
        for line in resources.files("onrecord.articles.body")
        .joinpath("boilerplate.txt")
        .read_text("utf-8")
        .splitlines()
        if line and not line.startswith("#")
    ),
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"«][^“”\"«»]+[,.!?…]?[”\"»].*[.!?][\"”»]?$|^[“\"].*[”\"]$")  # someone speaks: no prompt
_BIOGRAPHY = re.compile(
    r"(?:[A-Z][\w.’'-]*\s){1,4}(?:is|was) (?:an? |the )?(?:[\w-]+ ){0,4}"
    r"(?:writer|reporter|journalist|correspondent|columnist|editor|producer)s?\b",
)
LONG = 260  # characters from which a line is no prompt
SHOUTED = 4  # words in capitals that are a link to another story rather than initials
ECHO = 25  # letters from which a line that stands whole in a longer one is a pull quote, and no chance
FAR = 2_000  # lines above which pull quotes are not looked for: the search is quadratic
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|pic\.twitter\.com/\S+", re.IGNORECASE)


def is_furniture(line: str) -> bool:
    """Whether a line of text is plainly no part of an article: a prompt, a label, a bare address."""
    words = line.strip(" *•|–—-")
    if not words or _ADDRESS.fullmatch(words) or _is_twice(words):
        return True
    if _QUOTED.search(words):
        return False
    if words.isupper() and len(words.split()) >= SHOUTED and words[-1] != ".":
        return True
    return len(words) < LONG and _WHOLE.fullmatch(words) is not None


def _is_twice(words: str) -> bool:
    """Whether a line says one thing twice: a teaser's picture and its title."""
    half = len(words) // 2
    return 30 < len(words) < LONG and words[:half].strip() == words[half:].strip()


def is_biography(line: str) -> bool:
    """Whether a line at the end of an article is about its author."""
    return len(line) < 2 * LONG and _BIOGRAPHY.match(line) is not None


def without_pull_quotes(lines: list[str]) -> list[str]:
    """The lines without those that only repeat, word for word, a part of another one."""
    if len(lines) > FAR:
        return lines
    letters = [key(line) for line in lines]
    everything = "\n".join(letters)
    return [
        line
        for line, own in zip(lines, letters, strict=True)
        if len(own) < ECHO or everything.count(own) == 1 or not any(own in other and own != other for other in letters)
    ]
