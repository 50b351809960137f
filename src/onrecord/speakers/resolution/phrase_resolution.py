"""Phrases resolved by rule: offices (“the governor”), people without a name, and speakers of no other name."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import replace

from onrecord.records import Span
from onrecord.speakers.entities.countries import country_named, country_of_people, government_name
from onrecord.speakers.entities.entity import Entity, EntityIndex, Offsets
from onrecord.speakers.entities.roles import is_office, words_of_role
from onrecord.speakers.entities.speaker_kind import is_organization_word
from onrecord.speakers.resolution.agreement import (
    content_words,
    has_other_owner,
    is_named_such_a_body,
    owner_agrees,
    referent_test,
)
from onrecord.speakers.resolution.antecedent_features import count_mentions
from onrecord.speakers.resolution.article_context import ArticleContext
from onrecord.speakers.resolution.mention import Mention
from onrecord.speakers.resolution.mentions import OWNED_BY_NAME
from onrecord.speakers.resolution.nominals import add_nominals
from onrecord.speakers.resolution.pairs import pair_before

# Set by hand.
MAX_REFERENTS = 200  # entities up to which all are considered for each mention; an article rarely has as many
NEAREST_REFERENTS = 12  # of more, those mentioned last before a mention: time grows with all that are ranked
MAX_MENTIONS_NEAR, MAX_MENTIONS_AFTER = 300, 20  # mentions before and after it among which they are looked for
MAX_PREDICATE = 12  # characters before a phrase in which “is” or the like begins
MAX_APPOSED = 80  # characters before an apposition in which the name that it belongs to begins
MAX_INTRODUCTION = 8000  # characters before “the senator” in which “a senator” is looked for
MAX_BEFORE_OFFICE, MAX_AFTER_OFFICE = 100, 20  # characters around the noun of “a senator”, “the mayor of one”
MAX_ARTICLE = 9  # characters at a phrase's beginning that its article takes
MAX_SENTENCES_TO_BODY = 5  # between “the newspaper” and the last mention of the one that the article names
MIN_NAME_WORDS = 3  # words of an organization's name from which the same words in another order name it

_FORMER_AND_LATTER = ("former", "latter")
_OWNER = re.compile(r"(?:his|her|their|its|our|my)\b", re.IGNORECASE)
_PLURAL_OWNER = re.compile(r"[a-z]+s[’'] ")  # “the **pilots’** union”
_INTRODUCTION = (
    r"(?:the {noun} (?:of|for|in|at) (?:an?|another|one)\b"
    r"|(?<![\w’'])(?:an?|another|one|(?-i:[a-z])[\w-]*[’']s?) (?:(?!of |the |who |and )[\w’'-]+ ){{0,3}}?{noun}\b)"
    r"(?!-|,? (?-i:[A-Z]))"
)
_PREDICATE = re.compile(r"(?:\b(?:is|was|are|be|been|as|become|became|becomes|not|than)|[’'][sm]) (?:the )?$")
_APPOSED = re.compile(r"(?:[’']s?|\))?,? (?:\d+, )?(?:the )?")
_OF_INDEFINITE = re.compile(r"\b(?:of|for|in|at|from) (?:an?|another|one) ")
_OWNED = re.compile(r"[’']s? ")  # after “the minister” in “the minister’s wife”
_CONTINUES = re.compile(r"[’']s?\b| (?:and|or)\b|-")


def _words_without_owners(person: Entity) -> frozenset[str]:
    """Return the words of a person's roles after any owner: “wife” of “the minister’s wife”."""
    return frozenset().union(*(words_of_role(_OWNED.split(role.text)[-1]) for role in person.roles))


