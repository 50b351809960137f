"""Verification from Python: its sources, its outcomes and their order."""

from __future__ import annotations

from pathlib import Path

import pytest

import onrecord
from onrecord import (
    CheckedQuotation,
    Quotation,
    Skipped,
    SkipReason,
    Transcript,
    TranscriptError,
    Unchecked,
    Verdict,
    api,
)
from paths import ROOT
from verification.transcript_files import WriteFile

MEETING = ROOT / "examples" / "transcripts" / "council-meeting-2026-05-11.txt"
BRIDGE = ROOT / "examples" / "bridge-toll.html"
TRANSCRIPT = Transcript("t", "QUILL: We shut the bridge on Friday because of the rust in its steel.")
QUOTATION = Quotation("q", "We shut the bridge on Friday because of the rust in its steel.", "Mara Quill")


def test_quotations_and_transcripts_as_objects() -> None:
    for _ in range(2):  # the first call imports the package that does it, which must not hide a name
        (checked,) = onrecord.verify(QUOTATION, TRANSCRIPT)
        assert isinstance(checked, CheckedQuotation)
        verdict = checked.verdict
        assert (verdict.verdict, verdict.transcript_id, checked.transcript) == ("verbatim", "t", TRANSCRIPT)
        assert checked.article is None


def test_one_word_is_too_short_to_be_missed() -> None:
    outcomes = onrecord.verify(
        [Quotation("q", words, "Mara Quill") for words in ("Rust!", "Friday Monday")], TRANSCRIPT
    )
    one_word, two_words = outcomes
    assert isinstance(one_word, Unchecked)
    assert (one_word.reason, one_word.id, one_word.text) == (SkipReason.SHORT_QUOTATION, "q", "Rust!")
    assert isinstance(two_words, CheckedQuotation)
    assert two_words.verdict.verdict == "not found"


@pytest.mark.usefixtures("shipped_model")
def test_outcomes_are_in_the_order_given(tmp_path: Path) -> None:
    lines = tmp_path / "list.jsonl"
    lines.write_text('{"id": "a", "quote": "They cross it because of the hospital"}\n{"id": "b"}\n')
    outcomes = list(
        api.verify([QUOTATION, str(lines), BRIDGE, "gone.txt", QUOTATION], ["lost.txt", MEETING, TRANSCRIPT])
    )
    names = [outcome.location if isinstance(outcome, Skipped) else outcome.verdict.quotation.id for outcome in outcomes]
    assert names[:4] == ["lost.txt", "q", "a", f"{lines}:2"]
    assert names[-2:] == ["gone.txt", "q"]
    of_article = [
        outcome for outcome in outcomes if isinstance(outcome, CheckedQuotation) and outcome.article is not None
    ]
    assert len(of_article) == 8
    for checked in of_article:
        assert checked.article is not None
        assert all(checked.article.text[span.start : span.end] == span.text for span in checked.spans)
        if checked.transcript is not None:
            text = checked.transcript.text
            assert all(text[passage.start : passage.end] == passage.text for passage in checked.verdict.passages)


def test_skipped_sources_go_to_the_callback() -> None:
    skipped: list[Skipped] = []
    outcomes = list(api.verify([QUOTATION, "gone.txt"], [TRANSCRIPT], on_skip=skipped.append))
    assert [type(outcome) for outcome in outcomes] == [CheckedQuotation]
    assert [outcome.location for outcome in skipped] == ["gone.txt"]


def test_progress_is_reported() -> None:
    reports: list[tuple[int, int | None]] = []
    list(api.verify([QUOTATION, QUOTATION], TRANSCRIPT, progress=lambda done, total: reports.append((done, total))))
    assert reports == [(0, None), (1, None), (2, None)]


def test_a_quotation_as_long_as_a_document_is_skipped() -> None:
    transcript = Transcript("boats", "LEE: The boats stay in the harbour. " * 400)
    skipped, checked = api.verify(
        [Quotation("1", "boats " * 32_000), Quotation("2", "The boats stay in the harbour.")], [transcript]
    )
    assert isinstance(skipped, Skipped)
    assert "32,000 words" in skipped.detail
    assert isinstance(checked, CheckedQuotation)


def test_no_readable_transcript_is_an_error() -> None:
    with pytest.raises(TranscriptError, match="no transcript"):
        list(api.verify(QUOTATION, []))
    outcomes = api.verify(QUOTATION, "gone.txt")
    assert isinstance(next(outcomes), Skipped)
    with pytest.raises(TranscriptError):
        next(outcomes)


def test_a_fault_costs_only_the_quotation_draft_or_transcript_that_met_it(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onrecord.verification import transcripts
    from onrecord.verification.checker import QuotationChecker

    def check(checker: QuotationChecker, quotation: Quotation, *rest: object) -> Verdict:
        if "pier" in quotation.text:
            raise IndexError("nobody foresaw this")
        return checked(checker, quotation, *rest)  # type: ignore[arg-type]

    def parse(text: str, info: object) -> Transcript:
        if "unforeseen" in text:
            raise RecursionError
        return parsed(text, info)  # type: ignore[arg-type]

    checked, parsed = QuotationChecker.check, transcripts.read_text
    monkeypatch.setattr(QuotationChecker, "check", check)
    monkeypatch.setattr(transcripts, "read_text", parse)
    good = write("good.txt", "MAYOR QUILL: The bridge is shut until the spring.\n")
    bad = write("bad.txt", "MAYOR QUILL: This is unforeseen.\n")
    quotations = [Quotation("1", "The pier is moving"), Quotation("2", "The bridge is shut until the spring")]
    transcript_fault, quotation_fault, outcome = api.verify(quotations, [bad, good])
    assert isinstance(transcript_fault, Skipped)
    assert isinstance(quotation_fault, Skipped)
    assert isinstance(outcome, CheckedQuotation)
    assert [transcript_fault.location, quotation_fault.location] == [str(bad), "1"]
    assert {transcript_fault.reason, quotation_fault.reason} == {SkipReason.FAULT}
    assert (outcome.verdict.quotation.id, outcome.verdict.verdict) == ("2", "verbatim")
