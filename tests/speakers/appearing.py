"""Appearances of invented people and bodies, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from onrecord.records import SpeakerKind
from onrecord.speakers.linking import (
    Appearance,
    Assignment,
    LinkResult,
    link_speakers,
)

HEAD = "name,aliases,role,wikidata id\n"


def seen(
    record: str, *speakers: str | Appearance, outlet: str | None = None, day: str | None = None
) -> list[Appearance]:
    """The appearances of a record: “Ana Ray: mayor of Tidewell; doctor” has a name and roles."""
    ones = []
    for n, speaker in enumerate(speakers, 1):
        if isinstance(speaker, Appearance):
            one = speaker
        else:
            name, _, roles = speaker.partition(": ")
            one = person(name, *(roles.split("; ") if roles else ()))
        others = tuple(
            (other.name if isinstance(other, Appearance) else other.partition(": ")[0])
            for other in speakers
            if other != speaker
        )
        ones.append(replace(one, record=record, speaker=f"s{n}", outlet=outlet, published=day, companions=others))
    return ones


def person(name: str, *roles: str, aliases: Sequence[str] = ()) -> Appearance:
    return Appearance("", "", name, "person", roles, tuple(aliases))


def body(name: str, *aliases: str, kind: SpeakerKind = "organization") -> Appearance:
    return Appearance("", "", name, kind, (), aliases)


def ids(batch: Iterable[Appearance], outcome: LinkResult) -> dict[str, str | None]:
    """Each appearance's identity, by record and name."""
    return {f"{p.record}/{one.name}": p.identity for one, p in zip(batch, outcome.assignments, strict=True)}


def together(*batch: list[Appearance]) -> bool:
    """Whether the first appearances of the records are one identity."""
    ones = [one for ones in batch for one in ones]
    found = {(p.record, p.speaker): p.identity for p in link_speakers(ones).assignments}
    firsts = {found[ones[0].record, "s1"] for ones in batch}
    return len(firsts) == 1 and None not in firsts


def placing(outcome: LinkResult, record: str, speaker: str = "s1") -> Assignment:
    return next(p for p in outcome.assignments if (p.record, p.speaker) == (record, speaker))


FOOTBALLER = seen("a", "Chris Murrow: the Tidewell United midfielder", "Ola Finch", "Piet Marsh")
SENATOR = seen("b", "Chris Murrow: a senator from Dunmore", "Una Stone", "Ivo Lark")
