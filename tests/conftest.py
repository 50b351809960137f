"""Fixtures that all tests share."""

from __future__ import annotations

import itertools
import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paths import MODEL

if TYPE_CHECKING:
    from postgres_server import PostgresServer

    from onrecord.store import Store

# A shell that runs the tests in the background ignores Ctrl-C, and the processes they start would inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

NAMES = itertools.count()  # of the stores' databases


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make tests independent of the settings and the terminal of the person who runs them."""
    for name in list(os.environ):
        if name.startswith("ONRECORD_") or name in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _kept_processes() -> None:
    """Let all tests share the processes that read pages: each loads the model once."""
    from onrecord.ingest.worker_pool import WorkerPool

    WorkerPool.keep_processes()


@pytest.fixture(scope="session")
def shipped_model() -> None:
    """For tests that need the trained model. In CI its absence is a failure, not a skip: see below."""
    if not MODEL.exists():
        pytest.skip("the trained model is missing; python3 dev.py train makes it")


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server; in CI there must be one."""
    from postgres_server import running_server  # beside the store's tests

    with running_server() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty store."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if request.param == "sqlite":
        return str(tmp_path / "onrecord.db")
    server: PostgresServer = request.getfixturevalue("server")
    return server.create(f"store{next(NAMES)}")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    from onrecord.store import Store

    with Store(address) as opened:
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse two tests of one node id: in several processes only one of them would run."""
    twice = [node_id for node_id, count in Counter(item.nodeid for item in items).items() if count > 1]
    if twice:
        raise pytest.UsageError(f"several tests have one node id: {', '.join(twice)}")


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """In CI, fail if a test was skipped: a check that did not run must not look like one that passed."""
    if os.environ.get("CI") and session.exitstatus == pytest.ExitCode.OK:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and reporter.stats.get("skipped"):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get("CI") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("In CI a skipped test is a failure.", red=True)
