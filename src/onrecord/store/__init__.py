"""The store of records: pages, articles, statements, speakers and identities, searchable."""

from onrecord.store.corrections.corrected_statements import CorrectedStatement, Reading
from onrecord.store.curation.article_search import ArticleEntry
from onrecord.store.identities.decisions import Decision
from onrecord.store.identities.timelines import SpeakerSummary, SpeakerTimeline
from onrecord.store.load_records import StoredPage
from onrecord.store.search.query import SearchHit, SearchQuery
from onrecord.store.selected_records import SelectedRecord
from onrecord.store.statistics.facets import Facets, FacetValue
from onrecord.store.statistics.group_counts import GroupCount, Statistics
from onrecord.store.store import Store
from onrecord.store.write.write_batch import PageRecord, WriteOutcome
from onrecord.store.write.writer import StoreWriter

__all__ = [
    "ArticleEntry",
    "CorrectedStatement",
    "Decision",
    "FacetValue",
    "Facets",
    "GroupCount",
    "PageRecord",
    "Reading",
    "SearchHit",
    "SearchQuery",
    "SelectedRecord",
    "SpeakerSummary",
    "SpeakerTimeline",
    "Statistics",
    "Store",
    "StoreWriter",
    "StoredPage",
    "WriteOutcome",
]
