"""Fixtures of the web pages' tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_server import RunningSite, running_site
from store_samples import BRIDGE, FERRY, page_record

import samples
from onrecord.records import Page, PageOrigin
from onrecord.store import PageRecord, Store


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
