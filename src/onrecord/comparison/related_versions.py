"""What belongs to an utterance without quoting enough of it to be grouped: fragments, and what is told indirectly.

Neither joins utterances. "New York values" stands in many sentences and is shown with each that it may be of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection

from onrecord.comparison.cluster_store import ordinal, saying
from onrecord.comparison.matching import agree, part_of
from onrecord.comparison.quote_fingerprint import Saying, folded
from onrecord.comparison.quoted_words import END, pieces
from onrecord.comparison.word_weights import weigh
from onrecord.store import utterance_rows
from onrecord.store.search.embedder import Embedder

NEAR = 2  # days
OVERLAP, MEANING, BOTH = 0.5, 0.45, 1.15  # share of the words, cosine, and their sum: read in PolNeAR train and dev
LEAST = 3.0  # weight of an indirect statement's words


def fragments(connection: Connection, members: Sequence[Saying]) -> list[int]:
    """Statements that quote a few of the utterance's words, by the same speaker at the time."""
    known = {one.id for one in members}
    found = utterance_rows.statements_with_shingles(connection, {key for one in members for key in one.asked}) - known
    some = [saying(row) for row in utterance_rows.quoted_rows(connection, sorted(found))]
    return [one.id for one in some if one.fragment and any(part_of(one, whole) for whole in members)]


def indirect(connection: Connection, members: Sequence[Saying]) -> list[int]:
    """Statements without quotation marks that tell the same: same speaker, same days, near in words and meaning."""
    names = {one.speaker for one in members if one.speaker}
    days = [one.day for one in members if one.day is not None]
    if not names or not days:
        return []
    rows = _asked(connection, {name.split()[-1] for name in names}, days)
    return [number for number, score in scored(rows, members) if score >= BOTH]


def scored(rows: Iterable[utterance_rows.Row], members: Sequence[Saying]) -> list[tuple[int, float]]:
    """Indirect statements with how near they are; 0 where something tells against it."""
    some = [row for row in rows if _fits(row, members)]
    if not some:
        return []
    embedder = Embedder.load()
    own = embedder.embed([" ".join(word for piece in one.pieces for word in piece if word != END) for one in members])
    theirs = embedder.embed([row["content"] for row in some])
    nearest = (theirs @ own.T).max(axis=1)
    return [(row["id"], _sum(row, members, float(near))) for row, near in zip(some, nearest, strict=True)]


def _sum(row: utterance_rows.Row, members: Sequence[Saying], near: float) -> float:
    forms = {form for piece in pieces([row["content"]]) for form in piece} - {END}
    whole = weigh(forms)
    if whole < LEAST or near < MEANING:
        return 0.0
    shared = max(weigh(forms & {form for piece in one.pieces for form in piece}) for one in members) / whole
    return shared + near if shared >= OVERLAP else 0.0


def _fits(row: utterance_rows.Row, members: Sequence[Saying]) -> bool:
    day, name = ordinal(row["day"]), folded(row["speaker"])
    return any(
        agree(name, one.speaker) is True and day is not None and one.day is not None and abs(day - one.day) <= NEAR
        for one in members
    )


def _asked(connection: Connection, names: Iterable[str], days: Sequence[int]) -> list[utterance_rows.Row]:
    found: set[int] = set()
    for first, last in _stretches(days):
        found |= set(utterance_rows.indirect_statements(connection, names, first, last))
    return utterance_rows.statement_details(connection, sorted(found))


def _stretches(days: Sequence[int]) -> list[tuple[date, date]]:
    """The days around those given, each stretch once."""
    return sorted({(date.fromordinal(day - NEAR), date.fromordinal(day + NEAR)) for day in days})
