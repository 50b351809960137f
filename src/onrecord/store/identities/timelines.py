"""Who is quoted: summaries of identities, and one identity's statements over time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, bindparam, func, or_, select, true

from onrecord.errors import IdentityError
from onrecord.store import tables as t
from onrecord.store.connection.database import MAX_VALUES
from onrecord.store.day_numbers import day_or_none
from onrecord.store.identities.identity_lookup import find_identities, find_one_identity
from onrecord.store.statement_scope import statement_scope

Scope = Callable[..., list[ColumnElement[bool]]]  # ``statement_scope`` with its choices made
MAX_ROLES, MAX_ALIASES = 5, 6
MAX_ROWS = 20  # outlets, and quoting speakers, of a timeline


@dataclass(frozen=True, slots=True)
class SpeakerSummary:
    """An identity with how often it is quoted.

    Attributes:
        id: The identity's id.
        name: The name that a person gave it, else its name.
        kind: Person, organization, group, country, document.
        wikidata: Its Wikidata id, where the people file gives one.
        roles: Its most frequent roles as stated, at most 5.
        aliases: Its other names, at most 6.
        statements: The number of statements.
        articles: The number of articles that quote it.
        outlets: The number of outlets that quote it.
        first: The day of its first statement.
        last: The day of its last statement.
    """

    id: str
    name: str
    kind: str
    wikidata: str | None
    roles: tuple[str, ...]
    aliases: tuple[str, ...]
    statements: int
    articles: int
    outlets: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class SpeakerTimeline:
    """One identity's statements over time.

    Attributes:
        person: The identity.
        months: Months with the number of statements, in order: ``("2025-02", 14)``.
        outlets: Outlets with the number of statements in their articles, most first.
        quoting: Names of those in whose statements this identity's statements are nested, with how many, most first.
        tones: Outlets and tones of their cues that are not neutral, with the number of statements, most first.
    """

    person: SpeakerSummary
    months: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    quoting: tuple[tuple[str, int], ...]
    tones: tuple[tuple[str, str, int], ...] = ()


def speaker_summaries(
    connection: Connection,
    name: str | None = None,
    limit: int = 50,
    *,
    include_hidden: bool = False,
    all_versions: bool = False,
) -> list[SpeakerSummary]:
    """Return who is quoted, most often first; with ``name`` only identities that it means."""
    identity_ids = None if name is None else find_identities(connection, name)
    if identity_ids == []:
        return []
    st, sp, ar, i = t.statements.c, t.speakers.c, t.articles.c, t.identities.c
    count = func.count().label("statements")
    query = (
        select(
            t.identities, count, func.count(st.article_id.distinct()).label("articles"),
            func.count(ar.outlet_id.distinct()).label("outlets"), func.min(st.day).label("first"),
            func.max(st.day).label("last"),
        )
        .join(t.speakers, sp.identity_id == i.id)
        .join(t.statements, st.speaker_id == sp.id)
        .join(t.articles, ar.id == st.article_id)
        .group_by(i.id)
        .order_by(count.desc(), i.id)
        .limit(limit)
    )  # fmt: skip
    if identity_ids is not None:
        query = query.where(i.id.in_(identity_ids))
    query = query.where(true(), *statement_scope(include_hidden=include_hidden, all_versions=all_versions))
    rows = connection.execute(query).mappings().all()
    profiles = _profiles(connection, [row["id"] for row in rows])
    return [_summary(row, profiles[row["id"]]) for row in rows]


def _profiles(connection: Connection, identity_ids: Sequence[int]) -> dict[int, dict[str, Counter[str]]]:
    """Return the names and roles of identities, counted over all that were merged into them."""
    profiles = {identity_id: {"names": Counter[str](), "roles": Counter[str]()} for identity_id in identity_ids}
    for begin in range(0, len(identity_ids), MAX_VALUES):
        batch = identity_ids[begin : begin + MAX_VALUES]
        for identity_id, profile_json in connection.execute(_PROFILES, {"identities": batch}):
            if identity_id in profiles:
                profile = json.loads(profile_json)
                for part, counter in profiles[identity_id].items():
                    counter.update(dict(profile[part]))
    return profiles


# Making these queries takes longer than running them
_PROFILES = (
    select(func.coalesce(t.identities.c.merged_into, t.identities.c.id), t.identities.c.profile)
    .where(
        or_(
            t.identities.c.id.in_(bindparam("identities", expanding=True)),
            t.identities.c.merged_into.in_(bindparam("identities", expanding=True)),
        )
    )
    .order_by(t.identities.c.id)
)
_IDENTITY = select(t.identities).where(t.identities.c.id == bindparam("identity"))
_OUTLET_NAMES = select(t.outlets.c.id, t.outlets.c.name)


def _summary(row: Any, profile: Mapping[str, Counter[str]]) -> SpeakerSummary:
    name = row["renamed"] or row["name"]
    names = [" ".join(alias.split()) for alias, _ in profile["names"].most_common(MAX_ALIASES)]  # with usual blanks
    return SpeakerSummary(
        id=row["slug"],
        name=name,
        kind=row["kind"],
        wikidata=row["wikidata"],
        roles=tuple(role for role, _ in profile["roles"].most_common(MAX_ROLES)),
        aliases=tuple(alias for alias in dict.fromkeys(names) if alias != name),
        statements=row["statements"],
        articles=row["articles"],
        outlets=row["outlets"],
        first=day_or_none(row["first"]),
        last=day_or_none(row["last"]),
    )


def speaker_timeline(
    connection: Connection, name: str, *, include_hidden: bool = False, all_versions: bool = False
) -> SpeakerTimeline:
    """Return the statements over time of the identity that a name means.

    Raises:
        IdentityError: no identity, or more than one, has the name; or it has no statements.
    """
    identity_id, _ = find_one_identity(connection, name)
    scope = _scope(include_hidden, all_versions)
    counts = _count_statements(connection, identity_id, scope)
    if not counts.statements:
        raise IdentityError(f"{name}: has no statements in the store")
    names: dict[int | None, str] = dict(connection.execute(_OUTLET_NAMES).all())
    identity = connection.execute(_IDENTITY, {"identity": identity_id}).mappings().one()
    row = {
        **identity, "statements": counts.statements, "articles": counts.articles, "first": counts.first,
        "last": counts.last, "outlets": len(counts.outlets.keys() - {None}),
    }  # fmt: skip
    outlets = [(names.get(outlet_id, "(no outlet)"), count) for outlet_id, count in counts.outlets.items()]
    tones = [(names.get(outlet_id, "(no outlet)"), tone, count) for (outlet_id, tone), count in counts.tones.items()]
    return SpeakerTimeline(
        _summary(row, _profiles(connection, [identity_id])[identity_id]),
        tuple((f"{month // 100:04}-{month % 100:02}", count) for month, count in sorted(counts.months.items())),
        tuple(sorted(outlets, key=lambda pair: (-pair[1], pair[0]))[:MAX_ROWS]),
        tuple(_quoting(connection, identity_id, scope)),
        tuple(sorted(tones, key=lambda row: (-row[2], row[:2]))[:MAX_ROWS]),
    )


@lru_cache
def _scope(include_hidden: bool, all_versions: bool) -> Scope:
    """Return the scope with these choices; always the same function for the same ones."""
    return partial(statement_scope, include_hidden=include_hidden, all_versions=all_versions)


@dataclass(slots=True)
class _StatementCounts:
    """The statements of an identity, counted: in all, by month, by outlet, and by outlet and tone."""

    statements: int = 0
    articles: int = 0
    first: int | None = None  # days
    last: int | None = None
    months: Counter[int] = field(default_factory=Counter)
    outlets: Counter[int | None] = field(default_factory=Counter)
    tones: Counter[tuple[int | None, str]] = field(default_factory=Counter)


def _count_statements(connection: Connection, identity_id: int, scope: Scope) -> _StatementCounts:
    """Return the counts. The statements are read once: the most quoted of a large store have a hundred thousand."""
    rows = connection.execute(_counts_query(scope), {"identity": identity_id}).all()
    counts = _StatementCounts(articles=len({row[0] for row in rows}))
    for _, day, outlet_id, tone, number in rows:
        counts.statements += number
        counts.outlets[outlet_id] += number
        if tone != "neutral":
            counts.tones[outlet_id, tone] += number
        if day is not None:
            counts.months[day // 100] += number  # 20250227: 202502
    days = [row[1] for row in rows if row[1] is not None]
    if days:
        counts.first, counts.last = min(days), max(days)
    return counts


@lru_cache
def _counts_query(scope: Scope) -> Executable:
    """Return the query of an identity's statements by article and tone. Making it takes as long as running it."""
    st, sp, ar = t.statements.c, t.speakers.c, t.articles.c
    grouped = (
        select(st.article_id, st.tone, func.count().label("n"))
        .join(t.speakers, sp.id == st.speaker_id)
        .where(sp.identity_id == bindparam("identity"), *scope())
        .group_by(st.article_id, st.tone)
        .subquery()
    )
    query = select(grouped.c.article_id, ar.day, ar.outlet_id, grouped.c.tone, grouped.c.n)
    return query.join(t.articles, ar.id == grouped.c.article_id)


