"""How likely each statement's speaker is right; null for what was read before."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("statements", sa.Column("speaker_confidence", sa.Float))
