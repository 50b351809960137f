"""Write a batch of records in a transaction: what the store has of them is queried at once, and written at once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection

from onrecord.records import Page, Record, Skipped
from onrecord.skipped import FORGOTTEN_DETAIL
from onrecord.speakers.linking.appearances import speaker_appearances
from onrecord.store import tables as t
from onrecord.store.corrections.corrections import carry_corrections
from onrecord.store.corrections.statement_changes import CorrectedRecord
from onrecord.store.curation.forget_articles import page_place, record_place
from onrecord.store.curation.outlet_names import load_shown_names
from onrecord.store.identities.decisions import decided_identities, extend_splits, split_speakers
from onrecord.store.identities.identity_index import StoreIdentityIndex
from onrecord.store.identities.people_rows import load_people
from onrecord.store.statistics.statement_columns import keep_full_blocks
from onrecord.store.write import rows
from onrecord.store.write.article_rows import add_contents
from onrecord.store.write.bulk_insert import execute_many, select_in
from onrecord.store.write.outlet_rows import OutletRows
from onrecord.store.write.row_buffer import RowBuffer


class WriteOutcome(StrEnum):
    """What became of a page that was added."""

    NEW = "new"
    CHANGED = "changed"  # a new version of a stored article
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A record with the page that it was read from."""

    record: Record
    page: Page


