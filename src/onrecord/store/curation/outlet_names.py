"""Outlets renamed and merged by people: which outlet an article is shown under, now and later."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from onrecord.errors import StoreError
from onrecord.store import tables as t
from onrecord.store.identities.decisions import Decision, find_decision, load_decisions, mark_undone, save_decision
from onrecord.store.search import index_terms
from onrecord.store.write.bulk_insert import execute_many
from onrecord.store.write.rows import replace_unstorable

KIND = "outlet"


def rename_outlet(connection: Connection, name: str, new_name: str, *, author: str = "", reason: str = "") -> Decision:
    """Show an outlet's articles under another name, now and later; of a known outlet's name the two are merged.

    Raises:
        StoreError: no article is of this outlet, or the new name is empty or the same.
    """
    name, new_name = (" ".join(replace_unstorable(each).split()) for each in (name, new_name))
    present_name = find_outlet(connection, name)
    if present_name is None:
        raise StoreError(f"{name}: no article is of this outlet; `onrecord outlets` lists them")
    if not new_name:
        raise StoreError("the new name is empty; give the new name")
    target = find_outlet(connection, new_name) or new_name
    if target == present_name:
        target = new_name
    if target == present_name:
        raise StoreError(f"{present_name} has this name already")
    details = {"name": target, "before": present_name}
    decision_id = save_decision(connection, KIND, None, details, author=author, reason=reason)
    apply_outlet_names(connection)
    return find_decision(connection, decision_id, (KIND,))


def undo_outlet_name(connection: Connection, decision: Decision, author: str = "") -> Decision:
    """Take back that an outlet was renamed."""
    mark_undone(connection, decision, author)
    apply_outlet_names(connection)
    return decision


def list_outlets(connection: Connection) -> list[tuple[str, int]]:
    """Return the outlets with the number of their articles, most first."""
    a, o = t.articles.c, t.outlets.c
    count = func.count().label("articles")
    query = select(o.name, count).join(t.articles, a.outlet_id == o.id).where(a.current).group_by(o.id)
    return [(name, number) for name, number in connection.execute(query.order_by(count.desc(), o.name))]


def find_outlet(connection: Connection, name: str) -> str | None:
    """Return the name of the outlet that articles are shown under, whatever the case."""
    names = dict(list_outlets(connection))
    return name if name in names else next((each for each in names if each.lower() == name.lower()), None)


def shown_names(decisions: Iterable[Decision]) -> dict[str, str]:
    """Return the names that outlets are shown under, by the names that articles state; those renamed only."""
    new_names: dict[str, str] = {}
    for decision in decisions:
        before, name = decision.details["before"], decision.details["name"]
        stated = [each for each, shown_name in new_names.items() if shown_name == before]
        new_names |= dict.fromkeys([*stated, *([before] if before not in new_names else [])], name)
    return {stated: name for stated, name in new_names.items() if stated != name}


def load_shown_names(connection: Connection) -> dict[str, str]:
    """Return ``shown_names`` of the decisions that hold."""
    return shown_names(load_decisions(connection, kinds=(KIND,), holding=True))


def apply_outlet_names(connection: Connection) -> None:
    """Show every article under the outlet that the decisions which hold say."""
    o, a = t.outlets.c, t.articles.c
    new_names = load_shown_names(connection)
    ids: dict[str, int] = dict(connection.execute(select(o.name, o.id)).all())
    for name in sorted(set(new_names.values()) - ids.keys()):
        key = connection.execute(t.outlets.insert().values(name=name)).inserted_primary_key
        assert key is not None
        ids[name] = int(key[0])
    query = select(a.stated_outlet_id, a.outlet_id).where(a.stated_outlet_id.is_not(None)).distinct()
    names = {outlet_id: name for name, outlet_id in ids.items()}
    for stated_id, outlet_id in connection.execute(query).all():
        shown_id = ids[new_names.get(names[stated_id], names[stated_id])]
        if shown_id != outlet_id:
            _move_articles(connection, stated_id, outlet_id, shown_id)


def _move_articles(connection: Connection, stated_id: int, old_id: int, new_id: int) -> None:
    a, s = t.articles.c, t.statements.c
    is_moved = (a.stated_outlet_id == stated_id) & (a.outlet_id == old_id)
    old_term, new_term = index_terms.outlet_term(old_id), index_terms.outlet_term(new_id)
    query = select(s.id, s.filters).join(t.articles, a.id == s.article_id).where(is_moved)
    values = [
        (" ".join(new_term if term == old_term else term for term in filters.split()), statement_id)
        for statement_id, filters in connection.execute(query)
    ]
    execute_many(connection, "UPDATE statements SET filters = ? WHERE id = ?", values)
    connection.execute(t.articles.update().where(is_moved).values(outlet_id=new_id))
