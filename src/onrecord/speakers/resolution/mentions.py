"""From a statement's source to a mention: the entities that its words name, or the form of word that refers to one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.records import Span
from onrecord.speakers.entities.countries import country_of_people, is_government_building
from onrecord.speakers.entities.entity import Entity, EntityIndex, Offsets
from onrecord.speakers.entities.organization_extents import is_noun_of_firm
from onrecord.speakers.entities.organization_grouping import initials
from onrecord.speakers.entities.roles import is_office
from onrecord.speakers.entities.speaker_kind import ORGANIZATION_WORDS, kind_of_phrase
from onrecord.speakers.resolution.companions import split_companions
from onrecord.speakers.resolution.joint_mentions import (
    MAX_ASIDE,
    is_person_name,
    joint_mention,
    name_reaches,
    two_people_before,
)
from onrecord.speakers.resolution.mention import POSSESSIVE, Form, Mention, head_noun
from onrecord.speakers.resolution.phrase_heads import (
    PREPOSITION,
    apposed_name,
    head_end,
    head_name,
    is_noun_of_body,
    specification_end,
)
from onrecord.text.lines import begins_sentence, last_before

MAX_BEFORE_RELATIVE = 60  # characters before “who” in which the phrase that it refers to begins; set by hand
MAX_NAME = 80  # characters of a name before a relative clause
MAX_KNOWN = 200  # entities from which the names of all are not compared with an untagged one

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
_OWNERS = re.compile(r"\b(?:the )?(?:[A-Z][\w.-]* ){0,3}[A-Z][\w.-]*[’']s ")  # “it saw **Lee’s** bill, which”
_PARTY_IN_BRACKETS = re.compile(r"\([A-Z](?:-[A-Z][\w.]*)?\)")  # “Ann Lee **(R)**”, “Bo Ray **(D-Calif.)**”
_PHRASE_AT_END = re.compile(r"(?:\b(?:the|an?|some|several|many|those|his|her|their|its) )?(?:[\w’'-]+ ){0,3}[\w’'-]+$")
_CAPITALIZED = re.compile(r"(?:[A-Z](?:[\w.&’']|-(?![a-z]))* (?:(?:of|for|and|the|on) )*)+")
_REST_OF_NAME = re.compile(r"(?:,? (?:(?:of|for|to|on|and|the) ){0,3}[A-Z][\w’-]+){1,8}")
_COPULA = re.compile(
    r"(?:[\w’'-]+ ){0,3}?(?:is|are|was|were|be|been|being|has|have|had|by|to|of|for|with|from|among|and|in|at|on) "
)
_PARTICIPLE = re.compile(r" (?:[a-z]{3,}ed|seen|written|made|led|sent|given|held|taken|drawn|shown|run)$")
_AND_OTHERS = re.compile(r",? (?:and|or) ")
_NOUN_AND = re.compile(r"([\w’'-]+) and (?:the )?$")
_WORDS = r"[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,2}"
_BOTH = re.compile(r"who both\b")
_LIST = re.compile(rf"{_WORDS}(?:, {_WORDS})+,? and {_WORDS}", re.IGNORECASE)
_UNTAGGED_NAME = re.compile(r"[A-Z][\w-]+(?: [A-Z][\w-]+)*")
_SURNAME = re.compile(r"[A-Z][a-z]+")
_OFFICES_WITHOUT_ARTICLE = frozenset(  # “Mum said”, “President said”
    "mum mom dad mother father grandma grandpa president premier chancellor speaker secretary minister".split()  # noqa: SIM905
)
OWNED_BY_NAME = re.compile(r"((?:[A-Z][\w.-]* ){0,3}[A-Z][\w.-]*)[’']s? ")  # “Pakistan’s prime minister”


def find_mention(text: str, source: Sequence[Span], index: EntityIndex) -> Mention | None:
    """Return the mention in a source or addressee; None if it has no words."""
    if not source:
        return None
    start, end = source[0].start, source[0].end
    while start < end and not text[start].isalnum() and text[start] not in "$£€#@":
        start += 1
    if start > 0 and (party := _PARTY_IN_BRACKETS.match(text, start - 1)):
        return _name_before(text, party.start(), index)
    if split := split_companions(text, start, end):
        return _mention_with_companions(text, start, *split, index)
    return _find_part(text, start, end, index)


def _name_before(text: str, bracket: int, index: EntityIndex) -> Mention | None:
    """Return the mention that the name just before a bracket is."""
    end = bracket - (text[bracket - 1 : bracket] == " ")
    name = next((name for name in index.names_within(max(0, end - MAX_NAME), end) if name[1] == end), None)
    return None if name is None else _name_mention(name, text[slice(*name)], index)


def _name_mention(name: Offsets, words: str, index: EntityIndex) -> Mention:
    """Return the mention of whom a name means, in the words of the name or of more."""
    entities = index.named_at[name]
    return Mention(*name, "name", words, entities[0].kind, tuple(entities))


def _mention_with_companions(text: str, start: int, end: int, others: Offsets, index: EntityIndex) -> Mention:
    """Return the mention of somebody, named or not, and of the others who speak too."""
    mention = _find_part(text, start, end, index)
    names = index.names_within(*others)
    last = names[-1] if names and names[-1][1] == others[1] and is_person_name(index, names[-1]) else None
    words = index.named_at[last][0].name if last else text[others[0] : others[1]]
    is_one = not mention.members and mention.kind != "group" and len(mention.entities) < 2
    if is_one and mention.form != "other" and not (mention.entities and mention.kind != "person"):
        return replace(mention, companions=words)
    words = _DETERMINER.sub("", text[start : others[1]])
    return Mention(start, others[1], "other", words, "group", full_phrase=words)


def _find_part(text: str, start: int, end: int, index: EntityIndex) -> Mention:
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
    if joint := joint_mention(text, start, end, names, index):
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
    entity = index.named_at[head][0]
    if entity.kind == "country" and is_noun_of_body(text[head[1] : first_end]):  # “the US firm”
        return _nominal_mention(text, start, first_end, end, [])
    return _name_mention(head, _full_name(text, start, head, entity) + _rest_of_body(text, head, end, index), index)


def _name_in_clause(text: str, start: int, end: int, index: EntityIndex) -> Offsets | None:
    """Return the name that a clause after a phrase gives: “a woman who goes by the name **Queenie**”."""
    clause = next((begin for begin in range(start + 1, end + 1) if begin in index.naming_clauses), None)
    if clause is None or PREPOSITION.search(text, start, clause):
        return None
    return index.naming_clauses[clause]


def _known_name(text: str, start: int, end: int, index: EntityIndex) -> Mention | None:
    """Return the mention of an entity by a name, or by the initials of one, that was not tagged in this place."""
    words = POSSESSIVE.sub("", _DETERMINER.sub("", text[start:end].strip(' “”"')))
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
    word = POSSESSIVE.sub("", text[start:end].split(",")[0].strip())
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
    words = POSSESSIVE.sub("", text[start:head].strip(' “”"'))
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


def _full_name(text: str, start: int, name: Offsets, entity: Entity) -> str:
    """Return a name's words, of an organization with all capitalized words before it: “Ukraine’s Air Force”."""
    words = text[name[0] : name[1]]
    if entity.kind != "organization":
        return words
    before = _DETERMINER.sub("", text[start : name[0]])
    if is_noun_of_firm(before.strip()):
        return words
    return before + words if _CAPITALIZED.fullmatch(before) else words


