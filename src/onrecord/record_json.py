"""The record as JSON: written, read back, and described by a JSON Schema."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from onrecord.errors import RecordError
from onrecord.records import SCHEMA, Record
from onrecord.schema_words import CONSTRAINTS, DESCRIPTIONS

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)

# DEL and the C1 controls may stand in JSON as they are, and some terminals obey them.
_CONTROLS = re.compile(rb"\x7f|\xc2[\x80-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def to_json(record: Record, *, indent: int = 0) -> bytes:
    """The record in its public JSON shape: UTF-8, on one line, or with ``indent`` spaces a level."""
    shape = {
        "schema": record.schema,
        "id": record.id,
        "article": record.article,
        "statements": record.statements,
        "speakers": record.speakers,
    }
    try:
        data = _ENCODER.encode(shape)
    except UnicodeEncodeError:  # half a surrogate pair, which UTF-8 cannot hold; one character for one keeps offsets
        data = _ENCODER.encode(_without_surrogates(msgspec.to_builtins(shape)))
    data = _CONTROLS.sub(lambda match: b"\\u%04x" % match.group()[-1], data)
    return msgspec.json.format(data, indent=indent) if indent else data


def from_json(data: bytes | str) -> Record:
    """The record that ``to_json`` wrote. Raises RecordError when ``data`` is no record of this version."""
    try:
        record = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise RecordError(f"not a record: {error}") from None
    if record.schema != SCHEMA:
        raise RecordError(f"not a record of this version: schema is {record.schema!r}, expected {SCHEMA!r}")
    return record


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record."""
    _, parts = msgspec.json.schema_components([Record], ref_template="#/$defs/{name}")
    for name, part in parts.items():
        _describe(name, part)
    record: dict[str, Any] = parts.pop("Record")
    order = ["schema", "id", "article", "statements", "speakers"]
    record["properties"] = {name: record["properties"][name] for name in order}
    record["properties"]["schema"]["const"] = SCHEMA
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:{SCHEMA.replace('/', ':')}"}
    return head | record | {"$defs": {name: parts[name] for name in sorted(parts)}}


def _describe(name: str, part: dict[str, Any]) -> None:
    """Give a type and its properties their words. Every property is always written, so every one is required."""
    part["title"] = name
    part["description"] = DESCRIPTIONS[name]
    part["required"] = list(part["properties"])
    for field, schema in part["properties"].items():
        schema.pop("default", None)
        schema["description"] = DESCRIPTIONS[f"{name}.{field}"]
        schema.update(CONSTRAINTS.get(f"{name}.{field}", {}))


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    return value
