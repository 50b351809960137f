"""What tests of pages share."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from pages.answers import Site
from pages.manners import Timer


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def even(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jitter that changes nothing."""
    monkeypatch.setattr(random, "uniform", lambda low, high: 1.0)
