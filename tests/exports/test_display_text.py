"""How a record is worded."""

from __future__ import annotations

import pytest

import samples
from onrecord.exports.display_text import (
    UNNAMED,
    byline,
    circumstances,
    format_date,
    join_names,
    join_spans,
    labels,
    speaker_names,
    statement_counts,
    words_of_cue,
)
from onrecord.records import Span, Speaker, Statement


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        (None, None),
        ("2025-02-27", "27 February 2025"),
        ("2025-02-07T16:17:40", "7 February 2025, 16:17"),
        ("2025-02-07T16:17:40Z", "7 February 2025, 16:17 UTC"),
        ("2025-02-07T16:17:40+05:30", "7 February 2025, 16:17 UTC+05:30"),
        ("2025-02", "2025-02"),
        ("yesterday", "yesterday"),
    ],
)
def test_dates_are_for_reading(iso: str | None, expected: str | None) -> None:
    assert format_date(iso) == expected


def test_names_are_listed() -> None:
    assert join_names(["A"]) == "A"
    assert join_names(["A", "B", "C"]) == "A, B and C"


def test_the_byline_has_what_is_known() -> None:
    known = "The Northport Ledger|By Ann Lee and Tom Ode|3 March 2025, 14:05 UTC|Local"
    assert byline(samples.article()) == known.split("|")
    assert byline(samples.article(outlet=None, authors=(), published=None, section=None)) == []
    changed = samples.article(outlet=None, authors=(), section=None, modified="2025-03-04")
    assert byline(changed) == ["3 March 2025, 14:05 UTC", "changed 4 March 2025"]


def test_spans_are_joined_on_one_line() -> None:
    assert join_spans([Span(0, 5, "a\n\nb "), Span(9, 10, "c")]) == "a b … c"


def test_a_statement_is_someone_s() -> None:
    assert list(speaker_names(samples.record()).values()) == ["Mara Quill", "Mara Quill", "the mayor", "Mara Quill"]
    lonely = samples.record(statements=(Statement("q1", "direct", (Span(0, 1, "a"),)),))
    assert speaker_names(lonely) == {"q1": UNNAMED}


def test_traits_and_circumstances() -> None:
    first, second, _, fourth = samples.record().statements
    assert circumstances(first) == ["to reporters", "after the meeting"]
    assert labels(first) == ["direct"]
    assert labels(second) == ["mixed", "denies", "doubting cue", "hedged: It rained"]
    assert labels(fourth) == ["direct", "uncued"]


def test_speakers_are_counted_most_first() -> None:
    silent = Speaker("s0", "Nobody", "person")
    record = samples.record(speakers=(silent, *samples.record().speakers))
    assert [(speaker.name, count) for speaker, count in statement_counts(record)] == [("Mara Quill", 3), ("Nobody", 0)]


def test_a_colon_is_not_shown_as_a_cue() -> None:
    assert [words_of_cue(cue) for cue in (":", "—", "", "told … added")] == ["", "", "", "told … added"]
