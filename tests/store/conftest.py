"""Stores for the tests: each test that takes ``store`` runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import Server

from onrecord.store import Store

NAMES = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server; in CI there must be one."""
    try:
        made = Server()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL server can be had: {error}")
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty store."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if request.param == "sqlite":
        return str(tmp_path / "onrecord.db")
    server: Server = request.getfixturevalue("server")
    return server.made(f"store{next(NAMES)}")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with Store(address) as made:
        yield made
