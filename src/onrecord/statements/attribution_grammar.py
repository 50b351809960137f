"""What the grammar of an attribution settles about its source, whatever the model made of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from onrecord.statements.attributes.act_and_tone import cue_act
from onrecord.statements.attributes.lexicon import first_match
from onrecord.statements.attribution_draft import AttributionDraft, Bounds, Offsets
from onrecord.statements.interval_index import IntervalIndex
from onrecord.text.quotation_marks import QuotedSpan
from onrecord.text.sentences import split_sentences

FORMULA_CONFIDENCE = 0.85  # of an attribution by a set form of words beside a quotation
_SURE_CLAIM = 0.7  # confidence from which the model's own reading of a passive charge stays
MIN_WORDS = 3  # of a quotation that such a form introduces
_LOOK_BACK = 200  # characters before a quotation in which the form is looked for
_TOLD = (
    r"(?:told|asked|warned|assured|promised|informed|advised|urged|ordered|reminded|notified|instructed|begged"
    r"|encouraged|invited|questioned|pressed|quizzed|lectured|shown|taught)"
)
_PASSIVE_OF_TELLING = re.compile(
    rf"(?:[\w’']+ ){{0,3}}?(?:was|were|is|are|am|be|been|being|get|gets|got) (?:\w+ ){{0,2}}?{_TOLD}(?: [\w ]+)?",
    re.IGNORECASE,
)
_BE = r"(?:was|were|is|are|been|being)"
_NEEDS_OBJECT = re.compile(r"\b(?:urged|told|advised|ordered|warned|encouraged|instructed|reminded|invited)$")
_LONGEST_VERB = 12  # characters
_PASSIVE_CHARGE = re.compile(
    rf"(?P<cue>{_BE} (?:\w+ly )?(?P<verb>[a-z]+(?:ed|d|en)))(?: [\w’' ]{{1,30}})? by (?P<source>[^“”\".;:\n]{{3,90}}?)"
    r" (?P<content>(?:for|of|over|as) [^“”\".;:\n]{0,60})$"
)
_IN_THE_WORDS_OF = re.compile(r"(?P<cue>\bin the words of) (?P<source>[^“”\".;:\n—–]{2,80}?),?\s*[—–-]?\s*$")
_AS_PUT = re.compile(
    r"\bas (?P<source>[^“”\".;:\n—–]{2,80}?),? (?P<cue>(?:has |had |once |later )?(?:puts?|called|calls|described"
    r"|describes|phrased|termed|dubbed) (?:it|them|this|that))[,:]?\s*[—–-]?\s*$"
)
_COORDINATED = re.compile(
    r"\b(?:and|but) (?:(?:also|later|then) )?(?P<cue>[a-z]+) (?P<content>(?:that )?(?:it|he|she|they|its|his|her|their)"
    r"(?: [a-z’']+){0,3} ?)?$"
)
_INVERTED_SOURCE = re.compile(
    r" (?P<source>(?:(?:the|a|an|his|her|its|their|one) )?[\w’'.-]+"
    r"(?: (?!for\b|in\b|on\b|at\b|to\b|as\b)[\w’'.-]+){0,5}?"
    r"(?:, [A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3})?)(?=[.,;\n]|$)"
)
_COLON = re.compile(r":\s*")
_SUBJECT_WITH_CLAUSE = re.compile(
    r"(?:^|(?<=\n)|(?<=[.!?”] ))(?P<source>[A-Z][^,;:.“”\"\n]{1,60}), (?:who|whose|which)\b[^;:.“”\"\n]{2,120}, ?$"
)
_SUBJECT_WITH_APPOSITION = re.compile(
    r"(?:^|(?<=\n)|(?<=[.!?”] ))(?P<source>(?:[A-Z][\w’'.-]* ){1,4}[A-Z][\w’'-]*)"
    r", (?:the|an?|\d)\b[^;:“”\"\n]{2,120}, $"
)
_PASSIVE = re.compile(r"(?:(?:has|have|had) been|is|are|was|were)\b")
_ARTICLE = re.compile(r"(?:the|a|an|one|his|her|its|their) ", re.IGNORECASE)


def correct_grammar(
    text: str, quotations: Sequence[QuotedSpan], drafts: Sequence[AttributionDraft]
) -> list[AttributionDraft]:
    """Return the drafts with sources and contents as grammar gives them, and those that set forms introduce."""
    corrected = [_correct_source(text, draft) for draft in _with_sources_apart(text, drafts)]
    outermost = [quotation for quotation in quotations if quotation.level == 0]
    corrected = _with_subjects_before_colons(text, outermost, corrected)
    return _add_by_form(text, outermost, [draft for draft in corrected if draft.content])


def source_is_told(text: str, draft: AttributionDraft) -> bool:
    """Return whether the draft's source is told something and says nothing: “**Ray** was told that”.

    A headline leaves out “are”: “**Residents** urged to stay home”. Whoever urges urges somebody.
    """
    if not draft.source or not draft.cue or draft.source[0][0] >= draft.cue[0][0]:
        return False
    cue_start, cue_end = draft.cue[0][0], draft.cue[-1][1]
    if _PASSIVE_OF_TELLING.fullmatch(text, cue_start, cue_end):
        return True
    content_start = min((start for start, _ in draft.content), default=0)
    needs_object = _NEEDS_OBJECT.search(text, max(0, cue_end - _LONGEST_VERB), cue_end) is not None
    return needs_object and text[cue_end:content_start] == " " and text.startswith("to ", content_start)


def _with_sources_apart(text: str, drafts: Sequence[AttributionDraft]) -> list[AttributionDraft]:
    """Return the drafts, each source that begins with another's cut: ``said Lang. **Her partner, Ade,** agreed:``."""
    starts = [start for start, _ in split_sentences(text)]
    sources = IntervalIndex((number, draft.source) for number, draft in enumerate(drafts))
    apart = []
    for number, draft in enumerate(drafts):
        if len(draft.source) == 1 and draft.cue:
            (start, end), cue_start = draft.source[0], draft.cue[0][0]
            sentence = starts[bisect_right(starts, cue_start) - 1]
            if start < sentence < end <= cue_start and set(sources.overlapping(((start, sentence),))) > {number}:
                draft = replace(draft, source=((sentence, end),))
        apart.append(draft)
    return apart


