"""Fixtures of the web pages' tests."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from site_server import RunningSite, running_site
from store_samples import BRIDGE, FERRY, page_record

import samples
from onrecord import api
from onrecord.records import Page, PageOrigin
from onrecord.store import PageRecord, Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DEMO = Path(str(files("onrecord.web"))) / "demo"


def sample_page_record() -> PageRecord:
    """The sample record of four statements, with its page."""
    raw = samples.TEXT.encode()
    origin = PageOrigin("file", "bridge.html", None, hashlib.sha256(raw).hexdigest())
    record = samples.record(article=samples.article(page=origin))
    return PageRecord(record, Page(origin, "exact", samples.TEXT, raw=raw))


def fill_store(address: str | Path) -> None:
    """Put three articles into a store."""
    with Store(str(address)) as store:
        writer = store.writer("test-model", version="0")
        writer.add(
            [
                sample_page_record(),
                page_record("crossing", *BRIDGE),
                page_record("ferry", *FERRY, outlet="The Courier", published="2025-05-04", title="Ferry to run"),
            ]
        )
        writer.finish()


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three articles, which tests only read."""
    path = tmp_path_factory.mktemp("web") / "onrecord.db"
    fill_store(path)
    return path


@pytest.fixture(scope="session")
def site(filled_store: Path) -> Iterator[RunningSite]:
    """A server of that store."""
    with running_site(filled_store) as running:
        yield running


@pytest.fixture(scope="session")
def demo_site(shipped_model: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A server of eight articles of the demonstration, read by the model, which tests may add to."""
    path = tmp_path_factory.mktemp("demo") / "onrecord.db"
    articles = [*sorted(DEMO.glob("articles/maternity-1-*")), *sorted(DEMO.glob("articles/reservoir-2-*"))]
    with Store(str(path)) as store:
        api.add(articles, store)
        api.compare(store, limit=1)
    transcripts = path.parent / "transcripts"
    shutil.copytree(DEMO / "transcripts", transcripts)
    (transcripts / "<img src=x onerror=window.pwned=1>.txt").write_text("ANN BIRCH: It is shut.", "utf-8")
    with running_site(path, transcripts=(str(transcripts),), changes_per_minute=10_000) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; in CI there must be one, which dev.py installs."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("chromium is missing; apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield launched
        launched.close()
