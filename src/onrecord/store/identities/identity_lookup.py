"""Which identities a name means that a user gives."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select

from onrecord.store import tables as t
from onrecord.store.write.rows import plain

MOST = 50


@dataclass(frozen=True, slots=True)
class Match:
    """Numbers of identities, best first, and the name itself, for speakers who have it and no identity."""

    identities: tuple[int, ...]
    nameless: tuple[str, ...]


def matching(connection: Connection, name: str) -> Match:
    """Who has the name: an identity's id or whole name, and of a surname alone everyone who bears it; when there is
    nobody, all whose name holds its words."""
    i = t.identities.c
    name = plain(name)
    low = " ".join(name.lower().split())
    order = i.appearances.desc(), i.id
    found = list(connection.execute(select(i.id).where(i.slug == name.strip())).scalars())
    if low and not found:
        bears = and_(i.kind == "person", i.family == low)
        exact = or_(i.folded == low, i.renamed_folded == low)
        where = exact if " " in low else or_(exact, bears)
        found = list(connection.execute(select(i.id).where(where).order_by(*order).limit(MOST)).scalars())
    if low and not found:
        words = [i.folded.contains(word, autoescape=True) for word in low.split()]
        found = list(connection.execute(select(i.id).where(*words).order_by(*order).limit(MOST)).scalars())
    return Match(tuple(found), (low,) if low else ())
