"""The record as JSON: writing, reading, and its JSON Schema, which comes from the annotations in ``records``."""

from __future__ import annotations

import inspect
import re
from typing import Any

import msgspec

from onrecord import records
from onrecord.errors import RecordError
from onrecord.records import SCHEMA, Record

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)

# JSON allows DEL and the C1 controls unescaped, but some terminals obey them.
_CONTROLS = re.compile(rb"\x7f|\xc2[\x80-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PROPERTIES = ("schema", "id", "article", "statements", "speakers")  # of a record, in the order of the JSON


def to_json(record: Record, *, indent: int = 0) -> bytes:
    """Return the record as JSON in UTF-8, on one line or indented by ``indent`` spaces a level."""
    return encode({name: getattr(record, name) for name in _PROPERTIES}, indent=indent)


def encode(value: object, *, indent: int = 0) -> bytes:
    """Return any core type as JSON in UTF-8 that no terminal obeys; lone surrogates become U+FFFD."""
    try:
        data = _ENCODER.encode(value)
    except UnicodeEncodeError:  # a lone surrogate, which UTF-8 cannot encode; one character for one keeps offsets
        data = _ENCODER.encode(_without_surrogates(msgspec.to_builtins(value)))
    data = _CONTROLS.sub(lambda match: b"\\u%04x" % match.group()[-1], data)
    return msgspec.json.format(data, indent=indent) if indent else data


def from_json(data: bytes | str) -> Record:
    """Read the JSON of a record.

    Raises:
        RecordError: ``data`` is not a record of this version, or a value is out of its bounds.
    """
    try:
        record = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise RecordError(f"not a record: {error}") from None
    if record.schema != SCHEMA:
        raise RecordError(f"not a record of this version: schema is {record.schema!r}, expected {SCHEMA!r}")
    return record


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a record."""
    _, components = msgspec.json.schema_components([Record], ref_template="#/$defs/{name}")
    for name, component in components.items():
        _complete(name, component)
    record: dict[str, Any] = components.pop("Record")
    record["properties"] = {name: record["properties"][name] for name in _PROPERTIES}
    record["properties"]["schema"]["const"] = SCHEMA
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:{SCHEMA.replace('/', ':')}"}
    return head | record | {"$defs": {name: components[name] for name in sorted(components)}}


def _complete(name: str, component: dict[str, Any]) -> None:
    """Add a type's title and summary. Every property is always written, so every one is required."""
    component["title"] = name
    component["description"] = (inspect.getdoc(getattr(records, name)) or "").partition("\n\n")[0].replace("``", "")
    component["required"] = list(component["properties"])
    for prop in component["properties"].values():
        prop.pop("default", None)


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    return value
