"""Which attribution a quotation belongs to when the model gave it to two, or to a sentence that is no attribution.

A quotation is attributed by the words right beside it in its sentence before any others: ``“Four,” he said. “And the
rest?” she asked.`` gives the second to "she" alone. A sentence's bounds settle the rest.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.statements.attributes.act_and_tone import cue_words
from onrecord.statements.attributes.lexicon import first_match
from onrecord.statements.attribution_draft import AttributionDraft, Bounds, Offsets
from onrecord.statements.interval_index import IntervalIndex
from onrecord.text.quotation_marks import QuotedSpan
from onrecord.text.sentences import split_sentences

_MAX_TAG_DISTANCE = 60  # characters from a quotation to the cue or source of the tag that follows it
_NAMED_SUBJECT = re.compile(  # Her sister Lucia nods. Her partner, Theo Marsh, waits. Mr Karger stayed upbeat.
    r"(?:(?:(?P<possessive>His|Her|Their|My)|Its|The|A|An)\s(?:[a-z][\w’'-]*,?\s){0,4})?"
    r"(?!(?:He|She|They|It|I|We|You|But|And|Then|Or|So|If|When|As|That|This|There|In|At|On)\b)"
    r"[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*,?\s"
)
_WORD = re.compile(r"\w+")
_TAG_GAP = re.compile(r"[^.!?;:\n“”\"]*")
_ADDRESSED_QUESTION = re.compile(
    r"\b(?:ask(?:s|ed)?|demand(?:s|ed)? of|enquired of|inquired of)\s+"
    r"(?:him|her|them|me|us|the\s+[a-z]+|(?:Mr|Ms|Mrs|Dr)\.?\s+[A-Z]|[A-Z][a-z])"
)


def settle_rivals(
    text: str, quotations: Sequence[QuotedSpan], drafts: Sequence[AttributionDraft]
) -> list[AttributionDraft]:
    """Return the drafts with each quotation left to the attribution beside it.

    Args:
        text: the article's text.
        quotations: its quotations, in order.
        drafts: the attributions that are believed.
    """
    outermost = [quotation for quotation in quotations if quotation.level == 0]
    settled = _cut_whole_attributions(text, list(drafts))
    settled = _leave_to_tags(text, outermost, settled)
    settled = _leave_to_introductions(text, outermost, settled)
    settled = _release_after_sentences_about_others(text, settled)
    settled = _release_from_actions(text, outermost, settled)
    return [draft for draft in _separate_answers(text, outermost, settled) if draft.content]


def _cut_whole_attributions(text: str, drafts: list[AttributionDraft]) -> list[AttributionDraft]:
    """Take another whole attribution and its sentence from a content that begins with it.

    ``“We won,” said Ms Ray. It rained, a guard said.``: what the guard said begins after the full stop.
    """
    starts = [start for start, _ in split_sentences(text)]
    index = IntervalIndex((number, draft.content) for number, draft in enumerate(drafts))
    cut = list(drafts)
    for draft in drafts:
        if not draft.cue or not draft.content or text[draft.content[0][0]] not in "“\"‘'":
            continue
        attribution_spans = draft.content + draft.cue + draft.source
        start, end = min(s for s, _ in attribution_spans), max(e for _, e in attribution_spans)
        following = starts[bisect_right(starts, end - 1) :][:1]
        for number in index.overlapping(((start, end),)):
            spans = cut[number].content
            holder = next((span for span in spans if span[0] <= start and end < span[1]), None)
            if holder is None or drafts[number] is draft or not following or not start < following[0] < holder[1]:
                continue
            if text[holder[0] : start].strip():
                continue
            rest = (following[0], holder[1])
            cut[number] = replace(cut[number], content=tuple(rest if span == holder else span for span in spans))
    return cut


def _leave_to_tags(
    text: str, quotations: Sequence[QuotedSpan], drafts: list[AttributionDraft]
) -> list[AttributionDraft]:
    """Leave a quotation that several drafts claim to those whose cue follows it in its sentence, if there are any."""
    settled = list(drafts)
    for quotation, claims in _claimed_quotations(quotations, settled):
        span = (quotation.start, quotation.end)
        tagged = {number for number in claims if _follows(text, quotation, settled[number])}
        for number in claims if tagged else ():
            if number not in tagged and len(settled[number].content) > 1:
                settled[number] = _without_span(settled[number], span)
    return settled


def _claimed_quotations(
    quotations: Sequence[QuotedSpan], drafts: Sequence[AttributionDraft]
) -> Iterator[tuple[QuotedSpan, list[int]]]:
    """Yield each quotation with the numbers of the drafts that have it in their content when its turn comes."""
    index = IntervalIndex((number, draft.content) for number, draft in enumerate(drafts))
    for quotation in quotations:
        span = (quotation.start, quotation.end)
        yield quotation, [number for number in index.overlapping((span,)) if span in drafts[number].content]


def _leave_to_introductions(
    text: str, quotations: Sequence[QuotedSpan], drafts: list[AttributionDraft]
) -> list[AttributionDraft]:
    """Leave a quotation that several drafts claim to the one whose cue introduces it: ``Harry laughs: “Speak up.”``

    The others lose it whose cue and source are not in that sentence.
    """
    sentences = split_sentences(text)
    settled = list(drafts)
    for quotation, claims in _claimed_quotations(quotations, settled):
        if len(claims) < 2:
            continue
        span = (quotation.start, quotation.end)
        sentence = sentences[bisect_right(sentences, quotation.start, key=lambda bounds: bounds[0]) - 1]
        introducing = {number for number in claims if _introduces(text, quotation, sentence, settled[number])}
        for number in claims if introducing else ():
            spans = settled[number].cue + settled[number].source
            outside = all(end <= sentence[0] or start >= sentence[1] for start, end in spans)
            if number not in introducing and outside and len(settled[number].content) > 1:
                settled[number] = _without_span(settled[number], span)
    return settled


def _introduces(text: str, quotation: QuotedSpan, sentence: Bounds, draft: AttributionDraft) -> bool:
    """Whether the draft's cue is the last thing in the sentence before the quotation, but for a comma or a colon."""
    ends = [end for start, end in draft.cue if sentence[0] <= start and end <= quotation.start]
    return bool(ends) and not text[max(ends) : quotation.start].strip(" \u00a0,:")


