"""Search by meaning beside the store: its vectors kept up with its statements, and the nearest of them found."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine, select, text

from onrecord.errors import StoreError
from onrecord.store import tables as t
from onrecord.store.search import query_parser as q
from onrecord.store.search.embedder import Embedder
from onrecord.store.search.vector_state import Ints
from onrecord.store.search.vectors import Vectors

PART = 4_096  # statements given vectors at once
FOUND = 200  # the nearest that are put in order with those that words find
FUSED = 60  # of reciprocal rank fusion (Cormack et al. 2009)


class Likeness:
    """The vectors of one store."""

    def __init__(self, engine: Engine) -> None:
        self.embedder = Embedder.load()
        self.vectors = Vectors(_place(engine), self.embedder.model, self.embedder.size)

    def catch_up(self, connection: Connection) -> int:
        """Gives vectors to the statements that have none yet; how many. On Windows none: see ``usable``."""
        if not usable():
            return 0
        last, made = self.vectors.last or 0, 0
        s = t.statements.c
        while True:
            asked = select(s.id, s.text).where(s.id > last).order_by(s.id).limit(PART)
            rows = connection.execute(asked).all()
            if not rows:
                return made
            self.vectors.add([row[0] for row in rows], self.embedder.embed([row[1] for row in rows]))
            self.vectors.save()
            last = rows[-1][0]
            made += len(rows)

    def nearest(self, words: str, count: int, allowed: np.ndarray | None) -> list[tuple[int, float]]:
        """The statements nearest to what the words mean, with their cosines; of ``allowed`` only, where given.

        Raises StoreError on Windows.
        """
        if not usable():
            raise StoreError("search by meaning does not work on Windows; search by words, or use WSL")
        vector = self.embedder.embed([words])[0]
        if allowed is None:
            return self.vectors.search(vector, count)
        return self.vectors.search(vector, count, lambda ids: _among(ids, allowed))


def usable() -> bool:
    """Whether the file of vectors can be read and written here. It is read by place and replaced while others read
    from it, and Windows does neither."""
    return hasattr(os, "pread") and hasattr(os, "pwrite")


def _among(ids: Ints, allowed: np.ndarray) -> np.ndarray:
    return np.isin(ids, allowed)


def _place(engine: Engine) -> Path:
    """Beside a SQLite file; for a server in the user's cache, under a name made of its address."""
    if engine.dialect.name == "sqlite":
        return Path(f"{engine.url.database}.vectors")
    name = hashlib.sha256(engine.url.render_as_string(hide_password=True).encode()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "onrecord"
    cache.mkdir(parents=True, exist_ok=True)
    return cache / f"{name}.vectors"


def numbers(
    connection: Connection, groups: list[list[str | q.Term]], since: int | None, until: int | None
) -> np.ndarray:
    """The numbers of all statements that pass filters."""
    values: dict[str, object] = {}
    where = ""
    for name, value, sign in (("since", since, ">="), ("until", until, "<=")):
        if value is not None:
            where += f" AND s.day {sign} :{name}"
            values[name] = value
    if not groups:
        sql = f"SELECT s.id FROM statements s WHERE 1 = 1{where}"
    elif connection.dialect.name == "sqlite":
        values["match"] = q.fts5(q.Query(), groups)
        joined = f"CROSS JOIN statements s ON s.id = f.rowid WHERE statements_fts MATCH :match{where}"
        plain = "WHERE statements_fts MATCH :match"
        sql = f"SELECT f.rowid FROM statements_fts f {joined if where else plain}"
    else:
        expression, words = q.tsquery(q.Query(), groups)
        values |= words
        sql = f"SELECT s.id FROM statements s WHERE s.search @@ ({expression}){where}"
    return np.fromiter((row[0] for row in connection.execute(text(sql), values)), np.int64)


def fused(*lists: list[int]) -> list[tuple[int, float]]:
    """Several orders of the same things as one: what stands high in more than one comes first."""
    scores: dict[int, float] = {}
    for order in lists:
        for rank, number in enumerate(order):
            scores[number] = scores.get(number, 0.0) + 1 / (FUSED + rank)
    return sorted(scores.items(), key=lambda one: (-one[1], -one[0]))
