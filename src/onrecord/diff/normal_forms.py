"""The normal form of a word, and the classes of words that weigh little in a comparison; the lists: word_forms.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.text.word_lists import WordLists

MAGNITUDES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
FIRST_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third"}  # kept apart from "one", "two" and "three"
MIN_BRITISH = 6  # letters: "wise", "rise" and "hour" are not British spellings
_BRITISH_SPELLINGS = [
    (re.compile(r"(?<=[bdhlnpv])our(?=(s|ed|ing|able|ite|ites|ful|hood|ly|er|ers)?$)"), "or"),
    (re.compile(r"is(?=(e|es|ed|ing|ation|ations|er|ers)$)"), "iz"),
    (re.compile(r"ys(?=(e|es|ed|ing|er|ers)$)"), "yz"),
]
_LISTS = WordLists("onrecord.diff", "word_forms.toml").tables()
_CLASSES: dict[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in _LISTS["classes"].items()}


def _groups(text: str) -> Iterator[list[str]]:
    """The groups of words of a list, between bars or line ends."""
    return (group.split() for group in text.replace("\n", "|").split("|") if group.strip())


def _number_words() -> dict[str, str]:
    """Every number word with its figures: "ten" is 10, "twenties" 20s, "fourth" 4; "first" to "third" stay words."""
    lists = {name: words.split() for name, words in _LISTS["numbers"].items()}
    numbers = {word: str(number) for number, word in enumerate(lists["from_0"])}
    numbers |= {word: str(10 * number) for number, word in enumerate(lists["tens_from_20"], 2)}
    numbers |= {word: f"{10 * number}s" for number, word in enumerate(lists["decades_from_20s"], 2)}
    numbers |= {word: str(number) for number, word in enumerate(lists["ordinals_from_4"], 4)}
    return numbers | {word: str(10 * number) for number, word in enumerate(lists["ordinal_tens_from_20"], 2)}


# word: (first form, second form, letters of the first part)
CONTRACTIONS: dict[str, tuple[str, str, int]] = {word: tuple(parts) for word, parts in _LISTS["contractions"].items()}
CONTRACTION_ENDINGS: dict[str, str] = _LISTS["contraction_endings"]
AMBIGUOUS_FORMS = {form: frozenset(meanings) for form, meanings in _LISTS["ambiguous_forms"].items()}
NUMBER_WORDS = _number_words()
SPELLINGS = {word: group[0] for group in _groups(_LISTS["spellings"]["groups"]) for word in group[1:]}
CONTRARIES = frozenset(frozenset(pair) for pair in _groups(_LISTS["contraries"]["pairs"]))
NEGATIVE_PREFIXES = tuple(_LISTS["contraries"]["negative_prefixes"].split())
FILLER_PHRASES = tuple(tuple(phrase.split()) for phrase in _LISTS["filler_phrases"]["phrases"])

ARTICLES = _CLASSES["articles"]
FILLERS = _CLASSES["fillers"]
DISCOURSE_MARKERS = _CLASSES["discourse_markers"]
AUXILIARIES = _CLASSES["auxiliaries"]
QUESTION_OPENERS = AUXILIARIES | _CLASSES["question_words"]
CONDITION_OPENERS = _CLASSES["condition_openers"]
CONDITION_PHRASES = tuple(tuple(phrase.split()) for phrase in _LISTS["condition_phrases"]["phrases"])
DENIALS = _CLASSES["denials"]
REPORT_VERBS = _CLASSES["report_verbs"]
TELLING_VERBS = _CLASSES["telling_verbs"]
INTENSIFIERS = _CLASSES["intensifiers"]
REPORT_WORDS = REPORT_VERBS | _CLASSES["report_nouns"] | _CLASSES["report_adjectives"] | DENIALS
FIRST_PERSON = _CLASSES["first_person"]
MIN_CLAUSE = 3  # words: fewer are no clause that could be cut off from its introduction
AUXILIARY_CONTRACTIONS = _CLASSES["auxiliary_contractions"]
BEFORE_VERB_LIKE = _CLASSES["before_verb_like"]
SENTENCE_OPENERS = _CLASSES["sentence_openers"]
LINKING_WORDS = _CLASSES["linking_words"]
NEGATIONS = _CLASSES["negations"]
FUNCTION_WORDS = _CLASSES["function_words"]


def normal_form(word: str) -> str:
    """Return the form that stands for all spellings of a lower-case word."""
    word = NUMBER_WORDS.get(word) or SPELLINGS.get(word, word)
    if len(word) >= MIN_BRITISH:
        for pattern, american in _BRITISH_SPELLINGS:
            word = pattern.sub(american, word)
    return word
