"""What programs send and get: the types that requests are checked by, and that the OpenAPI document is made from."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Meta

from onrecord.records import Act, StatementKind, Tone
from onrecord.store.search.query import Order

T = TypeVar("T")
MAX_TEXT = 5_000_000

Day = Annotated[str, Meta(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", description="A day, a month or a year.")]
Name = Annotated[str, Meta(max_length=200)]
Limit = Annotated[int, Meta(ge=1, le=200, description="The largest number of items.")]
Cursor = Annotated[str, Meta(max_length=100, description="Where to go on: ``next`` of the answer before.")]
Author = Annotated[str, Meta(max_length=100, description="Who decides, for the log.")]
Reason = Annotated[str, Meta(max_length=1_000, description="Why, for the log.")]


class ItemPage(msgspec.Struct, Generic[T], kw_only=True):
    """Some of many items. ``next`` is the cursor of those that follow; null at the end."""

    items: list[T]
    next: str | None


class PagingQuery(msgspec.Struct, kw_only=True):
    """The parameters of a list."""

    limit: Limit = 20
    cursor: Cursor | None = None


class WordsQuery(msgspec.Struct, kw_only=True):
    """The parameters that choose statements."""

    words: Annotated[
        str,
        Meta(max_length=500, description='Words that must all stand in it, "a phrase", begin*, one OR other, -not.'),
    ] = ""
    speaker: Annotated[Name, Meta(description="Name or identity of the speaker.")] | None = None
    about: Annotated[Name, Meta(description="A name that it mentions.")] | None = None
    outlet: Annotated[list[Name], Meta(description="Outlets, of which one published it.")] = []
    kind: Annotated[list[StatementKind], Meta(description="Direct, indirect or mixed.")] = []
    act: Annotated[list[Act], Meta(description="What was done by speaking.")] = []
    tone: Annotated[list[Tone], Meta(description="The tone of the cue.")] = []
    since: Day | None = None
    until: Day | None = None
    include_hidden: Annotated[bool, Meta(description="Also what is not shown by default.")] = False
    all_versions: Annotated[bool, Meta(description="Also earlier versions of articles that changed.")] = False


class StatementQuery(WordsQuery, kw_only=True):
    """The parameters of a search."""

    similar: Annotated[str, Meta(max_length=500, description="A text; statements nearest in meaning.")] | None = None
    order: Annotated[Order, Meta(description="Best, newest or oldest first.")] = "best"
    limit: Limit = 20
    cursor: Cursor | None = None


class SpeakersQuery(PagingQuery, kw_only=True):
    """The parameters of the list of speakers."""

    name: Annotated[Name, Meta(description="Only those with this name, surname or id.")] | None = None


class UtteranceQuery(msgspec.Struct, kw_only=True):
    """The parameters of a comparison."""

    words: Annotated[str, Meta(max_length=500)] = ""
    speaker: Name | None = None
    outlet: list[Name] = []
    since: Day | None = None
    until: Day | None = None
    meaning_changed: Annotated[bool, Meta(description="Only with a version that changes the meaning.")] = False
    min_outlets: Annotated[int, Meta(ge=1, le=1_000)] = 2
    limit: Annotated[int, Meta(ge=1, le=50)] = 20


class StatsQuery(WordsQuery, kw_only=True):
    """The parameters of counts."""

    by: Annotated[
        list[Literal["speaker", "outlet", "act", "tone", "kind", "month", "year", "section", "language"]],
        Meta(min_length=1, max_length=2, description="One dimension or two."),
    ] = msgspec.field(default_factory=lambda: ["month"])
    limit: Annotated[int, Meta(ge=1, le=10_000, description="The most values of the first dimension.")] = 100


class ArticleItem(msgspec.Struct, kw_only=True):
    """An article of the record."""

    record: str
    title: str | None
    outlet: str | None
    url: str | None
    day: Annotated[str, Meta(description="The day of publication, ISO 8601.")] | None
    statements: int


class StatementItem(msgspec.Struct, kw_only=True):
    """A statement of one article, without the article's text."""

    id: str
    kind: StatementKind
    act: Act
    tone: Tone
    text: str
    cue: str
    speaker: str | None
    identity: str | None
    parent: str | None
    confidence: Annotated[float, Meta(ge=0, le=1)]
    speaker_confidence: Annotated[float, Meta(ge=0, le=1)] | None
    shown: bool


