"""Which statements are shown by default; in older stores, all but beliefs and wishes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and set it for the statements that are there."""
    op.add_column("statements", sa.Column("shown", sa.Boolean, nullable=False, server_default=sa.true()))
    statements = sa.table("statements", sa.column("act"), sa.column("shown"))
    op.execute(statements.update().where(statements.c.act == "think").values(shown=sa.false()))
