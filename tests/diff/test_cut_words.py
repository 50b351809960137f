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
        ("[Ninety] of the boats sank that night", "Nineteen of the boats sank that night.", "other_number"),
        ("[Ola] saw the boats sink that night", "I know that Per saw the boats sink that night.", "other_name"),
        (
            "we own the ferry and the pier",
            "As long as nobody asks, we own the ferry and the pier.",
            "condition_dropped",
        ),
        ("we own the ferry and the pier", "If nobody asks, then we own the ferry and the pier.", "condition_dropped"),
        (
            "we own the ferry and the pier",
            "If the people of the two islands vote for it in the autumn, we own the ferry and the pier.",
            "condition_dropped",
        ),
        ("the ferry lost money last year", "There is no proof at all that the ferry lost money last year.", None),
        (
            "the ferry lost money last year",
            "He told the whole town that the ferry lost money last year.",
            "report_dropped",
        ),
        ("We paid the crew on Tuesday", "We paid the crew on Thursday.", "other_name"),
        ("We paid Iranian crews in May", "We paid Iraqi crews in May.", "other_name"),
        ("We can and will sell the ferry", "We cannot and will not sell the ferry.", None),
        ("We may sell the ferry", "We cannot and must not sell the ferry.", "negation_changed"),
        ("We only own the ferry", "We not only own the ferry.", None),
        ("It sails if the crew is paid", "It sails unless the crew is paid.", "contrary"),
        ("We sold everything last year", "We sold nothing last year.", "negation_changed"),
        ("It sank. … He was asleep", "It sank. Captain Ola was below. He was asleep.", "referent_dropped"),
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
        ("[The boy] saw the boats sink that night", "Then he saw the boats sink that night."),
        (
            "we own the ferry and the pier",
            "If you ask about the two islands in the autumn, I say yes, and so, we own the ferry and the pier.",
        ),
        ("the ferry lost money last year", "I told the whole town that the ferry lost money last year."),
        ("the ferry lost money last year", "I read the report on the bridge that the ferry lost last year."),
        ("We paid the Zimmermans in May", "We paid the Zimmerman in May."),
        ("We paid Kowalzcyk in May", "We paid Kowalczyk in May."),
        ("We own the ferry and the pier", "We own not only the ferry but the pier."),
        ("It sank. … It was our last boat", "It sank. It went down in the night. It was our last boat."),
        ("It sank. … He was asleep", "It sank. All the nets were lost too. He was asleep."),
        ("He was below. It sank in the night", "It sank in the night. He was below."),
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
        ("We built it in 1968, in the ’60s", "We built it in nineteen sixty-eight, in the nineteen sixties."),
        ("We lost it in 1907, found it in 2010", "We lost it in nineteen oh seven, found it in twenty ten."),
        ("3/4 of the boats, ⅔ of the crews", "Three quarters of the boats, two thirds of the crews."),
        ("1/3 of the boats, ½ of the crews", "A third of the boats, half of the crews."),
        ("25,000 boats sank in 9/11 hours", "Twenty-five thousand boats sank in 9/11 hours."),
        ("It took 3½ hours to the island", "It took three and a half hours to the island."),
        ("I met the captain, the man who knew", "I met the capt- — the man who knew."),
    ],
)
def test_the_same_words_in_another_writing_are_minor(printed: str, spoken: str) -> None:
    assert quotation_edits(printed, spoken) == []
