"""The record kept: pages, articles, statements, spans, speakers and identities, searchable."""

from onrecord.store.identities.timelines import Person, Portrait
from onrecord.store.load_records import Kept
from onrecord.store.search.statement_search import Found, Wanted
from onrecord.store.store import Store
from onrecord.store.write.writer import Pair, Writer

__all__ = ["Found", "Kept", "Pair", "Person", "Portrait", "Store", "Wanted", "Writer"]
