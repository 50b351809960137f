"""The lines of a text transcript without what was not spoken: line numbers, page headers, times of day, corrections.

Printed court and legislature records number their lines and head their pages; minutes note the time of day; press
offices strike words through and put the right ones in brackets. Each line keeps its number in the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

MIN_NUMBERED_LINES = 4
MIN_NUMBERED_SHARE = 0.6  # of the lines with words that begin with a number, if the numbers are those of lines
MIN_ASCENDING_SHARE = 0.9  # of the numbers that follow the one before, or begin again
MIN_HEADER_REPEATS = 2
PAGE_END_LINES = 2  # at the head and at the foot of a page that may be the same on every page

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<fields>(?:[^\n]*\n){0,60}?)---[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"^(title|date)[ \t]*:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.M | re.I)
_STRUCK = re.compile(
    r"(?:<(s|del|strike)\b[^<>]*>.{0,300}?</\1>|~~[^~\n]{1,300}~~)[ \t]*"
    r"(?:\\?\[(?P<correction>[^\[\]\n\\]{1,200})\\?\])?",
    re.I | re.S,
)
_ESCAPED = re.compile(r"\\([\[\]*_#.!()`~>+{}\\-])")
_LINE_NUMBER = re.compile(r"^[ \t]{0,12}(?P<number>\d{1,3})(?:[ \t]+|$)")
_PAGE_LINE = re.compile(
    r"[ \t]*(?:\[{1,2}page [^\[\]\n]{1,12}\]{1,2}|page \d{1,5}(?: of \d{1,5})?|[-–—] ?\d{1,5} ?[-–—])[ \t]*$",
    re.I,
)
_DIGITS = re.compile(r"\d+")
_CLOCK_LINE = re.compile(
    r"[ \t]*[\[(]?\d{1,2}(?:[:.][0-5]\d){1,2}[ ]?(?i:[ap]\.?[ ]?m\b\.?|hours|h)(?:[ \t]+[A-Z]{2,4})?[\])]?[ \t]*$"
)


class SourceLine(NamedTuple):
    """A line of a file: its number from 1, its text, and the number of its page where form feeds divide pages."""

    number: int
    text: str
    page: int = 0


class SpokenText(NamedTuple):
    """The spoken lines of a file, and the title and the date that its head gives."""

    lines: list[SourceLine]
    title: str | None
    date: str | None


def spoken_lines(text: str) -> SpokenText:
    """Return the lines of a text without what was not spoken. Lines end with a line feed alone."""
    head = _FRONT_MATTER.match(text)
    fields = {name.lower(): value for name, value in _FIELD.findall(head["fields"])} if head else {}
    head_lines = text.count("\n", 0, head.end()) if head else 0
    body = text[head.end() :] if head else text
    lines = list(_source_lines(body, head_lines + 1))
    if "<" in body or "~~" in body or "\\" in body:
        lines = [line._replace(text=_without_corrections(line.text)) for line in lines]
    lines = _without_line_numbers(_without_page_heads(lines))
    lines = [line for line in lines if not _PAGE_LINE.match(line.text) and not _CLOCK_LINE.match(line.text)]
    return SpokenText(lines, fields.get("title"), fields.get("date"))


def _source_lines(text: str, first_number: int) -> Iterator[SourceLine]:
    """Yield the lines of a text; between form feeds are its pages, whose lines are numbered anew."""
    pages = text.split("\f")
    if len(pages) == 1:
        yield from (SourceLine(number, line) for number, line in enumerate(text.split("\n"), first_number))
        return
    for page_number, page in enumerate(pages, 1):
        yield from (SourceLine(number, line, page_number) for number, line in enumerate(page.split("\n"), 1))


def _without_corrections(line: str) -> str:
    """Return a line without struck words and with the words in brackets that replace them; escapes are resolved."""
    line = _STRUCK.sub(lambda struck: struck["correction"] or "", line)
    return _ESCAPED.sub(r"\1", line)


def _without_page_heads(lines: list[SourceLine]) -> list[SourceLine]:
    """Return the lines without those that stand at the head or foot of most pages, but for their numbers."""
    page_count = lines[-1].page if lines else 0
    if page_count < MIN_HEADER_REPEATS:
        return lines
    filled = (place for place, line in enumerate(lines) if line.text.strip())
    ends: set[int] = set()
    for _, places in groupby(filled, key=lambda place: lines[place].page):
        page_lines = list(places)
        ends.update(page_lines[:PAGE_END_LINES] + page_lines[-PAGE_END_LINES:])
    forms = Counter(_page_form(lines[place].text) for place in ends)
    return [
        line
        for place, line in enumerate(lines)
        if place not in ends or forms[_page_form(line.text)] < max(MIN_HEADER_REPEATS, page_count / 2)
    ]


def _without_line_numbers(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines without the numbers before them, and without the heads of their pages."""
    numbers = {place: match for place, line in enumerate(lines) if (match := _LINE_NUMBER.match(line.text))}
    filled = sum(bool(line.text.strip()) for line in lines)
    if len(numbers) < max(MIN_NUMBERED_LINES, MIN_NUMBERED_SHARE * filled) or not _ascend(
        [int(match["number"]) for match in numbers.values()]
    ):
        return list(lines)
    unnumbered = Counter(
        _page_form(line.text) for place, line in enumerate(lines) if place not in numbers and line.text.strip()
    )
    return list(_numbered_text(lines, numbers, unnumbered))


def _numbered_text(
    lines: Sequence[SourceLine], numbers: dict[int, re.Match[str]], unnumbered: Counter[str]
) -> Iterator[SourceLine]:
    for place, line in enumerate(lines):
        words = line.text.strip()
        if match := numbers.get(place):
            yield line._replace(text=line.text[match.end() :].strip())
        elif words and unnumbered[_page_form(words)] < MIN_HEADER_REPEATS and not words.isdigit():
            yield line


def _page_form(line: str) -> str:
    """Return what the heads of all pages have in common."""
    return _DIGITS.sub("0", " ".join(line.split()))


def _ascend(numbers: Sequence[int]) -> bool:
    """Whether numbers count lines: each is one more than the last, or begins a page."""
    if not numbers:
        return False
    steps = [following == number + 1 or following == 1 for number, following in pairwise(numbers)]
    return sum(steps) >= MIN_ASCENDING_SHARE * len(steps)
