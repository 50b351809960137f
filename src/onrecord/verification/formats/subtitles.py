"""Other subtitle forms: ASS, SSA and SAMI by pysubs2, TTML by its XML, LRC as text with times."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pysubs2
from lxml import etree
from pysubs2.exceptions import Pysubs2Error

from onrecord.errors import TranscriptError
from onrecord.verification.formats.captions import Cue, segments_of_cues
from onrecord.verification.transcript_builder import TranscriptSegment

_LRC_TAG = re.compile(r"^\[(?:ar|al|ti|au|by|length|offset|re|ve|la|tool|#)\s*:[^\]\n]*\][ \t]*\n?", re.M | re.I)
_TTML_TIME = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{1,2})(?:[.,:](\d+))?$")
_OFFSET_TIME = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|t|f)?$")
_SECONDS_OF_UNIT = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "t": 1e-7, "f": 1 / 30, None: 1.0}
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def read_subtitles(text: str, form: str) -> list[TranscriptSegment]:
    """Return the segments of an ASS, SSA or SAMI text.

    Args:
        text: The file's text.
        form: pysubs2's name of the form: "ass", "ssa" or "sami".

    Raises:
        TranscriptError: The text has no subtitle.
    """
    try:
        subtitles = pysubs2.SSAFile.from_string(text, format_=form)
    except (Pysubs2Error, ValueError, IndexError, KeyError) as error:
        raise TranscriptError(f"cannot be read as subtitles: {error}") from None
    events = [event for event in subtitles if not event.is_comment and not event.is_drawing and event.plaintext.strip()]
    if not events:
        raise TranscriptError("has no subtitles")
    if any(event.name for event in events):
        return [
            TranscriptSegment(event.plaintext.replace("\n", " "), event.start / 1000, event.name.strip() or None)
            for event in events
        ]
    return segments_of_cues([Cue(event.start / 1000, tuple(event.plaintext.split("\n"))) for event in events])


def lyrics_text(text: str) -> str:
    """Return the lines of an LRC file without the tags that say whose song it is."""
    return _LRC_TAG.sub("", text)


def ttml_segments(root: etree._Element) -> list[TranscriptSegment]:
    """Return the segments of a TTML document. An agent's name is the speaker of its paragraphs."""
    names = dict(_agent_names(root))
    segments: list[TranscriptSegment] = []
    cues: list[Cue] = []
    for paragraph in root.iter("{*}p"):
        lines = tuple(line for line in _paragraph_text(paragraph).split("\n") if line.strip())
        if not lines:
            continue
        start = _ttml_seconds(paragraph.get("begin") or "")
        agent = next((value for key, value in _inherited(paragraph) if key.rpartition("}")[2] == "agent"), None)
        segments.append(TranscriptSegment(" ".join(lines), start, names.get(agent or "") or agent))
        cues.append(Cue(start or 0.0, lines))
    if not any(segment.speaker for segment in segments) and all(segment.start is not None for segment in segments):
        return segments_of_cues(cues)
    return segments


def _inherited(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes of an element and then those around it."""
    current: etree._Element | None = element
    while current is not None:
        yield from ((str(key), str(value)) for key, value in current.attrib.items())
        current = current.getparent()


def _agent_names(root: etree._Element) -> Iterator[tuple[str, str]]:
    for agent in root.iter("{*}agent"):
        name = " ".join("".join(part.itertext()).strip() for part in agent.iter("{*}name")).strip()
        if name and (identifier := agent.get(_XML_ID)):
            yield identifier, name


def _paragraph_text(paragraph: etree._Element) -> str:
    """Return a paragraph's text, with a line feed for each of its line breaks."""
    parts = [paragraph.text or ""]
    for element in paragraph.iterdescendants():
        if isinstance(element.tag, str):
            parts.append("\n" if element.tag.rpartition("}")[2] == "br" else element.text or "")
        parts.append(element.tail or "")
    return "\n".join(" ".join(line.split()) for line in "".join(parts).replace("\n\n", "\n").split("\n"))


def _ttml_seconds(time: str) -> float | None:
    """Return the seconds of a TTML time: a clock time or an offset such as "5.2s"."""
    if match := _TTML_TIME.match(time.strip()):
        hours, minutes, seconds, fraction = match.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")
    if match := _OFFSET_TIME.match(time.strip()):
        return float(match[1]) * _SECONDS_OF_UNIT[match[2]]
    return None
