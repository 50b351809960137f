"""Alembic's entry point; ``onrecord.store.migrate`` passes the connection."""

from alembic import context

from onrecord.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
