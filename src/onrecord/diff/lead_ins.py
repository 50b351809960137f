"""Words cut off just before a quotation that change its meaning: "if", "they say that", "Do" of a question.

A quotation may begin anywhere in a sentence. It says something else than the speaker if the words before it made it a
condition, a report of others, a denial or a question. Only words that directly introduce the quoted clause count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.diff import normal_forms as forms
from onrecord.diff.tokens import Word
from onrecord.diff.wordings import PrintedText, Wording
from onrecord.records import EditReason

MAX_LEAD_IN = 8  # words; a longer beginning is no introduction but a clause of its own
MAX_CONDITION = 25  # words of a clause that begins with "if" and ends in the comma before the quotation
MAX_BETWEEN = 5  # words between a verb of telling or a noun and its "that": "told the whole town that"
_SENTENCE_BOUNDARY = re.compile(r"[.?!…]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class LeadIn:
    """How many spoken words before the quotation were cut off, and how that changes the meaning."""

    size: int
    reason: EditReason


def find_cut_lead_in(printed: PrintedText, spoken: Wording, spoken_first: int, spoken_last: int) -> LeadIn | None:
    """Return the lead-in cut off before spoken word ``spoken_first``; ``spoken_last`` is the last one printed."""
    if len(printed.words) < forms.MIN_CLAUSE:
        return None
    lead_in = _words_before(spoken, spoken_first)
    if not lead_in and (condition := _condition_before(spoken, spoken_first)):
        return condition
    if not lead_in:
        return LeadIn(0, EditReason.QUESTION_DROPPED) if _flattens_question(printed, spoken, spoken_last) else None
    lead_forms = [word.form for word in lead_in]
    if (
        _is_question(spoken, spoken_last)
        and "?" not in printed.text
        and (_opens_question(lead_forms) or (lead_forms[0] in forms.QUESTION_OPENERS and _is_report(lead_forms)))
    ):
        return LeadIn(len(lead_in), EditReason.QUESTION_DROPPED)
    if _is_report(lead_forms):
        return _report_change(lead_forms)
    if lead_forms[-1] == "then" and len(lead_in) > 1:  # "If they pay, then │ we will sail"
        spoken_first, lead_in, lead_forms = spoken_first - 1, lead_in[:-1], lead_forms[:-1]
    ends_in_comma = spoken.text[lead_in[-1].end : spoken.words[spoken_first].start].lstrip().startswith(",")
    if _ends_as_condition(lead_forms) and not ends_in_comma:
        return LeadIn(1, EditReason.CONDITION_DROPPED)
    if ends_in_comma and _opens_condition(lead_forms):
        return LeadIn(len(lead_in), EditReason.CONDITION_DROPPED)
    return None


def _condition_before(spoken: Wording, spoken_first: int) -> LeadIn | None:
    """Return a long clause before a word if it is a condition and has no comma but the one at its end."""
    lead_in = _words_before(spoken, spoken_first, MAX_CONDITION)
    if not lead_in or not _opens_condition([word.form for word in lead_in]):
        return None
    end = lead_in[-1].start if lead_in[-1].form == "then" else spoken.words[spoken_first].start
    between = spoken.text[lead_in[0].start : end].rstrip()
    is_one_clause = between.endswith(",") and between.count(",") == 1
    return LeadIn(len(lead_in), EditReason.CONDITION_DROPPED) if is_one_clause else None


def _opens_condition(lead_forms: Sequence[str]) -> bool:
    return lead_forms[0] in forms.CONDITION_OPENERS or any(
        tuple(lead_forms[: len(phrase)]) == phrase for phrase in forms.CONDITION_PHRASES
    )


def _ends_as_condition(lead_forms: Sequence[str]) -> bool:
    return lead_forms[-1] in forms.CONDITION_OPENERS or any(
        tuple(lead_forms[-len(phrase) :]) == phrase for phrase in forms.CONDITION_PHRASES
    )


def _words_before(spoken: Wording, spoken_first: int, max_words: int = MAX_LEAD_IN) -> Sequence[Word]:
    """The words of the sentence before a word, of the same speaker; none where they are more than ``max_words``."""
    start = spoken_first
    while start and spoken.voice_of(start - 1) == spoken.voice_of(spoken_first) and start not in spoken.breaks:
        if _SENTENCE_BOUNDARY.search(spoken.text_between(start, start)):
            break
        start -= 1
        if spoken_first - start > max_words:
            return ()
    lead_in = spoken.words[start:spoken_first]
    while len(lead_in) > 1 and lead_in[0].form in forms.SENTENCE_OPENERS:
        lead_in = lead_in[1:]
    return lead_in


def _is_question(spoken: Wording, spoken_last: int) -> bool:
    """Whether the sentence of a spoken word ends in a question mark."""
    boundary = _SENTENCE_BOUNDARY.search(spoken.text, spoken.words[spoken_last].end)
    return boundary is not None and boundary[0] == "?"


def _opens_question(lead_forms: Sequence[str]) -> bool:
    """Whether words are only the inverted verb of a question, as "Do" and "Why did": its subject comes next."""
    rest = [form for form in lead_forms if form not in forms.NEGATIONS]
    return bool(rest) and rest[-1] in forms.AUXILIARIES and all(form in forms.QUESTION_OPENERS for form in rest)


def _flattens_question(printed: PrintedText, spoken: Wording, spoken_last: int) -> bool:
    """Whether a whole sentence that was asked without inversion ("He is here?") is printed with a full stop."""
    if (
        printed.words[0].form in forms.QUESTION_OPENERS
        or not printed.words[0].text[:1].isupper()
        or not printed.text.rstrip("\"'”’ ").endswith(".")
    ):
        return False
    if any(word.form in forms.AUXILIARIES for word in printed.words[-3:]):
        return False  # a tag: "isn't it"
    return spoken.text[spoken.words[spoken_last].end :].lstrip("\"'”’) ").startswith("?")


def _is_report(lead_forms: Sequence[str]) -> bool:
    """Whether words end in what introduces a reported clause: "they say that", "no evidence that"."""
    if lead_forms[-1] == "that":
        return _introduces_report(lead_forms[:-1])
    return len(lead_forms) > 1 and lead_forms[-1] in forms.REPORT_VERBS


def _introduces_report(introduction: Sequence[str]) -> bool:
    """Whether words before a "that" make it a report: "they say", "no proof whatsoever", "he told the whole town"."""
    for place in range(len(introduction) - 1, max(-1, len(introduction) - 2 - MAX_BETWEEN), -1):
        form, between = introduction[place], introduction[place + 1 :]
        if form in forms.TELLING_VERBS or (form in forms.REPORT_WORDS and set(between) <= forms.INTENSIFIERS):
            return True
        if form in forms.REPORT_VERBS and set(between) <= forms.FUNCTION_WORDS:
            return True
    return False


def _report_change(lead_forms: Sequence[str]) -> LeadIn | None:
    if any(form in forms.NEGATIONS or form in forms.DENIALS for form in lead_forms):
        return LeadIn(len(lead_forms), EditReason.NEGATION_DROPPED)
    if forms.FIRST_PERSON & set(lead_forms):
        return None  # "I think that we will win" commits the speaker
    return LeadIn(len(lead_forms), EditReason.REPORT_DROPPED)
