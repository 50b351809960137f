"""The core types: plain frozen data that passes between the stages.

All offsets are character offsets into a text, end exclusive. For a span of an article,
``article.text[span.start:span.end] == span.text`` always holds. What is unknown is ``None``.

The descriptions and bounds in the annotations of Record and of the types inside it are the JSON Schema that
``onrecord schema`` prints, the tables of docs/record.md, and what ``from_json`` checks.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from msgspec import Meta

from onrecord.edit_reasons import EditReason as EditReason
from onrecord.skipped import Skipped as Skipped
from onrecord.skipped import SkipReason as SkipReason
from onrecord.source_page import Page as Page
from onrecord.source_page import PageKind as PageKind
from onrecord.source_page import PageOrigin as PageOrigin
from onrecord.transcript_types import Transcript as Transcript
from onrecord.transcript_types import Turn as Turn

SCHEMA = "onrecord/2"

StatementKind = Literal["direct", "mixed", "indirect"]
Act = Literal["assert", "ask", "deny", "decline", "request", "promise", "accuse", "think"]
Tone = Literal["neutral", "doubting", "endorsing", "charged"]
SpeakerKind = Literal["person", "organization", "group", "country", "document", "unnamed"]
VerdictKind = Literal["verbatim", "minor", "abridged", "trimmed", "spliced", "altered", "not found"]
VersionPart = Literal["words", "fragment", "indirect"]
EditKind = Literal["dropped", "added", "changed", "moved", "joined", "spelling"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article's text: ``article.text[start:end] == text``."""

    start: Annotated[int, Meta(ge=0, description="Offset of the first character in article.text.")]
    end: Annotated[int, Meta(ge=1, description="Offset after the last character.")]
    text: Annotated[str, Meta(min_length=1, description="The characters themselves.")]


