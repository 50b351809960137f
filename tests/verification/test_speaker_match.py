"""Whether a claimed speaker and a transcript's speaker are the same person."""

from __future__ import annotations

import pytest

from onrecord.records import Transcript, Turn
from onrecord.verification.speaker_match import full_names, speakers_agree, speakers_agree_among


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


@pytest.mark.parametrize(
    ("claimed", "transcript_speaker", "expected"),
    [
        ("Thomas Paxton", "PAXTON", None),
        ("Mary Paxton", "PAXTON", None),
        ("Paxton", "THOMAS PAXTON", None),
        ("Mary Paxton", "THOMAS PAXTON", False),
        ("Mary Paxton", "MARY JANE PAXTON", True),
        ("Hugh Paxton", "PAXTON", False),
        ("Thomas Paxton", "MR. PAXTON", True),
        ("Clare Nugent", "NUGENT", True),
        ("Ann Nugent", "NUGENT", False),
    ],
)
def test_two_people_of_one_surname(claimed: str, transcript_speaker: str, expected: bool | None) -> None:
    names = ("CLARE NUGENT", "THOMAS PAXTON", "MARY JANE PAXTON", "MR. PAXTON", "PAXTON")
    turns = tuple(Turn(number, number + 1, name) for number, name in enumerate(names))
    persons = full_names(Transcript("debate", "words", turns=turns))
    assert speakers_agree_among(claimed, transcript_speaker, persons) is expected


@pytest.mark.parametrize("label", ["The Minister", "Madam Deputy Speaker", "The Deputy First Minister", "SPEAKER_00"])
def test_an_office_is_nobodys_name(label: str) -> None:
    assert speakers_agree("Mara Quill", label) is None
