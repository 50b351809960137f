"""Bulk runs: every page is counted, nothing is read twice, and a run that was disturbed ends like one that was not."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import onrecord
from bulk.bulk_samples import (
    DEADLY,
    SETTINGS,
    SLOW,
    InProcessPool,
    article_html,
    fragile_pool,
    make_archives,
    run,
    tables,
)
from onrecord import BulkError, Record, SourceError
from onrecord.bulk.bulk_run import BulkOptions, run_bulk
from onrecord.bulk.bulk_status import bulk_status
from onrecord.bulk.local_pool import LocalPool
from onrecord.bulk.units import list_locations, make_unit, shard_of
from onrecord.parquet.parquet_files import ParquetRecordWriter
from onrecord.parquet.parquet_folder import read_folder
from pages.warc_samples import compress_records, warc_response

pytestmark = pytest.mark.usefixtures("shipped_model")


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return make_archives(tmp_path_factory.mktemp("archives"))


@pytest.fixture(scope="module")
def whole(archives: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    outcome = run(archives, folder)
    assert (outcome.units, outcome.left) == ({"done": 3}, 0)
    return folder


def test_every_page_is_counted_once(whole: Path) -> None:
    status = bulk_status(whole)
    assert status.pages == {"read": 15, "language": 3, "front_page": 3, "not_html": 3, "no_article": 3}
    assert (status.left, status.problems, status.worker_seconds_left) == (0, [], 0.0)
    assert status.statements == sum(len(record.statements) for record in read_folder(whole)) > 30


def test_records_are_those_that_read_gives(whole: Path, archives: list[str]) -> None:
    read = [outcome for outcome in onrecord.read_many(archives) if isinstance(outcome, Record)]
    in_bulk = {record.id: record for record in read_folder(whole)}
    dropped = {record.id for record in read} - in_bulk.keys()
    assert {record.id: record for record in read if record.id not in dropped} == in_bulk
    assert {record.article.url for record in read if record.id in dropped} == {"https://coast.example/"}


def test_add_takes_the_folder_as_it_takes_the_archives(whole: Path, archives: list[str], tmp_path: Path) -> None:
    stored = []
    for name, source in (("folder.db", [whole]), ("archives.db", archives)):
        with onrecord.open_store(str(tmp_path / name)) as store:
            outcomes = onrecord.add(source, store, settings=SETTINGS)
            front_pages = 0 if name == "folder.db" else 3
            assert outcomes.new + outcomes.changed == 15 + front_pages
            hits = store.find("ferry OR flour OR engine", limit=200)
            stored.append({(hit.text, hit.speaker) for hit in hits if hit.url != "https://coast.example/"})
            assert onrecord.add(source, store, settings=SETTINGS).new == 0
    assert stored[0] == stored[1]
    assert stored[0]


def test_nothing_is_read_again_wherever_it_lies(whole: Path, archives: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(whole, folder)
    moved = [str(shutil.copy(archive, tmp_path / f"moved-{Path(archive).name}")) for archive in archives]

    def no_pool(*_: object) -> InProcessPool:
        raise AssertionError("a unit is read again")

    outcome = run(moved, folder, no_pool)
    assert (outcome.units, outcome.pages.total()) == ({"done": 3}, 27)
    assert tables(folder) == tables(whole)


def test_shards_together_give_the_whole(whole: Path, archives: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    outcomes = [run(archives, folder, shard=(number, 3)) for number in (3, 1, 2)]
    assert sum(outcome.units["done"] for outcome in outcomes) == 3
    assert outcomes[-1].duplicates is not None
    assert tables(folder) == tables(whole)


def test_each_location_is_in_one_shard() -> None:
    locations = [f"s3://bucket/{number}.warc.gz" for number in range(1_000)]
    parts = [shard_of(locations, number, 7) for number in range(1, 8)]
    assert sorted(location for part in parts for location in part) == sorted(locations)
    assert min(map(len, parts)) > 100


def test_two_processes_one_of_which_is_killed(whole: Path, archives: list[str], tmp_path: Path) -> None:
    pools: list[LocalPool] = []

    def make_pool(*arguments: object) -> LocalPool:
        pools.append(LocalPool(*arguments))  # type: ignore[arg-type]
        threading.Thread(target=kill_when_reading, daemon=True).start()
        return pools[0]

    def kill_when_reading() -> None:
        while not list((tmp_path / "out" / "work").glob("*.journal")):
            time.sleep(0.01)
        os.kill(pools[0].process_ids[0], signal.SIGKILL)

    outcome = run(archives, tmp_path / "out", make_pool, workers=2)
    assert (outcome.units, outcome.left) == ({"done": 3}, 0)
    assert tables(tmp_path / "out") == tables(whole)
    assert not (tmp_path / "out" / "work").exists()


def test_a_driver_that_is_killed_leaves_a_folder_that_goes_on(whole: Path, archives: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    command = [sys.executable, "-m", "onrecord", "bulk", *archives, "--out", str(folder), "--workers", "1"]
    driver = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while driver.poll() is None and not list((folder / "units").glob("*.json")):
        time.sleep(0.01)
    driver.kill()
    driver.wait()
    outcome = run(archives, folder)
    assert (outcome.units, outcome.left) == ({"done": 3}, 0)
    assert tables(folder) == tables(whole)


def test_a_deadly_page_is_passed_over_and_a_unit_of_two_is_set_aside(tmp_path: Path) -> None:
    def archive(name: str, deadly: int) -> str:
        more = [f"<p>{DEADLY}</p>" if number < deadly else "" for number in range(4)]
        responses = [warc_response(f"https://coast.example/{name}/{n}", article_html(n, more[n])) for n in range(4)]
        path = tmp_path / f"{name}.warc.gz"
        path.write_bytes(compress_records(*responses))
        return str(path)

    outcome = run([archive("one", 1), archive("two", 2)], tmp_path / "out", fragile_pool)
    assert outcome.units == {"done": 1, "set aside": 1}
    assert outcome.pages == {"crashed": 1, "read": 3}
    (problem,) = bulk_status(tmp_path / "out").problems
    assert problem[0] == "set aside"
    assert "3 times" in problem[2]


def test_a_slow_page_is_dropped_and_the_worker_lives(tmp_path: Path) -> None:
    path = tmp_path / "slow.warc.gz"
    pages = [article_html(0), article_html(1, f"<p>{SLOW}</p>"), article_html(2)]
    path.write_bytes(compress_records(*(warc_response(f"https://coast.example/{n}x", p) for n, p in enumerate(pages))))
    outcome = run([str(path)], tmp_path / "out", fragile_pool)
    assert outcome.pages == {"read": 2, "too_slow": 1}


def test_a_full_disk_stops_the_run_with_one_error(
    whole: Path, archives: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(ParquetRecordWriter, "_write_rows", fail)
        with pytest.raises(BulkError, match="No space left"):
            run(archives, tmp_path / "out")
    assert not tables(tmp_path / "out")
    run(archives, tmp_path / "out")
    assert tables(tmp_path / "out") == tables(whole)


def test_what_cannot_be_opened_is_reported_and_tried_again(archives: list[str], tmp_path: Path) -> None:
    folder, missing = tmp_path / "out", tmp_path / "later.warc.gz"
    options = BulkOptions(1)
    outcome = run_bulk([str(missing)], folder, SETTINGS, options, InProcessPool)
    assert outcome.units == {"failed": 1}
    assert bulk_status(folder).problems[0][1] == str(missing)
    shutil.copy(archives[0], missing)
    assert run_bulk([str(missing)], folder, SETTINGS, options, InProcessPool).units == {"done": 1}
    assert bulk_status(folder).units == {"done": 1}


def test_a_folder_made_otherwise_is_refused(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(BulkError, match="not empty"):
        run([], tmp_path)
    german = onrecord.Settings(languages="de")
    with pytest.raises(BulkError, match="languages 'en'"):
        run_bulk([], whole, german, BulkOptions(1), InProcessPool)


def test_sources_are_paths_globs_folders_and_lists(archives: list[str], tmp_path: Path) -> None:
    folder = str(Path(archives[0]).parent)
    listing = tmp_path / "warc.paths"
    listing.write_text("# a comment\nwarcs/a.warc.gz\nhttps://else.example/b.warc.gz\n" + archives[0] + "\n")
    assert list_locations([archives[1], folder, f"{folder}/*.gz"], SETTINGS) == [archives[1], archives[0], archives[2]]
    assert list_locations([str(listing)], SETTINGS, "https://data.example/") == [
        "https://data.example/warcs/a.warc.gz",
        "https://else.example/b.warc.gz",
        archives[0],
    ]
    with pytest.raises(SourceError, match="no file to read"):
        list_locations([str(tmp_path / "*.warc")], SETTINGS)


def test_an_address_that_fsspec_opens_is_the_same_unit(archives: list[str], tmp_path: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/bucket/unit0.warc.gz", Path(archives[0]).read_bytes())
    assert make_unit("memory://bucket/unit0.warc.gz", SETTINGS).key == make_unit(archives[0], SETTINGS).key
    outcome = run(["memory://bucket/unit0.warc.gz"], tmp_path / "out")
    assert (outcome.units, outcome.pages["read"]) == ({"done": 1}, 5)
