"""How a printed wording differs from another: the differences of an alignment, each as a typed Edit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from onrecord.diff import minor_edits as small
from onrecord.diff import normal_forms as forms
from onrecord.diff.alignment import NOTHING, Way, aligned
from onrecord.diff.meaning_changes import bracketed, gravity
from onrecord.diff.normal_forms import NEGATIONS
from onrecord.diff.tokens import Word, words
from onrecord.diff.word_similarity import akin, equal
from onrecord.records import Edit, EditKind, EditReason

ELLIPSIS = re.compile(r"…|\.(?:\s?\.){2,}|\[\s*(?:…|\.\s?\.\s?\.)\s*\]")
_ENDED = re.compile(r"[.?!:]")
_BRACKETS = re.compile(r"\[[^\[\]]*\]|\(sic\)", re.IGNORECASE)
_INITIAL = re.compile(r"(?<![^\W_])\[([^\W\d_])\](?=[^\W\d_])")  # "[W]e": a letter that is only written large or small
Spans = Sequence[tuple[int, int]]
_SAID = 3  # words of another voice from which on they are put in the speaker's mouth
FAR = 25  # words left out without a mark from which on two passages are put together


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and its words, of which ``breaks`` have an interruption before them, and whose ``voices`` they are."""

    text: str
    words: tuple[Word, ...]
    breaks: tuple[int, ...] = ()
    voices: tuple[int, ...] = ()

    def voice_at(self, number: int) -> int:
        """Whose word it is; one voice speaks all where ``voices`` are not given."""
        return self.voices[number] if self.voices and 0 <= number < len(self.voices) else 0

    def before(self, number: int) -> int:
        """The end of the word before a word, or the text's beginning."""
        return self.words[number - 1].end if number else 0

    def after(self, number: int) -> int:
        """The start of a word, or the text's end."""
        return self.words[number].start if number < len(self.words) else len(self.text)

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Where words [first, last) stand; without words, the place before the next or after the last one."""
        if first < last:
            return self.words[first].start, self.words[last - 1].end
        place = self.words[first].start if first < len(self.words) else self.before(len(self.words))
        return place, place


@dataclass(frozen=True, slots=True)
class Printed(Wording):
    """A wording with an editor's marks: its ellipses and brackets. What is in brackets is none of its words."""

    ellipses: Spans = ()
    brackets: Spans = ()

    @classmethod
    def of(cls, text: str) -> Printed:
        """A printed text."""
        plain = _INITIAL.sub(r"  \1", text)
        brackets = [match.span() for match in _BRACKETS.finditer(plain)]
        kept = tuple(word for word in words(plain) if not _within(word.start, word.end, brackets))
        if plain != text:
            kept = tuple(
                word._replace(start=word.start - 2)
                if text[max(0, word.start - 2) : word.start] == "[" + plain[word.start]
                else word
                for word in kept
            )
        return cls(text, kept, ellipses=[match.span() for match in ELLIPSIS.finditer(text)], brackets=brackets)

    def cuts(self) -> frozenset[int]:
        """The numbers of the words before which an ellipsis stands."""
        return frozenset(number for number in range(1, len(self.words)) if self.cut(number, number))

    def cut(self, first: int, last: int) -> bool:
        """Whether there is an ellipsis between the words around [first, last)."""
        left, right = self.before(first), self.after(last)
        return any(left <= start and end <= right for start, end in self.ellipses)

    def bracket(self, first: int, last: int) -> tuple[int, int] | None:
        """The bracket between the words around [first, last)."""
        left, right = self.before(first), self.after(last)
        return next((span for span in self.brackets if left <= span[0] and span[1] <= right), None)

    def starts(self, number: int) -> bool:
        """Whether a word begins a sentence."""
        return number == 0 or bool(_ENDED.search(self.text[self.before(number) : self.after(number)]))


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where two wordings differ: words [first, last) of the one and [other_first, other_last) of the other."""

    first: int
    last: int
    other_first: int
    other_last: int
    jump: bool = False  # the other goes on somewhere else
    back: bool = False  # and that is just before: words changed places, or are printed twice
    turn: bool = False  # the other goes on with someone else's words


def edits(text: str, other: str) -> tuple[Edit, ...]:
    """The differences of a printed text from another, in the printed text's order."""
    printed, spoken = Printed.of(text), Wording(other, words(other))
    _, way = aligned(printed.words, spoken.words, cuts=printed.cuts())
    return tuple(differences(printed, spoken, way, whole=True))


def differences(printed: Printed, other: Wording, way: Way, *, whole: bool = False) -> Iterator[Edit]:
    """The differences along a way. ``whole``: what the other has before and after the printed words was dropped too."""
    found = [_edit(gap, printed, other) for gap in gaps(printed, other, way, whole=whole)]
    for number, edit in enumerate(found):
        yield small.swapped(edit, found[max(0, number - 1) : number + 2])


