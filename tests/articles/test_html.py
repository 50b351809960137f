"""Web pages to articles: their bodies, their furniture, and what is refused."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import BODY, WORDS, html, page, read

from onrecord.articles.extract import extract
from onrecord.errors import ArticleError
from onrecord.records import Article
from onrecord.settings import Settings


def test_paragraphs_lie_where_they_say_and_furniture_is_kept_aside() -> None:
    extra = "<p>Advertisement</p><p>Read more: Ten other bridges</p><p>Exit mobile version</p>"
    found = read(html(body=BODY + extra))
    assert [found.text[s:e] for s, e in found.paragraphs] == found.text.split("\n\n")
    assert "Advertisement" not in found.text
    assert "Read more" not in found.text
    assert {"Advertisement", "Read more: Ten other bridges", "Exit mobile version"} <= set(found.boilerplate)


def test_hidden_characters_do_not_break_offsets() -> None:
    found = read(html(body=BODY.replace("bridge", "bri\u200bdge\u200f\u202e\x00")))
    assert "bridge" in found.text
    assert not set("\u200b\u200f\u202e\x00") & set(found.text)
    assert all(found.text[s:e].strip() == found.text[s:e] for s, e in found.paragraphs)


@pytest.mark.parametrize(
    "body", ["", "<html></html>", "<html><body><div></div></body></html>", "<<<>>>", "\x00\x00", "<p>   </p>", "&&&&"]
)
def test_a_page_without_an_article_is_one_clear_error(body: str) -> None:
    with pytest.raises(ArticleError, match=r"^a\.html: [^\n]+$"):
        read(body)


def test_a_french_page_is_refused_by_name() -> None:
    french = (
        "<p>"
        + "Le ministre a déclaré mardi que les travaux du pont ne reprendront pas avant la fin de cette année. " * 12
        + "</p>"
    )
    with pytest.raises(ArticleError, match="'fr'"):
        read(html(body=french))
    assert extract(page(html(body=french)), Settings(languages="en,fr")).language == "fr"


@pytest.mark.parametrize("tag", ["div", "span", "b", "table"])
def test_ten_thousand_nested_tags_end_quickly(tag: str) -> None:
    started = time.perf_counter()
    found = read(html(body=f"<{tag}>" * 10_000 + BODY + f"</{tag}>" * 10_000))
    assert "council said" in found.text
    assert time.perf_counter() - started < 30


def test_broken_html_is_read() -> None:
    found = read("<html><body><article><h1>Bridge shut" + BODY.replace("</p>", "") + "<div><p>unclosed")
    assert "council said on Monday" in found.text


def test_an_article_past_the_limit_is_refused() -> None:
    with pytest.raises(ArticleError, match="ONRECORD_MAX_TEXT"):
        extract(page(html()), Settings(max_text=100))


def test_words_are_the_pages_own_and_a_paragraph_left_out_is_found_again() -> None:
    more = f"<ul><li>The <b>mayor</b> agreed. {WORDS}</li></ul><div class='x'><p>Quoted box</p></div>"
    body = f"{BODY}{more}<p>It was a short end.</p>"
    found = read(html(body=body))
    assert "\n\nThe mayor agreed. The council" in found.text
    assert found.text.endswith("It was a short end.")


def test_marks_and_breaks_are_as_a_browser_shows_them() -> None:
    said = "<p>She said <q>we wait</q> and then <q>we <b>go</b></q>.</p>"
    broken = "<p>The mayor<br>said that she<br/>would wait.</p><p>One line ends.<br><br>Another begins.</p>"
    hidden = "<p style='display: none'>Words that no one sees on this page.</p><p hidden>Nor these words here.</p>"
    found = _tail(read(html(body=BODY + said + hidden + broken)), 4)
    assert found == [
        "She said “we wait” and then “we go”.",
        "The mayor said that she would wait.",
        "One line ends.",
        "Another begins.",
    ]


def _tail(article: Article, count: int) -> list[str]:
    return article.text.split("\n\n")[-count:]


def test_what_names_itself_an_aside_is_furniture() -> None:
    asides = (
        f"<div class='related-articles'><p>{WORDS}Related one.</p></div>"
        f"<section id='newsletterSignup'><p>{WORDS}Sign here.</p></section>"
        f"<blockquote class='twitter-tweet'><p>{WORDS}Tweeted.</p></blockquote>"
        f"<div class='author-bio'><p>Ana Ray is a reporter. {WORDS}</p></div>"
    )
    found = read(html(body=BODY + asides + BODY.replace("Paragraph", "Part")))
    for words in ("Related one.", "Sign here.", "Tweeted.", "Ana Ray is"):
        assert words not in found.text
        assert any(words in line for line in found.boilerplate)
    assert "Part 5 of the story" in found.text


def test_a_name_does_not_cost_the_body() -> None:
    found = read(html(body=f"<div class='social comments related'>{BODY}</div>"))
    assert "Paragraph 5 of the story" in found.text


def test_the_stand_first_opens_the_text() -> None:
    deck = "Engineers have yet to look at the piers, and drivers are losing patience"
    told = f"<meta name='description' content='{deck}'>"
    assert read(html(told, f"<div>{deck}</div>{BODY}")).text.startswith(deck)
    assert read(html("", f"<h2 class='article__standfirst'>{deck}</h2>{BODY}")).text.startswith(deck)
    assert deck not in read(html(told)).text  # the page does not show it


def test_a_pull_quote_stands_once_and_a_biography_is_furniture() -> None:
    quote = "The piers are safe and the engineers know it"
    said = f"<p>“{quote},” the mayor said. {WORDS}</p>"
    about = "<p>Ana Ray is a senior reporter for the Harbour Post.</p>"
    found = read(html(body=f"{BODY}<div>{quote}</div>{said}{BODY.replace('Para', 'Pa')}{about}"))
    assert found.text.count(quote) == 1
    assert "senior reporter" not in found.text
    assert "Ana Ray is a senior reporter for the Harbour Post." in found.boilerplate


def test_the_json_ld_body_serves_where_the_page_shows_none() -> None:
    body = "\\n\\n".join(f"{WORDS}Part {n}." for n in range(9))
    script = f'{{"@type":"NewsArticle","headline":"Bridge","articleBody":"{body}"}}'
    found = read(html(f"<script type='application/ld+json'>{script}</script>", "<div id='app'></div>"))
    assert len(found.paragraphs) == 9
    assert found.text.endswith("Part 8.")


def test_a_huge_page_is_read_from_afar_and_quickly() -> None:
    links = "".join(f"<div><a href='/{n}'>Link {n}</a></div>" for n in range(60_000))
    started = time.perf_counter()
    found = read(html(body=links + BODY))
    assert "Paragraph 5 of the story" in found.text
    assert "Link 7" not in found.text
    assert time.perf_counter() - started < 20


PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div class='ad'>",
            "</div>",
            "<article>",
            "<h1>",
            "</h1>",
            "<li>",
            "<table>",
            "<td>",
            "<br/>",
        ),
        *(
            "<!--",
            "-->",
            "<script>",
            "</script>",
            "<a href='",
            "'>",
            "&amp;",
            "&#0;",
            "&#xD800;",
            "]]>",
            "<svg>",
            WORDS,
        ),
        *(
            "<meta property='og:title' content='",
            "<script type='application/ld+json'>",
            '{"@type":"Article"',
            "<h1/><p/>",
        ),
        *("\u202e", "\x00", "\ud800", "<html lang='en'>", "<body>", "<template>", "<iframe>"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=40))
@settings(max_examples=80, deadline=None)
def test_any_page_is_an_article_or_one_clear_error(pieces: list[str]) -> None:
    told = ""
    found = None
    try:
        found = read("".join(pieces))
    except ArticleError as error:
        told = str(error)
    if found is None:
        assert re.fullmatch(r"a\.html: [^\n]+", told)
    else:
        assert [found.text[start:end] for start, end in found.paragraphs] == found.text.split("\n\n")
        assert not {"\x00", "\u202e"} & set(found.text)
        found.text.encode("utf-8")
