"""The outcome of a source or page that gave no record, with its reason."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from enum import StrEnum

from onrecord.errors import (
    ArticleError,
    DecodeError,
    FetchError,
    OnrecordError,
    PageError,
    SourceError,
    TranscriptError,
)

_log = logging.getLogger(__name__)


class SkipReason(StrEnum):
    """Why a source or page gave no record."""

    SOURCE = "source"  # it does not exist, cannot be opened, is damaged or is of an unknown kind
    FETCH = "fetch"  # the web gave no page
    NOT_TEXT = "not_text"
    NO_ARTICLE = "no_article"
    TRANSCRIPT = "transcript"  # a transcript or a list of quotations cannot be read
    WORKER_CRASHED = "worker_crashed"  # the process that read the page crashed
    TOO_SLOW = "too_slow"  # reading the page took longer than it may
    TOO_LARGE = "too_large"  # reading the page took more memory than it may
    FAULT = "fault"  # a fault of this program, which only this page or quotation met
    OTHER = "other"
    # No failures:
    NOT_MODIFIED = "not_modified"  # the server says that the page is still the stored one
    UNKNOWN_KIND = "unknown_kind"  # a file in a folder that is of no known kind
    LINK = "link"  # a symbolic link in a folder that leads out of it or to nothing
    NOT_HTML = "not_html"  # a response in a web archive that is not an HTML page
    LISTING = "listing"  # entries of a feed or sitemap that were passed over
    PAGE_NOT_KEPT = "page_not_kept"  # the store did not keep the page, so it cannot be read again
    FORGOTTEN = "forgotten"  # a person had the store forget the article
    SHORT_QUOTATION = "short_quotation"  # one or two words that cannot be placed
    INDIRECT_CLAIM = "indirect_claim"  # what a draft reports in its own words is not checked word for word


_HARMLESS = frozenset(
    {
        SkipReason.NOT_MODIFIED,
        SkipReason.UNKNOWN_KIND,
        SkipReason.LINK,
        SkipReason.NOT_HTML,
        SkipReason.LISTING,
        SkipReason.PAGE_NOT_KEPT,
        SkipReason.FORGOTTEN,
        SkipReason.SHORT_QUOTATION,
        SkipReason.INDIRECT_CLAIM,
    }
)
_REASON_OF_ERROR: dict[type[OnrecordError], SkipReason] = {
    SourceError: SkipReason.SOURCE,
    FetchError: SkipReason.FETCH,
    DecodeError: SkipReason.NOT_TEXT,
    ArticleError: SkipReason.NO_ARTICLE,
    TranscriptError: SkipReason.TRANSCRIPT,
}


FORGOTTEN_DETAIL = "the store was told to forget this article"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source or page that gave no record.

    Attributes:
        location: the address, file or line.
        reason: why it gave none.
        detail: the reason for people, on one line, without the location.
        error: the error behind it, if there is one: without its traceback, so that no page is kept in memory by it.
    """

    location: str
    reason: SkipReason
    detail: str
    error: OnrecordError | None = field(default=None, compare=False, repr=False)

    @property
    def failed(self) -> bool:
        """Whether something went wrong; False for what is passed over on purpose."""
        return self.reason not in _HARMLESS

    @classmethod
    def from_error(cls, error: OnrecordError, location: str | None = None) -> Skipped:
        """Return the outcome for an error, at `location` or else at the error's own."""
        location = error.location or "" if location is None else location
        reasons = (reason for kind, reason in _REASON_OF_ERROR.items() if isinstance(error, kind))
        detail = " ".join(error.reason.split()) or type(error).__name__
        return cls(location, next(reasons, SkipReason.OTHER), detail, error.at(location))

    @classmethod
    def from_fault(cls, fault: Exception, location: str, kind: str = "page") -> Skipped:
        """Return the outcome for a fault of this program that `kind` met; its traceback is logged at level DEBUG."""
        _log.debug("%s: a fault of this program", location, exc_info=fault)
        detail = f"a fault of this program ({type(fault).__name__}); please report it with the {kind}"
        return cls(location, SkipReason.FAULT, detail)

    def to_error(self) -> OnrecordError:
        """Return the error that `onrecord.read` raises for this outcome."""
        return self.error.at(self.location) if self.error else PageError(self.detail, location=self.location)


@dataclass(frozen=True, slots=True)
class SourceStatement:
    """A statement of a source that a claim may rest on. Offsets are into the text of the source."""

    source: str
    start: int
    end: int
    text: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Unchecked(Skipped):
    """Words of a draft that were not checked word for word: a quotation of one or two words, or an indirect claim.

    Attributes:
        id: the id that a checked quotation would have.
        text: the words.
        speaker: whose words they are said to be, or None.
        nearest: of an indirect claim, the statements of its speaker in the sources that are most like it.
    """

    id: str = ""
    text: str = ""
    speaker: str | None = None
    nearest: tuple[SourceStatement, ...] = ()
