"""The place of a passage: line, page, second, address, and the words around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.exports.views.verdict_table import words_in_context
from onrecord.records import Quotation, Transcript, Turn
from onrecord.verification import QuotationChecker
from onrecord.verification.places import CONTEXT_LENGTH, passage_at
from verification.transcript_files import WriteFile, read_one

FORMS = Path(__file__).parent / "forms"


@pytest.mark.parametrize(
    ("name", "line", "page", "time"),
    [
        ("colon.txt", 9, None, None),
        ("court.txt", 11, None, None),
        ("hearing.pdf", 5, 2, None),
        ("bold.md", 14, None, 25.0),
        ("teams.vtt", None, None, 25.0),
    ],
)
def test_the_line_page_and_second_of_a_passage(name: str, line: int, page: int | None, time: float | None) -> None:
    transcript = read_one(FORMS / name)
    verdict = QuotationChecker([transcript]).check(Quotation("q", "It will cost forty thousand dollars"))
    (passage,) = verdict.passages
    assert (passage.page, passage.time) == (page, time)
    if line is not None:
        file_lines = (FORMS / name).read_text(encoding="latin-1").split("\n")
        assert name == "hearing.pdf" or "It will cost" in file_lines[passage.line - 1 if passage.line else 0]
    assert (passage.line is None) == (line is None)


def test_the_words_around_a_passage_are_whole() -> None:
    text = " ".join(f"word{number}" for number in range(200))
    start = text.index("word100")
    passage = passage_at(Transcript("t", text, turns=(Turn(0, len(text), "QUILL"),)), start, start + 7)
    assert passage.before is not None
    assert passage.after is not None
    assert set(f"{passage.before}{passage.after}".split()) <= set(text.split())
    assert CONTEXT_LENGTH - 10 < len(passage.before) <= CONTEXT_LENGTH
    assert "word99 [word100] word101" in words_in_context(passage)
    whole = passage_at(Transcript("t", "We shut it."), 0, 11)
    assert (whole.before, whole.after, whole.line) == (None, None, None)


@pytest.mark.parametrize(
    ("location", "link"),
    [
        ("https://a.example/talk", "https://a.example/talk#:~:text=We%20shut%20the%20lower%20lock,of%20March%2C%20as%20you%20asked"),
        ("https://a.example/talk.pdf#x", "https://a.example/talk.pdf#page=2"),
        ("talks/talk.txt", None),
    ],
)  # fmt: skip
def test_the_address_of_words_on_a_page(location: str, link: str | None) -> None:
    text = "We shut the lower lock on the ninth of March, as you asked."
    transcript = Transcript("t", text, location=location, pages=((0, 2),))
    assert passage_at(transcript, 0, len(text) - 1).link == link


def test_the_ends_of_a_few_words_do_not_overlap_in_their_address() -> None:
    link = passage_at(Transcript("t", "We shut the lower lock in March", location="https://a.example/talk"), 0, 31).link
    assert link == "https://a.example/talk#:~:text=We%20shut%20the%20lower%20lock%20in%20March"


def test_heads_of_pdf_pages_are_not_spoken(write: WriteFile) -> None:
    assert "Harbour inquiry" not in read_one(FORMS / "hearing.pdf").text
