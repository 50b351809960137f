"""What the load and fault suite shares: sources to add, and a store on either engine."""

from __future__ import annotations

import functools
import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reliability import source_samples
from reliability.command_runs import Dump, command, dump, ran, sound
from store.postgres_server import PostgresServer, running_server

NAMES = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this suite's own, which tests may stop; in CI there must be one."""
    with running_server() as made:
        yield made


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages that takes a few seconds to add."""
    return source_samples.folder(tmp_path_factory.mktemp("pages") / "pages")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def whole(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], tuple[Dump, float]]:
    """What an uninterrupted run on SQLite with so many workers gives, and the seconds that it takes."""

    @functools.cache
    def run(workers: int) -> tuple[Dump, float]:
        at = tmp_path_factory.mktemp("whole")
        begun = time.monotonic()
        done = ran(command(at / "store.db", [pages], workers=workers), at / "whole")
        seconds = time.monotonic() - begun
        assert done.status == 1, done  # some of the pages are damaged
        assert "Traceback" not in done.err, done
        sound(at / "store.db")
        return dump(at / "store.db"), seconds

    return run


@pytest.fixture(params=["sqlite", "postgresql"])
def make_address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the address of an empty store at each call."""
    if request.param == "sqlite":
        return lambda: str(tmp_path / f"store{next(NAMES)}.db")
    server: PostgresServer = request.getfixturevalue("server")
    return lambda: server.create(f"fault{next(NAMES)}")
