"""Decisions of people as a log that can be undone; merged identities; people files; names found without accents."""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from onrecord.text.word_lists import fold

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BATCH = 5_000


def upgrade() -> None:
    """Create the tables and columns, and carry over what people decided."""
    connection = op.get_bind()
    constraints, renames = _old_constraints(connection), _old_renames(connection)
    op.drop_table("decisions")
    _create_tables()
    _add_columns("identities", ["joined_to", "merged_into"])
    _add_columns("speakers", ["own_identity_id"])
    op.add_column("speakers", sa.Column("why", sa.Text))
    op.execute("UPDATE speakers SET own_identity_id = identity_id")
    _fold_names(connection)
    for kind, slug, made, details, speakers in (*constraints, *renames):
        _insert_decision(connection, kind, slug, made, details, speakers)


def _create_tables() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("identity", sa.Text),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made", sa.String, nullable=False),
        sa.Column("undone", sa.String),
        sa.Column("undone_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_table(
        "decision_speakers",
        sa.Column("decision_id", sa.Integer, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text),
        sa.PrimaryKeyConstraint("decision_id", "record", "name", name="pk_decision_speakers"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], ondelete="CASCADE", name="fk_decision_speakers_decision_id"
        ),
    )
    op.create_index("ix_decision_speakers_record", "decision_speakers", ["record"])
    op.create_table(
        "people",
        sa.Column("identity", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("aliases", sa.Text, nullable=False),
        sa.Column("role", sa.Text),
        sa.Column("wikidata", sa.String),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("columns", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("identity", name="pk_people"),
    )


def _add_columns(table: str, columns: list[str]) -> None:
    for column in columns:
        if op.get_bind().dialect.name == "sqlite":  # it adds a constraint with its column alone
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER REFERENCES identities (id)")
        else:
            op.add_column(table, sa.Column(column, sa.Integer))
            op.create_foreign_key(f"fk_{table}_{column}", table, "identities", [column], ["id"])
        op.create_index(f"ix_{table}_{column}", table, [column])


Old = tuple[str, str, str, dict[str, object], list[tuple[str, str]]]  # kind, slug, time, details, speakers


def _old_constraints(connection: sa.Connection) -> list[Old]:
    """Return the old decisions, each as one that a speaker stays in the identity that it has now."""
    slugs = sa.text(
        """SELECT i.slug, s.name FROM speakers s JOIN identities i ON i.id = s.identity_id
        JOIN articles a ON a.id = s.article_id WHERE a.record = :record ORDER BY s.id"""
    )
    decisions: dict[tuple[str, str], Old] = {}
    for record, name, made in connection.execute(sa.text("SELECT record, name, made FROM decisions ORDER BY id")).all():
        bearers = [slug for slug, other in connection.execute(slugs, {"record": record}) if fold(other) == fold(name)]
        if bearers:
            decisions[record, fold(name)] = ("split", bearers[0], made, {"name": name}, [(record, fold(name))])
    return list(decisions.values())


def _old_renames(connection: sa.Connection) -> list[Old]:
    query = "SELECT slug, name, renamed FROM identities WHERE renamed IS NOT NULL ORDER BY id"
    return [
        ("rename", slug, "", {"name": renamed, "before": name}, [])
        for slug, name, renamed in connection.execute(sa.text(query))
    ]


def _insert_decision(
    connection: sa.Connection,
    kind: str,
    slug: str,
    made: str,
    details: dict[str, object],
    speakers: list[tuple[str, str]],
) -> None:
    decisions = sa.table("decisions", *map(sa.column, ("kind", "identity", "details", "author", "reason", "made")))
    details_json = json.dumps(details, ensure_ascii=False)
    values = {"kind": kind, "identity": slug, "details": details_json, "author": "", "reason": "", "made": made}
    connection.execute(decisions.insert().values(**values))
    decision_id = connection.execute(sa.text("SELECT max(id) FROM decisions")).scalar_one()
    for record, name in speakers:
        insert = "INSERT INTO decision_speakers (decision_id, record, name) VALUES (:decision, :record, :name)"
        connection.execute(sa.text(insert), {"decision": decision_id, "record": record, "name": name})


def _fold_names(connection: sa.Connection) -> None:
    update = sa.text(
        "UPDATE identities SET folded = :folded, family = :family, renamed_folded = :renamed_folded WHERE id = :id"
    )
    for batch in _identity_batches(connection):
        connection.execute(update, batch)


def _identity_batches(connection: sa.Connection) -> Iterator[list[dict[str, object]]]:
    last = 0
    query = sa.text("SELECT id, name, renamed FROM identities WHERE id > :last ORDER BY id LIMIT :batch")
    while rows := connection.execute(query, {"last": last, "batch": BATCH}).all():
        last = rows[-1][0]
        yield [
            {
                "id": row_id,
                "folded": _key(name),
                "family": _key(name).rpartition(" ")[2],
                "renamed_folded": _key(renamed) if renamed else None,
            }
            for row_id, name, renamed in rows
        ]


def _key(name: str) -> str:
    return fold(name) or name.lower()
