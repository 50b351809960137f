"""Text on the page that is not the article, told by its words."""

from __future__ import annotations

import re
from importlib import resources

_WHOLE = re.compile(
    "|".join(
        line
        for line in resources.files("onrecord.articles").joinpath("furniture.txt").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ),
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|pic\.twitter\.com/\S+", re.IGNORECASE)


def is_furniture(line: str) -> bool:
    """Whether a line of text is plainly no part of an article: a prompt, a label, a bare address."""
    words = line.strip(" *•|–—-")
    half = len(words) // 2
    if 30 < len(words) < 260 and words[:half].strip() == words[half:].strip():  # a teaser's picture and its title
        return True
    if words.isupper() and len(words.split()) >= 4 and words[-1] not in '.”"':  # a link to another story
        return True
    return bool(not words or _ADDRESS.fullmatch(words) or (len(words) < 260 and _WHOLE.fullmatch(words)))
