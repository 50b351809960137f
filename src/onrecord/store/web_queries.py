"""What pages show beside a record: whose its speakers are, where a speaker appears and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection, Executable, bindparam, func, select

from onrecord.store import tables as t
from onrecord.store.connection.database import MAX_VALUES, padded
from onrecord.store.day_numbers import day_or_none
from onrecord.store.load_records import StoredArticle, load_article, newest_version
from onrecord.store.search.hits import load_hits
from onrecord.store.search.query import SearchHit
from onrecord.store.search.query_parser import parse_query
from onrecord.store.statement_scope import statement_scope


def stored_article(connection: Connection, record_id: str) -> StoredArticle | None:
    """Return the newest version of a record with whose its speakers are; None where the store has none of this id.

    Raises:
        StoreError: a row of it is damaged.
    """
    article_id = newest_version(connection, record_id)
    return None if article_id is None else load_article(connection, article_id)


def current_articles(connection: Connection) -> int:
    """Return the number of articles, of each address the newest version."""
    return connection.execute(select(func.count()).select_from(t.articles).where(t.articles.c.current)).scalar_one()


def has_record(connection: Connection, record_id: str) -> bool:
    """Return whether the store has a record of this id."""
    return newest_version(connection, record_id) is not None


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
    """Where a speaker appears: its row number, the record, its name there, how its identity was found, statements."""

    speaker: int
    record: str
    title: str | None
    outlet: str | None
    day: date | None
    name: str
    how: str
    statements: int


def speaker_appearances(connection: Connection, identity: str, limit: int) -> list[SpeakerAppearance]:
    """Return the articles in which an identity (by its id) appears, the newest first: the evidence for it."""
    return [
        SpeakerAppearance(
            row.id, row.record, row.title, row.outlet, day_or_none(row.day), row.name, row.how, row.statements
        )
        for row in connection.execute(_appearances_query(), {"identity": identity, "limit": limit})
    ]


@lru_cache
def _appearances_query() -> Executable:
    """Return the query of ``speaker_appearances``. Making it takes longer than running it."""
    sp, ar, st = t.speakers.c, t.articles.c, t.statements.c
    identity_id = select(t.identities.c.id).where(t.identities.c.slug == bindparam("identity")).scalar_subquery()
    newest = (  # first those that are listed; only their statements are counted
        select(sp.id, sp.name, sp.how, ar.record, ar.title, ar.outlet_id, ar.day, ar.id.label("article_id"))
        .join(t.articles, ar.id == sp.article_id)
        .where(sp.identity_id == identity_id, ar.current)
        .order_by(ar.day.desc().nulls_last(), ar.id.desc(), sp.id)
        .limit(bindparam("limit"))
        .subquery()
    )
    count = select(func.count()).where(st.speaker_id == newest.c.id, *statement_scope()).scalar_subquery()
    return (
        select(newest, t.outlets.c.name.label("outlet"), count.label("statements"))
        .outerjoin(t.outlets, t.outlets.c.id == newest.c.outlet_id)
        .order_by(newest.c.day.desc().nulls_last(), newest.c.article_id.desc(), newest.c.id)
    )


def newest_statements(connection: Connection, appearances: Sequence[SpeakerAppearance], limit: int) -> list[SearchHit]:
    """Return the newest statements of a speaker's appearances, which are in the order of their days.

    They are the newest of all where there are as many as ``limit``, or no other appearances. The full-text index, which
    knows no order of days, takes many times longer for them.
    """
    last = [appearance.speaker for appearance in appearances if appearance.statements][:limit]
    statement_ids = connection.execute(_NEWEST_STATEMENTS, {"speakers": padded(last), "limit": limit}).scalars()
    return load_hits(connection, [(statement_id, 0.0) for statement_id in statement_ids], parse_query(""))


_NEWEST_STATEMENTS = (
    select(t.statements.c.id)
    .where(t.statements.c.speaker_id.in_(bindparam("speakers", expanding=True)), *statement_scope())
    .order_by(t.statements.c.day.desc().nulls_last(), t.statements.c.id.desc())
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class StatedRole:
    """A role that articles give a speaker, in the words of most, with the first and the last day that they do."""

    text: str
    first: date | None
    last: date | None
    articles: int


def stated_roles(connection: Connection, identity: str, limit: int) -> list[StatedRole]:
    """Return the roles that articles state of an identity (by its id): the most frequent, the latest first."""
    by_key: dict[str, list[StatedRole]] = {}
    for text, first, last, articles in connection.execute(_ROLES, {"identity": identity}):
        role = StatedRole(" ".join(text.split()), day_or_none(first), day_or_none(last), articles)
        by_key.setdefault(role.text.casefold(), []).append(role)
    roles = [_together(spellings) for spellings in by_key.values()]
    frequent = sorted(roles, key=lambda role: (-role.articles, role.text))[:limit]
    return sorted(frequent, key=lambda role: (role.last or date.min, role.articles), reverse=True)


def _together(spellings: Sequence[StatedRole]) -> StatedRole:
    """Return the spellings of one role as one: of the most frequent, with the days of all."""
    days = [day for role in spellings for day in (role.first, role.last) if day is not None]
    text = max(spellings, key=lambda role: role.articles).text
    articles = sum(role.articles for role in spellings)
    return StatedRole(text, min(days, default=None), max(days, default=None), articles)


_ROLES = (
    select(
        t.roles.c.text, func.min(t.articles.c.day), func.max(t.articles.c.day),
        func.count(t.articles.c.id.distinct()),
    )
    .join(t.speakers, t.speakers.c.id == t.roles.c.speaker_id)
    .join(t.identities, t.identities.c.id == t.speakers.c.identity_id)
    .join(t.articles, t.articles.c.id == t.speakers.c.article_id)
    .where(t.identities.c.slug == bindparam("identity"), t.roles.c.part == "role", t.articles.c.current)
    .group_by(t.roles.c.text)
)  # fmt: skip


def addressees_of(connection: Connection, identity: str, limit: int) -> list[tuple[str, int]]:
    """Return to whom an identity (by its id) spoke, with how many statements, most first."""
    rows = connection.execute(_addressees_query(), {"identity": identity, "limit": limit})
    return [(addressee, number) for addressee, number in rows]


@lru_cache
def _addressees_query() -> Executable:
    """Return the query of ``addressees_of``."""
    st, sp, i = t.statements.c, t.speakers.c, t.identities.c
    addressed, named = t.speakers.alias("addressed"), t.identities.alias("named")
    name = func.coalesce(named.c.renamed, named.c.name, addressed.c.name)
    count = func.count().label("n")
    return (
        select(name, count)
        .select_from(t.statements)
        .join(t.speakers, sp.id == st.speaker_id)
        .join(t.identities, i.id == sp.identity_id)
        .join(addressed, addressed.c.id == st.addressee_speaker_id)
        .outerjoin(named, named.c.id == addressed.c.identity_id)
        .where(i.slug == bindparam("identity"), st.addressee_speaker_id.is_not(None), *statement_scope())
        .group_by(name)
        .order_by(count.desc(), name)
        .limit(bindparam("limit"))
    )
