"""One sentence for each verdict: what was found, in words that can stand in an email to the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.edit_reasons import REASON_WORDS, EditReason
from onrecord.records import Edit, Passage, Quotation, VerdictKind

_SHOWN = 3  # edits told one by one
_LONG = 60  # characters of words quoted in a sentence
_TOLD_BY_REASON = frozenset(
    {EditReason.BRACKETS, EditReason.INTERRUPTION, EditReason.REPETITION, EditReason.FALSE_START}
)  # minor edits whose words would say less


def reason(kind: VerdictKind, edits: Sequence[Edit], passages: Sequence[Passage]) -> str:
    """What the edits of a found quotation amount to."""
    telling = [edit for edit in edits if not edit.minor]
    if kind == "verbatim":
        text = "Printed as it was spoken"
    elif kind == "minor":
        text = f"The words are those spoken; small things differ: {_list(edits)}"
    elif kind == "trimmed":
        text = f"Words are left out {_mark(telling)}: {_list(telling)}"
    elif kind == "spliced":
        text = _spliced([edit for edit in telling if edit.kind == "joined"], passages)
        if others := [edit for edit in telling if edit.kind != "joined"]:
            text += f"; besides, {_list(others)}"
    else:
        text = f"The words differ: {_list(telling)}"
    graves = list(dict.fromkeys(REASON_WORDS[edit.reason] for edit in edits if edit.meaning_changed and edit.reason))
    return text + (f". This turns the sense: {', '.join(graves)}" if graves else "") + "."


def missing(quotation: Quotation, covered: bool, about: int, score: float) -> str:
    """Why nothing was found: no transcript could hold it, or ``about`` of them could and do not."""
    who = f" of {quotation.speaker}" if quotation.speaker else ""
    when = f" before {quotation.date[:10]}" if quotation.date else ""
    if not covered:
        return f"No transcript was given that could hold it: none{who} from the days{when or ' in question'}."
    near = "; the nearest words are another utterance" if score > 0.25 else ""
    return f"Not in the {about} transcripts that could hold it{near}." if about > 1 else f"Not in the transcript{near}."


def _spliced(joints: Sequence[Edit], passages: Sequence[Passage]) -> str:
    if len(passages) < 2:
        return f"Words are left out {_mark(joints)}: {_list(joints)}"
    count = {2: "Two", 3: "Three", 4: "Four", 5: "Five"}.get(len(passages), str(len(passages)))
    lost = max(len(edit.other.split()) for edit in joints)
    return f"{count} passages{f', {lost} words apart,' if lost > 1 else ''} are put together {_mark(joints)}"


def _mark(edits: Sequence[Edit]) -> str:
    marks = {edit.marked for edit in edits if edit.kind in ("joined", "dropped")}
    return "partly without a mark" if len(marks) > 1 else "with a mark" if True in marks else "without a mark"


def _list(edits: Sequence[Edit]) -> str:
    told = list(dict.fromkeys(_told(edits)))
    more = len(told) - _SHOWN
    return ", ".join(told[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _told(edits: Sequence[Edit]) -> Iterator[str]:
    for edit in edits:
        new, old = _short(edit.text), _short(edit.other)
        if edit.minor and edit.reason in _TOLD_BY_REASON:
            yield REASON_WORDS[edit.reason]
        elif edit.kind == "dropped" or (edit.kind == "joined" and not new):
            yield f"“{old}” left out" if edit.kind == "dropped" and edit.minor else f"“{old}”"
        elif edit.kind == "added":
            yield f"“{new}” added"
        elif edit.kind == "moved":
            yield f"“{new or old}” in another place"
        else:
            yield f"“{new}” for “{old}”" if old else f"“{new}” added"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) <= _LONG:
        return plain
    return plain[: _LONG // 2].rsplit(" ", 1)[0] + " … " + plain[-_LONG // 3 :].split(" ", 1)[-1]
