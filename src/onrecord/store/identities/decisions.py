"""What people decided about identities: kept, and given to every placing from then on."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from onrecord.speakers.linking import CannotLink, MustLink, SpeakerRef
from onrecord.store import tables as t

Decision = MustLink | CannotLink


def decisions(connection: Connection) -> tuple[Decision, ...]:
    """All decisions, in the order in which they were made."""
    found: list[Decision] = []
    kinds = t.decisions.c.kind.in_(("together", "apart"))
    for row in connection.execute(select(t.decisions).where(kinds).order_by(t.decisions.c.id)).mappings():
        one = SpeakerRef(row["record"], row["name"])
        other = SpeakerRef(row["other_record"], row["other"]) if row["other_record"] else row["other"]
        found.append(
            MustLink(one, other, row["note"]) if row["kind"] == "together" else CannotLink(one, other, row["note"])
        )
    return tuple(found)


def decide(connection: Connection, decision: Decision) -> None:
    """Keeps one more decision."""
    other = decision.second
    connection.execute(
        t.decisions.insert().values(
            kind="together" if isinstance(decision, MustLink) else "apart",
            record=decision.first.record,
            name=decision.first.name,
            other_record=other.record if isinstance(other, SpeakerRef) else None,
            other=other.name if isinstance(other, SpeakerRef) else other,
            note=decision.note,
            made=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        )
    )
