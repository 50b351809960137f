"""What each identity is shown as: after merges, by decision or by evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, select

from onrecord.store import tables as t
from onrecord.store.identities.decisions import Decision, load_decisions
from onrecord.store.identities.identity_terms import update_identity_terms


def shown_as(decisions: Iterable[Decision], joined: dict[str, str]) -> dict[str, str]:
    """Return what identities are shown as, by their ids; those shown as themselves are left out.

    Args:
        decisions: The decisions that hold, in the order in which they were made.
        joined: By evidence: whose an identity of a surname alone most likely is. Decisions about it outweigh that.
    """
    merges = [decision for decision in decisions if decision.kind == "merge"]
    decided = {decision.identity for decision in decisions} | {
        source for merge in merges for source in merge.details["sources"]
    }
    targets = {identity: target for identity, target in joined.items() if identity not in decided}
    members: defaultdict[str, set[str]] = defaultdict(set)  # of what is shown, beside itself
    for identity, target in targets.items():
        members[target].add(identity)
    for merge in merges:
        target = str(merge.identity)
        for source in merge.details["sources"]:
            moved = {*members.pop(source, ()), *([source] if source not in targets else [])} - {target}
            targets |= dict.fromkeys(moved, target)
            members[target] |= moved
    return targets


def update_shown(connection: Connection) -> None:
    """Bring the columns that say what is shown in line with the decisions that hold."""
    i = t.identities.c
    target = t.identities.alias("target")
    query = select(i.slug, target.c.slug).join(target, target.c.id == i.joined_to)
    joined = dict(connection.execute(query).all())
    targets = shown_as(load_decisions(connection, holding=True), joined)
    query = select(i.id, i.slug).where(i.slug.in_({*targets, *targets.values()}))
    row_ids = {slug: row_id for row_id, slug in connection.execute(query)}
    target_ids = {row_ids[slug]: row_ids[target_slug] for slug, target_slug in targets.items() if slug in row_ids}
    query = select(i.id, i.merged_into).where(i.merged_into.is_not(None))
    present = dict(connection.execute(query).all())
    for row_id in sorted(target_ids.keys() | present.keys()):
        if target_ids.get(row_id) != present.get(row_id):
            set_shown(connection, row_id, target_ids.get(row_id))


def set_shown(connection: Connection, identity_id: int, merged_into: int | None) -> None:
    """Show an identity as another one, or as itself; with its speakers, and the index terms of their statements."""
    s = t.speakers.c
    identities, speakers = t.identities.update(), t.speakers.update()
    connection.execute(identities.where(t.identities.c.id == identity_id).values(merged_into=merged_into))
    shown_id = identity_id if merged_into is None else merged_into
    connection.execute(speakers.where(s.own_identity_id == identity_id).values(identity_id=shown_id))
    articles = select(s.article_id).where(s.own_identity_id == identity_id).distinct()
    update_identity_terms(connection, connection.execute(articles).scalars())
