"""Whom a pronoun or a phrase may stand for: the candidates before it, and what tells them apart.

What is learned is the weight of these features and of the encoder's view of both mentions (``judge``); mention ranking
after Denis and Baldridge (2008), with the features of Lappin and Leass (1994) and Bergsma and Lin (2006).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.inference import ArticleEncoding
from onrecord.records import Span, Statement
from onrecord.speakers import gender
from onrecord.speakers.countries import homeland
from onrecord.speakers.entities import Entity
from onrecord.speakers.mentions import Form, Mention
from onrecord.speakers.roles import is_office, words_of
from onrecord.text.sentences import SENTENCE_BREAK

Floats = npt.NDArray[np.float32]
Place = tuple[int, int]
Rows = list[list[float]]

FORMS: tuple[Form, ...] = ("he", "she", "they", "it", "definite", "name", "floating")
KINDS = ("person", "organization", "country", "group", "document", "unnamed")
MOST = 24  # candidates; those mentioned longest ago are left out
FAR = 8  # mentions of one looked through for one outside the statement
_PRONOUN = {
    "he": re.compile(r"\b(?:he|him|his)\b", re.IGNORECASE),
    "she": re.compile(r"\b(?:she|her)\b", re.IGNORECASE),
}
_PREPOSITION = re.compile(
    r"\b(?:of|for|to|by|from|with|in|at|on|about|against|than|like|and|or|over|after|before|under) "
    r"(?:the |(?:Mrs?|Ms)\.? )?$",
    re.IGNORECASE,
)
_VERB = re.compile(r" (?:also |has |had |then |later |who )?(?:[a-z]+ed|[a-z]+s|said|is|was|told|wrote|went|had|did)\b")
_REPORTER = frozenset(  # who brings others' words
    (
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
    )
)
FEATURES = 64


@dataclass(frozen=True, slots=True)
class Example:
    """One choice: a mention, its candidates (row 0 is none of them), their features [C, 46], vectors [R] and [C, R]."""

    mention: Mention
    entities: tuple[Entity, ...]
    features: Floats
    left: Floats
    right: Floats


class Scene:
    """An article as it is read: where sentences begin, what stands in quotation marks, who has spoken so far."""

    def __init__(self, text: str, encoding: ArticleEncoding, statements: Sequence[Statement]) -> None:
        self.text, self.encoding = text, encoding
        self.breaks = [m.end() for m in SENTENCE_BREAK.finditer(text)]
        self.paragraphs = [m.end() for m in re.finditer(r"\n+", text)]
        quoted = [(s.start, s.end) for st in statements if st.kind == "direct" for s in st.content]
        self.quoted = sorted(quoted)
        self.sources = {(s.start, s.end) for st in statements for s in st.source}
        self.spoken: list[Entity | None] = []
        self.meant: dict[str, Entity] = {}  # by form, whom its last mention stood for
        self._words: dict[str, list[int]] = {}
        self._roles: dict[int, frozenset[str]] = {}
        self._summed = np.zeros((len(encoding.starts) + 1, encoding.reference_vectors.shape[1]))
        np.cumsum(encoding.reference_vectors, axis=0, out=self._summed[1:])
        self._pronouns = {form: [m.start() for m in found.finditer(text)] for form, found in _PRONOUN.items()}

    def sentence(self, at: int) -> int:
        return bisect_right(self.breaks, at)

    def sentence_start(self, at: int) -> int:
        number = bisect_right(self.breaks, at)
        return self.breaks[number - 1] if number else 0

    def paragraph(self, at: int) -> int:
        return bisect_right(self.paragraphs, at)

    def paragraph_before(self, at: int) -> tuple[int, int]:
        """Start and end of the paragraph before the one that holds a place; empty at the beginning."""
        number = self.paragraph(at)
        if number == 0:
            return 0, 0
        return self.paragraphs[number - 2] if number > 1 else 0, self.paragraphs[number - 1]

    def quotes(self, start: int, end: int) -> bool:
        """Whether a direct statement's content begins between two places."""
        number = bisect_left(self.quoted, (start, 0))
        return number < len(self.quoted) and self.quoted[number][0] < end

    def is_quoted(self, at: int) -> bool:
        number = bisect_right(self.quoted, (at, math.inf)) - 1
        return any(s <= at < e for s, e in self.quoted[max(0, number - 3) : number + 1])

    def pronouns(self, form: str, start: int, end: int) -> int:
        """How many pronouns of a form stand between two places."""
        places = self._pronouns.get(form, [])
        return bisect_left(places, end) - bisect_left(places, start)

    def words(self, word: str) -> list[int]:
        """Where a word stands, in whatever case."""
        if word not in self._words:
            self._words[word] = [m.start() for m in re.finditer(rf"\b{re.escape(word)}\b", self.text, re.IGNORECASE)]
        return self._words[word]

    def roles(self, entity: Entity) -> frozenset[str]:
        """The words of an entity's roles."""
        if entity.number not in self._roles:
            self._roles[entity.number] = words_of(entity.roles)
        return self._roles[entity.number]

    def vectors(self, places: Sequence[Place]) -> Floats:
        """The means of the encoder's references over the pieces of each span, [N, R]; zeros where there are none."""
        left = np.searchsorted(self.encoding.ends, [start for start, _ in places], side="right")
        right = np.maximum(left + 1, np.searchsorted(self.encoding.starts, [end for _, end in places]))
        right = np.minimum(right, len(self.encoding.starts))
        count = np.maximum(1, right - left)[:, None]
        return ((self._summed[right] - self._summed[np.minimum(left, right)]) / count).astype(np.float32)


