"""Which differences leave the words as they were spoken: fillers, false starts, articles, spelling, numerals.

Each function returns the reason why a difference is minor, or None when it is not. The classes are those that
transcripts of one speech differ in among themselves, and what editors leave out of any speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from onrecord.diff import normal_forms as forms
from onrecord.diff.numbers import CENTURIES, is_number, parse_number, same_clock_time, same_share, same_year
from onrecord.diff.slips import is_slip, masks
from onrecord.diff.tokens import split_words
from onrecord.diff.word_similarity import same_word
from onrecord.records import Edit, EditReason

Forms = Sequence[str]
BRACKETED_REMARK = re.compile(r"\([^()\n]{1,60}\)|\[[^\[\]\n]{1,60}\]")  # (APPLAUSE), [laughter], (PH)
_UNINTELLIGIBLE = re.compile(
    r"[(\[](?:inaudible|unintelligible|crosstalk|indiscernible|off.?mic|bleep|beep|expletive)", re.IGNORECASE
)
_SET_OFF = re.compile(r"^\W*[,.?!…—–-]|[,.?!…—–-]\W*$")
_UNSURE_MARK = re.compile(r"\s*[(\[](?:ph|sp|sic|phonetic|\?+)[)\]]", re.IGNORECASE)
_BREAK_OFF = re.compile(r"(?:\.\.+|…|--+|[—–]|\s-\s?)[\s\W]*$")
_BREAK = re.compile(r"\.\.+|…|--+|[—–]")
_RELATIVE_PRONOUNS = frozenset({"that", "who", "which"})
_BE_FORMS = frozenset({"is", "are", "was", "were", "am"})
_RANGE_WORDS = frozenset({"to", "or", "and"})
_UNITS = frozenset({"percent", "dollars", "pounds", "euros"})
_BEFORE_OF = frozenset({"all", "both", "half", "off", "outside", "inside"})  # "all of them" is "all them"
MAX_SWAP = 16  # characters between a word and the place where it is printed instead
MAX_FALSE_START = 4  # words of a false start that the transcript breaks off
MAX_REPEATED = 3  # words said twice without a break between
_MAX_COORDINATED = 2  # function words said again in the second part of a coordination
_COORDINATION_WINDOW = 8  # words before, among which they were said first
_COORDINATORS = frozenset({"and", "or", "but", "nor"})
MAX_UNIT_GAP = 4  # words after a unit among which it is said again


def dropped_reason(
    dropped: Forms, before: Forms, after: Forms, spoken_between: str, *, starts_sentence: bool
) -> EditReason | None:
    """Return why it is minor that ``dropped`` is not printed.

    Args:
        dropped: The forms of the spoken words that are not printed.
        before: The printed forms before them.
        after: The printed forms after them.
        spoken_between: The spoken text between the printed words around them.
        starts_sentence: Whether a sentence starts with them.
    """
    if len(dropped) == 1 and dropped[0] in CENTURIES and after and same_year([*dropped, after[0]], after[:1]):
        return EditReason.NUMERAL  # "the [nineteen] sixties"
    set_off = starts_sentence or bool(_SET_OFF.search(spoken_between))
    remaining = _without_minor_words(dropped, before, starts_sentence=starts_sentence, set_off=set_off)
    if not remaining:
        return EditReason.FILLER
    if _is_reduced_relative(dropped, before, after):
        return EditReason.SMALL_WORDS
    if _are_false_starts(spoken_between, after):
        return EditReason.FALSE_START
    breaks_off = bool(_BREAK_OFF.search(BRACKETED_REMARK.sub(" ", spoken_between)))
    repeated = repeats_neighbours(dropped, before, after) or repeats_neighbours(remaining, before, after)
    if repeated and (breaks_off or len(dropped) <= MAX_REPEATED):
        return EditReason.REPETITION
    if repeats_in_coordination(dropped, before, after_comma=spoken_between.lstrip("\"'”’ ").startswith(",")):
        return EditReason.SMALL_WORDS
    restarts = bool(dropped and after) and dropped[0] == after[0]  # "I don't -- I do": the second attempt is printed
    negated = any(form in forms.NEGATIONS for form in remaining)
    if len(remaining) <= MAX_FALSE_START and breaks_off and (restarts or not negated):
        return EditReason.FALSE_START
    return None


def _is_reduced_relative(dropped: Forms, before: Forms, after: Forms) -> bool:
    """Whether only the opening of a relative clause is left out: "people [that are] worried"."""
    if len(dropped) != 2 or dropped[0] not in _RELATIVE_PRONOUNS or dropped[1] not in _BE_FORMS:
        return False
    return bool(before and after) and not {before[-1], after[0]} & forms.FUNCTION_WORDS


def _are_false_starts(spoken_between: str, after: Forms) -> bool:
    """Whether words left out are several beginnings that the speaker breaks off, the last perhaps begun as printed."""
    attempts = [
        [word.form for word in split_words(part)] for part in _BREAK.split(BRACKETED_REMARK.sub(" ", spoken_between))
    ]
    attempts, last = attempts[:-1], attempts[-1]
    if not any(attempts) or any(len(attempt) > MAX_FALSE_START for attempt in (*attempts, last)):
        return False
    if any(form in forms.NEGATIONS for attempt in (*attempts, last) for form in attempt):
        return False
    return set(last) <= forms.SENTENCE_OPENERS or (len(last) > 1 and list(last[:2]) == list(after[:2]))


def repeated_unit_reason(unit: Forms, after: Forms) -> EditReason | None:
    """Return why it is minor that a unit is missing: it follows later, as in "10 to 15 percent" for "10% to 15%"."""
    if len(unit) != 1 or unit[0] not in _UNITS or unit[0] not in after[:MAX_UNIT_GAP]:
        return None
    between = after[: after.index(unit[0])]
    in_range = all(form in _RANGE_WORDS or is_number(form) for form in between)
    return EditReason.FILLER if in_range else None


def added_reason(
    added: Forms, before: Forms, printed_text: str, spoken_between: str, *, starts_sentence: bool
) -> EditReason | None:
    """Return why it is minor that ``added`` is printed but was not spoken.

    Args:
        added: The forms of the printed words that were not spoken.
        before: The printed forms before them.
        printed_text: The printed text up to and with them.
        spoken_between: The spoken text between the words around them.
        starts_sentence: Whether a printed sentence starts with them.
    """
    set_off = starts_sentence or bool(_SET_OFF.search(printed_text[len(printed_text.rstrip()) - 1 :]))
    if not _without_minor_words(added, before, starts_sentence=starts_sentence, set_off=set_off):
        return EditReason.SMALL_WORDS
    before_added = printed_text[: printed_text.lower().rfind(added[0])].rstrip() if added else ""
    if repeats_in_coordination(added, before, after_comma=before_added.endswith(",")):
        return EditReason.SMALL_WORDS
    if _UNINTELLIGIBLE.search(spoken_between):
        return EditReason.UNINTELLIGIBLE
    return None


def repeats_in_coordination(words: Forms, before: Forms, *, after_comma: bool) -> bool:
    """Whether a few function words only say again what governs the part before: "in Rome and [in] Paris".

    ``before`` are the forms before them, ``after_comma`` says that a comma stands between.
    """
    if not words or len(words) > _MAX_COORDINATED or not (after_comma or (before and before[-1] in _COORDINATORS)):
        return False
    if not set(words) <= forms.FUNCTION_WORDS - forms.NEGATIONS - forms.CONDITION_OPENERS:
        return False
    recent, size = list(before[-_COORDINATION_WINDOW:]), len(words)
    return any(recent[start : start + size] == list(words) for start in range(len(recent) - size + 1))


def changed_reason(printed: Forms, spoken: Forms) -> EditReason | None:
    """Return why it is minor that ``printed`` stands in place of ``spoken``."""
    if _joined(printed) == _joined(spoken):
        return EditReason.SPELLING
    number = parse_number(printed)
    if (number is not None and number == parse_number(spoken)) or same_year(printed, spoken):
        return EditReason.NUMERAL
    if same_share(printed, spoken) or same_clock_time(printed, spoken):
        return EditReason.NUMERAL
    if _without_fillers(printed) == _without_fillers(spoken):
        return EditReason.FILLER
    if len(printed) == len(spoken) and all(
        same_word(form, spoken_form) or is_slip(form, spoken_form) or masks(form, spoken_form)
        for form, spoken_form in zip(printed, spoken, strict=True)
    ):
        return EditReason.TRANSCRIPTION_ERROR
    return None


def broken_off_reason(printed: Forms, spoken: Forms, spoken_after: str) -> EditReason | None:
    """Return why it is minor that a word is printed in full of which the speaker broke off: "isl-" for "island"."""
    is_cut = spoken_after.lstrip().startswith(("-", "–", "—"))
    if is_cut and len(printed) == len(spoken) == 1 and printed[0].startswith(spoken[0]):
        return EditReason.FALSE_START
    return None


def unsure_reason(spoken_after: str) -> EditReason | None:
    """Return why a difference is minor when the transcript says after it that it guesses: "(ph)"."""
    return EditReason.UNCERTAIN_TRANSCRIPTION if _UNSURE_MARK.match(spoken_after) else None


def mark_swapped(edit: Edit, neighbours: Iterable[Edit]) -> Edit:
    """Return the edit, minor if a function word only changed places with its neighbour: "to want" for "want to"."""
    if edit.meaning_changed or edit.kind not in ("dropped", "added"):
        return edit
    if _edited_word(edit) not in forms.FUNCTION_WORDS - forms.NEGATIONS:
        return edit
    for neighbour in neighbours:
        opposite = {edit.kind, neighbour.kind} == {"dropped", "added"} and _edited_word(edit) == _edited_word(neighbour)
        if neighbour.meaning_changed:
            continue
        distance = max(abs(edit.start - neighbour.start), abs(edit.other_start - neighbour.other_start))
        if opposite and distance < MAX_SWAP:
            return replace(edit, kind="moved", minor=True, meaning_changed=False, reason=EditReason.TRANSCRIPTION_ERROR)
    return edit


def _edited_word(edit: Edit) -> str:
    return (edit.text or edit.other).casefold()


def repeats_neighbours(words: Forms, before: Forms, after: Forms) -> bool:
    """Whether words only repeat those directly before or after them."""
    size = len(words)
    return _same_words(words, after[:size]) or _same_words(words, before[-size:])


def _same_words(words: Forms, other_words: Forms) -> bool:
    return len(words) == len(other_words) > 0 and all(map(same_word, words, other_words))


def _joined(words: Forms) -> str:
    return "".join(words).replace("'", "").replace(":", "")


def _without_fillers(words: Forms) -> list[str]:
    """The words without fillers and filler phrases ("you know")."""
    remaining, place = [], 0
    while place < len(words):
        phrases = (phrase for phrase in forms.FILLER_PHRASES if tuple(words[place : place + len(phrase)]) == phrase)
        if phrase := next(phrases, None):
            place += len(phrase)
            continue
        if words[place] not in forms.FILLERS:
            remaining.append(words[place])
        place += 1
    return remaining


def _without_minor_words(words: Forms, before: Forms, *, starts_sentence: bool, set_off: bool) -> list[str]:
    """The words without those that weigh nothing where they are: fillers, articles, "and" at a sentence's start."""
    remaining = [form for form in _without_fillers(words) if not (set_off and form in forms.DISCOURSE_MARKERS)]
    if remaining == ["'s"]:  # a possessive; "is" is written out, or is left out together with the word before it
        return []
    if remaining == ["like"] and before and before[-1] not in forms.BEFORE_VERB_LIKE:
        return []
    if starts_sentence and remaining and remaining[0] in forms.SENTENCE_OPENERS:
        remaining = remaining[1:]
    if remaining == ["of"] and before and before[-1] in _BEFORE_OF:
        return []
    return [form for form in remaining if form not in forms.ARTICLES and form not in forms.LINKING_WORDS]
