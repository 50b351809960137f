"""A page that hangs, crashes or outgrows the code that reads it costs only itself, in every command that reads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import onrecord
from onrecord.ingest.worker_pool import PART_PAGES, WorkerPool, read_batches
from onrecord.pages.in_memory import page_from_text
from onrecord.reader import Reader
from onrecord.records import Article, Page, Record, Skipped, SkipReason
from onrecord.settings import Settings
from onrecord.workers.page_limits import TooSlow, enforce_limits, page_limits
from onrecord.workers.worker_process import Channel, WorkerEndedError, WorkerProcess, WorkerStuckError

pytestmark = pytest.mark.usefixtures("shipped_model")
PAGE = "The ferry will stay in port until Friday, Ilse Varga, the harbour master, said on Monday. Page {}."
SLEEPS, STANDS_STILL, CRASHES, GROWS, FAILS = "it sleeps", "it stands still", "it crashes", "it grows", "it fails"


class FaultyReader(Reader):
    """A reader that some pages make sleep, stand still, crash, grow or fail."""

    announce_silence: Callable[[float | None], None]

    def _records(self, pairs: list[tuple[Page, Article]]) -> list[Record]:
        for page, _ in pairs:
            text = page.body
            if SLEEPS in text:
                signal.setitimer(signal.ITIMER_REAL, 0.1)  # as if the time were nearly over
                time.sleep(600)
            if STANDS_STILL in text:  # as code in C does that never looks for signals
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
                self.announce_silence(0.1)
                time.sleep(600)
            if CRASHES in text:
                os.abort()
            if GROWS in text:
                bytearray(3_000_000_000)
            if FAILS in text:
                raise LookupError("nobody foresaw this")
        return super()._records(pairs)


def read_faultily(channel: Channel) -> None:
    """What a process of a pool runs, with such a reader."""
    import onrecord.reader

    FaultyReader.announce_silence = staticmethod(channel.announce_silence)
    onrecord.reader.Reader = FaultyReader  # type: ignore[misc]
    read_batches(channel)


@pytest.fixture
def faulty_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pools start processes with such readers, and silent ones be killed after a second."""
    monkeypatch.setattr("onrecord.ingest.worker_pool.read_batches", read_faultily)
    monkeypatch.setattr("onrecord.workers.worker_process.GRACE_SECONDS", 1.0)
    monkeypatch.setattr(WorkerPool, "_spare", None)


def write_pages(folder: Path, *habits: str) -> list[str]:
    """Write one page for each habit, and a good one before and after."""
    paths = []
    for number, habit in enumerate(["", *habits, ""]):
        path = folder / f"{number}.txt"
        path.write_text(f"{PAGE.format(number)} {habit}\n")
        paths.append(str(path))
    return paths


@pytest.mark.usefixtures("faulty_pool")
def test_each_bad_page_is_one_failure_and_the_good_ones_are_stored(tmp_path: Path) -> None:
    paths = write_pages(tmp_path, SLEEPS, STANDS_STILL, CRASHES, GROWS, FAILS)
    failures: dict[str, Skipped] = {}

    def note(_: str, page: Page | Skipped) -> None:
        if isinstance(page, Skipped):
            failures[Path(page.location).stem] = page

    settings = Settings(workers=1)
    with onrecord.open_store(str(tmp_path / "s.db")) as store:
        outcomes = onrecord.add(paths, store, settings=settings, on_page=note)
        assert (outcomes.new, outcomes.failed.total()) == (2, 5), failures
        assert len(list(store.records())) == 2
    assert {number: failure.reason for number, failure in failures.items()} == {
        "1": SkipReason.TOO_SLOW,
        "2": SkipReason.TOO_SLOW,
        "3": SkipReason.WORKER_CRASHED,
        "4": SkipReason.TOO_LARGE,
        "5": SkipReason.FAULT,
    }
    assert "ONRECORD_PAGE_SECONDS" in failures["1"].detail
    assert "ONRECORD_PAGE_MEMORY" in failures["4"].detail


