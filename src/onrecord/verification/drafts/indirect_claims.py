"""What a draft reports in its own words, with the statements of the same speaker in the sources that are most like it.

Nothing here says whether the claim is right: a person has to compare the two.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.diff import split_words
from onrecord.diff.normal_forms import FUNCTION_WORDS
from onrecord.records import Record, Skipped, SkipReason, Transcript
from onrecord.skipped import SourceStatement, Unchecked
from onrecord.text.sentences import split_sentences
from onrecord.verification.drafts.source_documents import SourceDocument
from onrecord.verification.speaker_match import speakers_agree

MAX_NEAREST = 2
NOT_CHECKED = "reported in the draft's own words: not checked word for word"
_STEM_LENGTH = 6  # letters: "announce" and "announcement" are one word here


@dataclass(frozen=True, slots=True)
class _Candidate:
    statement: SourceStatement
    stems: frozenset[str]


class NearestStatements:
    """The statements of the sources by speaker: those of the documents' records, and sentences of transcripts."""

    def __init__(self, sources: Sequence[Transcript]) -> None:
        self._by_speaker: dict[str, list[_Candidate]] = {}
        for statement in _statements(sources):
            if statement.speaker:
                candidate = _Candidate(statement, _stems(statement.text))
                self._by_speaker.setdefault(statement.speaker, []).append(candidate)
        everything = [candidate for candidates in self._by_speaker.values() for candidate in candidates]
        counts = Counter(stem for candidate in everything for stem in candidate.stems)
        self._weights = {stem: math.log(1 + len(everything) / count) for stem, count in counts.items()}

    def find(self, text: str, speaker: str | None) -> tuple[SourceStatement, ...]:
        """Return the statements of a speaker that share most of the rarer words of a text; none without a speaker."""
        stems = _stems(text)
        scored = [
            (self._similarity(stems, candidate.stems), candidate.statement)
            for name, candidates in self._by_speaker.items()
            if speaker and (name == speaker or speakers_agree(speaker, name))
            for candidate in candidates
        ]
        scored.sort(key=lambda pair: -pair[0])
        return tuple(statement for score, statement in scored[:MAX_NEAREST] if score > 0)

    def _similarity(self, stems: frozenset[str], other_stems: frozenset[str]) -> float:
        """Return the cosine of two sets of words, weighted by rarity."""
        shared, first, second = (
            sum(self._weights.get(stem, 0.0) ** 2 for stem in chosen)
            for chosen in (stems & other_stems, stems, other_stems)
        )
        return shared / math.sqrt(first * second) if first and second else 0.0


def indirect_claims(record: Record, nearest: NearestStatements) -> Iterator[Skipped]:
    """Yield the indirect statements of a draft that are shown, each with the nearest statements of its speaker."""
    for statement in record.statements:
        if statement.kind == "indirect" and statement.shown and statement.parent is None:
            speaker = record.speaker_of(statement)
            name = speaker.name if speaker else None
            yield Unchecked(
                record.article.page.location,
                SkipReason.INDIRECT_CLAIM,
                NOT_CHECKED,
                id=f"{record.id}#{statement.id}",
                text=statement.text,
                speaker=name,
                nearest=nearest.find(statement.text, name),
            )


def _statements(sources: Iterable[Transcript]) -> Iterator[SourceStatement]:
    for source in sources:
        record = source.record if isinstance(source, SourceDocument) else None
        if record is not None:
            for statement in record.statements:
                speaker = record.speaker_of(statement)
                start, end = statement.content[0].start, statement.content[-1].end
                yield SourceStatement(source.id, start, end, statement.text, speaker.name if speaker else None)
            continue
        for turn in source.turns:
            if turn.speaker:
                for start, end in split_sentences(source.text[turn.start : turn.end]):
                    start, end = turn.start + start, turn.start + end
                    words = " ".join(source.text[start:end].split())
                    yield SourceStatement(source.id, start, end, words, turn.speaker)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.form[:_STEM_LENGTH] for word in split_words(text) if word.form not in FUNCTION_WORDS)
