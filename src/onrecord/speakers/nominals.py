"""People whom an article brings in without a name: “**a 29-year-old Berlin woman**”, later “the woman”."""

from __future__ import annotations

import re
from bisect import bisect_left

from onrecord.speakers.entities import Cast, Entity
from onrecord.speakers.gender import of_given_name, of_words
from onrecord.speakers.roles import is_office

_PERSON = (
    r"woman|man|girl|boy|lady|gentleman|mother|father|mom|mum|dad|grandmother|grandfather|teenager|resident|student|"
    r"voter|supporter|neighbou?r|protester|demonstrator|witness|passenger|victim|survivor|customer|official|aide|"
    r"adviser|advisor|spokesman|spokeswoman|spokesperson|lawyer|attorney|officer|doctor|nurse|teacher|veteran|insider|"
    r"staffer|operative|strategist|donor|delegate|worker|employee|driver|farmer|soldier|source|person"
)
_INTRODUCED = re.compile(
    rf"\b(?:an?|one|another) (?P<phrase>(?:(?!of |the |an? )[\w’'-]+ ){{0,5}}?(?P<noun>{_PERSON}))"
    r"(?= (?:who|whose|in|from|at|with|for|told|said|says|of|close|familiar|wearing|holding|named)\b"
    r"|[,.;:—]| [a-z]+ed\b)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\b[A-Z][\w.]* $")
_PREDICATE = re.compile(
    r"(?:\b|(?=[’']))(?:is|was|are|were|be|been|being|as|like|become|became|becomes|not|than|or|if|[’'](?:s|m|re)|from|for|any|such)"
    r"(?: (?:also|still|once|just|now|never|not|only))? $",
    re.IGNORECASE,
)


def add_nominals(text: str, made: Cast) -> dict[int, Entity]:
    """Adds to the cast those whom an indefinite phrase introduces, with each “the woman” after it.

    Gives them by the place at which each of their mentions begins.
    """
    starts = {start for start, _ in made.places}
    ends = sorted(end for _, end in made.places)
    found: dict[int, Entity] = {}
    latest: dict[str, list[tuple[int, Entity]]] = {}
    for match in _INTRODUCED.finditer(text):
        start, noun = match.start("phrase"), match["noun"].lower()
        if _predicate(text, match.start(), ends) or starts & {match.end() + 1, match.end() + 2}:
            continue
        if any(is_office(word) and word.lower() != noun for word in match["phrase"].split()[-2:]):
            continue
        entity = Entity(len(made.entities), "unnamed", gender=3.0 * of_words(match["phrase"]))
        entity.names[match["phrase"]] += 1
        entity.mentions.append((start, match.end("phrase")))
        made.entities.append(entity)
        found[start] = entity
        latest.setdefault(noun, []).append((start, entity))
    for noun, known in latest.items():
        for again in re.finditer(rf"\b(?:the|that|this) (?P<noun>{noun})\b(?!(?-i: [A-Z]))", text, re.IGNORECASE):
            number = bisect_left(known, again.start(), key=lambda one: one[0])
            entity = known[max(0, number - 1)][1]
            entity.mentions.append(again.span("noun"))
            found[again.start()] = found[again.start("noun")] = entity
    for entity in made.entities:
        entity.mentions.sort()
    return _named_later(text, made, found)


def _named_later(text: str, made: Cast, found: dict[int, Entity]) -> dict[int, Entity]:
    """Gives the mentions of “a woman” to “Melanie”: who has but a given name was brought in before by a phrase.

    Only where one phrase can be meant and the article comes back to it; in PolNeAR train and the varied training
    articles it fires once, rightly.
    """
    people = {id(e): e for e in found.values() if e.gender}
    for person in made.entities:
        if person.kind != "person" or any(" " in name for name in person.names) or _titled(text, person):
            continue
        meant = of_given_name(next(iter(person.names), ""))
        fitting = [e for e in people.values() if e.mentions and e.gender * meant > 0]
        if len(fitting) != 1 or len(fitting[0].mentions) < 2 or fitting[0].mentions[0] > person.mentions[0]:
            continue
        nominal = fitting[0]
        person.gender += meant
        person.mentions = sorted(person.mentions + nominal.mentions)
        nominal.mentions = []
        found = {at: person if e is nominal else e for at, e in found.items()}
    return found


def _titled(text: str, person: Entity) -> bool:
    return any(_TITLE.search(text, max(0, start - 12), start) for start, _ in person.mentions)


def _predicate(text: str, start: int, ends: list[int]) -> bool:
    """Whether a phrase says what someone is rather than bringing someone in: “is a lawyer”, “Ann Lee, a lawyer,”."""
    if _PREDICATE.search(text, max(0, start - 24), start):
        return True
    number = bisect_left(ends, start)
    return number > 0 and re.fullmatch(r"(?:[’']s?|\))?,? (?:\d+, )?", text[ends[number - 1] : start]) is not None
