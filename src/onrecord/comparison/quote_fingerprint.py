"""What of a statement is compared: its quoted words, who is named as saying them, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.comparison.quoted_words import END, Forms
from onrecord.comparison.word_weights import at, telling, weigh, winnowed

FRAGMENT, FEW = 2.6, 5  # a saying of less weight or words is a fragment
PERIOD = 10  # days within which a few words may be enough


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement's quoted words in their normal forms.

    ``pieces`` are stretches that nothing interrupts, with a mark where a sentence ends; ``forms`` the words of all,
    with what is no word after each piece; ``sentences`` where in ``forms`` each sentence stands. ``speaker`` is the
    name in small letters as the article has it, empty where there is none; ``day`` that of publication, counted.
    """

    id: int
    pieces: tuple[Forms, ...]
    speaker: str = ""
    day: int | None = None
    forms: Forms = field(default=(), compare=False, repr=False)
    sentences: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)
    near: tuple[int, ...] = field(default=(), compare=False, repr=False)  # shingles of a few words
    far: tuple[int, ...] = field(default=(), compare=False, repr=False)  # and of more
    weight: float = field(default=0.0, compare=False, repr=False)

    @classmethod
    def of(cls, id_: int, pieces: tuple[Forms, ...], speaker: str | None, day: int | None) -> Saying:
        """A saying with what is asked of it again and again."""
        plain = [tuple(form for form in piece if form != END) for piece in pieces]
        forms = tuple(form for n, piece in enumerate(plain) for form in (*piece, f"\x00{n} {id_}"))
        return cls(
            id_, pieces, folded(speaker), day, forms, _sentences(pieces), telling(plain), winnowed(plain),
            sum(map(weigh, plain)),
        )  # fmt: skip

    @property
    def fragment(self) -> bool:
        """Whether it is too little to be known by."""
        return self.weight < FRAGMENT or len(self.forms) - len(self.pieces) < FEW

    @property
    def keys(self) -> frozenset[int]:
        """What it is found by: long shingles at any time, short ones in its part of time, two periods long."""
        if self.day is None:
            return frozenset(self.far)
        part = self.day // (2 * PERIOD)
        return frozenset([*self.far, *(at(key, part) for key in self.near)])

    @property
    def asked(self) -> frozenset[int]:
        """The keys of those that it may be the same as: short shingles also in the part of time that is next."""
        if self.day is None:
            return frozenset(self.far)
        half = self.day // PERIOD
        parts = half // 2, half // 2 + (1 if half % 2 else -1)
        return frozenset([*self.far, *(at(key, part) for key in self.near for part in parts)])


def folded(name: str | None) -> str:
    """A name in small letters, without signs."""
    return " ".join(re.findall(r"[^\W_]+", (name or "").casefold()))


def _sentences(pieces: Sequence[Forms]) -> tuple[tuple[int, int], ...]:
    found, start, place = [], 0, 0
    for piece in pieces:
        for form in (*piece, END):
            if form != END:
                place += 1
            elif place > start:
                found.append((start, place))
                start = place
        start = place = place + 1  # what is no word
    return tuple(found)
