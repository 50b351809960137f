"""Quoted sentences that no candidate took: joined to the statement they go on from, or floating.

What the rules rest on, counted in PolNeAR train: a quotation that ends its paragraph, after a sentence that attributes
another, belongs to that sentence's statement in 998 of 1,016 cases; one that begins a paragraph after a colon belongs
to the statement before the colon in 151 of 157. One that begins a paragraph otherwise stands alone in the varied
articles in 12 cases of 16, reopened marks or not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.statements.drafts import Draft, Offsets
from onrecord.statements.quotes import Quotation
from onrecord.statements.sentences import sentences
from onrecord.statements.spans import merge, words
from onrecord.statements.turns import turns

SHORT = 5  # such a quotation has at least so many words: fewer make a title or a scare quote
APART = 90  # characters that may stand between a cue and the second half of a sentence it breaks into
_STOP = re.compile(r"[.;:!?\n“”\"]")
_SIGNED = re.compile(r"[.,]?[ \u00a0]*([―—–])[ \u00a0]*([A-Z][^\n,;.“”\"]{2,60}(?:\. [A-Z][^\n,;.“”\"]{1,40})?)")


_TAG = re.compile(
    r"[ \u00a0](?P<who>(?:(?:the|a|an|his|her|its|one) )?(?:[A-Z][\w.’'-]* ?){1,4}(?<! )|he|she|they|it|I|we|"
    r"the [a-z]+)"
    r" (?P<cue>(?:(?:then|also|later|once|again|has|had|have|would) )?[a-z]+(?:ed|ied)|said|says|asks|told|"
    r"wrote|shot back|went on)\b"
)


def settle(
    text: str, quotations: Sequence[Quotation], drafts: Sequence[Draft], weak: Sequence[Draft] = ()
) -> list[Draft]:
    """The drafts with every loose quotation joined to one, signed by its own dash, or added as floating.

    ``weak`` are drafts that were not believed: one whose cue stands before the colon that introduces a quotation is.
    """
    settled = _parted(text, quotations, _signed(text, quotations, turns(text, drafts)))
    bounds = sentences(text)
    for q in quotations:
        if q.level or words(text, q.inner_start, q.inner_end) < SHORT:
            continue
        if any(s < q.end and e > q.start for d in settled for s, e in (*d.content, *d.cue, *d.source)):
            continue
        if _stands_alone(text, q):
            _place(text, q, bounds, settled, weak)
        else:
            _resume(text, q, settled)
    return sorted(settled, key=lambda d: (min(s for s, _ in d.content + d.cue), d.content))


def _signed(text: str, quotations: Sequence[Quotation], drafts: list[Draft]) -> list[Draft]:
    """The drafts with each quotation that is a line of its own, signed after a dash, as its signer's statement."""
    made = drafts
    for q in quotations:
        match = _SIGNED.match(text, q.end) if q.level == 0 and q.closed else None
        if match is None or text[: q.start].rstrip(" \u00a0")[-1:] not in ("", "\n"):
            continue
        if text[match.end() :].split("\n", 1)[0].strip(" .\u00a0"):
            continue
        made = [d for d in made if not any(s < match.end() and e > q.start for s, e in d.cue + d.source)]
        made = [replace(d, content=_without(d.content, q)) for d in made]
        made.append(Draft(content=((q.start, q.end),), cue=(match.span(1),), source=(match.span(2),)))
    return [d for d in made if d.content]


def _parted(text: str, quotations: Sequence[Quotation], drafts: list[Draft]) -> list[Draft]:
    """The drafts without the quotations that are paragraphs of their own, away from their cue: those float.

    Unless a colon introduced them: then several paragraphs are one quotation.
    """
    made = drafts
    for q in quotations:
        start = text.rfind("\n", 0, q.start) + 1
        if q.level or text[start : q.start].strip() or text[q.end :].split("\n", 1)[0].strip():
            continue
        if words(text, q.inner_start, q.inner_end) < SHORT or text[:start].rstrip().endswith(":"):
            continue
        made = [d if _introduces(text, d) or _inside(d, start, q.end) else _part(d, q) for d in made]
    return made


