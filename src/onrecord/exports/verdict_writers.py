"""Verdicts as JSON, one object each, to a stream as they come."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, BinaryIO, Protocol

from onrecord.exports import verdict_page as verdicts_html
from onrecord.exports.verdict_table import Counts
from onrecord.records import Article, CheckedQuotation, Passage


class Writer(Protocol):
    """Takes what was checked one by one. ``finish`` is told how many there were of all."""

    def write(self, checked: CheckedQuotation) -> None: ...

    def finish(self, counts: Counts) -> None: ...


def to_dict(checked: CheckedQuotation) -> dict[str, Any]:
    """The public shape of a verdict: what docs/verify.md describes."""
    verdict, article = checked.verdict, checked.article
    quotation, transcript = verdict.quotation, checked.transcript
    shown: dict[str, Any] = {
        "id": quotation.id,
        "verdict": verdict.verdict.replace(" ", "_"),
        "meaning_changed": verdict.meaning_changed,
        "covered": verdict.covered,
        "quote": quotation.text,
        "claimed_speaker": quotation.speaker,
        "date": quotation.date,
        "transcript": verdict.transcript_id,
        "event": transcript.event if transcript else None,
        "event_date": transcript.date if transcript else None,
        "passages": [_passage(passage) for passage in verdict.passages],
        "speaker": verdict.speaker,
        "speaker_agrees": verdict.speaker_agrees,
        "edits": [asdict(edit) for edit in verdict.edits],
        "confidence": round(verdict.confidence, 4),
        "explanation": verdict.explanation,
    }
    if article is not None:
        spans = [asdict(span) for span in checked.spans]
        location = article.url or article.page.location
        shown["article"] = {
            "title": article.title, "location": location, "statement": quotation.statement, "spans": spans,
        }  # fmt: skip
    return shown


def to_json(checked: CheckedQuotation, *, indent: int | None = None) -> bytes:
    """A verdict as JSON in UTF-8; half a surrogate pair, which no encoding holds, becomes the sign for what is lost."""
    text = json.dumps(to_dict(checked), ensure_ascii=False, indent=indent, allow_nan=False)
    return text.translate(_CONTROLS).encode("utf-8", "replace")


_CONTROLS = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}  # legal in JSON; terminals obey them


def _passage(passage: Passage) -> dict[str, Any]:
    return {name: value for name, value in asdict(passage).items() if value is not None}


class JsonLines:
    """One object a line."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def write(self, checked: CheckedQuotation) -> None:
        self.stream.write(to_json(checked) + b"\n")
        self.stream.flush()

    def finish(self, counts: Counts) -> None:
        pass


class Json:
    """One array."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.count = 0

    def write(self, checked: CheckedQuotation) -> None:
        self.stream.write((b",\n" if self.count else b"[\n") + to_json(checked, indent=2))
        self.count += 1

    def finish(self, counts: Counts) -> None:
        self.stream.write(b"\n]\n" if self.count else b"[]\n")


class Html:
    """One page, which needs no script, no font and no network."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.count = 0
        self.above: Article | None = None

    def write(self, checked: CheckedQuotation) -> None:
        if not self.count:
            self._put(verdicts_html.head())
        if not self.count or checked.article is not self.above:
            self._put(verdicts_html.title(checked, not self.count))
            self.above = checked.article
        self.count += 1
        self._put(verdicts_html.card(checked, self.count))

    def finish(self, counts: Counts) -> None:
        if not self.count:
            self._put(verdicts_html.head())
        self._put(verdicts_html.foot(counts))

    def _put(self, text: str) -> None:
        self.stream.write(text.encode("utf-8", "replace"))
