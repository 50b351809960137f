"""Names that sources give in short, and the article's text in full."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_group import _article, _statements

from onrecord.speakers import group
from onrecord.speakers.known import full_names, spelled_out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Ray won. Ray smiled.", "Ana Ray"),
        ("Harbour Gov. Ana Ray won. Later Ray smiled.", "Ana Ray"),
        ("When Ray won, Ms Ray smiled.", None),
        ("Ana Ray and Tom Ray won.", None),
        ("Ana Ray won. Ana Ray sang. Ana Ray left. Tom Ray did not.", "Ana Ray"),
        ("Ana Maria Ray won. Maria Ray sang.", "Maria Ray"),
        ("Ana Raymond won.", None),
        ("Ana Ray-Hill won.", None),
    ],
)
def test_a_surname_is_made_whole_where_the_text_names_one_person(text: str, expected: str | None) -> None:
    assert full_names(text, {"Ray"}).get("Ray") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Harbour Safety Board (HSB) met.", "Harbour Safety Board"),
        ("The Board for the Safety of Harbours (BSH) met.", None),
        ("The Institute of Tides (IT) met; the HSB did not.", None),
        ("It met (HSB).", None),
    ],
)
def test_an_acronym_is_spelled_out_where_the_text_does(text: str, expected: str | None) -> None:
    assert spelled_out(text, "HSB") == expected


def test_small_words_have_no_initial() -> None:
    assert spelled_out("The Institute of Tides (IT) met.", "IT") == "Institute of Tides"


def test_speakers_are_whole_and_companies_are_no_persons() -> None:
    text = "Nurse Ana Ray won. Ana Ray sang. Ray left. Ana left. Tidewell did not. The Harbour Board (HB) won; HB left."
    statements, speakers = group(_article(text), _statements(text, "Ray", "Ana", "Tidewell", "HB"))
    assert [(s.name, s.kind) for s in speakers] == [
        ("Ana Ray", "person"),
        ("Tidewell", "organization"),
        ("Harbour Board", "organization"),
    ]
    assert [s.speaker for s in statements] == ["s1", "s1", "s2", "s3"]
    assert [s.aliases for s in speakers] == [("Ana", "Ray"), (), ("HB",)]


def test_a_plain_word_at_a_sentences_beginning_is_no_name() -> None:
    text = "Astronomers agreed. Most astronomers cheered."
    _, (speaker,) = group(_article(text), _statements(text, "Astronomers"))
    assert (speaker.name, speaker.kind) == ("Astronomers", "group")


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a spokesman for the Harbour Board", "unnamed"),
        ("officials", "unnamed"),
        ("most residents", "group"),
        ("the Tories", "organization"),
        ("the Prime Minister", "person"),
        ("Ana Ray of the Harbour Post", "person"),
    ],
)
def test_kinds_by_plain_evidence(source: str, kind: str) -> None:
    _, (speaker,) = group(_article(source), _statements(source + ".", source))
    assert speaker.kind == kind


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=12), max_size=4))
def test_any_text_and_names_are_taken(text: str, sources: list[str]) -> None:
    whole = text + "".join(sources) + "."
    statements, speakers = group(_article(whole), _statements(whole, *sources) if _in_order(whole, sources) else ())
    assert {s.speaker for s in statements} - {None} <= {s.id for s in speakers}
    assert full_names(text, set(sources)) is not None


def _in_order(text: str, sources: list[str]) -> bool:
    at = 0
    for source in sources:
        at = text.find(source, at) + len(source)
        if at < len(source) or at >= len(text):
            return False
    return True
