"""Whether two statements report the same words: a question to the two alone.

That the answer depends on nothing else is what makes the groups the same in whatever order statements come.
The numbers were chosen by reading what they put together in PolNeAR train and dev (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from onrecord.comparison.quote_fingerprint import PERIOD, Saying
from onrecord.comparison.quoted_words import END
from onrecord.comparison.word_weights import weigh

LONG = 6.0  # weight of the words shared that makes up for much
LEAST, A_DAY = 2.6, 0.35  # of the words shared on one day, and what each day between adds
CLOSE = 2.0  # where speaker and day agree and nearly all is shared
SHORT, DAYS = 1.5, 3  # the least weight of a fragment that is known again, and days between
RUN, SOME, LONGER = 3, 4, 8  # words that stand together: to count, to be enough with others, to be known at any time
SENTENCE, PIECE = 8, 6  # words of a sentence, or of what stands in marks of its own, that is found again whole


class Shared(NamedTuple):
    """What two sayings share: weight, words of the longest run, share of the lighter one, and of the sentence of
    either (or stretch in quotation marks) that is found again most."""

    weight: float
    longest: int
    part: float
    sentence: float


def agree(one: str, other: str) -> bool | None:
    """Whether two names may be one speaker's; None where that cannot be told."""
    names, others = one.split(), other.split()
    if not names or not others:
        return None
    if set(names) <= set(others) or set(others) <= set(names):
        return True
    if names[-1] == others[-1]:  # Donald J. Trump, D. Trump; not Bill and Hillary Clinton
        return names[0] == others[0] or (names[0][0] == others[0][0] and 1 in (len(names[0]), len(others[0])))
    return None if set(names) & set(others) else False


def same(one: Saying, other: Saying) -> bool:
    """Whether two statements report the same words.

    A fragment is the same as another fragment only: within longer words it is at home in many places (``part_of``).
    """
    who, apart = agree(one.speaker, other.speaker), _apart(one, other)
    if one.fragment or other.fragment:
        return one.fragment and other.fragment and who is True and apart <= DAYS and _alike(one, other)
    if apart > PERIOD or who is False:
        return not set(one.far).isdisjoint(other.far) and _known_again(shared(one, other), who)
    if set(one.near).isdisjoint(other.near):
        return False
    found = shared(one, other)
    return _known_again(found, who) or _known_at_the_time(found, who, apart)


def _known_again(found: Shared, who: bool | None) -> bool:
    """Whether the words alone are enough, whenever they were printed and whoever is named."""
    weight, longest, part, _ = found
    if longest < LONGER:
        return False
    if who:
        return part >= 0.35 or weight >= LONG + 4 if weight >= LONG else weight >= 3 and part >= 0.6
    if who is None:
        return weight >= 3 and (part >= 0.8 or weight >= LONG + 2)
    return weight >= 5 and ((longest >= LONGER + 2 and part >= 0.8) or (weight >= LONG + 2 and part >= 0.5))


def _known_at_the_time(found: Shared, who: bool | None, apart: float) -> bool:
    """Whether the words are enough, since they were printed within days and nobody else is named."""
    weight, longest, part, sentence = found
    need = LEAST + A_DAY * apart
    if longest < SOME or not (who or apart <= DAYS):
        return False
    if weight >= need and (part >= 0.8 or (longest >= LONGER and part >= 0.55)):
        return True
    if not who or apart > DAYS:
        return False
    return (weight >= CLOSE and longest > SOME and part >= 0.8) or (weight >= need + 1.5 and sentence >= 0.85)


def part_of(fragment: Saying, whole: Saying) -> bool:
    """Whether a fragment may be of words that another statement reports more of."""
    if not fragment.fragment or whole.fragment or _apart(fragment, whole) > DAYS:
        return False
    if set(fragment.near).isdisjoint(whole.near) or agree(fragment.speaker, whole.speaker) is not True:
        return False
    return shared(fragment, whole).weight >= max(SHORT, 0.85 * fragment.weight)


def shared(one: Saying, other: Saying) -> Shared:
    """What two sayings share, in runs of three words and more."""
    if other.forms < one.forms:  # of several alignments as long, always the same one
        one, other = other, one
    runs = [
        (step.src_start, step.dest_start, step.src_end - step.src_start)
        for step in LCSseq.opcodes(one.forms, other.forms)
        if step.tag == "equal" and step.src_end - step.src_start >= RUN
    ]
    weight = sum(weigh(one.forms[start : start + size]) for start, _, size in runs)
    whole = max(
        _whole(one, [(start, start + size) for start, _, size in runs]),
        _whole(other, [(start, start + size) for _, start, size in runs]),
    )
    return Shared(weight, max((size for _, _, size in runs), default=0), weight / min(one.weight, other.weight), whole)


def _whole(saying: Saying, runs: Sequence[tuple[int, int]]) -> float:
    """How much of its sentence, or stretch in marks, that is found again most."""
    found = [
        weigh(form for a, b in runs for form in saying.forms[max(a, start) : min(b, end)])
        / weigh(saying.forms[start:end])
        for start, end in _units(saying)
    ]
    return max(found, default=0.0)


def _units(saying: Saying) -> list[tuple[int, int]]:
    """The sentences and stretches in marks that are long enough to be known by."""
    found = [(start, end) for start, end in saying.sentences if end - start >= SENTENCE]
    at = 0
    for piece in saying.pieces:
        size = sum(form != END for form in piece)
        if size >= PIECE:
            found.append((at, at + size))
        at += size + 1
    return found


def _alike(one: Saying, other: Saying) -> bool:
    return shared(one, other).weight >= max(SHORT, 0.85 * max(one.weight, other.weight))


def _apart(one: Saying, other: Saying) -> float:
    """Days between; without a date for ever."""
    return abs(one.day - other.day) if one.day is not None and other.day is not None else inf
