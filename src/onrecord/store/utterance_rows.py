"""Rows of utterances: which statements report the same, as ``comparison`` has found.

``quoted`` has each statement's quoted words and its utterance, ``shingles`` the keys by which candidates are found,
``utterances`` sums up those that several statements report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, delete, func, or_, select

from onrecord.store import tables as t
from onrecord.store.day_numbers import day_number

MAX_VALUES = 4_000  # values in one query
Row = Mapping[str, Any]


def outlet_name(row: Row) -> str:
    """Return the outlet of an article, else the host of its URL, else the record's id.

    Args:
        row: A row with ``outlet``, ``url`` and ``record``.
    """
    if row["outlet"]:
        return str(row["outlet"])
    try:
        host = urlsplit(row["url"] or "").hostname
    except ValueError:
        host = None
    return (host or "").removeprefix("www.") or str(row["record"])


def unclustered_statements(connection: Connection, limit: int) -> list[Row]:
    """Return the next statements with quoted words that have no utterance yet, with their articles' texts."""
    query = _UNCLUSTERED.where(_is_unclustered(connection))
    return [*connection.execute(query, {"limit": limit}).mappings()]


def count_unclustered(connection: Connection) -> int:
    """Return how many statements with quoted words have no utterance yet."""
    s, a = t.statements.c, t.articles.c
    query = select(func.count()).select_from(t.statements).join(t.articles, a.id == s.article_id)
    query = query.where(_is_unclustered(connection), s.kind != "indirect", a.current)
    return connection.execute(query).scalar_one()


def _is_unclustered(connection: Connection) -> Any:
    """Return the condition of statements that were added later, or whose article is again what it was before."""
    last = connection.execute(select(func.max(t.quoted.c.statement_id))).scalar() or 0
    older, newer = t.articles.alias("older"), t.articles.alias("newer")
    query = select(older.c.id).join(newer, (newer.c.address == older.c.address) & (newer.c.id > older.c.id))
    again_current = list(connection.execute(query.where(newer.c.version > 1, older.c.current).distinct()).scalars())
    is_later = t.statements.c.id > last
    if not again_current:
        return is_later
    is_clustered = select(t.quoted.c.statement_id).where(t.quoted.c.statement_id == t.statements.c.id).exists()
    return or_(is_later, t.statements.c.article_id.in_(again_current) & ~is_clustered)


