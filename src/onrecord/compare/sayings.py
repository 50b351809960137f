"""What of a statement is compared, and whether two may report the same words: a question to the two alone.

That the answer depends on nothing else is what makes the groups the same in whatever order statements come.
The numbers were chosen by reading what they put together in PolNeAR train and dev (docs/decisions.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf

from rapidfuzz.distance import LCSseq

from onrecord.compare.quoted import Forms
from onrecord.compare.rarity import FAR, NEAR, at, shingles, weigh

LONG = 6.0  # weight of the words shared that needs no date
LEAST, A_DAY = 2.6, 0.35  # of the words shared on one day, and what each day between adds
FRAGMENT, FEW = 2.6, 5  # a saying of less weight or words is a fragment
SHORT, DAYS = 1.5, 3  # the least weight of a fragment that is known again, and days between
LONGER = 8  # words that stand together, by which words are known again at any time
CLOSE = 2.0  # the least weight, where all else agrees
PERIOD = 10  # days within which a few words may be enough: then the weight needed is LONG
RUN, FOUR = 3, 4  # words that stand together, from which on they count; and how many must stand somewhere


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement's quoted words: their normal forms in stretches that nothing interrupts.

    ``speaker`` is the name in small letters as the article has it, empty where there is none; ``day`` that of
    publication, counted.
    """

    id: int
    pieces: tuple[Forms, ...]
    speaker: str = ""
    day: int | None = None
    forms: Forms = field(default=(), compare=False, repr=False)
    near: frozenset[int] = field(default=frozenset(), compare=False, repr=False)  # shingles of few words
    far: frozenset[int] = field(default=frozenset(), compare=False, repr=False)  # and of more
    weight: float = field(default=0.0, compare=False, repr=False)

    @classmethod
    def of(cls, id_: int, pieces: tuple[Forms, ...], speaker: str | None, day: int | None) -> Saying:
        """A saying with what is asked of it again and again."""
        forms = [form for n, piece in enumerate(pieces) for form in (*piece, f"\x00{n} {id_}")]  # the last is no word
        near, far = shingles(pieces, NEAR), shingles(pieces, FAR)
        return cls(id_, pieces, folded(speaker), day, tuple(forms), near, far, sum(map(weigh, pieces)))

    @property
    def keys(self) -> frozenset[int]:
        """What it is found by: long shingles at any time, short ones in its period."""
        if self.day is None:
            return self.far
        return self.far | {at(key, self.day // PERIOD) for key in self.near}

    @property
    def asked(self) -> frozenset[int]:
        """The keys of those that it may be the same as: short shingles also in the periods before and after."""
        if self.day is None:
            return self.far
        periods = [self.day // PERIOD + step for step in (-1, 0, 1)]
        return self.far | {at(key, period) for key in self.near for period in periods}

    @property
    def fragment(self) -> bool:
        """Whether it is too little to be known by."""
        return self.weight < FRAGMENT or sum(map(len, self.pieces)) < FEW


def folded(name: str | None) -> str:
    """A name in small letters, without signs."""
    return " ".join(re.findall(r"[^\W_]+", (name or "").casefold()))


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
        return _may_be_known(one, other, who) and _known_again(*_shared(one, other), who)
    if not one.near & other.near:
        return False
    weight, longest, part = _shared(one, other)
    if _known_again(weight, longest, part, who):
        return True
    need = LEAST + A_DAY * apart
    if longest < FOUR:
        return False
    if weight >= LONG:
        return part >= 0.35 or weight >= 10
    if who and apart <= DAYS and ((longest > FOUR and part >= 0.8) or (weight >= need + 1.5 and part >= 0.35)):
        return weight >= CLOSE
    return weight >= need and part >= 0.6 and (who is True or apart <= DAYS)


def _may_be_known(one: Saying, other: Saying, who: bool | None) -> bool:
    """Whether enough long shingles are shared for a run as long as ``_known_again`` wants: nothing need be aligned."""
    return len(one.far & other.far) >= (1 if who else LONGER - FAR + 1)


def _known_again(weight: float, longest: int, part: float, who: bool | None) -> bool:
    """Whether the words alone are enough, whenever they were printed and whoever is named."""
    if who:
        if weight >= LONG:
            return longest >= FAR and (part >= 0.35 or weight >= 10)
        return weight >= 3 and ((longest >= LONGER and part >= 0.6) or (weight >= 4 and longest >= FAR and part >= 0.9))
    if who is None:
        return weight >= 3 and longest >= LONGER and (part >= 0.8 or weight >= LONG + 2)
    return longest >= LONGER and weight >= 5 and ((longest >= 10 and part >= 0.8) or (weight >= 8 and part >= 0.5))


def part_of(fragment: Saying, whole: Saying) -> bool:
    """Whether a fragment may be of words that another statement reports more of."""
    if not fragment.fragment or whole.fragment or _apart(fragment, whole) > DAYS:
        return False
    if not fragment.near & whole.near or agree(fragment.speaker, whole.speaker) is not True:
        return False
    return shared_words(fragment, whole)[0] >= max(SHORT, 0.85 * fragment.weight)


def _shared(one: Saying, other: Saying) -> tuple[float, int, float]:
    weight, longest = shared_words(one, other)
    return weight, longest, weight / min(one.weight, other.weight)


def shared_words(one: Saying, other: Saying) -> tuple[float, int]:
    """The weight of the words shared in runs of three and more, and how many words the longest run has."""
    weight, longest = 0.0, 0
    first, second = sorted((one.forms, other.forms))  # of several alignments as long, always the same one
    for start, size in runs(first, second):
        if size >= RUN:
            weight += weigh(first[start : start + size])
            longest = max(longest, size)
    return weight, longest


def runs(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where in ``one`` runs of words stand that are in the other in the same order, and how many words each has."""
    for step in LCSseq.opcodes(one, other):
        if step.tag == "equal":
            yield step.src_start, step.src_end - step.src_start


def _alike(one: Saying, other: Saying) -> bool:
    return shared_words(one, other)[0] >= max(SHORT, 0.85 * max(one.weight, other.weight))


def _apart(one: Saying, other: Saying) -> float:
    """Days between; without a date for ever."""
    return abs(one.day - other.day) if one.day is not None and other.day is not None else inf
