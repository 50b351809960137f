"""Clauses that give somebody's name: “a woman **who goes by the name** Queenie”, “a weaver **known as** Zuze”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from onrecord.speakers.entities.given_names import gender_of_words
from onrecord.speakers.entities.named_entities import ProperName
from onrecord.speakers.entities.roles import is_office

Offsets = tuple[int, int]

MAX_NOUN = 30  # characters before a clause in which the noun that it belongs to begins
MIN_SURNAME = 3  # letters of a name's last word that names the same person by itself

_ONLY = r"(?:(?:only|just|simply|merely)[ ])?"
_NAME_NOUN = r"(?:[\w-]+[ ]){0,3}(?:names?|nicknames?|surnames?|pseudonyms?|alias|aliases|handles?|monikers?|initials?)"
_BY_NAME_NOUN = rf"(?:by[ ](?:his|her|their)[ ]{_NAME_NOUN},?[ ])?"
_WHO = r"(?:who[ ](?:[\w’'-]+[ ]){0,4}?)?"
_CALLED = r"(?:called|named|identified|known|quoted|referred[ ]to)"
_PARTICLE = r"(?:(?:de|da|di|van|von|bin|al|el)[ ])?"
_CLAUSE = re.compile(
    rf"""(?P<start>,?[ ])(?:
      {_WHO}(?:go|goes|went|going)[ ]by[ ]
    | {_WHO}\w+[ ]{_ONLY}(?:by|under|using|with)[ ](?:the|his|her|their|a)[ ]{_NAME_NOUN}(?:[ ]of)?,?[ ]
    | {_WHO}(?:calls?|called|calling|styles?|styled|styling|identif(?:y|ies|ied|ying))[ ](?:him|her|them)sel(?:f|ves)[ ]
      {_ONLY}(?:as[ ])?
    | who[ ](?:[\w’'-]+[ ]){{0,4}}?(?:to[ ])?be(?:ing)?[ ]{_CALLED}[ ]{_ONLY}(?:as[ ])?{_BY_NAME_NOUN}
    | {_WHO}(?:give|gives|gave|given|giving|use|uses|used|using|provided|offered)[ ]{_ONLY}(?:his|her|their)[ ]
      {_NAME_NOUN}(?:[ ](?:only|just|simply))?(?:[ ]as|,|:)[ ]
    | (?P<passive>(?:who[ ](?:is|was|has[ ]been)[ ])?(?:\w+ly[ ])?(?:known|nicknamed|dubbed|called|identified)[ ]
      {_ONLY}(?:\w+ly[ ])?(?:as[ ])?{_BY_NAME_NOUN})
    )
    (?:[“"‘'](?:[Tt]he[ ])?(?P<quoted>[^\W\d_][^”"’'“\n]{{0,38}}?)[.,]?[”"’']
    | (?:[Tt]he[ ])?(?P<plain>(?:[A-Z]\.){{1,4}}|[A-Z][\w’-]*(?:[ ]{_PARTICLE}[A-Z][\w’-]*){{0,3}}))
    """,
    re.VERBOSE,
)
_NOUN = re.compile(r"([\w’'-]+)$")


class _NamingClause(NamedTuple):
    """Where a naming clause begins, and the name that it gives."""

    start: int
    name: Offsets


def name_by_clauses(text: str, names: Sequence[ProperName]) -> tuple[list[ProperName], Mapping[int, Offsets]]:
    """Return an article's proper names with those that naming clauses give, wherever they stand, as names of persons.

    Returns:
        The names in the order of the text, and by where each naming clause begins the offsets of its name.
    """
    clauses = list(_find_clauses(text, [(name.start, name.end) for name in names if name.kind == "person"]))
    if not clauses:
        return list(names), {}
    given = {text[start:end] for _, (start, end) in clauses}
    given |= {last for name in given if " " in name and len(last := name.split()[-1]) >= MIN_SURNAME}
    settled: dict[int, ProperName] = {}
    for words in sorted(given, key=len, reverse=True):
        alone = "" if " " in words else "(?! [A-Z])"  # not “Duke University”
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w){alone}", text):
            if not any(start <= match.start() < name.end for start, name in settled.items()):
                settled[match.start()] = ProperName(*match.span(), words, "person", is_settled=True)
    others = [name for name in names if not _overlaps_any(name, settled)]
    in_order = sorted([*others, *settled.values()], key=lambda name: name.start)
    return in_order, {clause.start: clause.name for clause in clauses}


def _find_clauses(text: str, persons: Sequence[Offsets]) -> Iterator[_NamingClause]:
    for match in _CLAUSE.finditer(text):
        start, end = match.span("quoted") if match["quoted"] else match.span("plain")
        if match["passive"] and text.endswith("who", 0, match.start()):
            continue  # “a woman who called Ada Finch”
        is_person = not match["passive"] or _is_person_noun(text, match.start())
        if is_person or any(start <= person[0] and person[1] <= end for person in persons):  # not “a plan known as Sun”
            yield _NamingClause(match.start(), (start, end))


def _is_person_noun(text: str, end: int) -> bool:
    """Return whether the word before ``end`` is a noun for a person."""
    noun = _NOUN.search(text, max(0, end - MAX_NOUN), end)
    return noun is not None and (is_office(noun[1]) or gender_of_words(noun[1]) != 0)


def _overlaps_any(name: ProperName, settled: Mapping[int, ProperName]) -> bool:
    return any(name.start < other.end and other.start < name.end for other in settled.values())
