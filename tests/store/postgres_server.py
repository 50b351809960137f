"""A PostgreSQL server for the tests: created in a temporary folder, with its socket there, and deleted afterwards."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class PostgresServer:
    """A running server. ``address(name)`` is the address of a database, ``create(name)`` makes one."""

    def __init__(self) -> None:
        installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        initdb = str(installed[-1]) if installed else shutil.which("initdb")
        if initdb is None:
            raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
        self.bin = Path(initdb).parent
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        self.folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, self.user)
        self.data = self.folder / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run("initdb", "-D", str(self.data), "-A", "trust", "-U", "onrecord", "--no-sync", "-E", "UTF8")
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        user = self.user if os.geteuid() == 0 else None
        command = [str(self.bin / program), *arguments]
        subprocess.run(command, check=True, user=user, cwd=self.folder, capture_output=True, timeout=120)

    def start(self) -> None:
        """Start the server and wait until it accepts connections."""
        options = f"-p {self.port} -k {self.folder} -h 127.0.0.1 -c fsync=off -c max_connections=50"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.data), "-o", options, "-l", log, "-w", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server and wait until it has ended."""
        self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop")

    def address(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql://onrecord@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template1") -> str:
        """Create a database, as a copy of another that nobody is connected to, and return its address."""
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address(name)

    def close(self) -> None:
        """Stop the server and delete its folder."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """A server for a suite of tests. Where there is none the tests are skipped; in CI that is an error."""
    import pytest  # the benchmarks, which use the server too, do without

    try:
        server = PostgresServer()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL server can be started: {error}")
    try:
        yield server
    finally:
        server.close()


@contextmanager
def temporary_address(engine: str) -> Iterator[str]:
    """The address of an empty store, ``sqlite`` or ``postgresql``, deleted afterwards. For the benchmarks."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield str(Path(folder) / "store.db")
        return
    server = PostgresServer()
    try:
        yield server.create("benchmark")
    finally:
        server.close()
