"""Stores that are damaged or hostile: one clear error that names the row, and a check that says what can be saved.

On both engines, but for what only a SQLite file can have: values of another type than the column's, flipped bytes.
"""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
from postgres_server import PostgresServer
from sqlalchemy import Connection, event, text
from store_samples import BRIDGE, FERRY, page_record

from onrecord import api
from onrecord.errors import OnrecordError, StoreError
from onrecord.ingest.feed_watcher import _is_waiting
from onrecord.store import Store
from onrecord.store.check_store import StoreProblem
from onrecord.store.connection.engines import create_store_engine

NAMES = itertools.count()  # of the PostgreSQL databases
Damage = Callable[..., str]
BOMB = brotli.compress(bytes(201_000_000), quality=1)


@pytest.fixture(scope="session")
def sound_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store of two articles, with their vectors."""
    path = tmp_path_factory.mktemp("sound") / "store.db"
    fill(str(path))
    return path


@pytest.fixture(scope="session")
def sound_database(server: PostgresServer) -> str:
    """The name of a PostgreSQL database with the same store."""
    fill(server.create("sound"))
    return "sound"


def fill(address: str) -> None:
    """Add two articles to a store, and their vectors."""
    with Store(address) as store:
        store.writer("model").add([page_record("bridge", *BRIDGE), page_record("ferry", *FERRY)])
        store.update_vectors()


@pytest.fixture
def damaged_file(sound_file: Path, tmp_path: Path) -> Damage:
    """Return a function that copies the sound file, damages it by SQL statements and returns its address."""

    def make(*statements: str, **values: object) -> str:
        """Make the store."""
        path = tmp_path / "store.db"
        shutil.copy(sound_file, path)
        run_sql(str(path), *statements, **values)
        return str(path)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def damaged(request: pytest.FixtureRequest) -> Damage:
    """Return the same function for the engine of this test."""
    if request.param == "sqlite":
        return request.getfixturevalue("damaged_file")  # type: ignore[no-any-return]
    server: PostgresServer = request.getfixturevalue("server")
    template: str = request.getfixturevalue("sound_database")

    def make(*statements: str, **values: object) -> str:
        """Make the store."""
        address = server.create(f"damaged{next(NAMES)}", template)
        run_sql(address, *statements, **values)
        return address

    return make


def run_sql(address: str, *statements: str, **values: object) -> Any:
    """Run SQL statements past the store's own code and checks; return the first value of the last that has one."""
    answer = None
    if "://" not in address:
        file = sqlite3.connect(address)
        for statement in statements:
            answer = file.execute(statement, values).fetchone()
        file.commit()
        file.close()
        return answer and answer[0]
    engine = create_store_engine(address)
    with engine.connect() as connection, connection.begin():
        for statement in statements:
            result = connection.execute(text(statement), values)
            answer = result.fetchone() if result.returns_rows else None
    engine.dispose()
    return answer and answer[0]


def problems_of(address: str) -> list[StoreProblem]:
    """Return what the check finds."""
    return list(api.check(address))


def test_a_sound_store_has_no_problems(damaged: Damage) -> None:
    assert problems_of(damaged()) == []


def assert_page_is_damaged(address: str, reason: str) -> None:
    """The check names the page, and its record is read all the same."""
    (problem,) = problems_of(address)
    assert "record bridge" in problem.where
    assert reason in problem.what
    assert "can be read" in problem.advice
    with Store(address) as store:
        assert [record.id for record in store.records()] == ["bridge", "ferry"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(b"", "damaged", id="empty"),
        pytest.param(b"garbage", "damaged", id="garbage"),
        pytest.param(b"\x78\x9cgarbage", "damaged", id="garbage-packed"),
        pytest.param(BOMB, "larger than 200,000,000 bytes", id="bomb"),
    ],
)
def test_a_page_whose_bytes_are_damaged(damaged: Damage, raw: bytes, reason: str) -> None:
    assert_page_is_damaged(damaged("UPDATE pages SET raw = :raw WHERE id = 1", raw=raw), reason)


