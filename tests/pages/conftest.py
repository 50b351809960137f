"""What tests of pages share."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from pages.http_servers import ScriptedSite
from pages.rate_limit_clients import FakeClock


@pytest.fixture
def site() -> Iterator[ScriptedSite]:
    site = ScriptedSite()
    yield site
    site.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jitter that changes nothing."""
    monkeypatch.setattr(random, "uniform", lambda low, high: 1.0)