def gaps(printed: Printed, other: Wording, way: Way, *, whole: bool = False) -> Iterator[Gap]:
    """The stretches between words that are the same in both."""
    own, theirs = printed.words, other.words
    pairs = [(i, int(j)) for i, j in enumerate(way) if j != NOTHING and equal(own[i].form, theirs[j].form)]
    if not pairs:
        yield Gap(0, len(own), 0, len(theirs) if whole else 0)
        return
    (first, start), (last, end) = pairs[0], pairs[-1]
    cut = not whole and not first and _cut_off(printed, other, start)
    yield from _edge(0, first, 0 if whole else start - (1 if cut else _reach(printed, other, first, start, -1)), start)
    voices = _voices([other.voice_at(j) for _, j in pairs])
    pairs = _in_voice(pairs, voices, other)
    reaches = _reaches([j for _, j in pairs])
    for number, ((i, j), (k, m)) in enumerate(pairwise(pairs)):
        if m <= j:
            back = reaches[number][0] - reaches[number + 1][1] < FAR
            yield Gap(i + 1, k, j + 1, j + 1, jump=True, back=back)
        elif voices[number] != voices[number + 1]:
            yield Gap(i + 1, k, j + 1, m, turn=True)
        elif k - i > 1 or m - j > 1:
            yield from _split(_to_mark(Gap(i + 1, k, j + 1, m), printed, other), printed, other, way)
        elif printed.bracket(k, k):
            yield Gap(k, k, m, m)
    stop = len(theirs) if whole else end + 1 + _reach(printed, other, last + 1, end + 1, 1)
    yield from _edge(last + 1, len(own), end + 1, stop)


def _cut_off(printed: Printed, other: Wording, start: int) -> bool:
    """Whether what begins a printed sentence, or a bracket there, hides the "not" that stands right before it."""
    if not start or other.words[start - 1].form not in NEGATIONS or other.voice_at(start - 1) != other.voice_at(start):
        return False
    before, now, shown = other.words[start - 1], other.words[start], printed.words[0].text
    begun = shown[:1].isupper() and (shown == "A" or not shown.isupper()) and not now.text[:1].isupper()
    return not other.text[before.end : now.start].strip() and (begun or printed.bracket(0, 0) is not None)


def _voices(voices: Sequence[int]) -> list[int]:
    """Whose each matched word is; a word or two of someone else's are taken for those of the voice around them."""
    runs = [(voice, len(list(some))) for voice, some in groupby(voices)]
    long = [voice for voice, size in runs if size >= _SAID]
    found: list[int] = []
    now = long[0] if long else runs[0][0]
    for voice, size in runs:
        now = voice if size >= _SAID else now
        found += [now] * size
    return found


def _in_voice(pairs: Sequence[tuple[int, int]], voices: Sequence[int], other: Wording) -> list[tuple[int, int]]:
    """The matched words; those that lie in what someone else breaks in with, where the voice around has them too."""
    found = list(pairs)
    for number, ((i, j), voice) in enumerate(zip(pairs, voices, strict=True)):
        if other.voice_at(j) == voice or not 0 < number < len(pairs) - 1:
            continue
        start = found[number - 1][1] + 1
        end = next((m for _, m in pairs[number + 1 :] if other.voice_at(m) == voice), 0)
        own = (
            m
            for m in range(start, end)
            if other.voice_at(m) == voice and equal(other.words[m].form, other.words[j].form)
        )
        found[number] = i, next(own, j)
    return found


def _reaches(places: Sequence[int]) -> list[tuple[int, int]]:
    """For each matched word of the other the first and last one of the run that it is in, between steps back."""
    bounds = [0, *(n for n in range(1, len(places)) if places[n] <= places[n - 1]), len(places)]
    return [(places[a], places[b - 1]) for a, b in pairwise(bounds) for _ in range(a, b)]


def _to_mark(gap: Gap, printed: Printed, other: Wording) -> Gap:
    """Of the places where words may have been left out, all the same to the words, the one with an ellipsis."""
    if gap.first < gap.last or not printed.ellipses:
        return gap
    own, theirs = printed.words, other.words
    moved, first, other_first, other_last = gap, gap.first, gap.other_first, gap.other_last
    while not printed.cut(first, first):
        if first >= len(own) or other_last >= len(theirs) or theirs[other_first].form != own[first].form:
            return gap
        first, other_first, other_last = first + 1, other_first + 1, other_last + 1
        moved = Gap(first, first, other_first, other_last)
    return moved


def _split(gap: Gap, printed: Wording, other: Wording, way: Way) -> Iterator[Gap]:
    """A gap at its words that are akin, so that each changed word is an edit of its own."""
    new, old = _forms(printed.words[gap.first : gap.last]), _forms(other.words[gap.other_first : gap.other_last])
    first, other_first = gap.first, gap.other_first
    if not small.changed(new, old):
        for i in range(gap.first, gap.last):
            j = int(way[i])
            if j != NOTHING and other_first <= j and akin(printed.words[i].form, other.words[j].form):
                yield from _edge(first, i, other_first, j)
                yield Gap(i, i + 1, j, j + 1)
                first, other_first = i + 1, j + 1
    yield from _edge(first, gap.last, other_first, gap.other_last)


