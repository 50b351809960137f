"""A full disk, a store that may only be read, a server that stops: one clear line, and what was committed is there."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reliability.command_runs import (
    Dump,
    clear,
    command,
    counted,
    differing,
    dump,
    ended,
    ran,
    sound,
    started,
    until,
)
from store.postgres_server import PostgresServer

pytestmark = pytest.mark.usefixtures("shipped_model")
Whole = Callable[[int], tuple[Dump, float]]
DAMAGED = 1  # the status of adding the pages, of which some are
MEAN = os.geteuid() == 0  # root writes where it may not, unless it gives that power up first
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of three megabytes."""
    if os.geteuid() != 0:
        pytest.skip("only root mounts; the limit on a file's size is tried in its place")
    at = tmp_path / "small"
    at.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(at)], capture_output=True)
    if made.returncode:
        pytest.skip(f"no small file system can be mounted here: {made.stderr.decode().strip()}")
    yield at
    subprocess.run(["umount", "-l", str(at)], check=True)


@pytest.mark.parametrize("filled", [2_500, *(pytest.param(size, marks=pytest.mark.long) for size in (2_950, 2_200))])
def test_the_disk_is_full(small: Path, pages: Path, tmp_path: Path, whole: Whole, filled: int) -> None:
    expected = whole(1)[0]
    ballast, address = small / "ballast", small / "store.db"
    ballast.write_bytes(b"\1" * filled * 1024)
    line = clear_of_damage(ran(command(address, [pages]), tmp_path / "full").err)
    assert "full" in line or "No space left" in line, line
    there = counted(address)
    assert there < len(expected["articles"])
    if there:
        sound(address)
        assert [row[0] for row in dump(address)["articles"]] == list(range(1, there + 1))
    ballast.unlink()
    assert ran(command(address, [pages]), tmp_path / "again").status == DAMAGED
    sound(address)
    assert differing(expected, dump(address)) == []


@pytest.mark.long
def test_the_file_size_limit_is_reached(pages: Path, tmp_path: Path, whole: Whole) -> None:
    expected = whole(1)[0]
    address = tmp_path / "store.db"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))

    stopped = ran(command(address, [pages]), tmp_path / "full", preexec_fn=limit)
    assert stopped.status == 1, stopped
    clear_of_damage(stopped.err)
    assert counted(address) < len(expected["articles"])
    assert ran(command(address, [pages]), tmp_path / "again").status == DAMAGED
    sound(address)
    assert differing(expected, dump(address)) == []


def clear_of_damage(said: str) -> str:
    """The one line of complaint beside those about the damaged pages."""
    assert "Traceback" not in said, said
    lines = [one for one in said.splitlines() if one.strip() and "/pages/" not in one]
    assert len(lines) == 1, said
    assert lines[0].startswith("onrecord: "), said
    return lines[0]


@pytest.mark.parametrize(
    "what", ["both", *(pytest.param(one, marks=pytest.mark.long) for one in ("file", "folder", "nothing there"))]
)
def test_a_read_only_store(pages: Path, tmp_path: Path, what: str) -> None:
    if MEAN and shutil.which("setpriv") is None:
        pytest.skip("root can only be made to obey permissions with setpriv (util-linux)")
    folder = tmp_path / "held"
    folder.mkdir()
    address = folder / "store.db"
    example = pages / "bridge-toll.html"
    if what != "nothing there":
        assert ran(command(address, [example]), tmp_path / "first").status == 0
    before = dump(address) if address.exists() else {}
    if what in ("file", "both"):
        for path in folder.iterdir():
            path.chmod(0o444)
    if what != "file":
        folder.chmod(0o555)
    try:
        prefix = POWERLESS if MEAN else []
        refused = ran([*prefix, *command(address, [pages / "tribunal.html"])], tmp_path / "refused")
    finally:
        folder.chmod(0o755)
        for path in folder.iterdir():
            path.chmod(0o644)
    line = clear(refused)
    assert "store.db" in line
    assert "permissions" in line, line
    assert address.exists() == bool(before)
    if before:
        assert dump(address) == before
        sound(address)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_server_restarts_under_load(server: PostgresServer, pages: Path, tmp_path: Path, whole: Whole) -> None:
    expected = whole(1)[0]
    for turn, pause in enumerate((0.0, 2.0)):
        address = server.create(f"anew{turn}")
        process = started(command(address, [pages], workers=1 + turn), tmp_path / "stopped")
        assert until(lambda address=address: counted(address) >= 4, 60)  # type: ignore[misc]
        server.stop("immediate")
        time.sleep(pause)
        server.start()
        done = ended(process, tmp_path / "stopped")
        assert "Traceback" not in done.err, done
        assert "in all" in done.out, f"it should have gone on: {done}"
        sound(address)
        assert differing(expected, dump(address)) == []


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_server_does_not_come_back(server: PostgresServer, pages: Path, tmp_path: Path, whole: Whole) -> None:
    address = server.create("away")
    process = started(command(address, [pages]), tmp_path / "away")
    assert until(lambda: counted(address) >= 4, 60)
    server.stop("immediate")
    try:
        done = ended(process, tmp_path / "away", 60)
    finally:
        server.start()
    assert done.status == 1, done
    clear_of_damage(done.err)
    assert 4 <= counted(address) < len(whole(1)[0]["articles"])
    assert ran(command(address, [pages]), tmp_path / "again").status == DAMAGED
    sound(address)
    assert differing(whole(1)[0], dump(address)) == []
