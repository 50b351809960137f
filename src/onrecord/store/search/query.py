"""What a search asks for, and what it returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from onrecord.errors import QueryError

Order = Literal["relevance", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What is searched for. The values of one tuple are alternatives; everything else must hold together.

    Raises:
        QueryError: the parameters contradict each other.
    """

    words: str = ""
    similar: str | None = None  # with words too, both orders are fused
    speaker: str | None = None
    about: str | None = None
    outlets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    order: Order = "relevance"
    limit: int = 20

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since > self.until:
            raise QueryError(f"since ({self.since}) is later than until ({self.until}); exchange them")
        if self.similar is not None and not self.similar.strip():
            raise QueryError("similar is empty; say what to look for")


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A statement that was found, with its article.

    Attributes:
        statement: The statement's row number in the store.
        key: The statement's id in its record.
        text: The content; several spans with an ellipsis between.
        marks: Start and end, in ``text``, of each word that was searched for.
        score: How well it fits; comparable only within one search, 0 where hits are ordered by date.
        speaker: The speaker's id in the record.
        speaker_name: The speaker's name in the article.
        identity: The id of the speaker's identity.
        identity_name: The name of that identity.
        cue: The words that attribute the statement.
        record: The record's id.
        published: Date or time of publication as the article states it, ISO 8601.
        day: The day of publication in UTC, or of fetching where the article states none.
        sentence: The sentences of the article that hold the statement.
        sentence_span: Where these begin and end in the article's text.
    """

    statement: int
    key: str
    text: str
    marks: tuple[tuple[int, int], ...]
    score: float
    kind: str
    act: str
    tone: str
    speaker: str | None
    speaker_name: str | None
    identity: str | None
    identity_name: str | None
    cue: str
    record: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    day: date | None
    sentence: str
    sentence_span: tuple[int, int]

    def _repr_html_(self) -> str:
        """Return the hit as a notebook shows it."""
        from onrecord.exports.html import hit_fragment

        return hit_fragment(self)
