"""The features by which the ranker tells the candidates for a mention apart, each with its name.

The model is trained on ``FEATURE_NAMES`` in this order: a change needs a new model (training/speakers.py). Mention
ranking after Denis and Baldridge (2008); features after Lappin and Leass (1994) and Bergsma and Lin (2006).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from onrecord.records import Span
from onrecord.speakers.entities.countries import country_of_people
from onrecord.speakers.entities.entity import Entity, Offsets
from onrecord.speakers.entities.given_names import gender_of_words
from onrecord.speakers.entities.roles import is_office, words_of_role
from onrecord.speakers.resolution.agreement import is_named_such_a_body
from onrecord.speakers.resolution.article_context import ArticleContext
from onrecord.speakers.resolution.mention import Form, Mention, head_noun

FORMS: tuple[Form, ...] = ("he", "she", "they", "it", "definite", "name", "uncued")
ENTITY_KINDS = ("person", "organization", "country", "group", "document", "unnamed")
SENTENCE_BEGINNING = 3  # characters from a sentence's start within which a mention begins it

_WORD = re.compile(r"[\w-]+")
_PREPOSITION = re.compile(
    r"\b(?:of|for|to|by|from|with|in|at|on|about|against|than|like|and|or|over|after|before|under) "
    r"(?:the |(?:Mrs?|Ms)\.? )?$",
    re.IGNORECASE,
)
_VERB = re.compile(r" (?:also |has |had |then |later |who )?(?:[a-z]+ed|[a-z]+s|said|is|was|told|wrote|went|had|did)\b")
_PRESS_ROLES = frozenset(  # roles of people who report others' words
    [
        "reporter",
        "correspondent",
        "journalist",
        "columnist",
        "blogger",
        "anchor",
        "moderator",
        "host",
        "editor",
        "writer",
    ]
)


class FeatureRow(NamedTuple):
    """One candidate's features, or those of the choice of no candidate. Truth values are 0.0 or 1.0."""

    # The choice of no candidate sets this, the forms, and three facts about the mention in the columns of the kinds:
    # that it names an office in ``is_person``, is an organization in ``is_organization``, a group in ``is_country``.
    no_candidate: float = 0.0
    # The mention's form
    form_he: float = 0.0
    form_she: float = 0.0
    form_they: float = 0.0
    form_it: float = 0.0
    form_definite: float = 0.0
    form_name: float = 0.0
    form_uncued: float = 0.0
    # The candidate's kind
    is_person: float = 0.0
    is_organization: float = 0.0
    is_country: float = 0.0
    is_group: float = 0.0
    is_document: float = 0.0
    is_unnamed: float = 0.0
    # Gender of the mention against the candidate's
    gender_agrees: float = 0.0
    gender_disagrees: float = 0.0
    gender_unknown: float = 0.0
    # Distance of the candidate's nearest mention
    log_sentences: float = 0.0
    same_sentence: float = 0.0
    next_sentence: float = 0.0
    comes_after: float = 0.0
    log_paragraphs: float = 0.0
    same_paragraph: float = 0.0
    # Rank among the candidates of the same kind, by distance
    reciprocal_rank: float = 0.0
    is_nearest: float = 0.0
    # Who spoke so far
    spoke_last: float = 0.0
    spoke_before_last: float = 0.0
    share_of_statements: float = 0.0
    has_spoken: float = 0.0
    # The statement around the mention's own
    made_parent_statement: float = 0.0
    has_parent_statement: float = 0.0
    # The candidate's nearest mention and its other mentions
    begins_sentence: float = 0.0
    log_sentence_position: float = 0.0
    candidate_is_quoted: float = 0.0
    mention_is_quoted: float = 0.0
    log_mentions_before: float = 0.0
    log_mentions: float = 0.0
    in_first_paragraph: float = 0.0
    is_possessive: float = 0.0
    is_source: float = 0.0
    log_pronouns_between: float = 0.0
    # A definite phrase's words against the candidate's names and roles
    noun_in_roles: float = 0.0
    noun_in_names: float = 0.0
    shares_word_or_country: float = 0.0
    share_of_words_in_names: float = 0.0
    noun_is_office: float = 0.0
    # Rank among the persons whose gender does not disagree
    reciprocal_person_rank: float = 0.0
    is_nearest_person: float = 0.0
    # More on the candidate
    was_last_referent: float = 0.0
    after_preposition: float = 0.0
    before_verb: float = 0.0
    is_press: float = 0.0
    # Where a definite phrase's noun was used before
    noun_before_candidate: float = 0.0
    noun_since_candidate: float = 0.0
    noun_used_before: float = 0.0
    # The content that the mention is the source of
    named_in_content: float = 0.0
    nearest_in_content: float = 0.0
    content_is_quoted: float = 0.0
    content_comes_before: float = 0.0
    quoted_content_comes_before: float = 0.0
    # The paragraph before an uncued quotation
    previous_paragraph_quotes: float = 0.0
    named_in_previous_paragraph: float = 0.0
    named_first_in_previous_paragraph: float = 0.0
    named_first_in_unquoted_paragraph: float = 0.0
    # What a definite phrase's noun says of the candidate
    is_named_such_a_body: float = 0.0
    has_other_office: float = 0.0


