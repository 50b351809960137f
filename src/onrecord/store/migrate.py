"""Bring a store to the newest schema, in one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, inspect

from onrecord.errors import StoreError
from onrecord.store.connection.engines import write_connection


def migrate(engine: Engine) -> None:
    """Create the tables of an empty database, or upgrade those of an older store.

    Raises:
        StoreError: the store was made by a newer version, or the SQLite file belongs to another program.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if _revision(connection) == newest:
            return
    with write_connection(engine) as connection, connection.begin():
        revision = _revision(connection)
        if revision == newest:  # another process migrated it while this one waited
            return
        if revision is None and engine.dialect.name == "sqlite" and inspect(connection).get_table_names():
            raise StoreError(f"{engine.url.database}: is another program's database; give another file")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise StoreError(
                f"{engine.url.database}: made by a newer onrecord (schema {revision}); upgrade this onrecord"
            ) from None


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
