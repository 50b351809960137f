"""``onrecord find``: statements of the store, best or newest first."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer
from typer.core import TyperCommand

from onrecord import api
from onrecord.cli.options import (
    QUERY_HELP,
    JsonOption,
    LimitOption,
    SinceOption,
    SpeakerOption,
    StoreOption,
    UntilOption,
    parse_day,
)
from onrecord.cli.terminal import EMPTY_STORE, TextPrinter, print_message, safe
from onrecord.exports.display_text import UNNAMED
from onrecord.exports.writers import write_json
from onrecord.records import Act, StatementKind, Tone

if TYPE_CHECKING:
    from onrecord.store import SearchHit

KindChoice = StrEnum("KindChoice", {name: name for name in get_args(StatementKind)})  # type: ignore[misc]
ActChoice = StrEnum("ActChoice", {name: name for name in get_args(Act)})  # type: ignore[misc]
ToneChoice = StrEnum("ToneChoice", {name: name for name in get_args(Tone)})  # type: ignore[misc]


class Order(StrEnum):
    """The order of the results."""

    RELEVANCE = "relevance"
    DATE = "date"


_EXCLUDED_WORD = re.compile(r"-[^\W\d_]{2,}")


class FindCommand(TyperCommand):
    """Tells an excluded word from options: ``-sanctions`` would be read as ``-s anctions``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse an excluded word that is not inside quotes."""
        arguments = args[: args.index("--")] if "--" in args else args
        for previous, argument in pairwise(["", *arguments]):
            if _EXCLUDED_WORD.fullmatch(argument) and not previous.startswith("-"):
                example = f"onrecord find '… {argument}'"
                raise typer.BadParameter(f"{argument} may be a word or options; quote the whole query: {example}.", ctx)
        return super().parse_args(ctx, args)


def find(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS]", help=QUERY_HELP, show_default=False)] = None,
    store: StoreOption = None,
    similar: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Statements that mean something similar.", show_default=False)
    ] = None,
    speaker: SpeakerOption = None,
    about: Annotated[
        str | None, typer.Option(help="Only statements that mention this name or identity.", show_default=False)
    ] = None,
    outlet: Annotated[
        list[str] | None, typer.Option(help="Only by this outlet; give it again for more.", show_default=False)
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    kind: Annotated[
        list[KindChoice] | None, typer.Option(help="Only direct, indirect or mixed speech.", show_default=False)
    ] = None,
    act: Annotated[list[ActChoice] | None, typer.Option(help="Only this speech act.", show_default=False)] = None,
    tone: Annotated[
        list[ToneChoice] | None, typer.Option(help="Only with a cue of this tone.", show_default=False)
    ] = None,
    order: Annotated[Order, typer.Option(help="The order of the results.")] = Order.RELEVANCE,
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> int:
    """Find statements in the store: who said what, where and when.

    Exits 0 if something was found, 1 if not.
    """
    with api.open_store(store, create=False) as opened:
        hits = opened.find(
            " ".join(words or []),
            similar=similar,
            speaker=speaker,
            about=about,
            outlet=tuple(outlet or ()),
            kind=cast("list[StatementKind]", kind or []),
            act=cast("list[Act]", act or []),
            tone=cast("list[Tone]", tone or []),
            since=parse_day(since, "--since"),
            until=parse_day(until, "--until", last=True),
            order=order.value,
            limit=limit,
        )
        is_filled = bool(hits or opened.find(limit=1))
    if as_json:
        write_json(hits, sys.stdout.buffer)
    elif hits:
        _print_hits(hits)
    if not hits:
        print_message("nothing was found; try fewer words or filters" if is_filled else EMPTY_STORE)
    return 0 if hits else 1


def _print_hits(hits: Sequence[SearchHit]) -> None:
    from rich.text import Text

    printer = TextPrinter.for_stdout()
    for number, hit in enumerate(hits, 1):
        day = hit.day.isoformat() if hit.day else None
        head = Text(safe(hit.identity_name or hit.speaker_name or UNNAMED), "bold")
        details = [part for part in (hit.cue, hit.outlet, day, hit.kind) if part]
        head.append("  " + safe(" · ".join(details)), "dim")
        printer.line(head, prefix=f"{number:>3}  ", wrapped=False)
        content = Text(safe(hit.text))
        for start, end in hit.marks:
            content.stylize("bold yellow", start, end)
        printer.line(content, prefix=" " * 5, wrapped=False)
        place = " · ".join(part for part in (hit.title, hit.url or hit.record) if part)
        printer.line(safe(place), "dim", prefix=" " * 5, wrapped=False)
    printer.flush()
