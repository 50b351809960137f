"""What people decided about identities: kept, and given to every placing from then on."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from onrecord.speakers.linking import Apart, Mark, Together
from onrecord.store import tables as t

Decision = Together | Apart


def decisions(connection: Connection) -> tuple[Decision, ...]:
    """All decisions, in the order in which they were made."""
    found: list[Decision] = []
    kinds = t.decisions.c.kind.in_(("together", "apart"))
    for row in connection.execute(select(t.decisions).where(kinds).order_by(t.decisions.c.id)).mappings():
        one = Mark(row["record"], row["name"])
        other = Mark(row["other_record"], row["other"]) if row["other_record"] else row["other"]
        found.append(Together(one, other, row["note"]) if row["kind"] == "together" else Apart(one, other, row["note"]))
    return tuple(found)


def decide(connection: Connection, decision: Decision) -> None:
    """Keeps one more decision."""
    other = decision.other
    connection.execute(
        t.decisions.insert().values(
            kind="together" if isinstance(decision, Together) else "apart",
            record=decision.one.record,
            name=decision.one.name,
            other_record=other.record if isinstance(other, Mark) else None,
            other=other.name if isinstance(other, Mark) else other,
            note=decision.note,
            made=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        )
    )
