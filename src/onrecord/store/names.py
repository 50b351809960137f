"""Which identities a name means that a user gives."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from onrecord.store import schema as t

MOST = 50


@dataclass(frozen=True, slots=True)
class Match:
    """Numbers of identities, best first, and names of speakers without one."""

    identities: tuple[int, ...]
    nameless: tuple[str, ...]


def matching(connection: Connection, name: str) -> Match:
    """Who has the name: an identity's id or whole name; else all whose name holds its words."""
    i = t.identities.c
    plain = " ".join(name.split())
    called = func.lower(func.coalesce(i.renamed, i.name))
    exact = select(i.id).where(or_(i.slug == plain, called == plain.lower(), func.lower(i.name) == plain.lower()))
    found = list(connection.execute(exact.order_by(i.appearances.desc(), i.id)).scalars())
    if not found:
        words = [called.contains(word.lower(), autoescape=True) for word in plain.split()]
        asked = select(i.id).where(*words).order_by(i.appearances.desc(), i.id).limit(MOST)
        found = list(connection.execute(asked).scalars()) if words else []
    s = t.speakers.c
    nobody = select(s.name).distinct().where(s.identity_id.is_(None), func.lower(s.name) == plain.lower())
    return Match(tuple(found), tuple(connection.execute(nobody).scalars()))