@dataclass(frozen=True, slots=True)
class Article:
    """The page's own piece, without its boilerplate. What is unknown is null."""

    title: Annotated[str | None, Meta(description="The headline, without the outlet's name.")]
    outlet: Annotated[str | None, Meta(description="The publisher.")]
    url: Annotated[str | None, Meta(description="The canonical address.")]
    authors: Annotated[tuple[str, ...], Meta(description="The names in the byline.")]
    published: Annotated[
        str | None, Meta(description="When it was published, ISO 8601; with a time zone only if the page states one.")
    ]
    modified: Annotated[
        str | None,
        Meta(description="When it was last changed, ISO 8601; with a time zone only if the page states one."),
    ]
    language: Annotated[str | None, Meta(description="The language, ISO 639-1.")]
    image: Annotated[str | None, Meta(description="Address of the main picture.")]
    section: Annotated[str | None, Meta(description="The outlet's section or category.")]
    text: Annotated[
        str,
        Meta(
            min_length=1,
            description="The text, paragraphs joined by one blank line. Text from a JSON line is left unchanged.",
        ),
    ]
    paragraphs: Annotated[
        tuple[tuple[int, int], ...], Meta(description="Start and end of each paragraph, as offsets into text.")
    ]
    boilerplate: Annotated[
        tuple[str, ...], Meta(description="Text on the page that is not the article: share prompts, related links.")
    ]
    page: Annotated[PageOrigin, Meta(description="Where the page came from.")]
    claimed_url: Annotated[
        str | None,
        Meta(description="An address of another site that the page names as its own, or null."),
    ] = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution in an article: what was said, the words that attribute it, and who is named as saying it."""

    id: Annotated[str, Meta(description="Unique within the record.")]
    kind: Annotated[
        StatementKind, Meta(description="direct: inside quotation marks; indirect: outside; mixed: partly inside.")
    ]
    content: Annotated[
        tuple[Span, ...], Meta(min_length=1, description="What was said; several spans if words stand between them.")
    ]
    cue: Annotated[
        tuple[Span, ...], Meta(description="The words that attribute it (said, according to); empty if uncued.")
    ] = ()
    source: Annotated[tuple[Span, ...], Meta(description="The words that name who said it, as written.")] = ()
    speaker: Annotated[str | None, Meta(description="Id of the speaker, or null.")] = None
    addressee: Annotated[Span | None, Meta(description="The words that say to whom it was said, or null.")] = None
    addressee_speaker: Annotated[str | None, Meta(description="Id of the speaker to whom it was said, or null.")] = None
    occasion: Annotated[tuple[Span, ...], Meta(description="The words that say when or where it was said.")] = ()
    act: Annotated[
        Act, Meta(description="What was done by saying it. think is a belief, wish or intent, not speech.")
    ] = "assert"
    tone: Annotated[
        Tone,
        Meta(
            description="What the cue adds: neutral (said), doubting (claimed), endorsing (revealed) or charged"
            " (slammed)."
        ),
    ] = "neutral"
    hedges: Annotated[
        tuple[Span, ...], Meta(description="Words with which the article distances itself: reportedly, allegedly.")
    ] = ()
    parent: Annotated[str | None, Meta(description="Id of the statement that contains this one, or null.")] = None
    uncued: Annotated[
        bool, Meta(description="True for a quotation without a cue; it continues the speaker quoted around it.")
    ] = False
    confidence: Annotated[float, Meta(ge=0, le=1, description="Probability that the statement is right.")] = 1.0
    shown: Annotated[
        bool, Meta(description="True for speech that is probable enough to be shown by default; false for the rest.")
    ] = True
    speaker_confidence: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | None,
        Meta(description="Probability that the speaker is the right one; null without a speaker."),
    ] = None

    @property
    def text(self) -> str:
        """The content on one line, with an ellipsis between spans."""
        return " … ".join(" ".join(span.text.split()) for span in self.content)

    def _repr_html_(self) -> str:
        """The statement as a notebook shows it."""
        from onrecord.exports.html import statement_fragment

        return statement_fragment(self)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone who speaks, or to whom something is said, within this article."""

    id: Annotated[str, Meta(description="Unique within the record.")]
    name: Annotated[str, Meta(description="The fullest name in the article.")]
    kind: Annotated[
        SpeakerKind, Meta(description="What the speaker is; unnamed is a source that the article does not name.")
    ]
    roles: Annotated[
        tuple[Span, ...], Meta(description="What the article calls the speaker: the first span of each wording.")
    ] = ()
    affiliations: Annotated[
        tuple[Span, ...], Meta(description="The organizations or places that the speaker belongs to.")
    ] = ()
    aliases: Annotated[tuple[str, ...], Meta(description="Other names of the speaker in the article.")] = ()
    mentions: Annotated[tuple[Span, ...], Meta(description="Where the article names the speaker.")] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One article and who said what in it."""

    id: Annotated[str, Meta(min_length=1, description="The page's own id, or an id derived from its address and text.")]
    article: Annotated[Article, Meta(description="The article.")]
    statements: Annotated[tuple[Statement, ...], Meta(description="Who said what, in the order of the text.")]
    speakers: Annotated[
        tuple[Speaker, ...],
        Meta(description="The speakers and addressees, in the order in which they first appear in a statement."),
    ]
    schema: Annotated[str, Meta(description="The version of this format.")] = SCHEMA

    def speaker_of(self, statement: Statement) -> Speaker | None:
        """Return the speaker of one of the record's statements, or None if the article does not identify one."""
        return next((speaker for speaker in self.speakers if speaker.id == statement.speaker), None)

    def to_frame(self) -> Any:
        """Return the statements as a pandas DataFrame, one a row, with their article and speaker."""
        from onrecord.exports.statement_rows import to_frame

        return to_frame(self)

    def nesting_depths(self) -> dict[str, int]:
        """Return how many statements each statement is nested in, by statement id."""
        parents = {statement.id: statement.parent for statement in self.statements}
        depths = {}
        for statement_id in parents:
            visited, ancestor = {statement_id}, parents[statement_id]
            while ancestor in parents and ancestor not in visited:
                visited.add(ancestor)
                ancestor = parents[ancestor]
            depths[statement_id] = len(visited) - 1
        return depths

    def _repr_html_(self) -> str:
        """The record as a notebook shows it."""
        from onrecord.exports.html import record_fragment

        return record_fragment(self)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks as they were printed, and the speaker to whom they are attributed.

    ``date`` is the ISO 8601 date of the article. ``statement`` is the id of the statement they are from.
    """

    id: str
    text: str
    speaker: str | None = None
    date: str | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference between two wordings: the printed one (``text``) and the other one (``other``).

    Either may be empty; then ``start == end`` is the position where the words would be. ``kind`` is ``dropped`` (only
    the other wording has the words), ``added`` (only the printed one has them), ``changed``, ``moved``, ``joined``
    (two passages of the other wording are put together here; ``other`` is what lies between) or ``spelling`` (the
    same word, spelled differently). ``marked``: the printed text shows the edit by an ellipsis or brackets.
    ``minor``: the words are those that were spoken. ``meaning_changed``: the edit changes the meaning.
    ``reason`` says why it is minor, or how the meaning changed.
    """

    kind: EditKind
    start: int
    end: int
    text: str
    other_start: int
    other_end: int
    other: str
    marked: bool = False
    minor: bool = False
    meaning_changed: bool = False
    reason: EditReason | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a transcript has the words: offsets into its text, who speaks there, and the second, if stated.

    ``line`` and ``page`` are where the words begin in the transcript's file. ``before`` and ``after`` are the words
    around them. ``link`` is the address of the words on a web page.
    """

    start: int
    end: int
    text: str
    speaker: str | None = None
    time: float | None = None
    line: int | None = None
    page: int | None = None
    before: str | None = None
    after: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of checking one quotation against transcripts. It does not say whether the words are true.

    ``edits`` have offsets into ``Quotation.text`` (``text``) and into the transcript's text (``other``).
    ``meaning_changed``: some edit changes the meaning. ``speaker`` is who speaks in the transcript;
    ``speaker_agrees`` is ``None`` if one of the two is not named. ``covered`` is ``False`` if no transcript could
    hold the quotation: none of that time and speaker was given. ``explanation`` is one sentence.
    """

    quotation: Quotation
    verdict: VerdictKind
    transcript_id: str | None
    passages: tuple[Passage, ...]
    speaker: str | None
    speaker_agrees: bool | None
    edits: tuple[Edit, ...]
    meaning_changed: bool
    covered: bool
    confidence: float
    explanation: str