def _rest_of_body(text: str, name: Offsets, end: int, index: EntityIndex) -> str:
    """Return the capitalized words that a source goes on with after a body: “Society for the Poor **of Arden**”.

    Nothing of a source that goes on with other words or with a person.
    """
    if index.named_at[name][0].kind != "organization" or not _REST_OF_NAME.fullmatch(text, name[1], end):
        return ""
    bodies = ORGANIZATION_WORDS.words("before_of_place", "before_on_subject")
    has_person = any(is_person_name(index, other) for other in index.names_within(name[1], end))
    return "" if has_person or bodies.isdisjoint(text[slice(*name)].split()) else text[name[1] : end]


def _relative_antecedent(text: str, relative: int, index: EntityIndex) -> Mention | None:
    """Return the mention that “who” or “which”, beginning at ``relative``, refers to: the phrase just before it."""
    end = relative
    while end > 0 and text[end - 1] in ", \u00a0—–":
        end -= 1
    if relative - end > 3 or end == 0:
        return None
    if _BOTH.match(text, relative) and (pair := two_people_before(text, end, index)):
        return pair
    names = [
        name for name in index.names_within(max(0, end - MAX_ASIDE - MAX_NAME), end) if name_reaches(text, name, end)
    ]
    name = min(names, key=lambda name: (index.named_at[name][0].kind != "person", name), default=None)
    if name:
        return _name_mention(name, text[slice(*name)], index)
    search_start = max(0, end - MAX_BEFORE_RELATIVE)
    match = _PHRASE_AT_END.search(text[search_start:end])
    if match is None:
        return None
    start = search_start + match.start()
    copula = _COPULA.match(text, start, end)
    start = copula.end() if copula else start
    beginnings = [match.start() for pattern in (_ARTICLES, _OWNERS) for match in pattern.finditer(text, start, end)]
    return _phrase_mention(text, max(beginnings, default=start), end, index)
