"""What statements can be counted by, packed in columns: a million are read in a tenth of a second.

A row of the table ``statement_columns`` is a block: the statements of 256 articles. The database deletes a block when
an article, a statement or a speaker in it changes (migration 0012), so that a block which is there is right. What is
missing is made again from the rows: kept, where the store can be written.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, bindparam, case, delete, func, select

from onrecord.errors import StoreError
from onrecord.store import tables as t

if TYPE_CHECKING:
    from onrecord.store.connection.database import Database

ARTICLES = 256  # row numbers of articles in a block
BLOCKS_AT_ONCE = 8  # made and written in one transaction: another process waits no longer than those take
Integers = npt.NDArray[np.int64]
_STATEMENT_TYPES = {
    "id": "<i4",
    "article": "u1",
    "speaker": "<i4",
    "kind": "u1",
    "act": "u1",
    "tone": "u1",
    "shown": "u1",
}
_ARTICLE_TYPES = {"outlet": "<i4", "day": "<i4", "section": "<u2", "language": "<u2", "current": "u1"}
_TYPES = {name: np.dtype(code) for name, code in (_STATEMENT_TYPES | _ARTICLE_TYPES).items()}


class ColumnBlock(msgspec.Struct, frozen=True):
    """The statements of 256 articles, in columns.

    Attributes:
        numbers: Of each column the numbers, as bytes: of a column of articles 256, else one for each statement. A text
            is the place of its value in ``values``; a speaker is the row number of the identity, or 0, or -1 and
            below the place, from the first on, of a name in ``values``.
        values: Of each column that has texts the different ones.
    """

    numbers: dict[str, bytes]
    values: dict[str, list[str | None]]


@dataclass(slots=True)
class _Places:
    """Different values, each with its place in the order of appearance."""

    values: list[str | None] = field(default_factory=list)
    places: dict[str | None, int] = field(default_factory=dict)

    def of(self, value: str | None) -> int:
        """Return the place of a value, a new one for a new value."""
        place = self.places.get(value)
        if place is None:
            place = self.places[value] = len(self.values)
            self.values.append(value)
        return place


def update_statement_columns(database: Database) -> None:
    """Make the blocks that are missing and keep them; the last, which grows, only when others are missing too.

    A store that cannot be written stays as it is: counting then makes what is missing each time.
    """
    if database.read_only:
        return
    with suppress(StoreError):
        missing = database.read(missing_blocks)
        for start in range(0, len(missing) if len(missing) > 1 else 0, BLOCKS_AT_ONCE):
            database.write(partial(keep_blocks, numbers=missing[start : start + BLOCKS_AT_ONCE]))


def missing_blocks(connection: Connection) -> list[int]:
    """Return the numbers of the blocks that are not kept, in order."""
    last_article = connection.execute(select(func.max(t.articles.c.id))).scalar() or 0
    stored_blocks = set(connection.execute(select(t.statement_columns.c.block)).scalars())
    return [number for number in range(last_article // ARTICLES + 1) if number not in stored_blocks]


def keep_full_blocks(connection: Connection, new_articles: Sequence[int]) -> None:
    """Keep the blocks that new articles, by their row numbers, have filled, in a transaction that writes."""
    if new_articles:
        keep_blocks(connection, range(min(new_articles) // ARTICLES, max(new_articles) // ARTICLES))


def keep_blocks(connection: Connection, numbers: Iterable[int]) -> None:
    """Make blocks from the rows and write them, in a transaction that writes."""
    for number in numbers:
        data = msgspec.msgpack.encode(make_block(connection, number))
        connection.execute(delete(t.statement_columns).where(t.statement_columns.c.block == number))
        connection.execute(t.statement_columns.insert().values(block=number, checksum=zlib.crc32(data), data=data))


def wrong_blocks(connection: Connection) -> list[int]:
    """Return the numbers of the blocks that are kept and do not count what the rows say."""
    stored_blocks = connection.execute(select(t.statement_columns).order_by(t.statement_columns.c.block)).all()
    return [number for number, _, data in stored_blocks if not _counts_as(data, make_block(connection, number))]


def _counts_as(data: bytes, block: ColumnBlock) -> bool:
    """Return whether a packed block counts what a block does; damaged bytes do not."""
    if data == msgspec.msgpack.encode(block):
        return True
    try:
        return _counted_rows(msgspec.msgpack.decode(data, type=ColumnBlock)) == _counted_rows(block)
    except (msgspec.MsgspecError, LookupError, ValueError):
        return False


def _counted_rows(block: ColumnBlock) -> list[tuple[int | str | None, ...]]:
    """Return what is counted of each statement. An article without statements, which may come and go, adds nothing."""
    columns = []
    for name in _TYPES:
        column = _column(block, name)
        column = column[_column(block, "article")] if name in _ARTICLE_TYPES else column
        values = block.values.get(name, ())
        if name == "speaker":
            columns.append([values[-1 - number] if number < 0 else number for number in column.tolist()])
        else:
            columns.append([values[number] if name in block.values else number for number in column.tolist()])
    return list(zip(*columns, strict=True))


def make_block(connection: Connection, number: int) -> ColumnBlock:
    """Return a block, made from the rows of its articles."""
    articles = {"first": number * ARTICLES, "last": number * ARTICLES + ARTICLES - 1}
    values = {name: _Places() for name in ("kind", "act", "tone", "speaker", "section", "language")}
    article_columns = {name: np.zeros(ARTICLES, _TYPES[name]) for name in _ARTICLE_TYPES}
    for article_id, outlet_id, day, section, language, current in connection.execute(_ARTICLES, articles):
        row = outlet_id or 0, day or 0, values["section"].of(section), values["language"].of(language), current
        for name, value in zip(article_columns, row, strict=True):
            article_columns[name][article_id % ARTICLES] = value
    rows = [
        (
            statement_id, article_id % ARTICLES, _speaker_number(identity_id, name, values["speaker"]),
            values["kind"].of(kind), values["act"].of(act), values["tone"].of(tone), is_shown,
        )
        for statement_id, article_id, identity_id, name, kind, act, tone, is_shown
        in connection.execute(_STATEMENTS, articles)
    ]  # fmt: skip
    columns = zip(*rows, strict=True) if rows else [()] * len(_STATEMENT_TYPES)
    statement_columns = {
        name: np.array(column, _TYPES[name]) for name, column in zip(_STATEMENT_TYPES, columns, strict=True)
    }
    numbers = {name: column.tobytes() for name, column in (statement_columns | article_columns).items()}
    return ColumnBlock(numbers, {name: places.values for name, places in values.items()})


def _speaker_number(identity_id: int | None, name: str | None, names: _Places) -> int:
    if identity_id is not None:
        return identity_id
    return 0 if name is None else -1 - names.of(name)


class StatementColumns:
    """The columns of all statements of a store, as arrays of one length; each is put together when it is asked for.

    Args:
        connection: A connection to the store.
    """

    def __init__(self, connection: Connection) -> None:
        self._blocks = _read_blocks(connection)
        self._values: dict[str, _Places] = {}

    def numbers(self, name: str) -> Integers:
        """Return a column: ``id``, ``shown``; ``outlet``, ``day``, ``current`` of the article.

        Unknown is 0.
        """
        return self._joined(name, lambda block, column: column)

    def texts(self, name: str) -> Integers:
        """Return a column of texts, as places in ``values``: ``kind``, ``act``, ``tone``, ``section``, ``language``."""
        places = self._values[name] = _Places()

        def translate(block: ColumnBlock, column: Integers) -> Integers:
            """Return the places of a block's values among those of all."""
            return np.array([places.of(value) for value in block.values[name]] or [0])[column]

        return self._joined(name, translate)

    def speakers(self) -> Integers:
        """Return the speakers: an identity's row number, or 0; -1 and below stand for the places of names."""
        places = self._values["speaker"] = _Places()

        def translate(block: ColumnBlock, column: Integers) -> Integers:
            """Return a block's speakers with the places of names among those of all."""
            if not block.values["speaker"]:
                return column
            names = np.array([-1 - places.of(name) for name in block.values["speaker"]])
            return np.where(column < 0, names[-1 - np.minimum(column, -1)], column)

        return self._joined("speaker", translate)

    def articles(self) -> Integers:
        """Return the row numbers of the articles."""
        arrays = [number * ARTICLES + _column(block, "article") for number, block in self._blocks]
        return np.concatenate([np.zeros(0, np.int64), *arrays])

    def values(self, name: str) -> Sequence[str | None]:
        """Return the texts of a column, by their places; ``speaker``: names of speakers without identity."""
        return self._values[name].values

    def _joined(self, name: str, translate: Callable[[ColumnBlock, Integers], Integers]) -> Integers:
        arrays = []
        for _, block in self._blocks:
            column = translate(block, _column(block, name))
            arrays.append(column[_column(block, "article")] if name in _ARTICLE_TYPES else column)
        return np.concatenate([np.zeros(0, np.int64), *arrays])


