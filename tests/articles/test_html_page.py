"""Web pages to articles: their main text, their boilerplate, and what is refused."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_factory import BODY, WORDS, html_source, read_article, web_page

from onrecord.articles.extract import extract_article
from onrecord.errors import ArticleError
from onrecord.records import Article
from onrecord.settings import Settings


def test_paragraphs_have_their_offsets_and_boilerplate_is_kept_apart() -> None:
    extra = "<p>Advertisement</p><p>Read more: Ten other bridges</p><p>Exit mobile version</p>"
    article = read_article(html_source(body=BODY + extra))
    assert [article.text[s:e] for s, e in article.paragraphs] == article.text.split("\n\n")
    assert "Advertisement" not in article.text
    assert "Read more" not in article.text
    assert {"Advertisement", "Read more: Ten other bridges", "Exit mobile version"} <= set(article.boilerplate)


def test_hidden_characters_do_not_break_offsets() -> None:
    article = read_article(html_source(body=BODY.replace("bridge", "bri\u200bdge\u200f\u202e\x00")))
    assert "bridge" in article.text
    assert not set("\u200b\u200f\u202e\x00") & set(article.text)
    assert all(article.text[s:e].strip() == article.text[s:e] for s, e in article.paragraphs)


@pytest.mark.parametrize(
    "body", ["", "<html></html>", "<html><body><div></div></body></html>", "<<<>>>", "\x00\x00", "<p>   </p>", "&&&&"]
)
def test_a_page_without_an_article_is_one_clear_error(body: str) -> None:
    with pytest.raises(ArticleError, match=r"^a\.html: [^\n]+$"):
        read_article(body)


def test_a_french_page_is_refused_by_name() -> None:
    french = (
        "<p>"
        + "Le ministre a déclaré mardi que les travaux du pont ne reprendront pas avant la fin de cette année. " * 12
        + "</p>"
    )
    with pytest.raises(ArticleError, match="'fr'"):
        read_article(html_source(body=french))
    assert extract_article(web_page(html_source(body=french)), Settings(languages="en,fr")).language == "fr"


@pytest.mark.parametrize("tag", ["div", "span", "b", "table"])
def test_ten_thousand_nested_tags_are_read(tag: str) -> None:
    article = read_article(html_source(body=f"<{tag}>" * 10_000 + BODY + f"</{tag}>" * 10_000))
    assert "council said" in article.text


def test_broken_html_is_read() -> None:
    article = read_article("<html><body><article><h1>Bridge shut" + BODY.replace("</p>", "") + "<div><p>unclosed")
    assert "council said on Monday" in article.text


def test_an_article_past_the_limit_is_refused() -> None:
    with pytest.raises(ArticleError, match="ONRECORD_MAX_TEXT"):
        extract_article(web_page(html_source()), Settings(max_text=100))


def test_words_are_those_of_the_page_and_dropped_paragraphs_are_added() -> None:
    more = f"<ul><li>The <b>mayor</b> agreed. {WORDS}</li></ul><div class='x'><p>Quoted box</p></div>"
    body = f"{BODY}{more}<p>It was a short end.</p>"
    article = read_article(html_source(body=body))
    assert "\n\nThe mayor agreed. The council" in article.text
    assert article.text.endswith("It was a short end.")


def test_marks_and_breaks_are_as_a_browser_shows_them() -> None:
    quoted = "<p>She said <q>we wait</q> and then <q>we <b>go</b></q>.</p>"
    broken = "<p>The mayor<br>said that she<br/>would wait.</p><p>One line ends.<br><br>Another begins.</p>"
    hidden = "<p style='display: none'>Words that no one sees on this page.</p><p hidden>Nor these words here.</p>"
    article = last_paragraphs(read_article(html_source(body=BODY + quoted + hidden + broken)), 4)
    assert article == [
        "She said “we wait” and then “we go”.",
        "The mayor said that she would wait.",
        "One line ends.",
        "Another begins.",
    ]


def last_paragraphs(article: Article, count: int) -> list[str]:
    return article.text.split("\n\n")[-count:]


def test_elements_named_as_asides_are_boilerplate() -> None:
    asides = (
        f"<div class='related-articles'><p>{WORDS}Related one.</p></div>"
        f"<section id='newsletterSignup'><p>{WORDS}Sign here.</p></section>"
        f"<blockquote class='twitter-tweet'><p>{WORDS}Tweeted.</p></blockquote>"
        f"<div class='author-bio'><p>Ana Ray is a reporter. {WORDS}</p></div>"
    )
    article = read_article(html_source(body=BODY + asides + BODY.replace("Paragraph", "Part")))
    for words in ("Related one.", "Sign here.", "Tweeted.", "Ana Ray is"):
        assert words not in article.text
        assert any(words in line for line in article.boilerplate)
    assert "Part 5 of the story" in article.text


def test_a_class_name_does_not_remove_the_main_text() -> None:
    article = read_article(html_source(body=f"<div class='social comments related'>{BODY}</div>"))
    assert "Paragraph 5 of the story" in article.text


def test_the_standfirst_is_the_first_paragraph() -> None:
    deck = "Engineers have yet to look at the piers, and drivers are losing patience"
    description = f"<meta name='description' content='{deck}'>"
    assert read_article(html_source(description, f"<div>{deck}</div>{BODY}")).text.startswith(deck)
    assert read_article(html_source("", f"<h2 class='article__standfirst'>{deck}</h2>{BODY}")).text.startswith(deck)
    assert deck not in read_article(html_source(description)).text  # the page does not show it


def test_a_pull_quote_is_kept_once_and_a_biography_is_boilerplate() -> None:
    quote = "The piers are safe and the engineers know it"
    quoted = f"<p>“{quote},” the mayor said. {WORDS}</p>"
    about = "<p>Ana Ray is a senior reporter for the Harbour Post.</p>"
    article = read_article(html_source(body=f"{BODY}<div>{quote}</div>{quoted}{BODY.replace('Para', 'Pa')}{about}"))
    assert article.text.count(quote) == 1
    assert "senior reporter" not in article.text
    assert "Ana Ray is a senior reporter for the Harbour Post." in article.boilerplate


def test_the_json_ld_body_is_taken_if_the_page_shows_none() -> None:
    body = "\\n\\n".join(f"{WORDS}Part {n}." for n in range(9))
    script = f'{{"@type":"NewsArticle","headline":"Bridge","articleBody":"{body}"}}'
    article = read_article(html_source(f"<script type='application/ld+json'>{script}</script>", "<div id='app'></div>"))
    assert len(article.paragraphs) == 9
    assert article.text.endswith("Part 8.")


def test_a_huge_page_is_read_by_its_paragraphs_alone() -> None:
    links = "".join(f"<div><a href='/{n}'>Link {n}</a></div>" for n in range(60_000))
    article = read_article(html_source(body=links + BODY))
    assert "Paragraph 5 of the story" in article.text
    assert "Link 7" not in article.text


FRAGMENTS = st.sampled_from(
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


@given(st.lists(FRAGMENTS | st.text(max_size=20), max_size=40))
@settings(max_examples=80, deadline=None)
def test_any_page_is_an_article_or_one_clear_error(fragments: list[str]) -> None:
    message = ""
    article = None
    try:
        article = read_article("".join(fragments))
    except ArticleError as error:
        message = str(error)
    if article is None:
        assert re.fullmatch(r"a\.html: [^\n]+", message)
    else:
        assert [article.text[start:end] for start, end in article.paragraphs] == article.text.split("\n\n")
        assert not {"\x00", "\u202e"} & set(article.text)
        article.text.encode("utf-8")


def test_the_lead_is_kept_though_its_class_is_that_of_a_teaser() -> None:
    lead = '<div class="teaser-lead"><p>The ferryman wept when the last barrier fell across his lane.</p></div>'
    assert "The ferryman wept" in read_article(html_source(body=lead + BODY)).text
    linked = lead.replace("<p>", '<p><a href="/x">Gulls</a> ')
    assert "The ferryman wept" not in read_article(html_source(body=BODY + linked)).text


def _paragraphs(body: str, head: str = "") -> list[str]:
    article = read_article(html_source(head, body))
    return [article.text[start:end] for start, end in article.paragraphs]


def test_teasers_bylines_dates_and_prompts_are_no_paragraphs() -> None:
    teaser = f'<ul><li><a href="/n"><h3>Whale seen</h3><p>{"A whale was seen off the pier. " * 4}</p></a></li></ul>'
    byline = '<div class="byline">By <a href="/p">Ana Ray</a> - <time datetime="2023-06-08">June 8</time></div>'
    link = '<p><a href="/x">A goat called Plenty wins the cup</a></p><p>[<a href="/y">Read: the mayor at home</a>]</p>'
    prompts = "<p>Posted on</p><p>(NH)</p><p>______</p><p>Tom Lee contributed to this report from Port Arden.</p>"
    lines = _paragraphs(byline + BODY + link + teaser + prompts)
    assert lines == _paragraphs(BODY)


def test_a_paragraph_shown_twice_is_read_once() -> None:
    assert _paragraphs(BODY + BODY) == _paragraphs(BODY)


def test_a_badge_is_parted_from_the_standfirst() -> None:
    standfirst = '<div class="standfirst"><span>Live</span><span>The piers will be looked at on Saturday.</span></div>'
    assert _paragraphs(standfirst + BODY)[0] == "Live The piers will be looked at on Saturday."


def test_a_page_of_one_paragraph_is_that_paragraph() -> None:
    paragraph = "A pilot has told the inquiry that he called the tower “until the fuel told me to stop” over the bay."
    meta = '<p class="sub">Nobody sat there</p><div class="author-name">By <a href="/a">Ana Ray</a></div>'
    caption = "<figure><figcaption>The tower. Photo: T. Lee</figcaption></figure>"
    assert _paragraphs(f"{meta}{caption}<div><p>{paragraph}</p></div>") == [paragraph]


def test_the_paragraphs_of_a_body_in_one_line_are_found_again() -> None:
    body = "The boat sank.“We swam to the pier,” said Ana Ray.“Then it rained.“It was warm.”The owner was sorry."
    data = json.dumps({"@type": "NewsArticle", "headline": "x", "articleBody": body})
    lines = _paragraphs("<p>The boat sank.</p>", f'<script type="application/ld+json">{data}</script>')
    assert lines == [
        "The boat sank.",
        "“We swam to the pier,” said Ana Ray.",
        "“Then it rained.",
        "“It was warm.”",
        "The owner was sorry.",
    ]
