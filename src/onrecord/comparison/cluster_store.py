"""A store's statements gathered into utterances: what is new is placed among what was there.

Each part is one transaction: interrupted, the next call goes on. What was taken out of the store since (an article
read again, or changed at its address) is taken out here first, and utterances that it held together come apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from sqlalchemy import Connection

from onrecord.comparison.clustering import Grouping
from onrecord.comparison.quote_fingerprint import Saying
from onrecord.comparison.quoted_words import marks, pieces, quoted
from onrecord.progress import Progress
from onrecord.store import Store, utterance_rows
from onrecord.store.day_numbers import day_of_number
from onrecord.store.utterance_rows import Row

PART = 2_000  # statements gathered in one transaction


def gather(store: Store, progress: Progress | None = None, part: int = PART) -> int:
    """Places the statements that wait; how many. Nothing is written where there is nothing to do."""
    if store.database.read(_dirty):
        store.database.write(_mended)
    total = store.database.read(utterance_rows.count_unclustered)
    done = 0
    while done < total:
        if progress is not None:
            progress(done, total)
        placed = store.database.write(partial(_placed, count=part))
        if not placed:  # another process did it
            break
        done += placed
    return done


def ordinal(day: int | None) -> int | None:
    """A day number such as 20250227, counted."""
    return None if day is None else day_of_number(day).toordinal()


def saying(row: Row) -> Saying:
    """What was gathered of a statement, as it is compared."""
    words = tuple(tuple(line.split(" ")) for line in row["words"].split("\n") if line)
    return Saying.of(row["statement_id"], words, row["speaker"], ordinal(row["day"]))


def _placed(connection: Connection, count: int) -> int:
    rows = utterance_rows.unclustered_statements(connection, count)
    new = list(_sayings(connection, rows))
    grouping = Grouping()
    for row in utterance_rows.quoted_rows(
        connection, utterance_rows.statements_with_shingles(connection, {key for one in new for key in one.asked})
    ):
        grouping.know(saying(row), row["utterance_id"])
    for one in new:
        grouping.add(one)
    days = {row["id"]: row["day"] for row in rows}
    values = [_row(one, grouping.group(one.id), days[one.id]) for one in new]
    utterance_rows.insert_quoted(connection, values, [(key, one.id) for one in new for key in sorted(one.keys)])
    gone = sorted(grouping.merged)
    utterance_rows.set_utterances(
        connection,
        {
            row["statement_id"]: grouping.now(row["utterance_id"])
            for row in utterance_rows.utterance_members(connection, gone)
        },
    )
    utterance_rows.update_utterances(connection, {*gone, *(row["utterance_id"] for row in values)})
    return len(rows)


def _sayings(connection: Connection, rows: Iterable[Row]) -> Iterator[Saying]:
    some = list(rows)
    spans = utterance_rows.content_spans(connection, [row["id"] for row in some])
    article, within = 0, marks("")
    for row in some:
        if row["article_id"] != article:
            article, within = row["article_id"], marks(row["article"])
        text = row["article"]
        found = quoted(text, spans.get(row["id"], ()), within, direct=row["kind"] == "direct")
        speaker = None if row["speaker_kind"] == "unnamed" else row["speaker"]
        yield Saying.of(row["id"], pieces(text[start:end] for start, end in found), speaker, ordinal(row["day"]))


def _row(one: Saying, utterance: int, day: int | None) -> Row:
    words = "\n".join(" ".join(piece) for piece in one.pieces)
    return {"statement_id": one.id, "utterance_id": utterance, "speaker": one.speaker, "day": day, "words": words}


def _dirty(connection: Connection) -> bool:
    return bool(utterance_rows.outdated_statements(connection) or utterance_rows.outdated_utterances(connection))


def _mended(connection: Connection) -> None:
    """Takes out what is no longer there, and looks again at what the utterances that had it are without it."""
    utterance_rows.delete_quoted(connection, utterance_rows.outdated_statements(connection))
    torn = utterance_rows.outdated_utterances(connection)
    held: dict[int, list[Row]] = {number: [] for number in torn}
    for row in utterance_rows.utterance_members(connection, torn):
        held[row["utterance_id"]].append(row)
    touched = set(torn)
    for number, rows in held.items():
        places = _apart(number, rows)
        utterance_rows.set_utterances(connection, places)
        touched |= set(places.values())
    utterance_rows.update_utterances(connection, touched)


def _apart(number: int, rows: Iterable[Row]) -> dict[int, int]:
    """The utterances of what was one: the part with the oldest statement keeps its number."""
    grouping = Grouping()
    for row in rows:
        grouping.add(saying(row))
    parts = [sorted(part) for part in grouping.groups().values()]
    oldest = min((part[0] for part in parts), default=0)
    return {one: number if part[0] == oldest else part[0] for part in parts for one in part}
