"""``onrecord datasette``: what Datasette needs to show a store well: a view, and its metadata file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord import api
from onrecord.cli.options import StoreOption
from onrecord.cli.output import open_output
from onrecord.cli.terminal import print_message
from onrecord.record_json import encode


def datasette(
    store: StoreOption = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="Write Datasette's metadata to this file.")
    ] = Path("metadata.json"),
) -> int:
    """Write the metadata file with which Datasette shows a SQLite store well.

    The view `said`, which this adds to the store, has each shown statement with its speaker, outlet and article, and is
    searched by words; the tables behind it are described or hidden.

    Exits 0 if the file was written.
    """
    with api.open_store(store, create=False) as opened:
        metadata = opened.datasette_metadata()
        address = opened.address
    with open_output(out) as stream:
        stream.write(encode(metadata, indent=2) + b"\n")
    print_message(f"now run: datasette {address} --metadata {out}")
    return 0
