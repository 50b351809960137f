"""onrecord turns news pages into a searchable, verifiable record of who said what.

>>> import onrecord
>>> record = onrecord.read("page.html")
>>> for statement in record.statements:
...     print(statement.speaker, [span.text for span in statement.content])
"""

from onrecord.api import (
    add,
    from_json,
    json_schema,
    open_store,
    read,
    read_many,
    reread,
    to_html,
    to_json,
    verify,
    watch,
)
from onrecord.errors import (
    ArticleError,
    DecodeError,
    FetchError,
    IdentityError,
    ModelError,
    OnrecordError,
    PageError,
    QueryError,
    RecordError,
    SettingsError,
    SourceError,
    StoreError,
    TranscriptError,
)
from onrecord.records import (
    Article,
    Checked,
    Edit,
    Page,
    PageOrigin,
    Passage,
    Quotation,
    Record,
    Skipped,
    Span,
    Speaker,
    Statement,
    Transcript,
    Turn,
    Verdict,
)
from onrecord.settings import Settings

__version__ = "0.1.0"

__all__ = [
    "Article",
    "ArticleError",
    "Checked",
    "DecodeError",
    "Edit",
    "FetchError",
    "IdentityError",
    "ModelError",
    "OnrecordError",
    "Page",
    "PageError",
    "PageOrigin",
    "Passage",
    "QueryError",
    "Quotation",
    "Record",
    "RecordError",
    "Settings",
    "SettingsError",
    "Skipped",
    "SourceError",
    "Span",
    "Speaker",
    "Statement",
    "StoreError",
    "Transcript",
    "TranscriptError",
    "Turn",
    "Verdict",
    "__version__",
    "add",
    "from_json",
    "json_schema",
    "open_store",
    "read",
    "read_many",
    "reread",
    "to_html",
    "to_json",
    "verify",
    "watch",
]
