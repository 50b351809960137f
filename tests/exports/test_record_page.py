"""The page: everything in it escaped, nothing in it fetched or run, every statement marked in place."""

from __future__ import annotations

import re
from datetime import date

import lxml.html
import pytest

import samples
from onrecord import to_html
from onrecord.exports.views.span_markup import split_at_spans
from onrecord.records import CheckedQuotation, PageOrigin, Quotation, Span, Speaker, Statement, Verdict
from onrecord.store import SearchHit

EVIL = "<script>alert(1)</script>\" onload='x' &amp; \x1b[31m \x9b31m \x00 \ud800"


def test_the_page_holds_the_article_and_its_statements() -> None:
    tree = lxml.html.fromstring(to_html(samples.record()))
    assert tree.findtext(".//h1") == "Harbour bridge to shut"
    marks = [(mark.get("class"), mark.text_content()) for mark in tree.iterfind(".//article/p/mark")]
    assert ("content", "“We shut it on Friday,”") in marks
    assert ("cue", "told") in marks
    assert ("content source nested", "the mayor") in marks
    cards = tree.findall(".//ol/li")
    assert [card.findtext(".//b") for card in cards] == ["Mara Quill", "Mara Quill", "the mayor", "Mara Quill"]
    assert cards[2].get("class") == "depth1"


def test_the_text_is_whole() -> None:
    tree = lxml.html.fromstring(to_html(samples.record()))
    for number in tree.findall(".//article//a[@class='number']"):
        number.drop_tree()
    paragraphs = [p.text_content() for p in tree.iterfind(".//article/p") if not p.get("class")]
    assert paragraphs == samples.TEXT.split("\n\n")


def test_every_link_within_the_page_leads_somewhere() -> None:
    page = to_html(samples.record(), samples.record())
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 16
    assert set(re.findall(r'href="#([^"]+)"', page)) == set(ids)


def test_nothing_given_is_taken_for_markup() -> None:
    article = samples.article(
        EVIL * 2, title=EVIL, outlet=EVIL, authors=(EVIL,), url=None, language=EVIL, section=EVIL, published=EVIL
    )
    origin = PageOrigin("file", EVIL, None, "0" * 64)
    content = (Span(0, 20, article.text[:20]),)
    record = samples.record(
        id=EVIL,
        article=samples.article(article.text, title=EVIL, outlet=EVIL, url=None, language=EVIL, page=origin),
        statements=(Statement("q1", "direct", content, source=content, cue=content, hedges=content),),
        speakers=(Speaker("s1", EVIL, "person", (Span(0, 1, EVIL),), (Span(1, 2, EVIL),)),),
    )
    page = to_html(record) + str(record._repr_html_())
    assert "<script" not in page
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", page)
    tree = lxml.html.fromstring(page)
    assert not tree.xpath("//@onload")
    assert tree.find(".//html") is None


def test_text_from_right_to_left_does_not_move_its_neighbours() -> None:
    rule = re.compile(r"\.onrecord :is\([^)]*\bb\b[^)]*\bspan\b[^)]*\) \{ unicode-bidi: isolate; \}")
    record = samples.record(article=samples.article(title="\u05d3\u05d5\u05d3 1 \u202e2\u202c"))
    for page in (to_html(record), record._repr_html_()):
        assert rule.search(page)
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)


def test_nothing_is_fetched_or_run() -> None:
    page = to_html(samples.record(article=samples.article(image="https://evil.example/a.png")))
    assert not re.search(r"<(script|img|link|iframe|object|embed|video)|url\(|@import| src=", page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://[bad"])
def test_only_web_addresses_are_links(address: str) -> None:
    tree = lxml.html.fromstring(to_html(samples.record(article=samples.article(url=address))))
    assert tree.findtext(".//p[@class='address']") == address
    assert tree.find(".//p[@class='address']/a") is None


def test_pieces_cover_the_text_without_a_gap() -> None:
    record = samples.record()
    found = list(split_at_spans(0, len(samples.TEXT), record.statements, record.nesting_depths()))
    assert "".join(samples.TEXT[piece.start : piece.end] for piece in found) == samples.TEXT
    told = next(piece for piece in found if samples.TEXT[piece.start : piece.end] == "told")
    assert [role for role, _ in told.roles] == ["cue"]


def test_a_long_paragraph_with_many_statements_is_quick() -> None:
    text = "“a,” he said. " * 4000
    statements = tuple(
        Statement(f"q{n}", "direct", (Span(n * 14, n * 14 + 4, "“a,”"),), cue=(Span(n * 14 + 8, n * 14 + 12, "said"),))
        for n in range(4000)
    )
    page = to_html(samples.record(article=samples.article(text), statements=statements))
    assert page.count('<mark class="cue"') == 4001


def test_no_records_make_a_page_too() -> None:
    assert to_html().startswith("<!DOCTYPE html>")


def test_statements_hits_and_verdicts_are_shown_in_a_notebook() -> None:
    statement = samples.record().statements[0]
    shown = lxml.html.fromstring(statement._repr_html_())
    assert shown.findtext(".//blockquote") == "“We shut it on Friday,”"
    assert "Mara Quill" in shown.text_content()
    hit = SearchHit(
        1, "q1", "We <shut> it", ((3, 9),), 1.0, "direct", "assert", "neutral", "s1", "Mara Quill", None, None, None,
        None, 0.9, None, True, "told",
        "r1", "Bridge", "Ledger", "javascript:alert(1)", None, date(2025, 3, 3), "", (0, 0),
    )  # fmt: skip
    shown = lxml.html.fromstring(hit._repr_html_())
    assert shown.findtext(".//mark") == "<shut>"
    assert "told · Ledger · 3 March 2025" in shown.text_content()
    assert shown.find(".//a") is None
    quotation = Quotation("q", "We shut it", "Mara Quill")
    verdict = Verdict(quotation, "verbatim", "t", (), None, None, (), False, True, 0.9, "The words are the same.")
    shown = lxml.html.fromstring(CheckedQuotation(verdict)._repr_html_())
    assert "verbatim" in shown.text_content()
