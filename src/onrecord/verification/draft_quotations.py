"""The quotations of an article: the words that its direct and mixed statements print in quotation marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.records import Article, Quotation, Record, Skipped, SkipReason, Span, Statement
from onrecord.text.quotation_marks import find_quotations, outermost_interiors
from onrecord.text.sentences import SENTENCE_END_IN_CUE
from onrecord.verification.speaker_match import speakers_agree

MIN_WORDS = 3  # anyone may have said fewer words, and most of them are scare quotes
TOO_SHORT = "a quotation of one or two words, which anyone may have said"
MAX_CUE_LENGTH = 300  # characters of cue between two parts of one sentence

_WORD = re.compile(r"[^\W_]+(?:['’‘-][^\W_]+)*")
_UNFINISHED = re.compile(r"[,;:—–-]\s*$")  # the end of a part whose sentence continues after the cue
_MARK_THEN_COMMA = re.compile(r"\W{1,2},")  # British style puts the comma after the mark
_CUE_ENDS_IN_COMMA = re.compile(r",[\s\"'“‘`]*$")
# In a cue: a sentence's end, or a word that says that the next words were spoken at another time.
_SPOKEN_APART = re.compile(SENTENCE_END_IN_CUE.pattern + r"|\b(?:adding|later|then|before)\b")


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """A quotation to check. ``spans`` are its places in the article's text, without the quotation marks."""

    quotation: Quotation
    article: Article | None = None
    spans: tuple[Span, ...] = ()


def quotations_of_record(record: Record) -> Iterator[DraftQuotation | Skipped]:
    """Yield the quotations of a record's direct and mixed statements in the article's order, each with its own id.

    Parts of a sentence around a cue (“We will win,” he said, “and win big.”) are one quotation, joined by a space; so
    are the paragraphs of a quotation that runs on. A quotation inside another speaker's words is part of those words.
    Quotations of one or two words are Skipped, which is not a failure.
    """
    quoted_spans = outermost_interiors(find_quotations(record.article.text))
    taken_spans: list[Span] = []
    quoted_groups: list[tuple[Statement, list[Span]]] = []
    depths = record.nesting_depths()
    for statement in sorted(record.statements, key=lambda statement: depths[statement.id]):
        if statement.kind == "indirect":
            continue
        spans = [
            span
            for span in _quoted_parts(record.article.text, statement, quoted_spans)
            if not _overlaps(span, taken_spans)
        ]
        taken_spans += spans
        quoted_groups += [(statement, group) for group in _group_by_quotation(record.article.text, spans)]
    quoted_groups.sort(key=lambda quoted: quoted[1][0].start)
    names = {
        speaker.id: speaker.name
        for speaker in record.speakers
        if speaker.kind == "person" and speaker.name[:1].isupper()
    }
    counts: Counter[str] = Counter()
    for statement, group in quoted_groups:
        counts[statement.id] += 1
        suffix = f".{counts[statement.id]}" if counts[statement.id] > 1 else ""
        quotation_id = f"{record.id}#{statement.id}{suffix}"
        yield _draft_quotation(record, statement, group, names.get(statement.speaker or ""), quotation_id)


def _draft_quotation(
    record: Record, statement: Statement, group: list[Span], speaker: str | None, quotation_id: str
) -> DraftQuotation | Skipped:
    words = " ".join(" ".join(span.text.split()) for span in group)
    if len(_WORD.findall(words)) < MIN_WORDS:
        return Skipped(f"{record.article.page.location}: “{words}”", SkipReason.SHORT_QUOTATION, TOO_SHORT)
    quotation = Quotation(quotation_id, words, speaker, record.article.published, statement.id)
    return DraftQuotation(quotation, record.article, tuple(group))


def _quoted_parts(text: str, statement: Statement, quoted_spans: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Yield the parts of a statement's content that are in quotation marks."""
    for span in statement.content:
        for quoted_start, quoted_end in quoted_spans:
            start, end = max(span.start, quoted_start), min(span.end, quoted_end)
            while start < end and text[start].isspace():
                start += 1
            while start < end and text[end - 1].isspace():
                end -= 1
            if start < end and any(map(str.isalnum, text[start:end])):
                yield Span(start, end, text[start:end])


def _group_by_quotation(text: str, spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Yield the spans, those of one quotation together."""
    group: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if group and not _continues(text, group[-1], span):
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _continues(text: str, before: Span, after: Span) -> bool:
    """Whether two spans are one quotation: a sentence around a cue, or paragraphs of which the first is not closed."""
    between = text[before.end : after.start]
    if not any(map(str.isalnum, between)):  # a quotation that is not closed opens again at the next paragraph
        return "\n" in between and len("".join(between.replace("''", '"').split())) < 2
    if len(between) > MAX_CUE_LENGTH or "\n" in between or _SPOKEN_APART.search(between):
        return False
    is_unfinished = _UNFINISHED.search(before.text) or _MARK_THEN_COMMA.match(between)
    return bool(is_unfinished and _CUE_ENDS_IN_COMMA.search(between))


def is_attributed_to(claimed_speaker: str | None, name: str) -> bool:
    """Whether a claimed speaker may be called by a name: "clinton" is Hillary Clinton."""
    if claimed_speaker is None:
        return False
    if claimed_speaker.casefold() == name.casefold():
        return True
    return speakers_agree(claimed_speaker, name.title() if name.islower() else name) is True


def _overlaps(span: Span, other_spans: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in other_spans)