@dataclass(frozen=True, slots=True)
class ReportedVersion:
    """How one article reports an utterance.

    ``part`` is ``words`` for quoted words, ``fragment`` for a few of them quoted alone, ``indirect`` for a report
    without quotation marks; the last two are matched by speaker and time and may be of another moment. ``text`` is
    what is quoted, with an ellipsis between separate quotations; ``sentence`` is the sentence that contains it.
    ``edits`` lead from ``Utterance.text`` (``other``) to ``text``. Articles with nearly the same text have the same
    ``origin``. ``speaker_agrees`` says whether the speaker is the one that most articles name; ``None`` if one is not
    named. ``is_first``: no article printed it earlier. ``date`` is the day of publication.
    """

    statement: int
    key: str
    record: str
    outlet: str
    title: str | None
    url: str | None
    published: str | None
    date: datetime.date | None
    part: VersionPart
    text: str
    sentence: str
    cue: str
    kind: StatementKind
    act: Act
    tone: Tone
    speaker: str | None
    identity: str | None
    speaker_agrees: bool | None
    is_first: bool
    origin: int
    edits: tuple[Edit, ...]

    @property
    def meaning_changed(self) -> bool:
        """Whether some edit changes the meaning."""
        return any(edit.meaning_changed for edit in self.edits)


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said once, as several articles report it, the earliest first.

    ``text`` is the fullest printed wording, with which the others are compared; it need not be the most accurate.
    ``first_published`` is the ISO 8601 date of the earliest version. ``outlets`` and ``origins`` count the versions
    that quote words; ``origins`` is smaller if many outlets printed one text.
    """

    id: int
    text: str
    speaker: str | None
    first_published: str | None
    outlets: int
    origins: int
    versions: tuple[ReportedVersion, ...]

    @property
    def meaning_changed(self) -> bool:
        """Whether some version changes the meaning."""
        return any(version.meaning_changed for version in self.versions)


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A verdict with its context: the transcript it refers to, and where the article prints the quotation.

    ``spans`` are in ``article.text``. A quotation from a list has no article and no spans.
    """

    verdict: Verdict
    transcript: Transcript | None = None
    article: Article | None = None
    spans: tuple[Span, ...] = ()

    def _repr_html_(self) -> str:
        """The verdict as a notebook shows it."""
        from onrecord.exports.html import checked_fragment

        return checked_fragment(self)
