"""Who is quoted: the table of identities, one's record over time, and what people decide about who is who."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from onrecord.errors import IdentityError
from onrecord.speakers.linking import (
    Appearance,
    CannotLink,
    MustLink,
    SpeakerRef,
    link_speakers,
    rebuild_identity,
    speaker_appearances,
)
from onrecord.store import tables as t
from onrecord.store.identities.decisions import Decision, decide, decisions
from onrecord.store.identities.identity_index import Stored
from onrecord.store.identities.identity_lookup import matching
from onrecord.store.load_records import record
from onrecord.store.search import index_terms as key


@dataclass(frozen=True, slots=True)
class Person:
    """An identity with how often and in how many outlets it is quoted; days are ``20250227``."""

    id: str
    name: str
    kind: str
    wikidata: str | None
    roles: tuple[str, ...]
    aliases: tuple[str, ...]
    statements: int
    articles: int
    outlets: int
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """One identity's record over time: statements a month, the outlets that quote it, and who quotes it in turn."""

    person: Person
    months: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    quoting: tuple[tuple[str, int], ...]


def portrait(connection: Connection, name: str) -> Portrait:
    """One identity's record. Raises IdentityError when nobody, or several, have the name."""
    number, slug = one(connection, name)
    found = people(connection, slug, 1)
    if not found:
        raise IdentityError(f"{name}: says nothing in the store")
    return Portrait(
        found[0],
        tuple(months(connection, number)),
        tuple(quoted_by(connection, number)),
        tuple(quoting(connection, number)),
    )


