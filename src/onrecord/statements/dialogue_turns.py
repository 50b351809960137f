"""Turns of a printed conversation: ``PENCE: Well, look …``, line after line, each its speaker's statement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from onrecord.statements.attribution_draft import Draft
from onrecord.statements.interval_index import Near

_TURN = re.compile(
    r"^[\"“]?(?P<who>[A-Z][A-Z.’'\- ]{0,30}[A-Z]|"
    r"[A-Z][A-Z.’'\-]+)(?: ?\([^)\n]{1,40}\))?(?P<cue>:)[ \u00a0]+(?P<said>\S[^\n]*)$",
    re.MULTILINE,
)
_NO_SPEAKER = frozenset(
    [
        "CORRECTION",
        "UPDATE",
        "UPDATED",
        "VIDEO",
        "PHOTO",
        "PHOTOS",
        "WATCH",
        "READ",
        "LISTEN",
        "NOTE",
        "MORE",
        "RELATED",
        "PREVIOUSLY",
    ]
)
FEWEST = 3  # lines of that form make a conversation, when one speaker has two of them


def turns(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with a conversation's turns added, each without a draft whose cue is its colon already."""
    found = [m for m in _TURN.finditer(text) if m["who"] not in _NO_SPEAKER]
    if len(found) < FEWEST or Counter(m["who"] for m in found).most_common(1)[0][1] < 2:
        return list(drafts)
    near = Near((n, d.cue + d.source + d.content) for n, d in enumerate(drafts))
    taken: set[int] = set()
    made: list[Draft] = []
    for n, match in enumerate(found):
        end = found[n + 1].start() if n + 1 < len(found) else len(text)
        said = (match.span("said"), *_goes_on(text, match, end))
        taken.update(n for n in near.touching((match.span(),)) if _is_turn(drafts[n], match))
        content = tuple((s, e - 1 if text[e - 1] in '"”' else e) for s, e in said)
        made.append(Draft(content=content, cue=(match.span("cue"),), source=(match.span("who"),)))
    return [d for n, d in enumerate(drafts) if n not in taken] + made


def _goes_on(text: str, match: re.Match[str], end: int) -> list[tuple[int, int]]:
    """The paragraphs after a turn whose quotation is left open, each of which reopens it."""
    if text[match.start()] not in '"“' or text[match.end() - 1] in '"”':
        return []
    more = []
    for paragraph in re.compile(r"[^\n]+").finditer(text, match.end(), end):
        if paragraph.group()[0] not in '"“':
            break
        more.append((paragraph.start() + 1, paragraph.end()))
        if paragraph.group()[-1] in '"”':
            break
    return more


def _is_turn(draft: Draft, match: re.Match[str]) -> bool:
    """Whether the draft is the same turn: its cue or source stands before the words, or its content is most of them."""
    start, end = match.span("said")
    before = any(match.start() <= s < start for s, _ in draft.cue + draft.source)
    share = sum(max(0, min(e, end) - max(s, start)) for s, e in draft.content)
    return before or (2 * share > end - start and not any(start <= s < end for s, _ in draft.cue))
