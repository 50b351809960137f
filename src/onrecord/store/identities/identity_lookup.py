"""Find the identities that a name means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, literal, or_, select

from onrecord.errors import IdentityError
from onrecord.store import tables as t
from onrecord.store.write.rows import replace_unstorable
from onrecord.text.honorifics import HONORIFICS
from onrecord.text.word_lists import fold

_GENERATIONS = HONORIFICS.words("names.suffixes")
MAX_IDENTITIES = 50
MAX_COMPARED = 50_000  # names that suggestions are chosen from: those with the most appearances
MAX_SUGGESTIONS = 3
MIN_SIMILARITY = 70  # of 100, from which a name is suggested: “Jon Smith” for “John Smyth” has 74


def name_key(name: str) -> str:
    """Return a name as it is looked up: without case, accents, apostrophes and other marks."""
    return fold(name) or " ".join(name.lower().split())


def surname_key(name: str) -> str:
    """Return the last word of a name as it is looked up, of “Joseph R. Biden Jr.” the one before."""
    words = name_key(name).split()
    return words[-2] if len(words) > 1 and words[-1] in _GENERATIONS else words[-1] if words else ""


def find_identities(connection: Connection, name: str, *, whole_names: bool = False) -> list[int]:
    """Return the row numbers of the identities that a name means, most often quoted first.

    An id or a whole name means the identities that have it; a surname everyone who bears it. When nobody has the
    name, it means all whose name has its words, unless ``whole_names``. What was merged is found by its old ids and
    names too.
    """
    i = t.identities.c
    name = replace_unstorable(name)
    by_id = connection.execute(_BY_ID, {"slug": name.strip()}).scalar()
    if by_id is not None or not name.strip():
        return [] if by_id is None else [by_id]
    for condition in _name_conditions(name, whole_names):
        query = select(func.coalesce(i.merged_into, i.id)).where(condition).order_by(i.appearances.desc(), i.id)
        if identity_ids := list(dict.fromkeys(connection.execute(query.limit(MAX_IDENTITIES)).scalars())):
            return identity_ids
    return []


# Making these queries takes longer than running them
_BY_ID = select(func.coalesce(t.identities.c.merged_into, t.identities.c.id)).where(
    t.identities.c.slug == bindparam("slug")
)
_SHOWN_NAMES = select(
    t.identities.c.id, t.identities.c.slug, func.coalesce(t.identities.c.renamed, t.identities.c.name)
).where(t.identities.c.id.in_(bindparam("identities", expanding=True)))


def _name_conditions(name: str, whole_names: bool) -> Iterator[ColumnElement[bool]]:
    """Yield what identities of a name fulfil, each for when none fulfils those before."""
    i, key = t.identities.c, name_key(name)
    has_name = or_(i.folded == key, i.renamed_folded == key)
    yield has_name if " " in key else or_(has_name, and_(i.kind == "person", i.family == key))
    yield i.id.in_(select(t.speakers.c.own_identity_id).where(t.speakers.c.name == name.strip()))  # as it was written
    if not whole_names:
        yield and_(
            *(or_(*(_has_word(column, word) for column in (i.folded, i.renamed_folded))) for word in key.split())
        )


def _has_word(column: Any, word: str) -> Any:
    """Return the condition that a column has a whole word; the first half uses PostgreSQL's index of trigrams."""
    padded = literal(" ").concat(column).concat(" ")
    return and_(column.contains(word, autoescape=True), padded.contains(f" {word} ", autoescape=True))


def find_one_identity(connection: Connection, name: str) -> tuple[int, str]:
    """Return the row number and id of the one identity that a name means.

    Raises:
        IdentityError: no identity, or more than one, has the name.
    """
    identity_ids = find_identities(connection, name)
    if not identity_ids:
        similar = ", ".join(suggest_names(connection, name))
        advice = f"did you mean {similar}?" if similar else "`onrecord speakers` lists who is"
        raise IdentityError(f"{name}: nobody of this name is in the store; {advice}")
    rows = connection.execute(_SHOWN_NAMES, {"identities": identity_ids}).all()
    if len(rows) > 1:
        choices = ", ".join(f"{slug} ({identity_name})" for _, slug, identity_name in rows[:5])
        raise IdentityError(f"{name}: {len(rows)} identities have this name; give the id of one: {choices}")
    return int(rows[0][0]), str(rows[0][1])


def suggest_names(connection: Connection, name: str) -> list[str]:
    """Return the names in the store that are spelled most like a name, the most similar first."""
    from rapidfuzz import fuzz, process  # here: it is needed only where a name was misspelled

    i = t.identities.c
    query = select(i.folded, func.coalesce(i.renamed, i.name)).where(i.merged_into.is_(None), i.appearances > 0)
    rows = connection.execute(query.order_by(i.appearances.desc(), i.id).limit(MAX_COMPARED)).all()
    names = dict(reversed(rows))
    matches = process.extract(
        name_key(replace_unstorable(name)),
        names.keys(),
        scorer=fuzz.WRatio,
        limit=MAX_SUGGESTIONS,
        score_cutoff=MIN_SIMILARITY,
    )
    return list(dict.fromkeys(names[match[0]] for match in matches))
