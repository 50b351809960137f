"""onrecord turns news pages into a searchable, verifiable record of who said what.

>>> import onrecord
>>> record = onrecord.read("page.html")
>>> for statement in record.statements:
...     print(statement.speaker, statement.text)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.api import add as add
    from onrecord.api import check as check
    from onrecord.api import compare as compare
    from onrecord.api import open_store as open_store
    from onrecord.api import read as read
    from onrecord.api import read_many as read_many
    from onrecord.api import read_text as read_text
    from onrecord.api import reread as reread
    from onrecord.api import verify as verify
    from onrecord.api import watch as watch
    from onrecord.edit_reasons import EditReason as EditReason
    from onrecord.errors import ArticleError as ArticleError
    from onrecord.errors import BulkError as BulkError
    from onrecord.errors import DecodeError as DecodeError
    from onrecord.errors import FetchError as FetchError
    from onrecord.errors import IdentityError as IdentityError
    from onrecord.errors import ModelError as ModelError
    from onrecord.errors import OnrecordError as OnrecordError
    from onrecord.errors import PageError as PageError
    from onrecord.errors import QueryError as QueryError
    from onrecord.errors import RecordError as RecordError
    from onrecord.errors import RetryLaterError as RetryLaterError
    from onrecord.errors import SettingsError as SettingsError
    from onrecord.errors import SourceError as SourceError
    from onrecord.errors import StoreError as StoreError
    from onrecord.errors import TranscriptError as TranscriptError
    from onrecord.exports.html import to_html as to_html
    from onrecord.exports.json_shapes import to_json as to_json
    from onrecord.ingest.outcomes import Outcomes as Outcomes
    from onrecord.ingest.reread_articles import Change as Change
    from onrecord.record_json import from_json as from_json
    from onrecord.record_json import json_schema as json_schema
    from onrecord.records import Article as Article
    from onrecord.records import CheckedQuotation as CheckedQuotation
    from onrecord.records import Edit as Edit
    from onrecord.records import Page as Page
    from onrecord.records import PageOrigin as PageOrigin
    from onrecord.records import Passage as Passage
    from onrecord.records import Quotation as Quotation
    from onrecord.records import Record as Record
    from onrecord.records import ReportedVersion as ReportedVersion
    from onrecord.records import Span as Span
    from onrecord.records import Speaker as Speaker
    from onrecord.records import Statement as Statement
    from onrecord.records import Transcript as Transcript
    from onrecord.records import Turn as Turn
    from onrecord.records import Utterance as Utterance
    from onrecord.records import Verdict as Verdict
    from onrecord.settings import Settings as Settings
    from onrecord.skipped import Skipped as Skipped
    from onrecord.skipped import SkipReason as SkipReason
    from onrecord.skipped import SourceStatement as SourceStatement
    from onrecord.skipped import Unchecked as Unchecked
    from onrecord.store import CorrectedStatement as CorrectedStatement
    from onrecord.store import Decision as Decision
    from onrecord.store import Facets as Facets
    from onrecord.store import FacetValue as FacetValue
    from onrecord.store import GroupCount as GroupCount
    from onrecord.store import SearchHit as SearchHit
    from onrecord.store import SpeakerSummary as SpeakerSummary
    from onrecord.store import SpeakerTimeline as SpeakerTimeline
    from onrecord.store import Statistics as Statistics
    from onrecord.store import Store as Store
    from onrecord.store.check_store import StoreProblem as StoreProblem

__version__ = "0.1.0"

# Importing onrecord costs next to nothing: a module is imported when one of its names is first used.
_MODULES = {
    "onrecord.api": "add check compare open_store read read_many read_text reread verify watch",
    "onrecord.edit_reasons": "EditReason",
    "onrecord.errors": (
        "ArticleError BulkError DecodeError FetchError IdentityError ModelError OnrecordError PageError QueryError"
        " RecordError RetryLaterError SettingsError SourceError StoreError TranscriptError"
    ),
    "onrecord.exports.html": "to_html",
    "onrecord.exports.json_shapes": "to_json",
    "onrecord.ingest.outcomes": "Outcomes",
    "onrecord.ingest.reread_articles": "Change",
    "onrecord.record_json": "from_json json_schema",
    "onrecord.records": (
        "Article CheckedQuotation Edit Page PageOrigin Passage Quotation Record ReportedVersion Span Speaker Statement"
        " Transcript Turn Utterance Verdict"
    ),
    "onrecord.settings": "Settings",
    "onrecord.skipped": "SkipReason Skipped SourceStatement Unchecked",
    "onrecord.store": (
        "CorrectedStatement Decision FacetValue Facets GroupCount SearchHit SpeakerSummary SpeakerTimeline Statistics"
        " Store"
    ),
    "onrecord.store.check_store": "StoreProblem",
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()}

__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
