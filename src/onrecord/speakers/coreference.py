"""Sources to speakers within one article.

Names are settled by ``cast``, a surname that two people share and “the governor” by rule. What is left (pronouns,
“the company”, floating quotations) is put as a choice between the entities named around it, and ``judge`` decides;
below its confidence nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from onrecord.inference import ArticleEncoding, Floats, Model
from onrecord.records import Article, Span, Speaker, SpeakerKind, Statement
from onrecord.speakers.antecedents import Example, Scene, example
from onrecord.speakers.countries import country, homeland
from onrecord.speakers.entities import Cast, Entity, cast
from onrecord.speakers.mentions import Mention, mention
from onrecord.speakers.named_entities import propers
from onrecord.speakers.nominals import add_nominals
from onrecord.speakers.roles import office_words, words_of

_OWNED = re.compile(r"(?:his|her|their|its|our|my)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"[’']s?\b| (?:and|or)\b|-")
_ALONE = frozenset({"i", "me", "my", "mine", "myself"})
_SMALL = frozenset({"the", "of", "for", "and", "a", "an", "in"})
_NOBODY = frozenset({"you", "one", "someone", "somebody", "anyone", "everyone", "nobody", "everybody"})
_KINDS: dict[SpeakerKind, frozenset[SpeakerKind]] = {  # of a phrase, and what it may stand for
    "document": frozenset({"document"}),
    "organization": frozenset({"organization", "country"}),
    "group": frozenset({"group", "organization", "unnamed"}),
    "country": frozenset({"country"}),
    "person": frozenset({"person"}),
    "unnamed": frozenset({"person", "unnamed", "organization"}),
}
Judge = Callable[[Example], int]  # the chosen row; 0 for none of the candidates
SURE, SURE_FLOATING = 0.4, 0.2  # likelihood below which nobody is named
ARTICLE = 9  # characters at a phrase's beginning that an article takes
LONG = 3  # words of a body's name from which the same words in another order name it
SOON = 2  # sentences within which an article that begins with an office names who holds it
LATELY = 2  # statements back to which “they” reaches
WIDTH = 40  # characters of a floating quotation that are compared with who may say it


@dataclass(slots=True)
class _Row:
    statement: Statement
    mention: Mention | None
    to: Mention | None
    entity: Entity | None = None
    addressed: Entity | None = None


class Resolution:
    """The statements of an article with who made each and to whom; ``rows`` in the order of the text."""

    def __init__(
        self,
        text: str,
        statements: Sequence[Statement],
        encoding: ArticleEncoding,
        judge: Judge,
        authors: Sequence[str] = (),
    ) -> None:
        self.text, self.judge, self.authors = text, judge, authors
        self.made: Cast = cast(text, propers(text, encoding))
        self.scene = Scene(text, encoding, statements)
        self.rows = {st.id: _Row(st, *self._mentions(st)) for st in statements}
        self._phrases: dict[str, Entity] = {}
        bodies = [e for e in self.made.entities if e.kind == "organization"]
        self._bodies = {words: e for e in bodies for name in e.names if len(words := _content_words(name)) >= LONG}
        self._nominals = add_nominals(text, self.made)
        for row in sorted(self.rows.values(), key=lambda row: _place(row.statement)):
            row.entity = self._who(row)
            row.addressed = self._to(row)
            if row.statement.parent is None:
                self.scene.spoken.append(row.entity)
        for row in self.rows.values():  # “‘I am late,’ said Lee”: now that Lee is known
            if row.entity is None and row.mention and row.mention.form == "first":
                row.entity = self._parent(row)
            if row.addressed is None and row.to:
                row.addressed = self._to_phrase(row)

    def _mentions(self, statement: Statement) -> tuple[Mention | None, Mention | None]:
        to = (statement.addressee,) if statement.addressee else ()
        return mention(self.text, statement.source, self.made), mention(self.text, to, self.made)

    def _to(self, row: _Row) -> Entity | None:
        """Whom an addressee means of those already known; never the speaker."""
        found = row.to
        if found is None or found.each or found.form in ("first", "who", "other"):
            return None
        if len(found.named) == 1:
            self._note(found.named[0], found)
            return found.named[0]
        if found.named:
            return self._family(found)
        entity = self._again(found)
        if entity is None and (found.form != "definite" or found.body):
            entity = self._choose(found, self._parent(row), row.statement.content, row.entity)
        if entity is not None:
            self._note(entity, found)
        return entity

    def _to_phrase(self, row: _Row) -> Entity | None:
        """Whom an addressee means when nothing but its own words names them, or when they name several."""
        found = row.to
        if found is None:
            return None
        if found.each:
            return self._together(found)
        if found.form == "first":
            return self._parent(row) or self._author(found)
        return self._phrase(found) if found.form in ("definite", "other") else None

    def _who(self, row: _Row) -> Entity | None:
        found = row.mention
        if found is None:
            return self._floating(row.statement) if row.statement.uncued else None
        parent, content = self._parent(row), row.statement.content
        if found.form == "first":
            return parent or self._author(found)
        if found.each:
            return self._together(found)
        if len(found.named) == 1:
            self._note(found.named[0], found)
            return found.named[0]
        if found.form == "who":
            return None
        if found.form == "other":
            return self._phrase(found)
        if found.named:
            return self._family(found)
        if found.form == "definite" and _OWNED.match(self.text, found.start):
            return self._by_role(found) or self._phrase(found)
        chosen = self._again(found) or self._choose(found, parent, content) or self._group(found)
        if chosen is None:
            chosen = self._named_next(found)
        if chosen is None:
            return self._phrase(found) if found.form == "definite" else None
        self._note(chosen, found)
        return chosen

    def _parent(self, row: _Row) -> Entity | None:
        parent = self.rows.get(row.statement.parent or "")
        return parent.entity if parent else None

    def _choose(
        self, found: Mention, parent: Entity | None, content: Sequence[Span] = (), but: Entity | None = None
    ) -> Entity | None:
        itself = found.words.lower() if found.form == "definite" else ""
        among = [e for e in self.made.entities if e is not but and _may_be(found, e)]
        if itself:
            among = [e for e in among if e.name.lower() != itself]
        choice = example(self.scene, found, among, parent, content)
        if choice is None:
            return None
        row = self.judge(choice)
        if not row:
            return None
        self.scene.meant[found.form] = choice.entities[row - 1]
        return choice.entities[row - 1]

    def _author(self, found: Mention) -> Entity | None:
        """Who says “I” outside quotation marks: the article's author, where it has just one."""
        alone = len(self.authors) == 1 and found.words.lower() in _ALONE
        if not alone or self.scene.is_quoted(found.start):
            return None
        named = next((e for e in self.made.entities if e.kind == "person" and self.authors[0] in e.names), None)
        if named is None:
            return self._made("author", self.authors[0], replace(found, kind="person"))
        self._note(named, found)
        return named

    def _family(self, found: Mention) -> Entity:
        """Whom a surname that several share means: the one whom the article does not always name in full."""

        def usual(entity: Entity) -> tuple[int, int]:
            parts = [name.split() for name in entity.names.elements()]
            alone = sum(len(p) == 1 for p in parts if p[0] != found.words)
            return sum(len(p) > 1 for p in parts) + alone, entity.mentions[0][0] if entity.mentions else 0

        return min(found.named, key=usual)

    def _group(self, found: Mention) -> Entity | None:
        """For “they” the people who spoke last, if there were several and it was not long ago."""
        if found.form != "they":
            return None
        for entity in reversed(self.scene.spoken[-LATELY:]):
            if entity is not None and entity.kind in ("group", "organization", "unnamed") and not entity.is_single:
                return entity
        return None

    def _again(self, found: Mention) -> Entity | None:
        """Whom a definite phrase names by what the article said before: by an office, or by the noun of a nominal."""
        if found.form != "definite":
            return None
        return self._by_role(found) or self._nominal(found)

    def _by_role(self, found: Mention) -> Entity | None:
        """The one person with the office that a phrase names: “the governor”, “Pakistan’s prime minister”."""
        head = found.office
        if head is None:
            return None
        words = office_words(found.words)
        fitting = [
            (len(words & held), e)
            for e in self.made.entities
            if e.kind == "person"
            and e.roles
            and office_words(head) & (held := words_of(e.roles))
            and _fits(found, held)
        ]
        best = max((n for n, _ in fitting), default=0)
        holders = [e for n, e in fitting if n == best]
        return holders[0] if len(holders) == 1 else None

    def _named_next(self, found: Mention) -> Entity | None:
        """Whom an office names before the article names anybody: who speaks in the next sentences, without a role."""
        if found.form != "definite" or found.office is None:
            return None
        people = [e for e in self.made.entities if e.kind == "person" and e.mentions]
        first = min(people, key=lambda e: e.mentions[0], default=None)
        if (
            first is None
            or first.mentions[0][0] < found.end
            or first.roles
            or first.mentions[0] not in self.scene.sources
        ):
            return None
        near = self.scene.sentence(first.mentions[0][0]) - self.scene.sentence(found.start) <= SOON
        return first if near else None

    def _note(self, entity: Entity, found: Mention) -> None:
        """Counts a mention that was not one of a proper name; of a body, its name with all that belongs to it."""
        if found.form == "name":
            if entity.kind == "organization":
                entity.names[found.words] += 1
            return
        place = (found.start, found.end)
        if place not in entity.mentions:
            entity.mentions.append(place)
            entity.mentions.sort()

    def _phrase(self, found: Mention) -> Entity:
        """The speaker whom nothing but this phrase names; the same phrase is the same speaker."""
        body = self._bodies.get(_content_words(found.words))
        if body is not None:
            self._note(body, found)
            return body
        nominal = self._nominal(found)
        if nominal is not None:
            self._phrases[found.words.lower()] = nominal
        entity = self._made(found.words.lower(), found.words, found)
        if found.whole and entity.kind != "person":
            entity.names[found.whole] += 1
        return entity

    def _nominal(self, found: Mention) -> Entity | None:
        """Whom the phrase brings in or names again: “a woman who was there”, “the woman”."""
        for start in range(found.start, min(found.start + ARTICLE, found.end)):
            entity = self._nominals.get(start)
            end = next((e for s, e in entity.mentions if s >= start), found.end) if entity else found.end
            if entity and end <= found.end and not _GOES_ON.match(self.text, end):
                return entity
        return None

    def _together(self, found: Mention) -> Entity:
        """The people or bodies that speak together, as one speaker."""
        key = " ".join(str(e.number) for e in found.each)
        return self._made(key, " and ".join(e.name for e in found.each), found)

    def _made(self, key: str, name: str, found: Mention) -> Entity:
        entity = self._phrases.get(key)
        if entity is None:
            entity = self._phrases[key] = Entity(len(self.made.entities), found.kind)
            self.made.entities.append(entity)
        if entity.kind != "person" or not entity.names:  # “the woman” is no name of Melanie
            entity.names[name] += 1
        if not any(found.start <= s < found.end for s, _ in entity.mentions):
            entity.mentions.append((found.start, found.end))
            entity.mentions.sort()
        return entity

    def _floating(self, statement: Statement) -> Entity | None:
        """Who says a quotation that has no cue: as a rule who spoke last, or who is told of just before."""
        start = statement.content[0].start
        found = Mention(start, min(start + WIDTH, statement.content[0].end), "floating", "", "unnamed")
        return self._choose(found, None)


