"""Descriptions whose holder is named later: “**A health expert** has warned … **Ann Lee**, who runs the lab, said”.

News begins with a description and gives the name some sentences on. Whether somebody whom the article first names after
a description is its holder is a choice of its own: a conditional logit over a few features, fitted on labelled articles
(training/later_names.py). Below a threshold the description stays a speaker without a name.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from onrecord.records import Statement
from onrecord.speakers.entities.entity import Entity
from onrecord.speakers.entities.given_names import gender_of_words
from onrecord.speakers.entities.roles import is_doer, is_office, words_of_role
from onrecord.speakers.entities.speaker_kind import ORGANIZATION_WORDS
from onrecord.speakers.resolution.agreement import has_other_owner, is_named_such_a_body, may_be_such_a_body
from onrecord.speakers.resolution.article_context import ArticleContext, Floats
from onrecord.speakers.resolution.mention import Mention, head_noun
from onrecord.text.common_words import ordinary_words
from onrecord.text.honorifics import HONORIFICS

# Set by hand.
MAX_SENTENCES = 12  # after a description, within which its holder's name is looked for
MAX_HOLDERS = 4  # persons or organizations first named after a description that are looked at
MIN_CONTENT_WORD = 4  # letters of a word that two statements may share
LEDE_SENTENCES = 3  # sentences of an article's beginning
MAX_WORDS_BEFORE_NAME = 5  # words of a sentence before a name with a role that still is its subject
MAX_STATEMENTS = 20  # statements of one entity whose words are compared

RANKS = ("titles.courtesy", "titles.nobility", "titles.scholars_and_clergy", "titles.military", "titles.captain")

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_INDEFINITE = re.compile(r"(?:an?|one of|one) ", re.IGNORECASE)
_PLURAL = re.compile(r"(?<!s)s$|people$|men$")
_ANONYMOUS = re.compile(
    r"anonym|declined to be|be(?:ing)? (?:named|identified)"
    r"|(?:not|n[’']t) (?:to be |been )?(?:authori[sz]ed|want|named|identified)",
    re.IGNORECASE,
)


class HolderFeatures(NamedTuple):
    """What tells whether an entity is the one that a description before its first mention means."""

    log_sentences: float
    has_direct_statement: float
    log_statements: float
    shares_noun: float
    other_role: float
    is_in_lede: float
    is_indefinite: float
    shared_content: float
    is_organization: float
    similarity: float
    log_speakers_between: float
    is_direct: float
    is_anonymous: float
    begins_sentence: float
    shares_name: float
    is_only_candidate: float


# Fitted by training/later_names.py on 545 descriptions of 595 labelled articles; of 59 the holder is named later.
_WEIGHTS = HolderFeatures(
    log_sentences=-1.82,
    has_direct_statement=1.14,
    log_statements=1.02,
    shares_noun=1.78,
    other_role=-1.17,
    is_in_lede=1.17,
    is_indefinite=-0.73,
    shared_content=0.63,
    is_organization=-2.48,
    similarity=1.46,
    log_speakers_between=0.38,
    is_direct=-1.05,
    is_anonymous=-0.77,
    begins_sentence=0.86,
    shares_name=0.63,
    is_only_candidate=0.62,
)
_BIAS = -2.25
MIN_HOLDER_LIKELIHOOD = 0.6
"""Likelihood from which a later name is a description's holder: right in 21 of 25, by cross-validation."""


def holder_likelihoods(features: Sequence[HolderFeatures]) -> Floats:
    """Return how likely each of the candidates for one description is its holder, [C]; what is left is for none."""
    scores = np.array(features) @ np.array(_WEIGHTS) + _BIAS
    highest = max(0.0, float(scores.max()))
    weights = np.exp(scores - highest)
    return np.asarray(weights / (weights.sum() + math.exp(-highest)), np.float32)


class _Named(NamedTuple):
    """An entity, and where it is first named."""

    start: int
    end: int
    entity: Entity


