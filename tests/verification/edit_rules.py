"""Rules that edit real sentences, each with the verdicts that the edited sentence may have.

A rule takes the sentences of a transcript, the index of the one to edit, and a seeded generator. It returns the printed
words, or None if it does not apply to the sentence.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

EditRule = Callable[[Sequence[str], int, random.Random], str | None]
RULES: dict[str, tuple[EditRule, frozenset[str]]] = {}

UNEDITED = frozenset({"verbatim", "minor"})
TRIMMED = frozenset({"trimmed"})
ABRIDGED = frozenset({"abridged"})
SPLICED = frozenset({"spliced"})
ALTERED = frozenset({"altered"})
EDITED = frozenset({"trimmed", "spliced", "altered"})

_STOP_WORDS = frozenset(
    """
a an the and or but so if then that this these those it its is are was were be to of in on at by for with i
you he she we they my your his her our their not no do does did have has had will would can could well like
know mean just very really as from what who when there here one all more s t re ve ll m d also now just right
okay yes
    look folks listen hey
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_CONTRACTIONS = {"do not": "don't", "I am": "I'm", "we are": "we're", "it is": "it's", "they are": "they're"}
_CONTRACTIONS |= {"can not": "can't", "will not": "won't", "I have": "I've", "we will": "we'll", "did not": "didn't"}
_NUMBERS = {"two": "2", "three": "3", "five": "5", "ten": "10", "twenty": "20", "hundred": "hundred"}
_UNRELATED_WORDS = ["harbour", "violin", "tortoise", "cinnamon", "lantern", "gravel", "orchard", "pelican"]


def rule(*verdicts: frozenset[str]) -> Callable[[EditRule], EditRule]:
    def register(function: EditRule) -> EditRule:
        RULES[function.__name__] = function, frozenset().union(*verdicts)
        return function

    return register


def content_words(text: str) -> list[re.Match[str]]:
    """Return the content words inside a sentence, without its first and last three words."""
    inner_words = list(_WORD.finditer(text))[3:-3]
    return [match for match in inner_words if match.group().lower() not in _STOP_WORDS and len(match.group()) > 3]


def remove(text: str, start: int, end: int) -> str:
    return re.sub(r"\s+([,.])", r"\1", " ".join((text[:start] + text[end:]).split()))


@rule(UNEDITED)
def as_it_is(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    return sentences[index]


@rule(UNEDITED)
def other_punctuation(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    return sentences[index].replace(",", " —").replace("'", "’").rstrip(".") + ","


@rule(UNEDITED)
def capitals(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    return sentences[index].upper()


@rule(UNEDITED)
def contracted(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    text = sentences[index]
    for full, short in _CONTRACTIONS.items():
        text = re.sub(rf"\b{full}\b", short, text)
    return text if text != sentences[index] else None


@rule(UNEDITED)
def spelled_out(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    text = sentences[index]
    for full, short in _CONTRACTIONS.items():
        text = re.sub(rf"\b{short}\b", full, text)
    return text if text != sentences[index] else None


@rule(UNEDITED)
def in_figures(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    text = sentences[index]
    for word, figures in _NUMBERS.items():
        text = re.sub(rf"\b{word}\b", figures, text)
    return text if text != sentences[index] else None


@rule(UNEDITED)
def without_fillers(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    text = re.sub(r",? \b(you know|I mean|uh|um)\b,?", "", sentences[index])
    return text if text != sentences[index] else None


@rule(UNEDITED)
def with_a_clarification(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    words = list(_WORD.finditer(sentences[index]))
    place = rng.choice(words[3:-3]).end()
    return f"{sentences[index][:place]} [of the state government]{sentences[index][place:]}"


@rule(UNEDITED)
def only_a_part(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    words = sentences[index].split()
    first = rng.randrange(0, max(1, len(words) - 8))
    return " ".join(words[first : first + 8])


@rule(TRIMMED)
def a_word_left_out(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    if not (words := content_words(sentences[index])):
        return None
    match = rng.choice(words)
    return remove(sentences[index], *match.span())


@rule(TRIMMED)
def six_words_left_out(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    words = list(re.finditer(r"\S+", sentences[index]))
    if len(words) < 18:
        return None
    first = rng.randrange(5, len(words) - 11)
    return remove(sentences[index], words[first].start(), words[first + 5].end())


@rule(TRIMMED, ALTERED)
def negation_left_out(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    text = re.sub(r"\b(not|never)\b |n['’]t\b", "", sentences[index], count=1)
    return text if text != sentences[index] else None


@rule(ALTERED)
def negation_put_in(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    text = re.sub(r"\b(is|are|was|were|will|can)\b (?!not)", r"\1 not ", sentences[index], count=1)
    return text if text != sentences[index] else None


@rule(ALTERED)
def another_number(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    text = re.sub(r"\d+", lambda match: str(int(match.group()) + 7), sentences[index], count=1)
    return text if text != sentences[index] else None


@rule(ALTERED)
def another_word(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    if not (words := content_words(sentences[index])):
        return None
    match = rng.choice(words)
    return sentences[index][: match.start()] + rng.choice(_UNRELATED_WORDS) + sentences[index][match.end() :]


@rule(ALTERED)
def another_modal(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    words = list(_WORD.finditer(sentences[index]))
    for match in words[2:-2]:
        if match.group() in ("will", "can", "should", "must"):
            new = rng.choice([word for word in ("will", "can", "should", "must") if word != match.group()])
            return sentences[index][: match.start()] + new + sentences[index][match.end() :]
    return None


@rule(ALTERED)
def a_word_put_in(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    words = list(_WORD.finditer(sentences[index]))
    place = rng.choice(words[3:-3]).end()
    return f"{sentences[index][:place]} {rng.choice(_UNRELATED_WORDS)}{sentences[index][place:]}"


@rule(ALTERED)
def halves_exchanged(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    words = sentences[index].rstrip(".").split()
    middle = len(words) // 2
    return " ".join([*words[middle:], *words[:middle]])


@rule(SPLICED)
def two_sentences_joined(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    return f"{sentences[index]} {sentences[index + 6]}" if _far_apart(sentences, index) else None


@rule(ABRIDGED, SPLICED)
def two_sentences_joined_with_an_ellipsis(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    if index + 2 >= len(sentences) or not _is_long(sentences[index + 2]) or len(sentences[index + 1].split()) < 3:
        return None
    return f"{sentences[index]} … {sentences[index + 2]}"


@rule(SPLICED)
def two_turns_merged(sentences: Sequence[str], index: int, rng: random.Random) -> str | None:
    earlier = max(index - 12, 0)
    return f"{sentences[index]} {sentences[earlier]}" if earlier < index - 6 and _is_long(sentences[earlier]) else None


def _far_apart(sentences: Sequence[str], index: int) -> bool:
    between = sum(len(sentence.split()) for sentence in sentences[index + 1 : index + 6])
    return index + 6 < len(sentences) and between > 40 and _is_long(sentences[index + 6])


def _is_long(sentence: str) -> bool:
    return 8 <= len(sentence.split()) <= 40
