"""Phrases resolved by rule: offices (“the governor”), people without a name, and speakers of no other name."""

from __future__ import annotations

import re

from onrecord.speakers.entities.entity import Entity, EntityIndex
from onrecord.speakers.entities.roles import words_of_role, words_of_roles
from onrecord.speakers.resolution.agreement import can_refer_to, content_words, owner_agrees
from onrecord.speakers.resolution.article_context import ArticleContext
from onrecord.speakers.resolution.mentions import Mention
from onrecord.speakers.resolution.nominals import add_nominals

# Set by hand.
MAX_ARTICLE = 9  # characters at a phrase's beginning that its article takes
MIN_NAME_WORDS = 3  # words of an organization's name from which the same words in another order name it
MAX_SENTENCES_TO_NAME = 2  # sentences within which an article that begins with an office names its holder

_OWNER = re.compile(r"(?:his|her|their|its|our|my)\b", re.IGNORECASE)
_CONTINUES = re.compile(r"[’']s?\b| (?:and|or)\b|-")


class PhraseResolver:
    """Resolves the phrases of one article, and keeps the entities that only phrases name."""

    def __init__(self, text: str, entities: EntityIndex, context: ArticleContext) -> None:
        self._text, self._index, self._context = text, entities, context
        self._by_phrase: dict[str, Entity] = {}
        organizations = [entity for entity in entities.entities if entity.kind == "organization"]
        self._by_words = {
            words: entity
            for entity in organizations
            for name in entity.names
            if len(words := content_words(name)) >= MIN_NAME_WORDS
        }
        self._nominals = add_nominals(text, entities)

    def possible_referents(self, mention: Mention, exclude: Entity | None = None) -> list[Entity]:
        """Return the entities that a mention can refer to, other than ``exclude`` and the phrase itself."""
        own_name = mention.words.lower() if mention.form == "definite" else ""
        return [
            entity
            for entity in self._index.entities
            if entity is not exclude
            and can_refer_to(mention, entity)
            and not (own_name and entity.name.lower() == own_name)
        ]

    def has_owner(self, mention: Mention) -> bool:
        """Return whether a definite phrase begins with an owner's pronoun: “her lawyer”."""
        return mention.form == "definite" and _OWNER.match(self._text, mention.start) is not None

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
        return self.office_holder(mention) or self._nominal(mention)

    def office_holder(self, mention: Mention) -> Entity | None:
        """Return the one person with the office that a phrase names: “the governor”, “Pakistan’s prime minister”."""
        office = mention.office
        if office is None:
            return None
        words, office_words = words_of_role(mention.words), words_of_role(office)
        holders: list[tuple[int, Entity]] = []
        for entity in self._index.entities:
            if entity.kind != "person" or not entity.roles:
                continue
            role_words = words_of_roles(entity.roles)
            if office_words & role_words and owner_agrees(mention, role_words):
                holders.append((len(words & role_words), entity))
        most_shared = max((shared for shared, _ in holders), default=0)
        best = [entity for shared, entity in holders if shared == most_shared]
        return best[0] if len(best) == 1 else None

    def named_next(self, mention: Mention) -> Entity | None:
        """Return the holder of an office that the article mentions before anybody's name.

        That is the first person named, if they speak in the next sentences and the article states no role of theirs.
        """
        if mention.form != "definite" or mention.office is None:
            return None
        people = [entity for entity in self._index.entities if entity.kind == "person" and entity.mentions]
        first = min(people, key=lambda entity: entity.mentions[0], default=None)
        if first is None or first.roles:
            return None
        name = first.mentions[0]
        if name[0] < mention.end or name not in self._context.source_offsets:
            return None
        sentences = self._context.sentence_number(name[0]) - self._context.sentence_number(mention.start)
        return first if sentences <= MAX_SENTENCES_TO_NAME else None

    def note_mention(self, entity: Entity, mention: Mention) -> None:
        """Add a mention that is not a proper name; of an organization, its name with all that belongs to it."""
        if mention.form == "name":
            if entity.kind == "organization":
                entity.names[mention.words] += 1
            return
        offsets = (mention.start, mention.end)
        if offsets not in entity.mentions:
            entity.add_mention(offsets)

    def phrase_entity(self, mention: Mention) -> Entity:
        """Return the speaker that nothing but this phrase names; the same phrase is the same speaker."""
        organization = self._by_words.get(content_words(mention.words))
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

    def joint_entity(self, mention: Mention) -> Entity:
        """Return the people or organizations that speak together, as one speaker."""
        key = " ".join(str(entity.number) for entity in mention.members)
        return self.new_entity(key, " and ".join(entity.name for entity in mention.members), mention)

    def new_entity(self, key: str, name: str, mention: Mention) -> Entity:
        """Return the entity kept under a key, made at its first mention, with this mention added."""
        entity = self._by_phrase.get(key)
        if entity is None:
            entity = self._by_phrase[key] = self._index.add_entity(mention.kind)
        if entity.kind != "person" or not entity.names:  # “the woman” is not a name of Melanie
            entity.names[name] += 1
        if not any(mention.start <= start < mention.end for start, _ in entity.mentions):
            entity.add_mention((mention.start, mention.end))
        return entity

    def _nominal(self, mention: Mention) -> Entity | None:
        """Return the person that a phrase introduces or mentions again: “a woman who was there”, “the woman”."""
        for start in range(mention.start, min(mention.start + MAX_ARTICLE, mention.end)):
            entity = self._nominals.get(start)
            if entity is None:
                continue
            end = next((end for noun_start, end in entity.mentions if noun_start >= start), mention.end)
            if end <= mention.end and not _CONTINUES.match(self._text, end):
                return entity
        return None
