"""Search hits as text: who said it, the words that were searched for, and the article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from rich.text import Text

from onrecord.cli.terminal import TextPrinter, safe
from onrecord.exports.views.hit_view import hit_details, hit_speaker

if TYPE_CHECKING:
    from onrecord.store import SearchHit


def write_hits(
    hits: Iterable[SearchHit], stream: BinaryIO, terminal: bool, *, first: int = 1, context: bool = False
) -> None:
    """Write hits for people.

    Args:
        hits: The hits.
        stream: Where to write them.
        terminal: Whether the stream is a terminal.
        first: The number of the first.
        context: Also write the sentences of the article that hold each statement.
    """
    printer = TextPrinter(stream, terminal)
    for number, hit in enumerate(hits, first):
        head = Text(safe(hit_speaker(hit)), "bold")
        head.append("  " + safe(" · ".join(hit_details(hit))), "dim")
        printer.line(head, prefix=f"{number:>3}  ", wrapped=False)
        content = Text(safe(hit.text))
        for start, end in hit.marks:
            content.stylize("bold yellow", start, end)
        printer.line(content, prefix=" " * 5, wrapped=False)
        if context and hit.sentence != hit.text:
            printer.line(safe(hit.sentence), prefix="   | ", wrapped=False)
        place = " · ".join(part for part in (hit.title, hit.url, f"{hit.record}.{hit.key}") if part)
        printer.line(safe(place), "dim", prefix=" " * 5, wrapped=False)
    printer.flush()
