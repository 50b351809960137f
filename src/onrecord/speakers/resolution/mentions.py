"""From a statement's source to a mention: the entities that its words name, or the form of word that refers to one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from onrecord.records import Span, SpeakerKind
from onrecord.speakers.entities.countries import country_of_people, is_government_building
from onrecord.speakers.entities.entity import Entity, EntityIndex, Offsets
from onrecord.speakers.entities.organization_extents import is_noun_of_firm
from onrecord.speakers.entities.organization_grouping import initials
from onrecord.speakers.entities.roles import is_office, offices
from onrecord.speakers.entities.speaker_kind import ORGANIZATION_WORDS, kind_of_phrase
from onrecord.speakers.resolution.phrase_heads import (
    PREPOSITION,
    apposed_name,
    head_end,
    head_name,
    is_noun_of_body,
    specification_end,
)
from onrecord.text.honorifics import HONORIFICS, TITLES
from onrecord.text.lines import begins_sentence, last_before

Form = Literal["name", "he", "she", "they", "it", "first", "who", "definite", "other", "uncued"]
"""How a mention refers: by a name, a pronoun (``first``: “I”, “we”; ``who``: a relative), a ``definite`` phrase (“the
mayor”), another phrase (“a neighbour”), or not at all (``uncued``: a quotation without a cue)."""

MAX_BEFORE_RELATIVE = 60  # characters before “who” in which the phrase that it refers to begins; set by hand
MAX_PAIR = 160  # characters before “who both” in which the two people are named
MAX_NAME = 80  # characters of a name before a relative clause
MAX_KNOWN = 200  # entities from which the names of all are not compared with an untagged one
MAX_ASIDE = 30  # characters between a name and its relative clause, where an aside is between them; set by hand

_PRONOUNS: dict[str, Form] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves", "both", "all"), "they"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"), "first"),
    **dict.fromkeys(("who", "which", "that", "whose"), "who"),
}  # fmt: skip
_DEFINITE = re.compile(r"(?:the|this|that|these|those|his|her|their|its|our|both) ", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"(?:an?|another|one|some|several|many|most|other|no|two|three|four|five|six|\d+) ", re.IGNORECASE
)
_DETERMINER = re.compile(
    r"^(?:the|an?|this|that|(?:these|those)(?! (?:in|of|with|at|from|for|who|on)\b))\s+", re.IGNORECASE
)
_ARTICLES = re.compile(r"\b(?:the|an?|some|several|many|those|his|her|their|its) ", re.IGNORECASE)
_PHRASE_AT_END = re.compile(r"(?:\b(?:the|an?|some|several|many|those|his|her|their|its) )?(?:[\w’'-]+ ){0,3}[\w’'-]+$")
_CAPITALIZED = re.compile(r"(?:[A-Z](?:[\w.&’']|-(?![a-z]))* (?:(?:of|for|and|the|on) )*)+")
_COPULA = re.compile(
    r"(?:[\w’'-]+ ){0,3}?(?:is|are|was|were|be|been|being|has|have|had|by|to|of|for|with|from|among|and|in|at|on) "
)
_PARTICIPLE = re.compile(r" (?:[a-z]{3,}ed|seen|written|made|led|sent|given|held|taken|drawn|shown|run)$")
_AGE = re.compile(r"\d{1,3}-year-old")
_AND_OTHERS = re.compile(r",? (?:and|or) ")
_NOUN_AND = re.compile(r"([\w’'-]+) and (?:the )?$")
_AND_WORD = re.compile(r" (?:and|&) ")
_BETWEEN_PARTS = re.compile(r",? (?:and|&) |, ")
_RELATIVE = re.compile(r",? who\b")
_WORDS = r"[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,2}"
_BOTH = re.compile(r"who both\b")
_AND_BETWEEN = re.compile(r"[^.;:!?\n]* and [^.;:!?\n]*")
_LIST = re.compile(rf"{_WORDS}(?:, {_WORDS})+,? and {_WORDS}", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r",? (?:and|&|or) |, ")
_UNTAGGED_NAME = re.compile(r"[A-Z][\w-]+(?: [A-Z][\w-]+)*")
_SURNAME = re.compile(r"[A-Z][a-z]+")
_OFFICES_WITHOUT_ARTICLE = frozenset(  # “Mum said”, “President said”
    "mum mom dad mother father grandma grandpa president premier chancellor speaker secretary minister".split()  # noqa: SIM905
)
_POSSESSIVE = re.compile(r"[’']s?$")
OWNED_BY_NAME = re.compile(r"((?:[A-Z][\w.-]* ){0,3}[A-Z][\w.-]*)[’']s? ")  # “Pakistan’s prime minister”


@dataclass(frozen=True, slots=True)
class Mention:
    """The head of a statement's source or addressee.

    ``start`` and ``end`` are offsets in the text, and ``words`` the words without an article and without what follows
    them. ``entities`` has the entity that the words name, or several that share the name. ``members`` are two or more
    entities that speak together. ``full_phrase`` has what a phrase says after its head too: “consumers **who sought
    help**”.
    """

    start: int
    end: int
    form: Form
    words: str
    kind: SpeakerKind
    entities: tuple[Entity, ...] = ()
    members: tuple[Entity, ...] = ()
    full_phrase: str = ""

    @property
    def is_age(self) -> bool:
        """Whether it can only be a person mentioned before: “the 36-year-old”."""
        return self.form == "definite" and _AGE.match(self.words) is not None

    @property
    def is_organization_word(self) -> bool:
        """Whether it can only be an organization mentioned before: “the company”."""
        return self.form == "definite" and self.words.lower() in ORGANIZATION_WORDS.words("alone")

    @property
    def is_government(self) -> bool:
        """Whether it is the government of a country named before: “the government”."""
        return self.form == "definite" and self.words.lower() == "government"

    @property
    def office(self) -> str | None:
        """The noun for what a person is or does that the phrase is about: “the **leader** of the party”."""
        noun = head_noun(self.words)
        return noun if noun in offices() else None


def find_mention(text: str, source: Sequence[Span], index: EntityIndex) -> Mention | None:
    """Return the mention in a source or addressee; None if it has no words."""
    if not source:
        return None
    start, end = source[0].start, source[0].end
    while start < end and not text[start].isalnum() and text[start] not in "$£€#@":
        start += 1
    words = text[start:end].strip()
    is_acronym = words.isupper() and len(words) > 1
    form = None if is_acronym else _PRONOUNS.get(re.sub(r"[\W_]+$", "", words).lower())
    if form == "who":
        return _relative_antecedent(text, start, index) or Mention(start, end, "who", words, "unnamed")
    if form:
        return Mention(start, end, form, words, "unnamed")
    return _phrase_mention(text, start, end, index)


def _phrase_mention(text: str, start: int, end: int, index: EntityIndex) -> Mention:
    """Return the mention that a noun phrase is."""
    names = index.names_within(start, end)
    if joint := _joint_mention(text, start, end, names, index):
        return joint
    if not names and _LIST.fullmatch(text, start, end):  # “teachers, parents and drivers”
        words = _DETERMINER.sub("", text[start:end])
        return Mention(start, end, "other", words, "group", full_phrase=words)
    first_end = head_end(text, start, end, names)
    head = head_name(text, start, first_end, [name for name in names if name[1] <= first_end])
    if head is None and first_end < end:  # “her lawyer, **Colm Hegarty**”
        head = apposed_name(text, start, first_end, end, names)
    if head is None:
        head = _name_in_clause(text, start, end, index)
    if head is None and (surname := _office_as_surname(text, start, end, index)):
        return surname
    if head is None and not names and (name_mention := _known_name(text, start, first_end, index)):
        return name_mention
    if head is None:
        return _nominal_mention(text, start, first_end, end, names)
    if _AND_OTHERS.match(text[head[1] : first_end]) or _adds_to_noun(text[start : head[0]]):
        words = _DETERMINER.sub("", text[start:first_end].strip())  # “Clinton and her team”, “his aides and Clinton”
        return Mention(start, first_end, "other", words, "group", full_phrase=words)
    entities = index.named_at[head]
    if entities[0].kind == "country" and is_noun_of_body(text[head[1] : first_end]):  # “the US firm”
        return _nominal_mention(text, start, first_end, end, [])
    words = _full_name(text, start, head, entities[0])
    return Mention(*head, "name", words, entities[0].kind, tuple(entities))


def _name_in_clause(text: str, start: int, end: int, index: EntityIndex) -> Offsets | None:
    """Return the name that a clause after a phrase gives: “a woman who goes by the name **Queenie**”."""
    clause = next((begin for begin in range(start + 1, end + 1) if begin in index.naming_clauses), None)
    if clause is None or PREPOSITION.search(text, start, clause):
        return None
    return index.naming_clauses[clause]


def _known_name(text: str, start: int, end: int, index: EntityIndex) -> Mention | None:
    """Return the mention of an entity by a name, or by the initials of one, that was not tagged in this place."""
    words = _POSSESSIVE.sub("", _DETERMINER.sub("", text[start:end].strip(' “”"')))
    if not _UNTAGGED_NAME.fullmatch(words) or is_office(words) or len(index.entities) > MAX_KNOWN:
        return None
    is_acronym = words.isupper() and len(words) > 1
    bearers = [
        entity
        for entity in index.entities
        if words in entity.names
        or (entity.kind == "person" and any(name.split()[-1] == words for name in entity.names))
        or (
            is_acronym
            and entity.kind == "organization"
            and any(initials(name) == words.lower() for name in entity.names)
        )
    ]
    if len(bearers) != 1:
        return None
    name_start = text.index(words, start)
    offsets = (name_start, name_start + len(words))
    if offsets not in bearers[0].mentions:
        bearers[0].add_mention(offsets)
    return Mention(*offsets, "name", words, bearers[0].kind, tuple(bearers))


def _office_as_surname(text: str, start: int, end: int, index: EntityIndex) -> Mention | None:
    """Return the mention of a person whose surname is an office: “It was both,” **Judge** said.

    That is an office with a capital and no article inside a sentence, which the article nowhere uses as an office.
    """
    word = _POSSESSIVE.sub("", text[start:end].split(",")[0].strip())
    if not _SURNAME.fullmatch(word) or not is_office(word) or word.lower() in _OFFICES_WITHOUT_ARTICLE:
        return None
    if last_before(text, start, " ") in ("", "\n", ".", "!", "?", ":") or is_government_building(word):
        return None
    if word not in index.surnames:
        office = rf"\b(?:the|an?) (?:[\w’'-]+ )?(?:{word}|{word.lower()})\b|\b{word} [A-Z]"
        index.surnames[word] = re.search(office, text) is None
    if not index.surnames[word]:
        return None
    bearer = next((entity for entity in index.entities if entity.kind == "person" and word in entity.names), None)
    if bearer is None:
        bearer = index.add_entity("person")
    bearer.names[word] += 1
    offsets = (start, start + len(word))
    bearer.add_mention(offsets)
    return Mention(*offsets, "name", word, "person", (bearer,))


def _nominal_mention(text: str, start: int, head: int, end: int, names: Sequence[Offsets]) -> Mention:
    """Return the mention of a phrase, with its first part up to ``head``, that no name is the head of."""
    words = _POSSESSIVE.sub("", text[start:head].strip(' “”"'))
    if is_government_building(words):
        return Mention(start, head, "other", _DETERMINER.sub("", words), "organization")
    core = _DETERMINER.sub("", words, count=1) or words
    is_definite = _DEFINITE.match(words) is not None or _names_one_post(text, start, head, names)
    if is_definite and not is_office(head_noun(core)):
        has_name = bool(names) and names[0][0] < head  # “the Trump team”, “the French foreign ministry”
        is_definite = not has_name and not any(map(country_of_people, words.split()))
    full_end = specification_end(text, start, end, names)
    full_phrase = _DETERMINER.sub("", text[start:full_end].strip(' “”"'), count=1)
    form: Form = "definite" if is_definite else "other"
    kind = kind_of_phrase(core, is_sentence_start=begins_sentence(text, start))
    head_words = _PARTICIPLE.sub("", PREPOSITION.split(core, maxsplit=1)[0].strip())
    if head_words and head_words != core:  # “Villagers in San Pedro”, “a caller on the police scanner”
        kind = kind_of_phrase(head_words, is_sentence_start=True)
    return Mention(start, head, form, core, kind, full_phrase=full_phrase)


def _adds_to_noun(before: str) -> bool:
    """Return whether the words before a name end in “and” after a noun that is not an office: “politicians and”."""
    match = _NOUN_AND.search(before)
    return match is not None and (not is_office(match[1]) or match[1].endswith("s"))


def _names_one_post(text: str, start: int, end: int, names: Sequence[Offsets]) -> bool:
    """Return whether a phrase without an article names one post: “Pakistan’s prime minister”, “PM”."""
    words = text[start:end].split()
    noun = head_noun(text[start:end])
    if not words or _INDEFINITE.match(text[start:end]) or not is_office(noun) or noun.endswith("s"):
        return False
    if OWNED_BY_NAME.match(text, start, end) or any(name_start == start for name_start, _ in names):
        return True
    return len(words) == 1 or country_of_people(words[0]) is not None or words[-1].isupper()


@lru_cache(maxsize=1024)  # each candidate for a mention asks for it
def head_noun(phrase: str) -> str:
    """Return the noun that a phrase is about, in lower case: “**leader** of the party”; empty if there is none."""
    words = PREPOSITION.split(phrase, maxsplit=1)[0].split()
    return _POSSESSIVE.sub("", words[-1]).strip('”"').lower() if words else ""


def _joint_mention(text: str, start: int, end: int, names: Sequence[Offsets], index: EntityIndex) -> Mention | None:
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


def _full_name(text: str, start: int, name: Offsets, entity: Entity) -> str:
    """Return a name's words, of an organization with all capitalized words before it: “Ukraine’s Air Force”."""
    words = text[name[0] : name[1]]
    if entity.kind != "organization":
        return words
    before = _DETERMINER.sub("", text[start : name[0]])
    if is_noun_of_firm(before.strip()):
        return words
    return before + words if _CAPITALIZED.fullmatch(before) else words


