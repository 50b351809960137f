"""A transcript on a web page: its article, or the page's own blocks where they tell more of the speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from onrecord.errors import ArticleError, TranscriptError
from onrecord.records import Page, Transcript
from onrecord.settings import Settings
from onrecord.verification.formats.text_transcript import read_text
from onrecord.verification.transcript_builder import TranscriptInfo

MAX_LABEL_LENGTH = 80  # characters of bold type or of a cell that may be a name
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
     "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table",
     "tbody", "td", "th", "tr", "ul"}
)  # fmt: skip
_LEFT_OUT = frozenset(
    {"script", "style", "noscript", "template", "nav", "footer", "form", "button", "head", "svg", "select", "s", "del",
     "strike", "iframe"}
)  # fmt: skip
_NAME_TAGS = frozenset({"b", "strong", "dt", "cite"})
_NAME_CLASS = re.compile(r"speaker|attribution|author|person|participant|(?:^|[-_ ])name(?:$|[-_ ])", re.I)


def transcript_of_page(page: Page, settings: Settings) -> Transcript:
    """Return the transcript that a web page prints. Raises ArticleError if the page has none."""
    from onrecord.articles.extract import extract_article

    location = page.origin.location
    blocks = _read_blocks(page) if page.media == "html" else None
    try:
        article = extract_article(page, settings)
    except ArticleError:
        if blocks is None or not _named_turns(blocks):
            raise
        return blocks
    info = TranscriptInfo(location, article.title, article.published, location)
    transcript = read_text(article.text, info)
    if blocks is None or _named_turns(blocks) <= _named_turns(transcript):
        return transcript
    return Transcript(location, blocks.text, article.title, article.published, blocks.turns, blocks.times, location)


def _named_turns(transcript: Transcript) -> int:
    return sum(turn.speaker is not None for turn in transcript.turns)


def _read_blocks(page: Page) -> Transcript | None:
    """Return the transcript of a page's blocks as lines, or None if the page is no HTML."""
    try:
        tree = html.document_fromstring(page.body)
        title = tree.findtext(".//title")
    except (ParserError, ValueError):
        return None
    text = "".join(_block_lines(tree))
    lines = (" ".join(line.split(" ")).strip(" ") for line in re.sub(r"[ \xa0]+", " ", text).split("\n"))
    location = page.origin.location
    try:
        info = TranscriptInfo(location, title.strip() if title else None, None, location)
        return read_text("\n".join(line for line in lines if line.strip()), info)
    except TranscriptError:
        return None


def _block_lines(tree: HtmlElement) -> Iterator[str]:
    """Yield a page's text in document order: blocks on lines of their own, names in the marks of bold type."""
    stack: list[tuple[HtmlElement | str, bool]] = [(tree, False)]
    while stack:
        node, is_name = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        if not isinstance(node.tag, str) or node.tag in _LEFT_OUT:
            continue
        if node.tag == "br":
            yield "\n"
            continue
        marks = not is_name and _holds_name(node)
        opening, closing = _boundaries(node, marks)
        following: list[tuple[HtmlElement | str, bool]] = [(opening + _one_line(node.text), False)]
        for child in node:
            following += [(child, is_name or marks), (_one_line(child.tail) if child.tail else _gap(child), False)]
        stack += reversed([*following, (closing, False)])


def _boundaries(node: HtmlElement, marks: bool) -> tuple[str, str]:
    """Return what stands before and after an element: line feeds around a block, marks around a name."""
    opening, closing = ("**", "**") if marks else ("", "")
    if node.tag in ("td", "th"):
        return opening, f"{closing}\t"
    return (f"\n{opening}", f"{closing}\n") if node.tag in _BLOCKS else (opening, closing)


def _gap(child: HtmlElement) -> str:
    """Return the space between two inline elements that the page's style puts apart."""
    following = child.getnext()
    return " " if following is not None and child.tag not in _BLOCKS and following.tag not in _BLOCKS else ""


def _one_line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _holds_name(node: HtmlElement) -> bool:
    """Whether an element is short and in bold type, or its class says that it names a speaker."""
    if node.tag not in _NAME_TAGS and not _NAME_CLASS.search(node.get("class") or ""):
        return False
    text = "".join(map(str, node.itertext())).strip()
    return 0 < len(text) <= MAX_LABEL_LENGTH and not any(child.tag in _BLOCKS for child in node.iterdescendants())
