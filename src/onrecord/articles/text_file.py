"""Extract the article from a saved text: a headline, perhaps the outlet's name, paragraphs and boilerplate.

Every line with any characters ends up in a field, in the text, or in the boilerplate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from onrecord.articles.body.boilerplate import is_boilerplate
from onrecord.articles.body.paragraph_repair import text_key
from onrecord.articles.body.paragraphs import collapse_whitespace, is_hard_wrapped, join_paragraphs
from onrecord.articles.markdown import markdown_paragraphs, parse_front_matter
from onrecord.articles.metadata.bylines import parse_bylines
from onrecord.articles.metadata.headlines import is_news_outlet
from onrecord.records import Article, Page
from onrecord.text.dates import parse_page_date
from onrecord.text.site_names import host_of

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_IMAGE_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|$)", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:(?:first |last )?(?:published|updated|posted)(?: on| at)?:? *)?"
    r"(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"[Bb](?:y|Y):? +(?=[^\W\d_])[^.!?“”\"]{2,90}")
_OUTLET = re.compile(r"(?P<title>.{10,}?)\s+(?P<mark>[—–|-])\s+(?P<outlet>[^—–|]{2,40})")
_SENTENCE = re.compile(r"[.:;,…]$|[.,!?…][\"”’'»]$")
_BLANK_LINES = re.compile(r"\n\s*\n")
MAX_HEADLINE = 200  # characters in a headline
MAX_OUTLET_WORDS = 5  # in an outlet's name
EDGE_LINES = 5  # at the top and at the end, where a date is the page's; elsewhere it is a timeline's


@dataclass(slots=True)
class _TextFields:
    """The fields of an article as its lines are sorted into them."""

    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    image: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    boilerplate: list[str] = field(default_factory=list)


def read_text_file(page: Page) -> Article:
    """Return the article in a saved text or Markdown file."""
    fields = _TextFields()
    lines = _paragraph_lines(page, fields)
    for number, line in enumerate(_take_headline(lines, fields)):
        _sort_line(line, min(number, len(lines) - 1 - number), fields)
    text, paragraphs = join_paragraphs(fields.paragraphs)
    return Article(
        title=fields.title or page.title,
        outlet=fields.outlet or host_of(page.url),
        url=page.url,
        authors=fields.authors,
        published=fields.published or parse_page_date(page.published),
        modified=None,
        language=None,
        image=fields.image,
        section=None,
        text=text,
        paragraphs=paragraphs,
        boilerplate=tuple(fields.boilerplate),
        page=page.origin,
    )


def _paragraph_lines(page: Page, fields: _TextFields) -> list[str]:
    """The text's paragraphs: blocks between blank lines if lines are hard-wrapped, else lines."""
    body = page.body.replace("\r\n", "\n").replace("\r", "\n")
    if PurePosixPath(page.origin.location.lower().removesuffix(".gz")).suffix == ".md":
        front_matter, body = parse_front_matter(body)
        _take_front_matter(front_matter, fields)
        lines = markdown_paragraphs(body)
    else:
        lines = _BLANK_LINES.split(body) if is_hard_wrapped(body) else body.split("\n")
    return [line for line in map(collapse_whitespace, lines) if line]


def _take_front_matter(front_matter: dict[str, str], fields: _TextFields) -> None:
    """Set the fields that the front matter gives; the rest of it is boilerplate."""
    fields.title = front_matter.pop("title", None)
    fields.authors = parse_bylines([front_matter.pop("author", "")])
    if (date := parse_page_date(front_matter.get("date"))) is not None:
        fields.published = date
        del front_matter["date"]
    fields.boilerplate = [f"{name}: {value}" for name, value in front_matter.items()]


def _take_headline(lines: list[str], fields: _TextFields) -> list[str]:
    """Set title and outlet if the first line is a headline; return the lines after it."""
    if len(lines) < 2 or not _is_headline(lines[0]):
        return lines
    title, outlet = _split_headline(lines[0])
    if fields.title is not None and text_key(fields.title) != text_key(title):
        return lines
    fields.title, fields.outlet = title, outlet
    return lines[1:]


def _is_headline(line: str) -> bool:
    """Whether the first line is a headline: short, and not a sentence unless an outlet's name follows it."""
    if len(line) > MAX_HEADLINE or is_boilerplate(line) or _STAMP.fullmatch(line) or _BYLINE.fullmatch(line):
        return False
    return _split_headline(line)[1] is not None or not _SENTENCE.search(line)


def _split_headline(line: str) -> tuple[str, str | None]:
    """The title and the outlet after it. After a plain dash there may also be a source: “No talks - Kremlin”."""
    match = _OUTLET.fullmatch(line)
    if match is None or len(match["outlet"].split()) > MAX_OUTLET_WORDS or _SENTENCE.search(match["outlet"]):
        return line, None
    if is_news_outlet(match["outlet"]) or (match["mark"] in "—|" and match["outlet"][0].isupper()):
        return match["title"], match["outlet"]
    return line, None


def _sort_line(line: str, edge_distance: int, fields: _TextFields) -> None:
    """Put a line into its field; ``edge_distance`` is the number of lines to the nearer end of the text."""
    at_edge = edge_distance < EDGE_LINES
    stamp = _STAMP.fullmatch(line) if at_edge else None
    if stamp and parse_page_date(stamp[1]):
        if fields.published is None:
            fields.published = parse_page_date(stamp[1])
        else:
            fields.boilerplate.append(line)
    elif fields.image is None and _ADDRESS.fullmatch(line) and _IMAGE_NAME.search(line):
        fields.image = line
    elif at_edge and not fields.authors and _BYLINE.fullmatch(line) and (names := parse_bylines([line])):
        fields.authors = names
        if text_key("by" + "".join(names)) != text_key(line):  # a role, or “and”
            fields.boilerplate.append(line)
    elif is_boilerplate(line):
        fields.boilerplate.append(line)
    else:
        fields.paragraphs.append(line)
