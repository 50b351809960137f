"""Names for voices without names, from entries and from files."""

from __future__ import annotations

from pathlib import Path

import pytest

import onrecord
from onrecord.errors import TranscriptError
from onrecord.records import Quotation
from onrecord.verification.voice_names import parse_voice_names
from verification.transcript_files import WriteFile

WHISPERX = Path(__file__).parent / "forms" / "whisperx.json"


def speaker_agrees(voice_names: object, claimed: str) -> tuple[str | None, bool | None]:
    quotation = Quotation("q", "the gate had cracked", claimed)
    (checked,) = onrecord.verify(quotation, WHISPERX, voice_names=voice_names)  # type: ignore[arg-type]
    return checked.verdict.speaker, checked.verdict.speaker_agrees


def test_a_name_for_a_voice_decides_whether_the_speaker_agrees() -> None:
    assert speaker_agrees(None, "Mara Quill") == (None, None)
    names = {"speaker_00": "Mara Quill"}
    assert speaker_agrees(names, "Mara Quill") == ("Mara Quill", True)
    assert speaker_agrees(names, "Tom Ode") == ("Mara Quill", False)
    assert speaker_agrees(["SPEAKER_00=Mara Quill"], "Quill") == ("Mara Quill", True)


@pytest.mark.parametrize(
    "content",
    ["SPEAKER_00 = Mara Quill\n\nB=Tom Ode\n", '{"SPEAKER_00": "Mara Quill", "B": "Tom Ode"}'],
)
def test_a_file_of_names(content: str, write: WriteFile) -> None:
    path = str(write("names.txt", content))
    assert parse_voice_names([path, "C=Ann Ray"]) == {"SPEAKER_00": "Mara Quill", "B": "Tom Ode", "C": "Ann Ray"}


def test_a_wrong_entry_is_named(write: WriteFile) -> None:
    for entry in ("SPEAKER_00", "=Mara Quill", "A=", str(write("names.txt", "Mara Quill\n"))):
        with pytest.raises(TranscriptError, match="LABEL=NAME"):
            parse_voice_names([entry])
