"""Check a store row by row: what in it is damaged, and what that costs.

A disk's flipped bit, a file copied while it was written, or somebody's malice: each row is read as the commands read
it, and each that cannot be read is named. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, select, text

from onrecord.errors import OnrecordError
from onrecord.records import Record
from onrecord.store import tables as t
from onrecord.store.connection.database import DAMAGE, Database
from onrecord.store.connection.foreign_objects import foreign_objects
from onrecord.store.load_records import load_page, load_record
from onrecord.store.search.vectors import damaged_block
from onrecord.store.statistics.statement_columns import wrong_blocks
from onrecord.store.write.rows import check_record

MAX_MESSAGES = 50  # of SQLite's own check
FAR_FUTURE = timedelta(days=366)  # a poll that is due later was not written by a watch


@dataclass(frozen=True, slots=True)
class StoreProblem:
    """Something in a store that is damaged or does not belong there.

    Attributes:
        where: the table and row, or the file.
        what: what is wrong with it.
        advice: what can be saved, and how.
    """

    where: str
    what: str
    advice: str


def check_store(address: str) -> Iterator[StoreProblem]:
    """Yield what is wrong with a store, in the order of its tables; nothing for a sound one.

    Args:
        address: A SQLite file or a ``postgresql://`` address.

    Raises:
        StoreError: the store cannot be opened at all.
    """
    database = Database(address, create=False)
    try:
        yield from database.read(_schema_problems)
        yield from _article_problems(database)
        yield from database.read(_vector_problems)
        yield from database.read(_column_problems)
        yield from database.read(_fetch_problems)
    finally:
        database.close()


def _schema_problems(connection: Connection) -> list[StoreProblem]:
    """What SQLite itself finds, and views, triggers and rules that are not the store's."""
    problems = []
    if connection.dialect.name == "sqlite":
        for (message,) in connection.execute(text(f"PRAGMA integrity_check({MAX_MESSAGES})")):
            if message != "ok":
                problems.append(
                    StoreProblem("file", str(message), "restore a copy, or try sqlite3's .recover on a copy of it")
                )
    for kind, name, table in foreign_objects(connection):
        on_table = f" ON {table}" if kind != "view" and connection.dialect.name == "postgresql" else ""
        advice = f"nothing of the store is lost: DROP {kind.upper()} {name}{on_table}, after looking at what it does"
        problems.append(StoreProblem(f"{kind} {name}", f"is not the store's, on {table}", advice))
    return problems


def _article_problems(database: Database) -> Iterator[StoreProblem]:
    """Articles whose record or page cannot be read."""
    for article_id, record_id in database.read(_articles):
        where = f"articles {article_id} (record {record_id})"
        try:
            record = database.read(partial(load_record, article_id=article_id))
        except OnrecordError as error:
            yield StoreProblem(where, error.reason, _readable_again(database, article_id))
            continue
        if problem := _wrong_value(record):
            yield StoreProblem(where, problem, _readable_again(database, article_id))
        try:
            database.read(partial(load_page, article_id=article_id))
        except OnrecordError as error:
            yield StoreProblem(where, error.reason, "its statements can be read; add the page again to keep it")


def _articles(connection: Connection) -> list[tuple[Any, Any]]:
    return [(row[0], row[1]) for row in connection.execute(select(t.articles.c.id, t.articles.c.record))]


def _wrong_value(record: Record) -> str:
    """What is wrong with the values of a record, by the rules that every record has to follow; empty if nothing is."""
    try:
        check_record(record)
        msgspec.convert(msgspec.to_builtins(record), Record)
    except (OnrecordError, msgspec.MsgspecError, *DAMAGE) as error:
        return " ".join(str(error).split())[:300]
    return ""


def _readable_again(database: Database, article_id: int) -> str:
    """Whether the page of a damaged article is there to be read again."""
    try:
        page = database.read(partial(load_page, article_id=article_id))
    except OnrecordError:
        return "neither the record nor the page can be read; add the page again from its source"
    if page.raw is None:
        return "its page was not kept; add it again from its source"
    return "its page is sound; `onrecord reread --all` reads it again"


def _vector_problems(connection: Connection) -> list[StoreProblem]:
    blocks = connection.execute(select(t.vectors).order_by(t.vectors.c.first_id)).mappings()
    problems, last = [], 0
    for row in blocks:
        if reason := damaged_block(row, last):
            advice = "nothing is lost: the next `onrecord find --similar` computes the vectors again"
            problems.append(StoreProblem(f"vectors {row['first_id']}", reason, advice))
            continue
        last = row["last_id"]
    return problems


def _column_problems(connection: Connection) -> list[StoreProblem]:
    advice = "no statement is lost: DELETE FROM statement_columns, and the next `onrecord stats` makes it again"
    return [
        StoreProblem(f"statement_columns {number}", "does not say what its articles say: counts are wrong", advice)
        for number in wrong_blocks(connection)
    ]


def _fetch_problems(connection: Connection) -> list[StoreProblem]:
    problems = []
    advice = "nothing is lost: the feed is polled at the next `onrecord watch`"
    latest = datetime.now().astimezone() + FAR_FUTURE
    for address, next_poll in connection.execute(select(t.fetches.c.address, t.fetches.c.next)):
        if next_poll is None:
            continue
        try:
            moment = datetime.fromisoformat(next_poll)
            is_wrong = moment.astimezone() > latest
        except (ValueError, TypeError, OverflowError):
            is_wrong = True
        if is_wrong:
            problems.append(StoreProblem(f"fetches {address}", f"its next poll is {next_poll!r}", advice))
    return problems
