"""The tables, the same in SQLite and PostgreSQL. What differs (full text) is made by the migrations.

Lists that are only ever read whole are JSON in text; every other fact is a column. Offsets are into ``articles.text``.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ROW_NUMBERS = range(1, 2**31)  # every number that a row can have; the engines raise an error for one beyond


def _index_where_given(name: str, column: str) -> Index:
    """Return an index, by speaker, of the statements that have a value in a column."""
    has_value = text(f"{column} IS NOT NULL")
    return Index(f"ix_statements_{name}", "speaker_id", column, sqlite_where=has_value, postgresql_where=has_value)


runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("verb", String, nullable=False),
    Column("version", String, nullable=False),
    Column("model", String, nullable=False),
    Column("started", String, nullable=False),
    Column("finished", String),
)

pages = Table(
    "pages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("location", Text, nullable=False),
    Column("retrieved", String),
    Column("media", String, nullable=False),
    Column("charset", String),
    Column("url", Text),
    Column("raw", LargeBinary),  # packed; null where the store was told not to keep pages
    Column("last", Boolean, nullable=False, server_default=true()),  # whether its location gave it last
    Column("robots", Text),  # what robots.txt said when it was fetched: allowed, ignored
    Column("rights", Text),  # JSON: what the page's headers say of its use: TDM, licence, robots
    UniqueConstraint("location", "sha256"),
)

outlets = Table(
    "outlets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("site", Text),  # whose pages have this name; null before a page of any site was fetched that has it
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", Text, nullable=False, index=True),  # the record's id
    Column("page_id", ForeignKey("pages.id"), nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("current", Boolean, nullable=False),  # whether it is the newest at its address
    Column("digest", String(64), nullable=False, index=True),  # of what the article says
    Column("outlet_id", ForeignKey("outlets.id"), index=True),
    Column("title", Text),
    Column("url", Text),
    Column("authors", Text, nullable=False),
    Column("published", String),
    Column("modified", String),
    Column("day", Integer, index=True),  # of publication in UTC, 20250227; else of fetching
    Column("language", String),
    Column("image", Text),
    Column("section", Text),
    Column("text", Text, nullable=False),
    Column("paragraphs", Text, nullable=False),
    Column("boilerplate", Text, nullable=False),
    Column("model", String, nullable=False),  # what read it
    Column("stated_outlet_id", ForeignKey("outlets.id"), index=True),  # as read; outlet_id is as people renamed it
    Column("claimed_url", Text),
    UniqueConstraint("address", "version"),
    UniqueConstraint("address", "digest", name="uq_articles_digest"),
)

identities = Table(
    "identities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, index=True),
    Column("folded", Text, nullable=False, index=True),  # its name without case, accents and marks, to be found by
    Column("family", Text, nullable=False, index=True),  # and the surname in that
    Column("renamed", Text),  # the name that a person gave it
    Column("renamed_folded", Text, index=True),
    Column("kind", String, nullable=False),
    Column("wikidata", String),
    Column("profile", Text, nullable=False),  # what placing knows of it: names, roles, company, outlets, counted
    Column("appearances", Integer, nullable=False),
    Column("joined_to", ForeignKey("identities.id"), index=True),  # whose surname it most likely is, by evidence
    Column("merged_into", ForeignKey("identities.id"), index=True),  # what it is shown as, by decision or by evidence
)

identity_keys = Table(
    "identity_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("identity_id", ForeignKey("identities.id", ondelete="CASCADE"), primary_key=True, index=True),
)

names_met = Table(
    "names_met",
    metadata,
    Column("name", Text, primary_key=True),
    Column("records", Integer, nullable=False),
)

decisions = Table(  # what people decided; never deleted, only undone
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),  # merge, split, rename, correct, outlet, forget
    Column("identity", Text),  # the slug of the identity that it is about
    Column("record", Text, index=True),  # the record that a correction is about
    Column("details", Text, nullable=False),  # JSON
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made", String, nullable=False),
    Column("undone", String),  # when
    Column("undone_by", Text),
)

decision_speakers = Table(  # whose identity a decision gives; by name, so that it holds when the article is read again
    "decision_speakers",
    metadata,
    Column("decision_id", ForeignKey("decisions.id", ondelete="CASCADE"), primary_key=True),
    Column("record", Text, primary_key=True, index=True),
    Column("name", Text, primary_key=True),
    Column("evidence", Text),  # the slug of the identity that the evidence gave
)

people = Table(  # the lines of people files
    "people",
    metadata,
    Column("identity", Text, primary_key=True),  # the slug of the identity
    Column("name", Text, nullable=False),
    Column("aliases", Text, nullable=False),
    Column("role", Text),
    Column("wikidata", String),
    Column("kind", String, nullable=False),
    Column("columns", Text, nullable=False),  # JSON: the file's further columns
)

speakers = Table(
    "speakers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", String, nullable=False),  # its id in the record
    Column("name", Text, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("aliases", Text, nullable=False),
    Column("mentions", Text, nullable=False),  # [[start, end], …]
    Column("identity_id", ForeignKey("identities.id"), index=True),  # what it is shown as
    Column("how", String, nullable=False),  # how its identity was found
    Column("own_identity_id", ForeignKey("identities.id"), index=True),  # before it was merged
    Column("why", Text),  # the reasons, where a surname alone was linked
)

roles = Table(
    "roles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("speaker_id", ForeignKey("speakers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("part", String, nullable=False),  # role, affiliation
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
)

statements = Table(
    "statements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", String, nullable=False),  # its id in the record
    Column("kind", String, nullable=False),
    Column("act", String, nullable=False),
    Column("tone", String, nullable=False),
    Column("uncued", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("shown", Boolean, nullable=False, server_default=true()),
    Column("speaker_confidence", Float),
    Column("current", Boolean, nullable=False, server_default=true()),  # whether its article's version is the newest
    Column("parent_id", ForeignKey("statements.id", ondelete="CASCADE")),
    Column("speaker_id", ForeignKey("speakers.id")),
    Column("addressee_speaker_id", ForeignKey("speakers.id")),
    Column("day", Integer),  # its article's
    Column("text", Text, nullable=False),  # its content, spans joined
    Column("filters", Text, nullable=False),  # what it can be filtered by, as words of the full-text index
    Column("correction_id", ForeignKey("decisions.id"), index=True),  # the first decision that corrected it
    Index("ix_statements_day_id", "day", "id"),
    Index("ix_statements_speaker_id", "speaker_id", "article_id", "tone", "shown", "current"),  # counted from it alone
    _index_where_given("nested", "parent_id"),
    _index_where_given("addressed", "addressee_speaker_id"),
    sqlite_autoincrement=True,  # a number is never given twice: vectors and quoted words are found by it
)

spans = Table(
    "spans",
    metadata,
    Column("statement_id", ForeignKey("statements.id", ondelete="CASCADE"), primary_key=True),
    Column("part", String, primary_key=True),  # content, cue, source, addressee, occasion, hedge
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Search by meaning (search/vectors.py). Statements of a row may have been replaced since; the row goes with the last.

vectors = Table(
    "vectors",
    metadata,
    Column("first_id", Integer, primary_key=True, autoincrement=False),  # of its statements
    Column("last_id", Integer, nullable=False, index=True),
    Column("statements", Integer, nullable=False),  # how many
    Column("ids", LargeBinary, nullable=False),  # their numbers, ascending, 8 bytes each, little-endian
    Column("vectors", LargeBinary, nullable=False),  # their vectors, int8, in the same order
    Column("checksum", BigInteger, nullable=False, server_default="0"),  # CRC-32 of ids and vectors
)

vector_model = Table(  # one row: what computed the vectors
    "vector_model",
    metadata,
    Column("sha256", String(64), primary_key=True),
)

statement_columns = Table(  # what statements are counted by (statistics/statement_columns.py); deleted by triggers
    "statement_columns",
    metadata,
    Column("block", Integer, primary_key=True, autoincrement=False),  # its articles' numbers divided by 256
    Column("checksum", BigInteger, nullable=False),  # CRC-32 of data
    Column("data", LargeBinary, nullable=False),  # MessagePack
)

forgotten = Table(  # what is not added again
    "forgotten",
    metadata,
    Column("place", Text, primary_key=True),  # an address, a location, or record: and an id
    Column("decision_id", ForeignKey("decisions.id"), nullable=False, index=True),
)

skips = Table(
    "skips",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("location", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("failed", Boolean, nullable=False),
    UniqueConstraint("location", "reason"),
)

fetches = Table(
    "fetches",
    metadata,
    Column("address", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("fetched", String, nullable=False),
    Column("next", String),  # of a feed: when to ask again
)

# What several statements report, gathered by compare/: kept so that what is new is compared with what was there.

quoted = Table(
    "quoted",
    metadata,
    Column("statement_id", ForeignKey("statements.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("utterance_id", Integer, nullable=False, index=True),  # the number of its first statement
    Column("speaker", Text, nullable=False),  # as its article names them, in small letters
    Column("day", Integer),
    Column("words", Text, nullable=False),  # in their normal forms, a stretch a line
)

utterances = Table(  # only those that several statements report
    "utterances",
    metadata,
    Column("utterance_id", Integer, primary_key=True, autoincrement=False),
    Column("statements", Integer, nullable=False),
    Column("outlets", Integer, nullable=False),
    Column("first", Integer),  # days
    Column("last", Integer),
    Index("ix_utterances_outlets", "outlets", "last"),
)

shingles = Table(
    "shingles",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("statement_id", ForeignKey("statements.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
