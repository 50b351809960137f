"""The JSON of speech recognition services whose words lie deeper than in a list of segments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onrecord.verification.formats.json_segments import (
    entry_start,
    names_by_id,
    parse_seconds,
    segment_of_entry,
    segments_of_words,
    speaker_name,
)
from onrecord.verification.transcript_builder import TranscriptSegment

Document = dict[str, Any]


def segments_of_tool(document: Document) -> list[TranscriptSegment] | None:
    """Return the segments of a document in the form of a known service, or None if it has none of these forms."""
    for read in (_youtube, _rev, _amazon, _deepgram, _google, _azure):
        try:
            segments = list(read(document))
        except (KeyError, TypeError, IndexError, AttributeError):
            continue  # it only looked like this form
        if any(segment.text.strip() for segment in segments):
            return segments
    return None


def _youtube(document: Document) -> Iterator[TranscriptSegment]:
    """Yield the events of YouTube's json3 captions."""
    for event in document["events"]:
        words = "".join(part.get("utf8", "") for part in event.get("segs") or ())
        if words.strip():
            yield TranscriptSegment(words, event["tStartMs"] / 1000)


def _rev(document: Document) -> Iterator[TranscriptSegment]:
    """Yield the monologues of Rev.ai: their elements are words, spaces and marks."""
    names = names_by_id(document)
    for monologue in document["monologues"]:
        elements = monologue["elements"]
        words = "".join(element["value"] for element in elements)
        start = next((element["ts"] for element in elements if "ts" in element), None)
        yield TranscriptSegment(words, parse_seconds(start), speaker_name(monologue.get("speaker"), names))


def _amazon(document: Document) -> Iterator[TranscriptSegment]:
    """Yield the items of AWS Transcribe; the labels of speakers stand in them or in a list of their own."""
    results = document["results"]
    labels = {
        item["start_time"]: item["speaker_label"]
        for segment in (results.get("speaker_labels") or {}).get("segments", ())
        for item in segment.get("items", ())
    }
    words = [
        {
            "word": item["alternatives"][0]["content"],
            "start": item.get("start_time"),
            "speaker": item.get("speaker_label") or labels.get(item.get("start_time")),
        }
        for item in results["items"]
    ]
    yield from segments_of_words(words, {})


def _deepgram(document: Document) -> Iterator[TranscriptSegment]:
    """Yield the paragraphs, the utterances or the words of Deepgram."""
    results = document["results"]
    if results.get("utterances"):
        for utterance in results["utterances"]:
            if segment := segment_of_entry(utterance, {}):
                yield segment
        return
    for channel in results["channels"]:
        alternative = channel["alternatives"][0]
        paragraphs = (alternative.get("paragraphs") or {}).get("paragraphs")
        for paragraph in paragraphs or ():
            speaker = speaker_name(paragraph.get("speaker"), {})
            for sentence in paragraph["sentences"]:
                yield TranscriptSegment(sentence["text"], entry_start(sentence), speaker)
        if not paragraphs:
            yield from segments_of_words(alternative.get("words") or [{"word": alternative["transcript"]}], {})


def _google(document: Document) -> Iterator[TranscriptSegment]:
    """Yield the words of Google's recognizer; if the last result has the labels of all speakers, only its words."""
    alternatives = [result["alternatives"][0] for result in document["results"]]
    last_words = alternatives[-1].get("words") or []
    if last_words and any("speakerTag" in word for word in last_words):
        yield from segments_of_words(last_words, {})
        return
    for alternative in alternatives:
        if alternative.get("words"):
            yield from segments_of_words(alternative["words"], {})
        else:
            yield TranscriptSegment(alternative["transcript"])


def _azure(document: Document) -> Iterator[TranscriptSegment]:
    """Yield the phrases of Azure's recognizer."""
    for phrase in document["recognizedPhrases"]:
        words = phrase["nBest"][0]["display"]
        yield TranscriptSegment(words, parse_seconds(phrase.get("offset")), speaker_name(phrase.get("speaker"), {}))
