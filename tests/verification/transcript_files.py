"""Transcript files for tests: writing, reading and showing them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from onrecord.records import Skipped, Transcript
from onrecord.settings import Settings
from onrecord.verification.transcripts import open_transcripts

WriteFile = Callable[[str, "str | bytes"], Path]


def read_all(*locations: object, settings: Settings | None = None) -> list[Transcript | Skipped]:
    """Read every transcript of the locations."""
    return list(open_transcripts(map(str, locations), settings or Settings()))


def read_one(location: object) -> Transcript:
    """Read the only transcript of a location, and check that its turns and times are in order."""
    (transcript,) = read_all(location)
    assert isinstance(transcript, Transcript), transcript
    last_end = 0
    for turn in transcript.turns:
        assert last_end <= turn.start < turn.end <= len(transcript.text)
        last_end = turn.end
    assert list(transcript.times) == sorted(transcript.times)
    return transcript


def speakers_and_words(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Return who speaks in each turn, and its words."""
    return [(turn.speaker, transcript.text[turn.start : turn.end]) for turn in transcript.turns]


def words_at_times(transcript: Transcript) -> dict[float, str]:
    """Return the word that stands at each time."""
    return {seconds: transcript.text[offset:].split()[0] for offset, seconds in transcript.times}