def _edge(first: int, last: int, other_first: int, other_last: int) -> Iterator[Gap]:
    if first < last or other_first < other_last:
        yield Gap(first, last, other_first, other_last)


def _reach(printed: Printed, other: Wording, at: int, place: int, way: int) -> int:
    """How many words of the other stand in place of the printed ones at an edge: ``way`` is 1 after, -1 before."""
    own = _forms(printed.words[at:] if way > 0 else printed.words[:at])
    if not own or small.added(own, (), printed.text, "", begins=True):
        return 0
    theirs = _forms(other.words[place : place + 4] if way > 0 else other.words[max(0, place - 4) : place])
    for size in (len(own), len(own) + 1, len(own) - 1):  # "non-negotiable" are two words, "nonnegotiable" is one
        some = theirs[:size] if way > 0 else theirs[max(0, len(theirs) - size) :]
        if some and small.changed(own, some):
            return size
    size = len(own) if len(own) <= min(2, len(theirs)) else 0
    first, last = (place - 1, place + size) if way > 0 else (place - size - 1, place)
    edge = other.text[other.after(max(first, 0)) : other.before(last + 1 if way < 0 else last)]
    return 0 if _ENDED.search(edge) else size


def _edit(gap: Gap, printed: Printed, other: Wording) -> Edit:
    start, end = printed.bracket(gap.first, gap.last) or (0, 0)
    if start == end or gap.first < gap.last:
        start, end = printed.extent(gap.first, gap.last)
    other_start, other_end = other.extent(gap.other_first, gap.other_last)
    kind, why = _kind(gap, printed, other)
    new, old = printed.words[gap.first : gap.last], _heard(gap, other)
    after, starts = printed.words[gap.last :], printed.starts(gap.first)
    again = kind == "dropped" and small.repeats(_forms(old), _forms(printed.words[: gap.first]), _forms(after))
    grave = None if why or again else gravity(new, old, after, starts=starts, apart=kind == "joined")
    if gap.turn:
        grave = EditReason.OTHER_VOICE
    elif not why and not new and (start, end) in printed.brackets:
        grave = bracketed(words(printed.text, start, end), old)
    return Edit(
        kind,
        start,
        end,
        printed.text[start:end],
        other_start,
        other_end,
        other.text[other_start:other_end],
        marked=printed.cut(gap.first, gap.last) or printed.bracket(gap.first, gap.last) is not None,
        minor=bool(why),
        meaning_changed=grave is not None,
        reason=grave or why,
    )


def _kind(gap: Gap, printed: Printed, other: Wording) -> tuple[EditKind, EditReason | None]:
    """What a gap is, and why it is small if it is."""
    new, old = _forms(printed.words[gap.first : gap.last]), _forms(_heard(gap, other))
    before, after = _forms(printed.words[: gap.first]), _forms(printed.words[gap.last :])
    size = gap.other_last - gap.other_first
    if gap.back:
        return "moved", None
    if gap.jump or gap.turn or (size and printed.cut(gap.first, gap.last)) or size >= FAR:
        return "joined", None
    if not new and printed.bracket(gap.first, gap.last):
        turned = bracketed(_inside(printed, gap), _heard(gap, other))
        return ("changed" if old else "added"), None if turned else EditReason.BRACKETS
    if once := small.said_once(new or old, after) if not (new and old) else None:
        return ("added" if new else "dropped"), once
    between = other.text[other.before(gap.other_first) : other.after(gap.other_last)]
    if not new and old and set(old) <= forms.AUXILIARIES and between[:1] in "'’":
        return "changed", None  # "who've started" is another tense
    if not new:
        begins = printed.starts(gap.first) or bool(_ENDED.search(between[:3]))
        return "dropped", small.dropped(old, before, after, between, begins) if old else EditReason.INTERRUPTION
    if not old:
        text = printed.text[: printed.after(gap.last)]
        return "added", small.added(new, before, text, between, printed.starts(gap.first))
    tail = other.text[other.before(gap.other_last) : other.after(gap.other_last)]
    why = small.changed(new, old) or small.unsure(tail)
    return ("spelling" if why in small.WRITTEN else "changed"), why


def _inside(printed: Printed, gap: Gap) -> tuple[Word, ...]:
    """The words of a gap's bracket."""
    return words(printed.text, *(printed.bracket(gap.first, gap.last) or (0, 0)))


def _heard(gap: Gap, other: Wording) -> tuple[Word, ...]:
    """The other's words of a gap without those of another voice that breaks in."""
    own = other.voice_at(gap.other_first - 1 if gap.other_first else gap.other_last)
    numbers = range(gap.other_first, gap.other_last)
    return tuple(other.words[number] for number in numbers if other.voice_at(number) == own)


def _within(start: int, end: int, spans: Spans) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _forms(words: Sequence[Word]) -> list[str]:
    return [word.form for word in words]