def _introduces(text: str, draft: Draft) -> bool:
    return any(":" in text[e - 1 : e + 2] for _, e in draft.cue + draft.source)


def _inside(draft: Draft, start: int, end: int) -> bool:
    return any(start <= s < end for s, _ in draft.cue + draft.source)


def _part(draft: Draft, q: Quotation) -> Draft:
    rest = _without(draft.content, q)
    return replace(draft, content=rest) if rest else draft


def _without(content: Offsets, q: Quotation) -> Offsets:
    return tuple((s, e) for s, e in content if e <= q.start or s >= q.end or (s < q.start and e > q.end))


def _place(
    text: str, q: Quotation, bounds: Sequence[tuple[int, int]], settled: list[Draft], weak: Sequence[Draft]
) -> None:
    span = (q.start, q.end if q.closed else q.inner_start + len(text[q.inner_start : q.end].rstrip()))
    before = text[: q.start].rstrip()
    tagged = _TAG.match(text, q.end)
    if tagged and q.closed and text[q.inner_end - 1] in ",?!…—–-":
        settled.append(Draft(content=(span,), cue=(tagged.span("cue"),), source=(tagged.span("who"),), confidence=0.8))
        return
    last = max((s for s in bounds if s[0] < len(before)), default=(0, 0))
    introduced = before.endswith(":") and "\n" in text[len(before) : q.start]
    continued = "\n" not in text[last[0] : q.start] and not text[q.end :].split("\n")[0].strip(" .")
    if introduced or continued:
        hosts = [d for d in settled if _cue_in(d, last) and (introduced or _quotes(d, text, q))]
        if hosts:
            host = max(hosts, key=lambda d: d.cue)
            settled[settled.index(host)] = replace(host, content=merge(text, (*host.content, span)))
            return
    hosts = [d for d in weak if introduced and _cue_in(d, last) and d.source]
    if hosts:
        settled.append(replace(max(hosts, key=lambda d: d.cue), content=(span,)))
    else:
        settled.append(Draft(content=(span,), floating=True, confidence=0.8))


def _resume(text: str, q: Quotation, settled: list[Draft]) -> None:
    """Joins ``“If so,” she said, “we go.”``: the second half to the statement whose cue or source just ended."""
    for n, draft in enumerate(settled):
        ends = [e for _, e in draft.cue + draft.source if e <= q.start]
        if not ends or not _quotes(draft, text, q):
            continue
        gap = text[max(ends) : q.start]
        broken_off = len(gap) < APART and not _STOP.search(gap) and text[q.inner_start].islower()
        if not gap.strip(" ,:") or broken_off:
            settled[n] = replace(draft, content=merge(text, (*draft.content, (q.start, q.end))))
            return


def _cue_in(draft: Draft, sentence: tuple[int, int]) -> bool:
    return bool(draft.cue) and sentence[0] <= draft.cue[0][0] < sentence[1]


def _quotes(draft: Draft, text: str, q: Quotation) -> bool:
    """Whether the draft's content holds quotation marks before this quotation."""
    return any(c in "“”\"‘'" for s, e in draft.content if e <= q.start for c in (text[s], text[e - 1]))


def _stands_alone(text: str, q: Quotation) -> bool:
    """Whether a sentence begins at the opening mark and ends at, or runs past, the closing one."""
    before = text[max(0, q.start - 400) : q.start].rstrip(" \t")[-1:]
    begins = before in ("", "\n", ".", "!", "?", "”", '"', "’", ":", "…")
    inner = text[q.inner_start : q.inner_end].strip()
    ends = not q.closed or inner[-1:] in ".!?…,;" or text[q.end : q.end + 1] in (".", "")
    first = inner.lstrip("([‘'\"“ ")[:1]
    return begins and (ends or _SIGNED.match(text, q.end) is not None) and (first.isupper() or not first.isalpha())
