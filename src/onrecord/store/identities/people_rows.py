"""The people whom a user lists, in the store: known when speakers are linked, with all columns of the file."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import Connection, func, or_, select

from onrecord.records import SpeakerKind
from onrecord.speakers.linking import ListedSpeaker, PeopleFile, index_people
from onrecord.store import tables as t
from onrecord.store.identities.identity_changes import merge, rename
from onrecord.store.identities.identity_lookup import name_key
from onrecord.store.write.rows import json_list

AUTHOR = "people file"


def load_people(connection: Connection) -> PeopleFile:
    """Return the people whom the store knows; the id of each is that of the identity."""
    rows = connection.execute(select(t.people).order_by(t.people.c.identity)).mappings()
    return index_people(
        ListedSpeaker(
            row["identity"],
            row["name"],
            tuple(json.loads(row["aliases"])),
            row["role"],
            row["wikidata"],
            cast("SpeakerKind", row["kind"]),
            tuple(json.loads(row["columns"]).items()),
        )
        for row in rows
    )


def save_people(connection: Connection, people: PeopleFile) -> int:
    """Store the people of a file, and join to each what the store has under one of the names; return how many.

    Whoever is stored already, by the Wikidata id or else by the name, is stored anew. An identity that has one of the
    names keeps its id.
    """
    for entry in people.entries:
        slug = _known_slug(connection, entry) or _joined_slug(connection, entry, people) or entry.id
        values: dict[str, Any] = {
            "name": entry.name,
            "aliases": json_list(entry.aliases),
            "role": entry.role,
            "wikidata": entry.wikidata,
            "kind": entry.kind,
            "columns": json.dumps(dict(entry.columns), ensure_ascii=False),
        }
        connection.execute(t.people.delete().where(t.people.c.identity == slug))
        connection.execute(t.people.insert().values(identity=slug, **values))
        identities = t.identities.update().where(t.identities.c.slug == slug)
        connection.execute(identities.values(wikidata=entry.wikidata))
    return len(people.entries)


def _known_slug(connection: Connection, entry: ListedSpeaker) -> str | None:
    """Return the identity of somebody who was listed before."""
    p = t.people.c
    rows = connection.execute(select(p.identity, p.name, p.wikidata).order_by(p.identity)).all()
    for identity, name, wikidata in rows:
        if wikidata == entry.wikidata if entry.wikidata and wikidata else name_key(name) == name_key(entry.name):
            return str(identity)
    return None


def _joined_slug(connection: Connection, entry: ListedSpeaker, people: PeopleFile) -> str | None:
    """Return the identity that has one of the names of a line; if several have, they are merged."""
    i = t.identities.c
    keys = [name_key(name) for name in (entry.name, *entry.aliases) if people.find(name) == entry]
    has_name = or_(i.folded.in_(keys), i.renamed_folded.in_(keys))
    query = select(func.coalesce(i.merged_into, i.id)).where(has_name, i.kind == entry.kind, i.appearances > 0)
    row_ids = list(dict.fromkeys(connection.execute(query.order_by(i.appearances.desc(), i.id)).scalars()))
    if not row_ids:
        return None
    slugs: dict[int, str] = dict(connection.execute(select(i.id, i.slug).where(i.id.in_(row_ids))).all())
    slug = slugs[row_ids[0]]
    if len(row_ids) > 1:
        slug = str(merge(connection, list(slugs.values()), author=AUTHOR).identity)
    shown_name = connection.execute(select(func.coalesce(i.renamed, i.name)).where(i.slug == slug)).scalar_one()
    if shown_name != entry.name:
        rename(connection, slug, entry.name, author=AUTHOR)
    return slug


def people_column(connection: Connection, column: str) -> dict[str, str]:
    """Return what a further column of the people files says, by the identity's id."""
    query = select(t.people.c.identity, t.people.c.columns)
    values = {identity: json.loads(columns).get(column) for identity, columns in connection.execute(query)}
    return {identity: value for identity, value in values.items() if value}


def people_columns(connection: Connection) -> list[str]:
    """Return the names of the further columns of the people files, in alphabetical order."""
    return sorted(
        {name for columns in connection.execute(select(t.people.c.columns)).scalars() for name in json.loads(columns)}
    )
