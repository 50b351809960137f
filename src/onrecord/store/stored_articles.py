"""Articles as the ingest stage handles them: which are stored, which are outdated, and replacing them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from onrecord.records import Page, Record
from onrecord.store import tables as t
from onrecord.store.connection.database import MAX_VALUES, Database
from onrecord.store.corrections.corrections import apply_corrections
from onrecord.store.load_records import StoredPage, load_page, load_record, stored_pages
from onrecord.store.write import reprocess
from onrecord.store.write.rows import check_record


class StoredArticles:
    """The articles of a store, to be skipped when they are added again and replaced when a newer model reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def contains(self, pages: Sequence[Page]) -> list[bool]:
        """Return for each page whether the store has it, unchanged and with its article."""

        def read(connection: Connection) -> set[tuple[str, str]]:
            """Query in parts."""
            stored: set[tuple[str, str]] = set()
            for begin in range(0, len(pages), MAX_VALUES):
                stored |= stored_pages(connection, [page.origin.sha256 for page in pages[begin : begin + MAX_VALUES]])
            return stored

        stored = self._database.read(read)
        return [(page.origin.location, page.origin.sha256) in stored for page in pages]

    def ids_not_read_by(self, model: str) -> list[int]:
        """Return the row numbers of the current articles that another model read."""
        query = select(t.articles.c.id).where(t.articles.c.current, t.articles.c.model != model)
        return self._database.read(
            lambda connection: list(connection.execute(query.order_by(t.articles.c.id)).scalars())
        )

    def load(self, article_id: int) -> tuple[Record, StoredPage]:
        """Return an article's record and its page."""
        return self._database.read(
            lambda connection: (load_record(connection, article_id), load_page(connection, article_id))
        )

    def corrected(self, article_id: int, record: Record) -> Record:
        """Return the record of an article that was read again, with all that people corrected in it."""
        return self._database.read(lambda connection: apply_corrections(connection, article_id, record)).record

    def replace(self, records: Sequence[tuple[int, Record | None]], model: str) -> None:
        """Replace the statements and speakers of articles by those that ``model`` read; all of them or none.

        Args:
            records: Row number and new record of each article; None where the record is the same.
            model: The name of the model that read them.

        Raises:
            StoreError: a record is inconsistent, or the store cannot be written.
        """
        for _, record in records:
            if record is not None:
                check_record(record)

        def write(connection: Connection) -> None:
            """Replace all records in one transaction."""
            for article_id, record in records:
                reprocess.replace_record(connection, article_id, record, model)

        self._database.write(write)

    def need_relinking(self) -> bool:
        """Return whether articles were replaced since their speakers were last linked to identities."""
        return self._database.read(reprocess.relinking_is_due)

    def relink_speakers(self) -> int:
        """Link every speaker to its identity again; return how many have another identity than before."""
        return self._database.write(reprocess.relink_speakers)
