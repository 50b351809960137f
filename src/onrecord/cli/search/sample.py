"""``onrecord sample``: statements drawn at random as a sheet to judge, and what a judged sheet says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from onrecord import api
from onrecord.cli.options import QUERY_HELP, JsonOption, StoreOption
from onrecord.cli.output import open_output
from onrecord.cli.search_options import NO_FILTERS, Filters, with_filter_options
from onrecord.cli.terminal import EMPTY_STORE, print_message
from onrecord.errors import SourceError
from onrecord.exports.display_text import format_count
from onrecord.exports.judgement_sheet import JudgedShare, read_sheet, sheet
from onrecord.exports.writers import write_json


@with_filter_options
def sample(
    count: Annotated[int, typer.Argument(min=1, max=10_000, help="How many statements.")] = 50,
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS]", help=QUERY_HELP, show_default=False)] = None,
    store: StoreOption = None,
    judged: Annotated[
        Path | None,
        typer.Option(
            "--judged", metavar="SHEET", help="A sheet that was filled in: print what it says.", show_default=False
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="The same number draws the same statements.", show_default=False)
    ] = None,
    filters: Filters = NO_FILTERS,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Write the sheet to this CSV file.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Draw statements at random as a sheet to judge by reading, and read the judged sheet.

    Write y or n in the columns of the sheet, in any spreadsheet. With --judged the shares of right statements and
    right speakers are printed, each with the interval in which that of all such statements lies (95 %, Wilson).

    Exits 0 if there was something to draw or judge, 1 if not.
    """
    if judged is not None:
        _print_shares(read_sheet(_read(judged), str(judged)), as_json)
        return 0
    with api.open_store(store, create=False) as opened:
        hits = opened.sample(count, " ".join(words or []), seed=seed, **filters)
        is_filled = bool(hits or opened.find(limit=1, include_hidden=True))
    if not hits:
        print_message("there is nothing to draw; try fewer words or filters" if is_filled else EMPTY_STORE)
        return 1
    with open_output(out) as stream:
        if as_json:
            write_json(hits, stream)
        else:
            stream.write(("\ufeff" if out else "").encode() + sheet(hits).encode("utf-8", "replace"))
    if out is not None:
        print_message(f"{format_count(len(hits), 'statement')}; judge them and run `onrecord sample --judged {out}`")
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise SourceError(f"cannot be read: {(error.strerror or 'error').lower()}", location=str(path)) from None
    except UnicodeDecodeError:
        raise SourceError("is not UTF-8; save the sheet as CSV in UTF-8", location=str(path)) from None


def _print_shares(shares: list[JudgedShare], as_json: bool) -> None:
    if as_json:
        write_json(shares, sys.stdout.buffer)
        return
    for share in shares:
        name = share.question.replace("_", " ")
        interval = f"95 % interval {share.low:.1%} to {share.high:.1%}"
        print(f"{name:16} {share.right:>4} of {share.judged:<5} {share.share:6.1%}   {interval}")
