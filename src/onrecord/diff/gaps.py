"""The gaps of an alignment: the places where the printed and the spoken words differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from onrecord.diff.alignment import UNMATCHED, WordAlignment
from onrecord.diff.lead_ins import find_cut_lead_in
from onrecord.diff.meaning_changes import bracket_change
from onrecord.diff.minor_edits import added_reason, changed_reason
from onrecord.diff.normal_forms import NEGATIONS
from onrecord.diff.numbers import is_number
from onrecord.diff.tokens import Word, split_words
from onrecord.diff.word_similarity import same_word, similar_words
from onrecord.diff.wordings import SENTENCE_END, PrintedText, Wording
from onrecord.records import EditReason

MAX_ABRIDGED = 50  # words that an ellipsis may leave out before it joins separate passages; by definition
FAR = 25  # words left out without a mark from which on two passages are joined; set by hand
_MIN_VOICE = 3  # words of another speaker from which on they are attributed to the wrong one
_MAX_EDGE = 2  # printed words at an edge of the quotation that stand in place of as many spoken ones
_EDGE_WINDOW = 4  # spoken words at an edge that are looked at
_REPLACEMENTS = (EditReason.OTHER_NAME, EditReason.OTHER_NUMBER, EditReason.CONTRARY)  # by a bracket
Match = tuple[int, int]  # numbers of a printed word and of the spoken word that it is


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where two wordings differ: printed words [first, last), spoken words [spoken_first, spoken_last)."""

    first: int
    last: int
    spoken_first: int
    spoken_last: int
    jump: bool = False  # the spoken words go on elsewhere
    back: bool = False  # and that is shortly before: words changed places or are printed twice
    other_voice: bool = False  # the spoken words go on with another speaker's
    cut_reason: EditReason | None = None  # spoken words before the quotation are cut off, and how the meaning changes


def find_gaps(
    printed: PrintedText, spoken: Wording, alignment: WordAlignment, *, include_edges: bool = False
) -> Iterator[Gap]:
    """Yield the gaps in the printed order.

    Args:
        printed: The printed text.
        spoken: What it is compared with.
        alignment: The spoken word of each printed word.
        include_edges: Whether spoken words before and after the printed ones count as left out.
    """
    matches = [
        (i, int(j))
        for i, j in enumerate(alignment)
        if j != UNMATCHED and same_word(printed.words[i].form, spoken.words[j].form)
    ]
    if not matches:
        yield Gap(0, len(printed.words), 0, len(spoken.words) if include_edges else 0)
        return
    first, spoken_first = matches[0]
    begin = max(0, spoken_first - first)  # more words may be printed before the first match than were spoken
    lead_in = None if include_edges else find_cut_lead_in(printed, spoken, begin, matches[-1][1])
    if lead_in and (lead_in.size or not first):
        yield Gap(0, 0, begin - lead_in.size, begin, cut_reason=lead_in.reason)
        start = spoken_first - _words_before(printed, spoken, first, spoken_first) if first else spoken_first
    elif not first and not include_edges and (replaced := _replaced_before(printed, spoken, spoken_first)):
        yield Gap(0, 0, spoken_first - replaced, spoken_first)
        start = spoken_first
    else:
        start = 0 if include_edges else spoken_first - _words_before(printed, spoken, first, spoken_first)
    yield from _gap(0, first, start, spoken_first)
    yield from _inner_gaps(printed, spoken, alignment, matches)
    end, spoken_end = matches[-1][0] + 1, matches[-1][1] + 1
    stop = (
        len(spoken.words) if include_edges else spoken_end + _edge_words(printed, spoken, end, spoken_end, before=False)
    )
    if end == len(printed.words) and stop == spoken_end and not include_edges:
        stop += _replaces_next_word(printed, spoken, end, spoken_end)
    yield from _gap(end, len(printed.words), spoken_end, stop)


def _inner_gaps(
    printed: PrintedText, spoken: Wording, alignment: WordAlignment, matches: Sequence[Match]
) -> Iterator[Gap]:
    """The gaps between the first and the last match."""
    voices = _smooth_voices([spoken.voice_of(j) for _, j in matches])
    matches = _prefer_voices(matches, voices, spoken)
    runs = _forward_runs([j for _, j in matches])
    for number, ((i, j), (next_i, next_j)) in enumerate(pairwise(matches)):
        if next_j <= j:
            back = runs[number][0] - runs[number + 1][1] < FAR
            yield Gap(i + 1, next_i, j + 1, j + 1, jump=True, back=back)
        elif voices[number] != voices[number + 1]:
            yield Gap(i + 1, next_i, j + 1, next_j, other_voice=True)
        elif next_i - i > 1 or next_j - j > 1:
            gap = _move_to_ellipsis(Gap(i + 1, next_i, j + 1, next_j), printed, spoken)
            for part in _split_at_ellipsis(gap, printed):
                yield from _split_at_similar_words(part, printed, spoken, alignment)
        elif printed.bracket_in(next_i, next_i):
            yield Gap(next_i, next_i, next_j, next_j)


