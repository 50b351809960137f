"""Mistakes of a transcript are no edits of the quotation; what editors change is one all the same."""

from __future__ import annotations

import pytest

from onrecord.records import EditReason, Quotation, Transcript, Verdict
from onrecord.verification import QuotationChecker

# Every word pair of these sentences is common; "get happened", "have not be" and "Selmas" are in none of them.
SENTENCES = """
They get boats here. We get it. It happened to us. This happened here. Nothing will happen unless you come. We have not
seen it. You have not been asked. It may not be right. Now Selma sings. He wants more boats. He wanted more boats.
"""
OTHERS = [Transcript(f"other-{number}", SENTENCES * 4) for number in range(40)]


def check(printed: str, spoken: str, others: list[Transcript] = OTHERS) -> Verdict:
    return QuotationChecker([*others, Transcript("speech", spoken)]).check(Quotation("q", printed))


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("By the pier nothing will happen unless you come", "By the pier nothing will get happened unless you come"),
        ("In the old port you have not been asked for fish", "In the old port you have not be asked for fish"),
        ("By the old lighthouse you hear how Selma sings", "By the old lighthouse you hear how Selmas sings"),
    ],
)
def test_what_nobody_says_is_a_mistake_of_the_transcript(printed: str, spoken: str) -> None:
    verdict = check(printed, spoken)
    assert verdict.verdict == "minor"
    assert EditReason.TRANSCRIPTION_ERROR in {edit.reason for edit in verdict.edits}
    assert check(printed, spoken, []).verdict == "altered", "without other transcripts nothing tells the two apart"


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("Ask the ferryman why he wants more boats", "Ask the ferryman why he wanted more boats"),
        ("On the northern pier it will happen to us", "On the northern pier it happened to us"),
        ("In the old port you have been asked for fish", "In the old port you have not been asked for fish"),
        ("In the old port you have asked for fish", "In the old port you have not be asked for fish"),
        ("On the northern pier you get boats", "On the northern pier they get boats"),
    ],
)
def test_what_people_do_say_was_changed(printed: str, spoken: str) -> None:
    assert check(printed, spoken).verdict in ("altered", "trimmed")


def test_a_bleeped_word_may_be_printed() -> None:
    verdict = check("You said by the pier he is a d--n of a sailor", "You said by the pier he is a (BLEEP) of a sailor")
    assert [edit.reason for edit in verdict.edits] == [EditReason.UNINTELLIGIBLE]
