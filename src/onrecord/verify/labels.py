"""Who speaks in a transcript: the names before colons, told from whatever else stands before one.

A label stands at the beginning of a line, or is glued to a sentence's end ("issue.O’MALLEY: I’m the one"). In capitals
it is believed unless it is a word such as "TODAY"; in small letters only with evidence: it comes twice, is what the
text begins with, or is a name or a part that is known ("Audience Member").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Literal, NamedTuple

from onrecord.records import Turn

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
    (?:\s*[(\[][^()\[\]]{{1,60}}[)\]])*
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
_STAMP = re.compile(r"[(\[](?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,]\d{1,3})?[)\]]")


class _Label(NamedTuple):
    """A name that may be a label: ``start:end`` to the colon's far side; ``line`` says that it begins a line."""

    start: int
    end: int
    name: str
    shape: Shape
    line: bool


def turns_of(text: str) -> tuple[Turn, ...]:
    """The turns of a text; none where no one is named. What stands before the first is a turn of no one's."""
    return turns_and_times(text)[0]


def turns_and_times(text: str) -> tuple[tuple[Turn, ...], tuple[tuple[int, float], ...]]:
    """The turns, and the times in brackets with the offsets behind them. No turn holds a time: it was not spoken."""
    candidates, stamps = _colons(text)
    cuts = list(_believed(text, candidates))
    if ">>" in text:
        cuts = _with_signs(text, cuts)
    if stamps and not cuts:
        cuts = [(0, 0, None)]
    turns = _between(text, cuts)
    if stamps:
        turns = list(_without(turns, text, stamps))
    return tuple(turns), ascending((end, seconds) for _, end, seconds in stamps)