def _correct_source(text: str, draft: AttributionDraft) -> AttributionDraft:
    draft = _take_apposition(text, draft)
    if source_is_told(text, draft):
        return replace(draft, source=())
    if not draft.source and draft.cue and _is_tag(text, draft):
        source = _INVERTED_SOURCE.match(text, draft.cue[-1][1])
        if source:
            return replace(draft, source=(source.span("source"),))
    if not draft.source and draft.cue and (subject := _subject_before_apposition(text, draft.cue[0][0])):
        return replace(draft, source=(subject,))
    return draft


def _subject_before_apposition(text: str, cue_start: int) -> Bounds | None:
    """Return the name that begins the sentence, if its apposition reaches to the cue: “**Ann Lee**, the …, said”."""
    if _PASSIVE.match(text, cue_start):
        return None
    sentence = max(0, text.rfind("\n", 0, cue_start) + 1, cue_start - _LOOK_BACK)
    subject = _SUBJECT_WITH_APPOSITION.search(text, sentence, cue_start)
    return subject.span("source") if subject else None


def _with_subjects_before_colons(
    text: str, quotations: Sequence[QuotedSpan], drafts: Sequence[AttributionDraft]
) -> list[AttributionDraft]:
    """Return the drafts, each cue without a source before a colon and a quotation with its subject as the source.

    ``One, who asked not to be named, said: “We knew.”``: “One” is the source, also where it was taken for the content.
    """
    by_start = {quotation.start: quotation for quotation in quotations}
    contents = IntervalIndex((number, draft.content) for number, draft in enumerate(drafts))
    corrected = []
    for number, draft in enumerate(drafts):
        colon = _COLON.match(text, draft.cue[-1][1]) if draft.cue and not draft.source else None
        quotation = by_start.get(colon.end()) if colon else None
        if quotation is not None:
            span = (quotation.start, quotation.end)
            claimed = set(contents.overlapping((span,)))
            sentence = max(0, text.rfind("\n", 0, draft.cue[0][0]) + 1, draft.cue[0][0] - _LOOK_BACK)
            subject = _SUBJECT_WITH_CLAUSE.search(text, sentence, draft.cue[0][0])
            if subject and claimed <= {number}:
                draft = replace(draft, source=(subject.span("source"),), content=(span,))
        corrected.append(draft)
    return corrected


def _is_tag(text: str, draft: AttributionDraft) -> bool:
    """Whether the cue is one word of speech right after a quotation of the content: ``“…” asked``."""
    start, end = draft.cue[0][0], draft.cue[-1][1]
    cue = text[start:end]
    if not cue.islower() or " " in cue or cue_act(text, draft) is None:
        return False
    return any(text[e - 1] in "”\"’'" and text[e:start] == " " for _, e in draft.content)


