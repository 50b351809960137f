"""List and filter the articles of a store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, func, or_, select

from onrecord.store import tables as t
from onrecord.store.day_numbers import day_number, day_or_none
from onrecord.store.write.rows import replace_unstorable

ArticleOrder = Literal["published", "added"]


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles are meant; everything that is given must hold.

    Attributes:
        place: The article's address, or the id of its record.
        title: Words of the headline, in any order and case.
        outlets: Names of outlets; one of them.
        since: The first day of publication.
        until: The last day of publication.
        added_before: The number of an article that was added later.
    """

    place: str | None = None
    title: str = ""
    outlets: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    added_before: int | None = None


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article of the store, in its newest version.

    Attributes:
        record: The record's id.
        title: The headline.
        outlet: The publisher.
        url: The article's address.
        day: The day of publication in UTC, or of fetching where the article states none.
        statements: The number of statements that are shown by default.
        versions: The number of versions that the store has.
        robots: What robots.txt said when the page was fetched: allowed or ignored; None where it was not asked.
        rights: What the page's headers say of its use, as JSON; None where they say nothing.
        number: Its number in the store: what was added later has a higher one.
    """

    record: str
    title: str | None
    outlet: str | None
    url: str | None
    day: date | None
    statements: int
    versions: int
    robots: str | None
    rights: str | None
    number: int


def find_articles(
    connection: Connection,
    article_filter: ArticleFilter,
    limit: int = 50,
    offset: int = 0,
    order: ArticleOrder = "published",
) -> list[ArticleEntry]:
    """Return the articles that a filter means: those published or added last first."""
    a, o, p = t.articles.c, t.outlets.c, t.pages.c
    query = (
        select(a.id, a.record, a.title, o.name, a.url, a.day, a.address, p.robots, p.rights)
        .join(t.pages, p.id == a.page_id)
        .outerjoin(t.outlets, o.id == a.outlet_id)
        .where(a.current, *_conditions(article_filter))
        .order_by(*([] if order == "added" else [a.day.is_(None), a.day.desc()]), a.id.desc())
    )
    rows = connection.execute(query.limit(limit).offset(offset)).all()
    counts = _counts(connection, t.statements.c.article_id, [row.id for row in rows], t.statements.c.shown)
    versions = _counts(connection, a.address, [row.address for row in rows])
    return [
        ArticleEntry(
            row.record, row.title, row.name, row.url, day_or_none(row.day), counts.get(row.id, 0),
            versions.get(row.address, 1), row.robots, row.rights, row.id,
        )
        for row in rows
    ]  # fmt: skip


def _conditions(article_filter: ArticleFilter) -> list[Any]:
    a, o = t.articles.c, t.outlets.c
    conditions: list[Any] = []
    if article_filter.place is not None:
        place = replace_unstorable(article_filter.place.strip())
        conditions.append(or_(a.address == place, a.url == place, a.record == place, t.pages.c.location == place))
    for word in article_filter.title.lower().split():
        conditions.append(func.lower(a.title).contains(replace_unstorable(word), autoescape=True))
    if article_filter.outlets:
        names = [" ".join(replace_unstorable(name).lower().split()) for name in article_filter.outlets]
        conditions.append(func.lower(o.name).in_(names))
    if article_filter.since is not None:
        conditions.append(a.day >= day_number(article_filter.since))
    if article_filter.until is not None:
        conditions.append(a.day <= day_number(article_filter.until))
    if article_filter.added_before is not None:
        conditions.append(a.id < article_filter.added_before)
    return conditions


def _counts(connection: Connection, column: Any, values: Sequence[Any], *conditions: Any) -> dict[Any, int]:
    counting = select(column, func.count()).where(column.in_(values), *conditions).group_by(column)
    counts: dict[Any, int] = dict(connection.execute(counting).all())
    return counts
