"""Quotations made of real sentences by rule, each with the verdict that it must have.

A rule takes the sentences of a transcript, the number of one, and a seeded generator, and gives the printed words, or
None where the sentence has nothing to which it could be done.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

Rule = Callable[[Sequence[str], int, random.Random], str | None]
RULES: dict[str, tuple[Rule, frozenset[str]]] = {}

SAME = frozenset({"verbatim", "minor"})
SHORTER = frozenset({"trimmed"})
JOINED = frozenset({"spliced"})
OTHER = frozenset({"altered"})
EDITED = frozenset({"trimmed", "spliced", "altered"})

_SMALL = frozenset(
    """
a an the and or but so if then that this these those it its is are was were be to of in on at by for with i
you he she we they my your his her our their not no do does did have has had will would can could well like
know mean just very really as from what who when there here one all more s t re ve ll m d also now just right
okay yes
    look folks listen hey
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_CONTRACTED = {"do not": "don't", "I am": "I'm", "we are": "we're", "it is": "it's", "they are": "they're"}
_CONTRACTED |= {"can not": "can't", "will not": "won't", "I have": "I've", "we will": "we'll", "did not": "didn't"}
_NUMBERS = {"two": "2", "three": "3", "five": "5", "ten": "10", "twenty": "20", "hundred": "hundred"}
_STRANGE = ["harbour", "violin", "tortoise", "cinnamon", "lantern", "gravel", "orchard", "pelican"]


def rule(*verdicts: frozenset[str]) -> Callable[[Rule], Rule]:
    def kept(function: Rule) -> Rule:
        RULES[function.__name__] = function, frozenset().union(*verdicts)
        return function

    return kept


def contents(text: str) -> list[re.Match[str]]:
    """The words of content inside a sentence, without its first and last three words."""
    found = list(_WORD.finditer(text))[3:-3]
    return [match for match in found if match.group().lower() not in _SMALL and len(match.group()) > 3]


def without(text: str, start: int, end: int) -> str:
    return re.sub(r"\s+([,.])", r"\1", " ".join((text[:start] + text[end:]).split()))


@rule(SAME)
def as_it_is(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    return sentences[at]


@rule(SAME)
def other_punctuation(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    return sentences[at].replace(",", " —").replace("'", "’").rstrip(".") + ","


@rule(SAME)
def capitals(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    return sentences[at].upper()


@rule(SAME)
def contracted(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    text = sentences[at]
    for full, short in _CONTRACTED.items():
        text = re.sub(rf"\b{full}\b", short, text)
    return text if text != sentences[at] else None


@rule(SAME)
def spelled_out(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    text = sentences[at]
    for full, short in _CONTRACTED.items():
        text = re.sub(rf"\b{short}\b", full, text)
    return text if text != sentences[at] else None


@rule(SAME)
def in_figures(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    text = sentences[at]
    for word, figures in _NUMBERS.items():
        text = re.sub(rf"\b{word}\b", figures, text)
    return text if text != sentences[at] else None


@rule(SAME)
def without_fillers(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    text = re.sub(r",? \b(you know|I mean|uh|um)\b,?", "", sentences[at])
    return text if text != sentences[at] else None


@rule(SAME)
def with_a_clarification(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    words = list(_WORD.finditer(sentences[at]))
    place = chance.choice(words[3:-3]).end()
    return f"{sentences[at][:place]} [of the state government]{sentences[at][place:]}"


@rule(SAME)
def only_a_part(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    words = sentences[at].split()
    first = chance.randrange(0, max(1, len(words) - 8))
    return " ".join(words[first : first + 8])


@rule(SHORTER)
def a_word_left_out(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    if not (some := contents(sentences[at])):
        return None
    match = chance.choice(some)
    return without(sentences[at], *match.span())


@rule(SHORTER)
def six_words_left_out(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    words = list(re.finditer(r"\S+", sentences[at]))
    if len(words) < 18:
        return None
    first = chance.randrange(5, len(words) - 11)
    return without(sentences[at], words[first].start(), words[first + 5].end())


@rule(SHORTER, OTHER)
def negation_left_out(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    text = re.sub(r"\b(not|never)\b |n['’]t\b", "", sentences[at], count=1)
    return text if text != sentences[at] else None


@rule(OTHER)
def negation_put_in(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    text = re.sub(r"\b(is|are|was|were|will|can)\b (?!not)", r"\1 not ", sentences[at], count=1)
    return text if text != sentences[at] else None


@rule(OTHER)
def another_number(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    text = re.sub(r"\d+", lambda match: str(int(match.group()) + 7), sentences[at], count=1)
    return text if text != sentences[at] else None


@rule(OTHER)
def another_word(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    if not (some := contents(sentences[at])):
        return None
    match = chance.choice(some)
    return sentences[at][: match.start()] + chance.choice(_STRANGE) + sentences[at][match.end() :]


@rule(OTHER)
def another_modal(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    words = list(_WORD.finditer(sentences[at]))
    for match in words[2:-2]:
        if match.group() in ("will", "can", "should", "must"):
            new = chance.choice([word for word in ("will", "can", "should", "must") if word != match.group()])
            return sentences[at][: match.start()] + new + sentences[at][match.end() :]
    return None


@rule(OTHER)
def a_word_put_in(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    words = list(_WORD.finditer(sentences[at]))
    place = chance.choice(words[3:-3]).end()
    return f"{sentences[at][:place]} {chance.choice(_STRANGE)}{sentences[at][place:]}"


@rule(OTHER)
def halves_exchanged(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    words = sentences[at].rstrip(".").split()
    middle = len(words) // 2
    return " ".join([*words[middle:], *words[:middle]])


@rule(JOINED)
def two_sentences_joined(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    return f"{sentences[at]} {sentences[at + 6]}" if _far(sentences, at) else None


@rule(JOINED)
def two_sentences_joined_with_an_ellipsis(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    if at + 2 >= len(sentences) or not _long(sentences[at + 2]) or len(sentences[at + 1].split()) < 3:
        return None
    return f"{sentences[at]} … {sentences[at + 2]}"


@rule(JOINED)
def two_turns_merged(sentences: Sequence[str], at: int, chance: random.Random) -> str | None:
    later = max(at - 12, 0)
    return f"{sentences[at]} {sentences[later]}" if later < at - 6 and _long(sentences[later]) else None


def _far(sentences: Sequence[str], at: int) -> bool:
    between = sum(len(sentence.split()) for sentence in sentences[at + 1 : at + 6])
    return at + 6 < len(sentences) and between > 40 and _long(sentences[at + 6])


def _long(sentence: str) -> bool:
    return 8 <= len(sentence.split()) <= 40
