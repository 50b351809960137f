"""Where a line begins and ends around an offset, without reading the line again for each offset.

A line may have a million characters, and a text may ask about each of them: nothing here slices or searches a line.
"""

from __future__ import annotations

from bisect import bisect_left

_LINE_END = "\n"


class LineIndex:
    """The lines of a text, by their ends."""

    def __init__(self, text: str) -> None:
        """Find the ends of the text's lines."""
        self._length = len(text)
        self._ends: list[int] = []
        end = text.find(_LINE_END)
        while end >= 0:
            self._ends.append(end)
            end = text.find(_LINE_END, end + 1)

    def start_of(self, offset: int) -> int:
        """Return where the line of the character at an offset begins; a line's end belongs to its line."""
        number = bisect_left(self._ends, offset)
        return self._ends[number - 1] + 1 if number else 0

    def end_of(self, offset: int) -> int:
        """Return where the line of the character at an offset ends: at its ``\\n``, or at the end of the text."""
        number = bisect_left(self._ends, offset)
        return self._ends[number] if number < len(self._ends) else self._length


def skip_spaces_back(text: str, end: int) -> int:
    """Return the offset after the last character before ``end`` that is not white space."""
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return end


def skip_back(text: str, end: int, ignored: str) -> int:
    """Return the offset after the last character before ``end`` that is not one of the ignored ones."""
    while end > 0 and text[end - 1] in ignored:
        end -= 1
    return end


def last_before(text: str, end: int, ignored: str) -> str:
    """Return the last character before ``end`` that is not one of the ignored ones; empty if there is none."""
    end = skip_back(text, end, ignored)
    return text[end - 1 : end] if end else ""


def begins_sentence(text: str, offset: int) -> bool:
    """Return whether an offset begins a sentence, a quotation's opening mark set aside."""
    return last_before(text, offset, " “\"‘'") in ("", "\n", ".", "!", "?", ":", "”")


def begins_line(text: str, offset: int) -> bool:
    """Whether only white space is before an offset on its line."""
    while offset > 0 and text[offset - 1] != _LINE_END:
        offset -= 1
        if not text[offset].isspace():
            return False
    return True


def ends_line(text: str, offset: int, ignored: str = "") -> bool:
    """Whether only white space and the ignored characters follow on the line from an offset on."""
    while offset < len(text) and text[offset] != _LINE_END:
        if not text[offset].isspace() and text[offset] not in ignored:
            return False
        offset += 1
    return True
