"""The record kept: pages, articles, statements, spans, speakers and identities, searchable."""

from onrecord.store.people import Person, Portrait
from onrecord.store.reading import Kept
from onrecord.store.search import Found, Wanted
from onrecord.store.store import Store
from onrecord.store.writer import Pair, Writer

__all__ = ["Found", "Kept", "Pair", "Person", "Portrait", "Store", "Wanted", "Writer"]
