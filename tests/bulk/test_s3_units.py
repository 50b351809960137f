"""Units at s3:// addresses, read from an S3 server on loopback, give what the files give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bulk.bulk_samples import SETTINGS, InProcessPool, make_archives, run, tables
from onrecord import SourceError
from onrecord.bulk.bulk_run import BulkOptions, run_bulk
from onrecord.bulk.units import list_locations, make_unit, open_unit

pytestmark = pytest.mark.usefixtures("shipped_model")
BUCKET = "archives"


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return make_archives(tmp_path_factory.mktemp("uploaded"), units=2, pages=2)


@pytest.fixture(scope="module", autouse=True)
def _bucket(archives: list[str]) -> Iterator[None]:
    """An S3 server that has the archives and a list of them, and is the one that s3:// means."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patched.setenv("AWS_ACCESS_KEY_ID", "test")
        patched.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patched.setenv("AWS_DEFAULT_REGION", "us-east-1")
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET)
        for archive in archives:
            client.upload_file(archive, BUCKET, f"crawl/{Path(archive).name}")
        lines = "".join(f"crawl/{Path(archive).name}\n" for archive in archives)
        client.put_object(Bucket=BUCKET, Key="warc.paths", Body=lines.encode())
        yield
    server.stop()


def test_units_in_a_bucket_give_what_the_files_give(archives: list[str], tmp_path: Path) -> None:
    addresses = list_locations([f"s3://{BUCKET}/warc.paths"], SETTINGS, f"s3://{BUCKET}/")
    assert addresses == [f"s3://{BUCKET}/crawl/{Path(archive).name}" for archive in archives]
    outcome = run_bulk(addresses, tmp_path / "remote", SETTINGS, BulkOptions(1), InProcessPool)
    assert (outcome.units, outcome.left) == ({"done": 2}, 0)
    run(archives, tmp_path / "local")
    names = {name for name in tables(tmp_path / "remote") if "duplicates" not in name}
    assert names == {name for name in tables(tmp_path / "local") if "duplicates" not in name}
    assert len(names) == 6


@pytest.mark.parametrize("address", [f"s3://{BUCKET}/none.warc.gz", "s3://no-such-bucket/unit0.warc.gz"])
def test_what_is_not_in_a_bucket_is_one_error(address: str) -> None:
    with pytest.raises(SourceError, match=r"warc\.gz: "):
        make_unit(address, SETTINGS)
    with pytest.raises(SourceError, match=r"warc\.gz: "):
        next(open_unit(address, SETTINGS))
