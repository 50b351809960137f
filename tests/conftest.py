"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "src" / "onrecord" / "model" / "onrecord.onnx"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the settings or the terminal of whoever runs it."""
    for name in list(os.environ):
        if name.startswith("ONRECORD_") or name in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shipped_model() -> None:
    """For tests that need the trained model. In CI its absence is a failure, not a skip: see below."""
    if not MODEL.exists():
        pytest.skip("the trained model is not there: python3 dev.py train makes it")


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """In CI a skipped test fails the run: a check that did not happen must not look like one that passed."""
    if os.environ.get("CI") and session.exitstatus == pytest.ExitCode.OK:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and reporter.stats.get("skipped"):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get("CI") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("In CI a skipped test is a failure.", red=True)
