"""Words cut off or left out that change the meaning of a quotation, and those that do not."""

from __future__ import annotations

import pytest

from onrecord.diff import PrintedText, Wording, align_words, diff_aligned, split_words
from onrecord.edit_reasons import EditReason
from onrecord.records import Edit


def quotation_edits(printed_text: str, spoken_text: str) -> list[Edit]:
    """Return the major edits of a quotation, which may begin and end anywhere in the spoken text."""
    printed, spoken = PrintedText.parse(printed_text), Wording(spoken_text, split_words(spoken_text))
    _, alignment = align_words(printed.words, spoken.words, ellipses=printed.words_after_ellipses())
    return [edit for edit in diff_aligned(printed, spoken, alignment) if not edit.minor]


@pytest.mark.parametrize(
    ("printed", "spoken", "reason"),
    [
        ("We close the ferry in the spring", "If we close the ferry in the spring, they win.", "condition_dropped"),
        ("the ferry lost money last year", "They say that the ferry lost money last year.", "report_dropped"),
        ("the ferry lost money last year", "There is no evidence that the ferry lost money last year.", None),
        (
            "The ferry lost money last year",
            "Did it? I don't think the ferry lost money last year.",
            None,
        ),
        ("You sold the ferry to a friend", "Have you sold the ferry to a friend? I ask you.", "question_dropped"),
        ("You sold the ferry to a friend.", "You sold the ferry to a friend? I ask you.", "question_dropped"),
        ("I did not sell at a loss last year", "I did not sell. I bought at a loss last year.", "negation_changed"),
        ("She was told not to pay the ferry", "She was not told to pay the ferry.", "negation_added"),
        ("The ferry … sells tickets", "The ferry no longer sells tickets.", "negation_dropped"),
        ("It fell to five degrees on the pier", "It fell to minus five degrees on the pier.", "other_number"),
        ("We sail on the ferry in [June]", "We sail on the ferry in May when it is warm.", "other_name"),
        ("The pilot was [incompetent] that night", "The pilot was competent that night.", "contrary"),
    ],
)
def test_a_change_of_meaning_is_found(printed: str, spoken: str, reason: str | None) -> None:
    reasons = [edit.reason for edit in quotation_edits(printed, spoken) if edit.meaning_changed]
    assert (EditReason(reason) if reason else EditReason.NEGATION_DROPPED) in reasons


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("the ferry lost money last year", "I think that the ferry lost money last year."),
        ("will the ferry sail in the spring", "And will the ferry sail in the spring?"),
        ("have you sold the ferry to a friend?", "So have you sold the ferry to a friend? I ask you."),
        ("[The pilot] was asleep that night", "He was asleep that night."),
        ("The ferry is old. … We will paint it", "The ferry is old. Nobody denies that. We will paint it."),
        ("The ferry … sails at noon", "The ferry, which has never been late in its life, sails at noon."),
    ],
)
def test_an_honest_quotation_keeps_its_meaning(printed: str, spoken: str) -> None:
    assert not any(edit.meaning_changed for edit in quotation_edits(printed, spoken))


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("37% of the boats leak", "Thirty-seven percent of the boats leak."),
        ("The pier cost £1.5m to mend", "The pier cost 1.5 million pounds to mend."),
        ("we found 25 percent of them", "we found one quarter of them."),
        ("It left at 9:15 for the island", "It left at quarter past nine for the island."),
        ("It took 3½ hours to the island", "It took three and a half hours to the island."),
        ("I met the captain, the man who knew", "I met the capt- — the man who knew."),
    ],
)
def test_the_same_words_in_another_writing_are_minor(printed: str, spoken: str) -> None:
    assert quotation_edits(printed, spoken) == []
