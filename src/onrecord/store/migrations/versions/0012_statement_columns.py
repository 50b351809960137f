"""What statements are counted by, in columns; the database deletes a block of them when one of its rows changes."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BLOCK = "DELETE FROM statement_columns WHERE block = {row}.{article} / 256"
SQLITE = [
    f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {BLOCK.format(row=row, article=article)}; END"
    for name, event, table, row, article in (
        ("statement_columns_si", "INSERT", "statements", "new", "article_id"),
        ("statement_columns_sd", "DELETE", "statements", "old", "article_id"),
        ("statement_columns_su", "UPDATE OF kind, act, tone, shown, speaker_id", "statements", "new", "article_id"),
        ("statement_columns_pu", "UPDATE OF identity_id, name", "speakers", "new", "article_id"),
        ("statement_columns_au", "UPDATE OF outlet_id, day, section, language, current", "articles", "new", "id"),
    )
]
FUNCTION = """CREATE FUNCTION delete_statement_columns_{article}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM statement_columns WHERE block IN (SELECT DISTINCT {article} / 256 FROM changed); RETURN NULL; END $$"""
POSTGRESQL = [FUNCTION.format(article=article) for article in ("article_id", "id")] + [
    f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} TABLE AS changed"
    f" FOR EACH STATEMENT EXECUTE FUNCTION delete_statement_columns_{article}()"
    for name, event, table, rows, article in (
        ("statement_columns_si", "INSERT", "statements", "NEW", "article_id"),
        ("statement_columns_sd", "DELETE", "statements", "OLD", "article_id"),
        ("statement_columns_su", "UPDATE", "statements", "NEW", "article_id"),
        ("statement_columns_pu", "UPDATE", "speakers", "NEW", "article_id"),
        ("statement_columns_au", "UPDATE", "articles", "NEW", "id"),
    )
]


def upgrade() -> None:
    """Create the table, empty, and the triggers."""
    op.create_table(
        "statement_columns",
        sa.Column("block", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("checksum", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