FEATURE_NAMES = FeatureRow._fields
FEATURE_COUNT = len(FEATURE_NAMES)  # 66


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a mention may refer to, and the entity's mention nearest to it.

    ``rank`` counts candidates of the same kind from the nearest on; ``person_rank`` persons whose gender does not
    disagree, and is 0 for other candidates.
    """

    entity: Entity
    nearest: Offsets
    rank: int
    person_rank: int


class MentionFeatures:
    """The features of the candidates for one mention; what does not depend on the candidate is computed once.

    Args:
        context: The article.
        mention: The mention.
        parent: The speaker of the statement around the mention's own.
        content: The content that the mention is the source of.
        named_first: The person named first in the paragraph before an uncued quotation.
    """

    def __init__(
        self,
        context: ArticleContext,
        mention: Mention,
        parent: Entity | None,
        content: Sequence[Span],
        named_first: Entity | None,
    ) -> None:
        self._context, self._mention, self._parent = context, mention, parent
        self._content, self._named_first = content, named_first
        self._start = mention.start
        self._gender = mention_gender(mention)
        self._sentence = context.sentence_number(mention.start)
        self._paragraph = context.paragraph_number(mention.start)
        self._pronoun = mention.form if mention.form in ("he", "she") else "he"
        self._noun = head_noun(mention.words)
        self._is_definite, self._is_uncued = mention.form == "definite", mention.form == "uncued"
        self._form = {f"form_{mention.form}": 1.0} if mention.form in FORMS else {}
        self._previous_paragraph = context.previous_paragraph(mention.start)
        self._shared = (
            self._form
            | self._content_features()
            | {
                "has_parent_statement": float(parent is not None),
                "mention_is_quoted": float(context.is_quoted(mention.start)),
            }
        )
        if self._is_definite:
            words = [word for word in _WORD.findall(mention.words.lower()) if len(word) > 1]
            self._words, self._words_with_countries = words, _with_countries(frozenset(words))
            self._noun_starts = context.word_starts(self._noun)
            self._shared["noun_is_office"] = float(is_office(self._noun))
            self._uses_before = bisect_left(self._noun_starts, mention.start)
            self._shared["noun_used_before"] = float(self._uses_before > 0)
        if self._is_uncued:
            self._shared["previous_paragraph_quotes"] = float(context.has_quotation(*self._previous_paragraph))

    def without_candidate(self) -> FeatureRow:
        """Return the features of the choice of no candidate."""
        mention = self._mention
        names_office = self._is_definite and any(is_office(word) for word in mention.words.split())
        return FeatureRow(
            no_candidate=1.0,
            is_person=float(names_office),
            is_organization=float(mention.kind == "organization"),
            is_country=float(mention.kind == "group"),
            **self._form,
        )

    def of_candidate(self, candidate: Candidate) -> FeatureRow:
        """Return the features of one candidate."""
        features = dict(self._shared)
        features[f"is_{candidate.entity.kind}"] = 1.0
        features |= self._agreement_and_rank(candidate)
        features |= self._distance(candidate.nearest)
        features |= self._prominence(candidate.entity, candidate.nearest)
        features |= self._surroundings(candidate.nearest)
        if self._is_definite:
            features |= self._word_overlap(candidate.entity) | self._noun_use(candidate)
        if self._is_uncued:
            features |= self._previous_paragraph_features(candidate.entity)
        return FeatureRow._make([features.get(name, 0.0) for name in FEATURE_NAMES])

    def _content_features(self) -> dict[str, float]:
        """Is the content quoted, and does it come before the mention: “‘I am late,’ **he** said”?"""
        if not self._content:
            return {}
        quoted, before = self._context.is_quoted(self._content[0].start), self._content[0].end <= self._start
        return {
            "content_is_quoted": float(quoted),
            "content_comes_before": float(before),
            "quoted_content_comes_before": float(quoted and before),
        }

    def _agreement_and_rank(self, candidate: Candidate) -> dict[str, float]:
        gender = candidate.entity.gender
        agreement = self._gender * ((gender > 0) - (gender < 0))
        return {
            "gender_agrees": float(agreement > 0),
            "gender_disagrees": float(agreement < 0),
            "gender_unknown": float(self._gender != 0 and agreement == 0),
            "reciprocal_rank": 1 / candidate.rank,
            "is_nearest": float(candidate.rank == 1),
            "reciprocal_person_rank": 1 / candidate.person_rank if candidate.person_rank else 0.0,
            "is_nearest_person": float(candidate.person_rank == 1),
        }

    def _distance(self, nearest: Offsets) -> dict[str, float]:
        context = self._context
        sentences = abs(self._sentence - context.sentence_number(nearest[0]))
        paragraphs = abs(self._paragraph - context.paragraph_number(nearest[0]))
        position = nearest[0] - context.sentence_start(nearest[0])
        after = nearest[0] > self._start
        pronouns = 0 if after else context.count_pronouns(self._pronoun, nearest[1], self._start)
        return {
            "log_sentences": math.log1p(sentences),
            "same_sentence": float(sentences == 0),
            "next_sentence": float(sentences == 1),
            "comes_after": float(after),
            "log_paragraphs": math.log1p(paragraphs),
            "same_paragraph": float(paragraphs == 0),
            "begins_sentence": float(position < SENTENCE_BEGINNING),
            "log_sentence_position": math.log1p(position) / 4,
            "log_pronouns_between": math.log1p(pronouns),
        }

    def _prominence(self, entity: Entity, nearest: Offsets) -> dict[str, float]:
        context, spoken = self._context, self._context.spoken
        times_spoken = context.times_spoken(entity)
        named_in_content = any(count_mentions(entity, span.start, span.end) for span in self._content)
        return {
            "spoke_last": float(len(spoken) >= 1 and spoken[-1] is entity),
            "spoke_before_last": float(len(spoken) >= 2 and spoken[-2] is entity),
            "share_of_statements": times_spoken / (len(spoken) + 1),
            "has_spoken": float(times_spoken > 0),
            "made_parent_statement": float(self._parent is entity),
            "log_mentions_before": math.log1p(bisect_left(entity.mentions, (self._start, 0))),
            "log_mentions": math.log1p(len(entity.mentions)),
            "in_first_paragraph": float(context.paragraph_number(entity.mentions[0][0]) == 0),
            "was_last_referent": float(context.last_referents.get(self._mention.form) is entity),
            "is_press": float(not _PRESS_ROLES.isdisjoint(context.role_words(entity))),
            "named_in_content": float(named_in_content),
            "nearest_in_content": float(any(span.start <= nearest[0] < span.end for span in self._content)),
        }

    def _surroundings(self, nearest: Offsets) -> dict[str, float]:
        """What stands around a candidate's mention; worked out once for all the mentions that it is a candidate for."""
        surroundings = self._context.surroundings
        if nearest not in surroundings:
            context, text = self._context, self._context.text
            start, end = nearest
            surroundings[nearest] = {
                "candidate_is_quoted": float(context.is_quoted(start)),
                "is_possessive": float(text[end : end + 1] in ("’", "'")),
                "is_source": float(nearest in context.source_offsets),
                "after_preposition": float(_PREPOSITION.search(text, max(0, start - 16), start) is not None),
                "before_verb": float(_VERB.match(text, end, end + 30) is not None),
            }
        return surroundings[nearest]

    def _word_overlap(self, entity: Entity) -> dict[str, float]:
        """How well the words of a definite phrase fit the candidate's names and roles."""
        noun, words = self._noun, self._words
        roles = self._context.role_words(entity)
        names = self._context.name_words(entity)
        return {
            "noun_in_roles": float(noun in roles),
            "noun_in_names": float(noun in names),
            "shares_word_or_country": float(
                bool((self._words_with_countries & _with_countries(roles)) - {noun}) if roles else False
            ),
            "share_of_words_in_names": sum(word in names for word in words) / max(1, len(words)),
            "is_named_such_a_body": float(is_named_such_a_body(noun, entity)),
            "has_other_office": float(has_other_office(self._context, self._mention, entity)),
        }

    def _noun_use(self, candidate: Candidate) -> dict[str, float]:
        """Where the noun of a definite phrase was used before the mention."""
        starts = self._noun_starts
        return {
            "noun_before_candidate": float(bisect_left(starts, candidate.entity.mentions[0][0]) > 0),
            "noun_since_candidate": float(self._uses_before > bisect_left(starts, candidate.nearest[1])),
        }

    def _previous_paragraph_features(self, entity: Entity) -> dict[str, float]:
        is_first = self._named_first is entity
        quotes = bool(self._shared["previous_paragraph_quotes"])
        return {
            "named_in_previous_paragraph": float(first_mention(entity, *self._previous_paragraph) is not None),
            "named_first_in_previous_paragraph": float(is_first),
            "named_first_in_unquoted_paragraph": float(is_first and not quotes),
        }


