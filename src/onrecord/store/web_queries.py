"""What pages show beside a record: whose its speakers are, where a speaker appears and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, func, select

from onrecord.store import tables as t
from onrecord.store.connection.database import MAX_VALUES
from onrecord.store.day_numbers import day_or_none


@dataclass(frozen=True, slots=True)
class LinkedIdentity:
    """The identity of one of a record's speakers: its id, its name, and how it was found."""

    id: str
    name: str
    how: str


def linked_identities(connection: Connection, record_id: str) -> dict[str, LinkedIdentity]:
    """Return the identities of the speakers of a record's newest version, by the speaker's id in the record."""
    sp, i = t.speakers.c, t.identities.c
    newest = select(func.max(t.articles.c.id)).where(t.articles.c.record == record_id).scalar_subquery()
    query = (
        select(sp.key, i.slug, func.coalesce(i.renamed, i.name), sp.how)
        .join(t.identities, i.id == sp.identity_id)
        .where(sp.article_id == newest)
    )
    return {key: LinkedIdentity(slug, name, how) for key, slug, name, how in connection.execute(query)}


def corrected_statements_in(connection: Connection, record_id: str) -> set[str]:
    """Return the ids of the statements of a record's newest version that people corrected."""
    st = t.statements.c
    newest = select(func.max(t.articles.c.id)).where(t.articles.c.record == record_id).scalar_subquery()
    query = select(st.key).where(st.article_id == newest, st.correction_id.is_not(None))
    return set(connection.execute(query).scalars())


def current_articles(connection: Connection) -> int:
    """Return the number of articles, of each address the newest version."""
    return connection.execute(select(func.count()).select_from(t.articles).where(t.articles.c.current)).scalar_one()


def has_record(connection: Connection, record_id: str) -> bool:
    """Return whether the store has a record of this id."""
    return (
        connection.execute(select(t.articles.c.id).where(t.articles.c.record == record_id).limit(1)).scalar()
        is not None
    )


def newest_at(connection: Connection, locations: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the id and title of the newest record read from each location, by location."""
    ar, pg = t.articles.c, t.pages.c
    query = (
        select(pg.location, ar.record, ar.title)
        .join(t.articles, ar.page_id == pg.id)
        .where(pg.location.in_(bindparam("locations", expanding=True)))
        .order_by(ar.id)
    )
    newest = {}
    for begin in range(0, len(locations), MAX_VALUES):
        parameters = {"locations": list(locations[begin : begin + MAX_VALUES])}
        newest.update(
            {location: (record, title or "") for location, record, title in connection.execute(query, parameters)}
        )
    return newest


@dataclass(frozen=True, slots=True)
class SpeakerAppearance:
    """Where a speaker appears: the record, the name used there, how its identity was found, and the statements."""

    record: str
    title: str | None
    outlet: str | None
    day: date | None
    name: str
    how: str
    statements: int


def speaker_appearances(connection: Connection, identity: str, limit: int) -> list[SpeakerAppearance]:
    """Return the articles in which an identity (by its id) appears, the newest first: the evidence for it."""
    sp, ar, st = t.speakers.c, t.articles.c, t.statements.c
    identity_id = select(t.identities.c.id).where(t.identities.c.slug == identity).scalar_subquery()
    query = (
        select(
            ar.record, ar.title, t.outlets.c.name.label("outlet"), ar.day, sp.name, sp.how,
            func.count(st.id).label("statements"),
        )
        .select_from(t.speakers)
        .join(t.articles, ar.id == sp.article_id)
        .outerjoin(t.outlets, t.outlets.c.id == ar.outlet_id)
        .outerjoin(t.statements, st.speaker_id == sp.id)
        .where(sp.identity_id == identity_id, ar.current)
        .group_by(ar.id, sp.id, t.outlets.c.name)
        .order_by(ar.day.desc(), ar.id.desc(), sp.id)
        .limit(limit)
    )  # fmt: skip
    return [
        SpeakerAppearance(row.record, row.title, row.outlet, day_or_none(row.day), row.name, row.how, row.statements)
        for row in connection.execute(query)
    ]


def addressees_of(connection: Connection, identity: str, limit: int) -> list[tuple[str, int]]:
    """Return to whom an identity (by its id) spoke, with how many statements, most first."""
    st, sp, i = t.statements.c, t.speakers.c, t.identities.c
    addressed, named = t.speakers.alias("addressed"), t.identities.alias("named")
    name = func.coalesce(named.c.renamed, named.c.name, addressed.c.name)
    count = func.count().label("n")
    query = (
        select(name, count)
        .select_from(t.statements)
        .join(t.speakers, sp.id == st.speaker_id)
        .join(t.identities, i.id == sp.identity_id)
        .join(addressed, addressed.c.id == st.addressee_speaker_id)
        .outerjoin(named, named.c.id == addressed.c.identity_id)
        .where(i.slug == identity, st.shown)
        .group_by(name)
        .order_by(count.desc(), name)
        .limit(limit)
    )
    return [(addressee, number) for addressee, number in connection.execute(query)]
