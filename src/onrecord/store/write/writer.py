"""Records into the store: each batch in one transaction, each record once, each check before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine

from onrecord.records import Skipped
from onrecord.store import tables as t
from onrecord.store.engines import retried
from onrecord.store.write import rows
from onrecord.store.write.write_batch import Batch, Pair, What

__all__ = ["Pair", "What", "Writer", "writing"]


class Writer:
    """Adds outcomes of reading. ``model`` names what read them; ``keep`` says whether the pages' bytes are kept."""

    def __init__(self, engine: Engine, model: str, *, verb: str = "add", version: str = "", keep: bool = True) -> None:
        self.engine, self.model, self.keep = engine, model, keep
        self.run = retried(engine, lambda: self._begin(verb, version))

    def _begin(self, verb: str, version: str) -> int:
        with writing(self.engine) as connection, connection.begin():
            values = {"verb": verb, "version": version, "model": self.model, "started": _now()}
            key = connection.execute(t.runs.insert().values(**values)).inserted_primary_key
            assert key is not None
            return int(key[0])

    def finish(self) -> None:
        def work() -> None:
            with writing(self.engine) as connection, connection.begin():
                connection.execute(t.runs.update().where(t.runs.c.id == self.run).values(finished=_now()))

        retried(self.engine, work)

    def add(self, batch: Sequence[Pair | Skipped]) -> list[What]:
        """What became of each outcome. All are written or, when an error is raised, none."""
        for one in batch:
            if isinstance(one, Pair):
                rows.checked(one.record)
        some = [Pair(rows.storable(one.record), one.page) if isinstance(one, Pair) else one for one in batch]
        return retried(self.engine, lambda: self._add(some))

    def _add(self, some: Sequence[Pair | Skipped]) -> list[What]:
        with writing(self.engine) as connection, connection.begin():
            return Batch(connection, self.run, self.model, _now(), keep=self.keep).added(some)


def writing(engine: Engine) -> Connection:
    """A connection whose transactions write: it waits at their beginning until no other writes."""
    connection = engine.connect().execution_options(writes=True)
    return connection


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
