"""A quotation and what was spoken, laid side by side: cells of words, each with what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.exports.display_text import when
from onrecord.records import Article, CheckedQuotation, Edit, Passage, Verdict, VerdictKind

Mark = Literal["same", "dropped", "added", "changed", "moved", "joined", "spelling"]

GRAVEST: tuple[VerdictKind, ...] = ("altered", "spliced", "trimmed", "minor", "verbatim", "not found")
FLAGGED = frozenset({"altered", "spliced"})
LONGEST = 14  # words shown of what was left out; of more the first and last
_ENDS = 5
_CLOSING = frozenset(".,;:!?…)]”’\"'")


@dataclass(frozen=True, slots=True)
class Cell:
    """Words as printed, above the words as spoken; either may be empty."""

    mark: Mark
    printed: str
    spoken: str
    meaning_changed: bool = False
    minor: bool = False


def cells(verdict: Verdict) -> Iterator[Cell]:
    """The quotation's words in order: those that are the same one by one, the others edit by edit."""
    text, at = verdict.quotation.text, 0
    waiting: Cell | None = None
    for edit in [*sorted(verdict.edits, key=lambda edit: (edit.start, edit.end)), None]:
        between = text[at : edit.start if edit else len(text)]
        words = between.split()
        if waiting:
            if waiting.printed and words and between[0] in _CLOSING:  # a comma stands with the words before it
                waiting = replace(waiting, printed=waiting.printed + words.pop(0))
            yield waiting
        yield from (Cell("same", word, word) for word in words)
        if edit:
            waiting = _cell(edit, text[max(at, edit.start) : edit.end])
            at = max(at, edit.end)


def _cell(edit: Edit, printed: str) -> Cell:
    mark: Mark = "spelling" if edit.minor and edit.kind != "dropped" else edit.kind
    return Cell(mark, " ".join(printed.split()), _shortened(edit.other), edit.meaning_changed, edit.minor)


def _shortened(words: str) -> str:
    """Words on one line; of many the first and last, with how many are left out between."""
    parts = words.split()
    if len(parts) <= LONGEST:
        return " ".join(parts)
    return f"{' '.join(parts[:_ENDS])} … {len(parts) - 2 * _ENDS} words … {' '.join(parts[-_ENDS:])}"


def is_flagged(verdict: Verdict) -> bool:
    """Whether an editor should look: spliced, altered, turned in its sense, or another's words."""
    return verdict.verdict in FLAGGED or verdict.meaning_changed or verdict.speaker_agrees is False


def wrong_speaker(verdict: Verdict) -> str | None:
    """Who is named and who spoke, where they are not the same."""
    if verdict.speaker_agrees is not False:
        return None
    return f"printed as {verdict.quotation.speaker or 'another'}’s, spoken by {verdict.speaker or 'another'}"


def provenance(checked: CheckedQuotation, passage: Passage) -> list[str]:
    """Where a passage is from: who spoke, at what event, when, at which second, and its offsets."""
    transcript = checked.transcript
    known = [
        passage.speaker,
        transcript.event if transcript else None,
        when(transcript.date) if transcript else None,
        f"at {clock(passage.time)}" if passage.time is not None else None,
        f"{checked.verdict.transcript_id} [{passage.start}:{passage.end}]",
    ]
    return [part for part in known if part]


def clock(seconds: float) -> str:
    """Seconds from the beginning, as a player shows them: 1:02:03."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def heading(article: Article) -> list[str]:
    """The article that prints what follows: title, outlet and day."""
    return [part for part in (article.title or article.page.location, article.outlet, when(article.published)) if part]


def claimed(checked: CheckedQuotation) -> str:
    """Who is said to have spoken, and, where no article says it above, when that was printed."""
    quotation = checked.verdict.quotation
    day = None if checked.article else when(quotation.date)
    return ", ".join(part for part in (quotation.speaker, f"printed {day}" if day else None) if part)


class Counts:
    """How many quotations there were of each verdict, how many of them grave, and what was not checked."""

    def __init__(self) -> None:
        self.verdicts: Counter[VerdictKind] = Counter()
        self.grave = self.wrong = self.flagged = 0

    def count(self, verdict: Verdict) -> None:
        self.verdicts[verdict.verdict] += 1
        self.grave += verdict.meaning_changed
        self.wrong += verdict.speaker_agrees is False
        self.flagged += is_flagged(verdict)

    def told(self) -> str:
        """One line."""
        total = self.verdicts.total()
        parts = [f"{self.verdicts[kind]} {kind}" for kind in GRAVEST if self.verdicts[kind]]
        line = f"{total} quotation{'' if total == 1 else 's'}" + (f": {', '.join(parts)}" if parts else "")
        extra = [f"{self.grave} grave"] if self.grave else []
        extra += [f"{self.wrong} of another speaker"] if self.wrong else []
        return f"{line}; {', '.join(extra)}" if extra else line


def counted(some: Iterable[CheckedQuotation]) -> Counts:
    """The counts of what was checked."""
    counts = Counts()
    for one in some:
        counts.count(one.verdict)
    return counts