def chosen(found: Mention, likely: Floats) -> int:
    """The row to believe, given how likely each is; 0 for none of the candidates."""
    if found.aged or found.body:
        return int(likely[1:].argmax()) + 1
    floating = found.form == "floating"
    best = int(likely[1:].argmax()) + 1 if floating else int(likely.argmax())
    return best if likely[best] >= (SURE_FLOATING if floating else SURE) else 0


def resolve(
    article: Article, statements: tuple[Statement, ...], encoding: ArticleEncoding, model: Model
) -> tuple[tuple[Statement, ...], tuple[Speaker, ...]]:
    """The statements with their speakers' ids, and the speakers in the order in which they speak or are spoken to."""

    def judge(choice: Example) -> int:
        return chosen(choice.mention, model.rank_antecedents(choice.features, choice.left, choice.right))

    rows = Resolution(article.text, statements, encoding, judge, article.authors).rows
    ids: dict[int, str] = {}
    entities: list[Entity] = []
    for statement in statements:
        row = rows[statement.id]
        for entity in (row.entity, row.addressed):
            if entity is not None and entity.number not in ids:
                ids[entity.number] = f"s{len(ids) + 1}"
                entities.append(entity)

    def known(entity: Entity | None) -> str | None:
        return ids[entity.number] if entity else None

    resolved = tuple(
        replace(st, speaker=known(rows[st.id].entity), addressee_speaker=known(rows[st.id].addressed))
        for st in statements
    )
    return resolved, tuple(_speaker(article.text, ids[e.number], e) for e in entities)


