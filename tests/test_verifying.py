"""Verification from Python: what it takes, what comes out, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

import onrecord
from onrecord import CheckedQuotation, Quotation, Skipped, Transcript, TranscriptError, api
from paths import ROOT

MEETING = ROOT / "examples" / "transcripts" / "council-meeting-2026-05-11.txt"
BRIDGE = ROOT / "examples" / "bridge-toll.html"
SPOKEN = Transcript("t", "QUILL: We shut the bridge on Friday because of the rust in its steel.")
ASKED = Quotation("q", "We shut the bridge on Friday because of the rust in its steel.", "Mara Quill")


def test_quotations_and_transcripts_as_objects() -> None:
    for _ in range(2):  # the package that does it is imported by the first, and hides no name
        (one,) = onrecord.verify_many(ASKED, SPOKEN)
        assert isinstance(one, CheckedQuotation)
        assert (one.verdict.verdict, one.verdict.transcript_id, one.transcript) == ("verbatim", "t", SPOKEN)
        assert one.article is None


@pytest.mark.usefixtures("shipped_model")
def test_everything_comes_out_in_the_order_given(tmp_path: Path) -> None:
    lines = tmp_path / "list.jsonl"
    lines.write_text('{"id": "a", "quote": "They cross it because of the hospital"}\n{"id": "b"}\n')
    found = list(api.verify([ASKED, str(lines), BRIDGE, "gone.txt", ASKED], ["lost.txt", MEETING, SPOKEN]))
    told = [one.location if isinstance(one, Skipped) else one.verdict.quotation.id for one in found]
    assert told[:4] == ["lost.txt", "q", "a", f"{lines}:2"]
    assert told[-2:] == ["gone.txt", "q"]
    article = [one for one in found if isinstance(one, CheckedQuotation) and one.article is not None]
    assert len(article) == 9
    for one in article:
        assert one.article is not None
        assert all(one.article.text[piece.start : piece.end] == piece.text for piece in one.pieces)
        if one.transcript is not None:
            text = one.transcript.text
            assert all(text[passage.start : passage.end] == passage.text for passage in one.verdict.passages)


def test_what_is_skipped_can_be_told_apart() -> None:
    skipped: list[Skipped] = []
    found = list(api.verify([ASKED, "gone.txt"], [SPOKEN], skipped=skipped.append))
    assert [type(one) for one in found] == [CheckedQuotation]
    assert [one.location for one in skipped] == ["gone.txt"]


def test_progress_is_told() -> None:
    told: list[tuple[int, int | None]] = []
    list(api.verify([ASKED, ASKED], SPOKEN, progress=lambda done, total: told.append((done, total))))
    assert told == [(0, None), (1, None), (2, None)]


def test_without_a_transcript_it_is_an_error() -> None:
    with pytest.raises(TranscriptError, match="no transcript"):
        list(api.verify(ASKED, []))
    outcomes = api.verify(ASKED, "gone.txt")
    assert isinstance(next(outcomes), Skipped)
    with pytest.raises(TranscriptError):
        next(outcomes)
