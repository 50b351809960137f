"""Units at http addresses: read like files, in ranges or as a whole; private addresses are refused, redirects too."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bulk.bulk_samples import SETTINGS, InProcessPool, make_archives, tables
from onrecord import FetchError, SourceError
from onrecord.bulk import remote_files
from onrecord.bulk.bulk_run import BulkOptions, run_bulk
from onrecord.bulk.units import list_locations, make_unit, open_unit

pytestmark = pytest.mark.usefixtures("shipped_model")
PRIVATE = replace(SETTINGS, allow_private=True)


class ArchiveHandler(SimpleHTTPRequestHandler):
    """Serves a folder; with ranges unless the path begins with /whole/, and redirects from /moved/."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        """Answer with a file or a range of it."""
        if self.path.startswith("/moved/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/moved"))
            self.end_headers()
            return
        if self.path.startswith("/broken/"):
            self.send_error(503)
            return
        content = Path(self.translate_path(self.path.removeprefix("/whole")))
        if not content.is_file():
            self.send_error(404)
            return
        data, ranges = content.read_bytes(), self.headers.get("Range", "")
        has_ranges = not self.path.startswith("/whole/")
        start, end = 0, len(data)
        if has_ranges and ranges.startswith("bytes="):
            first, _, last = ranges.removeprefix("bytes=").partition("-")
            start, end = int(first), min(end, int(last or end) + 1)
        self.send_response(206 if end - start < len(data) else 200)
        self.send_header("Content-Length", str(end - start))
        if has_ranges:
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data[start:end])

    do_HEAD = do_GET


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return make_archives(tmp_path_factory.mktemp("served"), units=2, pages=2)


@pytest.fixture(scope="module")
def server(archives: list[str]) -> Iterator[str]:
    handler = partial(ArchiveHandler, directory=str(Path(archives[0]).parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_units_at_addresses_give_what_the_files_give(archives: list[str], server: str, tmp_path: Path) -> None:
    listing = tmp_path / "warc.paths"
    listing.write_text("unit0.warc.gz\nwhole/unit1.warc.gz\n")
    addresses = list_locations([str(listing)], PRIVATE, server)
    options = BulkOptions(1)
    run_bulk(addresses, tmp_path / "remote", PRIVATE, options, InProcessPool)
    run_bulk(archives, tmp_path / "local", SETTINGS, options, InProcessPool)
    remote, local = (
        {name for name in tables(tmp_path / folder) if "duplicates" not in name} for folder in ("remote", "local")
    )
    assert len(remote) == 6
    assert remote == local  # named by the units' keys, which come from their content
    moved = make_unit(f"{server}/moved/unit0.warc.gz", PRIVATE)
    assert moved.key == make_unit(archives[0], SETTINGS).key


@pytest.mark.parametrize("path", ["none.warc.gz", "broken/unit0.warc.gz"])
def test_what_is_not_there_is_one_error(server: str, path: str) -> None:
    with pytest.raises(SourceError, match=r"warc\.gz: "):
        make_unit(f"{server}/{path}", PRIVATE)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "169.254.169.254"])
def test_private_addresses_are_refused(host: str) -> None:
    with pytest.raises(FetchError, match="private address"):
        make_unit(f"http://{host}/a.warc.gz", SETTINGS)
    with pytest.raises(FetchError, match="private address"):
        next(open_unit(f"http://{host}/a.warc.gz", SETTINGS))
    with pytest.raises(FetchError, match="private address"):
        list_locations([f"http://{host}/warc.paths.gz"], SETTINGS)


def test_a_host_that_becomes_private_is_refused_at_the_connection(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a redirect, or when a name gives another address the second time it is asked for."""
    monkeypatch.setattr(remote_files, "_check_public", lambda location: None)
    with pytest.raises(SourceError, match="private address"):
        make_unit(f"{server}/unit0.warc.gz", SETTINGS)


def test_a_run_counts_a_private_address_as_failed(server: str, tmp_path: Path) -> None:
    outcome = run_bulk([f"{server}/unit0.warc.gz"], tmp_path / "out", SETTINGS, BulkOptions(1), InProcessPool)
    assert (outcome.units, outcome.left) == ({"failed": 1}, 0)
