"""Records made for the store's tests, with their pages; and what a store holds, to compare."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from onrecord.records import Article, Page, PageOrigin, Record, Span, Speaker, Statement
from onrecord.store import PageRecord, Store
from onrecord.store.tables import metadata

BRIDGE = ("Ann Lee told reporters: The bridge is shut.", "Tom Ray said: Nobody will cross it before May.")
FERRY = ("Ann Lee said: The ferry will run from Friday.", "Bo Hall said: The fare will be two pounds.")


def page_record(
    name: str,
    *lines: str,
    outlet: str | None = "The Northport Ledger",
    published: str | None = "2025-03-03",
    title: str = "A day in Northport",
) -> PageRecord:
    """A record of lines like ``Ann Lee told reporters: The bridge is shut.``, with its page."""
    text = "\n\n".join(lines)
    raw = text.encode("utf-8", "surrogatepass")
    origin = PageOrigin("file", f"{name}.txt", None, hashlib.sha256(raw).hexdigest())
    article = Article(
        title=title, outlet=outlet, url=f"https://ledger.example/{name}", authors=("Mara Quill",),
        published=published, modified=None, language="en", image=None, section=None, text=text,
        paragraphs=tuple(match.span() for match in re.finditer(r"[^\n]+", text)), boilerplate=(), page=origin,
    )  # fmt: skip
    statements, speakers = [], dict[str, Speaker]()
    for number, match in enumerate(re.finditer(r"([^:\n]+?)(?: (told) (\w+)| (said)): ([^\n]+)", text), 1):
        speaker_name = match[1]
        speaker = speakers.get(speaker_name) or Speaker(f"s{len(speakers) + 1}", speaker_name, "person")
        mentions = tuple(Span(*m.span(), speaker_name) for m in re.finditer(re.escape(speaker_name), text))
        speakers[speaker_name] = replace(speaker, mentions=mentions)
        cue = match.span(2) if match[2] else match.span(4)
        statement = Statement(
            f"t{number}", "indirect", (Span(*match.span(5), match[5]),), (Span(*cue, text[slice(*cue)]),),
            (Span(*match.span(1), speaker_name),), speaker.id,
            Span(*match.span(3), match[3]) if match[3] else None,
        )  # fmt: skip
        statements.append(statement)
    record = Record(name, article, tuple(statements), tuple(speakers.values()))
    return PageRecord(record, Page(origin, "exact", text, raw=raw))


def stored_rows(store: Store) -> dict[str, list[Any]]:
    """Every row of every table but ``runs``, in the order of their keys."""
    with store.database.engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for name, table in metadata.tables.items()
            if name != "runs"
        }


def found_ids(store: Store, words: str = "", **parameters: Any) -> list[str]:
    """Record and statement of each hit of a search: ``bridge.t1``."""
    return [f"{hit.record}.{hit.key}" for hit in store.find(words, **parameters)]
