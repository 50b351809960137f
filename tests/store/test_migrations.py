"""Migrations: a store of any revision is upgraded with all that it had, and the migrations make the schema's tables.

``released`` has a SQLite file of each revision, as a store of its day was left: two batches with a change, a skip, a
name given by a person, a feed. A file is never changed; a new revision gets a file of its own.
"""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, Select, Table, select
from store_samples import BRIDGE, page_record

from onrecord.store import Store, migrate
from onrecord.store.connection.engines import create_store_engine
from onrecord.store.tables import metadata

RELEASED = Path(__file__).with_name("released")
SCRIPTS = Path(migrate.__file__).with_name("migrations")
# Made by the migrations for one engine alone: SQLAlchemy's metadata cannot have it.
NOT_IN_METADATA = {
    "search",
    "ix_statements_search",
    "ix_identities_trigrams",
    "ix_speakers_trigrams",
    "alembic_version",
}


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config


REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]


def schema_differences(connection: Connection) -> list[Any]:
    """How the tables of a database differ from the schema: columns, types, keys, indexes."""

    def is_compared(name: str | None, kind: str, parents: Any) -> bool:
        return name not in NOT_IN_METADATA and not str(name or parents.get("table_name")).startswith("statements_fts")

    options = {"include_name": is_compared, "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, with the columns that the table has in the revision that it is of."""
    with engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(_all(table)).mappings()]
            for table in tables(connection)
        }


def _all(table: Table) -> Select[Any]:
    return select(*(column for column in table.columns if column.name not in NOT_IN_METADATA)).order_by(
        *table.primary_key
    )


def tables(connection: Connection) -> list[Table]:
    """The tables that are there, each after those that it points at."""
    reflected = MetaData()
    names = [name for name in metadata.tables if connection.dialect.has_table(connection, name)]
    reflected.reflect(connection, only=names)
    return reflected.sorted_tables


@pytest.fixture(params=REVISIONS)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A store as a revision left it."""
    kept = RELEASED / f"{request.param}.db.gz"
    assert kept.exists(), f"{kept}: make a store with this revision, and keep it"
    path = tmp_path / f"{request.param}.db"
    path.write_bytes(gzip.decompress(kept.read_bytes()))
    return path


@pytest.fixture
def older_address(released: Path, address: str) -> str:
    """The same store on either engine: tables made by the migrations up to the revision, and its rows."""
    engine = create_store_engine(address)
    settings = alembic_config()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        settings.attributes["connection"] = connection
        command.upgrade(settings, released.stem)
        source = create_store_engine(str(released))
        source_rows = rows(source)
        source.dispose()
        for table in tables(connection):
            if source_rows[table.name]:
                connection.execute(table.insert(), source_rows[table.name])
            if "id" in table.columns and connection.dialect.name == "postgresql":
                last = f"SELECT setval('{table.name}_id_seq', max(id)) FROM {table.name}"
                connection.exec_driver_sql(last)
    engine.dispose()
    return address


def test_the_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    with store.database.engine.connect() as connection:
        assert schema_differences(connection) == []


def test_a_difference_from_the_schema_is_noticed(store: Store) -> None:
    with store.database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN extra TEXT")
        connection.exec_driver_sql("DROP INDEX ix_pages_sha256")
        assert len(schema_differences(connection)) == 2


RENAMED_COLUMNS = {"furniture": "boilerplate", "floating": "uncued", "addressed_id": "addressee_speaker_id"}


def assert_upgraded(store: Store, before: dict[str, list[dict[str, Any]]], revision: str) -> None:
    """Assert that an upgraded store has all that it had, and works as a new one."""
    after = rows(store.database.engine)
    for name, old in before.items():
        if name == "decisions" and revision < "0007":  # they were of another form, and a name that was given was none
            continue
        pairs = zip(old, after[name], strict=True)
        columns = set(old[0] if old else ())
        if name == "articles" and revision < "0010":  # an article from a file was known by the address that it claims
            columns.remove("address")
        names = [(column, RENAMED_COLUMNS.get(column, column)) for column in columns]
        kept = [{column: now[new_name] for column, new_name in names} for _, now in pairs]
        assert kept == [{column: row[column] for column, _ in names} for row in old], name
    assert [row["address"] for row in after["articles"]] == ["a.txt", "a.txt", "b.txt"]
    with store.database.engine.connect() as connection:
        assert schema_differences(connection) == []
    assert [speaker.name for speaker in store.speakers("Tom Ray", all_versions=True)] == ["Thomas Ray"]
    assert [(decision.kind, decision.details["name"]) for decision in store.decisions()] == [("rename", "Thomas Ray")]
    assert [(hit.record, hit.key) for hit in store.find("ferries")] == [("b", "t1")]
    assert [record.id for record in store.records(current=False)] == ["a", "a", "b"]
    assert store.articles.load(1)[1].raw == "\n\n".join(BRIDGE).encode()
    assert store.fetches.next_poll("https://ledger.example/feed") == datetime(2025, 3, 3, 11, tzinfo=UTC)
    store.writer("m").add([page_record("c", "Tom Ray said: A bridge again.")])
    assert [hit.record for hit in store.find("bridge", speaker="Thomas Ray")] == ["c"]


def test_a_released_file_is_upgraded_with_all_that_it_had(released: Path) -> None:
    engine = create_store_engine(str(released))
    before = rows(engine)
    engine.dispose()
    assert len(before["statements"]) == 6
    vector_file = Path(f"{released}.vectors")  # as version 0.1 had it
    vector_file.write_bytes(b"onrecord vectors")
    with Store(str(released)) as store:
        assert_upgraded(store, before, released.stem)
        assert store.find(similar="a ship across the water")[0].key == "t1"
    assert vector_file.exists() == (released.stem >= "0004")


def test_postgresql_stores_the_bytes_of_pages_as_they_are(older_address: str) -> None:
    with Store(older_address) as store, store.database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            return  # it never packs
        query = "SELECT attstorage FROM pg_attribute WHERE attrelid = 'pages'::regclass AND attname = 'raw'"
        assert connection.exec_driver_sql(query).scalar() in {"e", b"e"}


def test_a_database_of_each_revision_is_upgraded_with_all_that_it_had(older_address: str, released: Path) -> None:
    engine = create_store_engine(older_address)
    before = rows(engine)
    engine.dispose()
    assert len(before["statements"]) == 6
    with Store(older_address) as store:
        assert_upgraded(store, before, released.stem)
