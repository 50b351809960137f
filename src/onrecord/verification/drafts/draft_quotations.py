"""The quotations of an article: the words that its statements print in quotation marks, or set off as a block."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.diff.normal_forms import FIRST_PERSON
from onrecord.records import Article, Quotation, Record, Span, Statement
from onrecord.text.quotation_marks import find_quotations, outermost_interiors
from onrecord.text.sentences import SENTENCE_END_IN_CUE
from onrecord.verification.speaker_match import speakers_agree

MIN_WORDS = 3  # anyone may have said fewer words, and most of them are scare quotes
MAX_CUE_LENGTH = 300  # characters of cue between two parts of one sentence

_WORD = re.compile(r"[^\W_]+(?:['’‘-][^\W_]+)*")
_UNFINISHED = re.compile(r"[,;:—–-]\s*$")  # the end of a part whose sentence continues after the cue
_MARK_THEN_COMMA = re.compile(r"\W{1,2},")  # British style puts the comma after the mark
_CUE_ENDS_IN_COMMA = re.compile(r",[\s\"'“‘`]*$")
# In a cue: a sentence's end, or a word that says that the next words were spoken at another time.
_SPOKEN_APART = re.compile(SENTENCE_END_IN_CUE.pattern + r"|\b(?:adding|later|then|before)\b")


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """A quotation to check. ``spans`` are its places in the article's text, without the quotation marks.

    ``organization`` is the speaker if that is an organization; ``quotation`` names persons only.
    """

    quotation: Quotation
    article: Article | None = None
    spans: tuple[Span, ...] = ()
    organization: str | None = None

    @property
    def words(self) -> int:
        """The number of words."""
        return len(_WORD.findall(self.quotation.text))

    @property
    def is_short(self) -> bool:
        """Whether only other quotations of the article can place it."""
        return self.words < MIN_WORDS

    @property
    def is_one_word(self) -> bool:
        """Whether it is one word, perhaps repeated: two words can be looked for in a transcript, one cannot."""
        return len(set(_WORD.findall(self.quotation.text.lower()))) < 2


def quotations_of_record(record: Record) -> Iterator[DraftQuotation]:
    """Yield the quotations of a record's direct and mixed statements in the article's order, each with its own id.

    Quotations that no statement has are yielded too, without a speaker.

    Parts of a sentence around a cue (“We will win,” he said, “and win big.”) are one quotation, joined by a space; so
    are the paragraphs of a quotation that runs on. A quotation inside another speaker's words is part of those words.
    Paragraphs that a colon sets off as somebody's own words are quotations without quotation marks.
    """
    quoted_spans = outermost_interiors(find_quotations(record.article.text))
    spans_of_statements = _spans_of_statements(record, quoted_spans)
    taken_spans = [span for _, spans in spans_of_statements for span in spans]
    quoted_groups: list[tuple[Statement | None, list[Span]]] = [
        (statement, group)
        for statement, spans in spans_of_statements
        for group in _group_by_quotation(record.article.text, spans)
    ]
    quoted_groups += [(None, [span]) for span in _unattributed(record.article.text, quoted_spans, taken_spans)]
    quoted_groups.sort(key=lambda quoted: quoted[1][0].start)
    counts: Counter[str] = Counter()
    for attributed_to, group in quoted_groups:
        statement_id = attributed_to.id if attributed_to else "quotation"
        counts[statement_id] += 1
        suffix = f".{counts[statement_id]}" if counts[statement_id] > 1 or not attributed_to else ""
        yield _draft_quotation(record, attributed_to, group, f"{record.id}#{statement_id}{suffix}")


def _spans_of_statements(record: Record, quoted_spans: Sequence[tuple[int, int]]) -> list[tuple[Statement, list[Span]]]:
    """Return the quoted words of each statement; words of two belong to the outer or longer part."""
    depths = record.nesting_depths()
    parts = [
        (statement, span)
        for statement in record.statements
        for span in (
            _set_off_parts(record.article.text, statement)
            if statement.kind == "indirect"
            else _quoted_parts(record.article.text, statement, quoted_spans)
        )
    ]
    parts.sort(key=lambda part: (depths[part[0].id], part[1].start - part[1].end))
    taken_spans: list[Span] = []
    taken: dict[str, tuple[Statement, list[Span]]] = {}
    for statement, span in parts:
        if not _overlaps(span, taken_spans):
            taken_spans.append(span)
            taken.setdefault(statement.id, (statement, []))[1].append(span)
    return list(taken.values())


def _unattributed(text: str, quoted_spans: Sequence[tuple[int, int]], taken_spans: Sequence[Span]) -> Iterator[Span]:
    """Yield what is in quotation marks and in no statement."""
    for start, end in quoted_spans:
        words = text[start:end].strip()
        place = start + text[start:end].find(words)
        span = Span(place, place + len(words), words)
        if any(map(str.isalnum, words)) and not _overlaps(span, taken_spans):
            yield span


def _draft_quotation(
    record: Record, statement: Statement | None, group: list[Span], quotation_id: str
) -> DraftQuotation:
    words = " ".join(" ".join(span.text.split()) for span in group)
    speaker = record.speaker_of(statement) if statement else None
    name = speaker.name if speaker and speaker.name[:1].isupper() else None
    kind = speaker.kind if speaker else None
    quotation = Quotation(
        quotation_id,
        words,
        name if kind == "person" else None,
        record.article.published,
        statement.id if statement else None,
    )
    return DraftQuotation(quotation, record.article, tuple(group), name if kind == "organization" else None)


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


def _set_off_parts(text: str, statement: Statement) -> Iterator[Span]:
    """Yield the paragraphs without quotation marks that a colon introduces as the speaker's own words.

    “She wrote to the crew:” and then, as a block, “We will sell our boats.”: the first person tells such words from
    a list of what somebody said in the reporter's words.
    """
    cue_end = max((span.end for span in statement.cue), default=len(text))
    line_end = text.find("\n", cue_end)
    if line_end < 0 or not text[cue_end:line_end].rstrip().endswith(":"):
        return
    spans = [span for span in statement.content if span.start > line_end and _opens_paragraph(text, span)]
    words = {word for span in spans for word in _WORD.findall(span.text.lower())}
    if words & FIRST_PERSON:
        yield from spans


def _opens_paragraph(text: str, span: Span) -> bool:
    return not any(map(str.isalnum, text[text.rfind("\n", 0, span.start) + 1 : span.start]))


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
    return any(span.start < other_span.end and other_span.start < span.end for other_span in other_spans)