@pytest.mark.parametrize("raw", ["text", 5])
def test_a_page_that_is_no_bytes(damaged_file: Damage, raw: object) -> None:
    assert_page_is_damaged(damaged_file("UPDATE pages SET raw = :raw WHERE id = 1", raw=raw), "damaged")


def assert_record_is_damaged(address: str) -> None:
    """The check names the record, each question has an answer or an error of one line, and the other record is read."""
    problem = problems_of(address)[0]
    assert "record bridge" in problem.where
    assert "page is sound" in problem.advice
    with Store(address) as store:
        assert store.record("ferry").statements
        for query in (lambda: store.record("bridge"), lambda: store.find("bridge"), lambda: list(store.speakers())):
            try:
                query()
            except OnrecordError as error:
                assert "\n" not in str(error)  # noqa: PT017 - it may also be read


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles SET text = 5 WHERE id = 1",
        "UPDATE articles SET authors = 'x' WHERE id = 1",
        "UPDATE articles SET paragraphs = '[1]' WHERE id = 1",
        "UPDATE spans SET \"end\" = 99999 WHERE statement_id = 1 AND part = 'content'",
        "UPDATE statements SET kind = 'loud' WHERE id = 1",
        "UPDATE statements SET confidence = 7 WHERE id = 1",
        "UPDATE speakers SET mentions = '[[1' WHERE id = 1",
        "UPDATE speakers SET aliases = 7 WHERE id = 1",
    ],
)
def test_a_column_with_a_wrong_value_is_named_and_the_rest_is_read(damaged: Damage, statement: str) -> None:
    assert_record_is_damaged(damaged(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE spans SET \"end\" = 'x' WHERE statement_id = 1",
        "UPDATE statements SET confidence = 'high' WHERE id = 1",
        "UPDATE statements SET speaker_id = 99 WHERE id = 1",
    ],
)
def test_a_value_that_postgresql_refuses(damaged_file: Damage, statement: str) -> None:
    assert_record_is_damaged(damaged_file(statement))


def assert_vectors_are_computed_again(address: str) -> None:
    """The check names them, and the next search by meaning mends them."""
    assert [problem.where.split()[0] for problem in problems_of(address)] == ["vectors"]
    with Store(address) as store:
        assert store.find(similar="nobody may cross the bridge")
        assert store.update_vectors() == 0
    assert problems_of(address) == []


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("UPDATE vectors SET last_id = last_id + :value", 1_048_576),
        ("UPDATE vectors SET first_id = first_id + :value", 2),
        ("UPDATE vectors SET statements = :value", 1_000_000_000),
        ("UPDATE vectors SET ids = :value", b"\0"),
        ("UPDATE vectors SET ids = :value", bytes(5)),
        ("UPDATE vectors SET vectors = :value", b"\1\2"),
    ],
)
def test_damaged_vectors_are_computed_again(damaged: Damage, statement: str, value: object) -> None:
    assert_vectors_are_computed_again(damaged(statement, value=value))


@pytest.mark.parametrize("assignment", ["ids = zeroblob(length(ids))", "vectors = 'text'"])
def test_vectors_that_are_no_bytes_are_computed_again(damaged_file: Damage, assignment: str) -> None:
    assert_vectors_are_computed_again(damaged_file(f"UPDATE vectors SET {assignment}"))


@pytest.mark.parametrize("next_poll", ["2999-01-01T00:00:00+00:00", "soon", "2025-01-01T00:00:00", ""])
def test_a_poll_that_no_watch_stored_does_not_stop_the_watch(damaged: Damage, next_poll: str) -> None:
    columns = "INSERT INTO fetches (address, fetched, next)"
    row = f"{columns} VALUES ('https://a.test/feed', '2025-01-01T00:00:00+00:00', :next_poll)"
    address = damaged(row, next_poll=next_poll)
    with Store(address) as store:
        due = store.fetches.next_poll("https://a.test/feed")
        assert not _is_waiting(due, datetime(2025, 1, 1, tzinfo=UTC))
        store.fetches.poll_interval("https://a.test/feed")
    if next_poll.startswith(("2999", "soon")):
        assert [problem.where for problem in problems_of(address)] == ["fetches https://a.test/feed"]


ENDLESS = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
VIEW = ("ALTER TABLE skips RENAME TO old_skips", f"CREATE VIEW skips AS {ENDLESS}")
FUNCTION = "CREATE FUNCTION endless() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN LOOP END LOOP; END $$"


def assert_is_not_run(address: str, name: str) -> None:
    """The store is not opened, and the check says what to drop."""
    with pytest.raises(StoreError, match=rf"did not make and would run: {name}; see"):
        Store(address)
    assert any(f"DROP {name.split()[0].upper()}" in problem.advice for problem in problems_of(address))


def test_a_view_in_place_of_a_table_is_not_run(damaged: Damage) -> None:
    assert_is_not_run(damaged(*VIEW), "view skips")


@pytest.mark.parametrize("name", ["endless", "statements_ai", "statement_columns_si"])
def test_triggers_of_others_are_not_run_whatever_their_name(damaged_file: Damage, name: str) -> None:
    trigger = f"CREATE TRIGGER {name} AFTER INSERT ON pages BEGIN DELETE FROM articles; END"
    assert_is_not_run(damaged_file(f"DROP TRIGGER IF EXISTS {name}", trigger), f"trigger {name}")


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("trigger", "CREATE TRIGGER endless AFTER INSERT ON pages FOR EACH ROW EXECUTE FUNCTION endless()"),
        ("rule", "CREATE RULE endless AS ON INSERT TO pages DO ALSO DELETE FROM articles"),
    ],
)
def test_triggers_and_rules_of_others_are_not_run_in_postgresql(
    server: PostgresServer, sound_database: str, kind: str, statement: str
) -> None:
    address = server.create(f"damaged{next(NAMES)}", sound_database)
    run_sql(address, FUNCTION, statement)
    assert_is_not_run(address, f"{kind} endless")


def test_views_with_names_of_their_own_are_left_alone(damaged: Damage) -> None:
    with Store(damaged("CREATE VIEW mine AS SELECT count(*) FROM statements")) as store:
        assert store.counts()["articles"] == 2


def test_flipped_bytes_are_errors_of_one_line(damaged_file: Damage) -> None:
    path = Path(damaged_file())
    sound = path.read_bytes()
    for position in range(100, len(sound), 9_973):
        path.write_bytes(sound[:position] + bytes([sound[position] ^ 0xFF]) + sound[position + 1 :])
        try:
            assert all("\n" not in problem.what for problem in problems_of(str(path)))
            with Store(str(path)) as store:
                list(store.records())
                store.find("bridge")
        except OnrecordError as error:
            assert "\n" not in str(error)  # noqa: PT017 - it may also be read


@pytest.mark.parametrize("column", ["ids", "vectors"])
def test_any_flipped_bit_in_the_vectors_is_told_and_mended(damaged: Damage, column: str) -> None:
    address = damaged()
    with Store(address) as store:
        expected = [hit.statement for hit in store.find(similar="the bridge is shut")]
    assert expected
    content = run_sql(address, f"SELECT {column} FROM vectors")
    for position in range(0, len(content), max(1, len(content) // 6)):
        flipped = content[:position] + bytes([content[position] ^ 0x10]) + content[position + 1 :]
        run_sql(address, f"UPDATE vectors SET {column} = :flipped", flipped=flipped)
        assert [problem.where for problem in problems_of(address)] == ["vectors 1"]
        with Store(address) as store:
            assert [hit.statement for hit in store.find(similar="the bridge is shut")] == expected
        assert problems_of(address) == []


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
