"""Transcripts in plain text."""

from __future__ import annotations

import pytest

from paths import ROOT
from verification.transcript_files import WriteFile, read_one, speakers_and_words, words_at_times

MEETING = ROOT / "examples" / "transcripts" / "council-meeting-2026-05-11.txt"


def test_text_with_names_and_times() -> None:
    transcript = read_one(MEETING)
    assert (transcript.id, transcript.date, transcript.event) == (str(MEETING), "2026-05-11", None)
    assert "[" not in transcript.text
    assert [speaker for speaker, _ in speakers_and_words(transcript)] == [
        None,
        "COUNCILLOR HART",
        "RENATA ODUYA",
        "COUNCILLOR HART",
        "RENATA ODUYA",
        "PIERS LINDQVIST",
        "MARTA KOWALCZYK",
    ]
    assert words_at_times(transcript)[48.0] == "I"
    assert len(transcript.times) == 7


@pytest.mark.parametrize(
    "text",
    [
        "0:01\nwe shut it\n0:09\non friday\n",
        "0:01 we shut it\n0:09 on friday\n",
        "[0:01] we shut it\n[0:09] on friday\n",
        "0:00:01.500,0:00:04.000\nwe shut it\n\n0:00:09.000,0:00:11.000\non friday\n",
        "00:00:01 --> 00:00:04 we shut it\r\n00:00:09 --> 00:00:11 on friday\r\n",
    ],
)
def test_times_at_line_starts(text: str, write: WriteFile) -> None:
    transcript = read_one(write("a.txt", text))
    assert transcript.text.split() == ["we", "shut", "it", "on", "friday"]
    assert words_at_times(transcript) == {1.0: "we", 9.0: "on"}


def test_one_time_of_day_is_not_a_time_code(write: WriteFile) -> None:
    text = "QUILL: We met at\n7:30 in the evening.\n"
    transcript = read_one(write("a.txt", text))
    assert (transcript.text, transcript.times) == (text, ())


def test_names_above_the_words(write: WriteFile) -> None:
    transcript = read_one(write("a.txt", "Mara Quill  0:01\nWe shut it.\n\nTom Ode  0:09\nWhy?\n"))
    assert speakers_and_words(transcript) == [("Mara Quill", "We shut it."), ("Tom Ode", "Why?")]
    assert [seconds for _, seconds in transcript.times] == [1.0, 9.0]


NUMBERED = """ 1        THE COURT: Bring in the
 2   jury, please.
 3        MS. QUILL: I kept the key on
 4   a nail.
HARBOUR REPORTING, INC.  14
 1        THE COURT: Nine nails?
 2        MS. QUILL: One nail and three
 3   hooks.
HARBOUR REPORTING, INC.  15
"""


def test_line_numbers_and_page_heads_are_not_spoken(write: WriteFile) -> None:
    transcript = read_one(write("day.txt", NUMBERED))
    assert [(speaker, words.split()) for speaker, words in speakers_and_words(transcript)] == [
        ("THE COURT", ["Bring", "in", "the", "jury,", "please."]),
        ("MS. QUILL", ["I", "kept", "the", "key", "on", "a", "nail."]),
        ("THE COURT", ["Nine", "nails?"]),
        ("MS. QUILL", ["One", "nail", "and", "three", "hooks."]),
    ]
    assert transcript.lines == ((0, 1), (transcript.text.index("THE COURT: Nine"), 6))


def test_numbers_that_count_things_are_spoken(write: WriteFile) -> None:
    text = "CHAIR: Read it.\n\nCLERK:\n1 bell of iron.\n2 bells of brass.\n3 horns.\n\nCHAIR: And then?\n"
    assert "3 horns" in read_one(write("list.txt", text)).text


def test_corrections_and_front_matter_of_markdown(write: WriteFile) -> None:
    head = '---\ntitle: "At the lock"\ndate: 2026-05-11\n---\n'
    text = f"{head}THE MAYOR: We cut <s>nine</s> \\[ten\\] ~~old~~ trees.\n\nQ: Ten?\n"
    transcript = read_one(write("remarks.md", text))
    assert (transcript.event, transcript.date) == ("At the lock", "2026-05-11")
    assert speakers_and_words(transcript) == [("THE MAYOR", "We cut ten trees."), ("Q", "Ten?")]
    assert transcript.lines[0] == (0, 5)


def test_times_of_day_are_no_places_in_a_recording(write: WriteFile) -> None:
    text = "7:05 p.m.\n\nCHAIR ODE: We begin.\n\n11:32 A.M. CET\n\nCHAIR ODE: We end.\n"
    transcript = read_one(write("minutes.txt", text))
    assert (transcript.times, "p.m." in transcript.text, "CET" in transcript.text) == ((), False, False)


@pytest.mark.parametrize("head", ["Page 3 of 9", "- 3 -", "[[Page H1234]]", "[Page 12]"])
def test_page_numbers_are_not_spoken(head: str, write: WriteFile) -> None:
    transcript = read_one(write("page.txt", f"QUILL: We shut\n{head}\nit on Friday.\nODE: Why?\n"))
    assert speakers_and_words(transcript)[0] == ("QUILL", "We shut\nit on Friday.")


def test_labels_that_end_in_a_full_stop(write: WriteFile) -> None:
    text = (
        "  Mr. ODE of Ohio. Madam Chair, I rise.\nMr. Quill. He is not here.\n\n"
        "  The SPEAKER pro tempore. For how long?\n\n"
        "  Mr. ODE of Ohio. I object.\n\n  Mrs. VANCE (during the reading). Read it.\n"
    )
    assert speakers_and_words(read_one(write("house.txt", text))) == [
        ("Mr. ODE", "Madam Chair, I rise.\nMr. Quill. He is not here."),
        ("The SPEAKER pro tempore", "For how long?"),
        ("Mr. ODE", "I object."),
        ("Mrs. VANCE", "Read it."),
    ]


def test_dashes_are_voices_without_names(write: WriteFile) -> None:
    transcript = read_one(write("talk.txt", "– I sold the fish.\n– I sent it back.\n– That was another fish.\n"))
    assert [turn.speaker for turn in transcript.turns] == [None, None, None]
    assert len({turn.voice for turn in transcript.turns}) == 3


def test_an_office_with_a_name_in_brackets_is_that_person(write: WriteFile) -> None:
    text = (
        "Madam Deputy Speaker (Ms Mara Quill): Order.\n\nThe Minister for Locks and Bridges (Tom Ode): It was rust.\n\n"
        "The Minister: I said so.\n"
    )
    assert speakers_and_words(read_one(write("debate.txt", text))) == [
        ("Ms Mara Quill", "Order."),
        ("Tom Ode", "It was rust."),
        ("The Minister", "I said so."),
    ]
