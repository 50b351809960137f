"""People's decisions: a log that is never shortened. What was decided holds until it is undone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from sqlalchemy import Connection, select

from onrecord.errors import IdentityError
from onrecord.speakers.linking import Appearance, SpeakerRef
from onrecord.speakers.linking.appearances import parsed_names
from onrecord.speakers.linking.name_similarity import match_names
from onrecord.store import tables as t
from onrecord.store.write.bulk_insert import select_in
from onrecord.store.write.rows import now, replace_unstorable
from onrecord.text.word_lists import fold

DecisionKind = Literal["merge", "split", "rename", "correct", "outlet", "forget"]
IDENTITY_KINDS = ("merge", "split", "rename")
ALL_KINDS: tuple[str, ...] = get_args(DecisionKind)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a person, with who made it and when.

    Attributes:
        id: Its number: later decisions have higher ones.
        kind: ``merge``: several identities are one. ``split``: some speakers are another identity. ``rename``: an
            identity has another name. ``correct``: a statement is wrong. ``outlet``: an outlet has another name.
            ``forget``: an article is forgotten.
        identity: The id of the identity that results.
        details: What it was decided from, by kind.
        author: Who decided it.
        reason: Why.
        made: When, ISO 8601.
        undone: When it was undone, ISO 8601; None while it holds.
        undone_by: Who undid it.
        records: The records whose speakers a split names, or the one whose statement was corrected.
        applied: False for a correction whose statement the newest version of its article does not have.
    """

    id: int
    kind: DecisionKind
    identity: str | None
    details: Mapping[str, Any]
    author: str
    reason: str
    made: str
    undone: str | None = None
    undone_by: str | None = None
    records: tuple[str, ...] = field(default=())
    applied: bool = True


def load_decisions(
    connection: Connection,
    *,
    kinds: Sequence[str] = IDENTITY_KINDS,
    holding: bool = False,
    records: Collection[str] | None = None,
) -> list[Decision]:
    """Return decisions in the order in which they were made.

    Args:
        connection: A connection to the store.
        kinds: Their kinds.
        holding: Only those that are not undone.
        records: Only corrections of statements of these records.
    """
    d = t.decisions.c
    query = select(t.decisions).where(d.kind.in_(kinds)).order_by(d.id)
    if holding:
        query = query.where(d.undone.is_(None))
    if records is not None:
        query = query.where(d.record.in_(records))
    return [_decision(connection, row) for row in connection.execute(query).mappings().all()]


def find_decision(
    connection: Connection,
    decision_id: int | None,
    kinds: Sequence[str] = IDENTITY_KINDS,
    *,
    any_state: bool = False,
) -> Decision:
    """Return a decision that holds: the one with a number, or the last one; with ``any_state`` also one undone.

    Raises:
        IdentityError: there is none, or it was undone already.
    """
    d = t.decisions.c
    query = select(t.decisions).where(d.kind.in_(kinds))
    if decision_id is None:
        query = query.where(d.undone.is_(None)).order_by(d.id.desc()).limit(1)
    else:
        query = query.where(d.id == decision_id)
    is_number = decision_id is None or decision_id in t.ROW_NUMBERS
    row = connection.execute(query).mappings().first() if is_number else None
    if row is None:
        reason = "no decision holds" if decision_id is None else f"there is no decision {decision_id}"
        raise IdentityError(f"{reason}; `onrecord speakers --log` lists them")
    if row["undone"] and not any_state:
        raise IdentityError(f"decision {decision_id} was undone already, on {row['undone'][:10]}")
    return _decision(connection, row)


def _decision(connection: Connection, row: Any) -> Decision:
    records: tuple[str, ...] = () if row["record"] is None else (row["record"],)
    if row["kind"] == "split":
        s = t.decision_speakers.c
        query = select(s.record).where(s.decision_id == row["id"]).distinct().order_by(s.record)
        records = tuple(connection.execute(query).scalars())
    return Decision(
        row["id"], cast(DecisionKind, row["kind"]), row["identity"], json.loads(row["details"]), row["author"],
        row["reason"], row["made"], row["undone"], row["undone_by"], records,
    )  # fmt: skip


def save_decision(
    connection: Connection,
    kind: str,
    identity: str | None,
    details: Mapping[str, Any],
    *,
    author: str,
    reason: str,
    speakers: Iterable[tuple[SpeakerRef, str | None]] = (),
    record: str | None = None,
) -> int:
    """Store one more decision and return its number.

    Args:
        connection: A connection that writes.
        kind: A ``DecisionKind``.
        identity: The id of the identity that results.
        details: What it was decided from.
        author: Who decides.
        reason: Why.
        speakers: The speakers that it names, each with the id of the identity that the evidence gave.
        record: The id of the record whose statement it corrects.
    """
    values = {
        "kind": kind,
        "identity": identity,
        "record": record,
        "details": _details_json(details),
        "author": replace_unstorable(author),
        "reason": replace_unstorable(reason),
        "made": now(),
    }
    key = connection.execute(t.decisions.insert().values(**values)).inserted_primary_key
    assert key is not None
    decision_id = int(key[0])
    rows = [
        {"decision_id": decision_id, "record": ref.record, "name": fold(ref.name), "evidence": evidence}
        for ref, evidence in speakers
    ]
    if rows:
        connection.execute(t.decision_speakers.insert(), rows)
    return decision_id


