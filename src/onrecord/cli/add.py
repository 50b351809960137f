"""``onrecord add``: pages into the store."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord import api
from onrecord.cli.options import JsonOption, StoreOption
from onrecord.cli.terminal import complain, safe
from onrecord.progress import Bar
from onrecord.records import Page, Skipped
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.api import Outcomes

HELP_SOURCE = (
    "A URL of a page, feed or sitemap, a file (.html, .txt, .md, .jsonl, .warc, a feed, a sitemap, a list of "
    "addresses, each also .gz), a folder, or - for standard input."
)
MOST_REASONS = 30


def add(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help=HELP_SOURCE, show_default=False)],
    store: StoreOption = None,
    pages: Annotated[
        bool, typer.Option(help="Keep the pages' bytes, so that a newer model can read them again.")
    ] = True,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes that read; 0 takes one for each core.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Add pages to the store. Again is free; interrupted, the same command goes on where it stopped.

    Ends with status 0 when all went in, or was in it, and 1 when something could not be read, which is told on
    standard error.
    """
    settings = Settings.load()
    if workers is not None:
        settings = replace(settings, workers=workers)
    bar = Bar("adding")

    def told(what: str, one: Page | Skipped) -> None:
        if what == "failed" and isinstance(one, Skipped):
            bar.pause()
            complain(f"{one.location or repr('')}: {one.detail}")

    with api.open_store(store, settings=settings) as kept:
        outcomes = api.add(sources, kept, settings=settings, keep=pages, progress=bar, told=told)
        bar.pause()
    tell(outcomes, as_json)
    return 0 if outcomes.pages and not outcomes.failed else 1


def tell(outcomes: Outcomes, as_json: bool) -> None:
    """What became of the pages, as a table that adds up."""
    if as_json:
        whole = {
            "pages": outcomes.pages, "new": outcomes.new, "changed": outcomes.changed,
            "unchanged": outcomes.unchanged, "skipped": dict(outcomes.skipped), "failed": dict(outcomes.failed),
        }  # fmt: skip
        json.dump(whole, sys.stdout, ensure_ascii=False)
        print()
        return
    rows = [("new", outcomes.new), ("changed", outcomes.changed), ("in the store already", outcomes.unchanged)]
    rows += _reasons("skipped", outcomes.skipped) + _reasons("failed", outcomes.failed)
    rows = [row for row in rows if row[1]]
    width = len(f"{outcomes.pages:,}")
    for name, count in rows:
        print(f"{count:>{width},}  {safe(name)}")
    print(f"{outcomes.pages:>{width},}  page{'' if outcomes.pages == 1 else 's'} in all")


def _reasons(what: str, reasons: Counter[str]) -> list[tuple[str, int]]:
    most = reasons.most_common(MOST_REASONS)
    rest = reasons.total() - sum(count for _, count in most)
    return [(f"{what}: {reason}", count) for reason, count in most] + [(f"{what}: for other reasons", rest)]
