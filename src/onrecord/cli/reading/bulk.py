"""``onrecord bulk``: many web archives to a folder of Parquet files."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.options import JsonOption
from onrecord.cli.terminal import print_message, safe
from onrecord.progress import ProgressBar
from onrecord.record_json import encode
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.bulk.unit_reader import UnitReport

_SHARD = re.compile(r"([1-9]\d*)/([1-9]\d*)")
SECONDS_PER_HOUR = 3600


class Engine(StrEnum):
    """Where units are read."""

    LOCAL = "local"
    RAY = "ray"


SourcesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE",
        help="A WARC, ARC, WACZ or JSON Lines file, also .gz or .zst: a path, a glob, a folder, an s3:// or "
        "https:// address, or a file that lists such (.txt or .paths, also .gz).",
        show_default=False,
    ),
]
FolderOption = Annotated[
    str | None,
    typer.Option(
        "--out",
        "-o",
        metavar="FOLDER",
        help="The folder for the Parquet files, which all workers must see, or a place in a bucket: s3://bucket/folder.",
        show_default=False,
    ),
]
StatusOption = Annotated[
    str | None,
    typer.Option("--status", metavar="FOLDER", help="Print what a folder holds by now.", show_default=False),
]
EngineOption = Annotated[Engine, typer.Option(help="local: processes of this machine; ray: Ray, here or on a cluster.")]
AddressOption = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="The Ray cluster to join, or auto; implies --engine ray.", show_default=False),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        min=0,
        metavar="NUMBER",
        show_default=False,
        help="Processes that read; 0: one for each core.  [default: $ONRECORD_WORKERS, else 0]",
    ),
]
ShardOption = Annotated[
    str | None,
    typer.Option(
        metavar="K/N", help="Read only part K of N of the files, as a job array does: 3/200.", show_default=False
    ),
]
BaseOption = Annotated[
    str,
    typer.Option(metavar="ADDRESS", help="Completes the paths in a list: https://data.example/.", show_default=False),
]
SecondsOption = Annotated[
    float | None,
    typer.Option(
        min=0,
        metavar="SECONDS",
        show_default=False,
        help="Longest time for one page; 0: no limit.  [default: $ONRECORD_PAGE_SECONDS, else 60]",
    ),
]


def bulk(
    sources: SourcesArgument = None,
    out: FolderOption = None,
    status: StatusOption = None,
    engine: EngineOption = Engine.LOCAL,
    address: AddressOption = None,
    workers: WorkersOption = None,
    shard: ShardOption = None,
    base: BaseOption = "",
    page_seconds: SecondsOption = None,
    as_json: JsonOption = False,
) -> int:
    """Read many web archives into a folder of Parquet files.

    Run it again after an interruption: files that are done, by their content, are not read again. Needs
    onrecord[bulk].

    Exits 0 if every file was read, 1 if some file could not be read or is left.
    """
    from onrecord.parquet.folder_storage import is_bucket

    for folder in (out, status):
        if folder is not None and "://" in folder and not is_bucket(folder):
            raise typer.BadParameter(f"{folder}: give a folder of a file system, or a place in a bucket: s3://…")
    if status is not None:
        if sources or out:
            raise typer.BadParameter("--status takes no sources and no --out.")
        return _print_status(status, as_json)
    if not sources or out is None:
        raise typer.BadParameter("give at least one SOURCE, and --out FOLDER.")
    from onrecord.bulk.bulk_run import BulkOptions, run_bulk
    from onrecord.bulk.units import list_locations

    settings = Settings.load()
    settings = settings if workers is None else replace(settings, workers=workers)
    settings = settings if page_seconds is None else replace(settings, page_seconds=page_seconds)
    options = BulkOptions(_worker_count(settings, address), _parse_shard(shard))
    bar = ProgressBar("reading in bulk")
    on_unit = partial(_report_unit, bar)
    make_pool = _pool_maker(engine, address)
    outcome = run_bulk(list_locations(sources, settings, base), out, settings, options, make_pool, on_unit=on_unit)
    bar.pause()
    if as_json:
        print(encode(outcome).decode())
    else:
        _print_counts(outcome.units, outcome.left, outcome.pages, outcome.statements)
        if outcome.duplicates is not None:
            print(f"{outcome.duplicates:,} near-duplicates marked")
    return 0 if outcome.units["done"] == outcome.units.total() and not outcome.left else 1


def _report_unit(bar: ProgressBar, report: UnitReport, done: int, total: int) -> None:
    """Show how far it is, and say why a unit was not read."""
    bar(done, total)
    if report.reason:
        bar.pause()
        print_message(f"{report.location}: {report.state}: {report.reason}")


def _worker_count(settings: Settings, address: str | None) -> int:
    from onrecord.ingest.worker_pool import usable_cores

    if address is not None and not settings.workers:
        raise typer.BadParameter("--address: give --workers, the number of workers on the cluster.")
    return settings.workers or len(usable_cores())


def _parse_shard(text: str | None) -> tuple[int, int]:
    match = _SHARD.fullmatch(text or "1/1")
    if match is None or int(match[1]) > int(match[2]):
        raise typer.BadParameter(f"--shard {text}: give the number of this part and how many there are: 3/200.")
    return int(match[1]), int(match[2])


def _pool_maker(engine: Engine, address: str | None) -> Any:
    """Return what makes the pool of the engine; an address means Ray."""
    if engine is Engine.RAY or address is not None:
        from onrecord.bulk.ray_pool import RayPool

        return partial(RayPool, address=address)
    from onrecord.bulk.local_pool import LocalPool

    return LocalPool


def _print_status(folder: str, as_json: bool) -> int:
    from onrecord.bulk.bulk_status import bulk_status

    status = bulk_status(folder)
    if as_json:
        print(encode(status).decode())
    else:
        _print_counts(status.units, status.left, status.pages, status.statements)
        if status.left and status.worker_seconds_left is not None:
            hours = status.worker_seconds_left / SECONDS_PER_HOUR
            workers = max(1, status.workers)
            print(f"about {hours:,.1f} worker hours left: {hours / workers:,.1f} hours with {workers} workers")
        for state, location, reason in status.problems:
            print(safe(f"{state}: {location}: {reason}"))
    return 0


def _print_counts(units: Any, units_left: int, pages: Any, statements: int) -> None:
    """Print units and pages by what became of them, so that the numbers add up."""
    width = len(f"{max(pages.total(), statements, units.total() + units_left):,}")
    for state, count in [*sorted(units.items()), ("left", units_left)]:
        if count:
            print(f"{count:>{width},}  unit{'' if count == 1 else 's'} {state}")
    for outcome, count in pages.most_common():
        print(f"{count:>{width},}  page{'' if count == 1 else 's'}: {outcome.replace('_', ' ')}")
    print(f"{pages.total():>{width},}  pages in all, {statements:,} statements")
