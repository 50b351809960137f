"""``onrecord serve``: the record in a browser."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import Annotated

import typer

from onrecord import api
from onrecord.cli.options import StoreOption
from onrecord.cli.terminal import print_message
from onrecord.errors import SettingsError
from onrecord.progress import ProgressBar
from onrecord.settings import Settings
from onrecord.web.serve_options import DEFAULT_PORT, ServeOptions


def serve(
    store: StoreOption = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one.")] = DEFAULT_PORT,
    public: Annotated[
        bool, typer.Option("--public", help="Read-only: statements with their outlet and link, no whole texts.")
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="A host name of this server; give it again for more.", show_default=False),
    ] = None,
    transcripts: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FOLDER", help="Transcripts to check drafts against; give it again for more.", show_default=False
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer requests.")] = 1,
    demo: Annotated[bool, typer.Option("--demo", help="Open a made-up record, to look around in.")] = False,
) -> int:
    """Show the record in a browser, until Ctrl-C.

    Without --host only this machine can open it. Elsewhere a token is needed: set ONRECORD_TOKEN. A store that does not
    exist is created.
    """
    settings = Settings.load()
    if store is not None:
        settings = replace(settings, store=store)
    options = ServeOptions(
        settings=settings, host=host, port=port, token=settings.token, public=public, names=tuple(name or ()),
        transcripts=tuple(transcripts or ()), is_demo=demo, workers=workers,
    )  # fmt: skip
    try:
        from onrecord.web.demo_store import demo_store
        from onrecord.web.server import serve as run_server
    except ModuleNotFoundError as error:
        raise SettingsError("the web pages need more libraries: pip install 'onrecord[web]'") from error
    with ExitStack() as stack:
        if demo:
            address, folder = stack.enter_context(demo_store(settings, ProgressBar("reading the demonstration")))
            demo_settings = replace(settings, store=address)
            options = replace(options, settings=demo_settings, transcripts=(*options.transcripts, folder))
        opened = stack.enter_context(api.open_store(settings=options.settings, create=not public))
        run_server(options, opened, lambda address: print_message(f"open {address} in a browser; Ctrl-C ends"))
    return 0