def _details_json(details: Mapping[str, Any]) -> str:
    return json.dumps(details, ensure_ascii=False, separators=(",", ":"))


def update_details(connection: Connection, decision_id: int, details: Mapping[str, Any]) -> None:
    """Replace what a decision was decided from: the article was read again."""
    update = t.decisions.update().where(t.decisions.c.id == decision_id)
    connection.execute(update.values(details=_details_json(details)))


def mark_undone(connection: Connection, decision: Decision, author: str) -> None:
    """Note that a decision holds no longer."""
    update = t.decisions.update().where(t.decisions.c.id == decision.id)
    connection.execute(update.values(undone=now(), undone_by=replace_unstorable(author)))


def decided_ids(connection: Connection) -> frozenset[str]:
    """Return the ids of all identities that decisions are about: they keep their speakers.

    A split is also about what the evidence gave: what it leaves there may not follow what it took out.
    """
    s, d = t.decision_speakers.c, t.decisions.c
    evidence_query = (
        select(s.evidence).join(t.decisions, d.id == s.decision_id).where(d.kind == "split", d.undone.is_(None))
    )
    ids: set[str | None] = set(connection.execute(evidence_query).scalars())
    for decision in load_decisions(connection, holding=True):
        ids |= {decision.identity, decision.details.get("from"), *decision.details.get("sources", ())}
    return frozenset(identity_id for identity_id in ids if identity_id)


SplitSpeakers = Mapping[str, Sequence[tuple[str, str]]]  # by record: a speaker's name, and the id that it was given


def split_speakers(connection: Connection, records: Iterable[str]) -> SplitSpeakers:
    """Return the speakers of some records that people gave another identity."""
    speakers: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for record, name, identity in select_in(connection, _SPLIT_SPEAKERS, set(records)):
        speakers[record].append((name, identity))
    return speakers


def decided_identities(speakers: SplitSpeakers, appearances: Sequence[Appearance]) -> dict[tuple[str, str], str]:
    """Return the identities that people gave to speakers of one record, by the ids of record and speaker."""
    decided: dict[tuple[str, str], str] = {}
    for name, identity in speakers.get(appearances[0].record, ()) if appearances else ():
        appearance = find_appearance(appearances, name)
        if appearance is not None:
            decided[appearance.record, appearance.speaker] = identity
    return decided


def find_appearance(appearances: Sequence[Appearance], name: str) -> Appearance | None:
    """Return the speaker of a record that a name means: by name, by alias, or as the only one that may bear it."""
    folded = fold(name)
    for matches in (
        [appearance for appearance in appearances if fold(appearance.name) == folded],
        [appearance for appearance in appearances if folded in {fold(alias) for alias in appearance.aliases}],
        [appearance for appearance in appearances if _may_have_name(appearance, name)],
    ):
        if matches:
            return matches[0] if len(matches) == 1 or fold(matches[0].name) == folded else None
    return None


def _may_have_name(appearance: Appearance, name: str) -> bool:
    titled = name if name != name.lower() else name.title()  # decisions keep names in lower case
    parsed = parsed_names(Appearance("", "", titled, appearance.kind))
    matches = [match_names(first, second) for first in parsed for second in parsed_names(appearance)]
    return any(match and not match.conflict for match in matches)


def extend_splits(connection: Connection, record_id: str, earlier: Collection[str]) -> None:
    """Let what splits say of the speakers of an article's earlier versions, by record, hold for a new version too."""
    s = t.decision_speakers.c
    named = select(s.decision_id, s.name, s.evidence).where(s.record.in_(earlier)).order_by(s.decision_id).distinct()
    record_rows = connection.execute(select(s.decision_id, s.name).where(s.record == record_id))
    present = {(decision_id, name) for decision_id, name in record_rows}
    for decision_id, name, evidence in connection.execute(named).all():
        if (decision_id, name) not in present:
            present.add((decision_id, name))
            values = {"decision_id": decision_id, "record": record_id, "name": name, "evidence": evidence}
            connection.execute(t.decision_speakers.insert().values(**values))


_SPLIT_SPEAKERS = """SELECT s.record, s.name, d.identity FROM decision_speakers s
    JOIN decisions d ON d.id = s.decision_id
    WHERE s.record IN (?) AND d.kind = 'split' AND d.undone IS NULL ORDER BY d.id"""
