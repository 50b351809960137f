"""An S3 server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.parquet.folder_storage import open_storage

if TYPE_CHECKING:
    from moto.server import ThreadedMotoServer


@contextmanager
def served_bucket(name: str) -> Iterator[tuple[ThreadedMotoServer, Any]]:
    """Give a server with an empty bucket, and a client of it; ``s3://`` means it, in new processes too."""
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
        client.create_bucket(Bucket=name)
        yield server, client
    server.stop()


def downloaded(address: str, folder: Path) -> Path:
    """Copy what is in a bucket into a folder."""
    storage = open_storage(address)
    storage.file_system.get(storage.place(""), str(folder), recursive=True)
    return folder
