"""A batch of outcomes in a transaction: what the store has of them is asked at once, what is new is written at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from onrecord.records import Page, Record, Skipped
from onrecord.speakers.linking.appearances import speaker_appearances
from onrecord.store import tables as t
from onrecord.store.identities.decisions import decisions
from onrecord.store.identities.identity_index import Stored
from onrecord.store.write import bulk_insert as bulk
from onrecord.store.write import rows
from onrecord.store.write.article_rows import contents
from onrecord.store.write.row_buffer import Sheets

What = Literal["new", "changed", "unchanged", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A record with the page that it was read from."""

    record: Record
    page: Page


class Batch:
    """Outcomes on their way into the store, inside a transaction that writes. ``now`` is ISO 8601."""

    def __init__(self, connection: Connection, run: int, model: str, now: str, *, keep: bool) -> None:
        self.connection, self.run, self.model, self.now, self.keep = connection, run, model, now, keep
        self.sheets = Sheets(connection)
        self._versions: defaultdict[str, dict[str, int]] = defaultdict(dict)  # of an address: those by their digest
        self._newest: dict[str, rows.Row] = {}  # of an address, on the sheet
        self._pages: dict[tuple[str, str], int] = {}
        self._outlets: dict[str, int] = {}

    def added(self, batch: Sequence[Pair | Skipped]) -> list[What]:
        """What became of each outcome."""
        pairs = [one for one in batch if isinstance(one, Pair)]
        self._told([one for one in batch if isinstance(one, Skipped)], pairs)
        self._ask(pairs)
        found = [self._article(pair) for pair in pairs]
        self._contents([(row, pair.record) for (_, row), pair in zip(found, pairs, strict=True) if row])
        became = iter(what for what, _ in found)
        return [_what(one) if isinstance(one, Skipped) else next(became) for one in batch]

    def _told(self, skipped: Sequence[Skipped], pairs: Sequence[Pair]) -> None:
        """Keeps what gave no record and why, and what servers said of the pages that this transaction keeps."""
        skips = [(self.run, rows.plain(one.location), rows.plain(one.detail), one.failed) for one in skipped]
        bulk.many(self.connection, _SKIP, skips)
        web = [pair.page for pair in pairs if pair.page.origin.kind == "web"]
        fetches = [(rows.plain(one.origin.location), *one.validators, one.origin.retrieved or self.now) for one in web]
        bulk.many(self.connection, _FETCH, fetches)

    def _ask(self, pairs: Sequence[Pair]) -> None:
        addresses = {rows.address_of(pair.record, pair.page) for pair in pairs}
        for address, digest, version in bulk.among(self.connection, _ARTICLES, addresses):
            self._versions[address][digest] = version
        for location, digest, number in bulk.among(self.connection, _PAGES, {p.page.origin.sha256 for p in pairs}):
            self._pages[location, digest] = number
        names = {name for pair in pairs if (name := pair.record.article.outlet) is not None}
        self._outlets |= dict(bulk.among(self.connection, _OUTLETS, names))

    def _article(self, pair: Pair) -> tuple[What, rows.Row | None]:
        """What became of an article, and its row where it is new."""
        address = rows.address_of(pair.record, pair.page)
        row, known = rows.article_row(pair.record), self._versions[address]
        if row["digest"] in known:
            return "unchanged", None
        if address in self._newest:
            self._newest[address]["current"] = False
        elif known:
            bulk.many(self.connection, _OLD, [(address,)])
        what: What = "changed" if known else "new"
        known[row["digest"]] = version = max(known.values(), default=0) + 1
        row |= {
            "address": address,
            "version": version,
            "current": True,
            "page_id": self._page(pair.page),
            "outlet_id": self._outlet(pair.record.article.outlet),
            "model": self.model,
        }
        self.sheets.add(t.articles, row)
        self._newest[address] = row
        return what, row

    def _page(self, page: Page) -> int:
        key = rows.plain(page.origin.location), page.origin.sha256
        if key not in self._pages:
            self._pages[key] = self.sheets.add(t.pages, rows.page_row(page, keep=self.keep))
        return self._pages[key]

    def _outlet(self, name: str | None) -> int | None:
        if name is None:
            return None
        if name not in self._outlets:
            self._outlets[name] = self.sheets.add(t.outlets, {"name": name})
        return self._outlets[name]

    def _contents(self, new: Sequence[tuple[rows.Row, Record]]) -> None:
        known, told = Stored(self.connection, self.sheets), decisions(self.connection)
        ones = [speaker_appearances(record) for _, record in new]
        known.prefetch(one for some in ones for one in some)
        for (row, record), some in zip(new, ones, strict=True):
            contents(known, told, row, record, some)
        known.flush()


def _what(one: Skipped) -> What:
    return "failed" if one.failed else "skipped"


_SKIP = """INSERT INTO skips (run_id, location, reason, failed) VALUES (?, ?, ?, ?)
    ON CONFLICT (location, reason) DO NOTHING"""
_FETCH = """INSERT INTO fetches (address, etag, modified, fetched) VALUES (?, ?, ?, ?)
    ON CONFLICT (address)
    DO UPDATE SET etag = excluded.etag, modified = excluded.modified, fetched = excluded.fetched"""
_ARTICLES = "SELECT address, digest, version FROM articles WHERE address IN (?)"
_OLD = "UPDATE articles SET current = false WHERE address = ?"
_PAGES = "SELECT location, sha256, id FROM pages WHERE sha256 IN (?)"
_OUTLETS = "SELECT name, id FROM outlets WHERE name IN (?)"
