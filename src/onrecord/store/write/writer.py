"""Add records to the store: each batch in one transaction, checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from onrecord.records import Skipped
from onrecord.store import tables as t
from onrecord.store.connection.database import Database
from onrecord.store.write.rows import check_record, now, storable_record
from onrecord.store.write.write_batch import BatchWriter, PageRecord, WriteOutcome


class StoreWriter:
    """Adds what one run read. Creating it notes the run's beginning in the table ``runs``.

    Args:
        database: The store's database.
        model: The name of the model that reads the pages.
        verb: The command that adds them.
        version: The version of this package.
        keep_pages: Whether the pages' bytes are stored.
    """

    def __init__(
        self, database: Database, model: str, *, verb: str = "add", version: str = "", keep_pages: bool = True
    ) -> None:
        self.model, self.keep_pages = model, keep_pages
        self._database = database
        run = {"verb": verb, "version": version, "model": model, "started": now()}
        self.run_id = database.write(lambda connection: _insert_run(connection, run))

    def add(self, batch: Sequence[PageRecord | Skipped]) -> list[WriteOutcome]:
        """Write a batch, all of it or nothing, and return the outcome of each.

        Raises:
            StoreError: a record is inconsistent, or the store cannot be written.
        """
        for outcome in batch:
            if isinstance(outcome, PageRecord):
                check_record(outcome.record)
        storable = [
            PageRecord(storable_record(outcome.record), outcome.page) if isinstance(outcome, PageRecord) else outcome
            for outcome in batch
        ]

        def write(connection: Connection) -> list[WriteOutcome]:
            """Write the batch in one transaction."""
            return BatchWriter(connection, self.run_id, self.model, now(), keep_pages=self.keep_pages).write(storable)

        return self._database.write(write)

    def finish(self) -> None:
        """Note that the run came to its end."""
        update = t.runs.update().where(t.runs.c.id == self.run_id)
        self._database.write(lambda connection: connection.execute(update.values(finished=now())))


def _insert_run(connection: Connection, run: dict[str, str]) -> int:
    key = connection.execute(t.runs.insert().values(**run)).inserted_primary_key
    assert key is not None
    return int(key[0])
