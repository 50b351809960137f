"""Saved text and exact text to articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.articles import extract
from onrecord.articles.paragraphs import collapse
from onrecord.articles.plain import read_plain
from onrecord.errors import ArticleError
from onrecord.records import Article, Page, PageOrigin
from onrecord.settings import Settings

SHARED = Path(__file__).resolve().parents[3] / "shared"
STORY = "The mayor said that it was late and that the boats were not to leave the harbour in the dark."
SAVED = f"""Boats stay in harbour — Harbour Post

{STORY}

“We wait,” she said. {STORY}


https://harbourpost.example/boats.jpg

2025-02-27 16:17:40

Exit mobile version"""


def _text(body: str, name: str = "a.txt", media: str = "text") -> Page:
    return Page(PageOrigin("file", name, None, "0" * 64), media, body, title=None)  # type: ignore[arg-type]


def _read(body: str, name: str = "a.txt") -> Article:
    return extract(_text(body, name), Settings())


def test_a_saved_page_is_sorted_into_its_fields() -> None:
    found = _read(SAVED)
    assert (found.title, found.outlet) == ("Boats stay in harbour", "Harbour Post")
    assert (found.image, found.published) == ("https://harbourpost.example/boats.jpg", "2025-02-27T16:17:40")
    assert found.furniture == ("Exit mobile version",)
    assert found.text == f"{STORY}\n\n“We wait,” she said. {STORY}"
    assert [found.text[s:e] for s, e in found.paragraphs] == found.text.split("\n\n")


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_the_shared_article_is_sorted_into_its_fields() -> None:
    found = _read((SHARED / "articles" / "000_f311519d86175a2b.txt").read_text("utf-8"))
    assert found.title == "Trump refuses to guarantee backup for British military"
    assert found.outlet == "RT World News"
    assert found.published == "2025-02-27T16:17:40"
    assert found.furniture == ("Exit mobile version",)
    assert found.text.startswith("The UK is “ready to put boots on the ground")
    assert found.text.endswith("near Russia’s borders.")


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    wrapped = (
        "The mayor said that it was late and that the boats\nwere not to leave the harbour in the dark until the\n"
        "fog had gone and the pilot had come aboard with the\nnew charts of the bay and the river."
    )
    found = _read(f"{wrapped}\n\n{wrapped}\n")
    assert len(found.paragraphs) == 2
    assert "boats were not to leave" in found.text


def test_markdown_is_reduced_to_its_words() -> None:
    found = _read(f"# Boats stay\n\n**Late.** See [the *chart*](http://x.example/a). {STORY}\n\n- {STORY}\n", "a.md")
    assert found.title == "Boats stay"
    assert found.text.startswith("Late. See the chart. The mayor")
    assert not set("#*[]") & set(found.text)


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60), max_size=12))
@settings(max_examples=150, deadline=None)
def test_no_line_is_lost(lines: list[str]) -> None:
    found = read_plain(_text("\n".join(lines)))
    kept = " ".join(
        filter(None, (found.title, found.outlet, found.image, *found.authors, *found.furniture, found.text))
    )
    kept = " ".join(kept.split())
    for line in lines:
        words = [w for w in collapse(line).split() if any(c.isalnum() for c in w)]
        if found.published is None or not line.strip()[:1].isdigit():
            assert all(word in kept for word in words if word.lower() not in {"by", "and"})


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_exact_text_stays_to_the_character(body: str) -> None:
    try:
        found = extract(_text(body, media="exact"), Settings())
    except ArticleError:
        return
    assert found.text == body
    assert all(0 <= s < e <= len(body) for s, e in found.paragraphs)


@pytest.mark.parametrize("body", ["", "  \n \n", "!!! ???", "\u200e\u200f"])
def test_text_without_words_is_refused(body: str) -> None:
    for media in ("text", "exact"):
        with pytest.raises(ArticleError, match="no article text"):
            extract(_text(body, media=media), Settings())


def test_french_text_is_refused_and_a_few_words_are_not_judged() -> None:
    french = (
        "Le maire a dit que les bateaux ne devaient pas quitter le port avant le matin "
        "parce que la nuit était trop noire pour eux."
    )
    with pytest.raises(ArticleError, match="'fr'"):
        _read(french)
    assert extract(_text("Bonjour.", media="exact"), Settings()).language is None


def test_one_paragraph_of_200_000_characters_is_read() -> None:
    found = _read("The mayor said that it was late. " * 6_100)
    assert len(found.paragraphs) == 1