def ascending(times: Iterable[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    """The times without those that go back."""
    found: list[tuple[int, float]] = []
    for offset, seconds in times:
        if not found or seconds >= found[-1][1]:
            found.append((offset, seconds))
    return tuple(found)


def _between(text: str, cuts: list[tuple[int, int, str | None]]) -> list[Turn]:
    """What stands between the labels."""
    if not cuts:
        return []
    bounds = [*([(0, 0, None)] if cuts[0][0] > 0 else []), *cuts, (len(text), 0, None)]
    spans = [_turn(text, end, after, name) for (_, end, name), (after, _, _) in pairwise(bounds)]
    return [turn for turn in spans if turn]


def named(label: str | None) -> str | None:
    """The label, unless it says only that someone speaks: "UNIDENTIFIED MALE", "SPEAKER_01"."""
    return None if label is None or _NOBODY.fullmatch(label) else label


def begins_with_label(line: str) -> bool:
    """Whether a line begins with what may be a name in capitals and a colon."""
    head, colon, _ = line[:LONGEST].partition(":")
    split = _split(head) if colon else None
    return split is not None and split[2] and split[1] != "title" and not _is_common(split[0])


def _turn(text: str, start: int, end: int, name: str | None) -> Turn | None:
    """The turn without white space at its ends; None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Turn(start, end, name) if start < end else None


def _colons(text: str) -> tuple[list[_Label], list[tuple[int, int, float]]]:
    """What may be a label before each colon, and the times in brackets as (start, end, seconds)."""
    labels: list[_Label] = []
    stamps: list[tuple[int, int, float]] = []
    passed = 0
    at = text.find(":")
    while at >= 0:
        if text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
            stamp = _STAMP.match(text, max(text.rfind("(", passed, at), text.rfind("[", passed, at), 0))
            if stamp and stamp.start() < at < stamp.end():
                hours, minutes, seconds = (int(part or 0) for part in stamp.groups())
                stamps.append((stamp.start(), stamp.end(), hours * 3600.0 + minutes * 60 + seconds))
                at = stamp.end() - 1
        else:
            label = _before(text, passed, at)
            if label:
                labels.append(label)
        passed = at + 1
        at = text.find(":", passed)
    return labels, stamps


def _before(text: str, passed: int, colon: int) -> _Label | None:
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
    return _Label(start + offset, colon + 1, name, shape, line)


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
    shape = _shape(words)
    line = not match["before"].strip()
    if shape is None or (role and shape == "title"):
        return None
    offset = match.start("sign") if match["sign"] else match.start("name")
    return name, shape, line, offset


def _shape(words: list[str]) -> Shape | None:
    if " ".join(words).casefold() in _words("parts") or words[0].casefold() in {"unidentified", "audience"}:
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


def _believed(text: str, labels: list[_Label]) -> Iterator[tuple[int, int, str | None]]:
    """The labels that there is evidence for, as (start, end, name)."""
    at_lines = Counter(label.name for label in labels if label.line)
    glued = Counter(label.name for label in labels if not label.line)
    known = {name for name in at_lines if _is_known(text, name, at_lines, labels)}
    if any(" " in name and _shape(name.split()) == "title" for name in known):
        known |= {name for name in at_lines if _is_like_a_name(name)}  # a text that names its speakers in this way
    surnames = {name.split()[-1].casefold() for name in known}
    known |= {name for name in at_lines if name.split()[-1].casefold() in surnames and not _is_common(name)}
    loud = bool(glued) and _is_loud(text)
    known_glued = {name for name in glued if name in known or _stands_glued(name, glued[name], surnames, loud)}
    names = {name: named(name) for name in {*at_lines, *glued}}
    for start, end, name, _, line in labels:
        if name in (known if line else known_glued):
            yield start, end, names[name]


def _is_known(text: str, name: str, counts: Counter[str], labels: list[_Label]) -> bool:
    """Whether a name that begins lines is a speaker's."""
    if _is_common(name):
        return False
    words = name.split()
    if len(name) == 1:
        return counts[name] > 1 or (name in "QA" and counts["Q"] > 0 < counts["A"])
    if _shape(words) != "title":
        return True
    if words[0].casefold() in _words("starts") and counts[name] < 3:
        return False
    if words[0].casefold().strip(".") in _words("honorifics"):
        return True
    if counts[name] > 1:  # a heading that comes twice is followed by the same words
        return len({text[label.end : label.end + 20] for label in labels if label.name == name}) > 1
    first = labels[0]
    opens = first.line and not text[: first.start].strip() and first.shape == "title" and " " in first.name
    return opens and len(words) < MOST_WORDS


def _is_like_a_name(name: str) -> bool:
    words = name.split()
    return 1 < len(words) < MOST_WORDS and words[0].casefold() not in _words("starts") and not _is_common(name)


def _stands_glued(name: str, times: int, surnames: set[str], loud: bool) -> bool:
    """Whether a name is a label where it is glued to a sentence's end."""
    words = name.split()
    if len(name) == 1 or _is_common(name):
        return False
    titled = len(words) in {2, 3} and words[0].casefold().strip(".") in _words("honorifics")
    if name.casefold() in surnames or (titled and words[-1].casefold() in surnames):
        return True
    if loud:  # a text in capitals: nothing tells a name from a sentence's last words, save a title
        return titled
    shape = _shape(words)
    if shape == "title":
        return times > 1 and len(words) < 3 and words[0].casefold() not in _words("starts")
    return shape == "part" or len(name) > 3 or times > 1


def _is_loud(text: str) -> bool:
    """Whether a text is in capitals, as live captions are."""
    sample = text[:4_000]
    return sum(map(str.isupper, sample)) > sum(map(str.islower, sample))


def _is_common(name: str) -> bool:
    return name.casefold().replace("’", "'").strip(".") in _words("common")


@lru_cache(maxsize=8)
def _words(section: str) -> frozenset[str]:
    lines = resources.files("onrecord.verify").joinpath("labels.txt").read_text("utf-8").splitlines()
    start = lines.index(f"[{section}]") + 1
    end = lines.index("", start) if "" in lines[start:] else len(lines)
    return frozenset(lines[start:end])


def _with_signs(text: str, cuts: list[tuple[int, int, str | None]]) -> list[tuple[int, int, str | None]]:
    """With the signs by which captions say that someone else speaks (">>"), where no name follows them."""
    taken = {start for start, _, _ in cuts}
    signs = [(m.start(), m.end(), None) for m in re.finditer(r">>+", text) if m.start() not in taken]
    return sorted([*cuts, *signs], key=lambda cut: cut[0])


def _without(turns: list[Turn], text: str, stamps: list[tuple[int, int, float]]) -> Iterator[Turn]:
    """The turns, parted where a time stands in them: it was not spoken."""
    number = 0
    for turn in turns:
        at = turn.start
        while number < len(stamps) and stamps[number][0] < turn.end:
            start, end, _ = stamps[number]
            number += 1
            if start >= at and (part := _turn(text, at, start, turn.speaker)):
                yield part
            at = max(at, end)
        if part := _turn(text, at, turn.end, turn.speaker):
            yield part
