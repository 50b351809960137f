"""The options that say which statements are meant: those of find, and of what counts, exports and samples them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, get_args

import typer

from onrecord.cli.options import parse_day
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


def statement_filters(
    *,
    speaker: str | None,
    about: str | None,
    outlet: Sequence[str] | None,
    since: str | None,
    until: str | None,
    kind: Sequence[str] | None,
    act: Sequence[str] | None,
    tone: Sequence[str] | None,
) -> dict[str, Any]:
    """Return what these options name, as the filters of ``Store.find``, ``stats``, ``sample`` and the like.

    Raises:
        typer.BadParameter: ``since`` or ``until`` is not a day, a month or a year.
    """
    return {
        "speaker": speaker,
        "about": about,
        "outlet": tuple(outlet or ()),
        "since": parse_day(since, "--since"),
        "until": parse_day(until, "--until", last=True),
        "kind": tuple(kind or ()),
        "act": tuple(act or ()),
        "tone": tuple(tone or ()),
    }
