"""Bulk runs disturbed at random: after the same command again, the folder is that of an undisturbed run.

Of each run, one of three is done to it at a random moment: a worker is killed, the driver is killed, the disk is full.
One unit always has a page that kills its worker, so every run also has a poisoned unit. In a bucket, which has no disk
that is full, the server is away for a while instead.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from bulk.bulk_samples import DEADLY, article_html, make_archives, tables
from bulk.s3_server import downloaded, served_bucket
from onrecord.bulk.bulk_status import bulk_status
from onrecord.bulk.duplicate_articles import DUPLICATES_FILE
from onrecord.bulk.unit_reader import SET_ASIDE
from onrecord.parquet.folder_storage import FolderLocation, open_storage
from pages.warc_samples import compress_records, warc_response

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("shipped_model")]
RUNS = 30
LIMIT = 600.0  # seconds that one command may take
FAULTS = ("worker killed", "driver killed", "disk full")
ENGINES = ("local", "ray")
BUCKET, BUCKET_RUNS, BUCKET_FAULTS = "results", 12, ("worker killed", "driver killed", "server away")
AWAY_SECONDS = 8.0
TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("units")
    pages = [article_html(n, f"<p>{DEADLY}</p>" if n == 42 else "") for n in range(40, 44)]
    poisoned = folder / "poisoned.warc.gz"
    poisoned.write_bytes(
        compress_records(*(warc_response(f"https://quay.example/{n}", page) for n, page in enumerate(pages)))
    )
    return [*make_archives(folder, units=3, pages=6), str(poisoned)]


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file system of 8 MB; only root can mount one."""
    if os.geteuid() != 0:
        pytest.skip("only root mounts a small file system")
    place = tmp_path_factory.mktemp("disk")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


class BulkProcess:
    """A driver and the processes that it starts, which are known by a word in their environment."""

    def __init__(self, engine: str, out: FolderLocation, units: list[str]) -> None:
        self.word = f"ONRECORD_FAULTS={os.getpid()}.{time.monotonic_ns()}"
        name, _, value = self.word.partition("=")
        command = [sys.executable, "-m", "reliability.bulk_driver", engine, str(out), *units]
        environment = os.environ | {name: value, "PYTHONPATH": f"{TESTS}:{TESTS.parent / 'src'}"}
        self.driver = subprocess.Popen(command, env=environment, cwd=TESTS, stderr=subprocess.PIPE, text=True)

    def processes(self, what: str = "") -> list[int]:
        """Return the started processes, the driver too, whose command has these words."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if self.word.encode() in (entry / "environ").read_bytes().split(b"\0"):
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                    found += [int(entry.name)] if what in command else []
            except (OSError, ValueError):
                continue
        return found

    def workers(self, engine: str) -> list[int]:
        """Return the processes that read."""
        if engine == "ray":
            return self.processes("ray::_UnitActor")
        return [process for process in self.processes() if process != self.driver.pid]

    def end(self) -> tuple[int, str]:
        """Wait for the driver, end all that it started, and return its status and what it said."""
        try:
            _, said = self.driver.communicate(timeout=LIMIT)
        finally:
            for process in self.processes():
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    continue
        return self.driver.returncode, said


@pytest.fixture(scope="module")
def whole(units: list[str], tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, int]]:
    """The digests of an undisturbed run's files, and what became of its pages."""
    out = tmp_path_factory.mktemp("whole") / "out"
    assert BulkProcess("local", out, units).end()[0] == 0
    return tables(out), bulk_status(out).pages


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.timeout(0)
def test_a_disturbed_run_ends_like_an_undisturbed_one(
    engine: str, units: list[str], whole: tuple[dict[str, str], dict[str, int]], small_disk: Path
) -> None:
    chance = random.Random(f"bulk faults {engine}")
    begun = time.monotonic()
    assert BulkProcess(engine, small_disk / f"{engine}-timed", units).end()[0] == 0
    duration = time.monotonic() - begun
    assert tables(small_disk / f"{engine}-timed") == whole[0]
    for number in range(RUNS):
        fault, moment = FAULTS[number % len(FAULTS)], chance.random()
        out = small_disk / f"{engine}{number}"
        disturb(engine, fault, moment * duration, out, units)
        while is_to_be_read_again(out):
            status, said = BulkProcess(engine, out, units).end()
            assert status == 0, (number, fault, moment, said)
        assert tables(out) == whole[0], (number, fault, moment)
        assert bulk_status(out).pages == whole[1], (number, fault, moment)
        assert not (out / "work").exists(), (number, fault, moment)
        print(f"{engine}, run {number}: {fault} after {moment * duration:.1f} s, equal", flush=True)
        subprocess.run(["rm", "-r", str(out)], check=True)


