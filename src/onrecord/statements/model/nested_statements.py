"""Statements inside the contents of others, found by reading each content again as a text of its own.

The nested head of the model sees a content among the words around it and misses most of what is in it; the same model
reading the content alone finds it. Only contents with a word of speech are read again, if the model proposed a cue in
them, believed or not, or if they quote somebody: a tenth of the text of today's pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.inference import Model
from onrecord.statements.attributes.act_and_tone import ACTS, classify_act, cue_words
from onrecord.statements.attributes.lexicon import entry_pattern, first_match, normalize
from onrecord.statements.attribution_draft import AttributionDraft
from onrecord.statements.attribution_grammar import source_is_told
from onrecord.statements.interval_index import IntervalIndex
from onrecord.statements.model.content_text import ContentText, join_content
from onrecord.statements.model.cue_candidates import CueCandidate, propose_candidates
from onrecord.statements.model.select_candidates import DecodingThresholds, select_drafts
from onrecord.statements.model.span_boundaries import count_words
from onrecord.statements.quotation_bounds import end_at_closing_marks
from onrecord.text.quotation_marks import find_quotations, outermost_interiors

MAX_DEPTH = 2  # a statement in a statement in a statement; deeper ones are rare
MIN_CONFIDENCE = 0.5
"""71 in 100 of those found in the varied articles for training were labelled, and 76 in 100 from this confidence on."""

MAX_READ_AGAIN = 20_000  # characters of an article's contents; a tenth of today's pages of up to 24,000 are read again
MIN_READ_AGAIN = 100  # characters that a shorter content counts as, since each has a window of its own
MIN_WORDS = 4  # a shorter content holds no statement: source, cue and content take a word each

SPEECH_ACTS = tuple(act for act in ACTS if act != "think")
_NOT_YET_SAID = re.compile(r"(?:will|can|cannot|could|would|should|may|might|must|to|'ll|can't|won't)\b")


def add_nested_statements(
    texts: Sequence[str],
    drafts_of_texts: Sequence[Sequence[AttributionDraft]],
    candidates_of_texts: Sequence[Sequence[CueCandidate]],
    model: Model,
    thresholds: DecodingThresholds,
) -> list[list[AttributionDraft]]:
    """Return each text's drafts with those that are inside their contents. The contents of all texts are read together.

    Args:
        texts: the articles' texts.
        drafts_of_texts: the statements of each text.
        candidates_of_texts: the cues that the model proposed for each text, believed or not.
        model: the model to run.
        thresholds: the probabilities from which candidates are believed.

    Raises:
        ModelError: the model's files are missing or are not those that its card names.
    """
    cues_of_texts = [
        IntervalIndex((None, candidate.cue) for candidate in candidates) for candidates in candidates_of_texts
    ]
    completed = [list(drafts) for drafts in drafts_of_texts]
    taken_of_texts = [IntervalIndex((None, draft.cue) for draft in drafts if draft.source) for drafts in completed]
    unsourced_of_texts = [
        IntervalIndex((draft, draft.cue) for draft in drafts if not draft.source) for drafts in completed
    ]
    replaced_of_texts: list[set[AttributionDraft]] = [set() for _ in completed]
    holders = [(number, draft) for number, drafts in enumerate(completed) for draft in drafts]
    read_again: Counter[int] = Counter()
    for _ in range(MAX_DEPTH):
        contents = list(_contents_to_read(texts, holders, cues_of_texts, read_again))
        holders = []
        for (number, _), drafts in zip(contents, _read_contents(contents, model, thresholds), strict=True):
            taken = taken_of_texts[number]
            added = [draft for draft in drafts if not taken.overlaps(draft.cue)]
            for draft in added:
                taken.add(None, draft.cue)
                replaced_of_texts[number].update(unsourced_of_texts[number].overlapping(draft.cue))
            completed[number] += added
            holders += [(number, draft) for draft in added]
    return [
        [draft for draft in drafts if draft not in replaced] if replaced else drafts
        for drafts, replaced in zip(completed, replaced_of_texts, strict=True)
    ]


def _contents_to_read(
    texts: Sequence[str],
    holders: Sequence[tuple[int, AttributionDraft]],
    cues_of_texts: Sequence[IntervalIndex[None]],
    read_again: Counter[int],
) -> Iterator[tuple[int, ContentText]]:
    """Yield the contents that may hold a statement, each with the number of its text, and count their characters."""
    for number, draft in holders:
        if read_again[number] >= MAX_READ_AGAIN:
            continue
        content = join_content(texts[number], draft.content)
        has_cue = may_hold_statement(content) and (
            cues_of_texts[number].overlaps(content.pieces) or quotes_somebody(content)
        )
        if has_cue:
            read_again[number] += max(MIN_READ_AGAIN, len(content.text))
            yield number, content


def may_hold_statement(content: ContentText) -> bool:
    """Return whether the content has enough words and a lexicon word of speech; words of thinking do not count.

    Of 742 contents in held-out articles 205 do, and all nested statements that are found are in these.
    """
    if count_words(content.text, 0, len(content.text)) < MIN_WORDS:
        return False
    return _has_word_of_speech(content.text)


def quotes_somebody(content: ContentText) -> bool:
    """Return whether a content has quotation marks and a word of speech outside them: “Lee shouted ‘Run!’”."""
    interiors = outermost_interiors(find_quotations(content.text))
    if not interiors:
        return False
    ends = [0, *(end for _, end in interiors)]
    starts = [*(start for start, _ in interiors), len(content.text)]
    outside = " ".join(content.text[end:start] for end, start in zip(ends, starts, strict=True))
    return _has_word_of_speech(outside)


def _has_word_of_speech(text: str) -> bool:
    words = " ".join(normalize(text).split())
    return any(entry_pattern("act", act).search(words) for act in SPEECH_ACTS)


def _read_contents(
    contents: Sequence[tuple[int, ContentText]], model: Model, thresholds: DecodingThresholds
) -> list[list[AttributionDraft]]:
    """The statements in each content, as offsets into its article."""
    texts = [content.text for _, content in contents]
    quotations_of_texts = [find_quotations(text) for text in texts]
    proposals = propose_candidates(texts, quotations_of_texts, model, thresholds.candidate)
    drafts_of_contents = []
    for (_, content), quotations, (candidates, _) in zip(contents, quotations_of_texts, proposals, strict=True):
        drafts = [
            draft
            for draft in end_at_closing_marks(
                content.text, quotations, select_drafts(content.text, quotations, candidates, thresholds)
            )
            if draft.source
            and draft.confidence >= MIN_CONFIDENCE
            and _reports_speech(content.text, draft)
            and not source_is_told(content.text, draft)
        ]
        moved = (
            replace(
                draft,
                content=content.to_article(draft.content),
                cue=content.to_article(draft.cue),
                source=content.to_article(draft.source),
            )
            for draft in drafts
        )
        drafts_of_contents.append([draft for draft in moved if draft.content and draft.cue])
    return drafts_of_contents


def _reports_speech(text: str, draft: AttributionDraft) -> bool:
    """Whether the cue is a known one of speech that has happened. What people think or may say yet is not reported."""
    cue = cue_words(text, draft)
    if _NOT_YET_SAID.match(cue) or first_match("act", cue) is None:
        return False
    return classify_act(text, draft) != "think"
