"""A store's version changes with every commit, whoever makes it, and with nothing else."""

from __future__ import annotations

import pytest
from store_samples import BRIDGE, page_record

from onrecord.errors import QueryError, StoreError
from onrecord.store import Store


def test_every_commit_changes_the_version(address: str) -> None:
    with Store(address) as store, Store(address) as other:
        versions = [store.database.version()]
        assert store.database.version() == versions[0]
        store.counts()
        other.counts()
        assert store.database.version() == versions[0]
        writer = other.writer("test-model", version="0")
        writer.add([page_record("bridge", *BRIDGE)])
        writer.finish()
        versions.append(store.database.version())
        person = store.speakers()[0].id
        for name in ("One Name", "Another"):
            store.rename(person, name)
            versions.append(store.database.version())
        assert len(set(versions)) == len(versions)


def test_a_version_that_cannot_be_read_equals_no_other(address: str) -> None:
    with Store(address) as store:
        version = store.database.version()
        store.database._change_version._query = "SELECT nothing FROM nowhere"
        assert store.database.version() != store.database.version()
        store.database._change_version.__init__(store.database.engine)  # type: ignore[misc]
        assert type(store.database.version()) is type(version)


def test_a_block_of_reading_has_the_version_from_before_it_and_sees_what_its_thread_writes(address: str) -> None:
    with Store(address) as store, Store(address) as other:
        writer = other.writer("test-model", version="0")
        writer.add([page_record("bridge", *BRIDGE)])
        writer.finish()
        before = store.database.version()
        with store.database.reading():
            assert store.counts()["articles"] == 1
            person = store.speakers()[0].id
            other.rename(person, "One Name")
            assert store.database.version() == before  # of what was read; nothing newer is kept under it
            store.rename(person, "Another")
            assert store.speakers()[0].name == "Another"
            assert store.database.version() != before
        assert store.speakers()[0].name == "Another"


def test_a_query_that_fails_leaves_a_block_of_reading_usable(address: str) -> None:
    with Store(address) as store, store.database.reading():
        store.counts()
        with pytest.raises(StoreError):
            store.database.read(lambda connection: connection.exec_driver_sql("SELECT nothing FROM nowhere"))
        with pytest.raises(QueryError):
            store.find("-only -without")
        assert store.find("bridge") == []
        assert store.counts()["articles"] == 0
