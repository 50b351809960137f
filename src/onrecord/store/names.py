"""Which identities a name means that a user gives."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, or_, select

from onrecord.store import schema as t

MOST = 50


@dataclass(frozen=True, slots=True)
class Match:
    """Numbers of identities, best first, and names of speakers without one."""

    identities: tuple[int, ...]
    nameless: tuple[str, ...]


def matching(connection: Connection, name: str) -> Match:
    """Who has the name: an identity's id or whole name, and of a surname alone everyone who bears it; when there is
    nobody, all whose name holds its words."""
    i = t.identities.c
    plain = " ".join(name.split())
    low = plain.lower()
    called = func.lower(func.coalesce(i.renamed, i.name))
    exact = or_(i.slug == plain, called == low, func.lower(i.name) == low)
    bears = and_(i.kind == "person", called.endswith(f" {low}", autoescape=True))
    order = i.appearances.desc(), i.id
    where = exact if " " in low else or_(exact, bears)
    found = list(connection.execute(select(i.id).where(where).order_by(*order).limit(MOST)).scalars()) if low else []
    if low and not found:
        words = [called.contains(word, autoescape=True) for word in low.split()]
        found = list(connection.execute(select(i.id).where(*words).order_by(*order).limit(MOST)).scalars())
    s = t.speakers.c
    nobody = select(s.name).distinct().where(s.identity_id.is_(None), func.lower(s.name) == low)
    return Match(tuple(found), tuple(connection.execute(nobody).scalars()))
