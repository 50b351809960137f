"""The options that say which statements are meant: those of find, and of what counts, exports and samples them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, get_args

import typer

from onrecord.records import Act, StatementKind, Tone

KindChoice = StrEnum("KindChoice", {name: name for name in get_args(StatementKind)})  # type: ignore[misc]
ActChoice = StrEnum("ActChoice", {name: name for name in get_args(Act)})  # type: ignore[misc]
ToneChoice = StrEnum("ToneChoice", {name: name for name in get_args(Tone)})  # type: ignore[misc]

AboutOption = Annotated[
    str | None, typer.Option(help="Only statements that mention this name or identity.", show_default=False)
]
OutletOption = Annotated[
    list[str] | None, typer.Option(help="Only by this outlet; give it again for more.", show_default=False)
]
KindOption = Annotated[
    list[KindChoice] | None, typer.Option(help="Only direct, indirect or mixed speech.", show_default=False)
]
ActOption = Annotated[list[ActChoice] | None, typer.Option(help="Only this speech act.", show_default=False)]
ToneOption = Annotated[list[ToneChoice] | None, typer.Option(help="Only with a cue of this tone.", show_default=False)]
AllOption = Annotated[
    bool, typer.Option("--all", help="Also statements that are less probable, and beliefs and wishes.")
]
