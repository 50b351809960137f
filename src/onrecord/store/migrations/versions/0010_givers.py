"""Who gave an article is part of what it is known by: files can no longer give versions of a site's articles."""

import sqlalchemy as sa
from alembic import op

from onrecord.store.write.rows import given_address

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and give articles from files an address of their own."""
    op.add_column("articles", sa.Column("claimed_url", sa.Text))
    op.add_column("outlets", sa.Column("site", sa.Text))
    op.create_index("ix_articles_digest", "articles", ["digest"])
    connection = op.get_bind()
    query = """SELECT a.id, a.address, a.url, p.kind, p.location FROM articles a JOIN pages p ON p.id = a.page_id
        WHERE p.kind IN ('file', 'jsonl')"""
    for article_id, address, url, kind, location in connection.execute(sa.text(query)).all():
        given = given_address(kind, location, url or (address if address.startswith("id:") else ""))
        update = sa.text("UPDATE articles SET address = :address WHERE id = :id")
        connection.execute(update, {"address": given, "id": article_id})
    newest = """UPDATE articles SET current = true
        WHERE version = (SELECT max(o.version) FROM articles o WHERE o.address = articles.address)
        AND NOT EXISTS (SELECT 1 FROM articles o WHERE o.address = articles.address AND o.current)"""
    connection.execute(sa.text(newest))
    in_newest = "UPDATE statements SET current = true WHERE article_id IN (SELECT id FROM articles WHERE current)"
    connection.execute(sa.text(in_newest))
