"""What is checked: lists of quotations, and the quoted words of statements."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from onrecord.records import Record, Skipped, Span, Speaker, Statement
from onrecord.text.quotation_marks import find_quotations, outermost_interiors
from onrecord.verification.draft_quotations import Printed, is_by, is_list, open_list, quotations_of
from samples import article, record


def asked(one: Record) -> list[Printed | Skipped]:
    return list(quotations_of(one, lambda text: outermost_interiors(find_quotations(text))))


def made(text: str, *contents: tuple[str, ...], kind: str = "direct") -> Record:
    """A record of which each statement has these words as content."""
    statements = []
    for number, words in enumerate(contents, 1):
        spans = tuple(Span(text.index(part), text.index(part) + len(part), part) for part in words)
        statements.append(Statement(f"t{number}", kind, spans, speaker="s1"))  # type: ignore[arg-type]
    speakers = (Speaker("s1", "Mara Quill", "person"),)
    return Record("r", article(text), tuple(statements), speakers)


def words(one: Record) -> list[str]:
    return [printed.quotation.text for printed in asked(one) if isinstance(printed, Printed)]


def test_the_quoted_words_of_statements_with_speaker_date_and_place() -> None:
    first, *_ = asked(record())
    assert isinstance(first, Printed)
    quotation = first.quotation
    assert (quotation.text, quotation.speaker) == ("We shut it on Friday,", "Mara Quill")
    assert (quotation.id, quotation.statement, quotation.date) == ("bridge#q1", "q1", "2025-03-03T14:05:00+00:00")
    assert [first.article.text[one.start : one.end] for one in first.pieces] == [quotation.text]  # type: ignore[union-attr]


def test_floating_ones_are_checked_and_two_words_counted_once() -> None:
    found = asked(record())
    assert [one.quotation.text for one in found if isinstance(one, Printed)] == [
        "We shut it on Friday,",
        "And it stays shut.",
    ]
    (short,) = [one for one in found if isinstance(one, Skipped)]  # in a statement, and in one inside it
    assert "no problem" in short.location
    assert not short.failed


def test_pieces_of_one_sentence_are_one_quotation() -> None:
    text = "“We will win,” Quill said, “and win big.” It rained."
    one = made(text, ("“We will win,”", "“and win big.”"))
    (found,) = asked(one)
    assert isinstance(found, Printed)
    assert found.quotation.text == "We will win, and win big."
    assert [piece.text for piece in found.pieces] == ["We will win,", "and win big."]


@pytest.mark.parametrize(
    "text",
    [
        "“We will win today,” Quill said. “It is going to be big.” It rained.",
        "''We will win today,'' Mr. Quill said. ''It is going to be big.'' It rained.",
        "“We will win today.” Quill went on: “it is going to be big.” It rained.",
        "“We will win today,” Mr. Quill said. The crowd cheered, and he went on, “it is going to be big.” It rained.",
        "“We will win today,” Quill said, adding that it was “going to be very big.” It rained.",
        "“We will win today,” Quill said, adding later, “it is going to be big.” It rained.",
        "Quill said that they would “win it all today” but that it was “going to be very big.” It rained.",
    ],
)
def test_what_is_not_one_sentence_is_not_one_quotation(text: str) -> None:
    first, second = (text[start:end] for start, end in outermost_interiors(find_quotations(text)))
    found = asked(made(text, (first, second)))
    assert [one.quotation.text for one in found if isinstance(one, Printed)] == [first, second]
    assert [one.quotation.id for one in found if isinstance(one, Printed)] == ["r#t1", "r#t1.2"]


def test_a_comma_behind_the_marks_goes_on_too() -> None:
    text = "“We will win today”, Quill said, “and win it big”. It rained."
    assert words(made(text, ("We will win today", "and win it big"))) == ["We will win today and win it big"]


def test_an_abbreviation_between_two_pieces_ends_no_sentence() -> None:
    text = "“We will win,” said Mr. Quill, “and win big.” It rained."
    assert words(made(text, ("“We will win,”", "“and win big.”"))) == ["We will win, and win big."]


def test_paragraphs_of_one_quotation_are_one() -> None:
    text = "“We shut it on Friday.\n\n“And it stays shut,” Quill said."
    assert words(made(text, ("“We shut it on Friday.\n\n“And it stays shut,”",))) == [
        "We shut it on Friday. And it stays shut,"
    ]


def test_paragraphs_that_are_each_closed_are_quotations_of_their_own() -> None:
    text = "“We shut it on Friday.”\n\n“And it stays shut,” Quill said."
    assert words(made(text, ("“We shut it on Friday.”\n\n“And it stays shut,”",))) == [
        "We shut it on Friday.",
        "And it stays shut,",
    ]


def test_of_a_mixed_statement_only_what_is_quoted() -> None:
    text = "Quill said that the bridge was “shut for good and all” because of rust."
    assert words(made(text, ("that the bridge was “shut for good and all” because of rust",), kind="mixed")) == [
        "shut for good and all"
    ]
    assert asked(made(text, ("that the bridge was “shut for good and all” because of rust",), kind="indirect")) == []


def test_who_has_no_name_is_no_speaker() -> None:
    for speaker in (Speaker("s1", "mayor of Calderport", "person"), Speaker("s1", "The White House", "organization")):
        one = made("“We shut it on Friday.”", ("“We shut it on Friday.”",))
        one = Record(one.id, one.article, one.statements, (speaker,))
        (found,) = asked(one)
        assert isinstance(found, Printed)
        assert found.quotation.speaker is None


def test_a_list_with_bad_lines(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    good = {"id": 1, "quote": "We shut it.", "speaker": "Quill", "date": "2026-05-12"}
    lines = [good, {"quote": "No id."}, {"id": 3}, {"quote": 5}, [], {"quote": "…"}]
    path.write_text("\n".join(map(json.dumps, lines)) + "\nnope\n\n")
    assert is_list(str(path))
    found = list(open_list(str(path), 1_000))
    assert [one.quotation.id for one in found if isinstance(one, Printed)] == ["1", "2"]
    assert [one.location for one in found if isinstance(one, Skipped)] == [f"{path}:{n}" for n in (3, 4, 5, 6, 7)]
    assert all(one.failed for one in found if isinstance(one, Skipped))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.jsonl", '\ufeff{"quote": "a"}', True),
        ("a.jsonl", '\n\n{"id": 1, "quote": "a"}\n', True),
        ("noending", '{"quote": "a"}', True),
        ("a.jsonl", '{"id": 1, "text": "the \\"quote\\": here"}', False),
        ("a.jsonl", "", False),
        ("a.txt", '{"quote": "a"}', False),
    ],
)
def test_a_list_is_known_by_its_first_line(name: str, content: str, expected: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    assert is_list(str(tmp_path / name)) is expected


def test_a_list_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO(b'{"quote": "We shut it."}\n')
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(raw)))
    assert is_list("-")
    (found,) = open_list("-", 1_000)
    assert isinstance(found, Printed)


def test_what_is_no_file_is_no_list() -> None:
    assert not any(map(is_list, ("gone.jsonl", "", "\0", "https://a.example/b.jsonl")))


def test_by_whom() -> None:
    assert is_by("Hillary Clinton", "clinton")
    assert is_by("Clinton", "Hillary Clinton")
    assert not is_by("Bill Clinton", "Hillary Clinton")
    assert not is_by(None, "Clinton")
