"""``onrecord reread``: a newer model over the pages that the store kept."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord import api
from onrecord.cli.options import JsonOption, PeopleOption, StoreOption
from onrecord.cli.render.outcome_table import print_outcomes
from onrecord.cli.terminal import safe
from onrecord.progress import ProgressBar

if TYPE_CHECKING:
    from onrecord.ingest.reread_articles import Change

MAX_LENGTH = 90  # characters of a statement that are shown


def reread(
    store: StoreOption = None,
    all_articles: Annotated[
        bool, typer.Option("--all", help="Also read articles again that the installed model has read already.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the table at the end.")] = False,
    people: PeopleOption = None,
    as_json: JsonOption = False,
) -> int:
    """Read the pages in the store again with a newer model.

    What changed is printed.

    Decisions and corrections are kept. After an interruption, run it again to continue.

    Exits 0 if every page was read, 1 if some page could not be read.
    """
    bar = ProgressBar("reading again")

    def report_change(change: Change) -> None:
        """Print what re-reading changed in an article."""
        bar.pause()
        if as_json:
            json.dump(asdict(change), sys.stdout, ensure_ascii=False)
            print()
        elif not quiet:
            _print_change(change)

    with api.open_store(store, create=False) as opened:
        outcomes = api.reread(
            opened,
            all_articles=all_articles,
            people=str(people) if people else None,
            progress=bar,
            on_change=report_change,
        )
    bar.pause()
    print_outcomes(outcomes, as_json, unchanged="read as before")
    return 1 if outcomes.failed else 0


def _print_change(change: Change) -> None:
    print(safe(change.record))
    for sign, contents in (("-", change.lost), ("+", change.gained)):
        for content in contents:
            print(safe(f"  {sign} {_shorten(content)}"))
    for content, old_name, new_name in change.speakers:
        print(safe(f"  {old_name or 'nobody'} → {new_name or 'nobody'}: {_shorten(content)}"))


def _shorten(content: str) -> str:
    line = " ".join(content.split())
    return line if len(line) <= MAX_LENGTH else line[: MAX_LENGTH - 1] + "…"
