"""Drafts against the articles and reports that they were made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfWriter

import onrecord
from onrecord import (
    CheckedQuotation,
    Quotation,
    Record,
    Skipped,
    SkipReason,
    Span,
    Speaker,
    Statement,
    Store,
    Transcript,
    Turn,
    Unchecked,
)
from onrecord.pages.formats.office_documents import open_document
from onrecord.pages.in_memory import page_from_text
from onrecord.records import Passage
from onrecord.verification.drafts.draft_checker import DraftChecker
from onrecord.verification.drafts.source_documents import document_of_record
from onrecord.verification.passage_alignment import spoken_words
from samples import article
from verification.transcript_files import pdf_of

SOURCE = """Harbour plan divides the town
By Joan Pell
2026-03-04

The council voted on Tuesday to widen the harbour at Lenmouth. Mayor Petra Holm said the work would create 400 \
jobs.

“We have waited thirty years for this harbour,” Holm said. “Nobody will lose a mooring because of it.”

The fishing cooperative disagrees. “They have not asked a single fisherman what it will cost,” said Tomas Reyle, its \
chairman. He called the plan “a gift to the yacht owners” and said he would go to court.

Northline Corporation, which won the contract, said the work would begin in May. “Our dredgers are the quietest in the \
world,” said Ida Brandt, a spokeswoman for Northline Corporation.
"""
DRAFT = """Harbour plan: a summary

Mayor Petra Holm welcomed the plan. “We have waited thirty years for this harbour,” Holm said. She added that no boat \
would lose its mooring.

“They have asked every fisherman what it will cost,” said Tomas Reyle, the chairman of the cooperative.

“Our dredgers are the quietest in the world,” Reyle said.

“The harbour is a monument to vanity and greed,” Holm said.

