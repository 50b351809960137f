"""Rows of what several statements report: statements with quoted words that wait, what was gathered, what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, delete, func, select

from onrecord.store import tables as t

PART = 4_000  # values in one question
Row = Mapping[str, Any]


def outlet_of(row: Row) -> str:
    """Who printed it: the outlet, else the host of its address, else the article itself."""
    if row["outlet"]:
        return str(row["outlet"])
    try:
        host = urlsplit(row["url"] or "").hostname
    except ValueError:
        host = None
    return (host or "").removeprefix("www.") or str(row["record"])


def waiting(connection: Connection, count: int) -> list[Row]:
    """The next statements with quoted words that were not gathered yet, with their articles' texts."""
    last = connection.execute(select(func.max(t.quoted.c.statement_id))).scalar() or 0
    return [*connection.execute(_WAITING, {"last": last, "count": count}).mappings()]


def left(connection: Connection) -> int:
    """How many statements wait."""
    last = connection.execute(select(func.max(t.quoted.c.statement_id))).scalar() or 0
    s, a = t.statements.c, t.articles.c
    asked = select(func.count()).select_from(t.statements).join(t.articles, a.id == s.article_id)
    return connection.execute(asked.where(s.id > last, s.kind != "indirect", a.current)).scalar_one()


def contents(connection: Connection, numbers: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """Where the contents of statements stand in their articles."""
    found: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in _in_parts(connection, _CONTENTS, numbers):
        found.setdefault(number, []).append((start, end))
    return found


def sharing(connection: Connection, keys: Iterable[int]) -> set[int]:
    """The numbers of the statements that have one of the shingles."""
    return {row[0] for row in _in_parts(connection, _SHARING, list(keys))}


def gathered(connection: Connection, numbers: Iterable[int]) -> list[Row]:
    """What was gathered of statements: number, utterance, speaker, day, words."""
    return [row._mapping for row in _in_parts(connection, _GATHERED, list(numbers))]


def members(connection: Connection, utterances: Iterable[int]) -> list[Row]:
    """What was gathered of the statements of utterances."""
    return [row._mapping for row in _in_parts(connection, _MEMBERS, list(utterances))]


def gather(connection: Connection, rows: Sequence[Row], keys: Sequence[tuple[int, int]]) -> None:
    """Keeps new statements' words, and their shingles as (key, statement)."""
    if rows:
        connection.execute(t.quoted.insert(), [dict(row) for row in rows])
    if keys:
        connection.execute(t.shingles.insert(), [{"key": key, "statement_id": number} for key, number in keys])


def place(connection: Connection, places: Mapping[int, int]) -> None:
    """Gives statements other utterances."""
    if places:
        connection.execute(_PLACE, [{"statement": one, "utterance": other} for one, other in places.items()])


def summed(connection: Connection, touched: Iterable[int]) -> None:
    """Writes anew what is known of utterances as wholes: those of one statement have no row."""
    numbers = sorted(set(touched))
    whole: dict[int, list[Row]] = {}
    for row in _in_parts(connection, _SUMMED, numbers):
        whole.setdefault(row.utterance_id, []).append(row._mapping)
    for begin in range(0, len(numbers), PART):
        connection.execute(delete(t.utterances).where(t.utterances.c.utterance_id.in_(numbers[begin : begin + PART])))
    values = [
        {
            "utterance_id": number,
            "statements": len(rows),
            "outlets": len({outlet_of(row).casefold() for row in rows}),
            "first": min(days) if (days := [row["day"] for row in rows if row["day"] is not None]) else None,
            "last": max(days) if days else None,
        }
        for number, rows in whole.items()
        if len(rows) > 1
    ]
    if values:
        connection.execute(t.utterances.insert(), values)


def stale(connection: Connection) -> list[int]:
    """Statements gathered whose article has a newer version."""
    return list(connection.execute(_STALE).scalars())


def forget(connection: Connection, numbers: Sequence[int]) -> None:
    """Takes statements out of what was gathered."""
    for begin in range(0, len(numbers), PART):
        some = numbers[begin : begin + PART]
        connection.execute(delete(t.shingles).where(t.shingles.c.statement_id.in_(some)))
        connection.execute(delete(t.quoted).where(t.quoted.c.statement_id.in_(some)))


def torn(connection: Connection) -> list[int]:
    """Utterances that have lost statements since they were written."""
    return list(connection.execute(_TORN).scalars())


def widest(connection: Connection, outlets: int, since: int | None, until: int | None) -> list[int]:
    """The utterances that at least so many outlets report, most outlets first, the latest first."""
    u = t.utterances.c
    asked = select(u.utterance_id).where(u.outlets >= outlets)
    if since is not None:
        asked = asked.where(u.last >= since)
    if until is not None:
        asked = asked.where(u.first <= until)
    return list(connection.execute(asked.order_by(u.outlets.desc(), u.last.desc(), u.utterance_id)).scalars())


def utterances_of(connection: Connection, statements: Sequence[int], outlets: int) -> list[int]:
    """The utterances, reported by at least so many outlets, of statements: in the order of these."""
    found = {row[0]: row[1] for row in _in_parts(connection, _WHOSE, statements, least=outlets)}
    return list(dict.fromkeys(found[number] for number in statements if number in found))


def reported_by(connection: Connection, utterances: Sequence[int], names: Sequence[str]) -> list[int]:
    """Those of the utterances that one of the outlets reports; a name that none has means all that hold it."""
    outlets: dict[int, set[str]] = {}
    for row in _in_parts(connection, _SUMMED, utterances):
        outlets.setdefault(row.utterance_id, set()).add(outlet_of(row._mapping).casefold())
    known = {name for some in outlets.values() for name in some}
    wanted: set[str] = set()
    for name in (" ".join(one.casefold().split()) for one in names):
        wanted |= {name} if name in known else {one for one in known if name in one}
    return [number for number in utterances if outlets.get(number, set()) & wanted]


def shown(connection: Connection, numbers: Sequence[int]) -> list[Row]:
    """All that is told of statements and their articles, the article's text with it."""
    return [row._mapping for row in _in_parts(connection, _SHOWN, numbers)]


def parts(connection: Connection, numbers: Sequence[int]) -> dict[int, list[tuple[str, int, int]]]:
    """The spans of statements: part, start and end."""
    found: dict[int, list[tuple[str, int, int]]] = {}
    for number, part, start, end in _in_parts(connection, _PARTS, numbers):
        found.setdefault(number, []).append((part, start, end))
    return found


def indirect(connection: Connection, names: Iterable[str], since: int, until: int) -> list[int]:
    """Indirect statements of the time whose speaker's name ends with one of these words."""
    found: list[int] = []
    for name in names:
        found += connection.execute(_INDIRECT, {"ends": f"%{name}", "since": since, "until": until}).scalars()
    return sorted(set(found))


def _in_parts(connection: Connection, asked: Any, values: Sequence[int], **more: int) -> Iterator[Any]:
    """The rows of a question about many values, a part of them at a time."""
    for begin in range(0, len(values), PART):
        yield from connection.execute(asked, {"values": list(values[begin : begin + PART]), **more}).all()


def _some(column: Any) -> Any:
    return column.in_(bindparam("values", expanding=True))


_s, _a, _q, _p = t.statements.c, t.articles.c, t.quoted.c, t.speakers.c
_WAITING = (
    select(
        _s.id, _s.kind, _s.article_id, _s.day, _a.text.label("article"), _p.name.label("speaker"),
        _p.kind.label("being"),
    )
    .join(t.articles, _a.id == _s.article_id)
    .outerjoin(t.speakers, _p.id == _s.speaker_id)
    .where(_s.id > bindparam("last"), _s.kind != "indirect", _a.current)
    .order_by(_s.id)
    .limit(bindparam("count"))
)  # fmt: skip
_CONTENTS = (
    select(t.spans.c.statement_id, t.spans.c.start, t.spans.c.end)
    .where(_some(t.spans.c.statement_id), t.spans.c.part == "content")
    .order_by(t.spans.c.statement_id, t.spans.c.start)
)
_PARTS = (
    select(t.spans.c.statement_id, t.spans.c.part, t.spans.c.start, t.spans.c.end)
    .where(_some(t.spans.c.statement_id))
    .order_by(t.spans.c.statement_id, t.spans.c.start)
)
_SHARING = select(t.shingles.c.statement_id).where(_some(t.shingles.c.key)).distinct()
_GATHERED = select(t.quoted).where(_some(_q.statement_id))
_MEMBERS = select(t.quoted).where(_some(_q.utterance_id)).order_by(_q.statement_id)
_PLACE = t.quoted.update().where(_q.statement_id == bindparam("statement")).values(utterance_id=bindparam("utterance"))
_SUMMED = (
    select(_q.utterance_id, _q.day, _a.url, _a.record, t.outlets.c.name.label("outlet"))
    .join(t.statements, _s.id == _q.statement_id)
    .join(t.articles, _a.id == _s.article_id)
    .outerjoin(t.outlets, t.outlets.c.id == _a.outlet_id)
    .where(_some(_q.utterance_id))
)
_STALE = (
    select(_q.statement_id)
    .join(t.statements, _s.id == _q.statement_id)
    .join(t.articles, _a.id == _s.article_id)
    .where(_a.current.is_(False))
)
_LEFT = (
    select(func.count()).select_from(t.quoted).where(_q.utterance_id == t.utterances.c.utterance_id).scalar_subquery()
)
_TORN = select(t.utterances.c.utterance_id).where(t.utterances.c.statements != _LEFT)
_WHOSE = (
    select(_q.statement_id, _q.utterance_id)
    .join(t.utterances, t.utterances.c.utterance_id == _q.utterance_id)
    .where(_some(_q.statement_id), t.utterances.c.outlets >= bindparam("least"))
)
_SHOWN = (
    select(
        _s.id, _s.key, _s.kind, _s.act, _s.tone, _s.day, _s.text.label("content"), _s.article_id,
        _a.text.label("article"), _a.record, _a.title, _a.url, _a.published, t.outlets.c.name.label("outlet"),
        _p.name.label("speaker"), _p.kind.label("being"), _p.identity_id, t.identities.c.slug,
        func.coalesce(t.identities.c.renamed, t.identities.c.name).label("identity"),
    )
    .join(t.articles, _a.id == _s.article_id)
    .outerjoin(t.outlets, t.outlets.c.id == _a.outlet_id)
    .outerjoin(t.speakers, _p.id == _s.speaker_id)
    .outerjoin(t.identities, t.identities.c.id == _p.identity_id)
    .where(_some(_s.id))
    .order_by(_s.id)
)  # fmt: skip
_INDIRECT = (
    select(_s.id)
    .join(t.speakers, _p.id == _s.speaker_id)
    .join(t.articles, _a.id == _s.article_id)
    .where(
        _s.kind == "indirect", _s.day.between(bindparam("since"), bindparam("until")),
        _p.kind != "unnamed", func.lower(_p.name).like(bindparam("ends")), _a.current,
    )
)  # fmt: skip
