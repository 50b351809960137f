"""onrecord turns news pages into a searchable, verifiable record of who said what.

>>> import onrecord
>>> record = onrecord.read("page.html")
>>> for statement in record.statements:
...     print(statement.speaker, [span.text for span in statement.content])
"""

from onrecord.api import (
    add,
    comparison_to_html,
    from_json,
    json_schema,
    open_store,
    read,
    read_many,
    reread,
    to_html,
    to_json,
    watch,
)
from onrecord.api import verify as verify_many  # ``onrecord.verification`` is the package that it uses
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
    Utterance,
    Verdict,
    Version,
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
    "Utterance",
    "Verdict",
    "Version",
    "__version__",
    "add",
    "comparison_to_html",
    "from_json",
    "json_schema",
    "open_store",
    "read",
    "read_many",
    "reread",
    "to_html",
    "to_json",
    "verify_many",
    "watch",
]
