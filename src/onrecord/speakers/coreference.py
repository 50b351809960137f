"""Sources resolved to speakers within one article.

Names are settled by ``entity_grouping``, a surname that two people share and “the governor” by rule. What is left
(pronouns, “the company”, uncued quotations) is a choice between the entities named around it: the ranker decides, and
below its confidence nobody is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from onrecord.inference import ArticleEncoding, Floats, Model
from onrecord.records import Article, Span, Speaker, Statement
from onrecord.speakers.entities.entity import Entity, Offsets
from onrecord.speakers.entities.entity_grouping import find_entities
from onrecord.speakers.entities.given_names import FEMALE, MALE
from onrecord.speakers.entities.named_entities import find_proper_names
from onrecord.speakers.entities.naming_clauses import name_by_clauses
from onrecord.speakers.entities.organization_extents import settle_organizations
from onrecord.speakers.entities.owned_bodies import join_owned_bodies
from onrecord.speakers.entities.source_names import settle_source_names
from onrecord.speakers.resolution.antecedents import AntecedentChoice, antecedent_choice
from onrecord.speakers.resolution.article_context import ArticleContext
from onrecord.speakers.resolution.elliptical_phrases import elliptical_name
from onrecord.speakers.resolution.later_names import LaterNames
from onrecord.speakers.resolution.mention import Mention
from onrecord.speakers.resolution.mentions import find_mention
from onrecord.speakers.resolution.phrase_resolution import PhraseResolver
from onrecord.speakers.resolution.speaker_confidence import MIN_SPEAKER_CONFIDENCE, Resolution
from onrecord.text.speaker_labels import ANSWER_LABELS

Ranker = Callable[[AntecedentChoice], tuple[int, float]]
"""Gives the row of the chosen candidate and its likelihood; row 0 for none of the candidates."""

# Likelihoods below which nobody is named, and of an uncued quotation. Set by hand; figures: docs/speakers.md.
MIN_LIKELIHOOD, MIN_LIKELIHOOD_UNCUED = 0.4, 0.2
SUBJECT_LIKELIHOOD = 0.7  # of the person that the paragraph before an uncued quotation is about; set by hand
UNCUED_LENGTH = 40  # characters of an uncued quotation that stand for its mention; set by hand
CONFIDENCE_DIGITS = 3
MAX_DEPTH = 8  # statements inside one another
PRONOUN_GENDER = 0.5  # weight of the gender that a pronoun says of its referent; a given name's is 1
_SINGULAR_FIRST = frozenset({"i", "me", "my", "mine", "myself"})


@dataclass(slots=True)
class ResolvedStatement:
    """A statement with the mentions of its source and addressee, and the entities that they refer to."""

    statement: Statement
    source: Mention | None
    addressee: Mention | None
    resolution: Resolution | None = None
    addressee_speaker: Entity | None = None

    @property
    def speaker(self) -> Entity | None:
        """Who made the statement."""
        return self.resolution.entity if self.resolution else None


class SpeakerResolver:
    """Resolves the speakers and addressees of an article's statements.

    ``resolved`` has by statement id what was found.

    Args:
        text: The article's text.
        statements: Its statements.
        encoding: What the encoder makes of the text.
        ranker: Decides between candidates.
        authors: The article's authors.
    """

    def __init__(
        self,
        text: str,
        statements: Sequence[Statement],
        encoding: ArticleEncoding,
        ranker: Ranker,
        authors: Sequence[str] = (),
    ) -> None:
        self.text, self.ranker, self.authors = text, ranker, authors
        names = settle_organizations(text, find_proper_names(text, encoding))
        names = join_owned_bodies(text, settle_source_names(text, names, statements))
        self.entities = find_entities(text, *name_by_clauses(text, names))
        self.context = ArticleContext(text, encoding, statements)
        self.resolved = {
            statement.id: ResolvedStatement(
                statement,
                find_mention(text, statement.source, self.entities),
                find_mention(text, (statement.addressee,) if statement.addressee else (), self.entities),
            )
            for statement in statements
        }
        self.phrases = PhraseResolver(text, self.entities, self.context)
        sources = [(resolved.statement, resolved.source) for resolved in self.resolved.values()]
        self.later_names = LaterNames(self.context, self.entities.entities, sources)
        self._referents: dict[Offsets, Resolution | None] = {}
        self._interviewed: Resolution | None = None
        for resolved in sorted(self.resolved.values(), key=self._order):
            resolved.resolution = self._if_likely(self._speaker(resolved))
            resolved.addressee_speaker = self._addressee_speaker(resolved)
            if resolved.statement.parent is None:
                self.context.add_spoken(resolved.speaker)
        for resolved in self.resolved.values():  # “‘I am late,’ said Lee”: now that Lee is known
            if resolved.speaker is None and resolved.source and resolved.source.form == "first":
                resolved.resolution = self._first_person(self._parent_speaker(resolved), resolved.source)
            if resolved.addressee_speaker is None and resolved.addressee:
                resolved.addressee_speaker = self._addressee_by_words(resolved, resolved.addressee)

    def _order(self, resolved: ResolvedStatement) -> tuple[int, int, int]:
        """Return a sort key: the order of the text, but a statement inside a quotation after the quotation's own."""
        root, depth = resolved, 0
        while (parent := self.resolved.get(root.statement.parent or "")) is not None and depth < MAX_DEPTH:
            root, depth = parent, depth + 1
        return _start(root.statement), depth, _start(resolved.statement)

    @staticmethod
    def _if_likely(resolution: Resolution | None) -> Resolution | None:
        return resolution if resolution and resolution.confidence >= MIN_SPEAKER_CONFIDENCE else None

    def _first_person(self, entity: Entity | None, mention: Mention) -> Resolution | None:
        """Return who “I” or “we” is, said by an entity: “we” of a person is the one body that the person speaks for."""
        if entity is None or mention.words.lower() in _SINGULAR_FIRST or not entity.is_single:
            return Resolution(entity, "first person") if entity else None
        bodies = self.phrases.bodies_of(entity)
        return Resolution(bodies[0], "first person") if len(bodies) == 1 else None

    def _speaker(self, resolved: ResolvedStatement) -> Resolution | None:
        mention, statement = resolved.source, resolved.statement
        if mention is None:
            return self._uncued_speaker(statement) if statement.uncued else None
        if mention.companions:
            first = self._speaker(replace(resolved, source=replace(mention, companions="")))
            return replace(first, entity=self.phrases.group_around(first.entity, mention)) if first else None
        if mention.form == "first":
            return self._first_person(self._parent_speaker(resolved) or self._author(mention), mention)
        if mention.members:
            return Resolution(self.phrases.joint_entity(mention), "together")
        if mention.entities:
            return Resolution(self._named_speaker(mention), "shared name" if len(mention.entities) > 1 else "name")
        if mention.form == "who":
            return None
        return self._referent(resolved, mention)

    def _referent(self, resolved: ResolvedStatement, mention: Mention) -> Resolution | None:
        """Return what a pronoun or a definite phrase refers to: in one place the same for all its statements."""
        offsets = (mention.start, mention.end)
        if offsets not in self._referents:
            self._referents[offsets] = self._find_referent(resolved, mention)
        return self._referents[offsets]

    def _find_referent(self, resolved: ResolvedStatement, mention: Mention) -> Resolution | None:
        if (full := elliptical_name(mention, self.context)) is not None:
            name, kind = full
            key = f"{name} {mention.start}"  # “another” is somebody else each time
            return Resolution(self.phrases.new_entity(key, name, replace(mention, kind=kind)), "phrase")
        if self.phrases.has_owner(mention):
            holder = self.phrases.office_holder(mention)
            return Resolution(holder or self.phrases.phrase_entity(mention), "office" if holder else "phrase")
        resolution = self._named_before(resolved, mention) if mention.form != "other" else None
        if resolution is None:
            return self._described(resolved, mention) if mention.form in ("definite", "other") else None
        self.phrases.note_mention(resolution.entity, mention)
        if mention.form in ("he", "she"):
            resolution.entity.gender += PRONOUN_GENDER * (FEMALE if mention.form == "she" else MALE)
        return resolution

    def _named_before(self, resolved: ResolvedStatement, mention: Mention) -> Resolution | None:
        """Return what a pronoun or a definite phrase refers to among those whom the article named around it."""
        if referent := self.phrases.known_referent(mention):
            return Resolution(referent, "office")
        parent, quoting = self._parent_speaker(resolved), self._quoting_speaker(resolved)
        ranked = self._if_likely(self._choose(mention, parent, resolved.statement.content, quoting))
        if ranked and ranked.entity.kind == "country" and mention.is_government:
            return replace(ranked, entity=self.phrases.government_of(ranked.entity, mention))
        if ranked is None and (body := self.phrases.only_such_body(mention, resolved.statement.content)):
            return Resolution(body, "office")
        return ranked

    def _described(self, resolved: ResolvedStatement, mention: Mention) -> Resolution:
        """Return the holder of a description who is named later, or else the speaker that only the phrase names."""
        later = self.later_names.holder(mention, resolved.statement)
        if later is None:
            return Resolution(self.phrases.phrase_entity(mention), "phrase")
        self.phrases.name_description(mention, later[0])
        return Resolution(later[0], "later name", likelihood=later[1])

    def _named_speaker(self, mention: Mention) -> Entity:
        if len(mention.entities) > 1:
            return self.phrases.shared_surname(mention)
        self.phrases.note_mention(mention.entities[0], mention)
        return mention.entities[0]

    def _addressee_speaker(self, resolved: ResolvedStatement) -> Entity | None:
        """Return the entity, of those already known, that is addressed; never the speaker."""
        mention = resolved.addressee
        if mention is not None and mention.companions:
            first = self._addressee_speaker(replace(resolved, addressee=replace(mention, companions="")))
            return self.phrases.group_around(first, mention) if first else None
        if mention is None or mention.members or mention.form in ("first", "who", "other"):
            return None
        if mention.entities:
            return self._named_speaker(mention)
        entity = self.phrases.known_referent(mention)
        if entity is None and (mention.form != "definite" or mention.is_organization_word):
            parent = self._parent_speaker(resolved)
            chosen = self._if_likely(
                self._choose(mention, parent, resolved.statement.content, exclude=resolved.speaker)
            )
            entity = chosen.entity if chosen else None
        if entity is not None:
            self.phrases.note_mention(entity, mention)
        return entity

    def _addressee_by_words(self, resolved: ResolvedStatement, mention: Mention) -> Entity | None:
        """Return the addressed entity when nothing but the addressee's own words names it, or when it is several."""
        if mention.members:
            return self.phrases.joint_entity(mention)
        if mention.form == "first":
            return self._parent_speaker(resolved) or self._author(mention)
        return self.phrases.phrase_entity(mention) if mention.form in ("definite", "other") else None

    def _parent_speaker(self, resolved: ResolvedStatement) -> Entity | None:
        parent = self.resolved.get(resolved.statement.parent or "")
        return parent.speaker if parent else None

    def _quoting_speaker(self, resolved: ResolvedStatement) -> Entity | None:
        """Return whom “he” cannot mean, since he is telling it in his own words: “‘He told me to go,’ said Lee”."""
        parent = self.resolved.get(resolved.statement.parent or "")
        is_inside = resolved.source is not None and self.context.is_quoted(resolved.source.start)
        return parent.speaker if parent and is_inside else None

    def _choose(
        self,
        mention: Mention,
        parent: Entity | None,
        content: Sequence[Span] = (),
        exclude: Entity | None = None,
    ) -> Resolution | None:
        """Return the candidate that the ranker chooses for a mention, if it is sure enough of one."""
        candidates = self.phrases.possible_referents(mention, exclude)
        choice = antecedent_choice(self.context, mention, candidates, parent, content)
        row, likelihood = self.ranker(choice) if choice else (0, 0.0)
        if choice is None or not row:
            return None
        self.context.last_referents[mention.form] = choice.entities[row - 1]
        return Resolution(choice.entities[row - 1], "ranked", mention.form, likelihood)

    def _uncued_speaker(self, statement: Statement) -> Resolution | None:
        """Return who says a quotation without a cue: usually who spoke last, or who is described just before it."""
        content = statement.content[0]
        end = min(content.start + UNCUED_LENGTH, content.end)
        is_answer = _is_labelled_answer(self.text, content.start)
        if is_answer and self._interviewed:  # one person answers all the questions
            return self._interviewed
        speaker = self._subject_before(content.start) or self._choose(
            Mention(content.start, end, "uncued", "", "unnamed"), None
        )
        if is_answer:
            self._interviewed = self._if_likely(speaker)
        return speaker

    def _subject_before(self, start: int) -> Resolution | None:
        """Return the person with whose name the paragraph before begins, if it quotes and names no earlier speaker.

        “Ann Lee won in two hours. ¶ “I am glad.””: not whoever spoke before that paragraph.
        """
        paragraph = self.context.previous_paragraph(start)
        names = self.entities.names_within(*paragraph)
        if not names or names[0][0] != paragraph[0] or self.context.has_quotation(*paragraph):
            return None
        bearers, last = self.entities.named_at[names[0]], self.context.spoken[-1:]
        is_new = all(entity is not None and not entity.is_mentioned_within(*paragraph) for entity in last)
        if len(bearers) != 1 or bearers[0].kind != "person" or not is_new:
            return None
        return Resolution(bearers[0], "ranked", "uncued", SUBJECT_LIKELIHOOD)

    def _author(self, mention: Mention) -> Entity | None:
        """Return who says “I” outside quotation marks: the article's author, if it has just one."""
        is_alone = len(self.authors) == 1 and mention.words.lower() in _SINGULAR_FIRST
        if not is_alone or self.context.is_quoted(mention.start):
            return None
        (author,) = self.authors
        persons = (entity for entity in self.entities.entities if entity.kind == "person")
        named = next((person for person in persons if author in person.names), None)
        if named is None:
            return self.phrases.new_entity("author", author, replace(mention, kind="person"))
        self.phrases.note_mention(named, mention)
        return named