def _release_after_sentences_about_others(text: str, drafts: list[AttributionDraft]) -> list[AttributionDraft]:
    """Name nobody for a quotation before which a whole sentence is about somebody other than the draft's source.

    ``“Help,” said Ann. Her sister Lucy nods. “She rang me.”`` Of 19 such quotations in varied/train and PolNeAR train
    that belong to somebody, none belongs to the statement before.
    """
    sentences = split_sentences(text)
    released = []
    for draft in drafts:
        for span in draft.content[1:] if draft.cue else ():
            if text[span[0]] in '“"' and follows_sentence_about_another(text, sentences, span, draft):
                released.append(AttributionDraft((span,), confidence=draft.confidence))
                draft = _without_span(draft, span)
        released.append(draft)
    return released


def follows_sentence_about_another(
    text: str, sentences: Sequence[Bounds], span: Bounds, draft: AttributionDraft
) -> bool:
    """Whether the sentence before a span comes after the draft's cue and is about another than the draft's source.

    It begins with a name and does not name the source; if the source is a pronoun, with the name of “her sister”.
    """
    number = bisect_right(sentences, span[0], key=lambda bounds: bounds[0]) - 1
    if number < 1 or text[sentences[number][0] : span[0]].strip():
        return False
    start, end = sentences[number - 1]
    before = all(span_end <= start for _, span_end in draft.cue + draft.source)
    if not before or "\n" in text[start : span[0]] or any(s < end and e > start for s, e in draft.content):
        return False
    subject = _NAMED_SUBJECT.match(text, start, end)
    if subject is None:
        return False
    source = {word for s, e in draft.source for word in _WORD.findall(text, s, e)}
    is_named = any(word[0].isupper() and word != "I" for word in source)
    return source.isdisjoint(_WORD.findall(text, start, end)) if is_named else subject["possessive"] is not None


