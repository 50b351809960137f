"""Articles for the tests of comparison: a quotation a line, with its speaker and cue."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Sequence
from typing import Literal

from onrecord.records import Article, Page, PageOrigin, Record, Span, Speaker, Statement
from onrecord.store import PageRecord, Store
from paths import ROOT

sys.path.append(str(ROOT / "tests" / "store"))  # where the PostgreSQL server of the fixtures is
QuotationLine = tuple[str, str] | tuple[str, str, str]  # speaker, words, cue


def article(
    name: str,
    outlet: str,
    day: str | None,
    *quotations: QuotationLine,
    rest: str = "",
    title: str = "A day in Northport",
) -> PageRecord:
    """An article of lines like ``“The bridge is shut,” Ann Lee said.`` Words without marks are indirect speech."""
    text, statements, speakers = "", list[Statement](), dict[str, Speaker]()
    for number, (speaker_name, words, *cues) in enumerate(quotations, 1):
        cue = cues[0] if cues else "said"
        kind, content, line = _line(speaker_name, words, cue)
        start = len(text)
        text += line + "\n\n"
        speaker = speakers.setdefault(speaker_name, Speaker(f"s{len(speakers) + 1}", speaker_name, "person"))
        spans = tuple(Span(start + a, start + b, line[a:b]) for a, b in content)
        cue_start = start + line.rindex(cue)
        tone: Literal["neutral", "doubting"] = "doubting" if cue == "claimed" else "neutral"
        statements.append(
            Statement(
                f"t{number}",
                kind,
                spans,
                (Span(cue_start, cue_start + len(cue), cue),),
                speaker=speaker.id,
                tone=tone,
            )
        )
    text = (text + rest).strip()
    raw = text.encode()
    url = f"https://{re.sub('[^a-z]', '', outlet.lower())}.example/{name}"
    origin = PageOrigin("file", f"{name}.txt", None, hashlib.sha256(raw).hexdigest())
    paragraphs = tuple(match.span() for match in re.finditer(r"[^\n]+", text))
    built_article = Article(title, outlet, url, (), day, None, "en", None, None, text, paragraphs, (), origin)
    return PageRecord(
        Record(name, built_article, tuple(statements), tuple(speakers.values())), Page(origin, "exact", text, raw=raw)
    )


def _line(
    speaker_name: str, words: str, cue: str
) -> tuple[Literal["direct", "mixed", "indirect"], Sequence[tuple[int, int]], str]:
    if words.startswith("“") and words.endswith("”"):
        return "direct", [(0, len(words))], f"{words} {speaker_name} {cue}."
    line = f"{speaker_name} {cue} {words}."
    start = len(f"{speaker_name} {cue} ")
    return ("mixed" if "“" in words else "indirect"), [(start, start + len(words))], line


def add(store: Store, *articles: PageRecord) -> list[str]:
    return list(store.writer("m").add(articles))
