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
from typing import Any, TypeVar

from onrecord.errors import RecordError
from onrecord.parquet.folder_storage import FolderLocation, FolderStorage, open_storage
from onrecord.parquet.parquet_files import read_records
from onrecord.parquet.parquet_schema import COLUMNS
from onrecord.records import Record

T = TypeVar("T")
FOLDER_FORMAT = "onrecord.bulk/1"
RUN_FILE = "run.json"
DONE = "done"


def is_parquet_folder(location: FolderLocation) -> bool:
    """Return whether a path, or the address of a place in a bucket, is a folder that a bulk run has written."""
    try:
        return read_run(open_storage(location)).get("format") == FOLDER_FORMAT
    except (OSError, ValueError):
        return False


def divert_parquet_folders(sources: Iterable[T], folders: list[FolderLocation]) -> Iterator[T]:
    """Yield the sources that are no folder of a bulk run, and append those that are to ``folders``."""
    for source in sources:
        if isinstance(source, str | os.PathLike) and is_parquet_folder(source):
            folders.append(source)
        else:
            yield source


def read_run(storage: FolderStorage) -> dict[str, Any]:
    """Return what the folder was made with. Raises OSError or ValueError if it does not say."""
    run = json.loads(storage.read(RUN_FILE))
    return run if isinstance(run, dict) else {}


def unit_reports(storage: FolderStorage) -> Iterator[dict[str, Any]]:
    """Give the report of each unit that was finished or given up, in the order of their keys."""
    for _, content in storage.read_all("units"):
        yield json.loads(content)


def table_name(table: str, key: str, crawled: str) -> str:
    """Return the name of a unit's file of a table; ``crawled`` is the day on which its first page was fetched."""
    return f"{table}/crawled={crawled}/{key}.parquet"


def done_files(storage: FolderStorage) -> list[dict[str, str]]:
    """Return the place of each table's file, for each unit that is done."""
    return [
        {table: storage.place(table_name(table, report["key"], report["crawled"])) for table in COLUMNS}
        for report in unit_reports(storage)
        if report["state"] == DONE
    ]


def read_folder(location: FolderLocation) -> Iterator[Record]:
    """Give the records of the units that are done.

    Raises:
        RecordError: A file is missing or damaged.
    """
    storage = open_storage(location)
    try:
        files = done_files(storage)
    except (OSError, ValueError, KeyError) as error:
        raise RecordError(f"{storage.location}: not a complete folder of a bulk run ({error})") from None
    for places in files:
        yield from read_records(places, storage.file_system)
