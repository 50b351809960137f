"""Edits lead from the fullest wording to each other edit."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.comparison.version_edits import PrintedPiece, fullest_wording, version_edits
from onrecord.exports.views.diff_segments import diff_segments, shorten
from onrecord.records import Edit, EditReason

FULL = (
    "I did not promise the council a new bridge. I promised them a report, and the report will cost four thousand"
    " pounds. Mayor Hall has known that since April."
)


def major_edits(text: str, full: str = FULL) -> list[tuple[str, str, str]]:
    return [(edit.kind, edit.text, edit.other) for edit in version_edits(text, full) if not edit.minor]


def test_the_same_words_have_no_edits() -> None:
    assert version_edits(FULL, FULL) == ()
    assert major_edits(FULL.replace("four thousand", "4,000").upper()) == []


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        (FULL.replace("did not promise", "did promise"), "dropped", EditReason.NEGATION_DROPPED),
        (FULL.replace("four thousand", "nine thousand"), "changed", EditReason.OTHER_NUMBER),
        (FULL.replace("Mayor Hall", "Mayor Ray"), "changed", EditReason.OTHER_NAME),
    ],
)
def test_edits_that_change_the_meaning_say_why(text: str, kind: str, reason: EditReason) -> None:
    assert [(edit.kind, edit.reason) for edit in version_edits(text, FULL) if edit.meaning_changed] == [(kind, reason)]


def test_quoting_less_or_more_is_minor() -> None:
    text = "I promised them a report, and the report will cost four thousand pounds."
    assert [(edit.kind, edit.reason, edit.minor) for edit in version_edits(text, FULL)] == [
        ("dropped", EditReason.QUOTED_LESS, True)
    ] * 2
    more = "Look. " + text + " Ask anybody you like in this town"
    assert {edit.reason for edit in version_edits(more, FULL)} == {EditReason.QUOTED_LESS, EditReason.QUOTED_MORE}


def test_cutting_off_a_negation_changes_the_meaning() -> None:
    edits = version_edits("promise the council a new bridge", FULL)
    assert [(edit.kind, edit.other, edit.reason) for edit in edits if edit.meaning_changed] == [
        ("dropped", "I did not", EditReason.NEGATION_DROPPED)
    ]
    answered = "No, I promised them a report"
    assert not any(edit.meaning_changed for edit in version_edits(answered, FULL))


@pytest.mark.parametrize(
    ("text", "marked"),
    [("… has known that since April", True), ("Mayor Hall has known …", True), ("has known that since", False)],
)
def test_an_ellipsis_at_an_end_is_a_mark(text: str, marked: bool) -> None:
    edits = [edit for edit in version_edits(text, "Mayor Hall has known that since April") if edit.kind == "dropped"]
    assert edits
    assert all(edit.marked is marked for edit in edits)


def test_few_words_after_an_ellipsis_are_matched_with_the_fullest() -> None:
    edits = version_edits("Mayor Hall said so … all along.", "Mayor Hall said so in the council and here all along.")
    assert [(edit.kind, edit.text, edit.other, edit.marked) for edit in edits if edit.kind != "spelling"] == [
        ("dropped", "", "in the council and here", True)
    ]


def test_an_ellipsis_marks_words_left_out() -> None:
    edits = version_edits("I promised them a report … Mayor Hall has known that since April.", FULL)
    cuts = [edit for edit in edits if not edit.minor]
    assert {(edit.kind, edit.marked) for edit in cuts} == {("dropped", True)}
    assert " ".join(edit.other for edit in cuts) == "and the report will cost four thousand pounds"


def test_sic_and_brackets_are_minor() -> None:
    edits = version_edits("I promised them [the council] a repport [sic], and the report will cost four thousand", FULL)
    assert [edit.reason for edit in edits if "council" in edit.text] == [EditReason.BRACKETS]
    assert [edit.reason for edit in version_edits(FULL.replace("bridge", "bridge [sic]"), FULL)] == ["sic"]
    assert all(edit.marked and edit.minor for edit in edits if "[" in edit.text)
    edits = version_edits(FULL, FULL.replace("promised them", "promised them [the council]"))
    assert [(edit.other, edit.minor, edit.reason) for edit in edits] == [
        ("the council", True, EditReason.BRACKETS_ELSEWHERE)
    ]


def test_sentences_in_another_order_are_moved() -> None:
    first, second = "I promised the council a full written report.", "Mayor Hall has known that since early April."
    edits = version_edits(f"{second} {first}", f"{first} {second}")
    assert [edit.kind for edit in edits if not edit.minor] == ["moved"]


def test_texts_without_common_words_have_edits() -> None:
    assert major_edits("Ferries run on Friday", "Nobody was here") != []
    assert version_edits("…", FULL)[0].other.startswith("I did not")
    assert version_edits("", FULL)


def test_the_fullest_wording_has_most_words_outside_brackets() -> None:
    assert fullest_wording(["the bridge", "the harbour bridge toll", "the [long-awaited, much-discussed] toll"]) == 1
    assert fullest_wording(["harbour toll", "harbour toll"]) == 0


@given(st.integers(0, 100_000))
@settings(max_examples=200, deadline=None)
def test_edits_have_the_offsets_of_their_words(seed: int) -> None:
    rng = random.Random(seed)
    words = FULL.split()
    edited_words = [rng.choice(words) if rng.random() < 0.1 else word for word in words if rng.random() > 0.1]
    if rng.random() < 0.3:
        rng.shuffle(edited_words)
    text = (
        rng.choice(["", "Well, ", "… "])
        + " ".join(edited_words[rng.randrange(10) :])
        + rng.choice(["", " … and so on"])
    )
    edits = version_edits(text, FULL)
    assert all(text[edit.start : edit.end] == edit.text for edit in edits)
    assert all(FULL[edit.other_start : edit.other_end] == edit.other for edit in edits)
    assert [edit.start for edit in edits] == sorted(edit.start for edit in edits)
    assert "".join(segment.text for segment in diff_segments(text, edits)) == text


def test_long_omissions_are_shortened_with_their_number_of_words() -> None:
    assert shorten("one two three") == "one two three"
    assert shorten(" ".join(map(str, range(40)))) == "0 1 2 3 … 36 37 38 39 (40 words)"
    edit = Edit("dropped", 3, 3, "", 0, 5, "a b c", minor=True, reason=EditReason.QUOTED_LESS)
    assert [segment.kind for segment in diff_segments("abc", [edit, edit])] == ["same", "less"]


PROMISE = "If the council pays for a second crew, the night boat will sail in October. I did not promise a new pier"


@pytest.mark.parametrize(
    ("text", "introduction", "reason"),
    [
        ("the night boat will sail in October", "", EditReason.CONDITION_DROPPED),
        ("the night boat will sail in October", "Unless the council refuses, ", None),
        ("promise a new pier", "He said he would ", EditReason.NEGATION_DROPPED),
        ("promise a new pier", "He said he would never ", None),
        ("I did not promise a new pier", "", None),
    ],
)
def test_words_cut_off_may_stand_outside_the_marks(text: str, introduction: str, reason: EditReason | None) -> None:
    edits = version_edits(text, PROMISE, [PrintedPiece(0, introduction)], "said")
    assert [edit.reason for edit in edits if edit.meaning_changed] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("full", "text", "introduction", "asks", "reason"),
    [
        ("They say that we will win the port race", "we will win the port race", "", False, EditReason.REPORT_DROPPED),
        ("They say that we will win the port race", "we will win the port race", "He said ", False, "report_dropped"),
        ("They say that we will win the port race", "we will win the port race", "They claim ", False, None),
        ("Will the council pay for the bridge?", "the council pay for the bridge", "", False, "question_dropped"),
        ("Will the council pay for the bridge?", "the council pay for the bridge", "", True, None),
        ("The council pays for the bridge?", "The council pays for the bridge.", "", False, "question_dropped"),
        ("I did not. The council pays for the pier", "The council pays for the pier", "", False, None),
    ],
)
def test_cut_reports_and_questions(full: str, text: str, introduction: str, asks: bool, reason: str | None) -> None:
    edits = version_edits(text, full, [PrintedPiece(0, introduction)], "said", asks=asks)
    assert [edit.reason for edit in edits if edit.meaning_changed] == ([reason] if reason else [])


def test_a_negation_printed_between_two_quotations_is_not_dropped() -> None:
    full = "We will build the pier this year and not the bridge over the northern sound"
    text = "We will build the pier this year and … the bridge over the northern sound"
    place = text.index("the bridge")
    marks = [
        [edit.reason for edit in version_edits(text, full, [PrintedPiece(place, outside)]) if edit.meaning_changed]
        for outside in (" and ", ", but not ")
    ]
    assert marks == [[EditReason.NEGATION_DROPPED], []]


def test_what_is_cut_off_before_a_quotation_is_one_edit() -> None:
    edits = version_edits("The night boat will sail in October", PROMISE)
    assert [edit.other for edit in edits if edit.start == 0] == ["If the council pays for a second crew"]
    title = "Mayor Ray said so. Although Mr. Ray or Mrs. Hall may deny it, nobody has seen the pier in years"
    edits = version_edits(title.partition(". ")[2], title)
    assert [(edit.kind, edit.other) for edit in edits] == [("dropped", "Mayor Ray said so")]
