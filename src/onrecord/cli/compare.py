"""``onrecord compare``: what several outlets report, and how each has the words."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onrecord import api
from onrecord.cli.dates import day
from onrecord.cli.options import WORDS, JsonOption, LimitOption, SinceOption, SpeakerOption, StoreOption, UntilOption
from onrecord.cli.output import opened
from onrecord.cli.render_comparison import show
from onrecord.cli.terminal import complain
from onrecord.records import Utterance

HELP_WORDS = f"{WORDS} Without any, what most outlets report."


class Form(StrEnum):
    """How the answer is printed."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def compare(
    words: Annotated[list[str] | None, typer.Argument(metavar="WORDS", help=HELP_WORDS, show_default=False)] = None,
    store: StoreOption = None,
    speaker: SpeakerOption = None,
    outlet: Annotated[
        list[str] | None, typer.Option(help="Who must be among those that report it.", show_default=False)
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    graves: Annotated[
        bool, typer.Option("--graves", help='Only where some version turns the sense: a "not", a number, a name.')
    ] = False,
    least: Annotated[int, typer.Option("--outlets", min=1, help="How many outlets must report it.")] = 2,
    limit: LimitOption = 20,
    form: Annotated[Form, typer.Option("--format", "-f", help="How it is printed.")] = Form.TEXT,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.", show_default=False)] = None,
    as_json: JsonOption = False,
) -> int:
    """Show what several outlets report of one utterance, side by side: the words each kept, left out, added or changed.

    Statements are compared with the fullest wording that any outlet prints. What is new in the store is gathered first.
    Ends with status 0 when something was found, and 1 when nothing was.
    """
    with api.open_store(store, make=False) as kept:
        found = api.compare(
            kept,
            " ".join(words or []),
            speaker=speaker,
            outlets=tuple(outlet or ()),
            since=day(since, "--since"),
            until=day(until, "--until", last=True),
            graves=graves,
            least=least,
            limit=limit,
            progress=True,
        )
    form = Form.JSON if as_json else form
    if form is Form.TEXT and out is None:
        show(found, sys.stdout)
    elif found or form is Form.JSON:
        with opened(out) as stream:
            stream.write(_written(found, form))
    if not found:
        complain("nothing was found that several outlets report; try fewer words or filters")
    return 0 if found else 1


def _written(found: list[Utterance], form: Form) -> bytes:
    if form is Form.HTML:
        return api.comparison_to_html(*found).encode("utf-8", "replace")
    if form is Form.JSON:
        return (
            json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1, default=str).encode(
                "utf-8", "replace"
            )
            + b"\n"
        )
    from io import StringIO

    stream = StringIO()
    show(found, stream)
    return stream.getvalue().encode("utf-8", "replace")
