"""From bytes to text: what a page says of its encoding is believed where its bytes bear it out."""

from __future__ import annotations

import codecs
import re

from onrecord.errors import DecodeError

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAGIC = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x1f\x8b": "gzip data",
    b"\x7fELF": "a program",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"BZh": "bzip2 data",
    b"\x28\xb5\x2f\xfd": "zstd data",
    b"SQLite format 3\x00": "a database",
    b"{\\rtf": "an RTF document",
}
SAMPLE = 65_536
META_WITHIN = 4_096  # browsers look at 1,024; pages with long heads put it later
META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b")) + b"\x7f"
# What labels mean on the web (WHATWG Encoding): the wider encoding of the family.
WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "johab": "cp949",
}  # fmt: skip
KNOWN = re.compile(r"utf-8|cp\d+|gb18030|big5(hkscs)?|euc_jp|iso2022_jp|iso8859-\d+|koi8-[rtu]|mac-(cyrillic|roman)")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of ``data``; ``declared`` is the charset its giver named. Raises DecodeError when it is no text.

    Order: byte order mark, ``declared``, ``<meta charset>``, UTF-8, a guess. Bytes that do not fit are read as
    windows-1252 where they stand, and NULs are dropped: one bad byte costs no page.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").replace("\0", "")
    if unmarked := _utf16(data):
        return data.decode(unmarked, "replace")
    _refuse_binary(data)
    return _text(data, declared).replace("\0", "")


def _text(data: bytes, declared: str | None) -> str:
    label = _codec(declared) or _codec(_meta(data))
    if label not in {None, "cp1252", "utf-8"}:
        assert label is not None
        try:
            return data.decode(label)
        except UnicodeDecodeError:
            pass  # it is not what it says it is
    # Pages that say latin-1 and are UTF-8 are common; latin-1 text that is valid UTF-8 by chance hardly exists.
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if label == "cp1252":
        return _western(data)
    if label == "utf-8" or _mostly_utf8(data):
        return data.decode("utf-8", "onrecord-repair")
    return _guess(data)


def _codec(label: str | None) -> str | None:
    """Python's name of the encoding that a label means on the web; None for one that is unknown or no encoding."""
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip(" \t\"'")).name
    except (LookupError, ValueError):
        return None
    name = WIDER.get(name, name)
    return name if KNOWN.fullmatch(name) else None


def _meta(data: bytes) -> str | None:
    head = data[:META_WITHIN]
    found = XML.search(head) or META.search(head)
    if found is None:
        return None
    label = found[1].decode("ascii")
    return "utf-8" if label.lower().startswith("utf-16") else label  # a tag that could be read is not in UTF-16


def _utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: western text then has a NUL at every second byte."""
    head = data[: min(len(data), SAMPLE) & ~1]
    if len(head) < 8:
        return None
    low, high = head[::2].count(0), head[1::2].count(0)
    enough = len(head) // 2 * 0.7
    if high > enough and low == 0:
        return "utf-16-le"
    return "utf-16-be" if low > enough and high == 0 else None


def _refuse_binary(data: bytes) -> None:
    for magic, what in MAGIC.items():
        if data.startswith(magic):
            raise DecodeError(f"this is {what}, not text; give HTML or plain text")
    head = data[:SAMPLE]
    controls = len(head) - len(head.translate(None, CONTROLS))
    if controls > max(3, len(head) * 0.02) or (controls and controls == len(head)):
        raise DecodeError("this is binary data, not text; give HTML or plain text")


def _mostly_utf8(data: bytes) -> bool:
    """Whether much of it is UTF-8, which other encodings are not by chance: then the rest is strays."""
    good = sum(1 for character in data.decode("utf-8", "ignore") if character >= "\x80")
    bad = data.decode("utf-8", "replace").count("\ufffd")
    return good * 2 >= bad > 0


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    head = data[:SAMPLE]
    best = from_bytes(head).best()
    name = _codec(best.encoding) if best is not None else None
    if name is not None:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            pass
    return _western(data)


def _western(data: bytes) -> str:
    """windows-1252 as browsers read it: its five unused bytes are control characters, not errors."""
    return data.decode("cp1252", "onrecord-repair")


def _repair(error: UnicodeError) -> tuple[str, int]:
    """Error handler ``onrecord-repair``: the bytes that do not fit, read as windows-1252 or, failing that, latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    if len(stray) > 1 and error.end == len(error.object):
        return "\ufffd", error.end  # a character cut off by the end of the data
    return "".join(_western_byte(byte) for byte in stray), error.end


def _western_byte(byte: int) -> str:
    one = bytes((byte,))
    try:
        return one.decode("cp1252")
    except UnicodeDecodeError:
        return one.decode("latin-1")


codecs.register_error("onrecord-repair", _repair)
