"""JSON Lines: one page a line, ``{id, text or html, url?, title?, published?}``."""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from onrecord.errors import SourceError
from onrecord.records import Page, PageOrigin, Skipped

NAMES = {str: "a string", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


def read(stream: BinaryIO, location: str, limit: int) -> Iterator[Page | Skipped]:
    """The pages of a stream, one a line. A line that gives none is Skipped, and the others are still read."""
    empty = True
    for number, line in enumerate(lines(stream, limit), 1):
        where = f"{location}:{number}"
        if line is None:
            reason = f"the line is longer than {limit:,} bytes; raise ONRECORD_MAX_BYTES to read it"
            yield Skipped.from_error(SourceError(reason), where)
            empty = False
            continue
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        empty = False
        try:
            yield page(line.rstrip(b"\r\n"), where)
        except SourceError as error:
            yield Skipped.from_error(error, where)
    if empty:
        yield Skipped.from_error(SourceError("empty: it holds no line"), location)


def lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The lines; None for one that is too long, of which no more than ``limit`` is ever held."""
    while line := stream.readline(limit + 2):
        if len(line.rstrip(b"\r\n")) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit + 2)
        yield None


def page(line: bytes, where: str) -> Page:
    """The page that one line holds. Raises SourceError, which says what is wrong with it."""
    given = parse(line)
    text, html = string(given, "text"), string(given, "html")
    body = text if text is not None else html
    if body is None:
        raise SourceError("has neither text nor html")
    if not body.strip():
        raise SourceError(f"its {'html' if text is None else 'text'} is empty")
    return Page(
        PageOrigin("jsonl", where, None, hashlib.sha256(line).hexdigest()),
        "html" if text is None else "exact",
        body,
        id=identifier(given),
        url=string(given, "url"),
        title=string(given, "title"),
        published=string(given, "published"),
        raw=line,
    )


def parse(line: bytes) -> dict[str, Any]:
    """The object that a line holds. Raises SourceError, which says what is wrong with it."""
    try:
        given = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise SourceError("is not UTF-8, as JSON must be") from None
    except json.JSONDecodeError as error:
        raise SourceError(f"is not JSON: {error.msg[0].lower()}{error.msg[1:]} at column {error.colno}") from None
    except (ValueError, RecursionError):
        raise SourceError("is JSON too deep or too large to read") from None
    if not isinstance(given, dict):
        raise SourceError(f"is {kind_name(given)}, not an object")
    return given


def string(given: dict[str, Any], name: str) -> str | None:
    """A property that is a string, or None where it is not given. Raises SourceError when it is something else."""
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise SourceError(f"its {name} is {kind_name(value)}, not a string")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SourceError(f"its {name} has half a surrogate pair at character {error.start}") from None
    return value


def identifier(given: dict[str, Any]) -> str | None:
    """The id, a string or a whole number."""
    value = given.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return string(given, "id") or None


def kind_name(value: object) -> str:
    """What a JSON value is, in words."""
    return NAMES.get(type(value), "null")
