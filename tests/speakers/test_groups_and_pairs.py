"""Sources of somebody with others, phrases for two named before, relatives and parties; with the shipped model."""

from __future__ import annotations

from collections import Counter

import pytest

from onrecord import read_text
from onrecord.records import Span
from onrecord.speakers.entities.entity import Entity, EntityIndex
from onrecord.speakers.resolution.companions import split_companions
from onrecord.speakers.resolution.mentions import find_mention

pytestmark = pytest.mark.usefixtures("shipped_model")


def _last_speaker(text: str) -> tuple[str, str] | None:
    """Return name and kind of the speaker of the text's last statement that has a source; None without a speaker."""
    record = read_text(text, html=False)
    statement = [st for st in record.statements if st.source][-1]
    speaker = record.speaker_of(statement)
    return (speaker.name, speaker.kind) if speaker else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Tove Lindqvist studies ice at the university. In the new paper, Lindqvist and her students argue that the"
            " shelf will break.",
            "Tove Lindqvist and her students",
        ),
        (
            "Mayor Ann Lee visited the mill on Monday. She and some neighbours said that the noise was worse.",
            "Ann Lee and some neighbours",
        ),
        (
            "Robert Gable praised the choice. He and former trade minister Pilar Soto said the nominee had their vote.",
            "Robert Gable and Pilar Soto",
        ),
        (
            "Keith Moran, the mayor of Arden, spoke on Friday. The mayor and his regional colleagues said that the fund"
            " was too small.",
            "Keith Moran and his regional colleagues",
        ),
        ("Kevin Rust and Timothy Field were freed on Tuesday. Both men said they were glad.", None),
    ],
)
def test_a_group_is_named_after_the_one_who_is_known(text: str, name: str | None) -> None:
    assert _last_speaker(text) == (name or "Kevin Rust and Timothy Field", "group")


def test_a_body_with_others_keeps_the_words_of_the_article() -> None:
    assert _last_speaker("The FBI and other agencies said that the threat was real.") == (
        "FBI and other agencies",
        "group",
    )


def test_a_relative_after_a_possessive_is_what_is_owned_and_not_the_clause() -> None:
    speaker = _last_speaker(
        "Then the Senate considered Mitford's amendment, which proposed that the government give a statement."
    )
    assert speaker is not None
    assert speaker[0] == "Mitford's amendment"


def test_a_party_in_brackets_is_no_speaker_and_the_name_before_it_is() -> None:
    text = "Ann Lee (R) is here. The mill MORE (D-Calif.) is shut."
    index = EntityIndex([], {(0, 7): [Entity(0, "person", Counter({"Ann Lee": 1}))]}, [(0, 7)])
    parties = [text.index("R)"), text.index("D-Calif.")]
    spans = [Span(parties[0], parties[0] + 1, "R"), Span(parties[1], parties[1] + 8, "D-Calif.")]
    mentions = [find_mention(text, [span], index) for span in spans]
    assert [mention and mention.words for mention in mentions] == ["Ann Lee", None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("she and some neighbours", ("she", "some neighbours")),
        ("Hansen and his team, who met on Friday", ("Hansen", "his team")),
        ("The mayor and others at the hearing", ("The mayor", "others at the hearing")),
    ],
)
def test_companions_are_split_off(text: str, expected: tuple[str, str]) -> None:
    split = split_companions(text, 0, len(text))
    assert split is not None
    end, (start, others_end) = split
    assert (text[:end], text[start:others_end]) == expected


@pytest.mark.parametrize("text", ["Marks and Spencer", "the police and fire service", "Ann Lee, mayor and her friend"])
def test_other_words_joined_by_and_are_not_split(text: str) -> None:
    assert split_companions(text, 0, len(text)) is None
