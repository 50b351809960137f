"""Characters that no text has: XML refuses them, terminals obey some, and UTF-8 cannot encode half a surrogate pair."""

from __future__ import annotations

import re

_SPACES = dict.fromkeys((0x0B, 0x0C), " ")
_FORBIDDEN = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\ufffd")
_REPLACEMENTS: dict[int, str] = _FORBIDDEN | {0: ""} | _SPACES
_REFUSED_BYTES = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])
_REFUSED_SEQUENCES = ("\ufffe".encode(), "\uffff".encode())
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));?")


def without_controls(source: str) -> str:
    """Return HTML without the characters that XML refuses, written as they are or as numeric references."""
    return _REFERENCE.sub(_harmless_reference, without_control_characters(source))


def without_control_characters(text: str) -> str:
    """Return a text with a space or U+FFFD for each character that XML refuses; NUL is left out."""
    return text.translate(_REPLACEMENTS) if _has_refused(text) else text


def _has_refused(text: str) -> bool:
    """Whether a text has a character that XML refuses. A pattern would take ten times as long over a page."""
    if text.isprintable():
        return False
    try:
        encoded = text.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return True
    has_control = len(encoded.translate(None, _REFUSED_BYTES)) < len(encoded)
    return has_control or any(sequence in encoded for sequence in _REFUSED_SEQUENCES)


def _harmless_reference(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return _REPLACEMENTS.get(code, reference[0])
