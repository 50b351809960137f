"""Alembic's way in: the connection is given by ``onrecord.store.migrate``."""

from alembic import context

from onrecord.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
