"""Saved text and exact text to articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.articles.body.paragraphs import collapse_whitespace
from onrecord.articles.extract import extract_article
from onrecord.articles.text_file import read_text_file
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


def text_page(body: str, name: str = "a.txt", media: str = "text") -> Page:
    return Page(PageOrigin("file", name, None, "0" * 64), media, body, title=None)  # type: ignore[arg-type]


def read_saved_text(body: str, name: str = "a.txt") -> Article:
    return extract_article(text_page(body, name), Settings())


def test_a_saved_page_is_sorted_into_its_fields() -> None:
    article = read_saved_text(SAVED)
    assert (article.title, article.outlet) == ("Boats stay in harbour", "Harbour Post")
    assert (article.image, article.published) == ("https://harbourpost.example/boats.jpg", "2025-02-27T16:17:40")
    assert article.boilerplate == ("Exit mobile version",)
    assert article.text == f"{STORY}\n\n“We wait,” she said. {STORY}"
    assert [article.text[s:e] for s, e in article.paragraphs] == article.text.split("\n\n")


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_the_shared_article_is_sorted_into_its_fields() -> None:
    article = read_saved_text((SHARED / "articles" / "000_f311519d86175a2b.txt").read_text("utf-8"))
    assert article.title == "Trump refuses to guarantee backup for British military"
    assert article.outlet == "RT World News"
    assert article.published == "2025-02-27T16:17:40"
    assert article.boilerplate == ("Exit mobile version",)
    assert article.text.startswith("The UK is “ready to put boots on the ground")
    assert article.text.endswith("near Russia’s borders.")


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    wrapped = (
        "The mayor said that it was late and that the boats\nwere not to leave the harbour in the dark until the\n"
        "fog had gone and the pilot had come aboard with the\nnew charts of the bay and the river."
    )
    article = read_saved_text(f"{wrapped}\n\n{wrapped}\n")
    assert len(article.paragraphs) == 2
    assert "boats were not to leave" in article.text


def test_markdown_is_reduced_to_its_words() -> None:
    article = read_saved_text(
        f"# Boats stay\n\n**Late.** See [the *chart*](http://x.example/a). {STORY}\n\n- {STORY}\n", "a.md"
    )
    assert article.title == "Boats stay"
    assert article.text.startswith("Late. See the chart. The mayor")
    assert not set("#*[]") & set(article.text)


def test_markdown_with_front_matter_wrapped_lines_and_a_quotation() -> None:
    body = (
        "---\ntitle: Boats stay\nauthor: Ana Ray\ndate: 2025-02-27\nlayout: post\n---\n"
        f"# Boats stay\n\nThe mayor\nsaid so.\n\n> “We wait,” she\n> said.\n\n* One\n* Two\n\n{STORY}\n"
    )
    article = read_saved_text(body, "a.md.gz")
    assert (article.title, article.authors, article.published) == ("Boats stay", ("Ana Ray",), "2025-02-27")
    assert article.text == f"The mayor said so.\n\n“We wait,” she said.\n\nOne\n\nTwo\n\n{STORY}"
    assert article.boilerplate == ("layout: post",)


@pytest.mark.parametrize(
    ("first", "title", "outlet"),
    [
        ("Boats stay in harbour — Harbour Post", "Boats stay in harbour", "Harbour Post"),
        ("Boats stay in harbour | The Ledger", "Boats stay in harbour", "The Ledger"),
        ("Boats stay in harbour - Harbour Post", "Boats stay in harbour", "Harbour Post"),
        ("No boats leave harbour - Kremlin", "No boats leave harbour - Kremlin", None),
        ("Will the boats leave?", "Will the boats leave?", None),
        ("‘Boats stay’, says mayor", "‘Boats stay’, says mayor", None),
        ("“We wait until the fog has gone.”", None, None),
        ("The mayor said that the boats stay.", None, None),
        ("By Ana Ray", None, None),
        ("2025-02-27", None, None),
    ],
)
def test_the_first_line_is_a_headline_or_not(first: str, title: str | None, outlet: str | None) -> None:
    article = read_saved_text(f"{first}\n\n{STORY}\n")
    assert (article.title, article.outlet) == (title, outlet)


@pytest.mark.parametrize(
    ("line", "authors", "boilerplate"),
    [
        ("By Ana Ray", ("Ana Ray",), ()),
        ("By ANA RAY and Tom Lee, Chief Reporter", ("Ana Ray", "Tom Lee"), ("By ANA RAY and Tom Lee, Chief Reporter",)),
        ("By Tuesday evening the boats had left.", (), ()),
    ],
)
def test_bylines_of_savedtext_page(line: str, authors: tuple[str, ...], boilerplate: tuple[str, ...]) -> None:
    article = read_saved_text(f"Boats stay in harbour\n\n{line}\n\n{STORY}\n")
    assert (article.authors, article.boilerplate) == (authors, boilerplate)


def test_a_date_in_the_middle_is_a_timeline_and_stays() -> None:
    lines = [STORY] * 8 + ["2020-01-01"] + [STORY] * 8 + ["2025-02-27T10:00Z", "2025-02-28T10:00Z"]
    article = read_saved_text("\n\n".join(lines))
    assert article.published == "2025-02-27T10:00:00+00:00"
    assert "2020-01-01" in article.text
    assert article.boilerplate == ("2025-02-28T10:00Z",)


LINES = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60),
    st.sampled_from(
        [
            *(STORY, "Boats stay — Harbour Post", "By Ana Ray and Tom Lee", "2025-02-27 16:17:40", "2024-01-01", "— "),
            *(
                "https://a.example/b.jpg",
                "Exit mobile version",
                "Read more: Boats",
                "“We wait,” she said.",
                "BY ANA RAY",
            ),
            *("the boats stay where they are until the fog has gone away and", "# Boats *stay*", "- one"),
        ]
    ),
)


@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\n\n", "\r\n", "\n \n"]))
@settings(max_examples=300, deadline=None)
def test_no_line_is_lost(lines: list[str], ending: str) -> None:
    article = read_text_file(text_page(ending.join(lines)))
    headline = {
        article.title,
        f"{article.title} — {article.outlet}",
        article.image,
        f"By {' and '.join(article.authors)}",
    }
    paragraphs = [article.text[start:end] for start, end in article.paragraphs]
    for line in filter(None, map(collapse_whitespace, lines)):
        in_field = line in headline or any(line in words for words in (*paragraphs, *article.boilerplate))
        in_headline = article.title is not None and (
            line in article.title or (line.startswith(article.title) and line.endswith(article.outlet or ""))
        )
        byline = article.authors and line.lower() == f"by {article.authors[0]}".lower()
        dated = article.published is not None and line.replace(" ", "T").startswith(article.published[:10])
        assert in_field or in_headline or byline or dated, line


def test_an_exact_text_wrapped_by_hand_has_blocks_for_paragraphs() -> None:
    wrapped = "The mayor said that it was late and that the boats\nwere not to leave the harbour in the dark.\n"
    article = extract_article(text_page(f"{wrapped}\n{wrapped}", media="exact"), Settings())
    assert [article.text[start:end] for start, end in article.paragraphs] == [wrapped.strip()] * 2


def test_marks_that_print_nothing_do_not_break_offsets() -> None:
    marked = "\ufeff\u202eThe mayor\u200f said\u200b it\x00 was\u00ad late.\u2066"
    saved = read_saved_text(f"{marked}\n\n{STORY}")
    assert saved.text == f"The mayor said it was late.\n\n{STORY}"
    exact = extract_article(text_page(f"{marked}\n\n{STORY}", media="exact"), Settings())
    assert exact.text == f"{marked}\n\n{STORY}"
    assert exact.text[slice(*exact.paragraphs[1])] == STORY


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_exact_text_stays_to_the_character(body: str) -> None:
    try:
        article = extract_article(text_page(body, media="exact"), Settings())
    except ArticleError:
        return
    assert article.text == body
    assert all(0 <= s < e <= len(body) for s, e in article.paragraphs)


@pytest.mark.parametrize("body", ["", "  \n \n", "!!! ???", "\u200e\u200f"])
def test_text_without_words_is_refused(body: str) -> None:
    for media in ("text", "exact"):
        with pytest.raises(ArticleError, match="no article text"):
            extract_article(text_page(body, media=media), Settings())


def test_french_text_is_refused_and_a_few_words_are_not_judged() -> None:
    french = (
        "Le maire a dit que les bateaux ne devaient pas quitter le port avant le matin "
        "parce que la nuit était trop noire pour eux."
    )
    with pytest.raises(ArticleError, match="'fr'"):
        read_saved_text(french)
    assert extract_article(text_page("Bonjour.", media="exact"), Settings()).language is None


def test_one_paragraph_of_nearly_33_000_word_pieces_is_read() -> None:
    article = read_saved_text("The mayor said that it was late. " * 4_100)
    assert len(article.paragraphs) == 1