@pytest.mark.timeout(0)
def test_a_disturbed_run_into_a_bucket_ends_like_an_undisturbed_one_on_a_disk(
    units: list[str], whole: tuple[dict[str, str], dict[str, int]], tmp_path: Path
) -> None:
    chance = random.Random("bulk faults bucket")
    with served_bucket(BUCKET) as (server, _):
        port = server.get_host_and_port()[1]
        begun = time.monotonic()
        assert BulkProcess("local", f"s3://{BUCKET}/timed", units).end() == (0, "")
        duration = time.monotonic() - begun
        for number in range(BUCKET_RUNS):
            fault, moment = BUCKET_FAULTS[number % len(BUCKET_FAULTS)], chance.random()
            out = f"s3://{BUCKET}/{number}"
            run = BulkProcess("local", out, units)
            time.sleep(moment * duration)
            if fault == "worker killed":
                for worker in run.workers("local")[:1]:
                    os.kill(worker, signal.SIGKILL)
            elif fault == "driver killed":
                run.driver.kill()
            else:
                server.stop()
                time.sleep(AWAY_SECONDS)
                server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)  # with the same content
                server.start()
            status, said = run.end()
            assert "Traceback" not in said, (number, fault, said)
            assert status in ((0, 2) if fault == "server away" else (0, -signal.SIGKILL)), (number, fault, said)
            while is_to_be_read_again(out):
                status, said = BulkProcess("local", out, units).end()
                assert status == 0, (number, fault, moment, said)
            assert tables(downloaded(out, tmp_path / str(number))) == whole[0], (number, fault, moment)
            assert bulk_status(out).pages == whole[1], (number, fault, moment)
            print(f"bucket, run {number}: {fault} after {moment * duration:.1f} s, equal", flush=True)
        server.stop()


def is_to_be_read_again(out: FolderLocation) -> bool:
    """Return whether the run is not whole; a unit that was set aside is tried again, as docs/bulk.md says.

    The poisoned unit kills two workers by itself, so one more that is killed while it reads it is the third.
    """
    storage = open_storage(out)
    set_aside = [name for name, content in storage.read_all("units") if json.loads(content)["state"] == SET_ASIDE]
    for name in set_aside:
        storage.remove(f"units/{name}")
    try:
        storage.read(DUPLICATES_FILE)
    except FileNotFoundError:
        return True
    return bool(set_aside)


def disturb(engine: str, fault: str, seconds: float, out: Path, units: list[str]) -> None:
    """Begin a run and do this to it after so many seconds; return when it has ended."""
    run = BulkProcess(engine, out, units)
    ballast = out.parent / "ballast"
    time.sleep(seconds)
    if fault == "worker killed":
        for worker in run.workers(engine)[:1]:
            os.kill(worker, signal.SIGKILL)
    elif fault == "driver killed":
        run.driver.kill()
    else:
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                pass
    status, said = run.end()
    ballast.unlink(missing_ok=True)
    assert "Traceback" not in said, (fault, said)
    assert status in ((0, 2) if fault == "disk full" else (0, -signal.SIGKILL)), (fault, status, said)
    assert status != 2 or "No space left" in said, (fault, said)
