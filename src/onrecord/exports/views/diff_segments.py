"""A version's words as segments: the same as in the fullest wording, left out, added or changed, in printed order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.edit_reasons import EditReason
from onrecord.records import Edit

SegmentKind = Literal["same", "dropped", "added", "changed", "moved", "joined", "more", "less"]
MAX_WORDS = 12  # of what is left out; of longer stretches the first and last words are shown
END_WORDS = 4
_KINDS_BY_REASON: dict[EditReason | None, SegmentKind] = {
    EditReason.QUOTED_LESS: "less",
    EditReason.QUOTED_MORE: "more",
    EditReason.BRACKETS_ELSEWHERE: "same",  # the other outlet's own words: nothing was left out
}


@dataclass(frozen=True, slots=True)
class DiffSegment:
    """A stretch of printed words of one kind; ``left_out`` is what the fullest wording has there.

    ``more`` and ``less``: quoted beyond the fullest wording, or not as far as it goes. Another spelling is ``same``.
    """

    kind: SegmentKind
    text: str
    left_out: str = ""
    edit: Edit | None = None

    @property
    def meaning_changed(self) -> bool:
        """Whether the edit changes the meaning."""
        return self.edit is not None and self.edit.meaning_changed


def diff_segments(text: str, edits: Sequence[Edit]) -> Iterator[DiffSegment]:
    """Yield the whole text, in order, as segments."""
    position, previous_kind = 0, ""
    for edit in edits:
        start, end = max(position, edit.start), max(position, edit.end)
        if start > position:
            previous_kind = "same"
            yield DiffSegment("same", text[position:start])
        kind = _segment_kind(edit)
        is_cut = kind == "less" or (kind == "joined" and edit.marked and start == end)
        if not is_cut or previous_kind != kind:  # one sign for adjacent cuts is enough
            yield DiffSegment(kind, text[start:end], shorten(edit.other), edit)
        position, previous_kind = end, kind
    if position < len(text):
        yield DiffSegment("same", text[position:])


def shorten(text: str) -> str:
    """Return at most a dozen words; of more, the words at both ends and how many there are."""
    words = text.split()
    if len(words) <= MAX_WORDS:
        return " ".join(words)
    return f"{' '.join(words[:END_WORDS])} … {' '.join(words[-END_WORDS:])} ({len(words)} words)"


def _segment_kind(edit: Edit) -> SegmentKind:
    if edit.reason in _KINDS_BY_REASON:
        return _KINDS_BY_REASON[edit.reason]
    if edit.kind == "dropped" and edit.marked:
        return "joined"  # shown by one sign, however many words an ellipsis leaves out
    return "same" if edit.kind == "spelling" else edit.kind