def _gap(first: int, last: int, spoken_first: int, spoken_last: int) -> Iterator[Gap]:
    """One gap, or none where it is empty."""
    if first < last or spoken_first < spoken_last:
        yield Gap(first, last, spoken_first, spoken_last)


def _words_before(printed: PrintedText, spoken: Wording, first: int, spoken_first: int) -> int:
    """How many spoken words before the first match belong to the printed beginning."""
    if not first and _hides_negation(printed, spoken, spoken_first):
        return 1
    return _edge_words(printed, spoken, first, spoken_first, before=True)


def _replaces_next_word(printed: PrintedText, spoken: Wording, end: int, spoken_end: int) -> bool:
    """Whether a bracket of one word ends the quotation in place of a spoken word with another meaning."""
    bracket = printed.bracket_in(end, end)
    if bracket is None or spoken_end >= len(spoken.words):
        return False
    if SENTENCE_END.search(spoken.text_between(spoken_end, spoken_end)):
        return False
    bracketed, next_word = split_words(printed.text, *bracket), spoken.words[spoken_end : spoken_end + 1]
    change = bracket_change(bracketed, next_word) if len(bracketed) == 1 else None
    return change in _REPLACEMENTS


def _replaced_before(printed: PrintedText, spoken: Wording, spoken_first: int) -> int:
    """How many spoken words a bracket that begins the quotation replaces by a number or a word of another meaning."""
    bracket = printed.bracket_in(0, 0)
    if bracket is None or not spoken_first or SENTENCE_END.search(spoken.text_between(spoken_first, spoken_first)):
        return 0
    if spoken.voice_of(spoken_first - 1) != spoken.voice_of(spoken_first) or spoken_first in spoken.breaks:
        return 0
    bracketed = split_words(printed.text, *bracket)
    size = 1
    if all(is_number(word.form) for word in bracketed):
        while size < spoken_first and is_number(spoken.words[spoken_first - size - 1].form):
            size += 1
    elif len(bracketed) > 1:
        return 0
    change = bracket_change(bracketed, spoken.words[spoken_first - size : spoken_first])
    return size if change in _REPLACEMENTS else 0


def _hides_negation(printed: PrintedText, spoken: Wording, start: int) -> bool:
    """Whether a printed sentence or bracket begins right after a spoken "not", which is thereby cut off."""
    if not start or spoken.words[start - 1].form not in NEGATIONS:
        return False
    if spoken.voice_of(start - 1) != spoken.voice_of(start):
        return False
    negation, next_word, printed_word = spoken.words[start - 1], spoken.words[start], printed.words[0].text
    capitalised = printed_word[:1].isupper() and (printed_word == "A" or not printed_word.isupper())
    starts_sentence = capitalised and not next_word.text[:1].isupper()
    adjacent = not spoken.text[negation.end : next_word.start].strip()
    return adjacent and (starts_sentence or printed.bracket_in(0, 0) is not None)


def _smooth_voices(voices: Sequence[int]) -> list[int]:
    """The speaker of each matched word; a word or two of another speaker count for the speaker around them."""
    runs = [(voice, len(list(run))) for voice, run in groupby(voices)]
    current = next((voice for voice, size in runs if size >= _MIN_VOICE), runs[0][0])
    smoothed: list[int] = []
    for voice, size in runs:
        current = voice if size >= _MIN_VOICE else current
        smoothed += [current] * size
    return smoothed


def _prefer_voices(matches: Sequence[Match], voices: Sequence[int], spoken: Wording) -> list[Match]:
    """The matches, those with an interrupting speaker's word moved to the speaker's own where that has it too."""
    preferred = list(matches)
    for number, ((i, j), voice) in enumerate(zip(matches, voices, strict=True)):
        if spoken.voice_of(j) == voice or not 0 < number < len(matches) - 1:
            continue
        start = preferred[number - 1][1] + 1
        end = next((m for _, m in matches[number + 1 :] if spoken.voice_of(m) == voice), 0)
        of_voice = (
            m
            for m in range(start, end)
            if spoken.voice_of(m) == voice and same_word(spoken.words[m].form, spoken.words[j].form)
        )
        preferred[number] = i, next(of_voice, j)
    return preferred


