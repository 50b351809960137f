"""An appearance made ready for weighing: what every comparison asks of it, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onrecord.speakers.linking.appearances import Appearance, Parsed, fold_company, parse_name, parsed_names
from onrecord.speakers.linking.person_names import PersonName, skeleton
from onrecord.speakers.linking.role_similarity import gender_of, role_words, walks_of_life
from onrecord.speakers.linking.word_lists import fold


@dataclass(frozen=True, slots=True)
class Case:
    """``company`` and ``words`` are folded; ``rivals`` are other speakers of the article with the same surname."""

    one: Appearance
    names: tuple[Parsed, ...]
    company: frozenset[str]
    words: frozenset[str]
    walks: frozenset[str]
    gender: str | None
    rivals: tuple[PersonName, ...]
    day: date | None


def case(one: Appearance) -> Case:
    """The appearance made ready; it must have a name."""
    names = parsed_names(one)
    own = fold(one.name).split()
    return Case(
        one,
        names,
        fold_company(one.others),
        frozenset[str]().union(*(role_words(role) for role in one.roles)).difference(own),
        frozenset[str]().union(*(walks_of_life(role) for role in one.roles)),
        _gender(one, names),
        _rivals(one, names[0]),
        day_of(one.published),
    )


def day_of(stamp: str | None) -> date | None:
    """The day of an ISO 8601 date or time; None for anything else."""
    try:
        return date.fromisoformat((stamp or "")[:10])
    except ValueError:
        return None


def _gender(one: Appearance, names: tuple[Parsed, ...]) -> str | None:
    """What titles, the given name and roles say; None when they disagree."""
    said = {gender_of(role) for role in one.roles}
    titled = [parse_name(alias, "person") for alias in one.aliases] if one.kind == "person" else []
    said |= {name.gender for name in (*names, *titled) if isinstance(name, PersonName)}
    said.discard(None)
    return said.pop() if len(said) == 1 else None


def _rivals(one: Appearance, name: Parsed) -> tuple[PersonName, ...]:
    if not isinstance(name, PersonName):
        return ()
    others = (parse_name(other, "person") for other in one.others)
    family = skeleton(name.family)
    return tuple(other for other in others if isinstance(other, PersonName) and skeleton(other.family) == family)
