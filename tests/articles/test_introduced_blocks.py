"""Lists and block quotations that a colon introduces, from web pages."""

from __future__ import annotations

from page_factory import html_source, web_page

from onrecord.articles.extract import extract_with_markup
from onrecord.settings import Settings

FIRST = "The engineers looked at the piers of the bridge on Monday and found four cracks in each of them, Ann Ray said."
LAST = "The bridge has been shut since the flood in May, when the river took the older one half a mile away with it."
MIDDLE = "The piers are older than the road, and the road is older than the rails."


def _blocks(markup: str) -> list[str]:
    page = web_page(html_source(body=f"<p>{FIRST}</p><p>She wrote to the council:</p>{markup}<p>{LAST}</p>"))
    article, blocks = extract_with_markup(page, Settings())
    return [article.text[start:end] for start, end in blocks]


def test_a_block_quotation_is_known_by_its_markup() -> None:
    paragraphs = "<p>The piers are older than the road.</p><p>We looked at each of them twice.</p>"
    block = "The piers are older than the road.\n\nWe looked at each of them twice."
    assert _blocks(f"<blockquote>{paragraphs}</blockquote>") == [block]
    assert _blocks(f"<blockquote><div>{paragraphs}</div></blockquote>") == [block]
    assert _blocks("<blockquote>The piers are older than the road.</blockquote>") == [block.split("\n")[0]]
    assert _blocks(paragraphs) == []


def test_a_list_is_known_by_its_markup() -> None:
    items = "<li>The piers are older than the road.</li><li>The road is older than the rails.</li>"
    assert [found.count("older") for found in _blocks(f"<ul>{items}</ul>")] == [2]
    assert [
        found.count("older") for found in _blocks(f"<ul>{items}</ul><ol>{items.replace('older', 'newer')}</ol>")
    ] == [2]


def test_a_block_that_no_colon_introduces_is_no_such_block() -> None:
    page = web_page(html_source(body=f"<p>{FIRST}</p><blockquote><p>{MIDDLE}</p></blockquote><p>{LAST}</p>"))
    assert extract_with_markup(page, Settings()).introduced_blocks == ()
