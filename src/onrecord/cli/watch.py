"""``onrecord watch``: what is new in feeds, into the store, until stopped."""

from __future__ import annotations

import signal
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord import api
from onrecord.cli.options import StoreOption
from onrecord.cli.terminal import complain, safe
from onrecord.stop_event import Halt

if TYPE_CHECKING:
    from onrecord.api import Outcomes


def watch(
    feeds: Annotated[list[str], typer.Argument(metavar="FEED", help="The address of a feed.", show_default=False)],
    store: StoreOption = None,
    pages: Annotated[
        bool, typer.Option(help="Keep the pages' bytes, so that a newer model can read them again.")
    ] = True,
    once: Annotated[bool, typer.Option("--once", help="Look at every feed that is due, and leave.")] = False,
) -> int:
    """Watch feeds: add what is new, as often as each wants to be asked, until stopped (Ctrl-C or SIGTERM).

    Ends with status 0. What could not be fetched is told on standard error, and asked for again later.
    """
    for feed in feeds:
        if not feed.lower().startswith(("http://", "https://")):
            raise typer.BadParameter(f"{feed!r} is no feed that can be watched: give an http or https address.")
    stop = Halt()
    before = {name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGINT, signal.SIGTERM)}

    def told(feed: str, outcomes: Outcomes) -> None:
        now = datetime.now().strftime("%H:%M:%S")
        print(safe(f"{now}  {feed}: {outcomes.new} new, {outcomes.changed} changed"), flush=True)
        for reason, count in outcomes.failed.most_common():
            complain(f"{feed}: {count} × {reason}")

    try:
        with api.open_store(store) as kept:
            api.watch(feeds, kept, keep=pages, stop=stop, once=once, told=told)
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    return 0
