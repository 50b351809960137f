"""Pages with characters that XML refuses, half surrogate pairs and deep JSON-LD are read like any other."""

from __future__ import annotations

import json

import pytest
from page_factory import BODY, html_source, read_article

from onrecord.articles.control_characters import without_control_characters, without_controls

CONTROLS = ["\x0c", "\x0b", "\x1b", "\x01", "&#11;", "&#x0C;", "&#0027;", "\ufffe", "&#65535;", "&#xD800;"]


@pytest.mark.parametrize("control", CONTROLS)
def test_controls_beside_removed_elements_do_no_harm(control: str) -> None:
    asides = "".join(
        f"<p>Before{control}<{tag}>x{control}</{tag}>{control} after.</p>"
        for tag in ("form", "nav", "footer", "dialog")
    )
    quoted = (
        f"<div class='related'>more</div>{control}<p>She said <q>the{control} bridge{control}</q>{control} shut.</p>"
    )
    article = read_article(
        html_source(body=asides + quoted + BODY, head=f"<meta name='author' content='A{control} Quill'>")
    )
    assert "Paragraph 5 of the story" in article.text
    assert without_control_characters(article.text) == article.text


@pytest.mark.parametrize("name", ["headline", "author", "image", "publisher", "articleBody", "url"])
def test_deep_lists_and_half_surrogates_in_json_ld(name: str) -> None:
    half = '"\\ud83d and a bridge"'
    for value in ("[" * 700 + "]" * 700, half, f'[{{"name": {half}}}]'):
        script = f'{{"@type": "NewsArticle", "headline": "Bridge", "{name}": {value}}}'
        article = read_article(html_source(f"<script type='application/ld+json'>{script}</script>"))
        assert "Paragraph 5 of the story" in article.text
        json.dumps([article.title, article.authors, article.outlet], ensure_ascii=False).encode()


def test_other_references_stay() -> None:
    source = "&#9;&#10;&#65;&#x1F600;&#999999999;&amp;&#;"
    assert without_controls(source) == source
