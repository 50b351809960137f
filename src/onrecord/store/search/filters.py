"""The filters of a search as terms of the full-text index."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection, select

from onrecord.store import tables as t
from onrecord.store.identities.identity_lookup import find_identities
from onrecord.store.search import index_terms
from onrecord.store.search.query import SearchQuery
from onrecord.store.search.query_parser import Filter, Term
from onrecord.store.write.rows import replace_unstorable


def search_filters(connection: Connection, query: SearchQuery) -> tuple[Filter, ...] | None:
    """Return the filters of a query; None when no statement can pass them."""
    filters: list[Filter] = []
    if query.speaker is not None:
        filters.append(_speaker_filter(connection, query.speaker))
    if query.about is not None:
        filters.append(_about_filter(connection, query.about))
    if query.outlets:
        filters.append([index_terms.outlet_term(outlet_id) for outlet_id in find_outlets(connection, query.outlets)])
    for values, make_term in (
        (query.kinds, index_terms.kind_term),
        (query.acts, index_terms.act_term),
        (query.tones, index_terms.tone_term),
    ):
        if values:
            filters.append([make_term(value) for value in values])
    return tuple(filters) if all(filters) else None


def _speaker_filter(connection: Connection, name: str) -> Filter:
    """Statements by the identities of a name, and by speakers of that name without an identity."""
    terms = [index_terms.identity_term(identity_id) for identity_id in find_identities(connection, name)]
    return [*terms, index_terms.unlinked_speaker_term(replace_unstorable(name))] if name.strip() else terms


def _about_filter(connection: Connection, name: str) -> Filter:
    """Statements whose content names an identity, and those with the words of the name."""
    terms = [index_terms.about_term(identity_id) for identity_id in find_identities(connection, name)]
    words = tuple(re.findall(r"[^\W_]+", name))
    return [*terms, Term(words)] if words else terms


def find_outlets(connection: Connection, names: Sequence[str]) -> list[int]:
    """Return the outlets of these names; for a name that none has, all whose name contains it."""
    outlets = {
        outlet_id: name.lower() for outlet_id, name in connection.execute(select(t.outlets.c.id, t.outlets.c.name))
    }
    outlet_ids: dict[int, None] = {}
    for searched in (" ".join(name.lower().split()) for name in names):
        exact = [outlet_id for outlet_id, name in outlets.items() if name == searched]
        containing = [outlet_id for outlet_id, name in outlets.items() if searched in name]
        outlet_ids |= dict.fromkeys(exact or containing)
    return list(outlet_ids)
