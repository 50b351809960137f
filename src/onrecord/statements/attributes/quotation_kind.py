"""Direct, mixed or indirect: how much of a content stands in quotation marks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from onrecord.records import StatementKind
from onrecord.statements.attribution_draft import Offsets

DIRECT, INDIRECT = 0.9, 0.05  # shares of letters and digits, as PolNeAR's authors count them


def kind(text: str, content: Offsets, quoted: Sequence[tuple[int, int]]) -> StatementKind:
    """The kind of a content; ``quoted`` are the insides of the outermost quotations, sorted and apart."""
    inside = total = 0
    for start, end in content:
        total += _letters(text[start:end])
        for n in range(max(0, bisect_right(quoted, start, key=lambda q: q[0]) - 1), len(quoted)):
            left, right = quoted[n]
            if left >= end:
                break
            inside += _letters(text[max(left, start) : min(right, end)])
    share = inside / max(1, total)
    return "direct" if share >= DIRECT else "indirect" if share <= INDIRECT else "mixed"


def _letters(part: str) -> int:
    return sum(map(str.isalnum, part))