def choose_row(mention: Mention, likelihoods: Floats) -> int:
    """Return the row to believe; 0 for none of the candidates.

    Args:
        mention: The mention.
        likelihoods: [C], of no candidate in row 0 and of each candidate after it.
    """
    if mention.is_age or (mention.is_organization_word and not mention.office):  # “the developer” may be nobody named
        return int(likelihoods[1:].argmax()) + 1
    is_uncued = mention.form == "uncued"
    best = int(likelihoods[1:].argmax()) + 1 if is_uncued else int(likelihoods.argmax())
    return best if likelihoods[best] >= (MIN_LIKELIHOOD_UNCUED if is_uncued else MIN_LIKELIHOOD) else 0


def model_ranker(model: Model) -> Ranker:
    """Return the ranker that a model holds."""

    def ranker(choice: AntecedentChoice) -> tuple[int, float]:
        """Return the row of the candidate that the model chooses, 0 for none of them, and its likelihood."""
        likelihoods = model.rank_antecedents(choice.features, choice.mention_vector, choice.candidate_vectors)
        row = choose_row(choice.mention, likelihoods)
        return row, float(likelihoods[row])

    return ranker


def resolve_speakers(
    article: Article, statements: tuple[Statement, ...], encoding: ArticleEncoding, model: Model
) -> tuple[tuple[Statement, ...], tuple[Speaker, ...]]:
    """Return the statements with their speakers' ids, and the speakers in the order in which they are first involved.

    Args:
        article: The article.
        statements: Its statements.
        encoding: What the encoder makes of the article's text.
        model: The model that ranks candidates.
    """

    resolved = SpeakerResolver(article.text, statements, encoding, model_ranker(model), article.authors).resolved
    ids: dict[int, str] = {}
    entities: list[Entity] = []
    for statement in statements:
        for entity in (resolved[statement.id].speaker, resolved[statement.id].addressee_speaker):
            if entity is not None and entity.number not in ids:
                ids[entity.number] = f"s{len(ids) + 1}"
                entities.append(entity)

    def speaker_id(entity: Entity | None) -> str | None:
        """Return the id of an entity's speaker; None for no entity."""
        return ids[entity.number] if entity else None

    with_speakers = tuple(
        replace(
            statement,
            speaker=speaker_id(resolved[statement.id].speaker),
            speaker_confidence=_confidence(resolved[statement.id].resolution),
            addressee_speaker=speaker_id(resolved[statement.id].addressee_speaker),
        )
        for statement in statements
    )
    return with_speakers, tuple(_to_speaker(article.text, ids[entity.number], entity) for entity in entities)


def _confidence(resolution: Resolution | None) -> float | None:
    return round(resolution.confidence, CONFIDENCE_DIGITS) if resolution else None


def _to_speaker(text: str, speaker_id: str, entity: Entity) -> Speaker:
    return Speaker(
        speaker_id,
        entity.name,
        entity.kind,
        tuple(entity.roles),
        tuple(entity.affiliations),
        tuple(sorted(name for name in entity.names if name != entity.name)),
        tuple(Span(start, end, text[start:end]) for start, end in entity.mentions),
    )


def _is_labelled_answer(text: str, start: int) -> bool:
    """Return whether an “A:” stands before words that begin at ``start``."""
    label = text[text.rfind("\n", 0, start) + 1 : start].strip(" .:*\t\u00a0")
    return label.upper() in ANSWER_LABELS


def _start(statement: Statement) -> int:
    return (statement.source or statement.cue or statement.content)[0].start
