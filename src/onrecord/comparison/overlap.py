"""Which part of two wordings is of the same words: one outlet may begin earlier, another go on for longer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from onrecord.comparison.word_weights import TELLING, weigh
from onrecord.diff import Word
from onrecord.diff.wordings import ELLIPSIS
from onrecord.text.sentences import END_MARK

RUN, MOVED = 3, 4  # words of a run that is the same in both; of one that stands in another order
AROUND, REACH = 12, 3  # words of the sentence around that are looked at; how many more of them in the other wording
GAP = 40  # words left out with an ellipsis, behind which a few more are looked for


class Overlap(NamedTuple):
    """Numbers of words: [first, last) of the one and [other_first, other_last) of the other."""

    first: int
    last: int
    other_first: int
    other_last: int


def overlap(text: str, words: Sequence[Word], full: str, others: Sequence[Word]) -> Overlap | None:
    """The stretch of each that has words of the other, with what stands around them in the same sentence."""
    found = list(_runs([word.form for word in words], [word.form for word in others]))
    if not found:
        return None
    first, other_first = min(i for i, _, _ in found), min(j for _, j, _ in found)
    last, other_last = max(i + n for i, _, n in found), max(j + n for _, j, n in found)
    last, other_last = _past_mark(text, words, last, others, other_last)
    head, tail = _before(text, words, first), _after(text, words, last)
    before, after = _before(full, others, other_first), _after(full, others, other_last)
    return Overlap(
        first - head,
        last + tail,
        other_first - min(before, head + REACH if head else 0),
        other_last + min(after, tail + REACH if tail else 0),
    )


def _past_mark(text: str, words: Sequence[Word], last: int, others: Sequence[Word], other_last: int) -> tuple[int, int]:
    """The ends of what is the same, past an ellipsis: few words are no run, but go on in the other soon behind it."""
    if not 0 < last < len(words) or not ELLIPSIS.search(text, words[last - 1].end, words[last].start):
        return last, other_last
    forms = [word.form for word in words[last : last + 1 + _after(text, words, last + 1)]]
    for at in range(other_last, min(other_last + GAP, len(others) - len(forms) + 1)):
        if len(forms) > 1 and [word.form for word in others[at : at + len(forms)]] == forms:
            return last + len(forms), at + len(forms)
    return last, other_last


def _runs(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Runs of words that both have: where in each, and how many words."""
    taken: set[int] = set()
    for step in LCSseq.opcodes(one, other):
        size = step.src_end - step.src_start
        if step.tag == "equal" and size >= RUN and weigh(one[step.src_start : step.src_end]) >= TELLING:
            taken |= set(range(step.src_start, step.src_end))
            yield step.src_start, step.dest_start, size
    places = {tuple(other[j : j + MOVED]): j for j in range(len(other) - MOVED, -1, -1)}
    for i in range(len(one) - MOVED + 1):
        j = places.get(tuple(one[i : i + MOVED]))
        if j is not None and not taken & set(range(i, i + MOVED)) and weigh(one[i : i + MOVED]) >= 2 * TELLING:
            yield i, j, MOVED


def _before(text: str, words: Sequence[Word], number: int) -> int:
    """How many words stand before a word in its sentence, as far as is looked."""
    count = 0
    while count < min(number, AROUND):
        at = number - count
        end = words[at].start if at < len(words) else len(text)
        if END_MARK.search(text, words[at - 1].end, end):
            break
        count += 1
    return count


def _after(text: str, words: Sequence[Word], number: int) -> int:
    """How many words come after, from a word on, in the sentence of the word before it."""
    count = 0
    while number + count < len(words) and count < AROUND:
        at = number + count
        if at and END_MARK.search(text, words[at - 1].end, words[at].start):
            break
        count += 1
    return count
