"""Stores that are damaged or hostile: one clear error that names the row, and a check that says what can be saved."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from sqlalchemy import Connection, event
from store_samples import BRIDGE, FERRY, page_record

from onrecord import api
from onrecord.errors import OnrecordError, StoreError
from onrecord.ingest.feed_watcher import _is_waiting
from onrecord.store import Store
from onrecord.store.check_store import StoreProblem

Damage = Callable[[sqlite3.Connection], object]


@pytest.fixture
def damaged(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that makes a store of two articles and damages it by SQL statements."""

    def make(*statements: str, values: tuple[object, ...] = ()) -> Path:
        """Make the store, with its vectors."""
        path = tmp_path / "store.db"
        with Store(str(path)) as store:
            store.writer("model").add([page_record("bridge", *BRIDGE), page_record("ferry", *FERRY)])
            store.update_vectors()
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement, values)
        connection.commit()
        connection.close()
        return path

    return make


def problems_of(path: Path) -> list[StoreProblem]:
    """Return what the check finds."""
    return list(api.check(str(path)))


def test_a_sound_store_has_no_problems(damaged: Callable[..., Path]) -> None:
    assert problems_of(damaged()) == []


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "damaged"),
        (b"garbage", "damaged"),
        (b"\x78\x9cgarbage", "damaged"),
        ("text", "damaged"),
        (5, "damaged"),
        (brotli.compress(bytes(201_000_000), quality=1), "larger than 200,000,000 bytes"),
    ],
)
def test_a_page_whose_bytes_are_damaged(damaged: Callable[..., Path], raw: object, reason: str) -> None:
    path = damaged("UPDATE pages SET raw = ? WHERE id = 1", values=(raw,))
    (problem,) = problems_of(path)
    assert "record bridge" in problem.where
    assert reason in problem.what
    assert "can be read" in problem.advice
    with Store(str(path)) as store:
        assert [record.id for record in store.records()] == ["bridge", "ferry"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles SET text = 5 WHERE id = 1",
        "UPDATE articles SET authors = 'x' WHERE id = 1",
        "UPDATE articles SET paragraphs = '[1]' WHERE id = 1",
        "UPDATE spans SET \"end\" = 'x' WHERE statement_id = 1",
        "UPDATE spans SET \"end\" = 99999 WHERE statement_id = 1 AND part = 'content'",
        "UPDATE statements SET kind = 'loud' WHERE id = 1",
        "UPDATE statements SET confidence = 'high' WHERE id = 1",
        "UPDATE statements SET confidence = 7 WHERE id = 1",
        "UPDATE statements SET speaker_id = 99 WHERE id = 1",
        "UPDATE speakers SET mentions = '[[1' WHERE id = 1",
        "UPDATE speakers SET aliases = 7 WHERE id = 1",
    ],
)
def test_a_column_with_a_wrong_value_is_named_and_the_rest_is_read(
    damaged: Callable[..., Path], statement: str
) -> None:
    path = damaged(statement)
    problem = problems_of(path)[0]
    assert "record bridge" in problem.where
    assert "page is sound" in problem.advice
    with Store(str(path)) as store:
        assert store.record("ferry").statements
        for query in (lambda: store.record("bridge"), lambda: store.find("bridge"), lambda: list(store.speakers())):
            try:
                query()
            except OnrecordError as error:
                assert "\n" not in str(error)  # noqa: PT017 - it may also be read


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vectors SET last_id = last_id + 1048576",
        "UPDATE vectors SET first_id = first_id + 2",
        "UPDATE vectors SET statements = 1000000000",
        "UPDATE vectors SET ids = X'00'",
        "UPDATE vectors SET ids = zeroblob(length(ids))",
        "UPDATE vectors SET vectors = 'text'",
        "UPDATE vectors SET vectors = X'0102'",
    ],
)
def test_damaged_vectors_are_computed_again(damaged: Callable[..., Path], statement: str) -> None:
    path = damaged(statement)
    assert [problem.where.split()[0] for problem in problems_of(path)] == ["vectors"]
    with Store(str(path)) as store:
        assert store.find(similar="nobody may cross the bridge")
        assert store.update_vectors() == 0
    assert problems_of(path) == []


