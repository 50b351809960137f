"""Records as a page: the article with its statements marked in place, and beside it who said what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from importlib import resources
from urllib.parse import urlsplit

from onrecord.exports.display_text import being, byline, circumstances, joined, naming, tallies, traits
from onrecord.exports.span_markup import Piece, pieces
from onrecord.records import Article, Record, Statement

# What may not stand in HTML, and what would reach a terminal that the page is printed on.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LEGEND = (
    '<p class="legend"><mark class="content">what was said</mark> <mark class="source">who said it</mark> '
    '<mark class="cue">the words that attribute it</mark></p>'
)
FOOT = "</body>\n</html>\n"


def page(records: Iterable[Record]) -> str:
    """One page for all records. Nothing in it is fetched or run."""
    some = list(records)
    title = some[0].article.title if some else None
    return head(title) + "".join(fragment(one, f"r{n}", style=False) for n, one in enumerate(some, 1)) + FOOT


def head(title: str | None, style: str = "") -> str:
    """The page up to its first record. ``style`` is CSS of the page's own."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Should anything of a page ever slip through the escaping, the browser still neither runs nor fetches it.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{text(title or 'Who said what')}</title>\n<style>\n{_style()}{style}</style>\n"
        '</head>\n<body class="onrecord-page">\n'
    )


def fragment(record: Record, prefix: str = "", *, style: bool = True) -> str:
    """One record, for a page or a notebook. ``prefix`` keeps the ids of several records on one page apart."""
    article, drawing = record.article, _Drawing(record, prefix or "r" + re.sub(r"\W", "", record.id))
    count = len(record.statements)
    return (
        '<div class="onrecord">\n'
        + (f"<style>\n{_style()}</style>\n" if style else "")
        + f"<article{_lang(article)}>\n<header>\n{_header(article)}</header>\n{_LEGEND}\n"
        + "\n".join(drawing.paragraphs())
        + f'\n</article>\n<aside aria-label="Who said what">\n<h2>Speakers</h2>\n{_speakers(record)}'
        + f'<h2>{count} statement{"" if count == 1 else "s"}</h2>\n<ol class="statements">\n'
        + "\n".join(map(drawing.card, record.statements))
        + "\n</ol>\n</aside>\n</div>\n"
    )


def statement_fragment(statement: Statement) -> str:
    """One statement, for a notebook: its content, cue, circumstances and labels."""
    about = " · ".join(text(part) for part in (joined(statement.source), joined(statement.cue)) if part)
    about = " · ".join([about, *map(text, circumstances(statement))]).strip(" ·")
    return (
        f'<div class="onrecord statement">\n<style>\n{_style()}</style>\n<p class="about">{about}</p>'
        f"<blockquote>{text(statement.text)}</blockquote>"
        f'<p class="tags">{"".join(map(_tag, traits(statement)))}</p></div>\n'
    )


def text(value: str) -> str:
    """Text as HTML."""
    return escape(_CONTROLS.sub("\ufffd", value))


def _style() -> str:
    return resources.files("onrecord.exports").joinpath("record_page.css").read_text("utf-8")


def _lang(article: Article) -> str:
    return f' lang="{text(article.language)}"' if article.language else ""


def _header(article: Article) -> str:
    title = f"<h1>{text(article.title)}</h1>\n" if article.title else ""
    known = byline(article)
    line = f'<p class="byline">{text(" · ".join(known))}</p>\n' if known else ""
    return title + line + _address(article.url or article.page.location)


def _address(address: str) -> str:
    return f'<p class="address">{link(address, address)}</p>\n'


def link(address: str | None, words: str) -> str:
    """A link for a web address, and for nothing else: a page may name ``javascript:`` as its own address."""
    if address and _scheme(address) in {"http", "https"}:
        return f'<a href="{text(address)}" rel="noreferrer noopener">{text(words)}</a>'
    return text(words)


def _scheme(address: str) -> str:
    """The address's scheme, empty when it is no address."""
    try:
        return urlsplit(address).scheme
    except ValueError:
        return ""


def _speakers(record: Record) -> str:
    rows = []
    for speaker, count in tallies(record):
        known = being(speaker)
        roles = f' <span class="role">{text(known)}</span>' if known else ""
        rows.append(f'<li><b>{text(speaker.name)}</b>{roles} <span class="count">{count}</span></li>')
    return f'<ul class="speakers">\n{chr(10).join(rows)}\n</ul>\n' if rows else '<p class="none">none</p>\n'


class _Drawing:
    """What the parts of one record's drawing share: names, depths and numbers of its statements."""

    def __init__(self, record: Record, prefix: str) -> None:
        self.record = record
        self.prefix = prefix
        self.names = naming(record)
        self.depth = record.nesting_depths()
        self.numbers = {statement.id: n for n, statement in enumerate(record.statements, 1)}
        self.ends: dict[int, list[Statement]] = {}
        for statement in record.statements:
            self.ends.setdefault(max(span.end for span in statement.content), []).append(statement)

    def paragraphs(self) -> Iterator[str]:
        """The article's paragraphs, each statement numbered after the last of its content."""
        for start, end in self.record.article.paragraphs:
            shown = []
            for piece in pieces(start, end, self.record.statements, self.depth):
                shown.append(self._piece(piece))
                shown += map(self._number, self.ends.get(piece.end, []))
            yield f"<p>{''.join(shown)}</p>"

    def card(self, one: Statement) -> str:
        """A statement by itself, for the list beside the article."""
        number = self.numbers[one.id]
        about = " · ".join(text(part) for part in (joined(one.cue), *circumstances(one)) if part)
        back = f'href="#{self.prefix}-t{number}" aria-label="Statement {number} in the article"'
        return (
            f'<li id="{self.prefix}-s{number}" class="depth{min(self.depth[one.id], 3)}">'
            f'<p><a class="number" {back}>{number}</a> <b>{text(self.names[one.id])}</b> '
            f'<span class="about">{about}</span></p><blockquote>{text(joined(one.content))}</blockquote>'
            f'<p class="tags">{"".join(map(_tag, traits(one)))}</p></li>'
        )

    def _piece(self, piece: Piece) -> str:
        shown = text(self.record.article.text[piece.start : piece.end])
        if not piece.plays:
            return shown
        inner = max((one for _, one in piece.plays), key=lambda one: self.depth[one.id])
        classes = list(dict.fromkeys(str(part) for part, _ in piece.plays))
        if "content" in classes and self.depth[inner.id]:
            classes.append("nested")
        title = " · ".join([self.names[inner.id], *traits(inner)])
        return f'<mark class="{" ".join(classes)}" title="{text(title)}">{shown}</mark>'

    def _number(self, one: Statement) -> str:
        number = self.numbers[one.id]
        label = text(f"Statement {number}: {self.names[one.id]}")
        target = f'id="{self.prefix}-t{number}" href="#{self.prefix}-s{number}"'
        return f'<a class="number" {target} aria-label="{label}">{number}</a>'


def _tag(trait: str) -> str:
    return f'<span class="tag {text(re.split("[: ]", trait)[0])}">{text(trait)}</span>'