class LaterNames:
    """Finds the holders of one article's descriptions among those whom it names later.

    Args:
        context: The article.
        entities: Its entities.
        statements: Its statements, each with its source.
    """

    def __init__(
        self,
        context: ArticleContext,
        entities: Iterable[Entity],
        statements: Iterable[tuple[Statement, Mention | None]],
    ) -> None:
        self._context = context
        named = [_Named(*entity.mentions[0], entity) for entity in entities if entity.mentions]
        self._named = sorted(named, key=lambda name: (name.start, name.entity.number))
        self._name_starts = [name.start for name in self._named]
        self._statements: defaultdict[int, list[Statement]] = defaultdict(list)
        for statement, mention in statements:
            if mention is not None and len(mention.entities) == 1:
                self._statements[mention.entities[0].number].append(statement)
        self._speaker_starts = [name.start for name in self._named if name.entity.number in self._statements]
        self._content_words: dict[str, frozenset[str]] = {}

    def holder(self, mention: Mention, statement: Statement) -> tuple[Entity, float] | None:
        """Return the holder of a description and how likely it is; None if nobody is likely enough."""
        candidates = self.candidates(mention, statement)
        if not candidates:
            return None
        likelihoods = holder_likelihoods([features for _, features in candidates])
        best = int(likelihoods.argmax())
        likelihood = float(likelihoods[best])
        return (candidates[best][0], likelihood) if likelihood >= MIN_HOLDER_LIKELIHOOD else None

    def candidates(self, mention: Mention, statement: Statement) -> list[tuple[Entity, HolderFeatures]]:
        """Return the entities first named after a description, with their features; none for another mention.

        Whom the statement itself names is not its speaker: “a steward said **Hugo Prinz** had shouted”.
        """
        noun = head_noun(mention.words)
        if not _is_description(mention, noun) or self._context.is_quoted(mention.start):
            return []
        next_names = [
            name
            for name in self._named_next(mention, noun)
            if not any(span.start <= name.start < span.end for span in statement.content)
        ]
        of_mention = self._mention_features(mention, statement, len(next_names))
        return [
            (name.entity, HolderFeatures(**of_mention, **self._features(mention, statement, name)))
            for name in next_names
        ]

    def _named_next(self, mention: Mention, noun: str) -> Iterator[_Named]:
        """Yield the first entities of the description's kind that are first named in the sentences after it."""
        last_sentence = self._context.sentence_number(mention.start) + MAX_SENTENCES
        holder_count = 0
        for name in self._named[bisect_left(self._name_starts, mention.end) :]:
            if holder_count == MAX_HOLDERS or self._context.sentence_number(name.start) > last_sentence:
                return
            if _may_hold(mention, noun, name.entity):
                holder_count += 1
                yield name

    def _mention_features(self, mention: Mention, statement: Statement, candidates: int) -> dict[str, float]:
        context = self._context
        return {
            "is_in_lede": float(context.sentence_number(mention.start) < LEDE_SENTENCES),
            "is_indefinite": float(_INDEFINITE.match(context.text, mention.start) is not None),
            "is_direct": float(statement.kind == "direct"),
            "is_anonymous": float(_ANONYMOUS.search(context.text, *context.sentence_at(mention.start)) is not None),
            "is_only_candidate": float(candidates == 1),
        }

    def _features(self, mention: Mention, statement: Statement, name: _Named) -> dict[str, float]:
        context, entity, noun = self._context, name.entity, head_noun(mention.words)
        entity_statements = self._statements.get(entity.number, [])[:MAX_STATEMENTS]
        roles = context.role_words(entity)
        shares_noun = is_named_such_a_body(noun, entity) or bool(words_of_role(noun) & roles)
        sentences = context.sentence_number(name.start) - context.sentence_number(mention.start)
        content = self._words_of(statement)
        return {
            "log_sentences": math.log1p(sentences),
            "has_direct_statement": float(any(said.kind != "indirect" for said in entity_statements)),
            "log_statements": math.log1p(len(entity_statements)),
            "shares_noun": float(shares_noun),
            "other_role": float(not shares_noun and any(is_office(word) and word not in _ranks() for word in roles)),
            "shared_content": math.log1p(
                max(
                    (len(content & self._words_of(said)) for said in entity_statements),
                    default=0,
                )
            ),
            "is_organization": float(entity.kind == "organization"),
            "similarity": self._similarity(mention, name),
            "log_speakers_between": math.log1p(self._speakers_between(mention.end, name.start)),
            "begins_sentence": float(self._is_subject(name.start, has_role=bool(roles))),
            "shares_name": float(
                bool(_proper_words(context.text, mention) & (roles | self._sentence_words(name.start)))
            ),
        }

    def _similarity(self, mention: Mention, name: _Named) -> float:
        """Return the cosine of the encoder's views of the description and of the entity's first mention."""
        vectors = self._context.mean_references([(mention.start, mention.end), (name.start, name.end)])
        norm = math.sqrt(float(vectors[0] @ vectors[0]) * float(vectors[1] @ vectors[1]))
        return float(vectors[0] @ vectors[1]) / norm if norm else 0.0

    def _speakers_between(self, start: int, end: int) -> int:
        return bisect_left(self._speaker_starts, end) - bisect_left(self._speaker_starts, start)

    def _is_subject(self, offset: int, *, has_role: bool) -> bool:
        """Return whether a name begins its sentence, with nothing before it or only its role."""
        before = self._context.text[self._context.sentence_start(offset) : offset].split()
        return not before or (has_role and len(before) <= MAX_WORDS_BEFORE_NAME)

    def _sentence_words(self, offset: int) -> frozenset[str]:
        start, end = self._context.sentence_at(offset)
        return frozenset(word.lower() for word in _WORD.findall(self._context.text, start, end))

    def _words_of(self, statement: Statement) -> frozenset[str]:
        """Return the words of a statement's content in lower case, common ones left out."""
        if statement.id not in self._content_words:
            words = (word.lower() for span in statement.content for word in _WORD.findall(span.text))
            self._content_words[statement.id] = frozenset(
                word for word in words if len(word) >= MIN_CONTENT_WORD and word not in ordinary_words()
            )
        return self._content_words[statement.id]


