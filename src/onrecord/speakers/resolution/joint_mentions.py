"""Mentions of two or more who are named together: “Clinton and Kaine”, “owner Ann Lee and head coach Bo Ray”."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache

from onrecord.records import SpeakerKind
from onrecord.speakers.entities.entity import Entity, EntityIndex, Offsets
from onrecord.speakers.entities.roles import is_office
from onrecord.speakers.resolution.mention import Mention
from onrecord.speakers.resolution.phrase_heads import head_name
from onrecord.text.honorifics import HONORIFICS, TITLES

MAX_PAIR = 160  # characters before “who both” in which the two people are named
MAX_ASIDE = 30  # characters between a name and its relative clause, where an aside is between them; set by hand

_AND_WORD = re.compile(r" (?:and|&) ")
_BETWEEN_PARTS = re.compile(r",? (?:and|&) |, ")
_RELATIVE = re.compile(r",? who\b")
_AND_BETWEEN = re.compile(r"[^.;:!?\n]* and [^.;:!?\n]*")
_BETWEEN_NAMES = re.compile(r",? (?:and|&|or) |, ")


def joint_mention(text: str, start: int, end: int, names: Sequence[Offsets], index: EntityIndex) -> Mention | None:
    """Return the mention of names joined with nothing else between them: “Clinton and Kaine”."""
    if joint := _joint_with_roles(text, start, end, names, index):
        return joint
    if len(names) < 2 or names[-1][1] < end - 2 or not _has_titles_only(text[start : names[0][0]]):
        return None
    gaps = [_title().sub("", text[first[1] : second[0]]) for first, second in itertools.pairwise(names)]
    if not all(_BETWEEN_NAMES.fullmatch(gap) for gap in gaps) or "and" not in gaps[-1]:
        return None
    members = tuple(index.named_at[name][0] for name in names)
    if len({entity.kind for entity in members}) > 1:
        return None
    words = text[start : names[-1][1]]
    kind: SpeakerKind = "group" if members[0].kind == "person" else members[0].kind
    return Mention(start, names[-1][1], "name", words, kind, (), members)


def _joint_with_roles(text: str, start: int, end: int, names: Sequence[Offsets], index: EntityIndex) -> Mention | None:
    """Return the mention of people named with their roles: “owner **Ann Lee** and head coach **Bo Ray**”.

    Every part between “and” or a comma must have a person's name as its head.
    """
    relative = _RELATIVE.search(text, start, end)
    end = relative.start() if relative else end
    if len(names) < 2 or not _AND_WORD.search(text, names[0][1], end):
        return None
    parts: list[Offsets] = []
    part_start = start
    for match in _BETWEEN_PARTS.finditer(text, names[0][1], end):
        if not any(name_start <= match.start() < name_end for name_start, name_end in names):
            parts.append((part_start, match.start()))
            part_start = match.end()
    parts.append((part_start, end))
    members: list[Entity] = []
    for part_start, part_end in parts:
        inside = [name for name in names if part_start <= name[0] and name[1] <= part_end]
        head = head_name(text, part_start, part_end, inside)
        entity = index.named_at[head][0] if head else None
        if head is None or entity is None or entity.kind != "person" or head[1] < part_end - 1 or entity in members:
            return None
        members.append(entity)
    if len(members) < 2:
        return None
    return Mention(start, end, "name", text[start:end], "group", (), tuple(members))


@cache
def _title() -> re.Pattern[str]:
    return re.compile(rf"(?:{HONORIFICS.alternatives(*TITLES)}|the|The)\.? ")


def _has_titles_only(words: str) -> bool:
    return all(is_office(word) or _title().match(f"{word} ") for word in words.split())


def two_people_before(text: str, end: int, index: EntityIndex) -> Mention | None:
    """Return the mention of the two people named last before “who both”, with “and” between them."""
    names = [name for name in index.names_within(max(0, end - MAX_PAIR), end) if is_person_name(index, name)]
    if not names or not name_reaches(text, names[-1], end):
        return None
    second = names[-1]
    roles = [role.start for role in index.named_at[second][0].roles if role.start < second[0]]
    role_start = max(roles, default=second[0])
    before = [name for name in names[:-1] if name[1] <= role_start]  # not “**Velo** chairman Ann Lee”
    if not before or not _AND_BETWEEN.fullmatch(text, before[-1][1], second[0]):
        return None
    start = before[-1][0]
    members = (index.named_at[before[-1]][0], index.named_at[second][0])
    return Mention(start, second[1], "name", text[start : second[1]], "group", (), members)


def is_person_name(index: EntityIndex, name: Offsets) -> bool:
    return index.named_at[name][0].kind == "person"


def name_reaches(text: str, name: Offsets, end: int) -> bool:
    """Return whether a name ends at ``end``, or before it with only an aside after a comma between them."""
    name_end = name[1]
    if name_end == end:
        return True
    return name_end < end <= name_end + MAX_ASIDE and text[name_end] == "," and "\n" not in text[name_end:end]