@pytest.mark.parametrize("next_poll", ["2999-01-01T00:00:00+00:00", "soon", "2025-01-01T00:00:00", ""])
def test_a_poll_that_no_watch_stored_does_not_stop_the_watch(damaged: Callable[..., Path], next_poll: str) -> None:
    row = "INSERT INTO fetches (address, fetched, next) VALUES ('https://a.test/feed', '2025-01-01T00:00:00+00:00', ?)"
    path = damaged(row, values=(next_poll,))
    with Store(str(path)) as store:
        due = store.fetches.next_poll("https://a.test/feed")
        assert not _is_waiting(due, datetime(2025, 1, 1, tzinfo=UTC))
        store.fetches.poll_interval("https://a.test/feed")
    if next_poll.startswith(("2999", "soon")):
        assert [problem.where for problem in problems_of(path)] == ["fetches https://a.test/feed"]


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TRIGGER endless AFTER INSERT ON pages BEGIN DELETE FROM articles; END",),
        (
            "ALTER TABLE skips RENAME TO old_skips",
            "CREATE VIEW skips AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        ),
    ],
)
def test_triggers_and_views_of_others_are_not_run(damaged: Callable[..., Path], statements: tuple[str, ...]) -> None:
    path = damaged(*statements)
    with pytest.raises(StoreError, match=r"did not make and would run: (trigger endless|view skips); see"):
        Store(str(path))
    assert any("DROP" in problem.advice for problem in problems_of(path))


def test_views_with_names_of_their_own_are_left_alone(damaged: Callable[..., Path]) -> None:
    path = damaged("CREATE VIEW mine AS SELECT count(*) FROM statements")
    with Store(str(path)) as store:
        assert store.counts()["articles"] == 2


def test_flipped_bytes_are_errors_of_one_line(damaged: Callable[..., Path]) -> None:
    path = damaged()
    sound = path.read_bytes()
    for position in range(100, len(sound), 9_973):
        path.write_bytes(sound[:position] + bytes([sound[position] ^ 0xFF]) + sound[position + 1 :])
        try:
            assert all("\n" not in problem.what for problem in problems_of(path))
            with Store(str(path)) as store:
                list(store.records())
                store.find("bridge")
        except OnrecordError as error:
            assert "\n" not in str(error)  # noqa: PT017 - it may also be read


@pytest.mark.parametrize("column", ["ids", "vectors"])
def test_any_flipped_bit_in_the_vectors_is_told_and_mended(damaged: Callable[..., Path], column: str) -> None:
    path = damaged()
    with Store(str(path)) as store:
        store.update_vectors()
        expected = [hit.statement for hit in store.find(similar="the bridge is shut")]
    assert expected
    database = sqlite3.connect(path)
    (blob,) = database.execute(f"SELECT {column} FROM vectors").fetchone()
    for position in range(0, len(blob), max(1, len(blob) // 12)):
        flipped = blob[:position] + bytes([blob[position] ^ 0x10]) + blob[position + 1 :]
        database.execute(f"UPDATE vectors SET {column} = ?", [flipped])
        database.commit()
        assert [problem.where for problem in problems_of(path)] == ["vectors 1"]
        with Store(str(path)) as store:
            assert [hit.statement for hit in store.find(similar="the bridge is shut")] == expected
        assert problems_of(path) == []
    database.close()


def test_functions_in_the_schema_are_not_trusted_while_reading_and_reading_compiles_queries_once(
    tmp_path: Path,
) -> None:
    """The pragma is sent when it changes alone: each time, SQLite compiles every prepared query again."""
    with Store(str(tmp_path / "s.db")) as store:
        sent: list[str] = []

        @event.listens_for(store.database.engine, "before_cursor_execute")
        def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
            """Note each pragma."""
            sent.extend([statement] if "trusted_schema" in statement else [])

        def is_trusted(connection: Connection) -> bool:
            """Whether the schema is trusted."""
            return bool(connection.exec_driver_sql("PRAGMA trusted_schema").scalar_one())

        assert not any(store.database.read(is_trusted) for _ in range(3))
        assert store.database.write(is_trusted)
        assert not any(store.database.read(is_trusted) for _ in range(3))
        assert len([statement for statement in sent if "=" in statement]) <= 4