def people(connection: Connection, name: str | None = None, limit: int = 50) -> list[Person]:
    """Those who are quoted, most often first; with ``name`` only who has it."""
    numbers = None if name is None else matching(connection, name).identities
    if numbers == ():
        return []
    st, sp, ar, i = t.statements.c, t.speakers.c, t.articles.c, t.identities.c
    count = func.count().label("statements")
    asked = (
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
    if numbers is not None:
        asked = asked.where(i.id.in_(numbers))
    return [_person(row) for row in connection.execute(asked).mappings()]


def _person(row: Any) -> Person:
    profile = json.loads(row["profile"])
    roles = tuple(words for words, _ in profile["roles"][:5])
    name = row["renamed"] or row["name"]
    aliases = tuple(words for words, _ in profile["names"][:6] if words != name)
    return Person(
        row["slug"], name, row["kind"], row["wikidata"], roles, aliases, row["statements"], row["articles"],
        row["outlets"], row["first"], row["last"],
    )  # fmt: skip


def months(connection: Connection, number: int) -> list[tuple[str, int]]:
    """How many statements an identity has a month: ``("2025-02", 14)``."""
    st, sp = t.statements.c, t.speakers.c
    month = (
        (st.day / 100).label("month") if connection.dialect.name == "sqlite" else func.div(st.day, 100).label("month")
    )
    asked = (
        select(month, func.count())
        .join(t.speakers, sp.id == st.speaker_id)
        .where(sp.identity_id == number, st.day.is_not(None))
        .group_by(month)
        .order_by(month)
    )
    return [(f"{int(found) // 100:04}-{int(found) % 100:02}", count) for found, count in connection.execute(asked)]


def quoted_by(connection: Connection, number: int, limit: int = 20) -> list[tuple[str, int]]:
    """The outlets that quote an identity, most often first; and who quotes it in their own words is ``quoting``."""
    st, sp, ar, o = t.statements.c, t.speakers.c, t.articles.c, t.outlets.c
    count = func.count().label("n")
    asked = (
        select(func.coalesce(o.name, "(no outlet)"), count)
        .select_from(t.statements)
        .join(t.speakers, sp.id == st.speaker_id)
        .join(t.articles, ar.id == st.article_id)
        .outerjoin(t.outlets, o.id == ar.outlet_id)
        .where(sp.identity_id == number)
        .group_by(o.name)
        .order_by(count.desc(), o.name)
        .limit(limit)
    )
    return [(name, count) for name, count in connection.execute(asked)]


def quoting(connection: Connection, number: int, limit: int = 20) -> list[tuple[str, int]]:
    """Whose statements hold statements of an identity: “Trump said that **Putin** had no problem with it”."""
    inner, outer = t.statements.alias("inner_one"), t.statements.alias("outer_one")
    said, by = t.speakers.alias("said"), t.speakers.alias("by_whom")
    count = func.count().label("n")
    name = func.coalesce(t.identities.c.renamed, t.identities.c.name)
    asked = (
        select(name, count)
        .select_from(inner)
        .join(said, said.c.id == inner.c.speaker_id)
        .join(outer, outer.c.id == inner.c.parent_id)
        .join(by, by.c.id == outer.c.speaker_id)
        .join(t.identities, t.identities.c.id == by.c.identity_id)
        .where(said.c.identity_id == number)
        .group_by(name)
        .order_by(count.desc(), name)
        .limit(limit)
    )
    return [(who, count) for who, count in connection.execute(asked)]


def one(connection: Connection, name: str) -> tuple[int, str]:
    """The number and id of the one identity of a name or id. Raises IdentityError when there is none, or several."""
    numbers = matching(connection, name).identities
    if not numbers:
        raise IdentityError(f"{name}: nobody of this name is in the store; `onrecord speakers` lists who is")
    i = t.identities.c
    rows = connection.execute(select(i.id, i.slug, i.name).where(i.id.in_(numbers))).all()
    if len(rows) > 1:
        some = ", ".join(f"{slug} ({called})" for _, slug, called in rows[:5])
        raise IdentityError(f"{name}: {len(rows)} identities have this name; give one's id: {some}")
    return int(rows[0][0]), str(rows[0][1])


def rename(connection: Connection, name: str, to: str) -> None:
    """Gives an identity another name, kept whatever is read later."""
    number, _ = one(connection, name)
    if not to.strip():
        raise IdentityError("give the new name")
    connection.execute(t.identities.update().where(t.identities.c.id == number).values(**_renamed(to)))


def _renamed(name: str) -> dict[str, str]:
    plain = " ".join(name.split())
    return {"renamed": plain, "renamed_folded": plain.lower()}


def merge(connection: Connection, name: str, other: str, note: str = "") -> str:
    """Decides that two identities are one; the id of what they are then."""
    (first, _), (second, _) = one(connection, name), one(connection, other)
    if first == second:
        raise IdentityError(f"{name} and {other} are one already")
    founders = [_marks(connection, number)[0] for number in (first, second)]
    _replace(connection, {first, second}, [MustLink(founders[0], founders[1], note)])
    return str(_slug_of(connection, founders[0]))


def split(connection: Connection, name: str, record: str, note: str = "") -> str:
    """Decides that the speaker of one record is not who the identity is; the id of what that speaker is then."""
    number, _ = one(connection, name)
    marks = _marks(connection, number)
    mark = next((mark for mark in marks if mark.record == record), None)
    if mark is None:
        raise IdentityError(f"{name} does not speak in record {record}")
    others = [other for other in marks if other.record != record]
    if not others:
        raise IdentityError(f"{name} speaks in record {record} alone: there is nothing to split")
    _replace(connection, {number}, [CannotLink(mark, other, note) for other in others])
    return str(_slug_of(connection, mark))


def _marks(connection: Connection, number: int) -> list[SpeakerRef]:
    s, a = t.speakers.c, t.articles.c
    asked = (
        select(a.record, s.name).join(t.articles, a.id == s.article_id).where(s.identity_id == number).order_by(s.id)
    )
    return [SpeakerRef(record, name) for record, name in connection.execute(asked)]


def _slug_of(connection: Connection, mark: SpeakerRef) -> str | None:
    return Stored(connection).assigned_identity(mark)


def _replace(connection: Connection, numbers: set[int], fresh: Sequence[Decision]) -> None:
    """Keeps decisions and places everyone of some identities again under them."""
    for decision in fresh:
        decide(connection, decision)
    i, s = t.identities.c, t.speakers.c
    slugs = list(connection.execute(select(i.slug).where(i.id.in_(numbers)).order_by(i.id)).scalars())
    rows = connection.execute(select(i.slug, i.renamed).where(i.id.in_(numbers))).all()
    renamed = {row[0]: row[1] for row in rows}
    speakers = connection.execute(select(s.id, s.article_id).where(s.identity_id.in_(numbers)).order_by(s.id)).all()
    ones = [_appearance(connection, number, article) for number, article in speakers]
    connection.execute(t.speakers.update().where(s.identity_id.in_(numbers)).values(identity_id=None))
    known = Stored(connection)
    for slug in slugs:
        known.forget(slug)
    outcome = link_speakers(ones, known, constraints=decisions(connection))
    placed = list(zip(ones, outcome.assignments, strict=True))
    known.keep(rebuild_identity(one, [a for a, p in placed if p.identity == one.id]) for one in outcome.identities)
    known.flush()
    for (number, _), placing in zip(speakers, outcome.assignments, strict=True):
        values = {"identity_id": known.numbers.get(placing.identity or ""), "how": placing.how}
        connection.execute(t.speakers.update().where(s.id == number).values(**values))
    for slug, name in renamed.items():
        if name:
            connection.execute(t.identities.update().where(i.slug == slug).values(**_renamed(name)))
    refiltered(connection, [article for _, article in speakers])


def _appearance(connection: Connection, number: int, article: int) -> Appearance:
    """A speaker's appearance, made again from the rows of its article."""

    whole = record(connection, article)
    wanted = connection.execute(select(t.speakers.c.key).where(t.speakers.c.id == number)).scalar_one()
    return next(found for found in speaker_appearances(whole) if found.speaker == wanted)


def refiltered(connection: Connection, articles: Iterable[int]) -> None:
    """Writes anew the index words that name identities, for all statements of some articles."""
    for article in sorted(set(articles)):
        rows = connection.execute(_SPEAKING, {"article": article}).all()
        identities = {number: identity for number, _, identity, _ in rows}
        names = {number: name for number, name, _, _ in rows}
        mentions = [(identity, json.loads(places)) for _, _, identity, places in rows if identity]
        content: dict[int, list[tuple[int, int]]] = {}
        for statement, start, end in connection.execute(_CONTENT, {"article": article}):
            content.setdefault(statement, []).append((start, end))
        for statement, speaker, words in connection.execute(_FILTERS, {"article": article}).all():
            kept = [word for word in words.split() if word[0] not in "ian"]
            if speaker:
                number = identities[speaker]
                kept.append(key.identity(number) if number else key.nameless(names[speaker]))
            spans = content.get(statement, [])
            named = {i for i, places in mentions if any(s <= m[0] < e for m in places for s, e in spans)}
            kept += sorted(key.about(number) for number in named)
            changed = t.statements.update().where(t.statements.c.id == statement).values(filters=" ".join(kept))
            connection.execute(changed)


_SPEAKING = select(t.speakers.c.id, t.speakers.c.name, t.speakers.c.identity_id, t.speakers.c.mentions).where(
    t.speakers.c.article_id == bindparam("article")
)
_CONTENT = (
    select(t.spans.c.statement_id, t.spans.c.start, t.spans.c.end)
    .join(t.statements, t.statements.c.id == t.spans.c.statement_id)
    .where(t.statements.c.article_id == bindparam("article"), t.spans.c.part == "content")
)
_FILTERS = select(t.statements.c.id, t.statements.c.speaker_id, t.statements.c.filters).where(
    t.statements.c.article_id == bindparam("article")
)
