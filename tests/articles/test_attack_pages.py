"""Pages and texts made to take minutes: the time to read them grows with their length, not with its square."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from page_factory import BODY, WORDS, html_source, read_article

from growth import time_growth
from onrecord.articles.markdown import markdown_paragraphs
from onrecord.articles.metadata.bylines import parse_bylines

MAX_GROWTH = 10  # times as long for four times the input; quadratic time would take sixteen times


@pytest.mark.parametrize("part", ["A and ", "a", "@", "("])
def test_an_endless_byline_names_nobody(part: str) -> None:
    assert parse_bylines([part * 100_000, "By Ann Lee"]) == ("Ann Lee",)
    assert time_growth(lambda length: parse_bylines([part * length]), 50_000, 200_000) < MAX_GROWTH


@pytest.mark.parametrize(
    "marks", ["*a ", "[", "[a](", "_a ", "`a ", "`", "![](", '[a](b "', "<http://", "# #", "> ", "1. ", "[a]: b\n"]
)
def test_a_line_of_markdown_marks_alone(marks: str) -> None:
    assert markdown_paragraphs(f"{marks * 20_000}\n\n**Boats** stay")[-1] == "Boats stay"
    assert time_growth(lambda length: markdown_paragraphs(marks * length), 5_000, 20_000) < MAX_GROWTH


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (lambda n: f"<html><body><article>{BODY}<p>{'the man said<br>' * n}</p></article></body></html>", "man said"),
        (lambda n: f"<html><body><article>{BODY}<p>{'<span>man</span> ' * (2 * n)}</p></article></body></html>", "man"),
        (lambda n: "<div>" * 300 + "<!--" * n + BODY, "council said"),
        (lambda n: "<div>" * 300 + "<script>" * n + BODY, "council said"),
        (lambda n: "<nav>" * n + BODY, "council said"),
        (lambda n: f"<article>{BODY}<p>{'<q>It rained.</q> ' * (n // 4)}</p></article>", "“It rained.” “It rained.”"),
        (lambda n: html_source(head=f"<meta name='author' content='{'(' * n}'>"), "council said"),
    ],
)
def test_a_page_made_to_take_minutes(source: Callable[[int], str], words: str) -> None:
    assert words in read_article(source(8_000)).text
    assert time_growth(lambda length: read_article(source(length)), 2_000, 8_000) < MAX_GROWTH


def test_a_page_too_deep_for_a_tree_loses_only_its_scripts_and_menus() -> None:
    script = f"<script>{'var unseen; ' * 9_000}</script>"
    menu = "<nav>Home, news, sport</nav>"
    open_menu = f"<nav>Weather{WORDS * 600}"
    article = read_article(f"{'<div>' * 300}{menu}{script}<!-- unseen -->{open_menu}</nav>{BODY}")
    assert "unseen" not in article.text
    assert "Home, news" not in article.text
    assert "Paragraph 5 of" in article.text
    assert "Weather" in article.text  # its end tag is too far away to be its own
