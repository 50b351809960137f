"""Whether a mention can refer to an entity: by its form, its kind and the office that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from onrecord.records import SpeakerKind
from onrecord.speakers.entities.countries import country_named, country_of_people
from onrecord.speakers.entities.entity import Entity
from onrecord.speakers.entities.given_names import FEMALE, MALE, gender_of_words
from onrecord.speakers.entities.roles import words_of_role
from onrecord.speakers.entities.speaker_kind import ORGANIZATION_WORDS
from onrecord.speakers.resolution.mention import Mention

# The kinds of entity that a definite phrase may refer to, by the phrase's own kind.
_COMPATIBLE_KINDS: dict[SpeakerKind, frozenset[SpeakerKind]] = {
    "document": frozenset({"document"}),
    "organization": frozenset({"organization", "country"}),
    "group": frozenset({"group", "organization", "unnamed"}),
    "country": frozenset({"country"}),
    "person": frozenset({"person"}),
    "unnamed": frozenset({"person", "unnamed", "organization"}),
}
_INDEFINITE_PRONOUNS = frozenset({"you", "one", "someone", "somebody", "anyone", "everyone", "nobody", "everybody"})
_SMALL_WORDS = frozenset({"the", "of", "for", "and", "a", "an", "in"})
_OWNER = re.compile(r"([A-Z][\w.& -]*)[’']s? ")
_OWNERS = re.compile(r"(?<![\w-])([\w-]+)(?:[’']s|s[’'])(?= )")
_POSSESSIVE = re.compile(r"[’']s?$")


def referent_test(mention: Mention) -> Callable[[Entity], bool]:
    """Return a function that says whether a mention's form can refer to an entity of its kind at all.

    What only the mention decides is worked out once: a text may have hundreds of entities for each of its mentions.
    """
    may_be = _test_of_form(mention)
    return lambda entity: (
        may_be(entity) and not (entity.kind == "unnamed" and entity.name.lower() in _INDEFINITE_PRONOUNS)
    )


def _test_of_form(mention: Mention) -> Callable[[Entity], bool]:
    match mention.form:
        case "he" | "she":
            gender = FEMALE if mention.form == "she" else MALE
            return lambda entity: (
                entity.kind in ("person", "unnamed") and entity.is_single and gender * entity.gender >= 0
            )
        case "it":
            return lambda entity: entity.kind not in ("person", "group")
        case "uncued":
            return lambda entity: entity.kind not in ("country", "document")
        case "definite":
            return _test_of_definite(mention)
    return lambda entity: True


def _test_of_definite(mention: Mention) -> Callable[[Entity], bool]:
    words = mention.words.lower()
    if mention.is_age:
        return lambda entity: entity.kind == "person"
    if mention.is_organization_word:
        return lambda entity: entity.kind == "organization" and may_be_such_a_body(words, entity)
    if mention.office:
        gender = gender_of_words(mention.office)
        return lambda entity: (
            entity.kind == "person" and gender * entity.gender >= 0 and not has_other_owner(mention, entity)
        )
    head = next(iter(words.split()[-1:]), "")
    gender = gender_of_words(head)

    def may_be(entity: Entity) -> bool:
        """Return whether a phrase that is about its last word can mean an entity."""
        if entity.kind == "organization" and head and mention.kind in ("organization", "unnamed"):
            return may_be_such_a_body(head, entity)
        if entity.kind == "person" and mention.kind == "unnamed" and head:
            return gender * entity.gender >= 0
        return entity.kind in _COMPATIBLE_KINDS[mention.kind]

    return may_be


def may_be_such_a_body(noun: str, entity: Entity) -> bool:
    """Return whether “the company” or “the union” can mean an organization; the ranker decides how likely it is.

    A body whose name or description says that it is another kind of body is ruled out.
    """
    if noun in ORGANIZATION_WORDS.words("any_body") or is_named_such_a_body(noun, entity):
        return True
    if entity.is_place or noun in ORGANIZATION_WORDS.words("only_so_named"):
        return False
    other_bodies = ORGANIZATION_WORDS.words("not_a_firm")
    return _words_of_body(entity).isdisjoint(
        other_bodies
        if noun in ORGANIZATION_WORDS.words("any_firm")
        else other_bodies | ORGANIZATION_WORDS.words("alone")
    )


def is_named_such_a_body(noun: str, entity: Entity) -> bool:
    """Return whether an organization's name or description says that it is the kind of body that a noun means.

    A body that is no firm is no business of a trade: “the airline” is not the Civil **Aviation** Authority.
    """
    synonyms = frozenset(ORGANIZATION_WORDS.table("same_body").get(noun, ())) | {noun}
    words = _words_of_body(entity)
    if noun in ORGANIZATION_WORDS.words("firms") and not words.isdisjoint(ORGANIZATION_WORDS.words("not_a_firm")):
        return False
    return not synonyms.isdisjoint(words)


def _words_of_body(entity: Entity) -> frozenset[str]:
    return frozenset().union(*(content_words(name) for name in entity.names)) | entity.descriptions


def owner_agrees(mention: Mention, role_words: frozenset[str]) -> bool:
    """Return whether the owner of an office (“Pakistan’s”, “the British”) does not contradict a person's roles."""
    owner_countries = _countries(_POSSESSIVE.sub("", word) for word in mention.words.split())
    role_countries = _countries(role_words)
    if owner_countries and role_countries:
        return bool(owner_countries & role_countries)
    owner = _OWNER.match(mention.words)
    return not owner or bool(owner_countries) or bool(words_of_role(owner[1]) & role_words)


def has_other_owner(mention: Mention, person: Entity) -> bool:
    """Return whether a person has the office of a phrase, but of another owner: “club’s lawyer”, “fans’ lawyer”.

    A modifier counts as an owner in the phrase: “a **school** spokeswoman” is not the builder's.
    """
    office = mention.office if person.roles else None
    if office is None:
        return False
    roles = [role.text.lower() for role in person.roles if office in words_of_role(role.text)]
    role_owners = [set(_OWNERS.findall(role)) for role in roles]
    phrase = {_POSSESSIVE.sub("", word) for word in mention.words.lower().split()[:-1]}
    return bool(phrase and roles) and all(owners and owners.isdisjoint(phrase) for owners in role_owners)


def _countries(words: Iterable[str]) -> set[str]:
    countries = (country_of_people(word) or country_named(word) for word in words)
    return {country.name for country in countries if country}


@lru_cache(maxsize=4096)  # each candidate for a mention asks for those of its names
def content_words(name: str) -> frozenset[str]:
    """Return the words of a name in lower case, without small words and possessive endings."""
    words = re.findall(r"[\w’'-]+", name.lower())
    return frozenset(_POSSESSIVE.sub("", word) for word in words) - _SMALL_WORDS
