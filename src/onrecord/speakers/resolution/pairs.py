"""Phrases for two who were named together: “both men”, “the two companies”, “the duo”."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from onrecord.speakers.entities.entity import Entity, EntityIndex
from onrecord.speakers.entities.given_names import gender_of_given_name, gender_of_words
from onrecord.speakers.entities.roles import is_doer, is_office
from onrecord.speakers.entities.speaker_kind import ORGANIZATION_WORDS
from onrecord.speakers.resolution.elliptical_phrases import singular
from onrecord.speakers.resolution.mention import Mention

MAX_BEFORE_PAIR = 1200  # characters before the phrase in which the two are named together; set by hand
MAX_ROLE = 60  # characters of a role between “and” and the second name

_PAIR = re.compile(r"(?:the )?(?:both|two|pair|duo|couple)(?: (?P<noun>[a-z]+))?", re.IGNORECASE)
_JOINED = re.compile(r",? (?:and|&) (?:[\w’'.-]+ ){0,6}")
_WORDS_FOR_PEOPLE = frozenset({"men", "women", "people", "boys", "girls", "rivals", "friends"})


def pair_before(text: str, index: EntityIndex, mention: Mention) -> tuple[Entity, Entity] | None:
    """Return the two entities that were last named together before a phrase for two; None of another phrase."""
    phrase = _PAIR.fullmatch(text[mention.start : mention.end].strip())
    may_be = _member_test(phrase["noun"] or "") if phrase else None
    if may_be is None:
        return None
    names = index.names_within(max(0, mention.start - MAX_BEFORE_PAIR), mention.start)
    for second, first in itertools.pairwise(reversed(names)):
        is_joined = second[0] - first[1] <= MAX_ROLE and _JOINED.fullmatch(text, first[1], second[0])
        members = (index.named_at[first][0], index.named_at[second][0])
        if is_joined and members[0] is not members[1] and all(map(may_be, members)):
            return members
    return None


def _member_test(noun: str) -> Callable[[Entity], bool] | None:
    """Return a function that says whether an entity can be one of two that a noun is for; None for other nouns."""
    one = singular(noun)
    if one == "country" or one in ORGANIZATION_WORDS.words("alone"):
        return lambda entity: entity.kind == "country" if one == "country" else _may_be_body(entity)
    if not noun or noun in _WORDS_FOR_PEOPLE or is_office(one) or is_doer(one):
        gender = gender_of_words(noun) if noun else 0
        return lambda entity: entity.kind == "person" and gender * entity.gender >= 0
    return None


def _may_be_body(entity: Entity) -> bool:
    """Return whether an entity is an organization, or a name of one word that is no given name: a firm."""
    is_unknown = entity.kind == "person" and all(" " not in name for name in entity.names)
    return entity.kind == "organization" or (is_unknown and not any(map(gender_of_given_name, entity.names)))
