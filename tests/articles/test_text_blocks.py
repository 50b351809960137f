"""Blocks of text that are known before asides are removed are those that the page has afterwards."""

from __future__ import annotations

import pytest
from lxml import html

from onrecord.articles.body.paragraph_repair import find_blocks, text_key
from onrecord.articles.body.strip_asides import strip_asides

PAGE = """<html><body><div class="story"><p>The lock on the Wend canal opens in May.</p>
<p>The keeper <span class="share-tools">Share this</span> has painted the gates <b>green</b>.</p>
<section><div class="newsletter"><p>Sign up for our letter.</p></div>Boats may pass from six.</section>
<blockquote>It is a good lock.<div class="related-links"><div>More</div></div></blockquote></div>
<nav><ul><li>Home</li></ul></nav></body></html>"""


def test_known_blocks_are_those_of_a_page_without_its_asides() -> None:
    tree = html.document_fromstring(PAGE)
    known = find_blocks(tree)
    changed = strip_asides(tree)
    afresh = [(block.element, block.words, block.key) for block in find_blocks(tree)]
    assert [(block.element, block.words, block.key) for block in find_blocks(tree, known, changed)] == afresh
    words = [words for _, words, _ in afresh]
    assert words != [block.words for block in known]
    assert "The keeper has painted the gates green." in words
    assert "Boats may pass from six." in words  # an element that held blocks, and is one now


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Well, no: 3 boats_!", "wellno3boats"),
        ("“It’s late” — so… he\u00a0said", "itslatesohesaid"),
        ("Größe · 5 ②", "größe5②"),
        ("日本、語", "日本語"),
    ],
)
def test_a_key_has_the_letters_and_digits_of_a_text(words: str, key: str) -> None:
    assert text_key(words) == key == "".join(filter(str.isalnum, words)).lower()
