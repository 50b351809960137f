"""``onrecord find``: statements of the store, best or newest first."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer
from typer.core import TyperCommand

from onrecord import api
from onrecord.cli.dates import day
from onrecord.cli.options import (
    JsonOption,
    LimitOption,
    SinceOption,
    SpeakerOption,
    StoreOption,
    UntilOption,
    WordsArgument,
)
from onrecord.cli.terminal import EMPTY, complain, console, safe
from onrecord.records import Act, StatementKind, Tone

if TYPE_CHECKING:
    from onrecord.api import Found

Kind = StrEnum("Kind", {name: name for name in get_args(StatementKind)})  # type: ignore[misc]
Acts = StrEnum("Acts", {name: name for name in get_args(Act)})  # type: ignore[misc]
Tones = StrEnum("Tones", {name: name for name in get_args(Tone)})  # type: ignore[misc]


class Order(StrEnum):
    """What comes first."""

    RELEVANCE = "relevance"
    DATE = "date"


_WITHOUT = re.compile(r"-[^\W\d_]{2,}")


class Command(TyperCommand):
    """Tells a word to be left out, given as a shell gives it, from an option: ``-sanctions`` would be a store."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        words = args[: args.index("--")] if "--" in args else args
        for before, one in pairwise(["", *words]):
            if _WITHOUT.fullmatch(one) and not before.startswith("-"):
                shown = f"put all words in quotes to leave one out: onrecord find '… {one}'."
                raise typer.BadParameter(f"{one} could be options or a word; {shown}", ctx)
        return super().parse_args(ctx, args)


def find(
    words: WordsArgument = None,
    store: StoreOption = None,
    like: Annotated[
        str | None, typer.Option(metavar="WORDS", help="What was meant, in whatever words.", show_default=False)
    ] = None,
    speaker: SpeakerOption = None,
    about: Annotated[str | None, typer.Option(help="Who is spoken of.", show_default=False)] = None,
    outlet: Annotated[list[str] | None, typer.Option(help="Who reports it.", show_default=False)] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="How it is quoted.", show_default=False)] = None,
    act: Annotated[list[Acts] | None, typer.Option(help="What was done by saying it.", show_default=False)] = None,
    tone: Annotated[list[Tones] | None, typer.Option(help="What the cue adds.", show_default=False)] = None,
    order: Annotated[Order, typer.Option(help="What comes first.")] = Order.RELEVANCE,
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> int:
    """Find statements in the store: who said what, where and when.

    Ends with status 0 when something was found, and 1 when nothing was.
    """
    with api.open_store(store, make=False) as kept:
        found = kept.find(
            " ".join(words or []),
            like=like,
            speaker=speaker,
            about=about,
            outlets=tuple(outlet or ()),
            kinds=tuple(kind or ()),
            acts=tuple(act or ()),
            tones=tuple(tone or ()),
            since=day(since, "--since"),
            until=day(until, "--until", last=True),
            order=str(order),
            limit=limit,
        )
        filled = bool(found or kept.find(limit=1))
    if as_json:
        json.dump([asdict(one) for one in found], sys.stdout, ensure_ascii=False, indent=1)
        print()
    elif found:
        _show(found)
    if not found:
        complain("nothing was found; try fewer words or filters" if filled else EMPTY)
    return 0 if found else 1


def _show(found: list[Found]) -> None:
    from rich.text import Text

    printer = console(sys.stdout)
    for number, one in enumerate(found, 1):
        who = one.identity_name or one.speaker_name or "no source named"
        date = f"{one.day // 10_000}-{one.day // 100 % 100:02}-{one.day % 100:02}" if one.day else None
        head = Text.assemble((f"{number:>3}  ", "dim"), (safe(who), "bold"))
        about = [part for part in (one.cue, one.outlet, date, one.kind) if part]
        head.append("  " + safe(" · ".join(about)), "dim")
        printer.print(head, soft_wrap=True)
        said = Text("     ").append_text(Text(safe(one.text)))
        for start, end in one.marks:
            said.stylize("bold yellow", start + 5, end + 5)
        printer.print(said, soft_wrap=True)
        where = " · ".join(part for part in (one.title, one.url or one.record) if part)
        printer.print(Text("     " + safe(where), "dim"), soft_wrap=True)
