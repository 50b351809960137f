"""The proper names in an article's text, as the encoder tags them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from onrecord.inference import ArticleEncoding
from onrecord.speakers.countries import homeland
from onrecord.speakers.gender import of_given_name
from onrecord.speakers.roles import is_office

ProperKind = Literal["person", "organization", "place"]
KINDS: tuple[ProperKind, ...] = ("person", "organization", "place")
PERSON, ORGANIZATION, PLACE = range(1, 4)
LIKELY = -5.5  # log-likelihood against the best tag from which a surname alone is one
SHARED = 0.5  # how much the article's other uses of a word count in tagging it
_WORD = re.compile(r"(?:[^\W_]\.)+(?=[^\W_]|\W|$)|[^\W_]+(?:[’'-][^\W_]+)*")
_BEFORE = re.compile(r"(?<![\w.’'-])([A-Z][a-z]+(?:[A-Z][a-z]+)?(?:-[A-Z][a-z]+)?) $")
_AFTER = re.compile(r" ([A-Z][a-z]+(?:-?[A-Z][a-z]+)?)")
_SUFFIX = re.compile(r",? (?:Jr|Sr)\b\.?|,? I{2,3}\b|,? IV\b")
_OWN = re.compile(r"[’'][sS]?$")
_SMALL = frozenset("of for and the in on at de da di del la le van von der den bin ibn al el & y".split())  # noqa: SIM905
_CORPORATE = re.compile(r",? (?:Inc|Corp|Co|Ltd|LLC|LLP|PLC|plc|AG|NV|SE)\b")
_BODY = re.compile(
    r"\b(?:Authority|Ministry|University|College|Bank|Council|Court|Institute|Department|Board|Commission|Embassy|"
    r"Parliament|Government|Association|Federation|Academy|Agency|Office|Party|Church|Museum|Society)$"
)
_HONORIFIC = re.compile(
    r"(?:Mr|Mrs|Ms|Mx|Dr|Sir|Dame|Lord|Lady|Prof|Professor|Miss|Rev|Sen|Rep|Gov|Gen|Lt|Col|Sgt)\.?$"
)


@dataclass(frozen=True, slots=True)
class Proper:
    """A proper name in the text: offsets and kind."""

    start: int
    end: int
    text: str
    kind: ProperKind


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    scores: npt.NDArray[np.float32]
    tag: int

    @property
    def capital(self) -> bool:
        return _is_capital(self.text)


def propers(text: str, encoding: ArticleEncoding) -> tuple[Proper, ...]:
    """Every proper name, in the order of the text."""
    words = _words(text, encoding)
    found = []
    tagged = {word.end for word in words if word.tag in (PERSON, ORGANIZATION, PLACE)}
    headlines: dict[int, bool] = {}
    for run in _runs(text, words):
        scores = sum((word.scores for word in run if word.capital), np.zeros(5, np.float32))
        kind = KINDS[int(scores[PERSON : PLACE + 1].argmax())]
        start, end = run[0].start, run[-1].end
        if len(run) == 1 and (is_office(run[0].text) or homeland(run[0].text)):
            continue  # “PM”, “Chancellor”, “Nepali”
        if kind == "person":
            start, end = _extended(text, start, end, len(run) == 1 and not _in_headline(text, start, headlines), tagged)
        if kind == "organization" and (more := _CORPORATE.match(text, end)):
            end = more.end()
        found.append(Proper(start, end, text[start:end], kind))
    found = sorted([*found, *_surnames(text, words, found)], key=lambda one: one.start)
    return tuple(_with_place(text, found))


def _with_place(text: str, found: Sequence[Proper]) -> Iterator[Proper]:
    """The names, a body's joined with whose it is: “Civil Aviation Authority **of Nepal**”."""
    last: Proper | None = None
    for one in found:
        body = last is not None and last.kind == "organization" and _BODY.search(last.text)
        if last and body and one.kind == "place" and text[last.end : one.start] in (" of ", " of the "):
            last = Proper(last.start, one.end, text[last.start : one.end], "organization")
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _surnames(text: str, words: Sequence[_Word], found: Sequence[Proper]) -> Iterator[Proper]:
    """Words alone that the encoder passed over and that are the surname of someone named in full."""
    families = {one.text.split()[-1] for one in found if one.kind == "person" and " " in one.text}
    taken = {at for one in found for at in range(one.start, one.end)} if families else set()
    for word in words:
        if word.text not in families or word.start in taken or word.scores[PERSON] < LIKELY:
            continue
        beside = re.match(r"[ -][A-Z]", text[word.end : word.end + 2]) or _BEFORE.search(
            text, max(0, word.start - 30), word.start
        )
        if not beside or _HONORIFIC.match(beside[0].strip()) or beside[0] in ("The ", "A "):
            yield Proper(word.start, word.end, word.text, "person")


