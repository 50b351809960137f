"""Attitudes that stand in set phrases inside a statement: “claimed that **Putin** *had “no problem” with* the idea”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.statements.attribution_draft import Draft
from onrecord.statements.interval_index import Near

_IDIOM = re.compile(
    r"(?P<who>(?:[A-Z][\w.’'-]*[ \u00a0]?){1,5}(?<![ \u00a0]))[ \u00a0](?P<cue>(?:has|had|have|would have|"
    r"will have)[ \u00a0][“\"'‘]?no"
    r"[ \u00a0](?:problem|problems|objection|objections|issue|quarrel|interest|intention|plans|desire|doubt|"
    r"doubts|qualms|regrets)[”\"'’]?"
    r"[ \u00a0](?:with|to|in|of|about|for|that))[ \u00a0](?P<what>[^,;.“”\"\n]+)"
)


def idioms(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with the attitudes added that a set phrase inside a content ascribes to a named other."""
    made = list(drafts)
    cues = Near((d, d.cue) for d in drafts)
    for outer in drafts:
        for start, end in outer.content:
            for match in _IDIOM.finditer(text, start, end):
                cue = match.span("cue")
                if cues.touches((cue,)):
                    continue
                made.append(
                    Draft(content=(match.span("what"),), cue=(cue,), source=(match.span("who"),), confidence=0.7)
                )
    return made
