"""``onrecord add``: pages into the store."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from onrecord import api
from onrecord.cli.options import JsonOption, PagesOption, PeopleOption, StoreOption
from onrecord.cli.render.outcome_table import print_failure, print_outcomes
from onrecord.progress import ProgressBar
from onrecord.records import Page, Skipped
from onrecord.settings import Settings

SOURCE_HELP = (
    "A web address of a page, feed or sitemap, a file (.html, .txt, .md, .jsonl, .warc, .arc, .wacz, a feed, a "
    "sitemap, robots.txt, a list of addresses, each also .gz or .zst), a folder, also one that `onrecord bulk` has "
    "written, or - for standard input."
)


def add(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help=SOURCE_HELP, show_default=False)],
    store: StoreOption = None,
    pages: PagesOption = True,
    workers: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="NUMBER",
            help="Processes that read; 0: one for each core.  [default: $ONRECORD_WORKERS, else 0]",
            show_default=False,
        ),
    ] = None,
    people: PeopleOption = None,
    as_json: JsonOption = False,
) -> int:
    """Add pages to the store.

    Pages that are in it are not read again. After an interruption, run it again to continue.

    Exits 0 if every page was added or was in the store, 1 if some page could not be read. Such pages are reported on
    standard error.
    """
    settings = Settings.load()
    if workers is not None:
        settings = replace(settings, workers=workers)
    bar = ProgressBar("adding")

    def report_failure(outcome: str, page: Page | Skipped) -> None:
        """Print a page that was skipped or failed."""
        if outcome == "failed" and isinstance(page, Skipped):
            bar.pause()
            print_failure(page)

    with api.open_store(store, settings=settings) as opened:
        outcomes = api.add(
            sources,
            opened,
            settings=settings,
            keep_pages=pages,
            people=str(people) if people else None,
            progress=bar,
            on_page=report_failure,
        )
        bar.pause()
    print_outcomes(outcomes, as_json)
    return 0 if outcomes.pages and not outcomes.failed else 1
