"""A folder of Parquet files that a bulk run writes: where everything is in it, and which files are complete.

run.json                          what the folder was made with
plans/PART.json                   the units that a driver was given
units/KEY.json                    what became of a unit; while it has none, the unit is not done
articles/crawled=DAY/KEY.parquet  and the same for statements and speakers
duplicates/duplicates.parquet     articles that are nearly the same as another
work/                             files of units in progress
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from onrecord.errors import RecordError
from onrecord.parquet.parquet_files import read_records
from onrecord.parquet.parquet_schema import COLUMNS
from onrecord.records import Record

T = TypeVar("T")
FOLDER_FORMAT = "onrecord.bulk/1"
RUN_FILE = "run.json"
DONE = "done"


def is_parquet_folder(path: str | os.PathLike[str]) -> bool:
    """Return whether a path is a folder that a bulk run has written."""
    try:
        return read_run(Path(path)).get("format") == FOLDER_FORMAT
    except (OSError, ValueError):
        return False


def divert_parquet_folders(sources: Iterable[T], folders: list[Path]) -> Iterator[T]:
    """Yield the sources that are no folder of a bulk run, and append those that are to ``folders``."""
    for source in sources:
        if isinstance(source, str | os.PathLike) and is_parquet_folder(source):
            folders.append(Path(source))
        else:
            yield source


def read_run(folder: Path) -> dict[str, Any]:
    """Return what the folder was made with. Raises OSError or ValueError if it does not say."""
    run = json.loads((folder / RUN_FILE).read_bytes())
    return run if isinstance(run, dict) else {}


def unit_reports(folder: Path) -> Iterator[dict[str, Any]]:
    """Give the report of each unit that was finished or given up, in the order of their keys."""
    for path in sorted((folder / "units").glob("*.json")):
        yield json.loads(path.read_bytes())


def table_path(folder: Path, table: str, key: str, crawled: str) -> Path:
    """Return where a unit's file of a table is; ``crawled`` is the day on which its first page was fetched."""
    return folder / table / f"crawled={crawled}" / f"{key}.parquet"


def done_files(folder: Path) -> list[dict[str, Path]]:
    """Return the file of each table for each unit that is done."""
    return [
        {table: table_path(folder, table, report["key"], report["crawled"]) for table in COLUMNS}
        for report in unit_reports(folder)
        if report["state"] == DONE
    ]


def read_folder(folder: Path) -> Iterator[Record]:
    """Give the records of the units that are done.

    Raises:
        RecordError: A file is missing or damaged.
    """
    try:
        files = done_files(folder)
    except (OSError, ValueError, KeyError) as error:
        raise RecordError(f"{folder}: not a complete folder of a bulk run ({error})") from None
    for paths in files:
        yield from read_records(paths)


def write_beside(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it, so that nobody sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
