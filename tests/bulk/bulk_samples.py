"""Web archives, engines and folders for the tests of bulk reading."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from onrecord.bulk.bulk_run import BulkOptions, BulkOutcome, MakePool, run_bulk
from onrecord.bulk.local_pool import LocalPool, read_units
from onrecord.bulk.unit_pool import UnitResult
from onrecord.bulk.unit_reader import OutputError, UnitTask, make_reader, read_unit
from onrecord.bulk.units import list_locations
from onrecord.inference import Model
from onrecord.parquet.folder_storage import FolderLocation
from onrecord.reader import Reader
from onrecord.records import Article, Page, Record, Skipped
from onrecord.settings import Settings
from onrecord.workers.worker_process import Channel
from pages.warc_samples import compress_records, warc_response

PEOPLE = ("Ilse Varga", "Tom Okoro", "Petra Lindqvist", "Samir Haddad", "Ruth Keller", "Ivo Marsh")
SETTINGS = Settings(threads=1, batch=4)
DEADLY, SLOW, STUCK = "deadly-page", "slow-page", "stuck-page"


def article_html(number: int, more: str = "") -> bytes:
    """A page with an article of about a hundred words, in which two people speak."""
    first, second = PEOPLE[number % 6], PEOPLE[(number + 1) % 6]
    paragraphs = (
        f"The ferry between the two islands will not sail before day {number} of the month, the port office has said.",
        f"“We have checked every engine {number} times and will not hurry,” {first}, the harbour master, told "
        f"reporters on the quay, where {number} lorries were waiting in the rain for news of the next crossing.",
        f"{second}, who runs a bakery on the smaller island, said that flour would last for {number + 2} more days. "
        "“After that there is only rice,” she added. The council meets on Thursday to talk about a second boat, "
        "which the region has promised for years and which nobody on the islands expects to see soon.",
    )
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    title = f"Ferry stays in port for day {number}"
    day = f'<meta property="article:published_time" content="2026-05-{number % 28 + 1:02}T10:00:00Z">'
    head = f"<html><head><title>{title}</title>{day}</head>"
    return f"{head}<body><article><h1>{title}</h1>{body}{more}</article></body></html>".encode()


FOREIGN = (
    "<html><body><article><h1>Die Fähre bleibt im Hafen</h1><p>"
    + "Der Hafenmeister sagte am Montag, die Fähre werde erst fahren, wenn der Motor geprüft sei und das Wetter hält. "
    * 4
    + "</p></article></body></html>"
).encode()


def make_archives(folder: Path, units: int = 3, pages: int = 5) -> list[str]:
    """Write web archives of articles, each also with a page in German, a front page, an image and an empty page."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for unit in range(units):
        numbers = range(unit * pages, (unit + 1) * pages)
        records = [warc_response(f"https://coast.example/ferry/{n}", article_html(n)) for n in numbers]
        records.insert(1, warc_response(f"https://kueste.example/faehre/{unit}", FOREIGN))
        records.insert(2, warc_response("https://coast.example/", article_html(900 + unit)))
        records.insert(3, warc_response(f"https://coast.example/{unit}.png", b"\x89PNG", media="image/png"))
        records.insert(4, warc_response(f"https://coast.example/empty/{unit}", b"<html><body></body></html>"))
        path = folder / f"unit{unit}.warc.gz"
        path.write_bytes(compress_records(*records))
        paths.append(str(path))
    return paths


class InProcessPool:
    """An engine of one worker that is this process."""

    def __init__(self, settings: Settings, worker_count: int, reader: Reader | None = None) -> None:
        self._reader = reader or make_reader(settings)
        self._task: UnitTask | None = None

    @property
    def idle_count(self) -> int:
        """One, unless a unit waits to be read."""
        return int(self._task is None)

    def submit(self, task: UnitTask) -> None:
        """Take a unit."""
        self._task = task

    def wait(self, seconds: float) -> Sequence[UnitResult]:
        """Read the unit."""
        assert self._task is not None
        task, self._task = self._task, None
        try:
            return [UnitResult(task, read_unit(task, self._reader))]
        except OutputError as error:
            return [UnitResult(task, output_error=str(error))]

    def close(self) -> None:
        """Do nothing."""


class FragileReader(Reader):
    """A reader whose process dies of a page with one word, and which is slow on a page with another."""

    def read_many(self, pages: Iterable[Page | Skipped]) -> Iterator[Record | Skipped]:
        """Read, unless a page is deadly."""
        taken = list(pages)
        if any(isinstance(page, Page) and DEADLY in page.body for page in taken):
            os._exit(9)
        return super().read_many(taken)

    def _records(self, pairs: list[tuple[Page, Article]]) -> list[Record]:
        if any(STUCK in page.body for page, _ in pairs):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})  # as C code that looks for no signal
            time.sleep(600)
        if any(SLOW in page.body for page, _ in pairs):
            signal.setitimer(signal.ITIMER_REAL, 0.1)  # as if the time were nearly over
            time.sleep(60)
        return super()._records(pairs)


def fragile_reader(settings: Settings) -> FragileReader:
    """Return such a reader with the model that ships."""
    return FragileReader(Model.load(settings), settings)


def read_units_fragilely(channel: Channel, settings: Settings) -> None:
    """What a worker process with such a reader runs."""
    read_units(channel, settings, fragile_reader(settings))


def fragile_pool(settings: Settings, worker_count: int) -> LocalPool:
    """Worker processes with such readers."""
    return LocalPool(settings, worker_count, read_units_fragilely)


def run(
    sources: Iterable[str],
    folder: FolderLocation,
    make_pool: MakePool = InProcessPool,
    *,
    workers: int = 1,
    shard: tuple[int, int] = (1, 1),
) -> BulkOutcome:
    """Run over the sources with an engine, and return the outcome."""
    return run_bulk(list_locations(sources, SETTINGS), folder, SETTINGS, BulkOptions(workers, shard), make_pool)


def tables(folder: Path) -> dict[str, str]:
    """The digest of each Parquet file of a folder, by its path: equal for equal output."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }
