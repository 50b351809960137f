"""Errors of databases: one clear line each, told apart by the engines' codes, and retried where that helps."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from store_samples import BRIDGE, page_record

from onrecord.errors import StoreError
from onrecord.store import Store
from onrecord.store.connection.database_errors import store_error, with_retries
from onrecord.store.connection.engines import create_store_engine

SQLITE = "store.db"
POSTGRESQL = "postgresql://onrecord:secret@127.0.0.1:9/x"


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("words that must not matter: disk is full, locked")
    error.sqlite_errorcode = code
    return error


def postgresql_error(state: str | None) -> psycopg.OperationalError:
    class StateError(psycopg.OperationalError):
        sqlstate = state

    return StateError("words that must not matter: password authentication failed")


def wrapped(error: Exception) -> DBAPIError:
    return OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        (SQLITE, sqlite_error(sqlite3.SQLITE_READONLY), "the store is read-only; check its permissions"),
        (SQLITE, sqlite_error(sqlite3.SQLITE_READONLY_DIRECTORY), "the store is read-only; check its permissions"),
        (SQLITE, sqlite_error(sqlite3.SQLITE_CANTOPEN), "cannot be opened"),
        (SQLITE, sqlite_error(sqlite3.SQLITE_FULL), "the disk is full"),
        (SQLITE, sqlite_error(sqlite3.SQLITE_NOTADB), "not an onrecord store"),
        (SQLITE, sqlite_error(sqlite3.SQLITE_CORRUPT_VTAB), "the file is damaged"),
        (SQLITE, sqlite_error(sqlite3.SQLITE_IOERR_READ), "the disk reports an error"),
        (SQLITE, sqlite_error(sqlite3.SQLITE_BUSY), "locked the store for a minute"),
        (SQLITE, sqlite_error(sqlite3.SQLITE_ERROR), "words that must not matter"),
        (POSTGRESQL, postgresql_error("25006"), "the store is read-only"),
        (POSTGRESQL, postgresql_error("53100"), "the disk is full"),
        (POSTGRESQL, postgresql_error("28P01"), "the server refuses this user"),
        (POSTGRESQL, postgresql_error(None), "words that must not matter"),
    ],
)
def test_the_message_follows_from_the_code(address: str, error: Exception, message: str) -> None:
    line = str(store_error(create_store_engine(address), wrapped(error)))
    assert message in line
    assert "secret" not in line
    assert line.startswith((SQLITE, "postgresql://onrecord:***@127.0.0.1"))


@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        (postgresql_error("57P01"), 3),  # the server is shutting down
        (postgresql_error("08006"), 3),  # the connection broke
        (postgresql_error("40P01"), 3),  # a deadlock
        (postgresql_error(None), 3),  # the server could not be reached
        (postgresql_error("28P01"), 1),
        (postgresql_error("42P01"), 1),
        (sqlite_error(sqlite3.SQLITE_BUSY), 1),
    ],
)
def test_a_lost_connection_is_retried_and_nothing_else(error: Exception, attempts: int) -> None:
    calls: list[float] = []

    def transaction() -> str:
        calls.append(0)
        if len(calls) < 3:
            raise wrapped(error)
        return "done"

    def retried() -> Any:
        return with_retries(create_store_engine(POSTGRESQL), transaction, sleep=lambda _: None)

    if attempts == 3:
        assert retried() == "done"
    else:
        with pytest.raises(StoreError):
            retried()
    assert len(calls) == attempts


def test_an_address_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    text_file = tmp_path / "other.db"
    text_file.write_text("this is no database, only words that say so, over and over again" * 20)
    addresses = (str(text_file), str(tmp_path / "no" / "folder.db"), str(tmp_path), "", "mysql://x/y", "a://b://c")
    for address in addresses:
        with pytest.raises(StoreError) as error:
            Store(address)
        assert "\n" not in str(error.value)
    with pytest.raises(StoreError, match="there is no store"):
        Store(str(tmp_path / "none.db"), create=False)


@pytest.mark.parametrize("name", ["a?b.db", "x%2fy.db", "c.db?timeout=x", "d.db?mode=ro&uri=true", "#e.db", ":memory:"])
def test_a_path_is_a_path_whatever_signs_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        with Store(name) as store:
            assert store.counts()["articles"] == 0
            assert {path.name for path in tmp_path.iterdir()} - {f"{name}-wal", f"{name}-shm"} == {name}
    with pytest.raises(StoreError, match=r"options after a \? are not supported"):
        Store(f"sqlite:///{tmp_path}/a?b.db")


def test_all_files_of_a_store_have_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.touch(0o600)
    previous = os.umask(0o022)
    try:
        with Store(str(path)) as store:
            store.writer("model").add([page_record("bridge", *BRIDGE)])
            store.update_vectors()
            assert {file.name for file in tmp_path.iterdir()} == {"store.db", "store.db-wal", "store.db-shm"}
            assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
    finally:
        os.umask(previous)


def test_a_server_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.store.connection.database_errors.MAX_ATTEMPTS", 2)
    with pytest.raises(StoreError) as error:
        Store("postgresql://onrecord@127.0.0.1:9/x")
    assert "\n" not in str(error.value)


def test_a_store_of_a_newer_version_is_refused(store: Store) -> None:
    with store.database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer onrecord"):
        Store(store.address)
