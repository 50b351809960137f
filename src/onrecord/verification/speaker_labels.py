"""A label before a colon: what may be the name of who speaks, told from whatever else stands there."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple

LONGEST = 90  # characters before a colon in which a label is looked for
MOST_WORDS = 5  # of a name in small letters; one in capitals may have more: "LENA DUNHAM AND AMERICA FERRERA"
MOST_CAPITALS = 7

Shape = Literal["upper", "title", "part"]

_ABBREVIATED = (
    r"(?i:mr|mrs|ms|mx|dr|sen|rep|gov|gen|pres|sgt|lt|col|capt|prof|rev|hon|jr|sr|st|adm|maj|amb|sec|cmdr|supt|fr)\."
)
_TOKEN = rf"(?:{_ABBREVIATED}|(?:[^\W\d_]\.)+|[^\W\d_][\w’'‘`-]*)"
_LABEL = re.compile(
    rf"""(?P<before>^\s*|[.!?…][)\]"”’']*[ ]{{0,2}}|[)\]][ ]{{0,2}}|(?:--|[—–])[ ]?)
    (?P<sign>>>+\s*|[-–—•][ ]+|[*_#]{{1,3}}[ ]?)?
    (?P<name>{_TOKEN}(?:[ ](?:{_TOKEN}|["“]{_TOKEN}["”]|&|\#?\d{{1,3}}))*)
    (?P<role>,[ ][^.!?:]{{2,60}})?
    (?P<aside>(?:\s*[(\[][^()\[\]]{{1,60}}[)\]])*)
    (?P<rest>,[ ][^.!?:]{{2,60}})?
    [*_]{{0,3}}\s*$""",
    re.VERBOSE,
)
_PARTICLES = frozenset(
    {"de", "da", "del", "der", "di", "du", "la", "le", "of", "the", "van", "von", "and", "bin", "al"}
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
# Said of someone whom the transcript cannot name.
_NOBODY = re.compile(
    r"(?i)(?:an? )?(?:unidentified|unidentifiable|unknown)\b.*|speaker[ _#]*\w{1,3}|answer|a|male|female"
)


class Label(NamedTuple):
    """A name that may be a label: ``start:end`` to the colon's far side; ``line`` says that it begins a line."""

    start: int
    end: int
    name: str
    shape: Shape
    line: bool


def label_before(text: str, passed: int, colon: int) -> Label | None:
    """What may be a label in front of a colon, since the last one that was passed."""
    floor = max(passed, colon - LONGEST)
    start = text.rfind("\n", floor, colon) + 1
    if not start:
        if floor == colon:
            return None
        start = floor
    split = _split(text[start:colon])
    if split is None:
        return None
    name, shape, line, offset = split
    if line and start and text[start - 1] != "\n":
        return None  # cut off in the middle of a line
    if shape == "title" and text[colon + 1 : colon + 2] not in {"", " ", "\n", "\t", "\r", "\xa0", '"', "“"}:
        return None
    return Label(start + offset, colon + 1, name, shape, line)


def named(label: str | None) -> str | None:
    """The label, unless it says only that someone speaks: "UNIDENTIFIED MALE", "SPEAKER_01"."""
    return None if label is None or _NOBODY.fullmatch(label) else label


def begins_with_label(line: str) -> bool:
    """Whether a line begins with what may be a name and a colon."""
    head, colon, _ = line[:LONGEST].partition(":")
    split = _split(head) if colon else None
    return split is not None and split[2] and not is_common(split[0])


@lru_cache(maxsize=50_000)
def _split(head: str) -> tuple[str, Shape, bool, int] | None:
    """What stands before a colon: the name, its shape, whether it begins the line, and its offset."""
    match = _LABEL.search(head)
    if match is None:
        return None
    name, role = match["name"], match["role"] or match["rest"]
    words = name.split()
    if role:
        first, _, rest = role[2:].partition(",")
        if first.strip(" .").lower() in _SUFFIXES:
            name, role = f"{name}, {first}", rest
        if not _is_upper(re.findall(r"[^\W\d_]+", role or "X")):
            return None
    shape = shape_of(words)
    line = not match["before"].strip()
    if shape is None or (role and shape == "title"):
        return None
    if shape == "title" and match["aside"] and is_like_a_name(name):
        shape = "part"  # what stands in brackets behind a name is a role, and no one gives a heading one
    offset = match.start("sign") if match["sign"] else match.start("name")
    return name, shape, line, offset


def shape_of(words: list[str]) -> Shape | None:
    """What the words of a name look like; None where they are no name."""
    if " ".join(words).casefold() in words_of("parts") or words[0].casefold() in {"unidentified", "audience"}:
        return "part"
    if _NOBODY.fullmatch(" ".join(words)) and any(word[-1].isdigit() for word in words):
        return "part"
    if len(words) <= MOST_CAPITALS and _is_upper(words):
        return "upper"
    capital = all(word[0].isupper() or word in _PARTICLES or not word[0].isalpha() for word in words)
    return "title" if capital and len(words) <= MOST_WORDS and words[0][0].isupper() else None


def _is_upper(words: list[str]) -> bool:
    """Whether words are in capitals, save a letter or two: "McCAIN", "KELLy"."""
    some = False
    for word in words:
        upper = sum(map(str.isupper, word))
        lower = sum(map(str.islower, word))
        if lower and (upper <= lower or lower > 2) and word not in _PARTICLES and not word.endswith("."):
            return False
        some = some or upper > lower
    return some


def is_like_a_name(name: str) -> bool:
    """Whether words that begin with capitals may be a person's name."""
    words = name.split()
    return 1 < len(words) < MOST_WORDS and words[0].casefold() not in words_of("starts") and not is_common(name)


def is_common(name: str) -> bool:
    """Whether what stands before a colon is a word that names no one who speaks."""
    return name.casefold().replace("’", "'").strip(".") in words_of("common")


@lru_cache(maxsize=8)
def words_of(section: str) -> frozenset[str]:
    """The words of a section of ``labels.txt``."""
    lines = resources.files("onrecord.verification").joinpath("speaker_labels.txt").read_text("utf-8").splitlines()
    start = lines.index(f"[{section}]") + 1
    end = lines.index("", start) if "" in lines[start:] else len(lines)
    return frozenset(lines[start:end])
