"""The public JSON of records, utterances, search hits and checked quotations."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from onrecord import record_json
from onrecord.records import CheckedQuotation, Passage, Record, SkipReason
from onrecord.skipped import Unchecked


def to_json(item: object, *, indent: int = 0) -> bytes:
    """Return a record, utterance, search hit or checked quotation as JSON in UTF-8.

    Args:
        item: What to write.
        indent: Spaces a level; 0 writes one line.
    """
    if isinstance(item, Record):
        return record_json.to_json(item, indent=indent)
    if isinstance(item, CheckedQuotation | Unchecked):
        item = checked_shape(item) if isinstance(item, CheckedQuotation) else unchecked_shape(item)
    return record_json.encode(item, indent=indent)


def checked_shape(checked: CheckedQuotation) -> dict[str, Any]:
    """Return the public shape of a checked quotation, which docs/verify.md describes."""
    verdict, article = checked.verdict, checked.article
    quotation, transcript = verdict.quotation, checked.transcript
    shape: dict[str, Any] = {
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
        "passages": [_known_fields(passage) for passage in verdict.passages],
        "speaker": verdict.speaker,
        "speaker_agrees": verdict.speaker_agrees,
        "edits": verdict.edits,
        "confidence": round(verdict.confidence, 4),
        "explanation": verdict.explanation,
    }
    if article is not None:
        shape["article"] = {
            "title": article.title,
            "location": article.url or article.page.location,
            "statement": quotation.statement,
            "spans": checked.spans,
        }
    return shape


def unchecked_shape(unchecked: Unchecked) -> dict[str, Any]:
    """Return the public shape of words of a draft that were not checked, which docs/verify.md describes."""
    is_claim = unchecked.reason is SkipReason.INDIRECT_CLAIM
    shape: dict[str, Any] = {
        "id": unchecked.id,
        "verdict": "not_checked",
        "claim" if is_claim else "quote": unchecked.text,
        "claimed_speaker": unchecked.speaker,
        "reason": unchecked.reason,
        "explanation": unchecked.detail,
    }
    return {**shape, "nearest": unchecked.nearest} if is_claim else shape


def _known_fields(passage: Passage) -> dict[str, Any]:
    return {name: value for name, value in asdict(passage).items() if value is not None}
