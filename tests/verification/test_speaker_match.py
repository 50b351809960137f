"""Whether a claimed speaker and a transcript's speaker are the same person."""

from __future__ import annotations

import pytest

from onrecord.verification.speaker_match import speakers_agree


@pytest.mark.parametrize(
    ("claimed", "transcript_speaker", "expected"),
    [
        ("Trump", "DONALD TRUMP", True),
        ("Donald J. Trump", "TRUMP", True),
        ("Republican presidential candidate Donald Trump", "DONALD TRUMP", True),
        ("Sen. Bernie Sanders (I-Vt.)", "SANDERS", True),
        ("Hillary", "HILLARY CLINTON", True),
        ("O'Malley", "O’MALLEY", True),
        ("Mr. Obama", "BARACK OBAMA", True),
        ("Bernie Sanders", "FELICIA SANDERS", False),
        ("Trump", "GEORGE STEPHANOPOULOS", False),
        ("he", "TRUMP", None),
        ("He", "TRUMP", None),
        ("the Florida senator", "RUBIO", None),
        ("The New York businessman", "DONALD TRUMP", None),
        (None, "TRUMP", None),
        ("Trump", None, None),
        ("Trump", "QUESTION", None),
        ("Trump", "UNIDENTIFIED MALE", None),
    ],
)
def test_names_of_one_person_agree(claimed: str | None, transcript_speaker: str | None, expected: bool | None) -> None:
    assert speakers_agree(claimed, transcript_speaker) is expected
