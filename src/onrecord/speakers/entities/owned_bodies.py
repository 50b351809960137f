"""Names of bodies that begin with their owner: “**Hannah’s** Books and Maps”, “**Farmers’** Union of Kerry”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.speakers.entities.countries import country_named
from onrecord.speakers.entities.given_names import gender_of_given_name
from onrecord.speakers.entities.named_entities import ProperName, with_settled_names
from onrecord.speakers.entities.roles import is_doer, is_office
from onrecord.speakers.entities.speaker_kind import ORGANIZATION_WORDS, is_organization_word

_OWNED_NAME = re.compile(
    r"(?<![\w’'-])(?P<owner>[A-Z][a-z]+)(?:[’']s|(?<=s)[’']) "
    r"(?P<owned>[A-Z][\w-]*(?: (?:(?:and|&|of|for|the) )*[A-Z][\w-]*)*)"
)
_AND = re.compile(r" (?:and|&) ")
_PEOPLE = frozenset({"women", "men", "children", "people"})


def join_owned_bodies(text: str, names: Sequence[ProperName]) -> list[ProperName]:
    """Return an article's proper names, each body's that begins with its owner as one name.

    The owner is a given name before the name of a shop (“Books **and** Maps”, “Records”), or people before a body.
    """
    surnames = {name.text.split()[-1] for name in names if name.kind == "person" and " " in name.text}
    starts = {name.end: name.start for name in names if name.kind == "organization"}
    bodies = []
    for match in _OWNED_NAME.finditer(text):
        if _is_shop(match, surnames) or _is_body_of_people(match):
            start = starts.get(match.end("owner"), match.start())  # “**Schools and Colleges** Teachers’ Association”
            bodies.append(ProperName(start, match.end(), text[start : match.end()], "organization", is_settled=True))
    return with_settled_names(names, bodies)


def _is_shop(match: re.Match[str], surnames: set[str]) -> bool:
    owner, owned = match["owner"], match["owned"].split()
    if not gender_of_given_name(owner) or country_named(owner) or owner in surnames:
        return False
    is_listed = _AND.search(match["owned"]) is not None and not gender_of_given_name(owned[0])
    return is_listed or owned[-1] in ORGANIZATION_WORDS.words("in_business_names")


def _is_body_of_people(match: re.Match[str]) -> bool:
    owner, owned = match["owner"].lower(), match["owned"].split()
    is_people = owner in _PEOPLE or (owner.endswith("s") and (is_office(owner) or is_doer(owner[:-1])))
    return is_people and (_AND.search(match["owned"]) is not None or any(map(is_organization_word, owned)))
