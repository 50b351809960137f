"""XML from strangers: read as far as it goes, without its DTD, so that no entity is ever defined or fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import html5
from typing import Protocol

MAX_JUNK = 4_096  # characters before the root element in which a known root is still looked for
CHUNK_BYTES = 1 << 16  # given to libxml2 at a time: it refuses to hold more than 10 MB of them
LAST_CHARACTER = 0x10FFFF  # of Unicode
_ELEMENT_NAME = r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)"
_START_TAG = re.compile(rf"{_ELEMENT_NAME}(?=[\s/>])")
_SPACE = re.compile(r"[\s\ufeff]*")
_DTD_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|<!--.*?(?:-->|\Z)|[\[\]>]", re.DOTALL)
_CDATA_OR_COMMENT = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)  # not repaired
_NEEDS_REPAIR = re.compile(
    r"&(?!#(?:38|60|62|34|39);)(?:(#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]{1,31});)?|<(?![\w:/?])"
)
_NUMERIC_REFERENCE = re.compile(r"&#([0-9]+|[xX][0-9A-Fa-f]+);")
# After its first error libxml2 leaves out references by name, but not those by number.
_NUMERIC_BY_NAME = {"&amp;": "&#38;", "&lt;": "&#60;", "&gt;": "&#62;", "&quot;": "&#34;", "&apos;": "&#39;"}
_ILLEGAL_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class XmlHandler(Protocol):
    """Receives the elements as they come; names with a namespace are `{namespace}name`."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Handle a start tag."""

    def end(self, name: str) -> None:
        """Handle an end tag."""

    def data(self, text: str) -> None:
        """Handle text."""


def find_root(text: str, known_roots: frozenset[str] = frozenset()) -> tuple[str | None, int]:
    """Return the root element's local name and start; `known_roots` are also found behind a little junk."""
    prolog_end = _prolog_end(text)
    first_tag = _START_TAG.match(text, prolog_end)
    for tag in _START_TAG.finditer(text, prolog_end, prolog_end + MAX_JUNK):
        if tag[1] in known_roots:
            return tag[1], tag.start()
        if tag[1].lower() in {"html", "head", "body"}:
            break
    return (first_tag[1] if first_tag else None), prolog_end


def _prolog_end(text: str) -> int:
    """Return where the declaration, instructions, comments and DTD end."""
    position = 0
    while True:
        position = _SPACE.match(text, position).end()  # type: ignore[union-attr] # it matches nothing too
        if text.startswith("<?", position):
            position = _after(text, "?>", position)
        elif text.startswith("<!--", position):
            position = _after(text, "-->", position)
        elif text[position : position + 9].upper() == "<!DOCTYPE":
            position = _after_dtd(text, position)
        else:
            return position


def _after(text: str, mark: str, start: int) -> int:
    mark_start = text.find(mark, start)
    return len(text) if mark_start < 0 else mark_start + len(mark)


def _after_dtd(text: str, start: int) -> int:
    in_subset = False
    for token in _DTD_TOKEN.finditer(text, start):
        if token[0] in "[]":
            in_subset = token[0] == "["
        elif token[0] == ">" and not in_subset:
            return token.end()
    return len(text)


def parse_xml(text: str, handler: XmlHandler, start: int) -> str | None:
    """Give `handler` the elements from the root at `start` on, and return what was wrong, or None.

    Elements that the text leaves open get no `end`. What browsers would forgive is repaired first: HTML's entities,
    bare `&` and `<`, characters that XML does not allow.
    """
    from lxml import etree

    target = _ParserTarget(handler)
    parser = etree.XMLParser(
        target=target, recover=True, resolve_entities="internal", no_network=True, load_dtd=False, huge_tree=False,
        encoding="utf-8",
    )  # fmt: skip
    line_breaks = "\n" * text.count("\n", 0, start)  # for the line number in the message
    repaired = (line_breaks + _repair(text[start:])).encode()
    try:
        for chunk_start in range(0, len(repaired), CHUNK_BYTES):
            parser.feed(repaired[chunk_start : chunk_start + CHUNK_BYTES])
        target.ended = True  # `close` ends elements that the text did not end
        parser.close()
    except etree.XMLSyntaxError as error:
        return _describe_fault(error.msg, error.lineno)
    except UnicodeDecodeError:  # libxml2 lets through what is no character, where it recovers
        return _describe_fault("a character that does not exist", None)
    for entry in parser.feed_error_log:
        if entry.level_name == "FATAL":
            return _describe_fault(entry.message, entry.line)
    return None


class _ParserTarget:
    """lxml's interface to an XmlHandler."""

    def __init__(self, handler: XmlHandler) -> None:
        self._handler = handler
        self.ended = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Handle the start of an element."""
        if not self.ended:
            self._handler.start(name, attributes)

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        if not self.ended:
            self._handler.end(name)

    def data(self, text: str) -> None:
        """Handle text."""
        if not self.ended:
            self._handler.data(text)

    def close(self) -> None:
        """Do nothing: the handler has everything."""


def _repair(text: str) -> str:
    parts = _CDATA_OR_COMMENT.split(text)
    for index in range(0, len(parts), 2):
        for name, number in _NUMERIC_BY_NAME.items():
            parts[index] = parts[index].replace(name, number)
        parts[index] = _NEEDS_REPAIR.sub(_repair_reference, parts[index])
    for index in range(1, len(parts), 2):  # after an error, the parser may read a comment as text
        parts[index] = _NUMERIC_REFERENCE.sub(_drop_illegal_reference, parts[index])
    return _ILLEGAL_CHARACTER.sub("", "".join(parts))


def _drop_illegal_reference(reference: re.Match[str]) -> str:
    number = _reference_number(reference[1])
    return "" if number > LAST_CHARACTER or _ILLEGAL_CHARACTER.match(chr(number)) else reference[0]


def _reference_number(digits: str) -> int:
    """Return the number that a reference names; digits past the seventh are cut, since there is no such character."""
    return int(digits.lower().lstrip("x0")[:7] or "0", 16 if digits[0] in "xX" else 10)


def _repair_reference(reference: re.Match[str]) -> str:
    name = reference[1]
    if not name:
        return f"&#{ord(reference[0])};"
    if name.startswith("#"):
        return _character(_reference_number(name[1:]))
    return html5.get(f"{name};", f"&{name};").replace("&", "&#38;").replace("<", "&#60;")


def _character(number: int) -> str:
    if 0x80 <= number < 0xA0:  # windows-1252, as browsers read it
        return bytes((number,)).decode("cp1252", "ignore")
    if number > LAST_CHARACTER:
        return ""
    return f"&#{number};" if number in {0x26, 0x3C} else chr(number)


def _describe_fault(message: str | None, line: int | None) -> str:
    one_line = " ".join((message or "unreadable").split())[:100]
    return f"not well-formed XML at line {line or 1}: {one_line}"
