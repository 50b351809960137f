"""The words of an article that may be part of a name, each with the encoder's scores."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from onrecord.inference import ArticleEncoding
from onrecord.speakers.entities.roles import is_office
from onrecord.text.honorifics import HONORIFICS

TAGS = 5  # outside, person, organization, place, title
PERSON, ORGANIZATION, PLACE = range(1, 4)
NAME_TAGS = (PERSON, ORGANIZATION, PLACE)
OTHER_USES_WEIGHT = 0.5  # weight of the mean over a word's uses in the article, when one use is tagged. Set by hand
CONTINUED_NAME_BONUS = 2.0  # log-likelihood that a capitalized word just after a person's name gains. Set by hand

_WORD = re.compile(r"(?:[^\W_]\.)+(?=[^\W_]|\W|$)|[^\W_]+(?:[’'-][^\W_]+)*")
_SMALL_PREFIX = re.compile(r"[a-z]{1,3}[-’'][A-Z]")
_SEAM = re.compile(r"([A-Z][a-z]{2,})([A-Z][a-z]{2,})$")
_SEAM_IN_TEXT = re.compile(r"[A-Z][a-z]{2,}[A-Z][a-z]{2}")
_POSSESSIVE = re.compile(r"[’'][sS]?$")
SMALL_WORDS = frozenset("of for and the in on at de da di del la le van von der den bin ibn al el & y".split())  # noqa: SIM905
_TITLE_LISTS = (  # kings, presidents and judges are left out: "King" and "Judge" are surnames too
    *("titles.courtesy", "titles.nobility", "titles.scholars_and_clergy", "titles.politicians", "titles.military"),
    *("titles.captain", "titles.ranks_and_professions", "titles.worldwide"),
)


@dataclass(frozen=True, slots=True)
class TaggedWord:
    """A word that may be part of a name; ``scores`` [5] are log-likelihoods of the tags against the best tag."""

    start: int
    end: int
    text: str
    scores: npt.NDArray[np.float32]
    tag: int

    @property
    def is_capitalized(self) -> bool:
        """Return whether a word begins with a capital letter."""
        return _is_capitalized(self.text)


def tag_words(text: str, encoding: ArticleEncoding) -> list[TaggedWord]:
    """Return the words that may be part of a name, with their pieces' mean scores; “Lee’s” without its ending."""
    if not len(encoding.starts):
        return []
    likely = encoding.name_logits - np.log(
        np.exp(encoding.name_logits - encoding.name_logits.max(-1, keepdims=True)).sum(-1, keepdims=True)
    )
    likely -= encoding.name_logits.max(-1, keepdims=True)
    total = np.concatenate([np.zeros((1, TAGS), np.float32), likely.cumsum(0)])
    matches = [match for match in _words(text) if match[0] in SMALL_WORDS or _is_capitalized(match[0])]
    first = np.searchsorted(encoding.starts, [match.start() for match in matches])
    last = np.searchsorted(encoding.starts, [match.end() for match in matches])
    with_pieces = [n for n in np.flatnonzero(last > first).tolist() if _POSSESSIVE.sub("", matches[n][0])]
    pieces = last[with_pieces] - first[with_pieces]
    scores = (total[last[with_pieces]] - total[first[with_pieces]]) / pieces[:, None]
    words = [_POSSESSIVE.sub("", matches[n][0]) for n in with_pieces]
    _mix_with_other_uses(words, scores)
    tags = scores.argmax(1).tolist()
    tagged = [
        TaggedWord(matches[n].start(), matches[n].start() + len(word), word, row, tag)
        for n, word, row, tag in zip(with_pieces, words, scores, tags, strict=True)
    ]
    return list(_with_continued_names(text, tagged))


def _words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text; two that a page has run together as two: “Kristi **NoemKristi** Lynn”.

    They are two if each stands alone elsewhere in the text: not “McDonald”, “YouTube”.
    """
    words = list(_WORD.finditer(text))
    if not _SEAM_IN_TEXT.search(text):
        yield from words
        return
    alone = {word[0] for word in words}
    for word in words:
        seam = _SEAM.match(text, word.start(), word.end())
        if seam and seam[1] in alone and seam[2] in alone:
            yield from (_WORD.match(text, *seam.span(part)) for part in (1, 2))  # type: ignore[misc]
        else:
            yield word


def _with_continued_names(text: str, words: Iterable[TaggedWord]) -> Iterator[TaggedWord]:
    """Yield the words, one that continues a person's name tagged so unless the encoder is sure that it is none."""
    last: TaggedWord | None = None
    for word in words:
        continues = last is not None and last.tag == PERSON and text[last.end : word.start] == " "
        may_be_name = (
            word.tag == 0 and word.is_capitalized and not is_office(word.text) and not is_after_name(word.text)
        )
        if continues and may_be_name and word.scores[PERSON] > word.scores[0] - CONTINUED_NAME_BONUS:
            word = replace(word, tag=PERSON)
        last = word
        yield word


def _is_capitalized(word: str) -> bool:
    """Return whether a word has a capital where a name has one: “Lee”, “iPhone”, “al-Khatib”, “d’Arcy”."""
    return word[0].isupper() or word[1:2].isupper() or _SMALL_PREFIX.match(word) is not None


def _mix_with_other_uses(words: Sequence[str], scores: npt.NDArray[np.float32]) -> None:
    """Mix each capitalized word's scores [N, 5], in place, with the mean over the word's uses in the article."""
    uses: defaultdict[str, list[int]] = defaultdict(list)
    for n, word in enumerate(words):
        if _is_capitalized(word):
            uses[word].append(n)
    for rows in uses.values():
        if len(rows) > 1:
            scores[rows] = (1 - OTHER_USES_WEIGHT) * scores[rows] + OTHER_USES_WEIGHT * scores[rows].mean(0)


@cache
def honorific() -> re.Pattern[str]:
    """Return a pattern for a word that is a title as a whole: “Mr.”, “Gen”."""
    return re.compile(rf"(?:{HONORIFICS.alternatives(*_TITLE_LISTS)})\.?$")


def is_after_name(word: str) -> bool:
    """Return whether a word behind a name is no part of it: a title, “MP”."""
    return honorific().match(word) is not None or word in HONORIFICS.words("names.postnominals")
