"""A saved text: a headline, perhaps the outlet's name, paragraphs, and what the page left behind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from onrecord.articles.dates import iso
from onrecord.articles.furniture import is_furniture
from onrecord.articles.paragraphs import collapse, join
from onrecord.records import Article, Page

_IMAGE = re.compile(r"https?://\S+\.(?:jpe?g|png|webp|gif|avif)(?:\?\S*)?", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:published|updated|posted)?:?\s*(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|"
    r"[+-]\d{2}:?\d{2})?)?)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"[Bb]y ((?:[A-Z][\w.’'-]+ ?){1,4}(?:(?:, | and |, and )(?:[A-Z][\w.’'-]+ ?){1,4})*)")
_OUTLET = re.compile(r"^(?P<title>.{10,}?)\s+[—–|-]\s+(?P<outlet>[^—–|]{2,40})$")
_ENDS = re.compile(r"[.!?…:;,\"”’')]$")
_MARKS = re.compile(r"^(?:#{1,6}|[*+-]|\d+\.|>)\s+")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(([^)\s]*)(?: \"[^\"]*\")?\)")
_STRESS = re.compile(r"(\*\*|__|\*|(?<!\w)_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
WIDTH = (40, 100)  # hard-wrapped lines end between these columns


@dataclass(slots=True)
class _Parts:
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    image: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)


def read_plain(page: Page) -> Article:
    """The article in a saved text. Every line that holds anything is in a field, in the text, or in the furniture."""
    body = page.body
    if PurePosixPath(page.origin.location.removesuffix(".gz")).suffix.lower() in {".md", ".markdown"}:
        body = _unmark(body)
    parts = _sort([collapse(p) for p in _split(body)], page)
    text, offsets = join(parts.paragraphs)
    return Article(
        title=parts.title or page.title,
        outlet=parts.outlet,
        url=page.url,
        authors=parts.authors,
        published=parts.published or iso(page.published),
        modified=None,
        language=None,
        image=parts.image,
        section=None,
        text=text,
        paragraphs=offsets,
        furniture=tuple(parts.furniture),
        page=page.origin,
    )


def _unmark(body: str) -> str:
    """Markdown's marks reduced to text; the address of a link stays behind its words only when it has none."""
    lines = [
        _MARKS.sub("", line) for line in body.split("\n") if not re.fullmatch(r"\s*(?:[-*_]\s*){3,}|\s*=+\s*", line)
    ]
    plain = _LINK.sub(lambda m: m[1] or m[2], "\n".join(lines))
    return _STRESS.sub(lambda m: m[2], plain)


def _split(body: str) -> list[str]:
    """The text's paragraphs: blocks between blank lines when lines are wrapped by hand, else lines."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks = [b for b in re.split(r"\n\s*\n", "\n".join(lines)) if b.strip()]
    inner = [line for b in blocks for line in b.strip("\n").split("\n")[:-1]]
    wrapped = [line for line in inner if WIDTH[0] <= len(line) <= WIDTH[1]]
    if (
        len(inner) >= 3
        and len(wrapped) >= 0.8 * len(inner)
        and sum(not _ENDS.search(x.rstrip()) for x in inner) > 0.5 * len(inner)
    ):
        return blocks
    return [line for line in lines if line.strip()]


def _sort(lines: list[str], page: Page) -> _Parts:
    parts = _Parts()
    lines = [line for line in lines if line]
    if len(lines) > 1 and _is_headline(lines[0], lines[1]):
        parts.title, parts.outlet = _headline(lines[0])
        lines = lines[1:]
    for n, line in enumerate(lines):
        stamp = _STAMP.fullmatch(line)
        byline = _BYLINE.fullmatch(line) if n < 3 and len(line) < 120 else None
        if _IMAGE.fullmatch(line) and parts.image is None:
            parts.image = line
        elif stamp and parts.published is None and iso(stamp[1]):
            parts.published = iso(stamp[1])
        elif byline and not parts.authors:
            parts.authors = tuple(a.strip() for a in re.split(r", and | and |, ", byline[1]) if a.strip())
        elif is_furniture(line):
            parts.furniture.append(line)
        else:
            parts.paragraphs.append(line)
    return parts


def _is_headline(first: str, second: str) -> bool:
    """Whether the first line is a headline: short, and no sentence, or with an outlet's name behind it."""
    if len(first) > 200 or is_furniture(first) or _STAMP.fullmatch(first):
        return False
    outlet = _OUTLET.match(first)
    return bool(outlet and not _ENDS.search(outlet["outlet"])) or not re.search(r"[.:;,]$", first)


def _headline(line: str) -> tuple[str, str | None]:
    match = _OUTLET.match(line)
    if match and len(match["outlet"].split()) <= 5 and match["outlet"][0].isupper():
        return match["title"], match["outlet"]
    return line, None
