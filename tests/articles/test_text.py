"""Saved text and exact text to articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.articles.body.paragraphs import collapse
from onrecord.articles.extract import extract
from onrecord.articles.text_file import read_plain
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
    assert found.boilerplate == ("Exit mobile version",)
    assert found.text == f"{STORY}\n\n“We wait,” she said. {STORY}"
    assert [found.text[s:e] for s, e in found.paragraphs] == found.text.split("\n\n")


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_the_shared_article_is_sorted_into_its_fields() -> None:
    found = _read((SHARED / "articles" / "000_f311519d86175a2b.txt").read_text("utf-8"))
    assert found.title == "Trump refuses to guarantee backup for British military"
    assert found.outlet == "RT World News"
    assert found.published == "2025-02-27T16:17:40"
    assert found.boilerplate == ("Exit mobile version",)
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


def test_markdown_with_front_matter_wrapped_lines_and_a_quotation() -> None:
    body = (
        "---\ntitle: Boats stay\nauthor: Ana Ray\ndate: 2025-02-27\nlayout: post\n---\n"
        f"# Boats stay\n\nThe mayor\nsaid so.\n\n> “We wait,” she\n> said.\n\n* One\n* Two\n\n{STORY}\n"
    )
    found = _read(body, "a.md.gz")
    assert (found.title, found.authors, found.published) == ("Boats stay", ("Ana Ray",), "2025-02-27")
    assert found.text == f"The mayor said so.\n\n“We wait,” she said.\n\nOne\n\nTwo\n\n{STORY}"
    assert found.boilerplate == ("layout: post",)


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
    found = _read(f"{first}\n\n{STORY}\n")
    assert (found.title, found.outlet) == (title, outlet)


@pytest.mark.parametrize(
    ("line", "authors", "furniture"),
    [
        ("By Ana Ray", ("Ana Ray",), ()),
        ("By ANA RAY and Tom Lee, Chief Reporter", ("Ana Ray", "Tom Lee"), ("By ANA RAY and Tom Lee, Chief Reporter",)),
        ("By Tuesday evening the boats had left.", (), ()),
    ],
)
def test_bylines_of_saved_text(line: str, authors: tuple[str, ...], furniture: tuple[str, ...]) -> None:
    found = _read(f"Boats stay in harbour\n\n{line}\n\n{STORY}\n")
    assert (found.authors, found.boilerplate) == (authors, furniture)


def test_a_date_in_the_middle_is_a_timeline_and_stays() -> None:
    lines = [STORY] * 8 + ["2020-01-01"] + [STORY] * 8 + ["2025-02-27T10:00Z", "2025-02-28T10:00Z"]
    found = _read("\n\n".join(lines))
    assert found.published == "2025-02-27T10:00:00+00:00"
    assert "2020-01-01" in found.text
    assert found.boilerplate == ("2025-02-28T10:00Z",)


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
    found = read_plain(_text(ending.join(lines)))
    headline = {found.title, f"{found.title} — {found.outlet}", found.image, f"By {' and '.join(found.authors)}"}
    paragraphs = [found.text[start:end] for start, end in found.paragraphs]
    for line in filter(None, map(collapse, lines)):
        whole = line in headline or any(line in words for words in (*paragraphs, *found.boilerplate))
        part = found.title is not None and (
            line in found.title or (line.startswith(found.title) and line.endswith(found.outlet or ""))
        )
        byline = found.authors and line.lower() == f"by {found.authors[0]}".lower()
        dated = found.published is not None and line.replace(" ", "T").startswith(found.published[:10])
        assert whole or part or byline or dated, line


def test_an_exact_text_wrapped_by_hand_has_blocks_for_paragraphs() -> None:
    wrapped = "The mayor said that it was late and that the boats\nwere not to leave the harbour in the dark.\n"
    found = extract(_text(f"{wrapped}\n{wrapped}", media="exact"), Settings())
    assert [found.text[start:end] for start, end in found.paragraphs] == [wrapped.strip()] * 2


def test_marks_that_print_nothing_do_not_break_offsets() -> None:
    marked = "\ufeff\u202eThe mayor\u200f said\u200b it\x00 was\u00ad late.\u2066"
    saved = _read(f"{marked}\n\n{STORY}")
    assert saved.text == f"The mayor said it was late.\n\n{STORY}"
    exact = extract(_text(f"{marked}\n\n{STORY}", media="exact"), Settings())
    assert exact.text == f"{marked}\n\n{STORY}"
    assert exact.text[slice(*exact.paragraphs[1])] == STORY


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
