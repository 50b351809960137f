"""The candidates that a pronoun or a phrase may refer to, as a choice for the ranker."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.records import Span
from onrecord.speakers.entities.entity import Entity, Offsets
from onrecord.speakers.resolution.antecedent_features import (
    Candidate,
    MentionFeatures,
    first_mention,
    has_other_office,
    mention_gender,
)
from onrecord.speakers.resolution.article_context import ArticleContext, Floats
from onrecord.speakers.resolution.mention import Mention

MAX_CANDIDATES = 24  # those mentioned longest ago are left out; set by hand
MAX_SENTENCES_TO_NAME = 6  # after a description, within which the name of whom it describes may follow; set by hand
MAX_MENTIONS = 8  # mentions of one entity among which one outside the statement is looked for; set by hand


@dataclass(frozen=True, slots=True)
class AntecedentChoice:
    """The choice of what a mention refers to: one of C - 1 candidates, or none (row 0).

    ``features`` is [C, 66] (``antecedent_features.FEATURE_NAMES``), ``mention_vector`` [R] and ``candidate_vectors``
    [C, R] with R = 64 reference dimensions; row 0 of the latter is zero. ``entities`` has the candidates of rows 1 to
    C - 1.
    """

    mention: Mention
    entities: tuple[Entity, ...]
    features: Floats
    mention_vector: Floats
    candidate_vectors: Floats


def antecedent_choice(
    context: ArticleContext,
    mention: Mention,
    entities: Sequence[Entity],
    parent: Entity | None,
    content: Sequence[Span] = (),
) -> AntecedentChoice | None:
    """Return the choice that a mention poses; None if there is no candidate.

    Args:
        context: The article.
        mention: The mention to resolve.
        entities: The entities that the mention can refer to.
        parent: The speaker of the statement around the mention's own.
        content: The content that the mention is the source of.
    """
    nearest_mentions = [
        (entity, nearest)
        for entity in entities
        if (nearest := _nearest_mention(context, entity, mention, content)) is not None
    ]
    nearest_mentions.sort(key=lambda pair: -pair[1][0])
    nearest_mentions = nearest_mentions[:MAX_CANDIDATES]
    if not nearest_mentions:
        return None
    named_first = _named_first(context, mention, [entity for entity, _ in nearest_mentions])
    features = MentionFeatures(context, mention, parent, content, named_first)
    rows = [features.without_candidate()]
    rows += [features.of_candidate(candidate) for candidate in _ranked(mention, nearest_mentions)]
    vectors = context.mean_references([(mention.start, mention.end), *(nearest for _, nearest in nearest_mentions)])
    mention_vector = vectors[0].copy()
    vectors[0] = 0
    return AntecedentChoice(
        mention, tuple(entity for entity, _ in nearest_mentions), np.array(rows, np.float32), mention_vector, vectors
    )


def _ranked(mention: Mention, nearest_mentions: Sequence[tuple[Entity, Offsets]]) -> list[Candidate]:
    gender = mention_gender(mention)
    ranks: Counter[str] = Counter()
    persons = 0
    candidates = []
    for entity, nearest in nearest_mentions:
        ranks[entity.kind] += 1
        agrees = entity.kind == "person" and gender * entity.gender >= 0
        persons += agrees
        candidates.append(Candidate(entity, nearest, ranks[entity.kind], persons if agrees else 0))
    return candidates


def _named_first(context: ArticleContext, mention: Mention, entities: Sequence[Entity]) -> Entity | None:
    """Return the person named first in the paragraph before an uncued quotation."""
    if mention.form != "uncued":
        return None
    start, end = context.previous_paragraph(mention.start)
    people = [
        (offset, entity)
        for entity in entities
        if entity.kind == "person" and (offset := first_mention(entity, start, end)) is not None
    ]
    return min(people, key=lambda pair: pair[0])[1] if people else None


def _nearest_mention(
    context: ArticleContext, entity: Entity, mention: Mention, content: Sequence[Span]
) -> Offsets | None:
    """Return the entity's last mention before the mention, or its next one in the same sentence.

    Of an entity that is not mentioned before a phrase, the next mention may be some sentences later.
    A mention outside the statement's content is preferred: people seldom name themselves.
    """
    number = bisect_left(entity.mentions, (mention.start, 0))
    in_content = None
    for before in reversed(entity.mentions[max(0, number - MAX_MENTIONS) : number]):
        if before[1] <= mention.start:
            if not any(span.start <= before[0] < span.end for span in content):
                return before
            in_content = in_content or before
    if in_content:
        return in_content
    after = entity.mentions[number] if number < len(entity.mentions) else None
    if after is None or after[0] < mention.end:
        return None
    sentences = context.sentence_number(after[0]) - context.sentence_number(mention.start)
    is_described = mention.form == "definite" and number == 0 and not has_other_office(context, mention, entity)
    return after if sentences <= (MAX_SENTENCES_TO_NAME if is_described else 0) else None
