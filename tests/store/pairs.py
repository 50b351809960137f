"""Records made for the store's tests, with their pages."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from onrecord.records import Article, Page, PageOrigin, Record, Span, Speaker, Statement
from onrecord.store import Pair, Store
from onrecord.store.tables import metadata


def pair(
    name: str,
    *said: str,
    outlet: str | None = "The Northport Ledger",
    published: str | None = "2025-03-03",
    title: str = "A day in Northport",
) -> Pair:
    """A record of lines like ``Ann Lee told reporters: The bridge is shut.``, with its page."""
    text = "\n\n".join(said)
    raw = text.encode("utf-8", "surrogatepass")
    address = f"https://ledger.example/{name}"
    origin = PageOrigin("file", f"{name}.txt", None, hashlib.sha256(raw).hexdigest())
    paragraphs = tuple(match.span() for match in re.finditer(r"[^\n]+", text))
    article = Article(
        title, outlet, address, ("Mara Quill",), published, None, "en", None, None, text, paragraphs, (), origin
    )
    statements, speakers = [], dict[str, Speaker]()
    for number, match in enumerate(re.finditer(r"([^:\n]+?)(?: (told) (\w+)| (said)): ([^\n]+)", text), 1):
        who = match[1]
        known = speakers.get(who) or Speaker(f"s{len(speakers) + 1}", who, "person")
        mentions = tuple(Span(*m.span(), who) for m in re.finditer(re.escape(who), text))
        speakers[who] = replace(known, mentions=mentions)
        cue = match.span(2) if match[2] else match.span(4)
        statements.append(
            Statement(
                f"t{number}",
                "indirect",
                (Span(*match.span(5), match[5]),),
                (Span(*cue, text[slice(*cue)]),),
                (Span(*match.span(1), who),),
                speakers[who].id,
                Span(*match.span(3), match[3]) if match[3] else None,
            )
        )
    record = Record(name, article, tuple(statements), tuple(speakers.values()))
    return Pair(record, Page(origin, "exact", text, raw=raw))


def dump(store: Store) -> dict[str, list[Any]]:
    """Every row of every table, times of runs aside."""
    with store.engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for name, table in metadata.tables.items()
            if name != "runs"
        }