def _quoting(connection: Connection, identity_id: int, scope: Scope) -> list[tuple[str, int]]:
    """Return who quotes an identity: “Trump said that **Putin** had no problem with it”, with how often."""
    rows = connection.execute(_quoting_query(scope), {"identity": identity_id})
    return [(quoting_name, count) for quoting_name, count in rows]


@lru_cache
def _quoting_query(scope: Scope) -> Executable:
    inner, outer = t.statements.alias("inner_statement"), t.statements.alias("outer_statement")
    quoted, quoting = t.speakers.alias("quoted_speaker"), t.speakers.alias("quoting_speaker")
    count = func.count().label("n")
    name = func.coalesce(t.identities.c.renamed, t.identities.c.name)
    return (
        select(name, count)
        .select_from(inner)
        .join(quoted, quoted.c.id == inner.c.speaker_id)
        .join(outer, outer.c.id == inner.c.parent_id)
        .join(quoting, quoting.c.id == outer.c.speaker_id)
        .join(t.identities, t.identities.c.id == quoting.c.identity_id)
        .where(quoted.c.identity_id == bindparam("identity"), inner.c.parent_id.is_not(None))  # the index's condition
        .where(quoting.c.identity_id != quoted.c.identity_id)
        .where(*scope(statements=inner))
        .group_by(name)
        .order_by(count.desc(), name)
        .limit(MAX_ROWS)
    )
