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
from onrecord.store.connection.engines import is_read_only, write_connection


def migrate(engine: Engine) -> None:
    """Create the tables of an empty database, or upgrade those of an older store.

    Raises:
        StoreError: the store was made by a newer version, or the SQLite file belongs to another program; or an older
            store is on a disk that may only be read.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    scripts = ScriptDirectory.from_config(config)
    newest = scripts.get_current_head()
    with engine.connect() as connection:
        revision = _checked_revision(connection, scripts)
        if revision == newest:
            return
    if revision is not None and engine.dialect.name == "sqlite" and is_read_only(Path(str(engine.url.database))):
        raise StoreError(
            f"{engine.url.database}: made by an older onrecord (schema {revision}), and cannot be upgraded where it may"
            " only be read; copy the file to a folder that can be written, and give the copy"
        )
    with write_connection(engine) as connection, connection.begin():
        if _checked_revision(connection, scripts) == newest:  # another process migrated it while this one waited
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _checked_revision(connection: Connection, scripts: ScriptDirectory) -> str | None:
    """Return the schema of a store that can be upgraded, or None for an empty database.

    Raises:
        StoreError: the store was made by a newer version, or the SQLite file belongs to another program.
    """
    location, revision = connection.engine.url.database, _revision(connection)
    if revision is None:
        if connection.dialect.name == "sqlite" and inspect(connection).get_table_names():
            raise StoreError(f"{location}: is another program's database; give another file")
        return None
    try:
        scripts.get_revision(revision)
    except CommandError:
        message = f"{location}: made by a newer onrecord (schema {revision}); upgrade this onrecord"
        raise StoreError(message) from None
    return revision


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
