"""People's decisions about identities: kept for good, and applied whenever speakers are linked."""

from __future__ import annotations

from sqlalchemy import Connection, select

from onrecord.speakers.linking import CannotLink, MustLink, SpeakerRef
from onrecord.store import tables as t
from onrecord.store.write.rows import now

Decision = MustLink | CannotLink


def load_decisions(connection: Connection) -> tuple[Decision, ...]:
    """Return all decisions, in the order in which they were made."""
    decisions: list[Decision] = []
    query = select(t.decisions).where(t.decisions.c.kind.in_(("together", "apart"))).order_by(t.decisions.c.id)
    for row in connection.execute(query).mappings():
        first = SpeakerRef(row["record"], row["name"])
        second = SpeakerRef(row["other_record"], row["other"]) if row["other_record"] else row["other"]
        decision_type = MustLink if row["kind"] == "together" else CannotLink
        decisions.append(decision_type(first, second, row["note"]))
    return tuple(decisions)


def save_decision(connection: Connection, decision: Decision) -> None:
    """Store one more decision."""
    second = decision.second
    connection.execute(
        t.decisions.insert().values(
            kind="together" if isinstance(decision, MustLink) else "apart",
            record=decision.first.record,
            name=decision.first.name,
            other_record=second.record if isinstance(second, SpeakerRef) else None,
            other=second.name if isinstance(second, SpeakerRef) else second,
            note=decision.note,
            made=now(),
        )
    )
