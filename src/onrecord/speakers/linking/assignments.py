"""The outcome of linking: each speaker's identity, how it was found, and the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onrecord.speakers.linking.appearances import SpeakerRef
from onrecord.speakers.linking.profiles import Identity
from onrecord.speakers.linking.scoring import LINK_THRESHOLD, Reason

AssignmentKind = Literal["founded", "merged", "surname", "pinned", "told", "open", "nameless"]
"""How a speaker's identity was found; stores keep these words.

``founded``: a new identity. ``merged``: linked to a known identity on evidence. ``surname``: linked by a surname alone,
to its one likely bearer. ``pinned``: by the people file.
``told``: by a person's decision. ``open``: an identity of its own, because the evidence does not suffice to link it; it
may be linked later. ``nameless``: no identity, because the words name nobody in particular.
"""


@dataclass(frozen=True, slots=True)
class RejectedIdentity:
    """A known identity of a similar name that a speaker was not linked to, and why."""

    identity: str
    name: str
    reasons: tuple[Reason, ...]

    def explain(self) -> str:
        """Return the rejection in one line."""
        return f"not {self.name} [{self.identity}]: {_join(self.reasons)}"


@dataclass(frozen=True, slots=True)
class Assignment:
    """The identity assigned to one speaker, with its reasons.

    ``identity`` is the identity's id, ``identity_name`` its name, and ``founder`` the appearance that it began with.
    """

    record: str
    speaker: str
    name: str
    identity: str | None
    how: AssignmentKind
    reasons: tuple[Reason, ...] = ()
    rejected: tuple[RejectedIdentity, ...] = ()
    identity_name: str = ""
    founder: SpeakerRef | None = None

    @property
    def total(self) -> float:
        """The sum of the reasons' weights."""
        return round(sum(reason.weight for reason in self.reasons), 2)

    def explain(self) -> str:
        """Return the assignment in one line."""
        head = f"{self.name} ({self.record}, {self.speaker})"
        rejected = "".join(f"; {rejected.explain()}" for rejected in self.rejected)
        if self.identity is None:
            return f"{head} has no identity: {_join(self.reasons)}"
        if self.how in {"founded", "open"}:
            return f"{head} is new [{self.identity}]{rejected}"
        total = f" = {self.total:.1f}, {LINK_THRESHOLD:g} needed" if self.how == "merged" else ""
        identity_name = f"{self.identity_name} " if self.identity_name else ""
        return f"{head} is {identity_name}[{self.identity}]: {_join(self.reasons)}{total}{rejected}"


@dataclass(frozen=True, slots=True)
class Join:
    """An identity of a surname alone that is most likely another identity, with the reasons."""

    identity: str
    into: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LinkResult:
    """The outcome of a batch.

    ``assignments`` has one for each appearance, in the order given; ``identities`` are those that are new or changed.
    ``joins`` are identities of a surname alone whose bearer has become likely.
    """

    assignments: tuple[Assignment, ...]
    identities: tuple[Identity, ...]
    joins: tuple[Join, ...] = ()


def _join(reasons: tuple[Reason, ...]) -> str:
    return ", ".join(f"{reason}" if reason.weight else reason.text for reason in reasons)
