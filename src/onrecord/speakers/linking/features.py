"""An appearance prepared for scoring: what every comparison needs, computed once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onrecord.speakers.linking.appearances import Appearance, ParsedName, companion_keys, parse_name, parsed_names
from onrecord.speakers.linking.person_names import PersonName, spelling_key
from onrecord.speakers.linking.role_similarity import fields_of_work, role_gender, role_words
from onrecord.text.word_lists import fold


@dataclass(frozen=True, slots=True)
class AppearanceFeatures:
    """An appearance with what scoring looks up.

    ``companions`` and ``role_words`` are folded. ``namesakes`` are other speakers of the article with the same surname.
    """

    appearance: Appearance
    names: tuple[ParsedName, ...]
    companions: frozenset[str]
    role_words: frozenset[str]
    fields: frozenset[str]
    gender: str | None
    namesakes: tuple[PersonName, ...]
    day: date | None


def appearance_features(appearance: Appearance) -> AppearanceFeatures:
    """Return the features of an appearance, which must have a name."""
    names = parsed_names(appearance)
    name_words = fold(appearance.name).split()
    return AppearanceFeatures(
        appearance,
        names,
        companion_keys(appearance.companions),
        frozenset[str]().union(*(role_words(role) for role in appearance.roles)).difference(name_words),
        frozenset[str]().union(*(fields_of_work(role) for role in appearance.roles)),
        _gender(appearance, names),
        _namesakes(appearance, names[0]),
        parse_day(appearance.published),
    )


def parse_day(stamp: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time; None for anything else."""
    try:
        return date.fromisoformat((stamp or "")[:10])
    except ValueError:
        return None


def _gender(appearance: Appearance, names: tuple[ParsedName, ...]) -> str | None:
    """Return the gender that titles, the given name and roles say; None if they disagree."""
    genders: set[str | None] = {role_gender(role) for role in appearance.roles}
    aliases = [parse_name(alias, "person") for alias in appearance.aliases] if appearance.kind == "person" else []
    genders |= {name.gender for name in (*names, *aliases) if isinstance(name, PersonName)}
    genders.discard(None)
    return genders.pop() if len(genders) == 1 else None


def _namesakes(appearance: Appearance, name: ParsedName) -> tuple[PersonName, ...]:
    if not isinstance(name, PersonName):
        return ()
    companions = (parse_name(companion, "person") for companion in appearance.companions)
    family = spelling_key(name.family)
    return tuple(
        companion
        for companion in companions
        if isinstance(companion, PersonName) and spelling_key(companion.family) == family
    )
