"""A version's words laid out beside the fullest wording: kept, left out, added, changed, in the order of printing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.records import Edit, EditReason

Kind = Literal["kept", "dropped", "added", "changed", "moved", "joined", "more", "less"]
LONG = 12  # words of what is left out that are shown; of more the first and last ones
ENDS = 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that are alike in this: ``text`` is printed, ``gone`` is what the fullest wording has there.

    ``more`` and ``less``: quoted beyond the fullest wording, or not as far as it goes. The same word in another writing
    is kept.
    """

    kind: Kind
    text: str
    gone: str = ""
    edit: Edit | None = None

    @property
    def meaning_changed(self) -> bool:
        return self.edit is not None and self.edit.meaning_changed


def stretches(text: str, edits: Sequence[Edit]) -> Iterator[Stretch]:
    """The whole text, in order, as stretches."""
    at, before = 0, ""
    for edit in edits:
        start, end = max(at, edit.start), max(at, edit.end)
        if start > at:
            before = "kept"
            yield Stretch("kept", text[at:start])
        kind = _kind(edit)
        cut = kind == "less" or (kind == "joined" and edit.marked and start == end)
        if not cut or before != kind:  # one sign is enough
            yield Stretch(kind, text[start:end], shortened(edit.other), edit)
        at, before = end, kind
    if at < len(text):
        yield Stretch("kept", text[at:])


def shortened(words: str) -> str:
    """At most a dozen words; of more the ends, and how many there are."""
    some = words.split()
    if len(some) <= LONG:
        return " ".join(some)
    return f"{' '.join(some[:ENDS])} … {' '.join(some[-ENDS:])} ({len(some)} words)"


def _kind(edit: Edit) -> Kind:
    if edit.reason == EditReason.QUOTED_LESS:
        return "less"
    if edit.reason == EditReason.QUOTED_MORE:
        return "more"
    if edit.reason == EditReason.BRACKETS_ELSEWHERE:  # another outlet's own: nothing was left out
        return "kept"
    return "kept" if edit.kind == "spelling" else edit.kind
