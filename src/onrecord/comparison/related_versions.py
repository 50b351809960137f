"""What belongs to an utterance but quotes too little of it to be clustered: fragments and indirect reports.

Neither joins utterances. "New York values" is in many statements and is shown with each utterance it may be part of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection

from onrecord.comparison.cluster_store import day_ordinal, fingerprint_of_row
from onrecord.comparison.matching import is_part_of, names_agree
from onrecord.comparison.quote_fingerprint import QuoteFingerprint, fold_name
from onrecord.comparison.quoted_words import SENTENCE_END, split_segments
from onrecord.comparison.word_weights import total_weight
from onrecord.store import utterance_rows
from onrecord.store.search.embedder import Embedder

MAX_DAYS = 2  # between an indirect report and the quotation
# Share of the words, cosine of the meaning, and their sum, for an indirect report: chosen by reading PolNeAR train, dev
MIN_WORD_SHARE, MIN_COSINE, MIN_SUM = 0.5, 0.45, 1.15
MIN_WEIGHT = 3.0  # of an indirect statement's words


def find_fragments(connection: Connection, members: Sequence[QuoteFingerprint]) -> list[int]:
    """Return the statements that quote a few of the utterance's words, by the same speaker at about the same time."""
    member_ids = {quote.id for quote in members}
    lookup_keys = {key for quote in members for key in quote.lookup_keys}
    candidate_ids = utterance_rows.statements_with_shingles(connection, lookup_keys) - member_ids
    candidates = [fingerprint_of_row(row) for row in utterance_rows.quoted_rows(connection, sorted(candidate_ids))]
    return [
        candidate.id
        for candidate in candidates
        if candidate.is_fragment and any(is_part_of(candidate, quote) for quote in members)
    ]


def find_indirect(connection: Connection, members: Sequence[QuoteFingerprint]) -> list[int]:
    """Return the indirect statements that report the same: same speaker, same days, alike in words and meaning."""
    names = {quote.speaker for quote in members if quote.speaker}
    days = [quote.day for quote in members if quote.day is not None]
    if not names or not days:
        return []
    rows = _indirect_rows(connection, {name.split()[-1] for name in names}, days)
    return [statement for statement, score in score_indirect(rows, members) if score >= MIN_SUM]


def score_indirect(rows: Iterable[utterance_rows.Row], members: Sequence[QuoteFingerprint]) -> list[tuple[int, float]]:
    """Return indirect statements with a score of how alike they are; 0 if words or meaning are too far apart."""
    candidates = [row for row in rows if _speaker_and_day_agree(row, members)]
    if not candidates:
        return []
    embedder = Embedder.load()
    member_texts = [
        " ".join(form for segment in quote.segments for form in segment if form != SENTENCE_END) for quote in members
    ]
    member_vectors = embedder.embed(member_texts)
    candidate_vectors = embedder.embed([row["content"] for row in candidates])
    cosines = (candidate_vectors @ member_vectors.T).max(axis=1)
    return [(row["id"], _score(row, members, float(cosine))) for row, cosine in zip(candidates, cosines, strict=True)]


def _score(row: utterance_rows.Row, members: Sequence[QuoteFingerprint], cosine: float) -> float:
    forms = {form for segment in split_segments([row["content"]]) for form in segment} - {SENTENCE_END}
    weight = total_weight(forms)
    if weight < MIN_WEIGHT or cosine < MIN_COSINE:
        return 0.0
    member_forms = ({form for segment in quote.segments for form in segment} for quote in members)
    word_share = max(total_weight(forms & quoted_forms) for quoted_forms in member_forms) / weight
    return word_share + cosine if word_share >= MIN_WORD_SHARE else 0.0


def _speaker_and_day_agree(row: utterance_rows.Row, members: Sequence[QuoteFingerprint]) -> bool:
    day, name = day_ordinal(row["day"]), fold_name(row["speaker"])
    return day is not None and any(
        names_agree(name, quote.speaker) is True and quote.day is not None and abs(day - quote.day) <= MAX_DAYS
        for quote in members
    )


def _indirect_rows(connection: Connection, surnames: Iterable[str], days: Sequence[int]) -> list[utterance_rows.Row]:
    statements: set[int] = set()
    for first, last in _day_ranges(days):
        statements |= set(utterance_rows.indirect_statements(connection, surnames, first, last))
    return utterance_rows.statement_details(connection, sorted(statements))


def _day_ranges(days: Sequence[int]) -> list[tuple[date, date]]:
    """Return the range of days around each given day, each range once."""
    return sorted({(date.fromordinal(day - MAX_DAYS), date.fromordinal(day + MAX_DAYS)) for day in days})