class PhraseResolver:
    """Resolves the phrases of one article, and keeps the entities that only phrases name."""

    def __init__(self, text: str, entities: EntityIndex, context: ArticleContext) -> None:
        self._text, self._index, self._context = text, entities, context
        self._by_phrase: dict[str, Entity] = {}
        self._introductions_by_office: dict[str, list[Offsets]] = {}
        organizations = [entity for entity in entities.entities if entity.kind == "organization"]
        self._by_words = {
            words: entity
            for entity in organizations
            for name in entity.names
            if len(words := content_words(name)) >= MIN_NAME_WORDS
        }
        self._nominals = add_nominals(text, entities)
        self._with_roles = [entity for entity in entities.entities if entity.kind == "person" and entity.roles]
        self._mention_starts = sorted(
            (start, entity.number) for entity in entities.entities for start, _ in entity.mentions
        )

    def possible_referents(self, mention: Mention, exclude: Entity | None = None) -> list[Entity]:
        """Return the entities that a mention can refer to, other than ``exclude`` and the phrase itself."""
        own_name = mention.words.lower() if mention.form == "definite" else ""
        can_refer_to = referent_test(mention)
        return [
            entity
            for entity in self._entities_near(mention.start)
            if entity is not exclude and can_refer_to(entity) and not (own_name and entity.name.lower() == own_name)
        ]

    def _entities_near(self, offset: int) -> list[Entity]:
        """Return the entities, in their order; of very many, those that are mentioned nearest to an offset."""
        entities = self._index.entities
        if len(entities) <= MAX_REFERENTS:
            return entities
        middle = bisect_left(self._mention_starts, (offset, 0))
        numbers: set[int] = set()
        for position in range(middle - 1, max(0, middle - MAX_MENTIONS_NEAR) - 1, -1):
            numbers.add(self._mention_starts[position][1])
            if len(numbers) == NEAREST_REFERENTS:
                break
        numbers.update(number for _, number in self._mention_starts[middle : middle + MAX_MENTIONS_AFTER])
        return [entities[number] for number in sorted(numbers)]

    def has_owner(self, mention: Mention) -> bool:
        """Return whether a definite phrase begins with its owner: “her lawyer”, “the mayor’s wife”."""
        if mention.form != "definite":
            return False
        if _OWNER.match(self._text, mention.start) or _PLURAL_OWNER.match(mention.words):
            return True
        if _OWNED.search(mention.words) is None or mention.kind == "organization":
            return False
        names = self._index.names_within(mention.start, mention.end)
        if not names or self._index.named_at[names[0]][0].kind == "person":
            return True
        owner = OWNED_BY_NAME.match(mention.words) if mention.office else None
        return owner is not None and country_named(owner[1]) is not None  # “Pakistan’s prime minister”

    def shared_surname(self, mention: Mention) -> Entity:
        """Return which of several people a shared surname means: the one whom the article less often names in full."""

        def fullness(entity: Entity) -> tuple[int, int]:
            """Return a sort key: uses of the full or of another single name, then where it begins."""
            names = [name.split() for name in entity.names.elements()]
            full = sum(len(words) > 1 for words in names)
            other_single = sum(len(words) == 1 for words in names if words[0] != mention.words)
            return full + other_single, entity.mentions[0][0] if entity.mentions else 0

        return min(mention.entities, key=fullness)

    def known_referent(self, mention: Mention) -> Entity | None:
        """Return the entity that a definite phrase names by its office, or by the noun of a person without a name."""
        if mention.form != "definite":
            return None
        if pair := pair_before(self._text, self._index, mention):
            return self.joint_entity(replace(mention, members=pair, kind="group"))
        holder = self._former_or_latter(mention) or self.office_holder(mention) or self._nominal(mention)
        return holder or (self.phrase_entity(mention) if self._introduced_unnamed(mention, None) else None)

    def only_such_body(self, mention: Mention, content: Sequence[Span]) -> Entity | None:
        """Return the one organization named before “the newspaper” that the article says is one, if it is named lately.

        One that is named inside the statement's content is not the speaker.
        """
        if not mention.is_organization_word:
            return None
        noun = mention.words.lower()
        bodies = [
            entity
            for entity in self._entities_near(mention.start)
            if entity.kind == "organization"
            and entity.mentions
            and entity.mentions[0][0] < mention.start
            and is_named_such_a_body(noun, entity)
        ]
        if len(bodies) != 1 or any(count_mentions(bodies[0], span.start, span.end) for span in content):
            return None
        last = bodies[0].mentions[bisect_left(bodies[0].mentions, (mention.start, 0)) - 1][0]
        sentences = self._context.sentence_number(mention.start) - self._context.sentence_number(last)
        return bodies[0] if sentences <= MAX_SENTENCES_TO_BODY else None

    def _former_or_latter(self, mention: Mention) -> Entity | None:
        """Return whom “the former” or “the latter” means: one of just two people whom the sentence before names."""
        if mention.words.lower() not in _FORMER_AND_LATTER:
            return None
        end = self._context.sentence_start(mention.start)
        start = self._context.sentence_start(max(0, end - 1))
        names = self._index.names_within(start, end or mention.start)
        named = [self._index.named_at[name] for name in names]
        people = list({bearers[0].number: bearers[0] for bearers in named if bearers[0].kind == "person"}.values())
        if len(people) != 2 or any(len(bearers) > 1 for bearers in named):
            return None
        return people[_FORMER_AND_LATTER.index(mention.words.lower())]

    def office_holder(self, mention: Mention) -> Entity | None:
        """Return the one person with the office that a phrase names: “the governor”, “Pakistan’s prime minister”."""
        office = mention.office
        if office is None or _OF_INDEFINITE.search(mention.words):
            return None
        words, office_words = words_of_role(mention.words), words_of_role(office)
        holders: list[tuple[int, Entity]] = []
        for entity in self._with_roles:
            role_words = self._context.role_words(entity)
            if not office_words & role_words or not office_words & _words_without_owners(entity):
                continue
            if owner_agrees(mention, role_words) and not has_other_owner(mention, entity):
                holders.append((len(words & role_words), entity))
        most_shared = max((shared for shared, _ in holders), default=0)
        best = [entity for shared, entity in holders if shared == most_shared]
        if len(best) != 1 or self._introduced_unnamed(mention, best[0]):
            return None
        return best[0] if self._modifier_agrees(mention, best[0]) else None

    def _introduced_unnamed(self, mention: Mention, holder: Entity | None) -> bool:
        """Return whether somebody without a name was introduced by the phrase's office after the holder was mentioned.

        “A senator from the south … the senator said … Senator Gloria Ibarra”: the senator is not Gloria Ibarra.
        """
        office = mention.office
        if office is None:
            return False
        if _OF_INDEFINITE.search(mention.words):  # “the mayor of a village”
            return True
        last_mention = max(0, mention.start - MAX_INTRODUCTION)
        if holder and (number := bisect_left(holder.mentions, (mention.start, 0))):
            last_mention = max(last_mention, holder.mentions[number - 1][1])
        introductions = self._introductions(office)
        first = bisect_left(introductions, (last_mention, 0))
        last = bisect_left(introductions, (mention.start, 0))
        return any(end < mention.start and not self._is_predicate(start) for start, end in introductions[first:last])

    def _introductions(self, office: str) -> list[Offsets]:
        """Return where an office without a name is introduced: “a **senator**”; each use of its noun is read once."""
        if office not in self._introductions_by_office:
            introduction = re.compile(_INTRODUCTION.format(noun=re.escape(office)), re.IGNORECASE)
            self._introductions_by_office[office] = sorted(
                {
                    match.span()
                    for start in self._context.word_starts(office)
                    for match in introduction.finditer(
                        self._text, max(0, start - MAX_BEFORE_OFFICE), start + len(office) + MAX_AFTER_OFFICE
                    )
                    if match.start() < start < match.end()
                }
            )
        return self._introductions_by_office[office]

    def _is_predicate(self, start: int) -> bool:
        """Return whether a phrase says what somebody is: “is **a lawyer**”, “Ann Lee, **a lawyer**”."""
        if _PREDICATE.search(self._text, max(0, start - MAX_PREDICATE), start):
            return True
        names = self._index.names_within(max(0, start - MAX_APPOSED), start)
        people = (offsets for offsets in names if self._index.named_at[offsets][0].kind == "person")
        return any(_APPOSED.fullmatch(self._text, end, start) for _, end in people)

    def _modifier_agrees(self, mention: Mention, holder: Entity) -> bool:
        """Return whether a nationality in the phrase is stated of the holder, or nobody else was named since."""
        if not any(map(country_of_people, mention.words.split())):
            return True
        if any(country_of_people(word) or country_named(word) for role in holder.roles for word in role.text.split()):
            return True
        number = bisect_left(holder.mentions, (mention.start, 0))
        last = holder.mentions[number - 1][0] if number else -1
        other_persons = (entity for entity in self._index.entities if entity.kind == "person" and entity is not holder)
        return not any(
            entity.mentions[number][0] < mention.start
            for entity in other_persons
            if (number := bisect_right(entity.mentions, (last, math.inf))) < len(entity.mentions)
        )

    def bodies_of(self, person: Entity) -> list[Entity]:
        """Return the organizations that a person's affiliations, roles and descriptions name, each once."""
        spans = [(span.start, span.end) for span in (*person.affiliations, *person.roles)]
        spans += person.mentions if person.kind == "unnamed" else []
        bodies: list[Entity] = []
        for start, end in spans:
            for offsets in self._index.names_within(start, end):
                entity = self._index.named_at[offsets][0]
                if entity.kind == "organization" and entity not in bodies:
                    bodies.append(entity)
        return bodies

    def note_mention(self, entity: Entity, mention: Mention) -> None:
        """Add a mention that is not a proper name; of an organization, its name with all that belongs to it."""
        if mention.form == "name":
            if entity.kind == "organization":
                entity.names[mention.words] += 1
            return
        self._add_mention(entity, mention)

    def _add_mention(self, entity: Entity, mention: Mention) -> None:
        entity.add_mention((mention.start, mention.end))
        insort(self._mention_starts, (mention.start, entity.number))

    def phrase_entity(self, mention: Mention) -> Entity:
        """Return the speaker that nothing but this phrase names; the same phrase is the same speaker."""
        organization = self._by_words.get(content_words(mention.words)) or self._body_named_after(mention)
        if organization is not None:
            self.note_mention(organization, mention)
            return organization
        nominal = self._nominal(mention)
        if nominal is not None:
            self._by_phrase[mention.words.lower()] = nominal
        entity = self.new_entity(mention.words.lower(), mention.words, mention)
        if mention.full_phrase and entity.kind != "person":
            entity.names[mention.full_phrase] += 1
        return entity

    def name_description(self, mention: Mention, holder: Entity) -> None:
        """Give a description to the one who is named later, and with it each “the woman” that mentions them again."""
        nominal = self._nominal(mention)
        if nominal is not None and nominal is not holder:
            for start, end in nominal.mentions:
                self._add_mention(holder, replace(mention, start=start, end=end))
            nominal.mentions = []
            self._nominals = {
                start: holder if entity is nominal else entity for start, entity in self._nominals.items()
            }
        self._by_phrase[mention.words.lower()] = holder
        self._add_mention(holder, mention)

    def _body_named_after(self, mention: Mention) -> Entity | None:
        """Return the one organization of the article that a bare word for a body can mean: “police” of Arden Police."""
        word = mention.words.lower()
        if not is_organization_word(word.title()) or is_office(word):
            return None
        bodies = [
            entity
            for entity in self._entities_near(mention.start)
            if entity.kind == "organization" and any(word.title() in name.split()[1:] for name in entity.names)
        ]
        return bodies[0] if len(bodies) == 1 else None

    def joint_entity(self, mention: Mention) -> Entity:
        """Return the people or organizations that speak together, as one speaker."""
        key = " ".join(str(entity.number) for entity in mention.members)
        return self.new_entity(key, _listed([entity.name for entity in mention.members]), mention)

    def group_around(self, entity: Entity, mention: Mention) -> Entity:
        """Return somebody and the others who speak too, as one speaker: “James Hansen and his collaborators”."""
        name = _listed([entity.name, mention.companions])
        return self.new_entity(f"{entity.number} {mention.companions.lower()}", name, replace(mention, kind="group"))

    def government_of(self, country: Entity, mention: Mention) -> Entity:
        """Return the government of a country, as a speaker of its own: “Turkish government”."""
        name = government_name(country.name)
        return self.new_entity(name.lower(), name, mention)

    def new_entity(self, key: str, name: str, mention: Mention) -> Entity:
        """Return the entity kept under a key, made at its first mention, with this mention added."""
        entity = self._by_phrase.get(key)
        if entity is None:
            entity = self._by_phrase[key] = self._index.add_entity(mention.kind)
        if entity.kind != "person" or not entity.names:  # “the woman” is not a name of Melanie
            entity.names[name] += 1
        if not entity.is_mentioned_within(mention.start, mention.end):
            self._add_mention(entity, mention)
        return entity

    def _nominal(self, mention: Mention) -> Entity | None:
        """Return the person that a phrase introduces or mentions again: “a woman who was there”, “the woman”."""
        for start in range(mention.start, min(mention.start + MAX_ARTICLE, mention.end)):
            entity = self._nominals.get(start)
            if entity is None:
                continue
            following = entity.mentions[bisect_left(entity.mentions, (start, 0)) :][:1]
            end = following[0][1] if following else mention.end
            if end <= mention.end and not _CONTINUES.match(self._text, end):
                return entity
        return None


def _listed(names: Sequence[str]) -> str:
    """Return names as a list in words: “A, B and C”."""
    return f"{', '.join(names[:-1])} and {names[-1]}"
