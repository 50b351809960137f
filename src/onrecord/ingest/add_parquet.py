"""Records that a bulk run has written, into the store: nothing is read again, and speakers are linked here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import islice

from onrecord.ingest.add_pages import OnPage
from onrecord.ingest.outcomes import Outcomes
from onrecord.parquet.folder_storage import FolderLocation, open_storage
from onrecord.parquet.parquet_folder import read_folder, read_run
from onrecord.progress import Progress
from onrecord.reader import record_id
from onrecord.records import Page, Record
from onrecord.store import PageRecord, Store

BATCH_RECORDS = 64  # written in one transaction


def add_parquet_folder(
    folder: FolderLocation,
    store: Store,
    outcomes: Outcomes,
    *,
    version: str,
    progress: Progress | None = None,
    on_page: OnPage | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Add the records of a bulk run's folder to the store, and count what became of each in ``outcomes``.

    The store notes the model that read them. The pages' bytes are not in the folder, so they cannot be read again.

    Args:
        folder: the folder; units that are not done are passed over.
        store: an open store.
        outcomes: counts what became of each record.
        version: the version of this package.
        progress: called with the number of pages done after each batch.
        on_page: called with what became of each record, and its page.
        stop: ends it after the batch that is being written; the same call goes on from there.

    Raises:
        RecordError: A file of the folder is missing or damaged; the records before it are in the store.
        StoreError: The store can no longer be written.
    """
    writer = store.writer(read_run(open_storage(folder))["model"], verb="add", version=version, keep_pages=False)
    for batch in _batches(read_folder(folder), stop or threading.Event()):
        for item, status in zip(batch, writer.add(batch), strict=True):
            outcomes.count(status)
            if on_page is not None:
                on_page(status, item.page)
        if progress is not None:
            progress(outcomes.pages, None)
    writer.finish()
    store.update_vectors()


def _batches(records: Iterator[Record], stop: threading.Event) -> Iterator[list[PageRecord]]:
    while not stop.is_set() and (batch := list(islice(records, BATCH_RECORDS))):
        yield [PageRecord(record, _page(record)) for record in batch]


def _page(record: Record) -> Page:
    """The page of a record, without its bytes; its own id is the record's, unless that was made of the text."""
    article = record.article
    own_id = None if record.id == record_id(article) else record.id
    return Page(article.page, "html", "", id=own_id, url=article.url)
