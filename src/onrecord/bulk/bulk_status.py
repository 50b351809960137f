"""What a folder of a bulk run holds by now: units done, failed and left, pages by outcome, and an estimate."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from onrecord.errors import BulkError
from onrecord.parquet.folder_storage import FolderLocation, open_storage
from onrecord.parquet.parquet_folder import DONE, is_parquet_folder, unit_reports


@dataclass(slots=True)
class BulkStatus:
    """The state of a folder. ``worker_seconds_left`` is estimated from the units that are done; None before the first.

    ``problems`` are the units that failed or were set aside, each with its location and reason.
    """

    units: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    statements: int = 0
    left: int = 0
    worker_seconds_left: float | None = None
    workers: int = 0
    problems: list[tuple[str, str, str]] = field(default_factory=list)


def bulk_status(folder: FolderLocation) -> BulkStatus:
    """Return the state of a folder.

    Raises:
        BulkError: It is not the folder of a bulk run.
    """
    if not is_parquet_folder(folder):
        raise BulkError("is not the folder of a bulk run", location=str(folder))
    storage = open_storage(folder)
    status = BulkStatus()
    seconds = size_done = 0.0
    finished = set()
    for report in unit_reports(storage):
        finished.add(report["key"])
        status.units[report["state"]] += 1
        if report["state"] == DONE:
            status.pages.update(report["outcomes"])
            status.statements += report["statements"]
            seconds += report["seconds"]
            size_done += report["size"]
        else:
            status.problems.append((report["state"], report["location"], report["reason"]))
    sizes: dict[str, int] = {}
    for _, content in storage.read_all("plans"):
        plan = json.loads(content)
        sizes |= plan["units"]
        status.workers += plan["workers"]
    sizes_left = [size for key, size in sizes.items() if key not in finished]
    status.left = len(sizes_left)
    if size_done:
        status.worker_seconds_left = sum(sizes_left) * seconds / size_done
    return status
