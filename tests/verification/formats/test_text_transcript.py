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
