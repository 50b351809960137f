"""Transcripts in XML: TTML, YouTube's captions, TEI (ParlaMint), Hansard and other records of debates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from onrecord.errors import TranscriptError
from onrecord.text.character_references import unescape_references
from onrecord.verification.formats.json_segments import parse_seconds, seconds_from_milliseconds
from onrecord.verification.formats.subtitles import ttml_segments
from onrecord.verification.transcript_builder import TranscriptSegment

SPEECH_ELEMENTS = frozenset(
    {"u", "sp", "speech", "intervention", "utterance", "turn", "contribution", "question", "answer", "statement",
     "segment", "interjection", "speechgroup", "p"}
)  # fmt: skip
SPEAKER_ATTRIBUTES = ("speakername", "speaker", "name", "who", "by", "nameid")
SPEAKER_ELEMENTS = frozenset(
    {"speaker", "member", "personspeaking", "talker", "from", "membername", "speakername", "attribution", "affiliation",
     "name"}
)  # fmt: skip
NOT_SPOKEN_ELEMENTS = frozenset(
    {"note", "stage", "vocal", "kinesic", "incident", "gap", "pause", "desc", "head", "heading", "timestamp", "time",
     "page.no", "col", "image", "electorate", "party", "membercontributionid"}
)  # fmt: skip
BLOCK_ELEMENTS = frozenset({"p", "para", "paratext", "seg", "s", "br", "lb", "ab", "l"})
TIME_ATTRIBUTES = ("start", "begin", "t", "time")

_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LEADING_MARKS = re.compile(r"^[\s:.,–—-]+(?=\S)")
_ENTITY_DECLARATION = re.compile(r"<!DOCTYPE[^<>\[]*+(?:\[[^\]]*+\]\s*+)?>", re.S)
_DECLARED_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_xml(text: str) -> list[TranscriptSegment]:
    """Return the segments of an XML transcript.

    Raises:
        TranscriptError: It is not well-formed, or not of a known kind.
    """
    root = _parse(text)
    kind = _local_name(root)
    if kind == "tt":
        segments = ttml_segments(root)
    elif kind in ("transcript", "timedtext") and next(root.iter("{*}text", "{*}p"), None) is not None and not any(
        _is_speech(element) for element in root.iter() if _local_name(element) not in ("p", "text")
    ):  # fmt: skip
        segments = list(_youtube_segments(root))
    else:
        segments = list(_speech_segments(root))
    if not any(segment.text.strip() for segment in segments):
        raise TranscriptError(f"is XML that is not known as a transcript: its root is <{kind}>")
    return segments


def _parse(text: str) -> etree._Element:
    """Return the root of an XML text. No document type is read, so that no entity is defined."""
    text = _ENTITY_DECLARATION.sub("", _DECLARED_ENCODING.sub("", text), count=1)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(text.strip().encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise TranscriptError("is not well-formed XML")
    return root


def _local_name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _youtube_segments(root: etree._Element) -> Iterator[TranscriptSegment]:
    """Yield the captions of YouTube: ``<text start dur>`` in seconds, or ``<p t d>`` in milliseconds."""
    for element in root.iter("{*}text", "{*}p"):
        words = " ".join("".join(map(str, element.itertext())).split())
        words = unescape_references(words)  # YouTube escapes its text twice
        start, milliseconds = parse_seconds(element.get("start")), parse_seconds(element.get("t"))
        if words:
            yield TranscriptSegment(words, start if milliseconds is None else milliseconds / 1000)


def _speech_segments(root: etree._Element) -> Iterator[TranscriptSegment]:
    """Yield the speeches of a debate, each with its speaker's name."""
    names = dict(_listed_names(root))
    segments: list[TranscriptSegment] = []
    for element in root.iter():
        if not _is_speech(element) or any(_is_speech(parent) for parent in element.iterancestors()):
            continue
        start = next((seconds for key in TIME_ATTRIBUTES if (seconds := parse_seconds(element.get(key)))), None)
        words = _LEADING_MARKS.sub("", _spoken_text(element))
        if words.strip():
            segments.append(TranscriptSegment(words, start, _speaker(element, names)))
    yield from seconds_from_milliseconds(segments)


def _is_speech(element: etree._Element) -> bool:
    if _local_name(element) not in SPEECH_ELEMENTS:
        return False
    has_attribute = any(_plain_key(key) in SPEAKER_ATTRIBUTES for key in map(str, element.attrib))
    return has_attribute or (
        not any(_is_nested_speech(child) for child in element.iterdescendants())
        and next(_speaker_elements(element), None) is not None
    )


def _is_nested_speech(element: etree._Element) -> bool:
    name = _local_name(element)
    return name in SPEECH_ELEMENTS - {"p"} and next(_speaker_elements(element), None) is not None


def _plain_key(key: str) -> str:
    return key.rpartition("}")[2].lower()


def _speaker_elements(element: etree._Element) -> Iterator[etree._Element]:
    return (child for child in element.iterdescendants() if _local_name(child) in SPEAKER_ELEMENTS)


def _speaker(element: etree._Element, names: Mapping[str, str]) -> str | None:
    """Return the speaker of a speech: a name in an attribute or an element, or one that its id stands for."""
    attributes = {_plain_key(str(key)): str(value) for key, value in element.attrib.items()}
    for key in SPEAKER_ATTRIBUTES:
        if value := attributes.get(key, "").strip():
            return names.get(value.lstrip("#")) or (None if key == "nameid" else value.lstrip("#").replace("_", " "))
    child = next(_speaker_elements(element), None)
    if child is None:
        return None
    inner = next(_speaker_elements(child), child)
    name = " ".join(" ".join(map(str, inner.itertext())).split()).rstrip(" :.,")
    return name or None


def _listed_names(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the id and the name of each person that a document lists: TEI's persons, Akoma Ntoso's references."""
    for element in root.iter("{*}person", "{*}TLCPerson", "{*}personGrp"):
        identifier = element.get(_XML_ID) or element.get("eId") or element.get("id")
        parts = [part for tag in ("{*}forename", "{*}surname") for part in element.iter(tag) if part.text]
        name = " ".join(str(part.text).strip() for part in parts) or " ".join(
            " ".join(map(str, part.itertext())) for part in list(element.iter("{*}persName"))[:1]
        )
        name = element.get("showAs") or " ".join(name.split())
        if identifier and name:
            yield identifier, name


def _spoken_text(element: etree._Element) -> str:
    """Return the text inside a speech without its speaker, notes and times."""
    parts: list[str] = []

    def add(node: etree._Element) -> None:
        name = _local_name(node)
        if name and name not in SPEAKER_ELEMENTS and name not in NOT_SPOKEN_ELEMENTS:
            parts.append(f"\n{node.text or ''}" if name in BLOCK_ELEMENTS else node.text or "")
            for child in node:
                add(child)
                parts.append(child.tail or "")

    add(element)
    lines = ("".join(parts)).split("\n\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip()).strip()