class BatchWriter:
    """Writes one batch, inside a transaction that writes. ``time`` is ISO 8601."""

    def __init__(self, connection: Connection, run_id: int, model: str, time: str, *, keep_pages: bool) -> None:
        self.connection, self.run_id, self.model, self.time, self.keep_pages = (
            connection,
            run_id,
            model,
            time,
            keep_pages,
        )
        self.buffer = RowBuffer(connection)
        self._versions: defaultdict[str, dict[str, _Version]] = defaultdict(dict)  # by address and digest
        self._new_rows: dict[str, dict[str, rows.Row]] = defaultdict(dict)  # not written yet, by address and digest
        self._page_ids: dict[tuple[str, str], int] = {}  # by location and hash
        self._outlets = OutletRows(connection, self.buffer)
        self._record_addresses: dict[str, str] = {}  # the address of the article that has a record id
        self._contents: set[tuple[str, str | None]] = set()  # digest and URL of current articles
        self._shown_outlets = load_shown_names(connection)
        self._forgotten: set[str] = set()
        self._last_pages: dict[str, str] = {}  # by location: the hash of what it gave last
        self._corrected: defaultdict[str, set[str]] = defaultdict(set)  # records with decisions, by address

    def write(self, batch: Sequence[PageRecord | Skipped]) -> list[WriteOutcome]:
        """Write a batch and return the outcome of each."""
        page_records = [outcome for outcome in batch if isinstance(outcome, PageRecord)]
        self._write_skips([outcome for outcome in batch if isinstance(outcome, Skipped)])
        self._write_fetches([page_record.page for page_record in page_records])
        self._load_stored(page_records)
        results = [self._add_article(page_record) for page_record in page_records]
        new_articles = [article for _, article in results if article]
        self._write_contents(new_articles)
        keep_full_blocks(self.connection, [row["id"] for row, _ in new_articles])
        values = [(sha256, location, sha256) for location, sha256 in self._last_pages.items()]
        execute_many(self.connection, _SET_LAST_PAGE, values)
        article_outcomes = iter(outcome for outcome, _ in results)
        return [_skip_outcome(outcome) if isinstance(outcome, Skipped) else next(article_outcomes) for outcome in batch]

    def _write_skips(self, skipped: Sequence[Skipped]) -> None:
        values = [
            (self.run_id, rows.replace_unstorable(skip.location), rows.replace_unstorable(skip.detail), skip.failed)
            for skip in skipped
        ]
        execute_many(self.connection, _INSERT_SKIP, values)

    def _write_fetches(self, pages: Sequence[Page]) -> None:
        """Keep the validators of pages from the web: in the transaction that stores the pages."""
        web_pages = [page for page in pages if page.origin.kind == "web"]
        values = [
            (rows.replace_unstorable(page.origin.location), *page.validators, page.origin.retrieved or self.time)
            for page in web_pages
        ]
        execute_many(self.connection, _UPSERT_FETCH, values)

    def _load_stored(self, page_records: Sequence[PageRecord]) -> None:
        """Load what the store has of the batch's addresses, pages and outlets."""
        addresses = {rows.address_of(page_record.record, page_record.page) for page_record in page_records}
        for address, digest, *version in select_in(self.connection, _ARTICLES, addresses):
            self._versions[address][digest] = _Version(*version)
        for sql in (_CORRECTED, _SPLIT):
            for address, record_id in select_in(self.connection, sql, self._versions):
                self._corrected[address].add(record_id)
        ids = {page_record.record.id for page_record in page_records}
        self._record_addresses |= dict(select_in(self.connection, _RECORDS, ids))
        digests = {rows.digest_of(page_record.record) for page_record in page_records if not _is_fetched(page_record)}
        self._contents |= {(digest, url) for digest, url in select_in(self.connection, _CONTENTS, digests)}
        places = {place for page_record in page_records for place in _places(page_record)}
        self._forgotten = {place for (place,) in select_in(self.connection, _FORGOTTEN, places)}
        hashes = {page_record.page.origin.sha256 for page_record in page_records}
        for location, sha256, page_id in select_in(self.connection, _PAGES, hashes):
            self._page_ids[location, sha256] = page_id
        outlets = {name for page_record in page_records if (name := page_record.record.article.outlet) is not None}
        self._outlets.load(outlets | {self._shown_outlets[name] for name in outlets if name in self._shown_outlets})

    def _add_article(self, page_record: PageRecord) -> tuple[WriteOutcome, tuple[rows.Row, Record] | None]:
        """Return an article's outcome, and its row and record where it is new or changed."""
        record, page = page_record.record, page_record.page
        if self._forgotten and not self._forgotten.isdisjoint(_places(page_record)):
            location = rows.replace_unstorable(page.origin.location)
            execute_many(self.connection, _INSERT_SKIP, [(self.run_id, location, FORGOTTEN_DETAIL, False)])
            return WriteOutcome.SKIPPED, None
        address, retrieved = rows.address_of(record, page), page.origin.retrieved
        self._last_pages[rows.replace_unstorable(page.origin.location)] = page.origin.sha256
        record = self._with_own_id(record, address)
        row, versions = rows.article_row(record), self._versions[address]
        is_given = row["url"] and not _is_fetched(page_record)
        if is_given and not versions and (row["digest"], row["url"]) in self._contents:
            return WriteOutcome.UNCHANGED, None  # another file, or the site itself, gave the same
        same_version = versions.get(row["digest"])
        current = next((version for version in versions.values() if version.current), None)
        if same_version and (same_version.current or _is_older(retrieved, current)):
            return WriteOutcome.UNCHANGED, None
        if current:
            self._set_current(address, None)
        if same_version:  # the article is again what it was
            self._set_current(address, row["digest"])
            return WriteOutcome.CHANGED, None
        outcome = WriteOutcome.CHANGED if versions else WriteOutcome.NEW
        version_number = max((version.number for version in versions.values()), default=0) + 1
        versions[row["digest"]] = _Version(version_number, True, retrieved)
        self._contents.add((row["digest"], row["url"]))
        stated = self._outlets.own_name(record.article.outlet, page) if record.article.outlet else None
        row |= {
            "address": address,
            "version": version_number,
            "current": True,
            "page_id": self._page_id(page),
            "outlet_id": self._outlets.id_of(self._shown_outlets.get(stated, stated) if stated else None),
            "stated_outlet_id": self._outlets.id_of(stated),
            "model": self.model,
        }
        self.buffer.add(t.articles, row)
        self._new_rows[address][row["digest"]] = row
        return outcome, (row, record)

    def _with_own_id(self, record: Record, address: str) -> Record:
        """Return the record, under another id if an article of somebody else has the one that it was given."""
        if self._record_addresses.setdefault(record.id, address) == address:
            return record
        own_id = hashlib.sha256(f"{address}\n{record.id}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._record_addresses[own_id] = address
        return replace(record, id=own_id)

    def _set_current(self, address: str, digest: str | None) -> None:
        """Make one version of an article the current one; None: none of them."""
        for version_digest, version in self._versions[address].items():
            self._versions[address][version_digest] = replace(version, current=version_digest == digest)
            if row := self._new_rows[address].get(version_digest):
                row["current"] = version_digest == digest
        execute_many(self.connection, _SET_CURRENT, [(digest or "", address)])
        execute_many(self.connection, _SET_CURRENT_STATEMENTS, [(digest or "", address)])

    def _page_id(self, page: Page) -> int:
        key = rows.replace_unstorable(page.origin.location), page.origin.sha256
        if key not in self._page_ids:
            self._page_ids[key] = self.buffer.add(t.pages, rows.page_row(page, keep_bytes=self.keep_pages))
        return self._page_ids[key]

    def _write_contents(self, new_articles: Sequence[tuple[rows.Row, Record]]) -> None:
        """Write statements and speakers of new articles, linked to identities, and all collected rows."""
        corrected = [self._corrected_record(row, record) for row, record in new_articles]
        new_articles = [(row, each.record) for (row, _), each in zip(new_articles, corrected, strict=True)]
        index = StoreIdentityIndex(self.connection, self.buffer)
        speakers = [speaker_appearances(record) for _, record in new_articles]
        index.prefetch(appearance for record_speakers in speakers for appearance in record_speakers)
        decided = split_speakers(self.connection, [record.id for _, record in new_articles])
        people = load_people(self.connection)
        for (row, record), record_speakers, each in zip(new_articles, speakers, corrected, strict=True):
            own_decided = decided_identities(decided, record_speakers)
            own_decided |= {(record.id, speaker): slug for speaker, slug in each.identities.items()}
            add_contents(index, own_decided, row, record, record_speakers, corrections=each.corrections, people=people)
        index.flush()

    def _corrected_record(self, row: rows.Row, record: Record) -> CorrectedRecord:
        """Return the record of a new version with what people decided about earlier ones."""
        earlier = self._corrected.get(row["address"])
        if not earlier:
            return CorrectedRecord(record)
        extend_splits(self.connection, record.id, earlier)
        return carry_corrections(self.connection, row["id"], record, earlier)


@dataclass(frozen=True, slots=True)
class _Version:
    """A version of an article: its number, whether it is the current one, and when its page was fetched."""

    number: int
    current: bool
    retrieved: str | None


def _is_fetched(page_record: PageRecord) -> bool:
    return rows.is_fetched(page_record.record.article.page.kind)


def _is_older(retrieved: str | None, current: _Version | None) -> bool:
    """Return whether a page was fetched before the current version's page was: an older capture changes nothing."""
    return bool(retrieved and current and current.retrieved and retrieved < current.retrieved)


def _places(page_record: PageRecord) -> set[str]:
    """Return by what an article may have been forgotten."""
    record, page = page_record.record, page_record.page
    places = {
        rows.address_of(record, page),
        record.article.url,
        page.url,
        page.origin.location if page.origin.kind == "web" else None,
        record_place(record.id),
        page_place(page.origin.sha256),
    }
    return {rows.replace_unstorable(place) for place in places if place}


def _skip_outcome(skipped: Skipped) -> WriteOutcome:
    return WriteOutcome.FAILED if skipped.failed else WriteOutcome.SKIPPED


_INSERT_SKIP = """INSERT INTO skips (run_id, location, reason, failed) VALUES (?, ?, ?, ?)
    ON CONFLICT (location, reason) DO NOTHING"""
_UPSERT_FETCH = """INSERT INTO fetches (address, etag, modified, fetched) VALUES (?, ?, ?, ?)
    ON CONFLICT (address)
    DO UPDATE SET etag = excluded.etag, modified = excluded.modified, fetched = excluded.fetched"""
_ARTICLES = """SELECT a.address, a.digest, a.version, a.current, p.retrieved FROM articles a
    JOIN pages p ON p.id = a.page_id WHERE a.address IN (?)"""
_CORRECTED = """SELECT a.address, a.record FROM articles a JOIN decisions d ON d.record = a.record
    WHERE d.kind = 'correct' AND a.address IN (?)"""
_SPLIT = """SELECT a.address, a.record FROM articles a JOIN decision_speakers s ON s.record = a.record
    WHERE a.address IN (?)"""
_FORGOTTEN = "SELECT place FROM forgotten WHERE place IN (?)"
_SET_CURRENT = "UPDATE articles SET current = (digest = ?) WHERE address = ?"
_SET_CURRENT_STATEMENTS = """UPDATE statements SET current =
    (SELECT a.digest = ? FROM articles a WHERE a.id = statements.article_id)
    WHERE article_id IN (SELECT id FROM articles WHERE address = ?)"""
_SET_LAST_PAGE = "UPDATE pages SET last = (sha256 = ?) WHERE location = ? AND last <> (sha256 = ?)"
_PAGES = "SELECT location, sha256, id FROM pages WHERE sha256 IN (?)"
_RECORDS = "SELECT record, address FROM articles WHERE record IN (?)"
_CONTENTS = "SELECT digest, url FROM articles WHERE current AND digest IN (?)"
