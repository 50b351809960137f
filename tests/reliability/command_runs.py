"""What the load and fault suite does to ``onrecord add``: started in a group of its own, killed, looked at after."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from onrecord.store import Store
from onrecord.store.search.vectors import VectorIndex
from onrecord.store.tables import metadata

ROOT = Path(__file__).parents[2]
LIMIT = 240.0  # seconds that any one command may take
ORPHANED = 3.0  # seconds that a worker may outlive its parent
BATCH = "2"  # few pages in a transaction: many moments at which a kill matters

# What differs between two runs that are otherwise the same: who ran when.
OF_THE_RUN = {"skips": {"run_id", "id"}, "pages": {"retrieved"}, "fetches": {"fetched", "next"}}
NOT_COMPARED = {"runs"}
Dump = dict[str, list[tuple[Any, ...]]]


def command(address: str | Path, sources: Iterable[str | Path], *more: str, workers: int = 1) -> list[str]:
    """``onrecord add`` as a command of this Python."""
    given = [str(one) for one in sources]
    return [sys.executable, "-m", "onrecord", "add", "-s", str(address), "--workers", str(workers), *more, *given]


def started(arguments: Sequence[str], output: Path, **how: Any) -> subprocess.Popen[bytes]:
    """A command begun in a group of its own; what it says goes to ``output``.out and .err, which no pipe can fill."""
    environment = os.environ | {"ONRECORD_BATCH": BATCH}
    environment |= how.pop("environment", {})
    with output.with_suffix(".out").open("wb") as out, output.with_suffix(".err").open("wb") as err:
        return subprocess.Popen(arguments, env=environment, start_new_session=True, stdout=out, stderr=err, **how)


class Ended:
    """How a command ended: its status and what it said."""

    def __init__(self, status: int, output: Path) -> None:
        self.status = status
        self.out = output.with_suffix(".out").read_text("utf-8", "replace")
        self.err = output.with_suffix(".err").read_text("utf-8", "replace")

    @property
    def outcomes(self) -> dict[str, Any]:
        """What ``--json`` printed."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    def __repr__(self) -> str:
        return f"status {self.status}\n{self.out[-2000:]}\n{self.err[-2000:]}"


def ended(process: subprocess.Popen[bytes], output: Path, limit: float = LIMIT) -> Ended:
    """Waits for a command; one that does not end is killed, and is a failure."""
    try:
        return Ended(process.wait(limit), output)
    except subprocess.TimeoutExpired:
        kill(process.pid)
        process.wait()
        raise AssertionError(f"did not end within {limit} seconds: {Ended(-9, output)}") from None


def ran(arguments: Sequence[str], output: Path, limit: float = LIMIT, **how: Any) -> Ended:
    """A command begun and waited for."""
    return ended(started(arguments, output, **how), output, limit)


def kill(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def living(group: int) -> list[str]:
    """The processes of a group that live (zombies do not), from /proc: ``pid command``."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text("utf-8", "replace")
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue  # it ended while we looked
        state, _, of_group = stat.rpartition(")")[2].split()[:3]
        if int(of_group) == group and state not in "ZX":
            found.append(f"{folder.name} {line}")
    return found


def until(what: Callable[[], object], seconds: float, pause: float = 0.02) -> bool:
    """Whether something became true within some seconds."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def nothing_lives(group: int, seconds: float = ORPHANED) -> None:
    """Asserts that no process of a group outlives it for long."""
    if not until(lambda: not living(group), seconds, 0.1):
        left = living(group)
        kill(group)
        raise AssertionError(f"{seconds} seconds after, these still live: {left}")


def clear(what: Ended, status: int = 1) -> str:
    """The one line that a command left on standard error, having ended with a status and without a traceback."""
    assert what.status == status, what
    lines = [line for line in what.err.splitlines() if line.strip()]
    assert "Traceback" not in what.err, what
    assert len(lines) == 1, what
    assert lines[0].startswith("onrecord: "), what
    return lines[0]


def adds_up(outcomes: Mapping[str, Any]) -> None:
    """Asserts that every page has one outcome and each failure its reason."""
    reasons = {**outcomes["skipped"], **outcomes["failed"]}
    assert all(reasons), outcomes
    parts = [outcomes["new"], outcomes["changed"], outcomes["unchanged"]]
    parts += [*outcomes["skipped"].values(), *outcomes["failed"].values()]
    assert sum(parts) == outcomes["pages"], outcomes


def dump(address: str | Path) -> Dump:
    """Every row of every table in the order of their keys, runs and times of fetching aside."""
    found: Dump = {}
    with Store(str(address), create=False) as store, store.database.engine.connect() as connection:
        for name, table in metadata.tables.items():
            if name not in NOT_COMPARED:
                columns = [one for one in table.columns if one.name not in OF_THE_RUN.get(name, set())]
                rows = connection.execute(select(*columns).order_by(*table.primary_key))
                found[name] = [tuple(row) for row in rows]
    return found


def vectors(address: str | Path) -> list[int]:
    """The row numbers of the statements that have vectors."""
    with Store(str(address), create=False) as store:
        index = VectorIndex(256)
        store.database.read(index.refresh)
        return [int(one) for one in index.ids]


def differing(one: Dump, other: Dump) -> list[str]:
    """Where two stores differ, in words: nothing when they are equal."""
    said = []
    for name in one:
        if one[name] != other[name]:
            at = next((n for n, (a, b) in enumerate(zip(one[name], other[name], strict=False)) if a != b), "the end")
            rows = [str(rows[at])[:300] if isinstance(at, int) else "-" for rows in (one[name], other[name])]
            said.append(f"{name}: {len(one[name])} and {len(other[name])} rows, differing from {at}: {rows}")
    return said


def sound(address: str | Path) -> None:
    """Asserts that a database is whole by its engine's own means, and its full-text index that of its statements."""
    if "://" in str(address):
        return _sound_server(str(address))
    with sqlite3.connect(address) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        made = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'statements_fts'").fetchone()[0]
        if made:  # a run that was ended before it had made the tables left an empty file
            connection.execute("INSERT INTO statements_fts(statements_fts, rank) VALUES ('integrity-check', 1)")
    connection.close()


def _sound_server(address: str) -> None:
    """PostgreSQL looks after its pages and keys itself; amcheck, where it is there, says whether the indexes agree."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        indexes = connection.execute(
            "SELECT c.oid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree' AND c.relnamespace = 'public'::regnamespace"
        ).fetchall()
        for (index,) in indexes:
            connection.execute("SELECT bt_index_parent_check(%s::regclass, true)", [index])
        wrong = "SELECT count(*) FROM statements WHERE search IS NULL"
        assert connection.execute(wrong).fetchone() == (0,)


def counted(address: str | Path, table: str = "articles") -> int:
    """How many rows a store's table has, without opening it as a store; 0 while it is not there."""
    import psycopg

    try:
        if "://" in str(address):
            with psycopg.connect(str(address)) as connection:
                row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[call-overload]
                return int(row[0])
        with sqlite3.connect(f"file:{address}?mode=ro", uri=True, timeout=30) as opened:
            return int(opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    except (sqlite3.OperationalError, psycopg.Error) as error:
        if re.search("no such table|unable to open|does not exist", str(error)):
            return 0
        raise