def _extended(text: str, start: int, end: int, lone: bool, tagged: Collection[int]) -> tuple[int, int]:
    """A person's name with, if it stands ``lone``, a word of it that the encoder missed; and with “Jr.”."""
    if lone:
        before = _BEFORE.search(text, max(0, start - 30), start)
        after = _AFTER.match(text, end)
        if before and before.end(1) not in tagged and _may_be_given(text, before):
            start = before.start(1)
        elif after and of_given_name(text[start:end]) and not is_office(after[1]):
            end = after.end()
    suffix = _SUFFIX.match(text, end)
    return start, suffix.end() if suffix else end


def _in_headline(text: str, at: int, known: dict[int, bool]) -> bool:
    """Whether most words of a line begin with a capital, so that a capital says nothing; each line is read once."""
    begin = text.rfind("\n", 0, at) + 1
    if begin not in known:
        end = text.find("\n", at)
        words = re.findall(r"[^\W\d_]+", text[begin : len(text) if end < 0 else end])
        known[begin] = 2 * sum(word[0].isupper() for word in words) > len(words)
    return known[begin]


def _may_be_given(text: str, match: re.Match[str]) -> bool:
    word = match[1]
    if _HONORIFIC.match(word) or is_office(word) or homeland(word) or word in ("The", "A", "An"):
        return False
    opens = text[: match.start(1)].rstrip(" “\"‘'")[-1:] in ("", "\n", ".", "!", "?", ":", "”")
    return not opens or of_given_name(word) != 0


def _words(text: str, encoding: ArticleEncoding) -> list[_Word]:
    """The words that may stand in a name, with their pieces' mean log-probabilities; “Lee’s” without its ending."""
    if not len(encoding.starts):
        return []
    likely = encoding.name_logits - np.log(
        np.exp(encoding.name_logits - encoding.name_logits.max(-1, keepdims=True)).sum(-1, keepdims=True)
    )
    likely -= encoding.name_logits.max(-1, keepdims=True)
    total = np.concatenate([np.zeros((1, 5), np.float32), likely.cumsum(0)])
    matches = [m for m in _WORD.finditer(text) if m[0] in _SMALL or _is_capital(m[0])]
    first = np.searchsorted(encoding.starts, [m.start() for m in matches])
    last = np.searchsorted(encoding.starts, [m.end() for m in matches])
    read = [n for n in np.flatnonzero(last > first).tolist() if _OWN.sub("", matches[n][0])]
    scores = (total[last[read]] - total[first[read]]) / (last[read] - first[read])[:, None]
    plain = [_OWN.sub("", matches[n][0]) for n in read]
    _share(plain, scores)
    tags = scores.argmax(1).tolist()
    return [
        _Word(matches[n].start(), matches[n].start() + len(word), word, row, tag)
        for n, word, row, tag in zip(read, plain, scores, tags, strict=True)
    ]


def _is_capital(word: str) -> bool:
    return word[0].isupper() or word[1:2].isupper()  # “iPhone”


def _share(words: Sequence[str], scores: npt.NDArray[np.float32]) -> None:
    """Mixes each capitalized word's scores [N, 5] with the mean over the same word's other uses in the article."""
    uses: defaultdict[str, list[int]] = defaultdict(list)
    for n, word in enumerate(words):
        if _is_capital(word):
            uses[word].append(n)
    for same in uses.values():
        if len(same) > 1:
            scores[same] = (1 - SHARED) * scores[same] + SHARED * scores[same].mean(0)


def _runs(text: str, words: list[_Word]) -> Iterator[list[_Word]]:
    """Stretches of words that make one name; small words only inside one."""
    run: list[_Word] = []
    for word in words:
        tag = word.tag
        inside = tag in (PERSON, ORGANIZATION, PLACE) and (word.capital or (bool(run) and word.text in _SMALL))
        if inside and run and _joins(text, run, word, tag):
            run.append(word)
            continue
        yield from _trimmed(run)
        run = [word] if inside and word.capital else []
    yield from _trimmed(run)


def _joins(text: str, run: list[_Word], word: _Word, tag: int) -> bool:
    gap = text[run[-1].end : word.start]
    before = run[-1].tag
    if gap not in (" ", "\u00a0", "-", ". ", " & ", "&") or (gap == ". " and len(run[-1].text) > 2):
        return False
    return tag == before or PERSON not in (tag, before) or (tag == PERSON and of_given_name(run[-1].text) != 0)


def _trimmed(run: list[_Word]) -> Iterator[list[_Word]]:
    while run and (not run[-1].capital or _HONORIFIC.match(run[-1].text)):
        run = run[:-1]
    while run and (_HONORIFIC.match(run[0].text) or run[0].text in ("The", "A", "An")):
        run = run[1:]
    if run:
        yield run
