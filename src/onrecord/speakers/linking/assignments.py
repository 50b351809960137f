"""What is found for each speaker: the identity, how, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onrecord.speakers.linking.appearances import Mark
from onrecord.speakers.linking.constraints import Anchor, Apart, Told
from onrecord.speakers.linking.profiles import Identity
from onrecord.speakers.linking.scoring import ENOUGH, Reason

How = Literal["founded", "merged", "pinned", "told", "open", "nameless"]


@dataclass(frozen=True, slots=True)
class Split:
    """Someone known of a like name whom a speaker was not taken for, and why."""

    identity: str
    name: str
    reasons: tuple[Reason, ...]

    def explain(self) -> str:
        """The split in one line."""
        return f"not {self.name} [{self.identity}]: {_listed(self.reasons)}"


@dataclass(frozen=True, slots=True)
class Placing:
    """What was found for one speaker.

    ``how``: ``founded`` a new identity, ``merged`` into a known one on evidence, ``pinned`` by the people file,
    ``told`` by a person's decision, ``open`` when it has an identity of its own for want of evidence and may be
    placed again, ``nameless`` with none. ``founder`` is the appearance that the identity began with.
    """

    record: str
    speaker: str
    name: str
    identity: str | None
    how: How
    reasons: tuple[Reason, ...] = ()
    splits: tuple[Split, ...] = ()
    known_as: str = ""
    founder: Mark | None = None

    @property
    def total(self) -> float:
        """What the reasons weigh together."""
        return round(sum(reason.weight for reason in self.reasons), 2)

    def explain(self) -> str:
        """The placing in one line."""
        head = f"{self.name} ({self.record}, {self.speaker})"
        splits = "".join(f"; {split.explain()}" for split in self.splits)
        if self.identity is None:
            return f"{head} is nobody in particular: {_listed(self.reasons)}"
        if self.how in {"founded", "open"}:
            return f"{head} is new [{self.identity}]{splits}"
        weighed = f" = {self.total:.1f}, {ENOUGH:g} needed" if self.how == "merged" else ""
        known_as = f"{self.known_as} " if self.known_as else ""
        return f"{head} is {known_as}[{self.identity}]: {_listed(self.reasons)}{weighed}{splits}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch gave: a placing for each appearance in the order given, the identities that are new or changed,
    and the decisions that could not be carried out because a speaker that they name is nowhere, or because both
    sides of an ``Apart`` lie in one identity that was not placed again."""

    placings: tuple[Placing, ...]
    identities: tuple[Identity, ...]
    unmet: tuple[Told, ...] = ()


def undo(placing: Placing, note: str = "") -> Apart:
    """The decision that takes a merge back, to be kept and given to ``identify`` from then on."""
    if placing.identity is None:
        raise ValueError("a nameless speaker is merged with nobody")
    other: Anchor = placing.founder or placing.identity
    mark = Mark(placing.record, placing.name)
    if other == mark:
        raise ValueError("the identity began with this speaker; keep the others apart from it")
    return Apart(mark, other, note)


def _listed(reasons: tuple[Reason, ...]) -> str:
    return ", ".join(f"{reason}" if reason.weight else reason.what for reason in reasons)