def example(
    scene: Scene, mention: Mention, among: Sequence[Entity], parent: Entity | None, content: Sequence[Span] = ()
) -> Example | None:
    """The choice that a mention poses; none when there is no candidate.

    ``parent`` is who says what it stands in, ``content`` what it is the source of.
    """
    near = [(entity, place) for entity in among if (place := _nearest(scene, entity, mention, content)) is not None]
    near.sort(key=lambda pair: -pair[1][0])
    near = near[:MOST]
    if not near:
        return None
    rows: Rows = [_none(mention)]
    ranks = dict.fromkeys(KINDS, 0)
    wanted = _wanted(mention)
    fitting = 0
    first = _first_named(scene, mention, near)
    for entity, place in near:
        ranks[entity.kind] += 1
        fits = entity.kind == "person" and wanted * entity.gender >= 0
        fitting += fits
        order = ranks[entity.kind], fitting if fits else 0
        row = _features(scene, mention, entity, place, parent, wanted, order)
        told = sum(_count(entity, span.start, span.end) for span in content)
        row += [float(told > 0), float(any(s.start <= place[0] < s.end for s in content))]
        rows.append([*row, *_stance(scene, mention, content), *_before_it(scene, mention, entity, first)])
    vectors = scene.vectors([(mention.start, mention.end), *(place for _, place in near)])
    left = vectors[0].copy()
    vectors[0] = 0
    return Example(mention, tuple(e for e, _ in near), np.array(rows, np.float32), left, vectors)


def _stance(scene: Scene, mention: Mention, content: Sequence[Span]) -> list[float]:
    """Whether what a mention says stands in quotation marks, and whether before it: “‘I am late,’ **he** said”."""
    if not content:
        return [0.0] * 3
    quoted, before = scene.is_quoted(content[0].start), content[0].end <= mention.start
    return [float(quoted), float(before), float(quoted and before)]


def _first_named(scene: Scene, mention: Mention, near: Sequence[tuple[Entity, Place]]) -> Entity | None:
    """The person named first in the paragraph before a floating quotation."""
    if mention.form != "floating":
        return None
    start, end = scene.paragraph_before(mention.start)
    people = [(at, e) for e, _ in near if e.kind == "person" and (at := _first_within(e, start, end)) is not None]
    return min(people, key=lambda one: one[0])[1] if people else None


def _first_within(entity: Entity, start: int, end: int) -> int | None:
    number = bisect_left(entity.mentions, (start, 0))
    within = number < len(entity.mentions) and entity.mentions[number][0] < end
    return entity.mentions[number][0] if within else None


def _before_it(scene: Scene, mention: Mention, entity: Entity, first: Entity | None) -> list[float]:
    """What the paragraph before a floating quotation does: quotes, tells of the entity, begins with it."""
    if mention.form != "floating":
        return [0.0] * 4
    start, end = scene.paragraph_before(mention.start)
    quotes = scene.quotes(start, end)
    named = _first_within(entity, start, end) is not None
    return [float(quotes), float(named), float(first is entity), float(first is entity and not quotes)]


def _count(entity: Entity, start: int, end: int) -> int:
    """How often an entity is named between two places."""
    return bisect_left(entity.mentions, (end, 0)) - bisect_left(entity.mentions, (start, 0))


def _nearest(scene: Scene, entity: Entity, mention: Mention, content: Sequence[Span] = ()) -> tuple[int, int] | None:
    """The entity's last mention before the mention, or its next one in the same sentence.

    Better one outside what the mention says: people seldom name themselves.
    """
    number = bisect_left(entity.mentions, (mention.start, 0))
    inside = None
    for before in reversed(entity.mentions[max(0, number - FAR) : number]):
        if before[1] <= mention.start:
            if not any(s.start <= before[0] < s.end for s in content):
                return before
            inside = inside or before
    if inside:
        return inside
    after = entity.mentions[number] if number < len(entity.mentions) else None
    if after and after[0] >= mention.end and scene.sentence(after[0]) == scene.sentence(mention.start):
        return after
    return None


