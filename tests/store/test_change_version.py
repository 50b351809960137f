"""A store's version changes with every commit, whoever makes it, and with nothing else."""

from __future__ import annotations

from store_samples import BRIDGE, page_record

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
