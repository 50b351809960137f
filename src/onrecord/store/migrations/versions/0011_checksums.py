"""Checksums of vectors: a bit that flips in them is noticed, and they are computed again."""

import sqlalchemy as sa
from alembic import op

from onrecord.store.search.vectors import checksum

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, with the checksums of what is there."""
    op.add_column("vectors", sa.Column("checksum", sa.BigInteger, nullable=False, server_default="0"))
    connection = op.get_bind()
    update = sa.text("UPDATE vectors SET checksum = :checksum WHERE first_id = :first_id")
    for (first_id,) in connection.execute(sa.text("SELECT first_id FROM vectors")).all():
        row = connection.execute(sa.text("SELECT ids, vectors FROM vectors WHERE first_id = :id"), {"id": first_id})
        blobs = map(bytes, row.one())
        connection.execute(update, {"checksum": checksum(*blobs), "first_id": first_id})