def test_a_batch_is_divided_among_the_processes() -> None:
    pages = [page_from_text(PAGE.format(number), title=f"Port {number}") for number in range(PART_PAGES + 2)]
    pool = WorkerPool(Settings(workers=2))
    try:
        parts = [future.result() for future in pool.submit(pages)]
        assert pool.submit([]) == []
    finally:
        pool.close()
    assert [len(part) for part in parts] == [PART_PAGES, 2]
    titles = [record.article.title for part in parts for record in part if isinstance(record, Record)]
    assert titles == [f"Port {number}" for number in range(PART_PAGES + 2)]


def outgrow_limits(channel: Channel) -> None:
    """Answer with what happens to blocks that take longer or more than they may, and to those that do not."""
    enforce_limits(channel.announce_silence)
    for seconds, sleep, memory in ((0.2, 600.0, 0), (60.0, 0.0, 90_000_000), (60.0, 0.0, 0), (0.0, 0.3, 0)):
        settings = Settings(page_seconds=seconds, page_memory=50_000_000)
        try:
            with page_limits(settings):
                time.sleep(sleep)
                bytearray(memory)
            channel.send("kept")
        except (TooSlow, MemoryError) as error:
            channel.send(type(error).__name__)
    time.sleep(0.3)  # no alarm is left
    with page_limits(Settings(page_seconds=60.0, page_memory=0)):
        bytearray(90_000_000)
    channel.send("kept")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system has no limit of memory")
def test_the_limits_of_a_block_end_with_it() -> None:
    process = WorkerProcess(outgrow_limits)
    answers = [process.receive() for _ in range(5)]
    assert answers == ["TooSlow", "MemoryError", "kept", "kept", "kept"]
    with page_limits(Settings(page_seconds=0.001)):  # not in a process of somebody else
        time.sleep(0.01)


def silent(channel: Channel, seconds: float, habit: str) -> None:
    """Announce a silence, and keep it for longer, end or answer."""
    channel.announce_silence(seconds)
    if habit == "ends":
        return
    if habit == "raises":
        raise LookupError("nobody foresaw this")
    if habit == "answers":
        channel.announce_silence(None)
        time.sleep(1.5)
        print("this is no answer")
        channel.send("an answer")
    time.sleep(600)


def test_a_process_that_is_silent_for_too_long_is_killed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("onrecord.workers.worker_process.GRACE_SECONDS", 0.1)
    processes = {habit: WorkerProcess(silent, 0.1, habit) for habit in ("sleeps", "ends", "raises", "answers")}
    with pytest.raises(TimeoutError):
        processes["answers"].receive(0.0)
    assert processes["answers"].receive() == "an answer"
    with pytest.raises(WorkerStuckError):
        processes["sleeps"].receive()
    for habit in ("ends", "raises"):
        with pytest.raises(WorkerEndedError):
            processes[habit].receive()
        with pytest.raises(WorkerEndedError):
            processes[habit].receive(1.0)
    processes["answers"].kill()
    assert not any(process.is_alive for process in processes.values())
    with pytest.raises(WorkerEndedError):
        processes["sleeps"].send(b"more" * 100_000)
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err == "this is no answer\n"


SCRIPT = """
import onrecord
with onrecord.open_store("s.db") as store:
    print(onrecord.add("pages", store).new, len(list(onrecord.read_many("pages", workers=2))))
"""


def test_a_script_without_a_guard_can_add_and_read_in_processes(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    write_pages(tmp_path / "pages")
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "pickle.py").write_text("raise SystemExit('a module of the working folder was imported')")
    path = os.pathsep.join(filter(None, sys.path))
    ended = subprocess.run(
        [sys.executable, "-P", "script.py"], cwd=tmp_path, capture_output=True, text=True, timeout=100,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert (ended.stdout, ended.stderr) == ("2 2\n", "")