def _speaker(text: str, identity: str, entity: Entity) -> Speaker:
    aliases = sorted(name for name in entity.names if name != entity.name)
    mentions = tuple(Span(s, e, text[s:e]) for s, e in entity.mentions)
    stated = tuple(entity.roles), tuple(entity.affiliations)
    return Speaker(identity, entity.name, entity.kind, *stated, tuple(aliases), mentions)


def _fits(found: Mention, held: frozenset[str]) -> bool:
    """Whether whose office it is (“Pakistan’s”, “the British”) does not speak against the roles that a person has."""
    asked = {home.name for w in found.words.split() if (home := homeland(_plain(w)) or country(_plain(w)))}
    given = {home.name for w in held if (home := homeland(w) or country(w))}
    if asked and given:
        return bool(asked & given)
    owner = re.match(r"([A-Z][\w.& -]*)[’']s? ", found.words)
    return not owner or bool(asked) or bool(office_words(owner[1]) & held)


def _content_words(name: str) -> frozenset[str]:
    return frozenset(_plain(w) for w in re.findall(r"[\w’'-]+", name.lower())) - _SMALL


def _plain(word: str) -> str:
    return re.sub(r"[’']s?$", "", word)


def _may_be(found: Mention, entity: Entity) -> bool:
    """Whether a form can stand for a kind at all."""
    if entity.kind == "unnamed" and entity.name.lower() in _NOBODY:
        return False
    if found.form in ("he", "she"):
        return entity.kind in ("person", "unnamed")
    if found.form == "it":
        return entity.kind not in ("person", "group")
    if found.form == "they":
        return True
    if found.form == "floating":
        return entity.kind not in ("country", "document")
    if found.form == "definite":
        if found.aged or found.office:
            return entity.kind == "person"
        return entity.kind == "organization" if found.body else entity.kind in _KINDS[found.kind]
    return True


def _place(statement: Statement) -> int:
    return (statement.source or statement.cue or statement.content)[0].start
