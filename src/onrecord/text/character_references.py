"""Character references of HTML (``&amp;``, ``&#8217;``) as the characters that they stand for."""

from __future__ import annotations

import html
import re

_LONG_REFERENCE = re.compile(r"&#0*[1-9][0-9]{7,}+;?")  # no character; Python refuses to parse the longest of them


def unescape_references(text: str) -> str:
    """Return the text with its character references replaced; one with a number that is no character by U+FFFD."""
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text))
