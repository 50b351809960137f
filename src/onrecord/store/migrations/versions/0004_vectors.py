"""Vectors of meaning in the database instead of a file beside it; columns named as in schema onrecord/2.

The vectors are computed at the first search by meaning, or at the end of the next ``onrecord add``.
"""

import contextlib
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RENAMED_COLUMNS = (
    ("articles", "furniture", "boilerplate"),
    ("statements", "floating", "uncued"),
    ("statements", "addressed_id", "addressee_speaker_id"),
)


def upgrade() -> None:
    """Rename columns, create the tables of vectors, and delete the file that had them."""
    for table, old, new in RENAMED_COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    op.create_table(
        "vectors",
        sa.Column("first_id", sa.Integer, autoincrement=False),
        sa.Column("last_id", sa.Integer, nullable=False),
        sa.Column("statements", sa.Integer, nullable=False),
        sa.Column("ids", sa.LargeBinary, nullable=False),
        sa.Column("vectors", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("first_id", name="pk_vectors"),
    )
    op.create_index("ix_vectors_last_id", "vectors", ["last_id"])
    op.create_table(
        "vector_model",
        sa.Column("sha256", sa.String(64)),
        sa.PrimaryKeyConstraint("sha256", name="pk_vector_model"),
    )
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("ALTER TABLE vectors ALTER COLUMN vectors SET STORAGE EXTERNAL")  # they do not compress
        old, new = "fk_statements_addressed_id", "fk_statements_addressee_speaker_id"
        op.execute(f"ALTER TABLE statements RENAME CONSTRAINT {old} TO {new}")
    elif connection.engine.url.database:
        with contextlib.suppress(OSError):  # it was a cache: a file that stays does no harm
            Path(f"{connection.engine.url.database}.vectors").unlink()
