"""Options that several verbs share."""

from __future__ import annotations

from typing import Annotated

import typer

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        "-s",
        metavar="STORE",
        help="The store: a SQLite file or a postgresql:// address; without it ONRECORD_STORE, or onrecord.db here.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
WORDS = 'What was said: words, "a phrase", a beginning*, one OR another, -without.'
WordsArgument = Annotated[list[str] | None, typer.Argument(metavar="WORDS", help=WORDS, show_default=False)]
SpeakerOption = Annotated[str | None, typer.Option(help="Who said it, by name or identity.", show_default=False)]
SinceOption = Annotated[str | None, typer.Option(help="From this day on: 2025-01-31.", show_default=False)]
UntilOption = Annotated[str | None, typer.Option(help="Up to this day.", show_default=False)]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="How many at most.")]
