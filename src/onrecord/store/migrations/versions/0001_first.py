"""The first schema: the tables, and the full-text index of each engine."""

from alembic import op

from onrecord.store.migrations.schema_0003 import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = {
    "runs", "pages", "outlets", "articles", "identities", "identity_keys", "names_met", "decisions", "speakers",
    "roles", "statements", "spans", "skips", "fetches",
}  # fmt: skip
SQLITE = (  # Datasette knows a table with full text by the double quotes
    """CREATE VIRTUAL TABLE statements_fts USING fts5(
        text, filters, content="statements", content_rowid="id", tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER statements_ai AFTER INSERT ON statements BEGIN
        INSERT INTO statements_fts(rowid, text, filters) VALUES (new.id, new.text, new.filters); END""",
    """CREATE TRIGGER statements_ad AFTER DELETE ON statements BEGIN
        INSERT INTO statements_fts(statements_fts, rowid, text, filters)
        VALUES ('delete', old.id, old.text, old.filters); END""",
    """CREATE TRIGGER statements_au AFTER UPDATE OF text, filters ON statements BEGIN
        INSERT INTO statements_fts(statements_fts, rowid, text, filters)
        VALUES ('delete', old.id, old.text, old.filters);
        INSERT INTO statements_fts(rowid, text, filters) VALUES (new.id, new.text, new.filters); END""",
)
MAX_INDEXED = 100_000  # characters of a statement that are indexed: PostgreSQL refuses a tsvector of more than 1 MB
PUNCTUATION = "".join(
    rf"\u{ord(sign):04X}"
    for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡¢£¤¥¦§¨©«¬®¯°±´¶·¸»¿×÷‐‑‒–—―‘’‚‛“”„‟†‡•…‰′″‹›⁄€™−\u00a0\u00ad\u200b"
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    # Porter's stems without stop words, accents folded, as SQLite's tokenizer does: “the bridge” is a phrase
    "CREATE TEXT SEARCH DICTIONARY onrecord_stem (TEMPLATE = snowball, LANGUAGE = porter)",
    "CREATE TEXT SEARCH CONFIGURATION onrecord (COPY = english)",
    """ALTER TEXT SEARCH CONFIGURATION onrecord ALTER MAPPING FOR
        asciihword, asciiword, hword, hword_asciipart, hword_numpart, hword_part, numhword, numword, word
        WITH unaccent, onrecord_stem""",
    # Punctuation becomes blanks: the parser would read and/or as a file and example.com as a host. (A regular
    # expression takes a tenth of the time of translate(), which was two thirds of indexing.) Filters are marked with a
    # sign that no word has; beside them stand the blocks of row numbers that search reads from the newest on.
    f"""ALTER TABLE statements ADD COLUMN search tsvector GENERATED ALWAYS AS (
        to_tsvector('onrecord', regexp_replace(left(text, {MAX_INDEXED}), '[{PUNCTUATION}]', ' ', 'g'))
        || array_to_tsvector(string_to_array('=' || replace(filters, ' ', ' =')
            || ' #' || CAST(id / 4096 AS text) || ' ##' || CAST(id / 65536 AS text), ' '))) STORED""",
    "CREATE INDEX ix_statements_search ON statements USING gin (search)",
    "CREATE INDEX ix_identities_trigrams ON identities USING gin (folded gin_trgm_ops)",
    "CREATE INDEX ix_speakers_trigrams ON speakers USING gin (name gin_trgm_ops)",
)


def upgrade() -> None:
    """Create the first tables."""
    tables = [table for name, table in metadata.tables.items() if name in TABLES]
    metadata.create_all(op.get_bind(), tables=tables, checkfirst=False)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
