"""Recognize lines that are not the article, by their words; the patterns: boilerplate.toml."""

from __future__ import annotations

import re

from onrecord.articles.body.paragraph_repair import text_key
from onrecord.text.word_lists import WordLists

_PATTERNS = WordLists("onrecord.articles.body", "boilerplate.toml").tables()["patterns"]
_BOILERPLATE = re.compile("|".join(_PATTERNS), re.IGNORECASE)
_QUOTED = re.compile(r"[“\"«][^“”\"«»]+[”\"»]")
_SENTENCE_END = re.compile(r"[.!?][\"”»]?$")
_BIOGRAPHY = re.compile(
    r"(?:[A-Z][\w.’'-]*\s){1,4}(?:is|was) (?:an? |the )?(?:[\w-]+ ){0,4}"
    r"(?:writer|reporter|journalist|correspondent|columnist|editor|producer)s?\b",
)
MAX_PROMPT = 260  # characters in a prompt or label
MIN_CAPITALS = 4  # words in capitals from which they are a link to another story rather than initials
MIN_PULL_QUOTE = 25  # letters from which a line that is part of a longer one is a pull quote rather than chance
MIN_DOUBLED = 31  # characters from which a line that says one thing twice is a teaser
MIN_REPEATED = 60  # characters of a line that is one paragraph shown twice, as live pages do, rather than a refrain
MAX_LINES = 2_000  # above which pull quotes are not looked for: the search is quadratic
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|pic\.twitter\.com/\S+", re.IGNORECASE)


def is_boilerplate(line: str) -> bool:
    """Whether a line is plainly not part of an article: a prompt, a label, a bare address."""
    words = line.strip(" *•|–—-_")
    if words[:1] == "[" and words[-1:] == "]":
        words = words[1:-1].strip()
    if not words or _ADDRESS.fullmatch(words) or _is_doubled(words):
        return True
    if _quotes_someone(words):
        return False
    if words.isupper() and len(words.split()) >= MIN_CAPITALS and words[-1] != ".":
        return True
    return len(words) < MAX_PROMPT and _BOILERPLATE.fullmatch(words) is not None


def _quotes_someone(words: str) -> bool:
    """Whether a line is a quotation, or has one and goes on to the end of a sentence."""
    if words[0] in '“"' and words[-1] in '”"' and len(words) > 1:
        return True
    quoted, end = _QUOTED.search(words), _SENTENCE_END.search(words, max(0, len(words) - 2))
    return quoted is not None and end is not None and quoted.end() <= end.start()


def _is_doubled(words: str) -> bool:
    """Whether a line says one thing twice: a teaser's picture and its title."""
    half = len(words) // 2
    return MIN_DOUBLED <= len(words) < MAX_PROMPT and words[:half].strip() == words[half:].strip()


def is_biography(line: str) -> bool:
    """Whether a line at the end of an article is about its author."""
    return len(line) < 2 * MAX_PROMPT and _BIOGRAPHY.match(line) is not None


def without_pull_quotes(lines: list[str]) -> list[str]:
    """Return the lines without those that only repeat another one or a part of one."""
    if len(lines) > MAX_LINES:
        return lines
    first_numbers = {line: number for number, line in reversed(list(enumerate(lines)))}
    lines = [line for n, line in enumerate(lines) if len(line) < MIN_REPEATED or first_numbers[line] == n]
    keys = [text_key(line) for line in lines]
    all_keys = "\n".join(keys)
    return [
        line
        for line, line_key in zip(lines, keys, strict=True)
        if len(line_key) < MIN_PULL_QUOTE
        or all_keys.count(line_key) == 1
        or not any(line_key in longer_key and line_key != longer_key for longer_key in keys)
    ]
