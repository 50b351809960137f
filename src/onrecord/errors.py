"""Every error that onrecord raises on purpose.

OnrecordError
├── PageError               a page could not be fetched or opened
│   ├── SourceError         the source does not exist, cannot be opened, or is of an unknown kind
│   ├── FetchError          the web gave no page: refused, too slow, too large, not text
│   │   └── RetryLaterError the host asked not to be contacted before a time that has not come yet
│   └── DecodeError         the bytes are not text
├── ArticleError            the page holds no article that can be read
├── RecordError             the data is not a record
├── IdentityError           a people file or a decision on identities cannot be read or contradicts itself
├── StoreError              the store cannot be opened, read or written
├── BulkError               a bulk run cannot start or go on: its folder is full, or was made otherwise
├── TranscriptError         a transcript or a list of quotations cannot be read
├── QueryError              a search or comparison is not well formed
├── ModelError              the model file is missing or is not the expected one
└── SettingsError           a setting has an invalid value

Each message says in one line what was wrong, where, and what to do. An order to stop (`onrecord.stop_event`) and an
answer that nothing changed (`onrecord.pages.http.client`) are control flow and not part of this tree.
"""

from __future__ import annotations

from typing import Self


class OnrecordError(Exception):
    """The root: catch it to catch every error that onrecord raises on purpose.

    `str(error)` is the location and the reason.

    Attributes:
        reason: what was wrong and what to do, without the location.
        location: the address, file or line that the error is about; None if there is none or it is not known.
    """

    def __init__(self, reason: str = "", *, location: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.location = location

    def __str__(self) -> str:
        return f"{self.location}: {self.reason}" if self.location else self.reason

    def at(self, location: str) -> Self:
        """Return the same error, with all its data, for a location that its raiser did not know."""
        return type(self)(**(vars(self) | {"location": location}))


class PageError(OnrecordError):
    """A page could not be fetched or opened."""


class SourceError(PageError):
    """The source does not exist, cannot be opened, or is of an unknown kind."""


class FetchError(PageError):
    """The web gave no page.

    Attributes:
        retryable: True if another try may succeed.
        retry_after: seconds to wait before it, as the server asked; None if it did not ask.
    """

    def __init__(
        self,
        reason: str = "",
        *,
        location: str | None = None,
        retryable: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason, location=location)
        self.retryable = retryable
        self.retry_after = retry_after


class RetryLaterError(FetchError):
    """The host asked not to be contacted before a time that has not come yet; `retry_after` says when."""


class DecodeError(PageError):
    """The bytes are not text."""


class ArticleError(OnrecordError):
    """The page holds no article that can be read."""


class RecordError(OnrecordError):
    """The data is not a record."""


class IdentityError(OnrecordError):
    """A people file or a decision on identities cannot be read or contradicts itself."""


class StoreError(OnrecordError):
    """The store cannot be opened, read or written."""


class BulkError(OnrecordError):
    """A bulk run cannot start or go on."""


class TranscriptError(OnrecordError):
    """A transcript, or a list of quotations to check against transcripts, cannot be read."""


class QueryError(OnrecordError):
    """A search or comparison is not well formed."""


class ModelError(OnrecordError):
    """The model file is missing or is not the expected one."""


class SettingsError(OnrecordError):
    """A setting has an invalid value."""