def _release_from_actions(
    text: str, quotations: Sequence[QuotedSpan], drafts: list[AttributionDraft]
) -> list[AttributionDraft]:
    """Make quotations uncued whose cue is the verb of a next sentence and no verb of saying: ``“We go.” Ray nodded.``

    A full stop inside the marks ends the sentence: a tag would follow a comma.
    """
    ends = {
        (quotation.start, quotation.end): quotation
        for quotation in quotations
        if quotation.closed and text[quotation.inner_end - 1] == "."
    }
    released = []
    for draft in drafts:
        quotation = ends.get(draft.content[0]) if len(draft.content) == 1 and draft.cue and draft.source else None
        begins_next = quotation and _begins_next_sentence(text, quotation, draft)
        if begins_next and first_match("act", cue_words(text, draft)) is None:
            released.append(replace(draft, cue=(), source=()))
        else:
            released.append(draft)
    return released


def _separate_answers(
    text: str, quotations: Sequence[QuotedSpan], drafts: list[AttributionDraft]
) -> list[AttributionDraft]:
    """Take the answer from who asked: ``“Is he in?” she asked her. “He is in Spain.”``

    Only where the tag says whom the question was put to, or somebody else spoke before the question in its paragraph.
    Nobody is named for the answer: it is not certain who gave it.
    """
    owner_of = {span: number for number, draft in enumerate(drafts) for span in draft.content}
    separated = list(drafts)
    for position, (question, answer) in enumerate(itertools.pairwise(quotations)):
        asker, answer_span = owner_of.get((question.start, question.end)), (answer.start, answer.end)
        if asker is None or owner_of.get(answer_span) != asker:
            continue
        if not _may_be_answered(text, drafts[asker], question, answer):
            continue
        before = quotations[position - 1] if position else None
        if _ADDRESSED_QUESTION.search(text, question.end, answer.start) or (
            before is not None
            and "\n" not in text[before.start : question.start]
            and owner_of.get((before.start, before.end), asker) != asker
        ):
            separated[asker] = _without_span(separated[asker], answer_span)
            separated.append(AttributionDraft((answer_span,), confidence=drafts[asker].confidence))
    return separated


def _may_be_answered(text: str, draft: AttributionDraft, question: QuotedSpan, answer: QuotedSpan) -> bool:
    """Whether one quotation is a question, the other is not, and the draft's cue is between them."""
    marks = text[question.inner_end - 1], text[answer.inner_end - 1]
    return marks[0] == "?" != marks[1] and any(question.end <= start < answer.start for start, _ in draft.cue)


def _begins_next_sentence(text: str, quotation: QuotedSpan, draft: AttributionDraft) -> bool:
    """Whether source and cue, in this order, come right after the quotation."""
    source, cue = draft.source[0], draft.cue[0]
    return (
        quotation.end <= source[0] < cue[0]
        and not text[quotation.end : source[0]].strip()
        and not text[source[1] : cue[0]].strip()
    )


def _follows(text: str, quotation: QuotedSpan, draft: AttributionDraft) -> bool:
    """Whether the draft's cue or source follows the quotation in its sentence, with no other quotation between."""
    if text[quotation.inner_end - 1] == "." or not quotation.closed:
        return False
    later = [start for start, _ in draft.cue + draft.source if start >= quotation.end]
    if not later or min(later) - quotation.end > _MAX_TAG_DISTANCE:
        return False
    return _TAG_GAP.fullmatch(text, quotation.end, min(later)) is not None


def _without_span(draft: AttributionDraft, span: Bounds) -> AttributionDraft:
    content: Offsets = tuple(content_span for content_span in draft.content if content_span != span)
    return replace(draft, content=content)
