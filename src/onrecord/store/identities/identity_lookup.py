"""Find the identities that a name means."""

from __future__ import annotations

from sqlalchemy import Connection, and_, or_, select

from onrecord.errors import IdentityError
from onrecord.store import tables as t
from onrecord.store.write.rows import replace_unstorable

MAX_IDENTITIES = 50


def find_identities(connection: Connection, name: str) -> list[int]:
    """Return the row numbers of the identities that a name means, most often quoted first.

    An id or a whole name means the identities that have it; a surname everyone who bears it. When nobody has the
    name, it means all whose name contains its words.
    """
    i = t.identities.c
    name = replace_unstorable(name)
    folded = " ".join(name.lower().split())
    by_id = list(connection.execute(select(i.id).where(i.slug == name.strip())).scalars())
    if by_id or not folded:
        return by_id
    has_name = or_(i.folded == folded, i.renamed_folded == folded)
    has_surname = and_(i.kind == "person", i.family == folded)
    contains_words = and_(*(i.folded.contains(word, autoescape=True) for word in folded.split()))
    for condition in (has_name if " " in folded else or_(has_name, has_surname), contains_words):
        query = select(i.id).where(condition).order_by(i.appearances.desc(), i.id).limit(MAX_IDENTITIES)
        if identity_ids := list(connection.execute(query).scalars()):
            return identity_ids
    return []


def find_one_identity(connection: Connection, name: str) -> tuple[int, str]:
    """Return the row number and id of the one identity that a name means.

    Raises:
        IdentityError: no identity, or more than one, has the name.
    """
    identity_ids = find_identities(connection, name)
    if not identity_ids:
        raise IdentityError(f"{name}: nobody of this name is in the store; `onrecord speakers` lists who is")
    i = t.identities.c
    rows = connection.execute(select(i.id, i.slug, i.name).where(i.id.in_(identity_ids))).all()
    if len(rows) > 1:
        choices = ", ".join(f"{slug} ({identity_name})" for _, slug, identity_name in rows[:5])
        raise IdentityError(f"{name}: {len(rows)} identities have this name; give the id of one: {choices}")
    return int(rows[0][0]), str(rows[0][1])
