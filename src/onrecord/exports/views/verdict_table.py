"""A quotation and what was spoken, side by side: cells of words, each with its kind of difference; and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from onrecord.exports.display_text import format_count, format_date
from onrecord.records import Article, CheckedQuotation, Edit, Passage, Verdict, VerdictKind
from onrecord.skipped import Unchecked

Checked: TypeAlias = CheckedQuotation | Unchecked
CellMark = Literal["same", "dropped", "added", "changed", "moved", "joined", "spelling"]

SUMMARY_ORDER: tuple[VerdictKind, ...] = (
    "altered", "spliced", "trimmed", "abridged", "minor", "verbatim", "not found",
)  # fmt: skip
FLAGGED = frozenset({"altered", "spliced", "trimmed"})
MAX_WORDS = 14  # of what was left out; of longer stretches the first and last words are shown
_END_WORDS = 5
_CLOSING = frozenset(".,;:!?…)]”’\"'")


@dataclass(frozen=True, slots=True)
class WordCell:
    """Words as printed, above the words as spoken; either may be empty."""

    mark: CellMark
    printed: str
    spoken: str
    meaning_changed: bool = False
    minor: bool = False


def word_cells(verdict: Verdict) -> Iterator[WordCell]:
    """Yield the quotation's words in order: the words that are the same one by one, the others edit by edit."""
    text, position = verdict.quotation.text, 0
    pending: WordCell | None = None
    for edit in [*sorted(verdict.edits, key=lambda edit: (edit.start, edit.end)), None]:
        between = text[position : edit.start if edit else len(text)]
        words = between.split()
        if pending:
            if pending.printed and words and between[0] in _CLOSING:  # a comma belongs to the word before it
                pending = replace(pending, printed=pending.printed + words.pop(0))
            yield pending
        yield from (WordCell("same", word, word) for word in words)
        if edit:
            pending = _edit_cell(edit, text[max(position, edit.start) : edit.end])
            position = max(position, edit.end)


def _edit_cell(edit: Edit, printed: str) -> WordCell:
    mark: CellMark = "spelling" if edit.minor and edit.kind != "dropped" else edit.kind
    return WordCell(mark, " ".join(printed.split()), _shorten(edit.other), edit.meaning_changed, edit.minor)


def _shorten(text: str) -> str:
    """Return the words on one line; of many, the first and last, and how many are left out between them."""
    words = text.split()
    if len(words) <= MAX_WORDS:
        return " ".join(words)
    first_words, last_words = " ".join(words[:_END_WORDS]), " ".join(words[-_END_WORDS:])
    return f"{first_words} … {len(words) - 2 * _END_WORDS} words … {last_words}"


def is_flagged(verdict: Verdict) -> bool:
    """Whether an editor should look: trimmed, spliced, altered, a changed meaning or another speaker."""
    return verdict.verdict in FLAGGED or verdict.meaning_changed or verdict.speaker_agrees is False


def wrong_speaker(verdict: Verdict) -> str | None:
    """Return who is named and who spoke, if they are not the same."""
    if verdict.speaker_agrees is not False:
        return None
    return f"printed as {verdict.quotation.speaker or 'another'}’s, spoken by {verdict.speaker or 'another'}"


def provenance(checked: CheckedQuotation, passage: Passage) -> list[str]:
    """Return where a passage is from: speaker, event, date, time in the recording, page, line, transcript, offsets."""
    transcript = checked.transcript
    parts = [
        passage.speaker,
        transcript.event if transcript else None,
        format_date(transcript.date) if transcript else None,
        f"at {format_clock(passage.time)}" if passage.time is not None else None,
        f"page {passage.page}" if passage.page is not None else None,
        f"line {passage.line}" if passage.line is not None else None,
        f"{checked.verdict.transcript_id} [{passage.start}:{passage.end}]",
    ]
    return [part for part in parts if part]


def words_in_context(passage: Passage) -> str:
    """Return a passage in brackets between the words around it; only the ends of a long one are shown."""
    return f"… {passage.before or ''}[{_shorten(passage.text)}]{passage.after or ''} …"


def format_clock(seconds: float) -> str:
    """Return seconds from the beginning as a player shows them: 1:02:03."""
    whole_seconds = int(seconds)
    return f"{whole_seconds // 3600}:{whole_seconds // 60 % 60:02}:{whole_seconds % 60:02}"


def article_heading(article: Article) -> list[str]:
    """Return title, outlet and date of the article that prints the quotations below it."""
    parts = (article.title or article.page.location, article.outlet, format_date(article.published))
    return [part for part in parts if part]


def attribution(checked: CheckedQuotation) -> str:
    """Return who is named as the speaker and, unless an article heading says it, when it was printed."""
    quotation = checked.verdict.quotation
    printed = None if checked.article else format_date(quotation.date)
    return ", ".join(part for part in (quotation.speaker, f"printed {printed}" if printed else None) if part)


class VerdictCounts:
    """How many quotations got each verdict, how many are flagged, and why."""

    def __init__(self) -> None:
        self.verdicts: Counter[VerdictKind] = Counter()
        self.unchecked: list[Unchecked] = []
        self.meaning_changed = self.wrong_speaker = self.flagged = 0

    @property
    def total(self) -> int:
        """The number of quotations."""
        return self.verdicts.total()

    def counting(self, outcomes: Iterable[Checked]) -> Iterator[Checked]:
        """Yield the quotations, each counted when its turn comes, and what was not checked."""
        for outcome in outcomes:
            if isinstance(outcome, Unchecked):
                self.unchecked.append(outcome)
            else:
                self.count(outcome.verdict)
            yield outcome

    def count(self, verdict: Verdict) -> None:
        """Count one verdict."""
        self.verdicts[verdict.verdict] += 1
        self.meaning_changed += verdict.meaning_changed
        self.wrong_speaker += verdict.speaker_agrees is False
        self.flagged += is_flagged(verdict)

    def summary(self) -> str:
        """Return the counts on one line."""
        verdicts = [f"{self.verdicts[kind]} {kind}" for kind in SUMMARY_ORDER if self.verdicts[kind]]
        line = format_count(self.total, "quotation") + (f": {', '.join(verdicts)}" if verdicts else "")
        flags = [f"{self.meaning_changed} with a changed meaning"] if self.meaning_changed else []
        flags += [f"{self.wrong_speaker} of another speaker"] if self.wrong_speaker else []
        flags += [f"{len(self.unchecked)} not checked"] if self.unchecked else []
        return f"{line}; {', '.join(flags)}" if flags else line
