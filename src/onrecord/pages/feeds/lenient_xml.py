"""XML from strangers: read as far as it goes, without its DTD, so that no entity is ever defined or fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import html5
from typing import Protocol

JUNK = 4_096  # characters before the root element in which a root is still looked for
CHUNK = 1 << 16  # bytes that libxml2 is given at a time: it refuses to hold more than 10 MB of them
LAST = 0x10FFFF  # the number of the last character there can be
_NAME = r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)"
_ROOT = re.compile(rf"{_NAME}(?=[\s/>])")
_SPACE = re.compile(r"[\s\ufeff]*")
_DTD = re.compile(r"\"[^\"]*\"|'[^']*'|<!--.*?(?:-->|\Z)|[\[\]>]", re.DOTALL)
_APART = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)  # what is not mended
_MEND = re.compile(r"&(?!#(?:38|60|62|34|39);)(?:(#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]{1,31});)?|<(?![\w:/?])")
_NUMBERED = re.compile(r"&#([0-9]+|[xX][0-9A-Fa-f]+);")
# After its first error libxml2 leaves out references by name, but not those by number.
_NUMBERS = {"&amp;": "&#38;", "&lt;": "&#60;", "&gt;": "&#62;", "&quot;": "&#34;", "&apos;": "&#39;"}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Events(Protocol):
    """Who is told of elements as they come; names of namespaced ones are ``{namespace}name``."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


def root(text: str, known: frozenset[str] = frozenset()) -> tuple[str | None, int]:
    """The local name of the root element and where it starts; ``known`` roots are also found behind a little junk."""
    at = _prolog(text)
    first = _ROOT.match(text, at)
    for found in _ROOT.finditer(text, at, at + JUNK):
        if found[1] in known:
            return found[1], found.start()
        if found[1].lower() in {"html", "head", "body"}:
            break
    return (first[1] if first else None), at


def _prolog(text: str) -> int:
    """Where the declaration, instructions, comments and DTD end."""
    at = 0
    while True:
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr] # it matches nothing too
        if text.startswith("<?", at):
            at = _after(text, "?>", at)
        elif text.startswith("<!--", at):
            at = _after(text, "-->", at)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            at = _after_dtd(text, at)
        else:
            return at


def _after(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return len(text) if found < 0 else found + len(mark)


def _after_dtd(text: str, at: int) -> int:
    inside = False
    for token in _DTD.finditer(text, at):
        if token[0] in "[]":
            inside = token[0] == "["
        elif token[0] == ">" and not inside:
            return token.end()
    return len(text)


def walk(text: str, events: Events, start: int) -> str | None:
    """Tells ``events`` of the elements from the root at ``start`` on, and returns what was wrong, or None.

    Elements that the text leaves open get no ``end``. What browsers would forgive is mended first: HTML's entities,
    bare ``&`` and ``<``, characters that XML does not allow.
    """
    from lxml import etree

    target = _Target(events)
    parser = etree.XMLParser(
        target=target, recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        encoding="utf-8",
    )  # fmt: skip
    lines = "\n" * text.count("\n", 0, start)  # for the line in the message
    mended = (lines + _mended(text[start:])).encode()
    try:
        for at in range(0, len(mended), CHUNK):
            parser.feed(mended[at : at + CHUNK])
        target.ended = True  # what closing ends was never ended by the text
        parser.close()
    except etree.XMLSyntaxError as error:
        return _told(error.msg, error.lineno)
    except UnicodeDecodeError:  # libxml2 lets through what is no character, where it recovers
        return _told("a character that there is not", None)
    for entry in parser.feed_error_log:
        if entry.level_name == "FATAL":
            return _told(entry.message, entry.line)
    return None


class _Target:
    """lxml's side of Events."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self.ended = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self.ended:
            self._events.start(name, attributes)

    def end(self, name: str) -> None:
        if not self.ended:
            self._events.end(name)

    def data(self, text: str) -> None:
        if not self.ended:
            self._events.data(text)

    def close(self) -> None:
        """Nothing: the events are all there is."""


def _mended(text: str) -> str:
    parts = _APART.split(text)
    for at in range(0, len(parts), 2):
        for name, number in _NUMBERS.items():
            parts[at] = parts[at].replace(name, number)
        parts[at] = _MEND.sub(_mend, parts[at])
    for at in range(1, len(parts), 2):  # the parser may find that a comment is none, after an error
        parts[at] = _NUMBERED.sub(_mend_number, parts[at])
    return _ILLEGAL.sub("", "".join(parts))


def _mend_number(found: re.Match[str]) -> str:
    number = _number(found[1])
    return "" if number > LAST or _ILLEGAL.match(chr(number)) else found[0]


def _number(digits: str) -> int:
    """What the digits of a reference say, as far as it matters: past seven of them there is no character."""
    return int(digits.lower().lstrip("x0")[:7] or "0", 16 if digits[0] in "xX" else 10)


def _mend(found: re.Match[str]) -> str:
    name = found[1]
    if not name:
        return f"&#{ord(found[0])};"
    if name.startswith("#"):
        return _numbered(_number(name[1:]))
    return html5.get(f"{name};", f"&{name};").replace("&", "&#38;").replace("<", "&#60;")


def _numbered(number: int) -> str:
    if 0x80 <= number < 0xA0:  # windows-1252, as browsers take it
        return bytes((number,)).decode("cp1252", "ignore")
    if number > LAST:
        return ""
    return f"&#{number};" if number in {0x26, 0x3C} else chr(number)


def _told(message: str | None, line: int | None) -> str:
    said = " ".join((message or "unreadable").split())[:100]
    return f"not well-formed XML at line {line or 1}: {said}"