def _forward_runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """For each matched spoken word the first and last one of its run, between the steps back."""
    bounds = [0, *(n for n in range(1, len(places)) if places[n] <= places[n - 1]), len(places)]
    return [(places[start], places[end - 1]) for start, end in pairwise(bounds) for _ in range(start, end)]


def _move_to_ellipsis(gap: Gap, printed: PrintedText, spoken: Wording) -> Gap:
    """The gap, moved along equal words to the ellipsis that marks what is left out."""
    if gap.first < gap.last or not printed.ellipses:
        return gap
    moved, first, spoken_first, spoken_last = gap, gap.first, gap.spoken_first, gap.spoken_last
    while not printed.has_ellipsis(first, first):
        if first >= len(printed.words) or spoken_last >= len(spoken.words):
            return gap
        if spoken.words[spoken_first].form != printed.words[first].form:
            return gap
        first, spoken_first, spoken_last = first + 1, spoken_first + 1, spoken_last + 1
        moved = Gap(first, first, spoken_first, spoken_last)
    return moved


def _split_at_ellipsis(gap: Gap, printed: PrintedText) -> Iterator[Gap]:
    """The gap in parts, so that words changed beside an ellipsis are edits apart from the words that it leaves out."""
    inner = (number for number in range(gap.first, gap.last + 1) if printed.has_ellipsis(number, number))
    place = next(inner, None) if gap.first < gap.last else None
    if place is None or gap.spoken_last - gap.spoken_first <= gap.last - gap.first:
        yield gap
        return
    cut_start, cut_end = gap.spoken_first + place - gap.first, gap.spoken_last - (gap.last - place)
    yield from _gap(gap.first, place, gap.spoken_first, cut_start)
    yield Gap(place, place, cut_start, cut_end)
    yield from _gap(place, gap.last, cut_end, gap.spoken_last)


def _split_at_similar_words(gap: Gap, printed: Wording, spoken: Wording, alignment: WordAlignment) -> Iterator[Gap]:
    """The gap in parts, so that each changed word is an edit of its own."""
    printed_forms = forms_of(printed.words[gap.first : gap.last])
    spoken_forms = forms_of(spoken.words[gap.spoken_first : gap.spoken_last])
    first, spoken_first = gap.first, gap.spoken_first
    if not changed_reason(printed_forms, spoken_forms):
        for i in range(gap.first, gap.last):
            j = int(alignment[i])
            if j != UNMATCHED and spoken_first <= j and similar_words(printed.words[i].form, spoken.words[j].form):
                yield from _gap(first, i, spoken_first, j)
                yield Gap(i, i + 1, j, j + 1)
                first, spoken_first = i + 1, j + 1
    yield from _gap(first, gap.last, spoken_first, gap.spoken_last)


def _edge_words(printed: PrintedText, spoken: Wording, first: int, spoken_first: int, *, before: bool) -> int:
    """How many spoken words at an edge the printed ones, before or from ``first`` on, stand in place of."""
    printed_forms = forms_of(printed.words[:first] if before else printed.words[first:])
    if not printed_forms or added_reason(printed_forms, (), printed.text, "", starts_sentence=True):
        return 0
    window_start = max(0, spoken_first - _EDGE_WINDOW) if before else spoken_first
    spoken_forms = forms_of(spoken.words[window_start : spoken_first if before else spoken_first + _EDGE_WINDOW])
    size = len(printed_forms)
    for count in (size, size + 1, size - 1, size + 2):  # "nonnegotiable" is one word, "twenty-five thousand" are three
        edge_forms = spoken_forms[max(0, len(spoken_forms) - count) :] if before else spoken_forms[:count]
        if edge_forms and changed_reason(printed_forms, edge_forms):
            return len(edge_forms)
    if size > min(_MAX_EDGE, len(spoken_forms)):
        return 0
    edge_start, edge_end = (spoken_first - size, spoken_first + 1) if before else (spoken_first, spoken_first + size)
    text_start = edge_start if before else max(edge_start - 1, 0)
    edge_text = spoken.text[spoken.start_of(text_start) : spoken.end_before(edge_end)]
    return 0 if SENTENCE_END.search(edge_text) else size


def forms_of(words: Sequence[Word]) -> list[str]:
    """The normal forms of words."""
    return [word.form for word in words]
