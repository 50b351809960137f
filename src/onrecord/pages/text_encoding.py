"""From bytes to text: a page's statement of its encoding counts where its bytes fit it."""

from __future__ import annotations

import codecs
import re
from functools import cache

from onrecord.errors import DecodeError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BINARY_FORMATS = {
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
MAX_STRAY_BYTES = 100_000  # that are read one by one
SAMPLE_BYTES = 65_536
META_BYTES = 4_096  # browsers look at 1,024; pages with long heads put it later
META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b")) + b"\x7f"
# Labels of text that could be read by its label are not these; "replacement" refuses encodings that are unsafe.
_NOT_BY_LABEL = {"utf-16le", "utf-16be", "x-user-defined", "replacement"}
_REPAIR = "onrecord-repair"


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the text of `data`; `declared` is the charset that its source named. Raises DecodeError if it is binary.

    The order is: byte order mark, `declared`, `<meta charset>`, UTF-8, a guess. Bytes that do not fit are read as
    windows-1252 where they are, and NULs are dropped: one bad byte does not cost a page.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").replace("\0", "")
    if utf16_codec := _unmarked_utf16(data):
        return data.decode(utf16_codec, "replace")
    _refuse_binary(data)
    return _decode_unmarked(data, declared).replace("\0", "")


def _decode_unmarked(data: bytes, declared: str | None) -> str:
    codec = _codec_of_label(declared) or _codec_of_label(_meta_label(data))
    if codec not in {None, "cp1252", "utf-8"}:
        assert codec is not None
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            pass  # the label is wrong
    # Pages that say latin-1 and are UTF-8 are common; latin-1 text that is valid UTF-8 by chance hardly exists.
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if codec == "cp1252":
        return _decode_western(data)
    if codec == "utf-8" or _mostly_utf8(data):
        return _decode_utf8(data)
    return _decode_by_guess(data)


def _codec_of_label(label: str | None) -> str | None:
    """Return Python's codec for a label, as browsers understand it; None for a label that they do not know."""
    from webencodings import lookup

    encoding = lookup(label.strip(" \t\"'")) if label else None
    if encoding is None or encoding.name in _NOT_BY_LABEL:
        return None
    return "gb18030" if encoding.name == "gbk" else str(encoding.codec_info.name)  # browsers read both as gb18030


@cache
def _web_codecs() -> frozenset[str]:
    """Return the codecs of the encodings that browsers know, and of the narrower ones within them."""
    from webencodings import LABELS

    codec_names = {_codec_of_label(label) for label in LABELS.values()} - {None}
    return frozenset({*map(str, codec_names), "ascii", "gb2312", "gbk", "shift_jis", "euc_kr", "big5", "cp950"})


def _meta_label(data: bytes) -> str | None:
    head = data[:META_BYTES]
    match = XML_ENCODING.search(head) or META_CHARSET.search(head)
    if match is None:
        return None
    label = match[1].decode("ascii")
    return "utf-8" if label.lower().startswith("utf-16") else label  # a tag that could be read is not in UTF-16


def _unmarked_utf16(data: bytes) -> str | None:
    """Return the codec of UTF-16 without its mark: western text then has a NUL at every second byte."""
    head = data[: min(len(data), SAMPLE_BYTES) & ~1]
    if len(head) < 8:
        return None
    even_nuls, odd_nuls = head[::2].count(0), head[1::2].count(0)
    enough = len(head) // 2 * 0.7
    if odd_nuls > enough and even_nuls == 0:
        return "utf-16-le"
    return "utf-16-be" if even_nuls > enough and odd_nuls == 0 else None


def _refuse_binary(data: bytes) -> None:
    for magic, format_name in BINARY_FORMATS.items():
        if data.startswith(magic):
            raise DecodeError(f"this is {format_name}, not text; give HTML or plain text")
    head = data[:SAMPLE_BYTES]
    controls = len(head) - len(head.translate(None, CONTROL_BYTES))
    if controls > max(3, len(head) * 0.02) or (controls and controls == len(head)):
        raise DecodeError("this is binary data, not text; give HTML or plain text")


def _mostly_utf8(data: bytes) -> bool:
    """Return whether much of the data is UTF-8, which other encodings are not by chance: the rest are stray bytes."""
    text = data.decode("utf-8", "ignore")
    valid = len(text) - len(text.encode("ascii", "ignore"))
    invalid = data.decode("utf-8", "replace").count("\ufffd")
    return valid * 2 >= invalid > 0


def _decode_by_guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:SAMPLE_BYTES]).best()
    if guess is not None and (codec := codecs.lookup(guess.encoding).name) in _web_codecs():
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            pass
    return _decode_western(data)


def _decode_western(data: bytes) -> str:
    """Decode windows-1252 as browsers do: its five unused bytes are control characters, not errors."""
    return codecs.charmap_decode(data, "strict", _western_characters())[0]


def _decode_utf8(data: bytes) -> str:
    """Decode UTF-8 with its stray bytes as windows-1252; where nearly all are stray, as U+FFFD.

    Each stray byte takes microseconds: a page of nothing else would take most of a minute.
    """
    replaced = data.decode("utf-8", "replace")
    return replaced if replaced.count("\ufffd") > MAX_STRAY_BYTES else data.decode("utf-8", _REPAIR)


def _repair(error: UnicodeError) -> tuple[str, int]:
    """Error handler: read the bytes that do not fit as windows-1252 or, failing that, latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    if len(stray) > 1 and error.end == len(error.object):
        return "\ufffd", error.end  # a character cut off by the end of the data
    return "".join(_western_character(byte) for byte in stray), error.end


@cache
def _western_characters() -> str:
    """The characters of all bytes in windows-1252."""
    return "".join(map(_western_character, range(256)))


def _western_character(byte: int) -> str:
    data = bytes((byte,))
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


codecs.register_error(_REPAIR, _repair)
