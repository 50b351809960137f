"""Transcripts in JSON and JSON Lines."""

from __future__ import annotations

import json

from verification.transcript_files import WriteFile, read_one, speakers_and_words, words_at_times


def test_the_text_of_json_lines_is_not_changed(write: WriteFile) -> None:
    text = "\tQUILL:  We shut it.\r\n ODE: Why? [00:12:03] And\xa0 when?  "
    line = json.dumps({"id": 7, "event": "Meeting", "date": "2026-05-11", "text": text, "more": {}})
    transcript = read_one(write("a.jsonl", "\ufeff" + line + "\n"))
    assert (transcript.id, transcript.event, transcript.date, transcript.text) == ("7", "Meeting", "2026-05-11", text)
    assert speakers_and_words(transcript) == [("QUILL", "We shut it."), ("ODE", "Why?"), ("ODE", "And\xa0 when?")]


def test_turns_in_json(write: WriteFile) -> None:
    turns = [
        {"speaker": "Mara Quill", "text": "We shut it."},
        {"speaker": "SPEAKER_01", "text": "TODAY: Why?", "start": 9},
        {"text": "Rust."},
    ]
    transcript = read_one(write("a.jsonl", json.dumps({"id": "a", "turns": turns})))
    assert speakers_and_words(transcript) == [("Mara Quill", "We shut it."), (None, "TODAY: Why?"), (None, "Rust.")]
    assert words_at_times(transcript) == {9.0: "TODAY:"}
    text = "Meeting. We shut it. TODAY: Why? Rust."
    transcript_with_turns = read_one(write("b.jsonl", json.dumps({"id": "a", "text": text, "turns": turns})))
    assert transcript_with_turns.text == text
    assert [speaker for speaker, _ in speakers_and_words(transcript_with_turns)] == ["Mara Quill", None, None]


def test_segments_of_speech_recognition(write: WriteFile) -> None:
    segments = [
        {"id": 0, "start": 0.0, "end": 1.5, "text": " We shut it.", "speaker": "SPEAKER_00"},
        {"id": 1, "start": 2, "end": 3, "text": " Why?", "speaker": "Tom Ode"},
        {"id": 2, "start": 3.5, "end": 4, "text": " And when?", "speaker": "Tom Ode"},
    ]
    document = {"text": " We shut it. Why? And when?", "segments": segments, "language": "en"}
    for name, content in (("a.json", document), ("b.json", segments)):
        transcript = read_one(write(name, json.dumps(content, indent=1)))
        assert speakers_and_words(transcript) == [(None, "We shut it."), ("Tom Ode", "Why? And when?")]
        assert words_at_times(transcript) == {0.0: "We", 2.0: "Why?", 3.5: "And"}
