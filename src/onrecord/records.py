"""The core types: plain frozen data that passes between the stages.

Every offset is a character offset into ``Article.text``, end exclusive, and
``text[span.start:span.end] == span.text`` always holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from onrecord.errors import OnrecordError, PageError

SCHEMA = "onrecord/1"

PageKind = Literal["file", "web", "warc", "feed", "jsonl"]
StatementKind = Literal["direct", "mixed", "indirect"]
Act = Literal["assert", "ask", "deny", "decline", "request", "promise", "accuse", "think"]
Tone = Literal["neutral", "doubting", "endorsing", "charged"]
SpeakerKind = Literal["person", "organization", "group", "country", "document", "unnamed"]
VerdictKind = Literal["verbatim", "minor", "trimmed", "spliced", "altered", "not found"]
VersionPart = Literal["words", "fragment", "indirect"]
EditKind = Literal["dropped", "added", "changed", "moved", "joined", "written"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PageOrigin:
    """Where a page came from: its part of the record.

    ``retrieved`` is ISO 8601 and given for what was fetched; ``sha256`` is of the page's bytes as they came.
    """

    kind: PageKind
    location: str
    retrieved: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched or given, before anything is made of it.

    ``media`` says what ``body`` is: ``html``, ``text`` (a saved article with its page's leavings) or ``exact``
    (text that is the article, to the character). ``title``, ``url`` and ``published`` are what the giver said of it.
    ``raw`` has the bytes as they came (of JSON Lines the line) and ``charset`` what was said of them: ``restored``
    in ``pages`` makes the same page of them again. ``validators`` are the ETag and Last-Modified that it came with.
    """

    origin: PageOrigin
    media: Literal["html", "text", "exact"]
    body: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    raw: bytes = field(default=b"", repr=False, compare=False)
    charset: str | None = field(default=None, compare=False)
    validators: tuple[str | None, str | None] = field(default=(None, None), compare=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source or page that gave no record, with the reason in one line and the error that ``read`` raises for it."""

    location: str
    reason: str
    failed: bool = True
    error: type[OnrecordError] = field(default=PageError, compare=False)


@dataclass(frozen=True, slots=True)
class Article:
    """The page's own piece, its furniture set aside. Unknown is ``None``; dates are ISO 8601, zoned when stated."""

    title: str | None
    outlet: str | None
    url: str | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    language: str | None
    image: str | None
    section: str | None
    text: str
    paragraphs: tuple[tuple[int, int], ...]
    furniture: tuple[str, ...]
    page: PageOrigin


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution in an article: what was said, the words that attribute it, and who is named as saying it."""

    id: str
    kind: StatementKind
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    speaker: str | None = None
    addressee: Span | None = None
    addressed: str | None = None
    occasion: tuple[Span, ...] = ()
    act: Act = "assert"
    tone: Tone = "neutral"
    hedges: tuple[Span, ...] = ()
    parent: str | None = None
    floating: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it, within one article."""

    id: str
    name: str
    kind: SpeakerKind
    roles: tuple[Span, ...] = ()
    affiliations: tuple[Span, ...] = ()
    aliases: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One article and who said what in it."""

    id: str
    article: Article
    statements: tuple[Statement, ...]
    speakers: tuple[Speaker, ...]
    schema: str = field(default=SCHEMA)

    draw: ClassVar[Callable[[Record], str] | None] = None  # set by the layer that knows how

    def depths(self) -> dict[str, int]:
        """How many statements each statement stands inside, by its id."""
        parents = {statement.id: statement.parent for statement in self.statements}
        found = {}
        for name in parents:
            seen, above = {name}, parents[name]
            while above in parents and above not in seen:
                seen.add(above)
                above = parents[above]
            found[name] = len(seen) - 1
        return found

    def _repr_html_(self) -> str | None:
        """The record as a notebook shows it."""
        return None if Record.draw is None else Record.draw(self)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says at a stretch: offsets into ``Transcript.text``. An unnamed speaker is ``None``."""

    start: int
    end: int
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was really said. ``date`` is ISO 8601; ``turns`` follow one another and do not overlap.

    ``times`` are (offset into ``text``, seconds from the beginning), ascending, where the transcript states them.
    """

    id: str
    text: str
    event: str | None = None
    date: str | None = None
    turns: tuple[Turn, ...] = ()
    times: tuple[tuple[int, float], ...] = ()
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that stand in quotation marks, as they were printed, and who is said to have spoken them.

    ``date`` is ISO 8601, of the article that prints them. ``statement`` is the id of the statement they are from.
    """

    id: str
    text: str
    speaker: str | None = None
    date: str | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference between two wordings: the printed one (``text``) and the other (``other``).

    Either may be empty, and then stands where the words would be: ``start == end``. ``kind`` is ``dropped`` (only the
    other has the words), ``added`` (only the printed has them), ``changed``, ``moved``, ``joined`` (two places of the
    other are put together here; ``other`` is what lies between) or ``written`` (the same word in another writing).
    ``marked`` says that the printed text shows the edit, by an ellipsis or brackets; ``minor`` that it leaves the
    words as spoken; ``grave`` that it turns the sense, and ``why`` says by what.
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
    grave: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in a transcript the words stand: offsets into its text, who speaks there, and the second, if stated."""

    start: int
    end: int
    text: str
    speaker: str | None = None
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking one quotation against transcripts found. It never says whether what was said is true.

    ``edits`` have offsets into ``Quotation.text`` (``text``) and into the transcript's (``other``). ``grave``: some
    edit turns the sense. ``speaker`` is who speaks in the transcript; ``speaker_agrees`` is ``None`` where one of the
    two is not named. ``covered`` is ``False`` when no transcript could hold the quotation: none of that time and
    speaker was given. ``reason`` is one sentence.
    """

    quotation: Quotation
    verdict: VerdictKind
    transcript: str | None
    passages: tuple[Passage, ...]
    speaker: str | None
    speaker_agrees: bool | None
    edits: tuple[Edit, ...]
    grave: bool
    covered: bool
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Version:
    """How one article has an utterance.

    ``part`` is ``words`` for quoted words, ``fragment`` for a few of them that stand alone, ``indirect`` for what is
    told without marks; the last two are attached by speaker and time and may be of another moment. ``text`` has what
    is quoted, separate quotations with an ellipsis between; ``around`` is the sentence that holds it. ``edits`` lead
    from ``Utterance.text`` (``other``) to ``text``. Articles with nearly the same text have the same ``origin``.
    ``speaker_agrees`` says whether the speaker is the one whom most name; ``None`` where one is not named. ``first``:
    nobody printed it before. ``day`` is ``20250227``.
    """

    statement: int
    key: str
    record: str
    outlet: str
    title: str | None
    url: str | None
    published: str | None
    day: int | None
    part: VersionPart
    text: str
    around: str
    cue: str
    kind: StatementKind
    act: Act
    tone: Tone
    speaker: str | None
    identity: str | None
    speaker_agrees: bool | None
    first: bool
    origin: int
    edits: tuple[Edit, ...]

    @property
    def grave(self) -> bool:
        """Whether some difference turns the sense."""
        return any(edit.grave for edit in self.edits)


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said once, as several articles report it, the earliest first.

    ``text`` is the fullest wording that one of them prints, with which all are compared: it need not be the truest.
    ``outlets`` and ``origins`` count those that quote words; ``origins`` is smaller where one text was printed by many.
    """

    id: int
    text: str
    speaker: str | None
    first: str | None
    outlets: int
    origins: int
    versions: tuple[Version, ...]

    @property
    def grave(self) -> bool:
        """Whether some version differs in a way that turns the sense."""
        return any(version.grave for version in self.versions)


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict with what it is about: the transcript that it names, and where an article prints the quotation.

    ``pieces`` are in ``article.text``; a quotation of a list has neither.
    """

    verdict: Verdict
    transcript: Transcript | None = None
    article: Article | None = None
    pieces: tuple[Span, ...] = ()
