"""Statements as tidy rows: one statement a row, one value a cell, with its article and its speaker."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from onrecord.exports.display_text import join_spans
from onrecord.parquet.parquet_rows import stated_day
from onrecord.records import Record, Statement

COLUMNS = (
    "record", "statement", "day", "published", "outlet", "title", "url", "authors", "section", "language",
    "speaker", "speaker_kind", "identity", "identity_name", "roles", "kind", "act", "tone", "content", "cue", "source",
    "addressee", "occasion", "hedges", "parent", "uncued", "confidence", "speaker_confidence", "shown",
)  # fmt: skip
LIST_SEPARATOR = "; "
Identities = Mapping[str, tuple[str, str]]  # id and name of identities, by the speaker's id in the record


def statement_rows(record: Record, identities: Identities | None = None) -> Iterator[dict[str, Any]]:
    """Yield a row for each statement of a record; what is unknown is None."""
    article = record.article
    place = {
        "record": record.id, "day": stated_day(article.published), "published": article.published,
        "outlet": article.outlet, "title": article.title, "url": article.url,
        "authors": LIST_SEPARATOR.join(article.authors) or None, "section": article.section,
        "language": article.language,
    }  # fmt: skip
    for statement in record.statements:
        row = place | _speaker_cells(record, statement, identities or {}) | _statement_cells(statement)
        yield {column: row[column] for column in COLUMNS}


def _speaker_cells(record: Record, statement: Statement, identities: Identities) -> dict[str, Any]:
    speaker = record.speaker_of(statement)
    identity, identity_name = identities.get(statement.speaker or "", (None, None))
    roles = LIST_SEPARATOR.join(" ".join(role.text.split()) for role in speaker.roles) if speaker else ""
    return {
        "speaker": speaker.name if speaker else None, "speaker_kind": speaker.kind if speaker else None,
        "identity": identity, "identity_name": identity_name, "roles": roles or None,
    }  # fmt: skip


def _statement_cells(statement: Statement) -> dict[str, Any]:
    spans = {"cue": statement.cue, "source": statement.source, "occasion": statement.occasion}
    return {
        "statement": statement.id, "content": statement.text, "kind": statement.kind, "act": statement.act,
        "tone": statement.tone, "parent": statement.parent, "uncued": statement.uncued,
        "confidence": statement.confidence, "speaker_confidence": statement.speaker_confidence,
        "shown": statement.shown,
        "addressee": join_spans([statement.addressee]) if statement.addressee else None,
        "hedges": LIST_SEPARATOR.join(join_spans([span]) for span in statement.hedges) or None,
        **{name: join_spans(parts) or None for name, parts in spans.items()},
    }  # fmt: skip


def write_csv(rows: Iterable[Mapping[str, Any]], stream: BinaryIO) -> None:
    """Write rows as CSV in UTF-8, the names of the columns first: RFC 4180, an unknown value is empty."""
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="", write_through=True)
    try:
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _cell(value) for name, value in row.items()})
    finally:
        text.detach()


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def to_frame(record: Record) -> Any:
    """Return a record's statements as a pandas DataFrame, one a row.

    Raises:
        ModuleNotFoundError: pandas is not installed.
    """
    try:
        import pandas
    except ModuleNotFoundError:
        raise ModuleNotFoundError("a data frame needs pandas: pip install pandas") from None
    return pandas.DataFrame(list(statement_rows(record)), columns=list(COLUMNS))
