"""Reads one unit into Parquet: the same in every engine.

The files are put into the folder when they are complete, and the unit's report is written last. A unit that is read
twice, after a worker or a driver was killed, gives the same files under the same names.
"""

from __future__ import annotations

import errno
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import msgspec

from onrecord.bulk.page_filter import MIN_ARTICLE_WORDS, drop_reason
from onrecord.bulk.text_signature import text_signature
from onrecord.bulk.units import Unit, open_unit
from onrecord.errors import OnrecordError
from onrecord.parquet.folder_storage import WORK, FolderStorage, open_storage
from onrecord.parquet.parquet_files import ParquetRecordWriter
from onrecord.parquet.parquet_folder import DONE, table_name
from onrecord.parquet.parquet_schema import COLUMNS
from onrecord.reader import Reader
from onrecord.records import Page, Record, Skipped
from onrecord.settings import Settings

READ, TOO_SHORT, CRASHED = "read", "too_short", "crashed"
FAILED, SET_ASIDE = "failed", "set aside"
UNKNOWN_DAY = "unknown"
_FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT})


class OutputError(Exception):
    """The folder cannot be written, such as a full disk. The run stops, since every unit would fail."""


@dataclass(frozen=True, slots=True)
class UnitTask:
    """A unit to read, and how.

    ``one_by_one`` and ``skipped_pages`` are for a unit that has killed a worker: its pages are read singly, so that
    the journal names the page, and pages that have killed two workers are passed over.
    """

    unit: Unit
    folder: str
    settings: Settings
    one_by_one: bool = False
    skipped_pages: frozenset[int] = frozenset()


@dataclass(slots=True)
class UnitReport:
    """What became of a unit. ``outcomes`` counts its pages by what became of each, and adds up to all of them."""

    key: str
    location: str
    size: int
    state: str
    reason: str = ""
    crawled: str = UNKNOWN_DAY
    seconds: float = 0.0
    statements: int = 0
    deaths: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)

    def save(self, storage: FolderStorage) -> None:
        """Write the report into the folder. Raises OSError if it cannot be written."""
        storage.write(f"units/{self.key}.json", msgspec.json.format(msgspec.json.encode(asdict(self)), indent=1))


class Journal:
    """The pages that a worker reads at this moment, in a file that its driver looks into when the worker dies."""

    def __init__(self, storage: FolderStorage, key: str) -> None:
        self._storage, self._name = storage, f"{WORK}/{key}.journal"

    def note(self, first: int, last: int) -> None:
        """Note that these pages are being read. Raises OutputError if the folder cannot be written."""
        with _output_errors(self._storage):
            self._storage.write(self._name, f"{first} {last}\n".encode())

    def read(self) -> range:
        """Return the numbers of the pages that were being read when it was written last."""
        try:
            first, last = self._storage.read(self._name).split()
            return range(int(first), int(last) + 1)
        except (OSError, ValueError):
            return range(0)

    def remove(self) -> None:
        """Remove it, when the unit is done."""
        self._storage.remove(self._name)


def read_unit(task: UnitTask, reader: Reader) -> UnitReport:
    """Read a unit and put its files and its report into the folder; return the report.

    Raises:
        OutputError: The folder cannot be written.
    """
    storage, unit = open_storage(task.folder), task.unit
    journal = Journal(storage, unit.key)
    started = time.perf_counter()
    with _output_errors(storage):
        workplace = storage.make_workplace(unit.key)
        try:
            report = _UnitReader(task, reader, journal).read(workplace)
            report.seconds = round(time.perf_counter() - started, 3)
            if report.state == DONE:
                for table in COLUMNS:
                    storage.move_in(workplace / table, table_name(table, unit.key, report.crawled))
            report.save(storage)
            journal.remove()
            return report
        finally:
            shutil.rmtree(workplace, ignore_errors=True)


@contextmanager
def _output_errors(storage: FolderStorage) -> Iterator[None]:
    """Raise OutputError for an error of the folder."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{storage.location}: {error.strerror or error}") from None


class _UnitReader:
    """Reads the pages of one unit, batch by batch."""

    def __init__(self, task: UnitTask, reader: Reader, journal: Journal) -> None:
        self.task, self.reader, self.journal = task, reader, journal
        self.languages = frozenset(code.strip().lower() for code in task.settings.languages.split(","))
        self.outcomes: Counter[str] = Counter()
        self.statements = 0
        self.crawled = UNKNOWN_DAY

    def read(self, work: Path) -> UnitReport:
        """Write the unit's records into the folder ``work``, and return its report."""
        unit = self.task.unit
        report = UnitReport(unit.key, unit.location, unit.size, DONE)
        pages = open_unit(unit.location, self.task.settings)
        try:
            paths = {table: work / table for table in COLUMNS}
            with ParquetRecordWriter(paths, self.reader.model.name) as writer:
                for record in self._records(pages):
                    writer.add(record, text_signature(record.article.text))
                    self.statements += len(record.statements)
        except OutputError:
            raise
        except Exception as error:  # a connection that broke, a file that is damaged beyond what its reader handles
            if isinstance(error, OSError) and error.errno in _FULL_DISK:
                raise
            is_own_error = isinstance(error, OnrecordError)
            report.state, report.reason = FAILED, str(error) if is_own_error else f"{type(error).__name__}: {error}"
        report.outcomes = dict(sorted(self.outcomes.items()))
        report.statements, report.crawled = self.statements, self.crawled
        return report

    def _records(self, pages: Iterator[Page | Skipped]) -> Iterator[Record]:
        batch: list[tuple[int, Page]] = []
        size = 1 if self.task.one_by_one else max(1, self.task.settings.batch)
        for number, page in enumerate(pages):
            if isinstance(page, Skipped):
                self.outcomes[page.reason] += 1
                continue
            if self.crawled == UNKNOWN_DAY and page.origin.retrieved:
                self.crawled = page.origin.retrieved[:10]
            if number in self.task.skipped_pages:
                self.outcomes[CRASHED] += 1
            elif reason := drop_reason(page, self.languages):
                self.outcomes[reason] += 1
            else:
                batch.append((number, page))
            if len(batch) >= size:
                yield from self._read_batch(batch)
                batch = []
        if batch:
            yield from self._read_batch(batch)

    def _read_batch(self, batch: list[tuple[int, Page]]) -> Iterator[Record]:
        """Read numbered pages together; the reader counts what is too slow, too large or a fault."""
        self.journal.note(batch[0][0], batch[-1][0])
        outcomes = list(self.reader.read_many(page for _, page in batch))
        for outcome in outcomes:
            if isinstance(outcome, Skipped):
                self.outcomes[outcome.reason] += 1
            elif len(outcome.article.text.split()) < MIN_ARTICLE_WORDS:
                self.outcomes[TOO_SHORT] += 1
            else:
                self.outcomes[READ] += 1
                yield outcome


def make_reader(settings: Settings) -> Reader:
    """Return the reader of a worker: the model is loaded once and runs in one thread."""
    from onrecord.inference import Model

    alone = replace(settings, threads=1)
    return Reader(Model.load(alone), alone)
