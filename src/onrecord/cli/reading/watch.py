"""``onrecord watch``: new pages of feeds into the store, until stopped."""

from __future__ import annotations

import signal
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord import api
from onrecord.cli.options import PagesOption, StoreOption
from onrecord.cli.terminal import print_message, safe
from onrecord.stop_event import StopEvent

if TYPE_CHECKING:
    from onrecord.ingest.outcomes import Outcomes


def watch(
    feeds: Annotated[list[str], typer.Argument(metavar="FEED", help="The web address of a feed.", show_default=False)],
    store: StoreOption = None,
    pages: PagesOption = True,
    once: Annotated[bool, typer.Option("--once", help="Poll every feed that is due once, and exit.")] = False,
) -> int:
    """Poll feeds and add new pages, until stopped.

    Each feed is polled at its own interval. Ctrl-C or SIGTERM stops it.

    Exits 0. Pages that could not be fetched are reported on standard error, and tried again later.
    """
    for address in feeds:
        if not address.lower().startswith(("http://", "https://")):
            raise typer.BadParameter(f"{address}: not the address of a feed; give an http or https address.")
    stop = StopEvent()
    handlers = {name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGINT, signal.SIGTERM)}

    def report_poll(address: str, outcomes: Outcomes) -> None:
        """Print the outcomes of one poll of a feed."""
        time = datetime.now().strftime("%H:%M:%S")
        print(safe(f"{time}  {address}: {outcomes.new} new, {outcomes.changed} changed"), flush=True)
        for reason, count in outcomes.failed.most_common():
            print_message(f"{address}: {count} × {reason}")

    try:
        with api.open_store(store) as opened:
            api.watch(feeds, opened, keep_pages=pages, stop=stop, once=once, on_feed=report_poll)
    finally:
        for name, handler in handlers.items():
            signal.signal(name, handler)
    return 0
