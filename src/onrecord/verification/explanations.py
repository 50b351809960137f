"""One or two sentences that explain a verdict, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.edit_reasons import REASON_WORDS, EditReason
from onrecord.records import Edit, Passage, Quotation, VerdictKind

_MAX_EDITS = 3  # described one by one
_MAX_LENGTH = 60  # characters of quoted words
_SIMILAR_WORDS_SCORE = 0.25
_NAMED_BY_REASON = frozenset(
    {EditReason.BRACKETS, EditReason.INTERRUPTION, EditReason.REPETITION, EditReason.FALSE_START}
)  # minor edits whose words would tell less than their reason
_NUMBER_WORDS = {2: "Two", 3: "Three", 4: "Four", 5: "Five"}


def explain_match(
    kind: VerdictKind, edits: Sequence[Edit], passages: Sequence[Passage], *, is_document: bool = False
) -> str:
    """Return how the edits of a quotation that was found, in a transcript or a document, led to its verdict."""
    major_edits = [edit for edit in edits if not edit.minor]
    if kind == "verbatim":
        explanation = "Printed as it is in the source" if is_document else "Printed as it was spoken"
    elif kind == "minor":
        words = "in the source" if is_document else "spoken"
        explanation = f"The words are those {words}; small things differ: {_describe(edits)}"
    elif kind == "abridged":
        explanation = f"An ellipsis marks the words left out: {_describe(major_edits)}"
    elif kind == "trimmed":
        explanation = f"Words are left out {_describe_mark(major_edits)}: {_describe(major_edits)}"
    elif kind == "spliced":
        explanation = _explain_splice([edit for edit in major_edits if edit.kind == "joined"], passages)
        if other_edits := [edit for edit in major_edits if edit.kind != "joined"]:
            explanation += f"; besides, {_describe(other_edits)}"
    else:
        explanation = f"The words differ: {_describe(major_edits)}"
    meaning_changes = list(
        dict.fromkeys(REASON_WORDS[edit.reason] for edit in edits if edit.meaning_changed and edit.reason)
    )
    if meaning_changes:
        explanation += f". This changes the meaning: {', '.join(meaning_changes)}"
    return explanation + "."


def explain_wrong_speaker(quotation: Quotation, speaker: str | None) -> str:
    """Return who speaks instead of the claimed speaker."""
    return f"The speaker is {speaker}, not {quotation.speaker}."


def explain_own_words() -> str:
    """Return that a document has the words outside quotation marks."""
    return "In the source these words are not in quotation marks."


def explain_not_found(quotation: Quotation, transcript_count: int, score: float, *, is_document: bool = False) -> str:
    """Return why nothing was found.

    Args:
        quotation: The quotation.
        transcript_count: How many transcripts could hold it, by day and speaker.
        score: The best match's score, where the same words have 1.
        is_document: Whether documents are among them.
    """
    original = "source" if is_document else "transcript"
    if not transcript_count:
        speaker = f" of {quotation.speaker}" if quotation.speaker else ""
        days = f" before {quotation.date[:10]}" if quotation.date else " in question"
        return f"No {original} was given that could hold it: none{speaker} from the days{days}."
    nearest = "; the nearest words are another utterance" if score > _SIMILAR_WORDS_SCORE else ""
    if transcript_count > 1:
        return f"Not in the {transcript_count} {original}s that could hold it{nearest}."
    return f"Not in the {original}{nearest}."


def _explain_splice(joints: Sequence[Edit], passages: Sequence[Passage]) -> str:
    if len(passages) < 2:
        return f"Words are left out {_describe_mark(joints)}: {_describe(joints)}"
    count = _NUMBER_WORDS.get(len(passages), str(len(passages)))
    words_between = max(len(edit.other.split()) for edit in joints)
    distance = f", {words_between} words apart," if words_between > 1 else ""
    return f"{count} passages{distance} are put together {_describe_mark(joints)}"


def _describe_mark(edits: Sequence[Edit]) -> str:
    marks = {edit.marked for edit in edits if edit.kind in ("joined", "dropped")}
    return "partly without a mark" if len(marks) > 1 else "with a mark" if True in marks else "without a mark"


def _describe(edits: Sequence[Edit]) -> str:
    descriptions = list(dict.fromkeys(_descriptions(edits)))
    more = len(descriptions) - _MAX_EDITS
    return ", ".join(descriptions[:_MAX_EDITS]) + (f" and {more} more" if more > 0 else "")


def _descriptions(edits: Sequence[Edit]) -> Iterator[str]:
    for edit in edits:
        printed, spoken = _shorten(edit.text), _shorten(edit.other)
        if edit.minor and edit.reason in _NAMED_BY_REASON:
            yield REASON_WORDS[edit.reason]
        elif edit.kind == "dropped" or (edit.kind == "joined" and not printed):
            yield f"“{spoken}” left out" if edit.kind == "dropped" and edit.minor else f"“{spoken}”"
        elif edit.kind == "added":
            yield f"“{printed}” added"
        elif edit.kind == "moved":
            yield f"“{printed or spoken}” in another place"
        else:
            yield f"“{printed}” for “{spoken}”" if spoken else f"“{printed}” added"


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= _MAX_LENGTH:
        return text
    return text[: _MAX_LENGTH // 2].rsplit(" ", 1)[0] + " … " + text[-_MAX_LENGTH // 3 :].split(" ", 1)[-1]
