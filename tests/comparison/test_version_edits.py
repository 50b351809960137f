"""How one wording differs from the fullest."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.comparison.version_edits import fullest_wording, version_edits
from onrecord.exports.diff_segments import diff_segments, shorten
from onrecord.records import Edit, EditReason

FULL = (
    "I did not promise the council a new bridge. I promised them a report, and the report will cost four thousand"
    " pounds. Mayor Hall has known that since April."
)


def told(text: str, full: str = FULL) -> list[tuple[str, str, str]]:
    return [(one.kind, one.text, one.other) for one in version_edits(text, full) if not one.minor]


def test_the_same_words_differ_in_nothing() -> None:
    assert version_edits(FULL, FULL) == ()
    assert told(FULL.replace("four thousand", "4,000").upper()) == []


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        (FULL.replace("did not promise", "did promise"), "dropped", EditReason.NEGATION_DROPPED),
        (FULL.replace("four thousand", "nine thousand"), "changed", EditReason.OTHER_NUMBER),
        (FULL.replace("Mayor Hall", "Mayor Ray"), "changed", EditReason.OTHER_NAME),
    ],
)
def test_what_turns_the_sense_is_grave(text: str, kind: str, why: str) -> None:
    assert [(one.kind, one.reason) for one in version_edits(text, FULL) if one.meaning_changed] == [(kind, why)]


def test_quoting_less_is_no_fault() -> None:
    text = "I promised them a report, and the report will cost four thousand pounds."
    assert [(one.kind, one.reason, one.minor) for one in version_edits(text, FULL)] == [
        ("dropped", EditReason.QUOTED_LESS, True)
    ] * 2
    more = "Look. " + text + " Ask anybody you like in this town"
    assert {one.reason for one in version_edits(more, FULL)} == {EditReason.QUOTED_LESS, EditReason.QUOTED_MORE}


def test_cutting_off_a_not_is_one() -> None:
    found = version_edits("promise the council a new bridge", FULL)
    assert [(one.kind, one.other, one.reason) for one in found if one.meaning_changed] == [
        ("dropped", "I did not", EditReason.NEGATION_DROPPED)
    ]
    answered = "No, I promised them a report"
    assert not any(one.meaning_changed for one in version_edits(answered, FULL))


@pytest.mark.parametrize(
    ("text", "marked"),
    [("… has known that since April", True), ("Mayor Hall has known …", True), ("has known that since", False)],
)
def test_an_ellipsis_at_an_end_is_a_mark(text: str, marked: bool) -> None:
    found = [one for one in version_edits(text, "Mayor Hall has known that since April") if one.kind == "dropped"]
    assert found
    assert all(one.marked is marked for one in found)


def test_few_words_behind_an_ellipsis_are_those_of_the_fullest() -> None:
    found = version_edits("Mayor Hall said so … all along.", "Mayor Hall said so in the council and here all along.")
    assert [(one.kind, one.text, one.other, one.marked) for one in found if one.kind != "spelling"] == [
        ("dropped", "", "in the council and here", True)
    ]


def test_an_ellipsis_says_that_words_are_left_out() -> None:
    found = version_edits("I promised them a report … Mayor Hall has known that since April.", FULL)
    cuts = [one for one in found if not one.minor]
    assert {(one.kind, one.marked) for one in cuts} == {("dropped", True)}
    assert " ".join(one.other for one in cuts) == "and the report will cost four thousand pounds"


def test_sic_and_brackets_are_the_outlet_s_own() -> None:
    found = version_edits("I promised them [the council] a repport [sic], and the report will cost four thousand", FULL)
    assert [one.reason for one in found if "council" in one.text] == [EditReason.BRACKETS]
    assert [one.reason for one in version_edits(FULL.replace("bridge", "bridge [sic]"), FULL)] == ["sic"]
    assert all(one.marked and one.minor for one in found if "[" in one.text)
    found = version_edits(FULL, FULL.replace("promised them", "promised them [the council]"))
    assert [(one.other, one.minor, one.reason) for one in found] == [
        ("the council", True, EditReason.BRACKETS_ELSEWHERE)
    ]


def test_sentences_in_another_order_are_moved() -> None:
    first, second = "I promised the council a full written report.", "Mayor Hall has known that since early April."
    found = version_edits(f"{second} {first}", f"{first} {second}")
    assert [one.kind for one in found if not one.minor] == ["moved"]


def test_nothing_in_common() -> None:
    assert told("Ferries run on Friday", "Nobody was here") != []
    assert version_edits("…", FULL)[0].other.startswith("I did not")
    assert version_edits("", FULL)


def test_the_fullest_has_most_words_brackets_left_aside() -> None:
    assert fullest_wording(["the bridge", "the harbour bridge toll", "the [long-awaited, much-discussed] toll"]) == 1
    assert fullest_wording(["harbour toll", "harbour toll"]) == 0


@given(st.integers(0, 100_000))
@settings(max_examples=200, deadline=None)
def test_every_edit_stands_where_it_says(seed: int) -> None:
    rng = random.Random(seed)
    words = FULL.split()
    other = [rng.choice(words) if rng.random() < 0.1 else word for word in words if rng.random() > 0.1]
    if rng.random() < 0.3:
        rng.shuffle(other)
    text = rng.choice(["", "Well, ", "… "]) + " ".join(other[rng.randrange(10) :]) + rng.choice(["", " … and so on"])
    found = version_edits(text, FULL)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(FULL[one.other_start : one.other_end] == one.other for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert "".join(one.text for one in diff_segments(text, found)) == text


def test_long_omissions_are_shortened_and_never_lost_in_number() -> None:
    assert shorten("one two three") == "one two three"
    assert shorten(" ".join(map(str, range(40)))) == "0 1 2 3 … 36 37 38 39 (40 words)"
    edit = Edit("dropped", 3, 3, "", 0, 5, "a b c", minor=True, reason=EditReason.QUOTED_LESS)
    assert [one.kind for one in diff_segments("abc", [edit, edit])] == ["same", "less"]
