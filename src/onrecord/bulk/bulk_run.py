"""The driver of a bulk run: which units are left, which worker gets which, and what becomes of a unit that kills."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from onrecord.bulk.duplicate_articles import mark_duplicates
from onrecord.bulk.unit_pool import UnitPool
from onrecord.bulk.unit_reader import FAILED, SET_ASIDE, Journal, UnitReport, UnitTask
from onrecord.bulk.units import Unit, make_unit, shard_of
from onrecord.errors import BulkError, PageError
from onrecord.inference import Model
from onrecord.parquet.folder_storage import FolderLocation, FolderStorage, open_storage
from onrecord.parquet.parquet_folder import DONE, FOLDER_FORMAT, RUN_FILE, read_run, unit_reports
from onrecord.parquet.parquet_schema import PARQUET_SCHEMA
from onrecord.settings import Settings

MAX_DEATHS = 3  # of workers that a unit may kill before it is set aside
_MISSING = "missing-"  # begins the key of a unit that cannot be opened
WAIT_SECONDS = 0.5  # between two looks at whether to stop
_SAME_SETTINGS = ("languages", "max_text", "max_bytes")  # that a folder's units must agree in

MakePool = Callable[[Settings, int], UnitPool]


@dataclass(frozen=True, slots=True)
class BulkOptions:
    """How a run reads. ``shard`` is the number of this job and how many there are."""

    worker_count: int
    shard: tuple[int, int] = (1, 1)


@dataclass(slots=True)
class BulkOutcome:
    """What became of the units of this driver, and of the pages in those that it read or that were done before."""

    units: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    statements: int = 0
    left: int = 0
    duplicates: int | None = None

    def count(self, report: UnitReport) -> None:
        """Count a unit that was read or given up."""
        self.units[report.state] += 1
        if report.state == DONE:
            self.pages.update(report.outcomes)
            self.statements += report.statements


def run_bulk(
    locations: Sequence[str],
    folder: FolderLocation,
    settings: Settings,
    options: BulkOptions,
    make_pool: MakePool,
    *,
    on_unit: Callable[[UnitReport, int, int], object] | None = None,
    stop: threading.Event | None = None,
) -> BulkOutcome:
    """Read the units at the locations that the folder does not have yet, and return what became of all.

    Args:
        locations: Paths and addresses of the units; of these, the part of this shard is read.
        folder: Where the Parquet files go: a path that all workers see, or the address of a place in a bucket.
        settings: The limits and languages.
        options: Workers, limits and shard.
        make_pool: Makes the engine's workers; called only if a unit is left.
        on_unit: Called after each unit with its report, how many are finished, and how many there are.
        stop: Set it to stop; units in progress are read again by the next run.

    Raises:
        BulkError: The folder was made otherwise, or cannot be written: a full disk.
    """
    storage = open_storage(folder)
    try:
        _check_run(storage, settings)
        run = _Run(storage, settings, options, on_unit)
        run.plan(shard_of(locations, *options.shard))
        if run.waiting:
            run.read(make_pool, stop or threading.Event())
        if not run.waiting and not run.running and run.is_whole_folder_done():
            run.outcome.duplicates = mark_duplicates(storage)
            storage.remove_work()
    except OSError as error:
        raise BulkError(f"cannot be written: {error.strerror or error}", location=storage.location) from None
    run.outcome.left = len(run.waiting) + len(run.running)
    return run.outcome


def _check_run(storage: FolderStorage, settings: Settings) -> None:
    """Note what the folder is made with, or refuse to mix two kinds of records in it."""
    run = {
        "format": FOLDER_FORMAT,
        "schema": PARQUET_SCHEMA,
        "model": Model.load(settings).name,
        **{name: getattr(settings, name) for name in _SAME_SETTINGS},
    }
    try:
        stored = read_run(storage)
    except FileNotFoundError:
        if not storage.is_empty():
            raise BulkError("is not empty, and not the folder of a bulk run", location=storage.location) from None
        storage.write(RUN_FILE, json.dumps(run, indent=1).encode())
        return
    except ValueError:
        raise BulkError("run.json is damaged; give another folder", location=storage.location) from None
    differing = [name for name, value in run.items() if stored.get(name) != value]
    if differing:
        name = differing[0]
        reason = f"made with {name} {stored.get(name)!r}, and now it is {run[name]!r}; give another folder"
        raise BulkError(reason, location=storage.location)


class _Run:
    """The state of one driver."""

    def __init__(
        self,
        storage: FolderStorage,
        settings: Settings,
        options: BulkOptions,
        on_unit: Callable[[UnitReport, int, int], object] | None,
    ) -> None:
        self.storage, self.settings, self.options, self.on_unit = storage, settings, options, on_unit
        self.outcome = BulkOutcome()
        self.waiting: deque[UnitTask] = deque()
        self.running: dict[str, UnitTask] = {}
        self.deaths: Counter[str] = Counter()
        self.fatal_pages: dict[str, list[range]] = {}
        self.unit_count = 0

    def plan(self, locations: Sequence[str]) -> None:
        """Find the units that are left, and note all of them for ``--status``."""
        reports = {report["key"]: report for report in unit_reports(self.storage)}
        finished = {key: report for key, report in reports.items() if report["state"] != FAILED}
        units: dict[str, Unit] = {}
        for location in locations:
            try:
                unit = make_unit(location, self.settings)
            except PageError as error:
                self._finish(UnitReport(_missing_key(location), location, 0, FAILED, str(error)))
                continue
            units.setdefault(unit.key, unit)
            if _missing_key(location) in reports:
                self.storage.remove(f"units/{_missing_key(location)}.json")
        self.unit_count += len(units)
        number, count = self.options.shard
        plan = {"workers": self.options.worker_count, "units": {unit.key: unit.size for unit in units.values()}}
        self.storage.write(f"plans/{number}-of-{count}.json", json.dumps(plan).encode())
        largest_first = sorted(units.values(), key=lambda unit: -unit.size)  # at the end workers wait for small ones
        for unit in largest_first:
            if unit.key in finished:
                self.outcome.count(UnitReport(**finished[unit.key]))
            else:
                self.waiting.append(UnitTask(unit, self.storage.location, self.settings))

    def read(self, make_pool: MakePool, stop: threading.Event) -> None:
        """Read the units that are left."""
        pool = make_pool(self.settings, min(self.options.worker_count, len(self.waiting)))
        try:
            while (self.waiting or self.running) and not stop.is_set():
                while self.waiting and pool.idle_count:
                    task = self.waiting.popleft()
                    self.running[task.unit.key] = task
                    pool.submit(task)
                for result in pool.wait(WAIT_SECONDS):
                    del self.running[result.task.unit.key]
                    if result.output_error:
                        raise BulkError(f"{result.output_error}; make room and run it again")
                    if result.report is None:
                        self._note_death(result.task)
                    else:
                        self._finish(result.report)
        finally:
            pool.close()

    def _note_death(self, task: UnitTask) -> None:
        """Read a unit that killed its worker again, page by page; at the third time, set it aside."""
        unit = task.unit
        self.deaths[unit.key] += 1
        pages = Journal(self.storage, unit.key).read()
        twice = {page for page in pages if any(page in before for before in self.fatal_pages.get(unit.key, []))}
        self.fatal_pages.setdefault(unit.key, []).append(pages)
        if self.deaths[unit.key] < MAX_DEATHS:
            skipped = task.skipped_pages | (twice if len(twice) == 1 else set())
            self.waiting.appendleft(replace(task, one_by_one=True, skipped_pages=frozenset(skipped)))
            return
        reason = f"killed its worker {MAX_DEATHS} times, last at page {pages.start}" if pages else "killed its worker"
        report = UnitReport(unit.key, unit.location, unit.size, SET_ASIDE, reason)
        report.save(self.storage)
        self._finish(report)

    def _finish(self, report: UnitReport) -> None:
        report.deaths = self.deaths[report.key]
        self.outcome.count(report)
        if report.key.startswith(_MISSING):
            report.save(self.storage)
            self.unit_count += 1
        if self.on_unit is not None:
            self.on_unit(report, self.outcome.units.total(), self.unit_count)

    def is_whole_folder_done(self) -> bool:
        """Return whether every unit that any driver of this folder was given is finished."""
        finished = {report["key"] for report in unit_reports(self.storage)}
        count = self.options.shard[1]
        plans = dict(self.storage.read_all("plans"))
        try:
            contents = [plans[f"{part}-of-{count}.json"] for part in range(1, count + 1)]
        except KeyError:  # a driver that has not begun
            return False
        return all(key in finished for content in contents for key in json.loads(content)["units"])


def _missing_key(location: str) -> str:
    """Return the key under which a unit that cannot be opened is reported."""
    return _MISSING + hashlib.sha256(os.fsencode(location)).hexdigest()[:24]
