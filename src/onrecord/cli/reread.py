"""``onrecord reread``: a newer model over the pages that the store kept."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord import api
from onrecord.cli.add import tell
from onrecord.cli.options import JsonOption, StoreOption
from onrecord.cli.terminal import safe
from onrecord.progress import Bar

if TYPE_CHECKING:
    from onrecord.api import Change

LONGEST = 90  # characters of a statement that are shown


def reread(
    store: StoreOption = None,
    every: Annotated[bool, typer.Option("--all", help="Read again what this very model read, too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show only the table at the end.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Read the store's pages again with the present model; show what changed.

    What was decided with `onrecord speakers` is kept. Interrupted, the same command goes on where it stopped.
    """
    bar = Bar("reading again")

    def told(change: Change) -> None:
        bar.pause()
        if as_json:
            json.dump(asdict(change), sys.stdout, ensure_ascii=False)
            print()
        elif not quiet:
            _show(change)

    with api.open_store(store, make=False) as kept:
        outcomes = api.reread(kept, every=every, progress=bar, told=told)
    bar.pause()
    tell(outcomes, as_json)
    return 1 if outcomes.failed else 0


def _show(change: Change) -> None:
    print(safe(change.record))
    for sign, some in (("-", change.lost), ("+", change.gained)):
        for words in some:
            print(safe(f"  {sign} {_short(words)}"))
    for words, before, after in change.speakers:
        print(safe(f"  {before or 'nobody'} → {after or 'nobody'}: {_short(words)}"))


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
