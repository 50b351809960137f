"""Corrections of statements, forgotten articles, renamed outlets, and what pages say of their use."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns."""
    op.add_column("decisions", sa.Column("record", sa.Text))
    op.create_index("ix_decisions_record", "decisions", ["record"])
    _add_reference("statements", "correction_id", "decisions")
    _add_reference("articles", "stated_outlet_id", "outlets")
    op.execute("UPDATE articles SET stated_outlet_id = outlet_id")
    op.add_column("pages", sa.Column("last", sa.Boolean, nullable=False, server_default=sa.true()))
    op.execute("UPDATE pages SET last = false WHERE id NOT IN (SELECT max(id) FROM pages GROUP BY location)")
    op.add_column("pages", sa.Column("robots", sa.Text))
    op.add_column("pages", sa.Column("rights", sa.Text))
    op.create_table(
        "forgotten",
        sa.Column("place", sa.Text),
        sa.Column("decision_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_forgotten"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_forgotten_decision_id"),
    )
    op.create_index("ix_forgotten_decision_id", "forgotten", ["decision_id"])


def _add_reference(table: str, column: str, target: str) -> None:
    if op.get_bind().dialect.name == "sqlite":  # it adds a constraint with its column alone
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER REFERENCES {target} (id)")
    else:
        op.add_column(table, sa.Column(column, sa.Integer))
        op.create_foreign_key(f"fk_{table}_{column}", table, target, [column], ["id"])
    op.create_index(f"ix_{table}_{column}", table, [column])
