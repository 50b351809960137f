"""onrecord turns news pages into a searchable, verifiable record of who said what.

>>> import onrecord
>>> record = onrecord.read("page.html")
>>> for statement in record.statements:
...     print(statement.speaker, [span.text for span in statement.content])
"""

from onrecord.api import from_json, json_schema, read, read_many, to_html, to_json
from onrecord.errors import (
    ArticleError,
    DecodeError,
    FetchError,
    IdentityError,
    ModelError,
    OnrecordError,
    PageError,
    RecordError,
    SettingsError,
    SourceError,
)
from onrecord.records import Article, Page, PageOrigin, Record, Skipped, Span, Speaker, Statement
from onrecord.settings import Settings

__version__ = "0.1.0"

__all__ = [
    "Article",
    "ArticleError",
    "DecodeError",
    "FetchError",
    "IdentityError",
    "ModelError",
    "OnrecordError",
    "Page",
    "PageError",
    "PageOrigin",
    "Record",
    "RecordError",
    "Settings",
    "SettingsError",
    "Skipped",
    "SourceError",
    "Span",
    "Speaker",
    "Statement",
    "__version__",
    "from_json",
    "json_schema",
    "read",
    "read_many",
    "to_html",
    "to_json",
]
