"""Every error that onrecord raises on purpose.

OnrecordError
├── PageError             a page could not be had
│   ├── SourceError       the source named does not exist, or is of no known kind
│   ├── FetchError        the web gave no page: refused, too slow, too large, not text
│   └── DecodeError       the bytes are no text
├── ArticleError          a page was had, and holds no article that can be read
├── RecordError           what was given to be read back is no record
├── IdentityError         what a person said of who is who contradicts itself or cannot be read
├── StoreError            the store cannot be opened, read or written
├── TranscriptError       a transcript or a list of quotations cannot be read
├── QueryError            what was asked of a store cannot be understood
├── ModelError            the model file is missing or is not the one expected
└── SettingsError         a setting has a value that it cannot take

Each message says in one line what was wrong, where, and what to do.
"""

from __future__ import annotations


class OnrecordError(Exception):
    """The root: catch it to catch every error that onrecord raises on purpose."""


class PageError(OnrecordError):
    """A page could not be had."""


class SourceError(PageError):
    """The source named does not exist or is of no known kind."""


class FetchError(PageError):
    """The web gave no page. ``again`` says that another try may help, ``after`` how many seconds to wait for it."""

    again: bool = False
    after: float | None = None


class DecodeError(PageError):
    """The bytes are no text."""


class ArticleError(OnrecordError):
    """A page was had, and holds no article that can be read."""


class RecordError(OnrecordError):
    """What was given to be read back is no record."""


class IdentityError(OnrecordError):
    """What a person said of who is who, in a people file or a decision, contradicts itself or cannot be read."""


class StoreError(OnrecordError):
    """The store cannot be opened, read or written."""


class TranscriptError(OnrecordError):
    """A transcript, or a list of quotations to hold against transcripts, cannot be read."""


class QueryError(OnrecordError):
    """What was asked of a store cannot be understood."""


class ModelError(OnrecordError):
    """The model file is missing or is not the one expected."""


class SettingsError(OnrecordError):
    """A setting has a value that it cannot take."""
