"""Pages and texts made to take minutes: each is read, or refused, in seconds."""

from __future__ import annotations

import time

import pytest
from made import BODY, WORDS, html, read

from onrecord.articles.markdown import plain_lines
from onrecord.articles.metadata.bylines import clean

SECONDS = 8.0  # each took 20 and more before it was seen to, and one second since; machines differ


@pytest.mark.parametrize("byline", ["A and " * 20_000, "a" * 200_000, "@" * 200_000, "(" * 50_000])
def test_a_byline_without_end_names_nobody(byline: str) -> None:
    started = time.perf_counter()
    assert clean([byline, "By Ann Lee"]) == ("Ann Lee",)
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize("marks", ["*a ", "[", "[a](", "_a ", "`a ", "`", "![](", '[a](b "', "<http://", "# #"])
def test_markdown_of_marks_alone(marks: str) -> None:
    started = time.perf_counter()
    assert plain_lines(f"{marks * 30_000}\n\n**Boats** stay")[-1] == "Boats stay"
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (f"<html><body><article>{BODY}<p>{'the man said<br>' * 20_000}</p></article></body></html>", "the man said"),
        (f"<html><body><article>{BODY}<p>{'<span>a man</span> ' * 40_000}</p></article></body></html>", "a man a man"),
        ("<div>" * 300 + "<!--" * 50_000 + BODY, "council said"),
        ("<div>" * 300 + "<script>" * 20_000 + BODY, "council said"),
        ("<nav>" * 20_000 + BODY, "council said"),
        (html(head=f"<meta name='author' content='{'(' * 50_000}'>"), "council said"),
    ],
)
def test_a_page_made_to_take_minutes(page: str, words: str) -> None:
    started = time.perf_counter()
    assert words in read(page).text
    assert time.perf_counter() - started < SECONDS


def test_a_page_too_deep_for_a_tree_loses_its_scripts_and_menus_alone() -> None:
    script = f"<script>{'var unseen; ' * 9_000}</script>"
    menu = "<nav>Home, news, sport</nav>"
    open_menu = f"<nav>Weather{WORDS * 600}"
    found = read(f"{'<div>' * 300}{menu}{script}<!-- unseen -->{open_menu}</nav>{BODY}")
    assert "unseen" not in found.text
    assert "Home, news" not in found.text
    assert "Paragraph 5 of" in found.text
    assert "Weather" in found.text  # its end is too far away to be its own