def _relative_antecedent(text: str, relative: int, index: EntityIndex) -> Mention | None:
    """Return the mention that “who” or “which”, beginning at ``relative``, refers to: the phrase just before it."""
    end = relative
    while end > 0 and text[end - 1] in ", \u00a0—–":
        end -= 1
    if relative - end > 3 or end == 0:
        return None
    if _BOTH.match(text, relative) and (pair := _pair_before(text, end, index)):
        return pair
    names = [name for name in index.names_within(max(0, end - MAX_ASIDE - MAX_NAME), end) if _reaches(text, name, end)]
    name = min(names, key=lambda name: (index.named_at[name][0].kind != "person", name), default=None)
    if name:
        entities = index.named_at[name]
        return Mention(*name, "name", text[name[0] : name[1]], entities[0].kind, tuple(entities))
    search_start = max(0, end - MAX_BEFORE_RELATIVE)
    match = _PHRASE_AT_END.search(text[search_start:end])
    if match is None:
        return None
    start = search_start + match.start()
    copula = _COPULA.match(text, start, end)
    start = copula.end() if copula else start
    articles = [article.start() for article in _ARTICLES.finditer(text, start, end)]
    return _phrase_mention(text, articles[-1] if articles else start, end, index)


def _pair_before(text: str, end: int, index: EntityIndex) -> Mention | None:
    """Return the mention of the two people named last before “who both”, with “and” between them."""
    names = [name for name in index.names_within(max(0, end - MAX_PAIR), end) if _is_person(index, name)]
    if not names or not _reaches(text, names[-1], end):
        return None
    second = names[-1]
    roles = [role.start for role in index.named_at[second][0].roles if role.start < second[0]]
    before = [
        name for name in names[:-1] if name[1] <= max(roles, default=second[0])
    ]  # not “**Velo** chairman Ann Lee”
    if not before or not _AND_BETWEEN.fullmatch(text, before[-1][1], second[0]):
        return None
    start = before[-1][0]
    members = (index.named_at[before[-1]][0], index.named_at[second][0])
    return Mention(start, second[1], "name", text[start : second[1]], "group", (), members)


def _is_person(index: EntityIndex, name: Offsets) -> bool:
    return index.named_at[name][0].kind == "person"


def _reaches(text: str, name: Offsets, end: int) -> bool:
    """Return whether a name ends at ``end``, or before it with only an aside after a comma between them."""
    name_end = name[1]
    if name_end == end:
        return True
    return name_end < end <= name_end + MAX_ASIDE and text[name_end] == "," and "\n" not in text[name_end:end]
