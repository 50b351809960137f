"""Names for the voices of a transcript that has none: ``SPEAKER_00`` is Jane Roe."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from onrecord.errors import TranscriptError
from onrecord.records import Transcript


def name_voices(transcript: Transcript, names: Mapping[str, str]) -> Transcript:
    """Return the transcript with names for its voices. Labels are compared without case.

    Args:
        transcript: The transcript.
        names: The name of each label, such as ``{"SPEAKER_00": "Jane Roe"}``.
    """
    folded = {label.casefold(): name for label, name in names.items()}
    turns = tuple(
        replace(turn, speaker=name, voice=None)
        if (name := folded.get((turn.voice or turn.speaker or "").casefold()))
        else turn
        for turn in transcript.turns
    )
    return transcript if turns == transcript.turns else replace(transcript, turns=turns)


def parse_voice_names(entries: Iterable[str]) -> dict[str, str]:
    """Return the names of labels from ``LABEL=NAME`` entries and from files of them.

    A file has one entry on each line, or is a JSON object.

    Raises:
        TranscriptError: An entry is neither ``LABEL=NAME`` nor a file of these.
    """
    names: dict[str, str] = {}
    for entry in entries:
        label, equals, name = (part.strip() for part in entry.partition("="))
        if equals and label and name:
            names[label] = name
        elif not equals and Path(entry).is_file():
            names |= _read_names(Path(entry))
        else:
            raise TranscriptError(f"--who {entry}: give LABEL=NAME, such as SPEAKER_00=Jane Roe, or a file of these")
    return names


def _read_names(path: Path) -> dict[str, str]:
    """Return the names in a file. Raises TranscriptError if it has an entry without a name."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        listed = json.loads(text) if text.lstrip().startswith("{") else None
    except (OSError, ValueError) as error:
        raise TranscriptError(f"{path}: cannot be read as a file of names: {error}") from None
    if isinstance(listed, dict):
        return {str(label): str(name) for label, name in listed.items()}
    names: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        label, equals, name = (part.strip() for part in line.partition("="))
        if line.strip() and not (equals and label and name):
            raise TranscriptError(f"{path}:{number}: give LABEL=NAME")
        if line.strip():
            names[label] = name
    return names
