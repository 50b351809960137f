"""Forget an article: its text, statements, pages and traces; and never add it again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from sqlalchemy import Connection, delete, or_, select

from onrecord.errors import StoreError
from onrecord.store import tables as t
from onrecord.store.identities.decisions import Decision, decided_ids, find_decision, mark_undone, save_decision
from onrecord.store.identities.identity_index import StoreIdentityIndex
from onrecord.store.search.vectors import block_row
from onrecord.store.write.bulk_insert import execute_many
from onrecord.store.write.reprocess import unlink_article
from onrecord.store.write.rows import replace_unstorable

KIND = "forget"


def record_place(record_id: str) -> str:
    """Return the place that stands for a record's id in the table ``forgotten``."""
    return f"record:{record_id}"


def page_place(sha256: str) -> str:
    """Return the place that stands for the bytes of a page in the table ``forgotten``."""
    return f"page:{sha256}"


def forget(connection: Connection, place: str, *, author: str = "", reason: str = "") -> Decision:
    """Delete every version of an article with all that came of it, and note that it is not added again.

    Args:
        connection: A connection that writes.
        place: The article's address, or the id of its record.
        author: Who decides.
        reason: Why.

    Raises:
        StoreError: no article has this address or id.
    """
    a, p = t.articles.c, t.pages.c
    place = replace_unstorable(place.strip())
    named = or_(a.address == place, a.url == place, a.record == place, p.location == place)
    addresses = select(a.address).join(t.pages, p.id == a.page_id).where(named)
    query = select(a.id, a.record, a.address, a.url, a.page_id, p.sha256, p.location, p.kind)
    query = query.join(t.pages, p.id == a.page_id).where(a.address.in_(addresses))
    articles = connection.execute(query.order_by(a.id)).all()
    if not articles:
        raise StoreError(f"{place}: no article has this address or id; `onrecord articles` lists them")
    places = {
        place,
        *(article.address for article in articles),
        *(article.url for article in articles if article.url),
        *(record_place(article.record) for article in articles),
        *(page_place(article.sha256) for article in articles),
        *(article.location for article in articles if article.kind == "web"),
    }
    details = {"place": place, "articles": len(articles)}
    decision_id = save_decision(connection, KIND, None, details, author=author, reason=reason)
    connection.execute(delete(t.forgotten).where(t.forgotten.c.place.in_(places)))
    connection.execute(t.forgotten.insert(), [{"place": each, "decision_id": decision_id} for each in sorted(places)])
    _delete_articles(connection, [article.id for article in articles])
    _delete_pages(connection, {article.page_id for article in articles}, places)
    _delete_decisions(connection, {article.record for article in articles})
    _delete_empty_identities(connection)
    if connection.dialect.name == "sqlite":  # the words stay in the index until its parts are merged
        connection.exec_driver_sql("INSERT INTO statements_fts(statements_fts) VALUES ('optimize')")
    return find_decision(connection, decision_id, (KIND,))


def remember(connection: Connection, decision: Decision, author: str = "") -> Decision:
    """Let a forgotten article be added again; what was deleted does not come back."""
    connection.execute(delete(t.forgotten).where(t.forgotten.c.decision_id == decision.id))
    mark_undone(connection, decision, author)
    return decision


def forgotten_places(connection: Connection, places: Collection[str]) -> set[str]:
    """Return those of the places that are forgotten."""
    query = select(t.forgotten.c.place).where(t.forgotten.c.place.in_(list(places)))
    return set(connection.execute(query).scalars())


def _delete_articles(connection: Connection, article_ids: Sequence[int]) -> None:
    st = t.statements.c
    index = StoreIdentityIndex(connection)
    for article_id in article_ids:
        unlink_article(connection, index, article_id)
    index.flush()
    connection.execute(delete(t.names_met).where(t.names_met.c.records <= 0))
    statement_ids = list(connection.execute(select(st.id).where(st.article_id.in_(article_ids))).scalars())
    _delete_vectors(connection, statement_ids)
    connection.execute(delete(t.statements).where(st.article_id.in_(article_ids)))
    connection.execute(delete(t.speakers).where(t.speakers.c.article_id.in_(article_ids)))
    connection.execute(delete(t.articles).where(t.articles.c.id.in_(article_ids)))


def _delete_vectors(connection: Connection, statement_ids: Sequence[int]) -> None:
    """Take the vectors of statements out of the rows that hold them beside others."""
    v = t.vectors.c
    if not statement_ids:
        return
    query = select(t.vectors).where(v.first_id <= max(statement_ids), v.last_id >= min(statement_ids))
    for row in connection.execute(query).mappings().all():
        ids = np.frombuffer(row["ids"], "<i8")
        is_kept = ~np.isin(ids, np.array(statement_ids))
        if is_kept.all():
            continue
        connection.execute(delete(t.vectors).where(v.first_id == row["first_id"]))
        if is_kept.any():
            vectors = np.frombuffer(row["vectors"], np.int8).reshape(len(ids), -1)[is_kept]
            connection.execute(t.vectors.insert().values(**block_row(ids[is_kept], vectors)))


def _delete_pages(connection: Connection, page_ids: Collection[int], places: Collection[str]) -> None:
    is_used = select(t.articles.c.id).where(t.articles.c.page_id == t.pages.c.id).exists()
    connection.execute(delete(t.pages).where(t.pages.c.id.in_(page_ids), ~is_used))
    connection.execute(delete(t.fetches).where(t.fetches.c.address.in_(places), t.fetches.c.next.is_(None)))
    connection.execute(delete(t.skips).where(t.skips.c.location.in_(places)))


def _delete_decisions(connection: Connection, record_ids: Collection[str]) -> None:
    """Delete corrections of the article, which hold its words, and what splits say of its speakers."""
    d, s = t.decisions.c, t.decision_speakers.c
    connection.execute(delete(t.decisions).where(d.record.in_(record_ids)))
    connection.execute(delete(t.decision_speakers).where(s.record.in_(record_ids)))


def _delete_empty_identities(connection: Connection) -> None:
    """Delete identities that nobody has any more, unless people decided about them."""
    i = t.identities.c
    decided = decided_ids(connection)
    own_ids, shown_ids = (
        set(connection.execute(select(column).distinct()).scalars())
        for column in (t.speakers.c.own_identity_id, t.speakers.c.identity_id)
    )
    query = select(i.id, i.slug).where(i.appearances == 0)
    empty = [
        row_id
        for row_id, slug in connection.execute(query)
        if slug not in decided and row_id not in own_ids | shown_ids
    ]
    for column in ("joined_to", "merged_into"):
        execute_many(connection, f"UPDATE identities SET {column} = NULL WHERE {column} = ?", [(n,) for n in empty])
    execute_many(connection, "DELETE FROM identities WHERE id = ?", [(row_id,) for row_id in empty])
