"""A mention: the words of a source or addressee that name somebody or refer to somebody, and how they do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from onrecord.records import SpeakerKind
from onrecord.speakers.entities.entity import Entity
from onrecord.speakers.entities.roles import offices
from onrecord.speakers.entities.speaker_kind import ORGANIZATION_WORDS
from onrecord.speakers.resolution.phrase_heads import PREPOSITION

Form = Literal["name", "he", "she", "they", "it", "first", "who", "definite", "other", "uncued"]
"""How a mention refers: by a name, a pronoun (``first``: “I”, “we”; ``who``: a relative), a ``definite`` phrase (“the
mayor”), another phrase (“a neighbour”), or not at all (``uncued``: a quotation without a cue)."""

POSSESSIVE = re.compile(r"[’']s?$")
_AGE = re.compile(r"\d{1,3}-year-old")


@dataclass(frozen=True, slots=True)
class Mention:
    """The head of a statement's source or addressee.

    ``start`` and ``end`` are offsets in the text, and ``words`` the words without an article and without what follows
    them. ``entities`` has the entity that the words name, or several that share the name. ``members`` are two or more
    entities that speak together. ``companions`` are others who speak with the one whom the mention refers to: “he and
    **his colleagues**”. ``full_phrase`` has what a phrase says after its head too: “consumers **who sought help**”.
    """

    start: int
    end: int
    form: Form
    words: str
    kind: SpeakerKind
    entities: tuple[Entity, ...] = ()
    members: tuple[Entity, ...] = ()
    companions: str = ""
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


@lru_cache(maxsize=1024)  # each candidate for a mention asks for it
def head_noun(phrase: str) -> str:
    """Return the noun that a phrase is about, in lower case: “**leader** of the party”; empty if there is none."""
    words = PREPOSITION.split(phrase, maxsplit=1)[0].split()
    return POSSESSIVE.sub("", words[-1]).strip('”"').lower() if words else ""
