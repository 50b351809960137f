"""Take back a decision of any kind."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from onrecord.store.corrections import corrections
from onrecord.store.curation import forget_articles, outlet_names
from onrecord.store.identities import identity_changes
from onrecord.store.identities.decisions import ALL_KINDS, Decision, find_decision


def undo_decision(
    connection: Connection, decision_id: int | None, *, kinds: Sequence[str] = ALL_KINDS, author: str = ""
) -> Decision:
    """Take back a decision: the one with a number, or the last of some kinds that holds; return it.

    Raises:
        IdentityError: there is no such decision, or it was undone already.
    """
    decision = find_decision(connection, decision_id, ALL_KINDS if decision_id is not None else kinds)
    if decision.kind == corrections.KIND:
        return corrections.undo_correction(connection, decision, author)
    if decision.kind == outlet_names.KIND:
        return outlet_names.undo_outlet_name(connection, decision, author)
    if decision.kind == forget_articles.KIND:
        return forget_articles.remember(connection, decision, author)
    return identity_changes.undo(connection, decision, author)
