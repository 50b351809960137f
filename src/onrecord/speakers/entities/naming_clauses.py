"""Clauses that give somebody's name: “a woman **who goes by the name** Queenie”, “a weaver **known as** Zuze”."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from onrecord.speakers.entities.entity import Offsets
from onrecord.speakers.entities.given_names import gender_of_words
from onrecord.speakers.entities.named_entities import ProperName, with_settled_names
from onrecord.speakers.entities.roles import is_office

MAX_NOUN = 30  # characters before a clause in which the noun that it belongs to begins
MAX_CLAUSES = 40  # clauses that are looked at; the text is searched for each name that they give
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
      (?:to[ ](?:\w+[ ]){{1,3}})?{_ONLY}(?:\w+ly[ ])?(?:as[ ])?{_BY_NAME_NOUN})
    )
    (?:[“"‘'](?:[Tt]he[ ])?(?P<quoted>[^\W\d_a-z][^”"’'“\n]{{0,38}}?)[.,]?[”"’']
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
    persons = [(name.start, name.end) for name in names if name.kind == "person"]
    clauses = list(islice(_find_clauses(text, persons), MAX_CLAUSES))
    if not clauses:
        return list(names), {}
    clause_names = {text[start:end] for _, (start, end) in clauses}
    clause_names |= {last for name in clause_names if " " in name and len(last := name.split()[-1]) >= MIN_SURNAME}
    covered = bytearray(len(text))  # 1 for each character of a settled name
    settled: list[ProperName] = []
    starts = [name.start for name in names]

    def is_inside_name(start: int, end: int) -> bool:
        """Return whether a longer name has these words: “Omar” in “Ilhan Omar”."""
        number = bisect_right(starts, start) - 1
        return number >= 0 and end <= names[number].end and end - start < names[number].end - names[number].start

    for words in sorted(clause_names, key=len, reverse=True):
        alone = "" if " " in words else "(?! [A-Z])"  # not “Duke University”
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w){alone}", text):
            if not covered[match.start()] and not is_inside_name(*match.span()):
                settled.append(ProperName(*match.span(), words, "person", is_settled=True))
                covered[match.start() : match.end()] = b"\1" * len(words)
    settled.sort(key=lambda name: name.start)
    return with_settled_names(names, settled), {clause.start: clause.name for clause in clauses}


def _find_clauses(text: str, persons: Sequence[Offsets]) -> Iterator[_NamingClause]:
    for match in _CLAUSE.finditer(text):
        start, end = match.span("quoted") if match["quoted"] else match.span("plain")
        if match["passive"] and text.endswith("who", 0, match.start()):
            continue  # “a woman who called Ada Finch”
        is_person = not match["passive"] or _is_person_noun(text, match.start())
        person = persons[bisect_left(persons, (start, 0)) :][:1] if not is_person else []
        if is_person or (person and person[0][1] <= end):  # not “a plan known as Sun”
            yield _NamingClause(match.start(), (start, end))


def _is_person_noun(text: str, end: int) -> bool:
    """Return whether the word before ``end`` is a noun for a person."""
    noun = _NOUN.search(text, max(0, end - MAX_NOUN), end)
    return noun is not None and (is_office(noun[1]) or gender_of_words(noun[1]) != 0)
