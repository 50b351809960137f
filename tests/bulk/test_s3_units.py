"""Buckets of an S3 server on loopback: units and folders in them are like those on a disk."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import onrecord
from bulk.bulk_samples import (
    SETTINGS,
    InProcessPool,
    make_archives,
    run,
    tables,
)
from bulk.s3_server import downloaded, served_bucket
from onrecord import BulkError, SourceError
from onrecord.bulk.bulk_run import BulkOptions, run_bulk
from onrecord.bulk.bulk_status import bulk_status
from onrecord.bulk.unit_reader import Journal
from onrecord.bulk.units import list_locations, make_unit, open_unit
from onrecord.cli.main import main
from onrecord.parquet.folder_storage import BucketStorage, open_storage
from onrecord.parquet.parquet_folder import read_folder

pytestmark = pytest.mark.usefixtures("shipped_model")
BUCKET = "archives"


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return make_archives(tmp_path_factory.mktemp("uploaded"), units=2, pages=2)


@pytest.fixture(scope="module", autouse=True)
def _bucket(archives: list[str]) -> Iterator[None]:
    """An S3 server that has the archives and a list of them."""
    with served_bucket(BUCKET) as (_, client):
        for archive in archives:
            client.upload_file(archive, BUCKET, f"crawl/{Path(archive).name}")
        lines = "".join(f"crawl/{Path(archive).name}\n" for archive in archives)
        client.put_object(Bucket=BUCKET, Key="warc.paths", Body=lines.encode())
        yield


@pytest.fixture(scope="module")
def local(archives: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder on a disk that the archives give."""
    folder = tmp_path_factory.mktemp("local")
    run(archives, folder)
    return folder


def test_units_in_a_bucket_give_what_the_files_give(archives: list[str], local: Path, tmp_path: Path) -> None:
    addresses = list_locations([f"s3://{BUCKET}/warc.paths"], SETTINGS, f"s3://{BUCKET}/")
    assert addresses == [f"s3://{BUCKET}/crawl/{Path(archive).name}" for archive in archives]
    outcome = run_bulk(addresses, tmp_path / "remote", SETTINGS, BulkOptions(1), InProcessPool)
    assert (outcome.units, outcome.left) == ({"done": 2}, 0)
    names = {name for name in tables(tmp_path / "remote") if "duplicates" not in name}
    assert names == {name for name in tables(local) if "duplicates" not in name}
    assert len(names) == 6


@pytest.mark.parametrize("address", [f"s3://{BUCKET}/none.warc.gz", "s3://no-such-bucket/unit0.warc.gz"])
def test_what_is_not_in_a_bucket_is_one_error(address: str) -> None:
    with pytest.raises(SourceError, match=r"warc\.gz: "):
        make_unit(address, SETTINGS)
    with pytest.raises(SourceError, match=r"warc\.gz: "):
        next(open_unit(address, SETTINGS))


def test_a_folder_in_a_bucket_is_like_one_on_a_disk(
    archives: list[str], local: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"s3://{BUCKET}/out/whole"
    assert run(archives, address).units == {"done": 2}
    copy = downloaded(address, tmp_path / "copy")
    assert tables(copy) == tables(local)
    assert {path.name for path in copy.iterdir()} == {path.name for path in local.iterdir()}
    assert bulk_status(address) == bulk_status(local)

    def no_pool(*_: object) -> InProcessPool:
        raise AssertionError("a unit is read again")

    assert run(archives, address, no_pool).units == {"done": 2}
    assert list(read_folder(address)) == list(read_folder(local))
    assert main(["bulk", "--status", address]) == 0
    assert "2  units done" in capsys.readouterr().out
    assert main(["add", address, "--store", str(tmp_path / "news.db")]) == 0
    with onrecord.open_store(str(tmp_path / "news.db")) as store:
        assert len(list(store.records())) == 4


def test_a_run_that_breaks_leaves_no_unit_half_done(
    archives: list[str], local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, sent = f"s3://{BUCKET}/out/broken", []
    move_in = BucketStorage.move_in

    def break_off(storage: BucketStorage, path: Path, name: str) -> None:
        """Send one file, and then no more."""
        if sent:
            raise TimeoutError("the connection broke")
        sent.append(name)
        move_in(storage, path, name)

    with monkeypatch.context() as patched:
        patched.setattr(BucketStorage, "move_in", break_off)
        with pytest.raises(BulkError, match="the connection broke"):
            run(archives, address)
    assert bulk_status(address).left == 2
    assert not list(read_folder(address))
    run(archives, address)
    assert tables(downloaded(address, tmp_path / "copy")) == tables(local)


def test_a_worker_notes_in_the_bucket_what_it_reads() -> None:
    storage = open_storage(f"s3://{BUCKET}/out/journal")
    journal = Journal(storage, "unit")
    assert journal.read() == range(0)
    journal.note(3, 5)
    journal.note(6, 9)
    assert Journal(storage, "unit").read() == range(6, 10)
    storage.remove_work()
    assert journal.read() == range(0)
    assert storage.is_empty()


def test_a_bucket_that_is_not_there_is_one_error(archives: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bulk", archives[0], "--out", "s3://no-such-bucket/news", "--workers", "1"]) == 1
    assert main(["bulk", "--status", "s3://no-such-bucket/news"]) == 1
    assert main(["add", "s3://no-such-bucket/news"]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 3
    assert all("s3://no-such-bucket/news" in error for error in errors), errors


def test_a_killed_worker_leaves_no_files_of_this_machine_for_long(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    storage = open_storage("memory://results/news")
    kept = storage.make_workplace("unit")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"onrecord-unit.{ended.pid}.x"
    left.mkdir()
    assert storage.make_workplace("unit").parent == tmp_path
    assert kept.exists()
    assert not left.exists()