def _take_apposition(text: str, draft: AttributionDraft) -> AttributionDraft:
    """Words before the source of a cue that a colon follows are no content; those before its comma are part of it.

    ``The chair of the bid, Ann Ray, said: “It failed.”``
    """
    if not draft.cue or not draft.source or draft.source[0][0] > draft.cue[0][0]:
        return draft
    after = [start for start, _ in draft.content if start > draft.cue[-1][1]]
    if not after or not text[draft.cue[-1][1] : min(after)].rstrip().endswith(":"):
        return draft
    source = draft.source
    content = []
    for start, end in draft.content:
        before = end <= source[0][0] and "\n" not in text[end : source[0][0]]
        if not before or any(mark in text[start:end] for mark in '“”"'):
            content.append((start, end))
        elif text[end : source[0][0]] == ", " and text[source[-1][1]] == "," and _ARTICLE.match(text, start):
            source = ((start, source[-1][1]),)
    return replace(draft, content=tuple(content), source=source)


def _add_by_form(text: str, quotations: Sequence[QuotedSpan], drafts: list[AttributionDraft]) -> list[AttributionDraft]:
    """Add the attribution that a set form of words before a quotation makes, in place of those that it overlaps."""
    remaining = dict(enumerate(drafts))
    index = IntervalIndex((number, draft.content + draft.cue + draft.source) for number, draft in remaining.items())
    for quotation in quotations:
        if len(text[quotation.inner_start : quotation.inner_end].split()) < MIN_WORDS:
            continue
        span = ((quotation.start, quotation.end),)
        look_from = max(0, quotation.start - _LOOK_BACK)
        begin = max(text.rfind("\n", look_from, quotation.start) + 1, look_from)
        sentence_drafts = {n: remaining[n] for n in index.overlapping(((begin, quotation.end),)) if n in remaining}
        claims = [draft for draft in sentence_drafts.values() if _shares(draft.content, span)]
        formed = _draft_by_form(text, quotation, begin, max((draft.confidence for draft in claims), default=0.0))
        if formed is not None:
            taken = formed.cue + formed.source + span
            for number, draft in sentence_drafts.items():
                if _shares(draft.cue + draft.source + draft.content, taken):
                    del remaining[number]
        elif not claims:
            formed = _coordinated_draft(text, quotation, begin, list(sentence_drafts.values()))
        if formed is not None:
            number = len(drafts) + quotation.start
            remaining[number] = formed
            index.add(number, formed.content + formed.cue + formed.source)
    return list(remaining.values())


def _draft_by_form(text: str, quotation: QuotedSpan, begin: int, claim_confidence: float) -> AttributionDraft | None:
    """The attribution by words that end right before the quotation; a passive charge only where no claim is sure."""
    before = text[begin : quotation.start]
    match = _IN_THE_WORDS_OF.search(before) or _AS_PUT.search(before)
    start = quotation.start
    if match is None and claim_confidence < _SURE_CLAIM and (match := _PASSIVE_CHARGE.search(before)):
        if _act_of(match["verb"]) != "accuse":
            return None
        start = begin + match.start("content")
    if match is None:
        return None
    cue, source = ((begin + match.start(part), begin + match.end(part)) for part in ("cue", "source"))
    return AttributionDraft(((start, quotation.end),), (cue,), (source,), FORMULA_CONFIDENCE)


def _coordinated_draft(
    text: str, quotation: QuotedSpan, begin: int, drafts: Sequence[AttributionDraft]
) -> AttributionDraft | None:
    """``Ray said it rained and said it “would rain on”``: the second verb has the first one's source."""
    match = _COORDINATED.search(text[begin : quotation.start])
    if match is None or _act_of(match["cue"]) in (None, "think"):
        return None
    cue = (begin + match.start("cue"), begin + match.end("cue"))
    hosts = [d for d in drafts if d.source and d.cue and begin <= d.cue[0][0] < cue[0] and not _shares(d.cue, (cue,))]
    hosts = [d for d in hosts if not re.search(r"[.!?]\s", text[d.cue[0][0] : cue[0]])]
    if not hosts:
        return None
    host = min(hosts, key=lambda d: d.cue)
    start = begin + match.start("content") if match["content"] else quotation.start
    return AttributionDraft(((start, quotation.end),), (cue,), host.source, FORMULA_CONFIDENCE)


def _act_of(verb: str) -> str | None:
    match = first_match("act", verb)
    return None if match is None else match[0]


def _shares(spans: Offsets, other_spans: Offsets) -> bool:
    return any(
        start < other_end and other_start < end for start, end in spans for other_start, other_end in other_spans
    )