def _form(mention: Mention) -> list[float]:
    return [float(mention.form == form) for form in FORMS]


def _none(mention: Mention) -> list[float]:
    row = [1.0, *_form(mention)]
    office = mention.form == "definite" and any(is_office(w) for w in mention.words.split())
    row += [float(office), float(mention.kind == "organization"), float(mention.kind == "group")]
    return row + [0.0] * (FEATURES - len(row))


def _wanted(mention: Mention) -> int:
    return gender.of_words(mention.words) if mention.form in ("he", "she", "definite") else 0


def _features(
    scene: Scene,
    mention: Mention,
    entity: Entity,
    place: tuple[int, int],
    parent: Entity | None,
    wanted: int,
    order: tuple[int, int],
) -> list[float]:
    rank, fitting = order
    at, text = mention.start, scene.text
    after = place[0] > at
    sentences = abs(scene.sentence(at) - scene.sentence(place[0]))
    paragraphs = abs(scene.paragraph(at) - scene.paragraph(place[0]))
    agree = wanted * float(np.sign(entity.gender))
    spoken = scene.spoken
    said = sum(e is entity for e in spoken)
    lead = place[0] - scene.sentence_start(place[0])
    own = mention.form if mention.form in ("he", "she") else "he"
    row = [
        0.0, *_form(mention), *(float(entity.kind == kind) for kind in KINDS),
        float(agree > 0), float(agree < 0), float(wanted != 0 and agree == 0),
        math.log1p(sentences), float(sentences == 0), float(sentences == 1), float(after),
        math.log1p(paragraphs), float(paragraphs == 0), 1 / rank, float(rank == 1),
        float(_said(spoken, 1) is entity), float(_said(spoken, 2) is entity), said / (len(spoken) + 1), float(said > 0),
        float(parent is entity), float(parent is not None),
        float(lead < 3), math.log1p(lead) / 4,
        float(scene.is_quoted(place[0])), float(scene.is_quoted(at)),
        math.log1p(_before(entity, at)), math.log1p(len(entity.mentions)),
        float(scene.paragraph(entity.mentions[0][0]) == 0),
        float(text[place[1] : place[1] + 1] in ("’", "'")), float(place in scene.sources),
        math.log1p(scene.pronouns(own, place[1], at)) if not after else 0.0,
        *_fit(scene, mention, entity),
        1 / fitting if fitting else 0.0, float(fitting == 1), float(scene.meant.get(mention.form) is entity),
        float(_PREPOSITION.search(text, max(0, place[0] - 16), place[0]) is not None),
        float(_VERB.match(text, place[1], place[1] + 30) is not None),
        float(bool(_REPORTER & scene.roles(entity))),
        *_headed(scene, mention, entity, place),
    ]  # fmt: skip
    return row


def _said(spoken: Sequence[Entity | None], back: int) -> Entity | None:
    return spoken[-back] if len(spoken) >= back else None


def _before(entity: Entity, at: int) -> int:
    return bisect_left(entity.mentions, (at, 0))


def _fit(scene: Scene, mention: Mention, entity: Entity) -> list[float]:
    """How well a phrase's words fit an entity's names and roles."""
    if mention.form != "definite":
        return [0.0] * 5
    words = [w for w in re.findall(r"[\w-]+", mention.words.lower()) if len(w) > 1]
    head = mention.office or (words[-1] if words else "")
    roles = scene.roles(entity)
    named = {w for name in entity.names for w in re.findall(r"[\w-]+", name.lower())}
    homes = {home.name.lower() for w in words if (home := homeland(w))} | set(words)
    role_homes = {home.name.lower() for w in roles if (home := homeland(w))} | roles
    return [
        float(head in roles),
        float(head in named),
        float(bool((homes & role_homes) - {head})),
        sum(w in named for w in words) / max(1, len(words)),
        float(is_office(head)),
    ]


def _headed(scene: Scene, mention: Mention, entity: Entity, place: tuple[int, int]) -> list[float]:
    """Where a phrase's last word stands before: ahead of the entity's first mention, since its last one, at all."""
    if mention.form != "definite":
        return [0.0] * 3
    head = mention.words.split()[-1] if mention.words.split() else ""
    places = scene.words(head)
    return [
        float(bisect_left(places, entity.mentions[0][0]) > 0),
        float(bisect_left(places, mention.start) > bisect_left(places, place[1])),
        float(bisect_left(places, mention.start) > 0),
    ]
