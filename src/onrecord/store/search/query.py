"""What a search asks for, and what it returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypedDict, get_args

from onrecord.errors import QueryError
from onrecord.records import Act, StatementKind, Tone

Order = Literal["best", "newest", "oldest"]
MAX_RESULTS = 100_000  # offset and limit together: what wants more reads them with ``export``


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
    include_hidden: bool = False  # also statements that are not shown by default
    all_versions: bool = False  # also those of earlier versions of articles that changed
    order: Order = "best"
    limit: int = 20
    offset: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.words, str):
            raise QueryError(f"words is {self.words!r}; give a text")
        for name in ("similar", "speaker", "about"):
            value = getattr(self, name)
            _check_texts(name, () if value is None else (value,))
        _check_texts("outlet", self.outlets)
        for name, values, choices in (
            ("kind", self.kinds, get_args(StatementKind)),
            ("act", self.acts, get_args(Act)),
            ("tone", self.tones, get_args(Tone)),
            ("order", (self.order,), get_args(Order)),
        ):
            _check_texts(name, values, choices)
        _check_days(self.since, self.until)
        _check_number("limit", self.limit, 1)
        _check_number("offset", self.offset, 0)
        if self.limit + self.offset > MAX_RESULTS:
            raise QueryError(f"offset and limit reach beyond {MAX_RESULTS:,} results; export the statements instead")


class SearchFilters(TypedDict, total=False):
    """The filters of ``Store.find``, for methods that take the same.

    Attributes:
        speaker: The speaker's name, surname or identity.
        about: A name that the statement mentions.
        outlet: Names of outlets, one of which published the article.
        kind: Direct, indirect or mixed; one or several.
        act: What was done by speaking; one or several.
        tone: The tone of the cue; one or several.
        since: The first day of publication.
        until: The last day of publication.
        include_hidden: Also statements that are not shown by default.
        all_versions: Also statements of earlier versions of articles that changed.
    """

    speaker: str | None
    about: str | None
    outlet: str | Sequence[str]
    kind: StatementKind | Sequence[StatementKind]
    act: Act | Sequence[Act]
    tone: Tone | Sequence[Tone]
    since: date | None
    until: date | None
    include_hidden: bool
    all_versions: bool


def search_query(
    words: str,
    *,
    outlet: str | Sequence[str] = (),
    kind: StatementKind | Sequence[StatementKind] = (),
    act: Act | Sequence[Act] = (),
    tone: Tone | Sequence[Tone] = (),
    **parameters: Any,
) -> SearchQuery:
    """Return a search from the parameters of ``Store.find``, which take one value or several.

    Raises:
        QueryError: a value is of no use, or the parameters contradict each other.
    """
    return SearchQuery(
        words=words,
        outlets=_as_tuple(outlet),
        kinds=_as_tuple(kind),
        acts=_as_tuple(act),
        tones=_as_tuple(tone),
        **parameters,
    )


def _as_tuple(values: Any) -> tuple[Any, ...]:
    return tuple(values) if isinstance(values, list | tuple | set | frozenset) else (values,)


def _check_texts(name: str, values: Sequence[Any], choices: Sequence[str] = ()) -> None:
    for value in values:
        if not isinstance(value, str):
            raise QueryError(f"{name} is {value!r}; give a text")
        if not value.strip():
            raise QueryError(f"{name} is empty; say what to look for, or leave it out")
        if choices and value not in choices:
            raise QueryError(f"{name} is {value!r}; give one of {', '.join(choices)}")


def _check_days(since: Any, until: Any) -> None:
    for name, day in (("since", since), ("until", until)):
        if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
            raise QueryError(f"{name} is {day!r}; give a datetime.date")
    if since is not None and until is not None and since > until:
        raise QueryError(f"since ({since}) is later than until ({until}); exchange them")


def _check_number(name: str, number: Any, minimum: int) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or number < minimum:
        raise QueryError(f"{name} is {number!r}; give a whole number from {minimum} on")


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
        reported_by: The name of the speaker in whose statement this one is nested; None where it is nested in none, or
            in one without a speaker.
        parent: The id, in the record, of the statement in which this one is nested.
        confidence: The probability that the statement is right.
        speaker_confidence: The probability that the speaker is the right one.
        shown: Whether the statement is shown by default.
        cue: The words that attribute the statement.
        record: The record's id.
        published: Date or time of publication as the article states it, ISO 8601.
        day: The day of publication in UTC, or of fetching where the article states none.
        sentence: The sentences of the article that hold the statement.
        sentence_span: Where these begin and end in the article's text.
        corrected: Whether a person corrected it.
        current: Whether it stands in the newest version of its article.
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
    reported_by: str | None
    parent: str | None
    confidence: float
    speaker_confidence: float | None
    shown: bool
    cue: str
    record: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    day: date | None
    sentence: str
    sentence_span: tuple[int, int]
    corrected: bool = False
    current: bool = True

    def _repr_html_(self) -> str:
        """Return the hit as a notebook shows it."""
        from onrecord.exports.html import hit_fragment

        return hit_fragment(self)