def has_other_office(context: ArticleContext, mention: Mention, entity: Entity) -> bool:
    """Return whether the article states an entity's office, and it is none that the phrase names."""
    roles = context.role_words(entity)
    office = mention.office if roles else None
    return office is not None and any(map(is_office, roles)) and not words_of_role(office) & roles


@lru_cache(maxsize=1024)  # each candidate for a mention asks for it
def _with_countries(words: frozenset[str]) -> frozenset[str]:
    """Return words with the names of the countries whose people they name: “french” adds “france”."""
    return words | {country.name.lower() for word in words if (country := country_of_people(word))}


def mention_gender(mention: Mention) -> int:
    """Return 1 if a pronoun or definite phrase says a woman, -1 if a man, else 0."""
    return gender_of_words(mention.words) if mention.form in ("he", "she", "definite") else 0


def count_mentions(entity: Entity, start: int, end: int) -> int:
    """Return how often an entity is mentioned between two offsets."""
    return bisect_left(entity.mentions, (end, 0)) - bisect_left(entity.mentions, (start, 0))


def first_mention(entity: Entity, start: int, end: int) -> int | None:
    """Return where an entity is first mentioned between two offsets; None if it is not."""
    number = bisect_left(entity.mentions, (start, 0))
    is_between = number < len(entity.mentions) and entity.mentions[number][0] < end
    return entity.mentions[number][0] if is_between else None
