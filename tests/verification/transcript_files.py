"""Transcript files for tests: writing, reading and showing them."""

from __future__ import annotations

import re
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


def pdf_of(lines: list[str]) -> bytes:
    """A PDF file of one page with the lines, in the encoding that Windows uses."""
    escaped = (re.sub(rb"([()\\])", rb"\\\1", line.encode("cp1252")) for line in lines)
    drawn = b"\n".join(b"(" + line + b") Tj T*" for line in escaped)
    stream = b"BT /F1 12 Tf 14 TL 72 720 Td " + drawn + b" ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj%b endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer
