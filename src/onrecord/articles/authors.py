"""Bylines to names: “By A and B, Chief Reporter” is A and B."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BY = re.compile(
    r"^\s*(?:(?:written|words|story|reporting|report|posted|edited|reported|reviewed|published|contributed|"
    r"updated)\s+)?by[:\s]+|^\s*(?:author|reporter|from)s?:\s*",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:,\s*and\s+|\s+and\s+|\s+&\s+|;|\||•|·|/|\n|\s+with\s+)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|@\w+|\([^)]*\)|\[[^\]]*\]")
_ROLE = re.compile(
    r"\b(?:reporter|editor|correspondent|writer|journalist|columnist|producer|staff|contributor|bureau|chief|"
    r"desk|team|newsroom|analyst|critic|photographer|author|director|senior|political|business|sports?|health|"
    r"science|"
    r"deputy|assistant|head of|freelance|fellow|intern|professor|lecturer|special to|for the|digital|breaking|"
    r"trending|newsletter|content|the|social media|video|audience|live)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:admin(?:istrator)?|web ?master|unknown|none|null|n/?a|anonymous|guest|user|editor|author|staff|news|"
    r"home|.{0,1})$",
    re.IGNORECASE,
)
_WITHIN = re.compile(r",\s*(?=[A-Z])")
_MOST = 60  # characters in a name


def clean(found: Iterable[str]) -> tuple[str, ...]:
    """The names in bylines, each once, in order; roles, handles, addresses and labels left out."""
    names: list[str] = []
    for byline in found:
        for part in _split(byline):
            name = part.strip(" \t,.-–—:|*")
            if (
                name
                and len(name) <= _MOST
                and not _NOBODY.match(name)
                and name.lower() not in {n.lower() for n in names}
            ):
                names.append(_case(name))
    return tuple(names)


def _split(byline: str) -> list[str]:
    words = _ADDRESS.sub(" ", byline)
    parts = []
    for part in _PARTS.split(_BY.sub("", words.strip())):
        pieces = _WITHIN.split(_BY.sub("", part))
        parts.append(pieces[0])
        # what follows a comma is another name, or the role or place of the one before it
        parts += [p for p in pieces[1:] if len(p.split()) >= 2 and not _ROLE.search(p) and not _is_place(p)]
    return [re.split(r"\s+[-–—]\s+", p)[0] for p in parts]


def _is_place(words: str) -> bool:
    return bool(
        re.search(r"\b(?:University|Institute|News|Press|Times|Post|Agency|Network|Inc|Ltd|Media|Group)\b", words)
    )


def _case(name: str) -> str:
    """A name in capitals in ordinary case; short ones such as AFP are initials."""
    if name.isupper() and (" " in name or len(name) > 5):
        return name.title()
    return name