class StatementList(msgspec.Struct, kw_only=True):
    """The statements of one article."""

    record: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    statements: list[StatementItem]


class ReadRequest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is to be read: a link or a text."""

    link: Annotated[str, Meta(max_length=2_000, description="An http or https address.")] = ""
    text: Annotated[str, Meta(max_length=MAX_TEXT, description="The text of an article, or HTML.")] = ""
    title: Annotated[str, Meta(max_length=2_000)] = ""
    published: Annotated[str, Meta(max_length=40, description="ISO 8601.")] = ""


class TranscriptText(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A transcript: its name, whose ending says its form, and its text."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]


class VerifyRequest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is to be checked (a record's id, a link or a text), and against which transcripts."""

    record: Annotated[str, Meta(max_length=500)] = ""
    link: Annotated[str, Meta(max_length=2_000)] = ""
    text: Annotated[str, Meta(max_length=MAX_TEXT)] = ""
    transcripts: Annotated[list[TranscriptText], Meta(max_length=30)] = []
    transcript_links: Annotated[list[Annotated[str, Meta(max_length=2_000)]], Meta(max_length=10)] = []
    against_record: Annotated[bool, Meta(description="Also against the articles of the store.")] = False
    speaker: Annotated[Name, Meta(description="Only quotations of this speaker.")] = ""


class DecisionRequest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A decision about who is who: another name, the same as others, or somebody else in some records."""

    kind: Literal["rename", "merge", "split"]
    identity: Annotated[str, Meta(min_length=1, max_length=200)]
    name: Annotated[Name, Meta(description="The new name, for rename.")] = ""
    others: Annotated[list[Name], Meta(max_length=50, description="The other identities, for merge.")] = []
    records: Annotated[list[Annotated[str, Meta(max_length=500)]], Meta(max_length=1_000)] = []
    into: Annotated[Name, Meta(description="Who it is in those records, for split.")] | None = None
    author: Author = ""
    reason: Reason = ""


class CorrectionRequest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A correction of a statement: who said it, what was done by it, its words, or that it is none."""

    record: Annotated[str, Meta(min_length=1, max_length=500)]
    statement: Annotated[str, Meta(min_length=1, max_length=200, description="The statement's id in the record.")]
    speaker: Annotated[Name, Meta(description="Who said it; empty for nobody who is named.")] | None = None
    act: Act | None = None
    content: Annotated[str, Meta(max_length=5_000, description="Its words, with … between pieces.")] | None = None
    not_a_statement: bool = False
    author: Author = ""
    reason: Reason = ""


class UndoRequest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Who takes a decision back."""

    author: Author = ""


class DecisionItem(msgspec.Struct, kw_only=True):
    """A decision with who made it, why and when; ``undone`` is when it was taken back."""

    id: int
    kind: str
    identity: str | None
    details: dict[str, Any]
    records: list[str]
    author: str
    reason: str
    made: str
    undone: str | None
    undone_by: str | None


class ReadRecord(msgspec.Struct, kw_only=True):
    """An article that was read: the id of its record, and whether it is new, changed or unchanged."""

    record: str
    title: str
    outcome: str


class UnreadPlace(msgspec.Struct, kw_only=True):
    """Something that was not read or checked, and why."""

    location: str
    reason: str


class JobProblem(msgspec.Struct, kw_only=True):
    """Why a job failed, as RFC 9457 has it."""

    status: int
    title: str
    detail: str


class JobItem(msgspec.Struct, kw_only=True):
    """A job: its state, how far it is, and at the end what it gave."""

    id: str
    kind: Literal["read", "verify", "group"]
    state: Literal["waiting", "running", "done", "failed"]
    done: int
    total: int | None
    activity: str
    problem: JobProblem | None = None
    records: list[ReadRecord] = []
    verdicts: Annotated[list[dict[str, Any]], Meta(description="As docs/verify.md describes them.")] = []
    unread: list[UnreadPlace] = []
