"""Which differences change the meaning: a "not", a number, a name, a condition, or whom "they" refers to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from rapidfuzz.distance import DamerauLevenshtein

from onrecord.diff import normal_forms as forms
from onrecord.diff.numbers import is_number, parse_number
from onrecord.diff.slips import is_contrary, is_slip
from onrecord.diff.tokens import Word
from onrecord.records import EditReason
from onrecord.text.common_words import ordinary_words

MAX_SAME_SENTENCE = 8  # words: in a longer passage that is left out, a "not" belongs to a sentence of its own
MIN_REFERENT = 4  # words left out among which the referent of a pronoun is looked for
_CONDITIONS = frozenset({"if", "unless", "only", "except", "until", "might", "may", "maybe", "perhaps", "allegedly"})
_ONLY = frozenset({"only", "just", "merely", "simply", "solely"})  # "not only we, but they": nothing is denied
_COORDINATORS = frozenset({"and", "or", "nor", "but"})
_SIGNS = frozenset({"minus", "negative"})
_PERSONS = frozenset({"he", "she"})
_DETERMINERS = frozenset({"this", "these", "those", "such"})
_REFERRING = frozenset(
    {"he", "him", "his", "she", "her", "it", "its", "they", "them", "their", "we", "us", "our", "i", "me", "my", "you"}
) | frozenset({"your", "this", "that", "these", "those", "such", "the", "there", "here"})
_PRONOUNS = frozenset({"he", "she", "it", "they"}) | _DETERMINERS
MIN_NAME_STEM, MAX_NAME_ENDING = 4, 3  # letters that two forms of a name share, and that each may have after them


def meaning_change(
    printed: Sequence[Word],
    spoken: Sequence[Word],
    after: Sequence[Word],
    *,
    may_begin_sentence: bool = False,
    attached: Sequence[Word] | None = None,
) -> EditReason | None:
    """Return how printing ``printed`` for ``spoken`` changes the meaning, or None.

    Args:
        printed: The printed words of the edit.
        spoken: The spoken words of the edit.
        after: The printed words that follow.
        may_begin_sentence: Whether a sentence may begin with the printed or the spoken words.
        attached: The spoken words that belong to the clauses printed around them; by default all of a short edit.
    """
    if attached is None:
        attached = spoken if len(spoken) <= MAX_SAME_SENTENCE else ()
    if not printed and _has_negation(attached):  # two negations that are left out do not cancel out
        return EditReason.NEGATION_DROPPED
    if printed and (negation := negation_change(printed, attached)):
        return negation
    if not printed and after and spoken and spoken[-1].form in _SIGNS and is_number(after[0].form):
        return EditReason.OTHER_NUMBER
    if any(is_contrary(word.form, spoken_word.form) for word in printed for spoken_word in spoken):
        return EditReason.CONTRARY
    numbers, spoken_numbers = _numbers(printed), _numbers(spoken)
    if numbers and spoken_numbers and numbers != spoken_numbers:
        return EditReason.OTHER_NUMBER
    names, spoken_names = _names(printed), _names(spoken)
    if may_begin_sentence:
        is_swap = len(printed) == len(spoken) == 1  # "Lima was told" for "Quito was told"
        ordinary = ordinary_words() if is_swap else {words[0].form for words in (printed, spoken) if words}
        names, spoken_names = names - ordinary, spoken_names - ordinary
    if names and spoken_names and not _share_name(names, spoken_names):
        return EditReason.OTHER_NAME
    if _conditions(attached) > _conditions(printed):
        return EditReason.CONDITION_DROPPED
    if not printed and _drops_referent(spoken, after):
        return EditReason.REFERENT_DROPPED
    return None


def _drops_referent(spoken: Sequence[Word], after: Sequence[Word]) -> bool:
    """Whether words left out may be what the pronoun after them refers to.

    They are not if they begin with the same pronoun: it refers to what stands before. A person has a name.
    """
    if len(spoken) < MIN_REFERENT or not starts_with_pronoun(after):
        return False
    opening = [word.form for word in spoken if word.form not in forms.SENTENCE_OPENERS][:1]
    if opening == [after[0].form]:
        return False
    if after[0].form in _PERSONS:
        return bool(_names(spoken[1:]) | (_names(spoken[:1]) - ordinary_words()))
    return bool(_names(spoken) | _content_forms(spoken))


def bracket_change(bracketed: Sequence[Word], spoken: Sequence[Word]) -> EditReason | None:
    """Return how words in brackets, printed for ``spoken``, change the meaning: by a "not" or another name."""
    if negation := negation_change(bracketed, spoken):
        return negation
    if not spoken:
        return None
    if any(is_contrary(word.form, spoken_word.form) for word in bracketed for spoken_word in spoken):
        return EditReason.CONTRARY
    numbers, spoken_numbers = _numbers(bracketed), _numbers(spoken)
    if numbers and spoken_numbers and numbers != spoken_numbers:
        return EditReason.OTHER_NUMBER
    names, spoken_names = _names(bracketed), _names(spoken)
    if spoken_names and names and not _share_name(names, spoken_names):
        return EditReason.OTHER_NAME
    return EditReason.OTHER_WORD_IN_BRACKETS if _replaces_content(bracketed, spoken) else None


def _replaces_content(bracketed: Sequence[Word], spoken: Sequence[Word]) -> bool:
    """Whether words in brackets stand in place of other words of content; "[the mayor]" for "he" only clarifies."""
    content, spoken_content = _content_forms(bracketed), _content_forms(spoken)
    refers_back = any(word.form in _REFERRING for word in spoken)
    if not spoken_content or refers_back:
        return False
    same_stem = any(form[:1] == spoken_form[:1] for form in content for spoken_form in spoken_content)
    return bool(bracketed) and not same_stem


def negation_change(printed: Sequence[Word], spoken: Sequence[Word]) -> EditReason | None:
    """Return whether a negation was added, dropped or changed; None where both have one or neither has."""
    if _is_negated(printed) == _is_negated(spoken):
        return None
    if printed and spoken:
        return EditReason.NEGATION_CHANGED
    return EditReason.NEGATION_DROPPED if spoken else EditReason.NEGATION_ADDED


def _negations(words: Sequence[Word]) -> Iterator[int]:
    """Yield the numbers of the words that negate: not "not only", and not "or not", which only names the other case."""
    for number, word in enumerate(words):
        before = words[number - 1].form if number else ""
        after = words[number + 1].form if number + 1 < len(words) else ""
        if word.form in forms.NEGATIONS and not (word.form == "not" and (before == "or" or after in _ONLY)):
            yield number


def _has_negation(words: Sequence[Word]) -> bool:
    return next(_negations(words), None) is not None


def _is_negated(words: Sequence[Word]) -> bool:
    """Whether words say that something is not so: two negations cancel out, unless "and", "or" or "nor" joins them."""
    places, negated = set(_negations(words)), False
    for number, word in enumerate(words):
        if word.form in _COORDINATORS:
            if negated:
                return True
            negated = False
        negated ^= number in places
    return negated


def _conditions(words: Sequence[Word]) -> frozenset[str]:
    """The words that make a condition; the "only" of "not only" is none."""
    before = ("", *(word.form for word in words))
    return _CONDITIONS & {
        word.form for previous, word in zip(before, words, strict=False) if (previous, word.form) != ("not", "only")
    }


def starts_with_pronoun(words: Sequence[Word]) -> bool:
    """Whether words start with a pronoun that refers back; "this year" has its noun with it."""
    if not words or words[0].form not in _PRONOUNS:
        return False
    with_noun = len(words) > 1 and words[1].form not in forms.FUNCTION_WORDS
    return not (words[0].form in _DETERMINERS and with_noun)


def _numbers(words: Sequence[Word]) -> set[float]:
    """The numbers among words; "twenty thousand" is one."""
    runs = groupby((word.form for word in words), key=is_number)
    values = (parse_number([form for form in run if form not in forms.ARTICLES]) for numeric, run in runs if numeric)
    return {value for value in values if value is not None}


def _names(words: Sequence[Word]) -> set[str]:
    """Capitalised words of content; words in capitals are not taken for names."""
    return {
        word.form
        for word in words
        if word.text[:1].isupper()
        and not word.text.isupper()
        and (word.form not in forms.FUNCTION_WORDS or word.text == "May")
    }


def _content_forms(words: Sequence[Word]) -> set[str]:
    return {word.form for word in words if word.form not in forms.FUNCTION_WORDS and word.form not in forms.FILLERS}


def _share_name(names: set[str], spoken_names: set[str]) -> bool:
    return any(_is_same_name(name, spoken_name) for name in names for spoken_name in spoken_names)


def _is_same_name(name: str, spoken_name: str) -> bool:
    """Whether two are one name, perhaps misspelt or inflected: "Germany", "Germans"; not "Tuesday" and "Thursday"."""
    stem = sum(1 for _ in takewhile(lambda letters: letters[0] == letters[1], zip(name, spoken_name, strict=False)))
    is_inflected = stem >= MIN_NAME_STEM and max(len(name), len(spoken_name)) - stem <= MAX_NAME_ENDING
    has_swapped_letters = sorted(name) == sorted(spoken_name) and DamerauLevenshtein.distance(name, spoken_name) == 1
    return is_inflected or has_swapped_letters or is_slip(name, spoken_name)
