"""How a printed wording differs from another: the differences of an alignment, each as a typed Edit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.records import Edit, EditKind
from onrecord.wording import small
from onrecord.wording.alignment import NOTHING, Way, aligned
from onrecord.wording.closeness import akin, equal
from onrecord.wording.grave import gravity
from onrecord.wording.words import Word, words

ELLIPSIS = re.compile(r"…|\.(?:\s?\.){2,}|\[\s*(?:…|\.\s?\.\s?\.)\s*\]")
_ENDED = re.compile(r"[.?!:]")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
Spans = Sequence[tuple[int, int]]
FAR = 25  # words left out without a mark from which on two passages are put together


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and its words, of which ``breaks`` have an interruption before them: another speaker, another place."""

    text: str
    words: tuple[Word, ...]
    breaks: tuple[int, ...] = ()
    voices: tuple[int, ...] = ()

    def voice_at(self, number: int) -> int:
        """Whose word it is; one voice speaks all where ``voices`` are not given."""
        return self.voices[number] if self.voices and 0 <= number < len(self.voices) else 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where two wordings differ: words [first, last) of the one and [other_first, other_last) of the other."""

    first: int
    last: int
    other_first: int
    other_last: int
    jump: bool = False  # the other goes on somewhere else


def edits(text: str, other: str) -> tuple[Edit, ...]:
    """The differences of a printed text from another, in the printed text's order."""
    printed, spoken = Wording(text, words(text)), Wording(other, words(other))
    _, way = aligned(printed.words, spoken.words)
    return tuple(differences(printed, spoken, way, whole=True))


def differences(printed: Wording, other: Wording, way: Way, *, whole: bool = False) -> Iterator[Edit]:
    """The differences along a way. ``whole``: what the other has before and after the printed words was dropped too."""
    marks = [match.span() for match in ELLIPSIS.finditer(printed.text)]
    brackets = [match.span() for match in _BRACKETS.finditer(printed.text) if match.group().casefold() != "[sic]"]
    for gap in _gaps(printed.words, other.words, way, whole):
        yield _edit(gap, printed, other, marks, brackets)


def _gaps(printed: Sequence[Word], other: Sequence[Word], way: Way, whole: bool) -> Iterator[Gap]:
    """The stretches between words that are the same in both."""
    pairs = [(i, int(j)) for i, j in enumerate(way) if j != NOTHING and equal(printed[i].form, other[j].form)]
    if not pairs:
        yield Gap(0, len(printed), 0, len(other) if whole else 0)
        return
    first, last = pairs[0], pairs[-1]
    yield from _edge(0, first[0], 0 if whole else first[1] - _substituted(way[: first[0]]), first[1])
    for (i, j), (k, m) in pairwise(pairs):
        if m <= j:
            yield Gap(i + 1, k, j + 1, j + 1, jump=True)
        elif k - i > 1 or m - j > 1:
            yield from _split(Gap(i + 1, k, j + 1, m), printed, other, way)
    end = len(other) if whole else last[1] + 1 + _substituted(way[last[0] + 1 :])
    yield from _edge(last[0] + 1, len(printed), last[1] + 1, end)


def _split(gap: Gap, printed: Sequence[Word], other: Sequence[Word], way: Way) -> Iterator[Gap]:
    """A gap at its words that are akin, so that each changed word is an edit of its own."""
    new, old = _forms(printed[gap.first : gap.last]), _forms(other[gap.other_first : gap.other_last])
    first, other_first = gap.first, gap.other_first
    if not small.changed(new, old):
        for i in range(gap.first, gap.last):
            j = int(way[i])
            if j != NOTHING and other_first <= j and akin(printed[i].form, other[j].form):
                yield from _edge(first, i, other_first, j)
                yield Gap(i, i + 1, j, j + 1)
                first, other_first = i + 1, j + 1
    yield from _edge(first, gap.last, other_first, gap.other_last)


def _edge(first: int, last: int, other_first: int, other_last: int) -> Iterator[Gap]:
    if first < last or other_first < other_last:
        yield Gap(first, last, other_first, other_last)


def _substituted(way: Way) -> int:
    return int((way != NOTHING).sum())


def _edit(gap: Gap, printed: Wording, other: Wording, marks: Spans, brackets: Spans) -> Edit:
    new = printed.words[gap.first : gap.last]
    start, end = _extent(printed.words, gap.first, gap.last)
    other_start, other_end = _extent(other.words, gap.other_first, gap.other_last)
    cut = any(_before(printed, gap.first) <= a and b <= _after(printed, gap.last) for a, b in marks)
    shown = tuple(word for word in new if not any(a <= word.start and word.end <= b for a, b in brackets))
    kind, why = _kind(gap, printed, other, shown, cut)
    grave = (
        ""
        if why in small.WRITTEN
        else gravity(shown, _heard(gap, other), printed.words[gap.last :], starts=_starts(printed, gap.first))
    )
    return Edit(
        kind,
        start,
        end,
        printed.text[start:end],
        other_start,
        other_end,
        other.text[other_start:other_end],
        marked=cut or len(shown) < len(new),
        minor=bool(why) and not grave,
        grave=bool(grave),
        why=grave or why,
    )


def _kind(gap: Gap, printed: Wording, other: Wording, shown: Sequence[Word], cut: bool) -> tuple[EditKind, str]:
    """What a gap is, and why it is small if it is."""
    heard = _heard(gap, other)
    new, old = _forms(shown), _forms(heard)
    before, after = _forms(printed.words[: gap.first]), _forms(printed.words[gap.last :])
    if gap.jump or (cut and gap.other_last > gap.other_first) or gap.other_last - gap.other_first >= FAR:
        return "joined", ""
    if not new and gap.last > gap.first:
        return ("changed" if old else "added"), "words in brackets"
    if not new:
        between = other.text[_extent(other.words, gap.other_first, gap.other_last)[0] : _after(other, gap.other_last)]
        return "dropped", small.dropped(old, before, after, between) if old else "another voice breaks in"
    if not old:
        return "added", small.added(new, before, printed.text[: _after(printed, gap.last)])
    why = small.changed(new, old)
    return ("written" if why in small.WRITTEN else "changed"), why


def _heard(gap: Gap, other: Wording) -> tuple[Word, ...]:
    """The other's words of a gap without those of another voice that breaks in."""
    own = other.voice_at(gap.other_first - 1 if gap.other_first else gap.other_last)
    numbers = range(gap.other_first, gap.other_last)
    return tuple(other.words[number] for number in numbers if other.voice_at(number) == own)


def _extent(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """Where words [first, last) stand; without words, the place before the next or after the last one."""
    if first < last:
        return words[first].start, words[last - 1].end
    place = words[first].start if first < len(words) else words[-1].end if words else 0
    return place, place


def _before(wording: Wording, number: int) -> int:
    """The end of the word before a word, or the text's beginning."""
    return wording.words[number - 1].end if number else 0


def _after(wording: Wording, number: int) -> int:
    """The start of a word, or the text's end."""
    return wording.words[number].start if number < len(wording.words) else len(wording.text)


def _starts(printed: Wording, number: int) -> bool:
    """Whether a word begins a sentence."""
    return number == 0 or bool(_ENDED.search(printed.text[_before(printed, number) : _after(printed, number)]))


def _forms(words: Sequence[Word]) -> list[str]:
    return [word.form for word in words]
