"""A store brought to the newest schema, in one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, inspect

from onrecord.errors import StoreError


def migrated(engine: Engine) -> None:
    """Makes the tables of an empty store, or changes those of an older one. Raises StoreError for a newer one,
    and for a SQLite file that is another program's."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if _revision(connection) == newest:
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        known = _revision(connection)
        if known == newest:
            return
        if known is None and engine.dialect.name == "sqlite" and inspect(connection).get_table_names():
            raise StoreError(f"{engine.url.database}: is another program's database; give another file")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            name = engine.url.database
            raise StoreError(
                f"{name}: made by a newer onrecord ({_revision(connection)}); bring this one up to date"
            ) from None


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
