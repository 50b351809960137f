"""Which statements stand in an article's newest version: the others are found only when they are asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and set it for the statements that are there."""
    op.add_column("statements", sa.Column("current", sa.Boolean, nullable=False, server_default=sa.true()))
    op.execute(
        "UPDATE statements SET current = false"
        " WHERE article_id IN (SELECT id FROM articles WHERE articles.current = false)"
    )
