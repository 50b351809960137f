"""The columns of the three tables that records become: articles, statements and speakers.

One list of columns for everything that writes Parquet. Each column has its description in the file's own metadata. The
tables hold all that a record has, so that ``record_from_rows`` gives it back; ``statements`` repeats its article's
outlet and day and its speaker's name and kind, so that most questions need one table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET_SCHEMA = "onrecord.parquet/1"
ARTICLES, STATEMENTS, SPEAKERS = "articles", "statements", "speakers"
SIGNATURE_SIZE = 64  # numbers in an article's signature


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``type`` is a name in ``_arrow_type``; ``nullable`` says whether it may be empty."""

    name: str
    type: str
    description: str
    nullable: bool = False


_PLACE = (
    Column("record", "text", "Id of the record, the same in all three tables."),
    Column("outlet", "text", "The publisher, or null.", True),
    Column("day", "day", "The day of publication in the publisher's own time, or null.", True),
)
_IDENTITY = (
    Column("identity", "text", "Id of the speaker's identity in the store that it was exported from, or null.", True),
    Column("identity_name", "text", "The name of that identity, or null.", True),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    ARTICLES: (
        *_PLACE,
        Column("title", "text", "The headline, or null.", True),
        Column("url", "text", "The canonical address, or null.", True),
        Column("authors", "texts", "The names in the byline."),
        Column("published", "text", "When it was published, ISO 8601, as the record has it, or null.", True),
        Column("modified", "text", "When it was last changed, ISO 8601, or null.", True),
        Column("language", "text", "The language, ISO 639-1, or null.", True),
        Column("image", "text", "Address of the main picture, or null.", True),
        Column("section", "text", "The outlet's section or category, or null.", True),
        Column("text", "text", "The article: its paragraphs, with a blank line between them."),
        Column("paragraphs", "bounds", "Offsets of the paragraphs in the text."),
        Column("boilerplate", "texts", "Lines of the page that are not the article."),
        Column("page_kind", "text", "What the page was read from."),
        Column("page_location", "text", "Its address, or its path and its position in the file."),
        Column("page_retrieved", "text", "When it was fetched, ISO 8601, or null.", True),
        Column("page_sha256", "text", "SHA-256 of the page's original bytes, in hexadecimal."),
        Column("claimed_url", "text", "An address of another site that the page names as its own, or null.", True),
        Column("statement_count", "count", "How many rows it has in statements; they follow each other."),
        Column("speaker_count", "count", "How many rows it has in speakers."),
        Column("signature", "signature", "Numbers that are nearly the same for nearly the same text, or null.", True),
        Column("model", "text", "Name of the model that read it."),
    ),
    STATEMENTS: (
        *_PLACE,
        Column("statement", "text", "Id of the statement within the record."),
        Column("content", "text", "The words that say what was said; its pieces are joined by “ … ”."),
        Column("cue", "text", "The words that attribute it, empty for an uncued quotation."),
        Column("source", "text", "The words that name who said it, as written; may be empty."),
        Column("speaker", "text", "Id of the speaker within the record, or null.", True),
        Column("speaker_name", "text", "The speaker's fullest name in the article, or null.", True),
        Column("speaker_kind", "text", "Person, organization, group, country, document or unnamed, or null.", True),
        *_IDENTITY,
        Column("kind", "text", "Direct, indirect or mixed."),
        Column("act", "text", "What is done: assert, ask, deny, decline, request, promise, accuse or think."),
        Column("tone", "text", "What the cue adds: neutral, doubting, endorsing or charged."),
        Column("shown", "flag", "Whether it is speech that is probable enough to be shown by default."),
        Column("confidence", "number", "Probability that the statement is right."),
        Column("speaker_confidence", "number", "Probability that its speaker is right, or null.", True),
        Column("uncued", "flag", "Whether it is a quotation without a cue."),
        Column("parent", "text", "Id of the statement that contains this one, or null.", True),
        Column("addressee_speaker", "text", "Id of the speaker to whom it was said, or null.", True),
        Column("content_spans", "spans", "The pieces of the content, with offsets into the article's text."),
        Column("cue_spans", "spans", "The pieces of the cue."),
        Column("source_spans", "spans", "The pieces of the source."),
        Column("addressee_span", "span", "The words that say to whom it was said, or null.", True),
        Column("occasion_spans", "spans", "The words that say when or where it was said."),
        Column("hedge_spans", "spans", "The words that soften it."),
    ),
    SPEAKERS: (
        *_PLACE,
        Column("speaker", "text", "Id of the speaker within the record."),
        Column("name", "text", "The fullest name in the article."),
        Column("kind", "text", "Person, organization, group, country, document or unnamed, or null.", True),
        *_IDENTITY,
        Column("aliases", "texts", "Other names of the speaker in the article."),
        Column("role_spans", "spans", "The words that give a role."),
        Column("affiliation_spans", "spans", "The words that give an affiliation."),
        Column("mention_spans", "spans", "Where the article names the speaker."),
    ),
}


def arrow_schema(table: str, model: str) -> pa.Schema:
    """Return the schema of a table, with the version of these columns and the model's name in its metadata."""
    import pyarrow as pa

    fields = [
        pa.field(column.name, _arrow_type(column.type), column.nullable, {"description": column.description})
        for column in COLUMNS[table]
    ]
    return pa.schema(fields, {"onrecord.schema": PARQUET_SCHEMA, "onrecord.model": model})


def schema_lines(table: str) -> Sequence[str]:
    """Return the rows of a Markdown table that documents a table's columns."""
    return [f"| `{column.name}` | {column.type} | {column.description} |" for column in COLUMNS[table]]


def _arrow_type(name: str) -> pa.DataType:
    import pyarrow as pa

    span = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
    types: dict[str, pa.DataType] = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "day": pa.date32(),
        "count": pa.int32(),
        "flag": pa.bool_(),
        "number": pa.float64(),
        "span": span,
        "spans": pa.list_(span),
        "bounds": pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32())])),
        "signature": pa.list_(pa.uint32()),
    }
    return types[name]
