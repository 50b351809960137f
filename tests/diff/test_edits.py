"""The differences of two wordings are typed edits with their offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.diff import PrintedText, Wording, align_words, diff_aligned, diff_texts, split_words
from onrecord.records import Edit, EditReason

SPOKEN = "We will not raise the property tax, and we did not raise it last year."


def major_edits(printed: str, spoken: str = SPOKEN) -> list[tuple[str, str, str]]:
    return [(edit.kind, edit.text, edit.other) for edit in diff_texts(printed, spoken) if not edit.minor]


def only_major_edit(printed: str, spoken: str) -> Edit:
    edits = [edit for edit in diff_texts(printed, spoken) if not edit.minor]
    assert len(edits) == 1, edits
    return edits[0]


def test_the_same_words_have_no_edits() -> None:
    assert diff_texts(SPOKEN, SPOKEN) == ()
    assert diff_texts("we WON’T raise the property-tax and we didn’t raise it last year", SPOKEN) == ()


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("We need more of a coalition flying missions", "we need more of a coalition, you know, flying missions"),
        ("I think that is fine", "I think, I think that is fine"),
        ("Biden and Susan Rice all told me", "Biden and all of -- and Susan Rice, all told me"),
        ("I am with you, I will fight for you", "I’m with you, and I will fight for you"),
        ("The wall is nonnegotiable for us", "The wall is non-negotiable for us"),
        ("Twenty thousand people came", "20,000 people came"),
        ("Add [the child care credit] to the plan", "Add that to the plan"),
        ("I have won 10 [states]. He has won three", "I have won 10. He has won three"),
        ("I do not want to see them go", "I do not to want see them go"),
        ("Because I said so", "'Cause I said so"),
        ("It was Wall St. that paid", "It was Wall Street that paid"),
        ("There’s $1.5 billion in it", "There is one and a half billion dollars in it"),
        ("[W]e must do this", "We must do this"),
        ("But most of all I am proud", "Most of all I am proud"),
    ],
)  # fmt: skip
def test_editing_that_keeps_the_words_is_minor(printed: str, spoken: str) -> None:
    assert major_edits(printed, spoken) == []


@pytest.mark.parametrize(
    ("printed", "spoken", "kind", "reason"),
    [
        ("We will raise the tax", "We will not raise the tax", "dropped", EditReason.NEGATION_DROPPED),
        ("We did not raise the tax", "We did raise the tax", "added", EditReason.NEGATION_ADDED),
        ("It costs 42 million dollars", "It costs 52 million dollars", "changed", EditReason.OTHER_NUMBER),
        ("I spoke to Ann Quill there", "I spoke to Ann Barrow there", "changed", EditReason.OTHER_NAME),
        ("I was satisfied with it", "I was unsatisfied with it", "changed", EditReason.CONTRARY),
        ("We will pay for it", "We will pay for it only if they ask", "dropped", EditReason.CONDITION_DROPPED),
        ("It costs two billion dollars", "It costs two million dollars", "changed", EditReason.OTHER_NUMBER),
        ("We will raise the taxes", "We will lower the taxes", "changed", EditReason.CONTRARY),
        ("She told me that herself", "He told me that herself", "changed", EditReason.CONTRARY),
        ("We will [never] raise the tax", "We will raise the tax", "added", EditReason.NEGATION_ADDED),
        ("The [Republicans] were right", "The Democrats were right", "changed", EditReason.OTHER_NAME),
    ],
)
def test_edits_that_change_the_meaning_say_why(printed: str, spoken: str, kind: str, reason: EditReason) -> None:
    edit = only_major_edit(printed, spoken)
    assert (edit.kind, edit.meaning_changed, edit.reason) == (kind, True, reason)


def test_an_ellipsis_that_drops_what_a_pronoun_refers_to_changes_the_meaning() -> None:
    spoken = "They are on the run. Half of all their leaders are jailed or dead. In either case, they're no problem."
    edit = only_major_edit("They are on the run . . . they're no problem.", spoken)
    assert (edit.kind, edit.marked, edit.meaning_changed) == ("dropped", True, True)
    assert edit.reason == EditReason.REFERENT_DROPPED


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("We will not raise the tax, and we did not raise it last year.", ("dropped", "", "property")),
        ("We will not lower the property tax, and we did not raise it last year.", ("changed", "lower", "raise")),
        ("We will not ever raise the property tax, and we did not raise it last year.", ("added", "ever", "")),
        ("We will not raise the property taxes, and we did not raise it last year.", ("changed", "taxes", "tax")),
    ],
)  # fmt: skip
def test_each_kind_of_edit_has_its_words(printed: str, expected: tuple[str, str, str]) -> None:
    assert major_edits(printed) == [expected]


def test_a_repetition_that_is_left_out_does_not_change_the_meaning() -> None:
    edit = only_major_edit(
        "If she gets to pick her judges, that is it", "If she gets to pick, if she gets to pick her judges, that is it"
    )
    assert (edit.kind, edit.meaning_changed) == ("dropped", False)


def test_words_that_changed_places_are_moved() -> None:
    edits = major_edits("As a Republican, I have to say it is so nice", "I have to say, as a Republican, it is so nice")
    assert {kind for kind, _, _ in edits} <= {"moved", "added", "dropped"}
    assert edits


def test_an_interruption_by_another_speaker_is_minor() -> None:
    text = "if all had voted so we would RAMOS OK not have won"
    spoken = split_words(text)
    voices = tuple(int(word.text in ("RAMOS", "OK")) for word in spoken)
    printed = PrintedText.parse("if all had voted so we would not have won")
    _, way = align_words(printed.words, spoken)
    (edit,) = diff_aligned(printed, Wording(text, spoken, voices=voices), way)
    assert (edit.kind, edit.minor, edit.reason) == ("dropped", True, EditReason.INTERRUPTION)


@given(st.text(alphabet="ab no 1.…[]'’-", max_size=60), st.text(alphabet="ab no 1.…[]'’-", max_size=60))
def test_edits_have_the_offsets_of_their_words(printed: str, spoken: str) -> None:
    for edit in diff_texts(printed, spoken):
        assert printed[edit.start : edit.end] == edit.text
        assert spoken[edit.other_start : edit.other_end] == edit.other
        assert not (edit.minor and edit.meaning_changed)


@given(st.lists(st.sampled_from("we will not raise the tax they said in 20 years".split()), min_size=1, max_size=12))  # noqa: SIM905
def test_a_wording_has_no_edits_against_itself(words: list[str]) -> None:
    assert diff_texts(" ".join(words), " ".join(words).upper()) == ()


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("[W]e will win in the valley", "And we will win in the valley"),
        ("He said that “[t]he valley is ours”", "He said that The valley is ours"),
        ("He don’t (sic) know the valley", "He don't know the valley"),
        ("We got $2.5 million for it", "We got two and a half million dollars for it"),
        ("On the 21st of May we won", "On the twenty-first of May we won"),
        ("We lost it in the ’90s to them", "We lost it in the 1990s to them"),
        ("The truth about Main Street is this", "The truth about Main St. is this"),
        ("That fucking bridge is a bullshit bridge", "That f--king bridge is a bulls**t bridge"),
        ("The government of Qaeda", "The goverment of Qaida"),
        ("It rose by 10 to 15 percent", "It rose by 10% to 15%"),
        ("It rose by 10% to 15%", "It rose by ten to fifteen percent"),
        ("I won in 1992 in this town", "I won in '92 in this town"),
        ("There are 1.2 million of us", "There are one point two million of us"),
        ("We met at 6:30 in the hall", "We met at six thirty in the hall"),
        ("It cost $500 million to save it", "It cost half a billion dollars to save it"),
        ("It cost $150,000 to save it", "It cost a hundred and fifty thousand dollars to save it"),
        ("The answer is no. Five people came", "The answer is no. 5 people came"),
        ("They’re cutting the jobs", "They're cuttin' the jobs"),
        ("And I do want to go", "And I don't -- I do want to go"),
        ("We don’t think so", "We don't -- we don't think so"),
    ],
)  # fmt: skip
def test_spellings_slips_and_false_starts_are_minor(printed: str, spoken: str) -> None:
    assert not [edit for edit in diff_texts(printed, spoken) if edit.text and not edit.minor]
    assert not [edit for edit in diff_texts(printed, spoken) if edit.meaning_changed]


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("It costs five billion dollars", "It costs five million dollars"),
        ("It costs $5 billion", "It costs $5 million"),
        ("There were 1.2 million people", "There were twelve million people"),
        ("It cost half a million dollars", "It cost half a billion dollars"),
        ("There were fifty people in it", "There were twenty, thirty people in it"),
        ("We propose the wall", "We oppose the wall"),
        ("The county was united by it", "The county was untied by it"),
        ("It is a former reason", "It is a formal reason"),
        ("Iran is the place", "Iraq is the place"),
        ("Obama is the man", "Osama is the man"),
        ("We send it to Nigeria now", "We send it to Niger now"),
        ("We send it to Australia now", "We send it to Austria now"),
        ("The mayor is immortal now", "The mayor is immoral now"),
        ("This will effect the change", "This will affect the change"),
        ("He was a friend of mine", "He's a friend of mine"),
    ],
)
def test_a_different_word_is_not_a_slip(printed: str, spoken: str) -> None:
    assert major_edits(printed, spoken)


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("And we will support the tax", "And we will support not -- the tax"),
        ("And we will ever raise it", "And we will never -- ever raise it"),
        ("And I did support the tax", "And I did -- did not -- support the tax"),
        ("They [do not] support the tax", "They support the tax"),
        ("They [always] support the tax", "They do not support the tax"),
    ],
)
def test_no_false_start_or_bracket_hides_a_negation(printed: str, spoken: str) -> None:
    assert any(edit.meaning_changed and not edit.minor for edit in diff_texts(printed, spoken))


def test_this_before_its_noun_refers_to_nothing_left_out() -> None:
    spoken = "We closed the old mill in the valley and the farms there. This {} for everyone."
    meaning_changes = [
        any(edit.meaning_changed for edit in diff_texts(f"We closed … this {rest} for everyone.", spoken.format(rest)))
        for rest in ("year is hard", "is hard")
    ]
    assert meaning_changes == [False, True]


@pytest.mark.parametrize(
    ("printed", "spoken", "minor"),
    [
        ("We sail in the morning and in the evening.", "We sail in the morning and the evening.", True),
        ("Do we mend it or sell it?", "Do we mend it or do we sell it?", True),
        ("We sail in the morning and not in the evening.", "We sail in the morning and in the evening.", False),
        ("We sail in the morning from the quay.", "We sail in the morning and from the quay by noon.", False),
    ],
)
def test_a_function_word_said_again_in_a_coordination_is_small(printed: str, spoken: str, minor: bool) -> None:
    assert all(edit.minor for edit in diff_texts(printed, spoken)) is minor


def test_long_texts_are_aligned_in_parts_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.diff import alignment
    from onrecord.diff.tokens import split_words

    words = [f"w{number % 97}x{number}" for number in range(700)]
    spoken = split_words(" ".join(words))
    printed = split_words(" ".join(word for number, word in enumerate(words) if number % 50))
    score, whole = alignment.align_words(printed, spoken)
    monkeypatch.setattr(alignment, "MAX_CELLS", 70_000)
    score_of_parts, parts = alignment.align_words(printed, spoken)
    assert whole.tolist() == parts.tolist()
    assert score_of_parts == pytest.approx(score, abs=10)


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("We want Bo Ray or Ann Hall as the next mayor", "We want Hall or Ray to be the next mayor"),
        ("It rained in Larport and Northby for ten days", "It rained in Northby and Larport for ten days"),
        ("Come along … Though the harbour is shut today", "Come along. Although the harbour is shut today"),
        ("So we left. People were told before noon", "So we left. Folks were told before noon"),
        ("I asked whether the boat sails today", "I asked whether or not the boat sails today"),
        (
            "There has never been a pier more useful to the town",
            "There has never been a pier, not here, not in Larport, nothing more useful to the town",
        ),
        (
            "We are not going to pay for the wall, … It is useless to everybody here",
            "We are not going to pay for the wall, … And it is useless to everybody here",
        ),
    ],
)
def test_differences_that_leave_the_meaning(printed: str, spoken: str) -> None:
    assert not any(edit.meaning_changed for edit in diff_texts(printed, spoken))


@pytest.mark.parametrize(
    ("printed", "spoken", "reason"),
    [
        ("We want Bo Ray or Ann Hall as the next mayor", "We want Ray or Weld as the next mayor", "other_name"),
        ("So we left. David was told before noon", "So we left. John was told before noon", "other_name"),
        ("So we left. Larport was told before noon", "So we left. Northby was told before noon", "other_name"),
        ("I say it is allowed to sail here", "I say it is, not only now, not allowed to sail here", "negation_dropped"),
        ("He will resign or be elected today", "He will resign or not be elected today", "negation_dropped"),
    ],
)
def test_differences_that_change_the_meaning(printed: str, spoken: str, reason: str) -> None:
    assert [edit.reason for edit in diff_texts(printed, spoken) if edit.meaning_changed] == [reason]


@pytest.mark.parametrize(
    ("printed", "spoken", "is_minor"),
    [
        ("There are many people worried about the pier", "There are many people that are worried about the pier", True),
        ("I met a man of the harbour board", "I met a man that is of the harbour board", False),
        ("And I saw the boat leave", "And I know it -- I saw him -- I saw the boat leave", True),
        ("And I saw it myself that day", "And I went there -- I was told -- and I saw it myself that day", True),
        ("And I saw it myself that day", "And I never went -- I was told -- and I saw it myself that day", False),
    ],
)
def test_restarts_and_relative_clauses(printed: str, spoken: str, is_minor: bool) -> None:
    assert all(edit.minor for edit in diff_texts(printed, spoken)) is is_minor
