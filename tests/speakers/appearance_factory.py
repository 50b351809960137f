"""Appearances of invented people and organizations, and what linking them gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from onrecord.records import SpeakerKind
from onrecord.speakers.linking import Appearance, Assignment, LinkResult, link_speakers

HEADER = "name,aliases,role,wikidata id\n"


def record_appearances(
    record: str, *speakers: str | Appearance, outlet: str | None = None, day: str | None = None
) -> list[Appearance]:
    """Return the appearances of a record: “Ana Ray: mayor of Tidewell; doctor” has a name and roles."""
    appearances = [speaker if isinstance(speaker, Appearance) else _parse_appearance(speaker) for speaker in speakers]
    return [
        replace(
            appearance,
            record=record,
            speaker=f"s{number}",
            outlet=outlet,
            published=day,
            companions=tuple(
                companion.name
                for companion, companion_speaker in zip(appearances, speakers, strict=True)
                if companion_speaker != speaker
            ),
        )
        for number, (appearance, speaker) in enumerate(zip(appearances, speakers, strict=True), 1)
    ]


def _parse_appearance(speaker: str) -> Appearance:
    name, _, roles = speaker.partition(": ")
    return person(name, *(roles.split("; ") if roles else ()))


def person(name: str, *roles: str, aliases: Sequence[str] = ()) -> Appearance:
    return Appearance("", "", name, "person", roles, tuple(aliases))


def organization(name: str, *aliases: str, kind: SpeakerKind = "organization") -> Appearance:
    return Appearance("", "", name, kind, (), aliases)


def identity_ids(batch: Iterable[Appearance], result: LinkResult) -> dict[str, str | None]:
    """Return each appearance's identity, by record and name."""
    pairs = zip(batch, result.assignments, strict=True)
    return {f"{assignment.record}/{appearance.name}": assignment.identity for appearance, assignment in pairs}


def are_linked(*records: list[Appearance]) -> bool:
    """Return whether the first speakers of the records have one identity."""
    result = link_speakers([appearance for appearances in records for appearance in appearances])
    identities = {assignment_of(result, appearances[0].record).identity for appearances in records}
    return len(identities) == 1 and None not in identities


def assignment_of(result: LinkResult, record: str, speaker: str = "s1") -> Assignment:
    return next(
        assignment for assignment in result.assignments if (assignment.record, assignment.speaker) == (record, speaker)
    )


FOOTBALLER = record_appearances("a", "Chris Murrow: the Tidewell United midfielder", "Ola Finch", "Piet Marsh")
SENATOR = record_appearances("b", "Chris Murrow: a senator from Dunmore", "Una Stone", "Ivo Lark")
