"""A whole draft checked: its quotations, the few words that only its other quotations can place, and its claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.errors import TranscriptError
from onrecord.records import CheckedQuotation, Passage, Quotation, Record, Skipped, SkipReason, Transcript, Verdict
from onrecord.skipped import Unchecked
from onrecord.verification import explanations
from onrecord.verification.checker import QuotationChecker
from onrecord.verification.drafts.draft_quotations import DraftQuotation, is_attributed_to, quotations_of_record
from onrecord.verification.drafts.indirect_claims import NearestStatements, indirect_claims
from onrecord.verification.drafts.source_documents import SourceDocument, organization_speaks
from onrecord.verification.short_quotations import TOO_SHORT, place_short_quotation

_SHORT_CONFIDENCE = 0.85  # of words placed beside others; set by hand
MAX_WORDS = 3_000  # of a quotation; what is longer is a document, and is compared with half of what was said
Outcome = CheckedQuotation | Skipped


def _too_short(draft: DraftQuotation) -> Unchecked:
    quotation = draft.quotation
    location = draft.article.page.location if draft.article else quotation.id
    return Unchecked(
        f"{location}: “{quotation.text}”",
        SkipReason.SHORT_QUOTATION,
        TOO_SHORT,
        id=quotation.id,
        text=quotation.text,
        speaker=quotation.speaker,
    )


def _skip_long(quotation: Quotation, location: str) -> Skipped | None:
    words = len(quotation.text.split())
    if words <= MAX_WORDS:
        return None
    reason = f"a quotation of {words:,} words; only those of at most {MAX_WORDS:,} are checked: give its parts"
    return Skipped.from_error(TranscriptError(reason), location)


class DraftChecker:
    """Checks the quotations of drafts, and quotations by themselves, against sources.

    Args:
        sources: Transcripts and documents.
        speaker: If given, only this person's words are checked.
    """

    def __init__(self, sources: Sequence[Transcript], speaker: str | None = None) -> None:
        self._sources = {source.id: source for source in sources}
        self._checker = QuotationChecker(sources)
        self._speaker = speaker
        self._has_documents = any(isinstance(source, SourceDocument) for source in sources)
        self._nearest = NearestStatements(sources) if self._has_documents else None

    def check_quotation(self, quotation: Quotation) -> Iterator[Outcome]:
        """Yield one quotation with its verdict, or nothing if it is another person's."""
        if self._is_wanted(quotation.speaker):
            if too_long := _skip_long(quotation, quotation.id):
                yield too_long
                return
            draft = DraftQuotation(quotation)
            verdict = self._verdict(draft, ())
            if verdict.verdict == "not found" and draft.is_one_word:
                yield _too_short(draft)
            else:
                yield CheckedQuotation(verdict, self._sources.get(verdict.transcript_id or ""))

    def check_record(self, record: Record) -> Iterator[Outcome]:
        """Yield the quotations of a draft in its order, then its indirect claims if there are documents.

        With documents, what no source has comes first.
        """
        drafts = [draft for draft in quotations_of_record(record) if self._is_wanted(draft.quotation.speaker)]
        outcomes: dict[int, Outcome] = {}
        outcome: Outcome | None
        neighbours: list[tuple[str, Passage]] = []
        for number in sorted(range(len(drafts)), key=lambda number: -drafts[number].words):
            draft = drafts[number]
            outcome = _skip_long(draft.quotation, record.article.page.location)
            if outcome is None:
                outcome = self._place(draft, neighbours) if draft.is_short else self._check(draft, neighbours)
            outcomes[number] = outcome
            if isinstance(outcome, CheckedQuotation) and outcome.verdict.transcript_id is not None:
                neighbours += [(outcome.verdict.transcript_id, passage) for passage in outcome.verdict.passages]
        ordered = [outcomes[number] for number in range(len(drafts))]
        if self._has_documents:
            ordered.sort(key=lambda outcome: not _is_not_found(outcome))
        yield from ordered
        if self._nearest is not None:
            for claim in indirect_claims(record, self._nearest):
                if isinstance(claim, Unchecked) and self._is_wanted(claim.speaker):
                    yield claim

    def _is_wanted(self, speaker: str | None) -> bool:
        return self._speaker is None or is_attributed_to(speaker, self._speaker)

    def _check(self, draft: DraftQuotation, neighbours: Sequence[tuple[str, Passage]]) -> CheckedQuotation:
        verdict = self._verdict(draft, neighbours)
        return CheckedQuotation(verdict, self._sources.get(verdict.transcript_id or ""), draft.article, draft.spans)

    def _place(self, draft: DraftQuotation, neighbours: Sequence[tuple[str, Passage]]) -> Outcome:
        """Return a quotation of one or two words as found beside the others, or as not checked."""
        quotation = draft.quotation
        for source in self._sources.values():
            passages = [passage for source_id, passage in neighbours if source_id == source.id]
            if not passages and not isinstance(source, SourceDocument):
                continue
            if passage := place_short_quotation(quotation, source, passages):
                verdict = _verbatim(quotation, source.id, passage, is_document=isinstance(source, SourceDocument))
                return CheckedQuotation(verdict, source, draft.article, draft.spans)
        return _too_short(draft)

    def _verdict(self, draft: DraftQuotation, neighbours: Sequence[tuple[str, Passage]]) -> Verdict:
        quotation = draft.quotation
        if draft.organization is None:
            return self._checker.check(quotation, neighbours)
        verdict = self._checker.check(replace(quotation, speaker=None), neighbours)
        source = self._sources.get(verdict.transcript_id or "")
        named = replace(quotation, speaker=draft.organization)
        if not isinstance(source, SourceDocument):  # a transcript does not say for whom somebody speaks
            return replace(verdict, quotation=named, speaker_agrees=None)
        return _with_organization(verdict, named, draft.organization, source)


def _with_organization(verdict: Verdict, quotation: Quotation, organization: str, source: SourceDocument) -> Verdict:
    """Return the verdict with whether the speaker in the source speaks for the organization that the draft names."""
    answers = [organization_speaks(source, organization, passage.speaker) for passage in verdict.passages]
    agrees = False if False in answers else True if answers and all(answers) else None
    explanation = verdict.explanation
    if agrees is False:
        speaker = verdict.passages[answers.index(False)].speaker
        explanation = f"{explanation} {explanations.explain_wrong_speaker(quotation, speaker)}"
    return replace(verdict, quotation=quotation, speaker_agrees=agrees, explanation=explanation)


def _verbatim(quotation: Quotation, source_id: str, passage: Passage, *, is_document: bool) -> Verdict:
    agrees = None if quotation.speaker is None or passage.speaker is None else True
    explanation = explanations.explain_match("verbatim", (), (passage,), is_document=is_document)
    return Verdict(
        quotation, "verbatim", source_id, (passage,), passage.speaker, agrees, (), False, True, _SHORT_CONFIDENCE,
        explanation,
    )  # fmt: skip


def _is_not_found(outcome: Outcome) -> bool:
    return isinstance(outcome, CheckedQuotation) and outcome.verdict.verdict == "not found"