def content_spans(connection: Connection, statement_ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """Return start and end of the content of statements, by their row numbers."""
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for statement_id, start, end in _select_in(connection, _CONTENT_SPANS, statement_ids):
        spans[statement_id].append((start, end))
    return dict(spans)


def statements_with_shingles(connection: Connection, keys: Iterable[int]) -> set[int]:
    """Return the row numbers of the statements that have one of the shingles."""
    return {row[0] for row in _select_in(connection, _WITH_SHINGLES, list(keys))}


def quoted_rows(connection: Connection, statement_ids: Iterable[int]) -> list[Row]:
    """Return the rows of ``quoted`` of statements: statement, utterance, speaker, day, words."""
    return [row._mapping for row in _select_in(connection, _QUOTED, list(statement_ids))]


def utterance_members(connection: Connection, utterance_ids: Iterable[int]) -> list[Row]:
    """Return the rows of ``quoted`` of all statements of utterances."""
    possible = [number for number in utterance_ids if number in t.ROW_NUMBERS]
    return [row._mapping for row in _select_in(connection, _MEMBERS, possible)]


def insert_quoted(connection: Connection, rows: Sequence[Row], shingles: Sequence[tuple[int, int]]) -> None:
    """Insert rows of ``quoted``, and shingles as pairs of key and statement."""
    if rows:
        connection.execute(t.quoted.insert(), [dict(row) for row in rows])
    if shingles:
        values = [{"key": key, "statement_id": statement_id} for key, statement_id in shingles]
        connection.execute(t.shingles.insert(), values)


def set_utterances(connection: Connection, utterance_ids: Mapping[int, int]) -> None:
    """Give statements other utterances: ``{statement: utterance}``."""
    if utterance_ids:
        values = [{"statement": statement, "utterance": utterance} for statement, utterance in utterance_ids.items()]
        connection.execute(_SET_UTTERANCE, values)


def update_utterances(connection: Connection, utterance_ids: Iterable[int]) -> None:
    """Sum up utterances again in ``utterances``; one with a single statement has no row."""
    sorted_ids = sorted(set(utterance_ids))
    members: dict[int, list[Row]] = defaultdict(list)
    for row in _select_in(connection, _MEMBER_ARTICLES, sorted_ids):
        members[row.utterance_id].append(row._mapping)
    for begin in range(0, len(sorted_ids), MAX_VALUES):
        batch = sorted_ids[begin : begin + MAX_VALUES]
        connection.execute(delete(t.utterances).where(t.utterances.c.utterance_id.in_(batch)))
    values = [_utterance_row(utterance_id, rows) for utterance_id, rows in members.items() if len(rows) > 1]
    if values:
        connection.execute(t.utterances.insert(), values)


def _utterance_row(utterance_id: int, members: Sequence[Row]) -> dict[str, int | None]:
    days = [row["day"] for row in members if row["day"] is not None]
    return {
        "utterance_id": utterance_id,
        "statements": len(members),
        "outlets": len({outlet_name(row).casefold() for row in members}),
        "first": min(days, default=None),
        "last": max(days, default=None),
    }


def outdated_statements(connection: Connection) -> list[int]:
    """Return the clustered statements whose article has a newer version."""
    return list(connection.execute(_OUTDATED).scalars())


def delete_quoted(connection: Connection, statement_ids: Sequence[int]) -> None:
    """Take statements out of their utterances."""
    for begin in range(0, len(statement_ids), MAX_VALUES):
        batch = statement_ids[begin : begin + MAX_VALUES]
        connection.execute(delete(t.shingles).where(t.shingles.c.statement_id.in_(batch)))
        connection.execute(delete(t.quoted).where(t.quoted.c.statement_id.in_(batch)))


def outdated_utterances(connection: Connection) -> list[int]:
    """Return the utterances that have lost statements since they were summed up."""
    return list(connection.execute(_OUTDATED_UTTERANCES).scalars())


def most_reported(
    connection: Connection, min_outlets: int, since: date | None = None, until: date | None = None
) -> list[int]:
    """Return the utterances that enough outlets report between two days; most outlets first, then the latest."""
    u = t.utterances.c
    query = select(u.utterance_id).where(u.outlets >= min_outlets)
    if since is not None:
        query = query.where(u.last >= day_number(since))
    if until is not None:
        query = query.where(u.first <= day_number(until))
    return list(connection.execute(query.order_by(u.outlets.desc(), u.last.desc(), u.utterance_id)).scalars())


def utterances_of(connection: Connection, statement_ids: Sequence[int], min_outlets: int) -> list[int]:
    """Return the utterances of statements that enough outlets report, in the order of the statements."""
    rows = _select_in(connection, _UTTERANCES_OF, statement_ids, min_outlets=min_outlets)
    utterances = {row[0]: row[1] for row in rows}
    return list(dict.fromkeys(utterances[number] for number in statement_ids if number in utterances))


def reported_by(connection: Connection, utterance_ids: Sequence[int], names: Sequence[str]) -> list[int]:
    """Return those of the utterances that one of the outlets reports.

    A name that no outlet has stands for those that contain it.
    """
    outlets: dict[int, set[str]] = defaultdict(set)
    for row in _select_in(connection, _MEMBER_ARTICLES, utterance_ids):
        outlets[row.utterance_id].add(outlet_name(row._mapping).casefold())
    all_outlets = set().union(*outlets.values())
    searched: set[str] = set()
    for name in (" ".join(name.casefold().split()) for name in names):
        searched |= {name} if name in all_outlets else {outlet for outlet in all_outlets if name in outlet}
    return [utterance_id for utterance_id in utterance_ids if outlets[utterance_id] & searched]


def statement_details(connection: Connection, statement_ids: Sequence[int]) -> list[Row]:
    """Return statements with their speakers, identities, outlets and articles, the article's text included."""
    return [row._mapping for row in _select_in(connection, _DETAILS, statement_ids)]


def statement_spans(connection: Connection, statement_ids: Sequence[int]) -> dict[int, list[tuple[str, int, int]]]:
    """Return the spans of statements, by their row numbers: part, start and end."""
    spans: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for statement_id, part, start, end in _select_in(connection, _SPANS, statement_ids):
        spans[statement_id].append((part, start, end))
    return dict(spans)


def indirect_statements(connection: Connection, last_names: Iterable[str], since: date, until: date) -> list[int]:
    """Return the indirect statements between two days of speakers whose name ends with one of these words."""
    days = {"since": day_number(since), "until": day_number(until)}
    statement_ids: set[int] = set()
    for name in last_names:
        statement_ids.update(connection.execute(_INDIRECT, {"ending": f"%{name}", **days}).scalars())
    return sorted(statement_ids)


def _select_in(connection: Connection, query: Any, values: Sequence[int], **parameters: int) -> Iterator[Any]:
    """Yield the rows of a query about many values, asked in parts."""
    for begin in range(0, len(values), MAX_VALUES):
        yield from connection.execute(query, {"values": list(values[begin : begin + MAX_VALUES]), **parameters}).all()


def _in_values(column: Any) -> Any:
    return column.in_(bindparam("values", expanding=True))


_s, _a, _q, _p = t.statements.c, t.articles.c, t.quoted.c, t.speakers.c
_UNCLUSTERED = (
    select(
        _s.id, _s.kind, _s.article_id, _s.day, _a.text.label("article"), _p.name.label("speaker"),
        _p.kind.label("speaker_kind"),
    )
    .join(t.articles, _a.id == _s.article_id)
    .outerjoin(t.speakers, _p.id == _s.speaker_id)
    .where(_s.kind != "indirect", _a.current)
    .order_by(_s.id)
    .limit(bindparam("limit"))
)  # fmt: skip
_CONTENT_SPANS = (
    select(t.spans.c.statement_id, t.spans.c.start, t.spans.c.end)
    .where(_in_values(t.spans.c.statement_id), t.spans.c.part == "content")
    .order_by(t.spans.c.statement_id, t.spans.c.start)
)
_SPANS = (
    select(t.spans.c.statement_id, t.spans.c.part, t.spans.c.start, t.spans.c.end)
    .where(_in_values(t.spans.c.statement_id))
    .order_by(t.spans.c.statement_id, t.spans.c.start)
)
_WITH_SHINGLES = select(t.shingles.c.statement_id).where(_in_values(t.shingles.c.key)).distinct()
_QUOTED = select(t.quoted).where(_in_values(_q.statement_id))
_MEMBERS = select(t.quoted).where(_in_values(_q.utterance_id)).order_by(_q.statement_id)
_SET_UTTERANCE = (
    t.quoted.update().where(_q.statement_id == bindparam("statement")).values(utterance_id=bindparam("utterance"))
)
_MEMBER_ARTICLES = (
    select(_q.utterance_id, _q.day, _a.url, _a.record, t.outlets.c.name.label("outlet"))
    .join(t.statements, _s.id == _q.statement_id)
    .join(t.articles, _a.id == _s.article_id)
    .outerjoin(t.outlets, t.outlets.c.id == _a.outlet_id)
    .where(_in_values(_q.utterance_id))
)
_OUTDATED = (
    select(_q.statement_id)
    .join(t.statements, _s.id == _q.statement_id)
    .join(t.articles, _a.id == _s.article_id)
    .where(_a.current.is_(False))
)
_MEMBER_COUNT = (
    select(func.count()).select_from(t.quoted).where(_q.utterance_id == t.utterances.c.utterance_id).scalar_subquery()
)
_OUTDATED_UTTERANCES = select(t.utterances.c.utterance_id).where(t.utterances.c.statements != _MEMBER_COUNT)
_UTTERANCES_OF = (
    select(_q.statement_id, _q.utterance_id)
    .join(t.utterances, t.utterances.c.utterance_id == _q.utterance_id)
    .where(_in_values(_q.statement_id), t.utterances.c.outlets >= bindparam("min_outlets"))
)
_DETAILS = (
    select(
        _s.id, _s.key, _s.kind, _s.act, _s.tone, _s.shown, _s.day, _s.text.label("content"), _s.article_id,
        _s.parent_id, _a.text.label("article"), _a.record, _a.title, _a.url, _a.published,
        t.outlets.c.name.label("outlet"), _p.name.label("speaker"), _p.kind.label("speaker_kind"), _p.identity_id,
        t.identities.c.slug, func.coalesce(t.identities.c.renamed, t.identities.c.name).label("identity"),
    )
    .join(t.articles, _a.id == _s.article_id)
    .outerjoin(t.outlets, t.outlets.c.id == _a.outlet_id)
    .outerjoin(t.speakers, _p.id == _s.speaker_id)
    .outerjoin(t.identities, t.identities.c.id == _p.identity_id)
    .where(_in_values(_s.id))
    .order_by(_s.id)
)  # fmt: skip
_INDIRECT = (
    select(_s.id)
    .join(t.speakers, _p.id == _s.speaker_id)
    .join(t.articles, _a.id == _s.article_id)
    .where(
        _s.kind == "indirect", _s.day.between(bindparam("since"), bindparam("until")),
        _p.kind != "unnamed", func.lower(_p.name).like(bindparam("ending")), _a.current,
    )
)  # fmt: skip
