"""The types of a transcript: its words, whose turn they are in, and where in its file they stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of a transcript in which one voice speaks: offsets into ``Transcript.text``.

    ``speaker`` is the name or role that the transcript gives. ``voice`` tells voices apart that have no name: the label
    of speech recognition ("SPEAKER_00"), or a number for each dash or ``>>``.
    """

    start: int
    end: int
    speaker: str | None
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was really said. ``date`` is ISO 8601; ``turns`` are in order and do not overlap.

    ``times`` are pairs (offset into ``text``, seconds from the beginning), ascending, if the transcript states them.
    ``lines`` are pairs (offset, number of the line in the file), ascending: from each pair on, every line feed
    of ``text`` begins the next line. ``pages`` are pairs (offset, number of the page in the file). Both are empty where
    the form has none.
    """

    id: str
    text: str
    event: str | None = None
    date: str | None = None
    turns: tuple[Turn, ...] = ()
    times: tuple[tuple[int, float], ...] = ()
    location: str | None = None
    lines: tuple[tuple[int, int], ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
