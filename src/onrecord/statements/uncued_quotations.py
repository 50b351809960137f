"""Quoted sentences that no candidate took: joined to the statement they go on from, or floating.

What the rules rest on, counted in PolNeAR train: a quotation that ends its paragraph, after a sentence that attributes
another, belongs to that sentence's statement in 998 of 1,016 cases; one that begins a paragraph after a colon belongs
to the statement before the colon in 151 of 157. One that begins a paragraph otherwise stands alone in the varied
articles in 12 cases of 16, reopened marks or not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from onrecord.statements.attribution_draft import Draft, Offsets
from onrecord.statements.dialogue_turns import turns
from onrecord.statements.interval_index import Near
from onrecord.statements.model.span_decoding import merge, words
from onrecord.text.quotation_marks import Quotation
from onrecord.text.sentences import sentences

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
    turned = turns(text, drafts)
    owned = _owned(text, quotations, _signed(text, quotations, turned))
    settled = _Settled(text, _parted(text, quotations, owned), weak)
    for q in quotations:
        if q.level or words(text, q.inner_start, q.inner_end) < SHORT or settled.covers(q):
            continue
        if _stands_alone(text, q):
            settled.place(q)
        else:
            settled.resume(q)
    return sorted(settled.drafts, key=lambda d: (min(s for s, _ in d.content + d.cue), d.content))


def _signed(text: str, quotations: Sequence[Quotation], drafts: list[Draft]) -> list[Draft]:
    """The drafts with each quotation that is a line of its own, signed after a dash, as its signer's statement."""
    made: dict[int, Draft] = dict(enumerate(drafts))
    near = Near((n, d.content + d.cue + d.source) for n, d in made.items())
    for q in quotations:
        match = _SIGNED.match(text, q.end) if q.level == 0 and q.closed else None
        if match is None or not _begins_line(text, q.start) or _line_rest(text, match.end()).strip(" .\u00a0"):
            continue
        for n in near.touching(((q.start, match.end()),)):
            draft = made[n]
            if any(s < match.end() and e > q.start for s, e in draft.cue + draft.source):
                draft = replace(draft, content=())
            made[n] = replace(draft, content=_without(draft.content, q))
        made[len(made)] = Draft(content=((q.start, q.end),), cue=(match.span(1),), source=(match.span(2),))
    return [d for d in made.values() if d.content]


def _owned(text: str, quotations: Sequence[Quotation], drafts: list[Draft]) -> list[Draft]:
    """The drafts, a quotation that two claim left to the one whose cue stands in its paragraph."""
    made = list(drafts)
    contents = Near((n, d.content) for n, d in enumerate(drafts))
    for q in quotations:
        claims = [n for n in contents.touching(((q.start, q.end),)) if (q.start, q.end) in made[n].content]
        if q.level or len(claims) < 2:
            continue
        start = text.rfind("\n", 0, q.start) + 1
        end = q.end + len(_line_rest(text, q.end))
        near = {n for n in claims if any(start <= s < end for s, _ in made[n].cue)}
        for n in claims if near else ():
            if n not in near:
                made[n] = _part(made[n], q)
    return made


def _parted(text: str, quotations: Sequence[Quotation], drafts: list[Draft]) -> list[Draft]:
    """The drafts without the quotations that are paragraphs of their own, away from their cue: those float.

    Unless a colon introduced them: then several paragraphs are one quotation.
    """
    made = list(drafts)
    contents = Near((n, d.content) for n, d in enumerate(drafts))
    for q in quotations:
        start = text.rfind("\n", 0, q.start) + 1
        if q.level or text[start : q.start].strip() or _line_rest(text, q.end).strip():
            continue
        if words(text, q.inner_start, q.inner_end) < SHORT or _last(text, start) == ":":
            continue
        for n in contents.touching(((q.start, q.end),)):
            if not _introduces(text, made[n]) and not _inside(made[n], start, q.end):
                made[n] = _part(made[n], q)
    return made


def _line_rest(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[at : len(text) if end < 0 else end]


def _last(text: str, end: int) -> str:
    """The last character before ``end`` that is no white space."""
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return text[end - 1 : end]


def _begins_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" \u00a0")