def _column(block: ColumnBlock, name: str) -> Integers:
    return np.frombuffer(block.numbers[name], _TYPES[name]).astype(np.int64)


def _read_blocks(connection: Connection) -> list[tuple[int, ColumnBlock]]:
    """Return the blocks with their numbers, in order; those that are missing or damaged made from the rows."""
    decoder = msgspec.msgpack.Decoder(ColumnBlock)
    blocks = {
        number: decoder.decode(data)
        for number, checksum, data in connection.execute(select(t.statement_columns))
        if zlib.crc32(data) == checksum
    }
    last_article = connection.execute(select(func.max(t.articles.c.id))).scalar() or 0
    numbers = range(last_article // ARTICLES + 1)
    return [(number, blocks.get(number) or make_block(connection, number)) for number in numbers]


_S, _P, _A = t.statements.c, t.speakers.c, t.articles.c
_ARTICLES = (
    select(_A.id, _A.outlet_id, _A.day, _A.section, _A.language, _A.current)
    .where(_A.id.between(bindparam("first"), bindparam("last")))
    .order_by(_A.id)
)
_STATEMENTS: Any = (
    select(
        _S.id,
        _S.article_id,
        _P.identity_id,
        case((_P.identity_id.is_(None), _P.name)),
        _S.kind,
        _S.act,
        _S.tone,
        _S.shown,
    )
    .outerjoin(t.speakers, _P.id == _S.speaker_id)
    .where(_S.article_id.between(bindparam("first"), bindparam("last")))
    .order_by(_S.article_id, _S.id)
)
