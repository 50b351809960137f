"""A store's statements clustered into utterances: new statements are added to the clusters that exist.

Each batch is one transaction: if interrupted, the next call continues. Statements removed from the store since (an
article was read again, or changed at its address) are removed here first, and utterances held together by them split.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from sqlalchemy import Connection

from onrecord.comparison.clustering import Clustering
from onrecord.comparison.quote_fingerprint import QuoteFingerprint
from onrecord.comparison.quoted_words import outermost_quotations, quoted_ranges, split_segments
from onrecord.progress import Progress
from onrecord.store import Store, utterance_rows
from onrecord.store.day_numbers import day_or_none
from onrecord.store.utterance_rows import Row

BATCH_SIZE = 2_000  # statements clustered in one transaction


def update_clusters(store: Store, progress: Progress | None = None, batch_size: int = BATCH_SIZE) -> int:
    """Cluster the statements that are new in the store and return how many; nothing is written if there are none."""
    if store.database.read(_has_outdated_rows):
        store.database.write(_remove_outdated)
    total = store.database.read(utterance_rows.count_unclustered)
    done = 0
    while done < total:
        if progress is not None:
            progress(done, total)
        clustered = store.database.write(partial(_cluster_batch, count=batch_size))
        if not clustered:  # another process did it
            break
        done += clustered
    return done


def day_ordinal(day_number: int | None) -> int | None:
    """Return the proleptic ordinal of a day number such as 20250227; None if it is not a day."""
    day = day_or_none(day_number)
    return None if day is None else day.toordinal()


def fingerprint_of_row(row: Row) -> QuoteFingerprint:
    """Return the fingerprint of a clustered statement from its row."""
    segments = tuple(tuple(line.split(" ")) for line in row["words"].split("\n") if line)
    return QuoteFingerprint.build(row["statement_id"], segments, row["speaker"], day_ordinal(row["day"]))


def _cluster_batch(connection: Connection, count: int) -> int:
    rows = utterance_rows.unclustered_statements(connection, count)
    new_quotes = list(_fingerprints(connection, rows))
    clustering = Clustering()
    lookup_keys = {key for quote in new_quotes for key in quote.lookup_keys}
    candidates = utterance_rows.statements_with_shingles(connection, lookup_keys)
    for row in utterance_rows.quoted_rows(connection, candidates):
        clustering.add_known(fingerprint_of_row(row), row["utterance_id"])
    for quote in new_quotes:
        clustering.add(quote)
    days = {row["id"]: row["day"] for row in rows}
    values = [_row(quote, clustering.cluster_of(quote.id), days[quote.id]) for quote in new_quotes]
    keys = [(key, quote.id) for quote in new_quotes for key in sorted(quote.index_keys)]
    utterance_rows.insert_quoted(connection, values, keys)
    merged = sorted(clustering.merged)
    utterance_rows.set_utterances(
        connection,
        {
            row["statement_id"]: clustering.current(row["utterance_id"])
            for row in utterance_rows.utterance_members(connection, merged)
        },
    )
    utterance_rows.update_utterances(connection, {*merged, *(row["utterance_id"] for row in values)})
    return len(rows)


def _fingerprints(connection: Connection, rows: Iterable[Row]) -> Iterator[QuoteFingerprint]:
    statements = list(rows)
    spans = utterance_rows.content_spans(connection, [row["id"] for row in statements])
    article_id, quotations = 0, outermost_quotations("")
    for row in statements:
        if row["article_id"] != article_id:
            article_id, quotations = row["article_id"], outermost_quotations(row["article"])
        text = row["article"]
        ranges = quoted_ranges(text, spans.get(row["id"], ()), quotations, direct=row["kind"] == "direct")
        speaker = None if row["speaker_kind"] == "unnamed" else row["speaker"]
        segments = split_segments(text[start:end] for start, end in ranges)
        yield QuoteFingerprint.build(row["id"], segments, speaker, day_ordinal(row["day"]))


def _row(quote: QuoteFingerprint, utterance: int, day: int | None) -> Row:
    words = "\n".join(" ".join(segment) for segment in quote.segments)
    return {"statement_id": quote.id, "utterance_id": utterance, "speaker": quote.speaker, "day": day, "words": words}


def _has_outdated_rows(connection: Connection) -> bool:
    return bool(utterance_rows.outdated_statements(connection) or utterance_rows.outdated_utterances(connection))


def _remove_outdated(connection: Connection) -> None:
    """Remove statements that are no longer in the store, and cluster again the utterances that had them."""
    utterance_rows.delete_quoted(connection, utterance_rows.outdated_statements(connection))
    outdated = utterance_rows.outdated_utterances(connection)
    members: dict[int, list[Row]] = {utterance: [] for utterance in outdated}
    for row in utterance_rows.utterance_members(connection, outdated):
        members[row["utterance_id"]].append(row)
    changed = set(outdated)
    for utterance, rows in members.items():
        assignments = _split_utterance(utterance, rows)
        utterance_rows.set_utterances(connection, assignments)
        changed |= set(assignments.values())
    utterance_rows.update_utterances(connection, changed)


def _split_utterance(utterance: int, rows: Iterable[Row]) -> dict[int, int]:
    """Return the utterance of each statement of a former one: the part with the oldest statement keeps its number."""
    clustering = Clustering()
    for row in rows:
        clustering.add(fingerprint_of_row(row))
    parts = [sorted(part) for part in clustering.clusters().values()]
    oldest = min((part[0] for part in parts), default=0)
    return {statement: utterance if part[0] == oldest else part[0] for part in parts for statement in part}
