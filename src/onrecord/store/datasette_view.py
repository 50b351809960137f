"""The store as Datasette shows it: a view of what was said, with search, and descriptions of the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from onrecord.errors import StoreError
from onrecord.store.tables import metadata

VIEW = "said"
_SQL = f"""CREATE VIEW {VIEW} AS
    SELECT s.id AS statement, a.day AS day, o.name AS outlet, coalesce(i.renamed, i.name, p.name) AS speaker,
        s.text AS content, s.kind AS kind, s.act AS act, s.tone AS tone, round(s.confidence, 2) AS confidence,
        round(s.speaker_confidence, 2) AS speaker_confidence, a.title AS title, a.url AS url, a.id AS article
    FROM statements s JOIN articles a ON a.id = s.article_id LEFT JOIN outlets o ON o.id = a.outlet_id
        LEFT JOIN speakers p ON p.id = s.speaker_id LEFT JOIN identities i ON i.id = p.identity_id
    WHERE s.shown AND a.current"""
COLUMNS = {
    "statement": "Its number in the table statements.",
    "day": "The day of publication: 20250227.",
    "outlet": "The publisher.",
    "speaker": "The name of the speaker's identity, else as the article has it.",
    "content": "What was said.",
    "kind": "direct, indirect or mixed.",
    "act": "What was done by saying it.",
    "tone": "What the cue adds: neutral, doubting, endorsing, charged.",
    "confidence": "The probability that the statement is right.",
    "speaker_confidence": "The probability that the speaker is the right one.",
    "title": "The article's headline.",
    "url": "The article's address.",
    "article": "Its number in the table articles.",
}
TABLES = {
    "articles": ("The articles, each version.", "title"),
    "identities": ("People and organizations across articles.", "name"),
    "speakers": ("Who speaks in one article.", "name"),
    "outlets": ("Who published the articles.", "name"),
    "roles": ("Roles and affiliations as the articles state them.", "text"),
    "runs": ("Each run that added pages.", "verb"),
    "skips": ("Pages that gave no record, and why.", "location"),
}


def create_view(connection: Connection) -> None:
    """Add the view to a SQLite store, or replace it."""
    connection.exec_driver_sql(f"DROP VIEW IF EXISTS {VIEW}")
    connection.exec_driver_sql(_SQL)


def datasette_metadata(engine: Engine) -> dict[str, Any]:
    """Return the metadata of Datasette for a SQLite store.

    Raises:
        StoreError: the store is not in a SQLite file.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise StoreError("Datasette opens SQLite files; this store is a PostgreSQL database")
    view: dict[str, Any] = {
        "description": "What was said: each statement that is shown by default, of the newest version of its article.",
        "columns": COLUMNS,
        "fts_table": "statements_fts",
        "fts_pk": "statement",
        "facets": ["outlet", "speaker", "act", "tone"],
        "sort_desc": "day",
    }
    tables: dict[str, Any] = {VIEW: view}
    for name in metadata.tables:
        if name in TABLES:
            description, label = TABLES[name]
            tables[name] = {"description": description, "label_column": label}
        else:  # the view has what they say; statements has the words of the index in a column
            tables[name] = {"hidden": True}
    tables |= {name: {"hidden": True} for name in ("alembic_version", "sqlite_sequence")}
    name = Path(engine.url.database).stem
    return {"title": "onrecord: who said what", "databases": {name: {"tables": tables}}}
