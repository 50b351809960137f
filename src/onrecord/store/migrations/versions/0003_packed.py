"""PostgreSQL stores the bytes of pages as they are: they are compressed already."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Set the storage of pages' bytes."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE pages ALTER COLUMN raw SET STORAGE EXTERNAL")
