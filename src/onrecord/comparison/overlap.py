"""Which part of two wordings is of the same words: one outlet may begin earlier, another may go on longer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from onrecord.comparison.word_weights import MIN_SHINGLE_WEIGHT, total_weight
from onrecord.diff import Word
from onrecord.diff.wordings import ELLIPSIS
from onrecord.text.sentences import SENTENCE_END_NOT_ABBREVIATED

MIN_RUN, MOVED_RUN = 3, 4  # words in a row that both have, in order; and in another order
MAX_CONTEXT, EXTRA_CONTEXT = 12, 3  # words of the sentence around that count; how many more of the other wording
MAX_GAP = 40  # words left out at an ellipsis, after which a few more are looked for


class Overlap(NamedTuple):
    """Ranges of words: [first, last) of one wording and [other_first, other_last) of the other."""

    first: int
    last: int
    other_first: int
    other_last: int


def find_overlap(text: str, words: Sequence[Word], other_text: str, other_words: Sequence[Word]) -> Overlap | None:
    """Return the stretch of each wording that has words of the other, with the rest of the sentences around it."""
    runs = list(_shared_runs([word.form for word in words], [word.form for word in other_words]))
    if not runs:
        return None
    first, other_first = min(start for start, _, _ in runs), min(start for _, start, _ in runs)
    last, other_last = max(start + size for start, _, size in runs), max(start + size for _, start, size in runs)
    last, other_last = _past_ellipsis(text, words, last, other_words, other_last)
    head, tail = _words_before(text, words, first), _words_after(text, words, last)
    other_head = _words_before(other_text, other_words, other_first)
    other_tail = _words_after(other_text, other_words, other_last)
    return Overlap(
        first - head,
        last + tail,
        other_first - min(other_head, head + EXTRA_CONTEXT if head else 0),
        other_last + min(other_tail, tail + EXTRA_CONTEXT if tail else 0),
    )


def _past_ellipsis(
    text: str, words: Sequence[Word], last: int, other_words: Sequence[Word], other_last: int
) -> tuple[int, int]:
    """Return the ends of the overlap past an ellipsis: a few words are no run, but may follow soon in the other."""
    if not 0 < last < len(words) or not ELLIPSIS.search(text, words[last - 1].end, words[last].start):
        return last, other_last
    forms = [word.form for word in words[last : last + 1 + _words_after(text, words, last + 1)]]
    for start in range(other_last, min(other_last + MAX_GAP, len(other_words) - len(forms) + 1)):
        if len(forms) > 1 and [word.form for word in other_words[start : start + len(forms)]] == forms:
            return last + len(forms), start + len(forms)
    return last, other_last


def _shared_runs(forms: Sequence[str], other_forms: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield runs of words that both have: start in each, and number of words."""
    covered: set[int] = set()
    for step in LCSseq.opcodes(forms, other_forms):
        size = step.src_end - step.src_start
        weight = total_weight(forms[step.src_start : step.src_end])
        if step.tag == "equal" and size >= MIN_RUN and weight >= MIN_SHINGLE_WEIGHT:
            covered |= set(range(step.src_start, step.src_end))
            yield step.src_start, step.dest_start, size
    other_starts = {
        tuple(other_forms[start : start + MOVED_RUN]): start for start in range(len(other_forms) - MOVED_RUN, -1, -1)
    }
    for start in range(len(forms) - MOVED_RUN + 1):
        run = forms[start : start + MOVED_RUN]
        other_start = other_starts.get(tuple(run))
        if other_start is None or covered & set(range(start, start + MOVED_RUN)):
            continue
        if total_weight(run) >= 2 * MIN_SHINGLE_WEIGHT:
            yield start, other_start, MOVED_RUN


def _words_before(text: str, words: Sequence[Word], number: int) -> int:
    """Return how many words come before a word in its sentence, at most ``MAX_CONTEXT``."""
    count = 0
    while count < min(number, MAX_CONTEXT):
        position = number - count
        end = words[position].start if position < len(words) else len(text)
        if SENTENCE_END_NOT_ABBREVIATED.search(text, words[position - 1].end, end):
            break
        count += 1
    return count


def _words_after(text: str, words: Sequence[Word], number: int) -> int:
    """Return how many words from a word on belong to the sentence of the word before it, at most ``MAX_CONTEXT``."""
    count = 0
    while number + count < len(words) and count < MAX_CONTEXT:
        position = number + count
        if position and SENTENCE_END_NOT_ABBREVIATED.search(text, words[position - 1].end, words[position].start):
            break
        count += 1
    return count