def _is_description(mention: Mention, noun: str) -> bool:
    """Return whether a mention describes one person or one body and names nobody."""
    if mention.form not in ("definite", "other") or mention.kind in ("document", "group", "country"):
        return False
    if _is_noun_of_body(noun):
        return True
    is_person = is_office(noun) or gender_of_words(noun) != 0 or (noun in mention.words and is_doer(noun))
    return is_person and not _PLURAL.search(noun)


def _is_noun_of_body(noun: str) -> bool:
    return noun in ORGANIZATION_WORDS.words("alone", "any_firm", "any_body")


def _may_hold(mention: Mention, noun: str, entity: Entity) -> bool:
    """Return whether an entity is of the kind that a description means, and of its gender."""
    if entity.kind == "person" and not _is_noun_of_body(noun):
        return gender_of_words(mention.words) * entity.gender >= 0 and not has_other_owner(mention, entity)
    return entity.kind == "organization" and _is_noun_of_body(noun) and may_be_such_a_body(noun, entity)


@cache
def _ranks() -> frozenset[str]:
    """Return the titles that go with any office, in lower case: “professor”, “captain”."""
    return frozenset(title.lower() for title in HONORIFICS.words(*RANKS))


def _proper_words(text: str, mention: Mention) -> frozenset[str]:
    """Return the capitalized words inside a description, in lower case: “Dundee” of “a Dundee baker”."""
    words = text[mention.start : mention.end].split()[1:]
    return frozenset(match[0].lower() for word in words if word[:1].isupper() and (match := _WORD.match(word)))
