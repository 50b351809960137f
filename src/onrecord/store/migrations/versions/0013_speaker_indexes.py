"""What a speaker's page counts, in indexes: it no longer reads the rows of all their statements."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put what is counted into the index of speakers, and give those who report or address others one of their own."""
    op.drop_index("ix_statements_speaker_id", "statements")
    op.create_index("ix_statements_speaker_id", "statements", ["speaker_id", "article_id", "tone", "shown", "current"])
    for name, column in (("nested", "parent_id"), ("addressed", "addressee_speaker_id")):
        given = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_statements_{name}", "statements", ["speaker_id", column], sqlite_where=given, postgresql_where=given
        )
