"""Turns of a printed conversation: ``PENCE: Well, look …``, line after line, each its speaker's statement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from onrecord.statements.drafts import Draft

_TURN = re.compile(
    r"^[\"“]?(?P<who>[A-Z][A-Z.’'\- ]{0,30}[A-Z]|[A-Z][A-Z.’'\-]+)(?: ?\([^)\n]{1,40}\))?(?P<cue>:)[ \u00a0]+(?P<said>\S[^\n]*)$",
    re.MULTILINE,
)
_NO_SPEAKER = frozenset("CORRECTION UPDATE UPDATED VIDEO PHOTO PHOTOS WATCH READ LISTEN NOTE MORE RELATED PREVIOUSLY".split())
FEWEST = 3  # lines of that form make a conversation, when one speaker has two of them


def turns(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with a conversation's turns added, each without a draft whose cue is its colon already."""
    found = [m for m in _TURN.finditer(text) if m["who"] not in _NO_SPEAKER]
    if len(found) < FEWEST or Counter(m["who"] for m in found).most_common(1)[0][1] < 2:
        return list(drafts)
    made = list(drafts)
    for match in found:
        start, end = match.span("said")
        said = (start, end - 1 if text[end - 1] in "\"”" else end)
        made = [d for d in made if not _is_turn(d, match, said)]
        made.append(Draft(content=(said,), cue=(match.span("cue"),), source=(match.span("who"),)))
    return made


def _is_turn(draft: Draft, match: re.Match[str], said: tuple[int, int]) -> bool:
    """Whether the draft is the same turn: its cue or source stands before the words, or its content is most of them."""
    before = any(match.start() <= s < said[0] for s, _ in draft.cue + draft.source)
    share = sum(max(0, min(e, said[1]) - max(s, said[0])) for s, e in draft.content)
    return before or (2 * share > said[1] - said[0] and not draft.cue)
