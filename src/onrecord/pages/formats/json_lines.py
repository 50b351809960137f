"""JSON Lines: a page on each line, `{id, text or html, url?, title?, published?, outlet?, authors?, section?}`."""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from onrecord.errors import SourceError
from onrecord.records import Page, PageOrigin, Skipped

TYPE_NAMES = {
    str: "a string", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object",
}  # fmt: skip


def read_pages(stream: BinaryIO, location: str, max_bytes: int) -> Iterator[Page | Skipped]:
    """Give the pages of a stream, one for each line. A line that gives none is Skipped, and the rest is read."""
    empty = True
    for number, line in enumerate(read_lines(stream, max_bytes), 1):
        line_location = f"{location}:{number}"
        if line is None:
            reason = f"the line is longer than {max_bytes:,} bytes; raise ONRECORD_MAX_BYTES to read it"
            yield Skipped.from_error(SourceError(reason), line_location)
            empty = False
            continue
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        empty = False
        try:
            yield line_page(line.rstrip(b"\r\n"), line_location)
        except SourceError as error:
            yield Skipped.from_error(error, line_location)
    if empty:
        yield Skipped.from_error(SourceError("empty: it holds no line"), location)


def read_lines(stream: BinaryIO, max_bytes: int) -> Iterator[bytes | None]:
    """Give the lines; None for a line that is too long, of which never more than `max_bytes` are held."""
    while line := stream.readline(max_bytes + 2):
        if len(line.rstrip(b"\r\n")) <= max_bytes:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(max_bytes + 2)
        yield None


def line_page(line: bytes, location: str) -> Page:
    """Return the page that a line holds. Raises SourceError, which says what is wrong with it."""
    fields = parse_object(line)
    text, html = string_field(fields, "text"), string_field(fields, "html")
    body = text if text is not None else html
    if body is None:
        is_record = str(fields.get("schema", "")).startswith("onrecord/")
        raise SourceError(
            "is a record that onrecord wrote, not a page: add the pages" if is_record else "has neither text nor html"
        )
    if not body.strip():
        raise SourceError(f"its {'html' if text is None else 'text'} is empty")
    return Page(
        PageOrigin("jsonl", location, None, hashlib.sha256(line).hexdigest()),
        "html" if text is None else "exact",
        body,
        id=id_field(fields),
        url=string_field(fields, "url"),
        title=string_field(fields, "title"),
        published=string_field(fields, "published"),
        outlet=_name(string_field(fields, "outlet")),
        authors=names_field(fields, "authors"),
        section=_name(string_field(fields, "section")),
        raw=line,
    )


def parse_object(line: bytes) -> dict[str, Any]:
    """Return the object that a line holds. Raises SourceError, which says what is wrong with it."""
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise SourceError("is not UTF-8, as JSON must be") from None
    except json.JSONDecodeError as error:
        raise SourceError(f"is not JSON: {error.msg[0].lower()}{error.msg[1:]} at column {error.colno}") from None
    except (ValueError, RecursionError):
        raise SourceError("is JSON too deep or too large to read") from None
    if not isinstance(fields, dict):
        raise SourceError(f"is {type_name(fields)}, not an object")
    return fields


def string_field(fields: dict[str, Any], name: str) -> str | None:
    """Return a string property; None if it is absent. Raises SourceError if it is not a string."""
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise SourceError(f"its {name} is {type_name(value)}, not a string")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SourceError(f"its {name} has half a surrogate pair at character {error.start}") from None
    return value


def names_field(fields: dict[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of names, or one name. Raises SourceError if it is something else."""
    value = fields.get(name)
    if not isinstance(value, list):
        value = [value]
    names = (string_field({name: element}, name) for element in value)
    return tuple(filter(None, map(_name, names)))


def _name(text: str | None) -> str | None:
    """Return a name on one line; None for an empty one."""
    return " ".join((text or "").split()) or None


def id_field(fields: dict[str, Any]) -> str | None:
    """Return the id, a string or a whole number."""
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return string_field(fields, "id") or None


def type_name(value: object) -> str:
    """Return the type of a JSON value, for people."""
    return TYPE_NAMES.get(type(value), "null")
