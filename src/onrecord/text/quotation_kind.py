"""Direct, mixed or indirect: how much of a content is inside quotation marks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal

Bounds = tuple[int, int]  # start and end

MIN_DIRECT, MAX_INDIRECT = 0.9, 0.05  # shares of letters and digits, as PolNeAR's authors count them


def classify_kind(
    text: str, content: tuple[Bounds, ...], quoted: Sequence[Bounds]
) -> Literal["direct", "mixed", "indirect"]:
    """Return the kind of a content by the share of its letters and digits that is quoted.

    Args:
        text: the article's text.
        content: the content's spans.
        quoted: what the outermost quotations hold, sorted; no two overlap.
    """
    quoted_letters = letters = 0
    for start, end in content:
        letters += _count_letters(text[start:end])
        first = max(0, bisect_right(quoted, start, key=lambda bounds: bounds[0]) - 1)
        for number in range(first, len(quoted)):
            quoted_start, quoted_end = quoted[number]
            if quoted_start >= end:
                break
            quoted_letters += _count_letters(text[max(quoted_start, start) : min(quoted_end, end)])
    share = quoted_letters / max(1, letters)
    return "direct" if share >= MIN_DIRECT else "indirect" if share <= MAX_INDIRECT else "mixed"


def _count_letters(part: str) -> int:
    return sum(map(str.isalnum, part))
