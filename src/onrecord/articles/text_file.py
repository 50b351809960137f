"""A saved text: a headline, perhaps the outlet's name, paragraphs, and what the page left behind.

Every line that holds anything ends up in a field, in the text, or in the furniture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from onrecord.articles.body.boilerplate import is_furniture
from onrecord.articles.body.paragraph_repair import key
from onrecord.articles.body.paragraphs import collapse, is_wrapped, join
from onrecord.articles.markdown import front_matter, plain_lines
from onrecord.articles.metadata.bylines import clean
from onrecord.articles.metadata.headlines import is_press
from onrecord.records import Article, Page
from onrecord.text.dates import parse_page_date

_IMAGE = re.compile(r"https?://\S+\.(?:jpe?g|png|webp|gif|avif)(?:[?#]\S*)?", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:(?:first |last )?(?:published|updated|posted)(?: on| at)?:? *)?"
    r"(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"[Bb](?:y|Y):? +(?=[^\W\d_])[^.!?“”\"]{2,90}")
_OUTLET = re.compile(r"(?P<title>.{10,}?)\s+(?P<mark>[—–|-])\s+(?P<outlet>[^—–|]{2,40})")
_SENTENCE = re.compile(r"[.:;,…]$|[.,!?…][\"”’'»]$")
_BLANK_LINES = re.compile(r"\n\s*\n")
HEADLINE = 200  # characters in a headline
OUTLET = 5  # words in an outlet's name
EDGE = 5  # lines at the top and at the end where a date is the page's, and not a timeline's


@dataclass(slots=True)
class _Parts:
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    image: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    boilerplate: list[str] = field(default_factory=list)


def read_plain(page: Page) -> Article:
    """The article in a saved text."""
    parts = _Parts()
    lines = _lines(page, parts)
    for number, line in enumerate(_without_headline(lines, parts)):
        _sort(line, min(number, len(lines) - 1 - number), parts)
    text, offsets = join(parts.paragraphs)
    return Article(
        title=parts.title or page.title,
        outlet=parts.outlet,
        url=page.url,
        authors=parts.authors,
        published=parts.published or parse_page_date(page.published),
        modified=None,
        language=None,
        image=parts.image,
        section=None,
        text=text,
        paragraphs=offsets,
        boilerplate=tuple(parts.boilerplate),
        page=page.origin,
    )


def _lines(page: Page, parts: _Parts) -> list[str]:
    """The text's paragraphs: blocks between blank lines when lines are wrapped, else lines."""
    body = page.body.replace("\r\n", "\n").replace("\r", "\n")
    if PurePosixPath(page.origin.location.lower().removesuffix(".gz")).suffix == ".md":
        fields, body = front_matter(body)
        _take_fields(fields, parts)
        lines = plain_lines(body)
    else:
        lines = _BLANK_LINES.split(body) if is_wrapped(body) else body.split("\n")
    return [line for line in map(collapse, lines) if line]


def _take_fields(fields: dict[str, str], parts: _Parts) -> None:
    parts.title = fields.pop("title", None)
    parts.authors = clean([fields.pop("author", "")])
    if (date := parse_page_date(fields.get("date"))) is not None:
        parts.published = date
        del fields["date"]
    parts.boilerplate = [f"{name}: {value}" for name, value in fields.items()]


def _without_headline(lines: list[str], parts: _Parts) -> list[str]:
    if len(lines) < 2 or not _is_headline(lines[0]):
        return lines
    title, outlet = _headline(lines[0])
    if parts.title is not None and key(parts.title) != key(title):
        return lines
    parts.title, parts.outlet = title, outlet
    return lines[1:]


def _is_headline(line: str) -> bool:
    """Whether the first line is a headline: short, and no sentence, or with an outlet's name behind it."""
    if len(line) > HEADLINE or is_furniture(line) or _STAMP.fullmatch(line) or _BYLINE.fullmatch(line):
        return False
    return _headline(line)[1] is not None or not _SENTENCE.search(line)


def _headline(line: str) -> tuple[str, str | None]:
    """The title and the outlet behind it. A plain dash may also lead to who says it, as in “No talks - Kremlin”."""
    found = _OUTLET.fullmatch(line)
    if found is None or len(found["outlet"].split()) > OUTLET or _SENTENCE.search(found["outlet"]):
        return line, None
    if is_press(found["outlet"]) or (found["mark"] in "—|" and found["outlet"][0].isupper()):
        return found["title"], found["outlet"]
    return line, None


def _sort(line: str, edge: int, parts: _Parts) -> None:
    """Put a line where it belongs; ``edge`` is how many lines lie between it and the nearer end of the text."""
    stamp = _STAMP.fullmatch(line) if edge < EDGE else None
    if stamp and parse_page_date(stamp[1]):
        if parts.published is None:
            parts.published = parse_page_date(stamp[1])
        else:
            parts.boilerplate.append(line)
    elif _IMAGE.fullmatch(line) and parts.image is None:
        parts.image = line
    elif edge < EDGE and not parts.authors and _BYLINE.fullmatch(line) and (names := clean([line])):
        parts.authors = names
        if key("by" + "".join(names)) != key(line):  # a role, or “and”
            parts.boilerplate.append(line)
    elif is_furniture(line):
        parts.boilerplate.append(line)
    else:
        parts.paragraphs.append(line)
