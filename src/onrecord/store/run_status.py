"""The state of a store: its runs, what was skipped and why, its size, and the models that read its articles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from onrecord.store import tables as t

MAX_RUNS, MAX_REASONS = 25, 25


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run of a command that adds pages; ``finished`` is None while it goes on, or if it was interrupted."""

    verb: str
    version: str
    model: str
    started: str
    finished: str | None
    skipped: int
    failed: int


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """The state of a store.

    Attributes:
        engine: sqlite or postgresql.
        size: Bytes that the database takes; None if the server does not say.
        counts: The number of rows of each main table.
        models: The models that read the current articles, with how many, most first.
        runs: The last runs, the newest first.
        skips: Reasons why pages were not read, whether that is a failure, and how many pages; most first.
    """

    engine: str
    size: int | None
    counts: dict[str, int]
    models: tuple[tuple[str, int], ...]
    runs: tuple[RunSummary, ...]
    skips: tuple[tuple[str, bool, int], ...]


def store_status(connection: Connection) -> StoreStatus:
    """Return the state of the store."""
    tables = (t.pages, t.articles, t.statements, t.speakers, t.identities)
    counts = {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}
    count = func.count().label("n")
    models = connection.execute(
        select(t.articles.c.model, count)
        .where(t.articles.c.current)
        .group_by(t.articles.c.model)
        .order_by(count.desc())
    )
    skips = connection.execute(
        select(t.skips.c.reason, t.skips.c.failed, count)
        .group_by(t.skips.c.reason, t.skips.c.failed)
        .order_by(count.desc(), t.skips.c.reason)
        .limit(MAX_REASONS)
    )
    return StoreStatus(
        connection.dialect.name,
        database_size(connection),
        counts,
        tuple((model, number) for model, number in models),
        tuple(_last_runs(connection)),
        tuple((reason, bool(failed), number) for reason, failed, number in skips),
    )


def database_size(connection: Connection) -> int | None:
    """Return the bytes that the database takes on disk; None if that is not known."""
    if connection.dialect.name == "postgresql":
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    path = connection.engine.url.database
    return Path(path).stat().st_size if path and Path(path).is_file() else None


def _last_runs(connection: Connection) -> list[RunSummary]:
    last = connection.execute(select(t.runs).order_by(t.runs.c.id.desc()).limit(MAX_RUNS)).mappings().all()
    sk = t.skips.c
    counting = (
        select(sk.run_id, sk.failed, func.count())
        .where(sk.run_id.in_([run["id"] for run in last]))
        .group_by(sk.run_id, sk.failed)
    )
    counts = {(run_id, bool(failed)): number for run_id, failed, number in connection.execute(counting)}
    return [
        RunSummary(
            run["verb"], run["version"], run["model"], run["started"], run["finished"],
            counts.get((run["id"], False), 0), counts.get((run["id"], True), 0),
        )
        for run in last
    ]  # fmt: skip
