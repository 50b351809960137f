"""Tables of utterances that several statements report; filled when statements are first compared."""

from alembic import op

from onrecord.store.migrations.schema_0003 import metadata

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = frozenset({"quoted", "utterances", "shingles"})


def upgrade() -> None:
    """Create the tables of utterances."""
    tables = [table for name, table in metadata.tables.items() if name in TABLES]
    metadata.create_all(op.get_bind(), tables=tables, checkfirst=False)
