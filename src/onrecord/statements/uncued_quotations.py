"""Quotations that no draft claims: joined to the statement that they continue, or statements without a cue.

The rules rest on counts in PolNeAR train. A quotation that ends its paragraph, after a sentence that attributes another
one, belongs to that sentence's statement in 998 of 1,016 cases. One that begins a paragraph after a colon belongs to
the statement before the colon in 151 of 157. One that reopens what the paragraph before left open is part of the same
statement in 42 of 53 cases in varied/train and in 39 of 51 in PolNeAR train (``running_quotations``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from onrecord.statements.attributes.act_and_tone import cue_act
from onrecord.statements.attribution_draft import INFERRED_CONFIDENCE, AttributionDraft, Bounds
from onrecord.statements.attribution_grammar import correct_grammar
from onrecord.statements.dialogue_turns import add_dialogue_turns
from onrecord.statements.interval_index import IntervalIndex
from onrecord.statements.introduced_paragraphs import extend_introduced_contents
from onrecord.statements.model.span_boundaries import count_words, merge_spans
from onrecord.statements.quotation_bounds import keep_within_marks
from onrecord.statements.quotation_claims import (
    MIN_WORDS,
    SIGNATURE,
    correct_claims,
    ends_with_colon,
)
from onrecord.statements.quotation_rivals import follows_sentence_about_another, settle_rivals
from onrecord.statements.running_quotations import join_running_quotations
from onrecord.text.lines import ends_line, skip_spaces_back
from onrecord.text.quotation_marks import QuotedSpan
from onrecord.text.sentences import split_sentences

MAX_INTERRUPTION = 90  # characters from a cue to the second half of the sentence that it breaks into
LOOK_BACK = 400  # characters in which a sentence's beginning, or who spoke before, is looked for
_ASKING = frozenset({"ask", "request"})  # acts
_INTERRUPTION_ENDS = re.compile(r"[.;:!?\n“”\"]")
_TAG = re.compile(  # “…” Trump interrupted; “…” she said
    r"[ \u00a0](?P<source>(?:(?:the|a|an|his|her|its|one) )?(?:[A-Z][\w.’'-]* ?){1,4}(?<! )|he|she|they|it|I|we|"
    r"the [a-z]+)"
    r" (?P<cue>(?:(?:then|also|later|once|again|has|had|have|would) )?[a-z]+(?:ed|ied)|said|says|asks|told|"
    r"wrote|shot back|went on)\b"
)
_INVERTED_TAG = re.compile(  # “…,” snapped the minister, Ann Lee. “…!” laughed Ray
    r"[ \u00a0](?P<cue>[a-z]+(?:ed|ied)|said|says) "
    r"(?P<source>(?:(?:the|a|an|his|her|its|their|one) (?:[a-z][\w’'-]*,? ){1,4}?)?"
    r"(?:[A-Z][\w’'-]*\.? ){0,3}[A-Z][\w’'-]*"
    r"|(?:the|a|an|one|his|her|its|their)(?: [a-z][\w’'-]*){1,3})(?=[.,;\n]|$)"
)
_NAME_AND_ROLE = r"[A-Z][\w’'-]+(?: [A-Z][\w.’'-]*){1,3}(?:, [^.()“”\"\n]{2,90})?"
_NAMED_AFTER = re.compile(  # “…,” Ann Lee, head of the port. “…” (Ann Lee, head of the port)
    rf"[ \u00a0](?P<name>{_NAME_AND_ROLE})(?=\.(?:\s|$)|\s*$|\s*\n)"
    rf"|[ \u00a0]\((?P<bracketed>{_NAME_AND_ROLE})\)\.?(?=\s*$|\s*\n)"
)


def attach_quotations(
    text: str,
    quotations: Sequence[QuotedSpan],
    drafts: Sequence[AttributionDraft],
    unbelieved: Sequence[AttributionDraft] = (),
) -> list[AttributionDraft]:
    """Return the drafts with every quotation that has no draft attached to one, or added as one of its own.

    Args:
        text: the article's text.
        quotations: its quotations, in order.
        drafts: the attributions that are believed.
        unbelieved: further candidates; one of them is believed after all if its cue comes before a colon that
            introduces a quotation.

    Returns:
        The drafts in the order of the text, those of dialogue turns and signed quotations included.
    """
    corrected = correct_grammar(text, quotations, keep_within_marks(text, quotations, drafts))
    corrected = settle_rivals(text, quotations, corrected)
    corrected = correct_claims(text, quotations, add_dialogue_turns(text, corrected))
    corrected = extend_introduced_contents(text, corrected)
    attacher = _QuotationAttacher(text, corrected, unbelieved)
    for quotation in quotations:
        short = count_words(text, quotation.inner_start, quotation.inner_end) < MIN_WORDS
        if quotation.level or (short and not quotation.resumes):  # what reopens a quotation is part of it
            continue
        if attacher.is_covered(quotation):
            continue
        if _is_whole_sentence(text, quotation):
            attacher.place_sentence(quotation)
        else:
            attacher.continue_sentence(quotation)
    joined = join_running_quotations(text, quotations, attacher.drafts)
    return sorted(joined, key=lambda draft: (draft.start, draft.content))


class _QuotationAttacher:
    """The drafts of a text as they grow, indexed by place."""

    def __init__(self, text: str, drafts: list[AttributionDraft], unbelieved: Sequence[AttributionDraft]) -> None:
        self.text, self.drafts = text, drafts
        self.sentences = split_sentences(text)
        self._covered = IntervalIndex((n, (*d.content, *d.cue, *d.source)) for n, d in enumerate(drafts))
        self._cues = IntervalIndex((number, draft.cue[:1]) for number, draft in enumerate(drafts))
        self._unbelieved = IntervalIndex((draft, draft.cue[:1]) for draft in unbelieved)

    def is_covered(self, quotation: QuotedSpan) -> bool:
        """Whether a draft has part of the quotation, other than those that the quoted words themselves attribute."""
        span = (quotation.start, quotation.end)
        return any(not _is_within(self.drafts[number], quotation) for number in self._covered.overlapping((span,)))

    def place_sentence(self, quotation: QuotedSpan) -> None:
        """Add a quotation that is a sentence: with the tag or name after it, to the statement before, or uncued."""
        span = self._span(quotation)
        tag = _TAG.match(self.text, quotation.end) or _INVERTED_TAG.match(self.text, quotation.end)
        if tag and quotation.closed and self.text[quotation.inner_end - 1] in ",?!…—–-":
            self._add(AttributionDraft((span,), (tag.span("cue"),), (tag.span("source"),), INFERRED_CONFIDENCE))
            return
        named = _NAMED_AFTER.match(self.text, quotation.end) if quotation.closed else None
        if named and (named["bracketed"] or self.text[quotation.inner_end - 1] == ","):
            source = named.span(named.lastgroup or 0)
            self._add(AttributionDraft((span,), (), (source,), INFERRED_CONFIDENCE))
            return
        before = skip_spaces_back(self.text, quotation.start)
        sentence = self._sentence_before(before)
        introduced = ends_with_colon(self.text, before) and "\n" in self.text[before : quotation.start]
        if self._join_statement_of(sentence, quotation, span, introduced):
            return
        attributing = [
            draft
            for draft in (self._unbelieved.overlapping((sentence,)) if introduced else ())
            if sentence[0] <= draft.cue[0][0] and draft.source
        ]
        if attributing:
            self._add(replace(max(attributing, key=lambda draft: draft.cue), content=(span,)))
        else:
            # not the asker's, nor of who spoke before somebody else is named: nobody is named for it
            is_of_another = self._follows_question(quotation, sentence) or self._follows_another(span, sentence)
            self._add(AttributionDraft((span,), confidence=INFERRED_CONFIDENCE, uncued=not is_of_another))

    def _follows_question(self, quotation: QuotedSpan, sentence: Bounds) -> bool:
        """Whether the paragraph before ends with a quoted question that somebody asked: ``“Is he in?” she asked.``"""
        if "\n" not in self.text[sentence[1] : quotation.start]:
            return False
        before = [self.drafts[number] for number in self._cues.overlapping((sentence,))]
        return any(_quotes_question(self.text, draft) and cue_act(self.text, draft) in _ASKING for draft in before)

    def _follows_another(self, span: Bounds, sentence: Bounds) -> bool:
        """Whether the sentence before is about another than the last one quoted before it in the paragraph."""
        look_from = max(0, sentence[0] - LOOK_BACK, self.text.rfind("\n", 0, sentence[0]) + 1)
        before = [self.drafts[number] for number in self._cues.overlapping(((look_from, sentence[1]),))]
        last = max(before, key=lambda draft: draft.cue, default=None)
        return last is not None and follows_sentence_about_another(self.text, self.sentences, span, last)

    def continue_sentence(self, quotation: QuotedSpan) -> None:
        """Join ``“If so,” she said, “we go.”``: the second half to the statement whose cue or source comes before."""
        look_from = max(0, quotation.start - MAX_INTERRUPTION)
        for number in self._covered.overlapping(((look_from, quotation.start),)):
            draft = self.drafts[number]
            ends = [end for _, end in draft.cue + draft.source if end <= quotation.start]
            if not ends or not _quotes_before(draft, self.text, quotation):
                continue
            gap = self.text[max(ends) : quotation.start]
            continued = self.text[quotation.inner_start].islower() and not _INTERRUPTION_ENDS.search(gap)
            if not gap.strip(" ,:") or (len(gap) < MAX_INTERRUPTION and continued):
                self._join(number, (quotation.start, quotation.end))
                return
        if self._ends_reported_paragraph(quotation):
            self._add(AttributionDraft((self._span(quotation),), confidence=INFERRED_CONFIDENCE, uncued=True))

    def _ends_reported_paragraph(self, quotation: QuotedSpan) -> bool:
        """Whether the quotation ends its paragraph with a full stop inside its marks, after a sentence that attributes.

        So the last words of a sentence are quoted: ``She said it rained. The pier was “wetter than any I saw.”``
        """
        if not quotation.closed or self.text[quotation.inner_end - 1] not in ".!?":
            return False
        if not ends_line(self.text, quotation.end):
            return False
        number = bisect_left(self.sentences, quotation.start, key=lambda sentence: sentence[1])
        if not 0 < number < len(self.sentences) or self._covered.overlaps((self.sentences[number],)):
            return False
        before, sentence = self.sentences[number - 1 : number + 1]
        return "\n" not in self.text[before[0] : sentence[0]] and self._cues.overlaps((before,))

    def _span(self, quotation: QuotedSpan) -> Bounds:
        """The quotation with its marks; without the white space at its end if no mark closes it."""
        if quotation.closed:
            return quotation.start, quotation.end
        return quotation.start, quotation.inner_start + len(self.text[quotation.inner_start : quotation.end].rstrip())

    def _join_statement_of(self, sentence: Bounds, quotation: QuotedSpan, span: Bounds, introduced: bool) -> bool:
        """Join the quotation to the last statement whose cue is in the sentence before, where it continues it."""
        in_paragraph = "\n" not in self.text[sentence[0] : quotation.start]
        ends_paragraph = ends_line(self.text, quotation.end, ignored=".")
        if not introduced and not (in_paragraph and ends_paragraph):
            return False
        hosts = [
            number
            for number in self._cues.overlapping((sentence,))
            if sentence[0] <= self.drafts[number].cue[0][0]
            and (introduced or _quotes_before(self.drafts[number], self.text, quotation))
        ]
        if hosts:
            self._join(max(hosts, key=lambda number: self.drafts[number].cue), span)
        return bool(hosts)

    def _sentence_before(self, end: int) -> Bounds:
        number = bisect_left(self.sentences, end, key=lambda sentence: sentence[0])
        return self.sentences[number - 1] if number else (0, 0)

    def _add(self, draft: AttributionDraft) -> None:
        number = len(self.drafts)
        self.drafts.append(draft)
        self._covered.add(number, (*draft.content, *draft.cue, *draft.source))
        self._cues.add(number, draft.cue[:1])

    def _join(self, number: int, span: Bounds) -> None:
        draft = self.drafts[number]
        self.drafts[number] = replace(draft, content=merge_spans(self.text, (*draft.content, span)))
        self._covered.add(number, (span,))


def _quotes_question(text: str, draft: AttributionDraft) -> bool:
    """Whether the last span of the content before the cue is a question in quotation marks."""
    ends = [end for _, end in draft.content if end <= draft.cue[0][0]]
    return bool(ends) and text[ends[-1] - 1] in "”\"’'" and text[ends[-1] - 2] == "?"


def _is_within(draft: AttributionDraft, quotation: QuotedSpan) -> bool:
    """Whether cue, source and content are inside the quotation, and its content is not most of it."""
    spans = draft.content + draft.cue + draft.source
    if not draft.cue or not all(quotation.start <= start and end <= quotation.end for start, end in spans):
        return False
    return 5 * sum(end - start for start, end in draft.content) < 4 * (quotation.end - quotation.start)


def _quotes_before(draft: AttributionDraft, text: str, quotation: QuotedSpan) -> bool:
    """Whether a span of the draft's content before the quotation begins or ends with a quotation mark."""
    return any(
        character in "“”\"‘'"
        for start, end in draft.content
        if end <= quotation.start
        for character in (text[start], text[end - 1])
    )


def _is_whole_sentence(text: str, quotation: QuotedSpan) -> bool:
    """Whether a sentence begins at the opening mark, and ends at the closing one or runs past it."""
    before = text[max(0, quotation.start - LOOK_BACK) : quotation.start].rstrip(" \t")[-1:]
    begins = before in ("", "\n", ".", "!", "?", "”", '"', "’", ":", "…")
    inner = text[quotation.inner_start : quotation.inner_end].strip()
    ends = not quotation.closed or inner[-1:] in ".!?…,;" or text[quotation.end : quotation.end + 1] in (".", "")
    signed = SIGNATURE.match(text, quotation.end) is not None
    first = inner.lstrip("([‘'\"“ ")[:1]
    return begins and (ends or signed) and (first.isupper() or not first.isalpha())
