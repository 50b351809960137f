"""Why an edit is minor, or how it changes the meaning, and the words for each reason."""

from __future__ import annotations

from enum import StrEnum


class EditReason(StrEnum):
    """Why an edit is minor, or how it changes the meaning."""

    # Minor: the words are those that were spoken.
    SPELLING = "spelling"
    NUMERAL = "numeral"
    FILLER = "filler"
    SMALL_WORDS = "small_words"
    REPETITION = "repetition"
    FALSE_START = "false_start"
    TRANSCRIPTION_ERROR = "transcription_error"
    UNINTELLIGIBLE = "unintelligible"
    UNCERTAIN_TRANSCRIPTION = "uncertain_transcription"
    INTERRUPTION = "interruption"
    BRACKETS = "brackets"
    # Between two printed wordings.
    SIC = "sic"
    BRACKETS_ELSEWHERE = "brackets_elsewhere"
    QUOTED_LESS = "quoted_less"
    QUOTED_MORE = "quoted_more"
    REORDERED = "reordered"
    # The meaning changes.
    NEGATION_DROPPED = "negation_dropped"
    NEGATION_ADDED = "negation_added"
    NEGATION_CHANGED = "negation_changed"
    CONTRARY = "contrary"
    OTHER_NUMBER = "other_number"
    OTHER_NAME = "other_name"
    CONDITION_DROPPED = "condition_dropped"
    REFERENT_DROPPED = "referent_dropped"
    OTHER_VOICE = "other_voice"
    QUESTION_DROPPED = "question_dropped"
    REPORT_DROPPED = "report_dropped"
    OTHER_WORD_IN_BRACKETS = "other_word_in_brackets"


REASON_WORDS: dict[EditReason, str] = {
    EditReason.SPELLING: "another spelling",
    EditReason.NUMERAL: "a number written differently",
    EditReason.FILLER: "fillers and small words",
    EditReason.SMALL_WORDS: "small words",
    EditReason.REPETITION: "said twice",
    EditReason.FALSE_START: "a false start",
    EditReason.TRANSCRIPTION_ERROR: "a transcription error",
    EditReason.UNINTELLIGIBLE: "not understood by the transcriber",
    EditReason.UNCERTAIN_TRANSCRIPTION: "a guess of the transcriber",
    EditReason.INTERRUPTION: "another speaker interrupts",
    EditReason.BRACKETS: "words in brackets",
    EditReason.SIC: "sic",
    EditReason.BRACKETS_ELSEWHERE: "words in brackets in the other wording",
    EditReason.QUOTED_LESS: "less is quoted",
    EditReason.QUOTED_MORE: "more is quoted",
    EditReason.REORDERED: "in another order",
    EditReason.NEGATION_DROPPED: "a negation is left out",
    EditReason.NEGATION_ADDED: "a negation is added",
    EditReason.NEGATION_CHANGED: "a negation is changed",
    EditReason.CONTRARY: "a word is replaced by its opposite",
    EditReason.OTHER_NUMBER: "the number is different",
    EditReason.OTHER_NAME: "the name is different",
    EditReason.CONDITION_DROPPED: "a condition is left out",
    EditReason.REFERENT_DROPPED: "what a pronoun refers to is left out",
    EditReason.OTHER_VOICE: "words of another speaker are mixed in",
    EditReason.QUESTION_DROPPED: "a question is printed as a statement",
    EditReason.REPORT_DROPPED: "a report of what others say is printed as a statement",
    EditReason.OTHER_WORD_IN_BRACKETS: "the words in brackets replace other words",
}