Reyle called it “a gift” and a “swindle”.
"""

pytestmark = pytest.mark.usefixtures("shipped_model")
Outcomes = list[CheckedQuotation | Skipped]


@pytest.fixture(scope="module")
def source_record() -> Record:
    return onrecord.read_text(SOURCE)


@pytest.fixture(scope="module")
def outcomes(source_record: Record) -> Outcomes:
    return list(onrecord.verify(page_from_text(DRAFT), source_record))


def check(words: str, speaker: str | None, *sources: Record | Transcript) -> onrecord.Verdict:
    (checked,) = onrecord.verify(Quotation("q", words, speaker), sources)
    assert isinstance(checked, CheckedQuotation)
    return checked.verdict


def verdicts(outcomes: Iterable[object]) -> list[tuple[str, str, bool | None]]:
    return [
        (outcome.verdict.quotation.text[:20], outcome.verdict.verdict, outcome.verdict.speaker_agrees)
        for outcome in outcomes
        if isinstance(outcome, CheckedQuotation)
    ]


def passages_of(outcomes: Iterable[object]) -> list[Passage]:
    checked = (outcome.verdict for outcome in outcomes if isinstance(outcome, CheckedQuotation))
    return [passage for verdict in checked for passage in verdict.passages]


def test_what_no_source_has_comes_first_and_a_moved_quotation_has_the_wrong_speaker(outcomes: Outcomes) -> None:
    assert verdicts(outcomes) == [
        ("The harbour is a mon", "not found", None),
        ("We have waited thirt", "verbatim", True),
        ("They have asked ever", "altered", True),
        ("Our dredgers are the", "verbatim", False),
        ("a gift", "verbatim", True),  # beside the other quotations
    ]
    altered = next(outcome for outcome in outcomes if verdicts([outcome]) and verdicts([outcome])[0][1] == "altered")
    assert isinstance(altered, CheckedQuotation)
    assert altered.verdict.meaning_changed


def test_what_was_not_checked_is_given_with_its_reason(outcomes: Outcomes) -> None:
    unchecked = [outcome for outcome in outcomes if isinstance(outcome, Unchecked)]
    assert not any(outcome.failed for outcome in unchecked)
    assert [words.text for words in unchecked if words.reason is SkipReason.SHORT_QUOTATION] == ["swindle"]
    claims = {words.text: words for words in unchecked if words.reason is SkipReason.INDIRECT_CLAIM}
    claim = claims["that no boat would lose its mooring"]
    assert claim.speaker == "Petra Holm"
    assert "Nobody will lose a mooring" in claim.nearest[0].text


def test_a_claimed_company_speaks_through_its_spokeswoman_and_not_through_a_critic(source_record: Record) -> None:
    text = "Northline Corporation said: “{}”\n"
    critic, own = (
        onrecord.read_text(text.format(words))
        for words in ("They have not asked a single fisherman what it will cost.", "Our dredgers are the quietest.")
    )
    for record, agrees in ((critic, False), (own, True)):
        checked = next(DraftChecker([document_of_record(source_record)]).check_record(record))
        assert isinstance(checked, CheckedQuotation)
        assert checked.verdict.quotation.speaker == "Northline Corporation"
        assert checked.verdict.speaker_agrees is agrees


def test_a_person_is_not_the_speaker_of_what_an_organization_said() -> None:
    text = "“We will dredge at night,” the Northline Group said in a statement."
    words = Span(1, 25, "We will dredge at night,")
    group = Speaker("s1", "Northline Group", "organization")
    holm = Speaker("s2", "Petra Holm", "person")
    director = Speaker("s3", "Ida Brandt", "person", affiliations=(Span(31, 46, "Northline Group"),))
    statement = Statement("t1", "direct", (words,), speaker="s1")
    record = Record("r", article(text), (statement,), (group, holm, director))
    assert check("We will dredge at night", "Petra Holm", record).speaker_agrees is False
    assert check("We will dredge at night", "Ida Brandt", record).speaker_agrees is None
    show = replace(group, name="The Petra Holm Show")
    record = replace(record, speakers=(show, holm, director))
    assert check("We will dredge at night", "Petra Holm", record).speaker_agrees is None
    assert check("We will dredge at night", "Ida Brandt", record).speaker_agrees is False


def test_two_quotations_of_one_speaker_put_together_are_spliced_without_another_meaning(source_record: Record) -> None:
    merged = "They have not asked a single fisherman what it will cost, a gift to the yacht owners"
    verdict = check(merged, "Tomas Reyle", source_record)
    assert (verdict.verdict, verdict.meaning_changed, verdict.speaker_agrees) == ("spliced", False, True)
    merged = "We have waited thirty years for this harbour, a gift to the yacht owners"
    verdict = check(merged, "Petra Holm", source_record)
    assert (verdict.verdict, verdict.meaning_changed, verdict.speaker_agrees) == ("spliced", True, False)


def test_words_around_a_cue_are_one_quotation(source_record: Record) -> None:
    words = "We have waited thirty years for this harbour. Nobody will lose a mooring because of it."
    assert check(words, "Petra Holm", source_record).verdict in ("verbatim", "minor")


def test_a_paraphrase_printed_as_a_quotation_is_told(source_record: Record) -> None:
    verdict = check("the work would create 400 jobs", "Petra Holm", source_record)
    assert verdict.speaker_agrees
    assert verdict.explanation.endswith("In the source these words are not in quotation marks.")
    drawn_in = check("a gift to the yacht owners and said he would go to court", "Tomas Reyle", source_record)
    assert drawn_in.verdict == "spliced"
    whole = check("He called the plan “a gift to the yacht owners” and said he would go to court", None, source_record)
    assert whole.verdict in ("verbatim", "minor")  # the article itself is quoted


def test_word_and_pdf_files_as_drafts_and_as_sources(tmp_path: Path) -> None:
    title, _, body = DRAFT.partition("\n\n")
    document = Document()
    document.add_heading(title, level=0)
    for paragraph in body.split("\n\n"):
        document.add_paragraph(paragraph)
    draft, source = tmp_path / "draft.docx", tmp_path / "source.pdf"
    document.save(str(draft))
    source.write_bytes(pdf_of(["“We have waited thirty years for this", "harbour,” Mayor Petra Holm said."]))
    assert "waited thirty years for this harbour" in open_document(str(source), 1_000_000).body
    checked = list(onrecord.verify(draft, source))
    assert ("We have waited thirt", "verbatim", True) in verdicts(checked)
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK no archive")
    (skipped,) = onrecord.verify([broken], [Transcript("t", "Words that were spoken.")])
    assert isinstance(skipped, Skipped)
    assert "cannot be read as a Word file" in skipped.detail


def test_words_of_a_report_in_pdf_have_their_page(tmp_path: Path) -> None:
    first = ["The harbour was dredged in May.", "It took"]
    second = ["three weeks. “We have waited thirty years for", "this harbour,” Mayor Petra Holm said."]
    pages = PdfWriter()
    for lines in (first, second):
        pages.append(BytesIO(pdf_of(lines)))
    report = tmp_path / "report.pdf"
    pages.write(report)
    quotations = [
        Quotation("a", "We have waited thirty years for this harbour", "Petra Holm"),
        Quotation("b", "The harbour was dredged in May", None),
    ]
    assert [passage.page for passage in passages_of(onrecord.verify(quotations, report))] == [2, 1]


def test_a_text_file_without_labels_is_a_document_and_one_with_labels_a_transcript(tmp_path: Path) -> None:
    article, transcript = tmp_path / "article.txt", tmp_path / "transcript.txt"
    article.write_text(SOURCE, encoding="utf-8")
    transcript.write_text("HOLM: We will open it in June.\n\nREYLE: I will not be there.\n", encoding="utf-8")
    quotations = [
        Quotation("a", "Our dredgers are the quietest in the world", "Tomas Reyle"),
        Quotation("b", "We will open it in June.", "Tomas Reyle"),
    ]
    checked = list(onrecord.verify(quotations, [article, transcript]))
    assert [outcome.verdict.speaker for outcome in checked if isinstance(outcome, CheckedQuotation)] == [
        "Ida Brandt",
        "HOLM",
    ]
    of_article, of_transcript = passages_of(checked)
    assert "quietest" in SOURCE.split("\n")[(of_article.line or 0) - 1]
    assert of_transcript.line == 1


def test_a_region_without_words_after_the_last_one_is_no_break() -> None:
    transcript = Transcript("t", "QUILL: We shut it.\n\n*** ***", turns=(Turn(0, 18, "QUILL"), Turn(20, 27, None)))
    spoken = spoken_words(transcript, ((7, 18), (20, 27)))
    assert [word.text for word in spoken.words] == ["We", "shut", "it"]
    assert spoken.breaks == ()


def test_voices_without_names_make_a_transcript(tmp_path: Path) -> None:
    transcript = tmp_path / "interview.txt"
    transcript.write_text("SPEAKER 1: I never went up to the loft.\n\nSPEAKER 2: Your coat was found there.\n", "utf-8")
    (checked,) = onrecord.verify(Quotation("q", "I never went up to the loft. Your coat was found there."), transcript)
    assert isinstance(checked, CheckedQuotation)
    assert checked.verdict.verdict == "spliced"


def test_the_store_as_a_source(tmp_path: Path) -> None:
    source = tmp_path / "source.txt"
    source.write_text(SOURCE, encoding="utf-8")
    with Store(str(tmp_path / "s.db")) as store:
        onrecord.add(str(source), store)
        (checked,) = onrecord.verify(Quotation("q", "a gift to the yacht owners", "Petra Holm"), store)
    assert isinstance(checked, CheckedQuotation)
    assert (checked.verdict.speaker, checked.verdict.speaker_agrees) == ("Tomas Reyle", False)


def test_a_document_keeps_every_word_of_its_text_outside_cues(source_record: Record) -> None:
    document = document_of_record(source_record)
    assert document.turns == tuple(sorted(document.turns, key=lambda turn: turn.start))
    assert all(turn.end <= after.start for turn, after in zip(document.turns, document.turns[1:], strict=False))
    left_out = document.text
    for turn in reversed(document.turns):
        left_out = left_out[: turn.start] + left_out[turn.end :]
    assert "Holm said" in left_out
    assert len(left_out) < 20
    assert replace(document, id="other").record is source_record