def _introduces(text: str, draft: Draft) -> bool:
    return any(":" in text[e - 1 : e + 2] for _, e in draft.cue + draft.source)


def _inside(draft: Draft, start: int, end: int) -> bool:
    return any(start <= s < end for s, _ in draft.cue + draft.source)


def _part(draft: Draft, q: Quotation) -> Draft:
    rest = _without(draft.content, q)
    return replace(draft, content=rest) if rest else draft


def _without(content: Offsets, q: Quotation) -> Offsets:
    return tuple((s, e) for s, e in content if e <= q.start or s >= q.end or (s < q.start and e > q.end))


class _Settled:
    """The drafts as they stand, with those near a place at hand."""

    def __init__(self, text: str, drafts: list[Draft], weak: Sequence[Draft]) -> None:
        self.text, self.drafts = text, drafts
        self.sentences = sentences(text)
        self._covered = Near((n, (*d.content, *d.cue, *d.source)) for n, d in enumerate(drafts))
        self._cues = Near((n, d.cue[:1]) for n, d in enumerate(drafts))
        self._weak = Near((d, d.cue[:1]) for d in weak)

    def covers(self, q: Quotation) -> bool:
        return self._covered.touches(((q.start, q.end),))

    def place(self, q: Quotation) -> None:
        """Adds a quotation that stands alone: tagged, joined to the statement before it, or floating."""
        text = self.text
        span = (q.start, q.end if q.closed else q.inner_start + len(text[q.inner_start : q.end].rstrip()))
        tagged = _TAG.match(text, q.end)
        if tagged and q.closed and text[q.inner_end - 1] in ",?!…—–-":
            self._add(Draft(content=(span,), cue=(tagged.span("cue"),), source=(tagged.span("who"),), confidence=0.8))
            return
        end = q.start
        while end > 0 and text[end - 1].isspace():
            end -= 1
        last = self._sentence_before(end)
        introduced = text[end - 1 : end] == ":" and "\n" in text[end : q.start]
        continued = "\n" not in text[last[0] : q.start] and not _line_rest(text, q.end).strip(" .")
        if introduced or continued:
            hosts = [n for n in self._said_in(last) if introduced or _quotes(self.drafts[n], text, q)]
            if hosts:
                self._join(max(hosts, key=lambda n: self.drafts[n].cue), span)
                return
        weak = [d for d in self._weak.touching((last,)) if introduced and last[0] <= d.cue[0][0] and d.source]
        if weak:
            self._add(replace(max(weak, key=lambda d: d.cue), content=(span,)))
        else:
            self._add(Draft(content=(span,), floating=True, confidence=0.8))

    def resume(self, q: Quotation) -> None:
        """Joins ``“If so,” she said, “we go.”``: the second half to the statement whose cue or source just ended."""
        text = self.text
        for n in self._covered.touching(((max(0, q.start - APART), q.start),)):
            draft = self.drafts[n]
            ends = [e for _, e in draft.cue + draft.source if e <= q.start]
            if not ends or not _quotes(draft, text, q):
                continue
            gap = text[max(ends) : q.start]
            broken_off = len(gap) < APART and not _STOP.search(gap) and text[q.inner_start].islower()
            if not gap.strip(" ,:") or broken_off:
                self._join(n, (q.start, q.end))
                return

    def _sentence_before(self, end: int) -> tuple[int, int]:
        number = bisect_left(self.sentences, end, key=lambda s: s[0])
        return self.sentences[number - 1] if number else (0, 0)

    def _said_in(self, sentence: tuple[int, int]) -> list[int]:
        """The numbers of the drafts whose cue begins in the sentence."""
        return [n for n in self._cues.touching((sentence,)) if sentence[0] <= self.drafts[n].cue[0][0]]

    def _add(self, draft: Draft) -> None:
        number = len(self.drafts)
        self.drafts.append(draft)
        self._covered.add(number, (*draft.content, *draft.cue, *draft.source))
        self._cues.add(number, draft.cue[:1])

    def _join(self, number: int, span: tuple[int, int]) -> None:
        draft = self.drafts[number]
        self.drafts[number] = replace(draft, content=merge(self.text, (*draft.content, span)))
        self._covered.add(number, (span,))


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
