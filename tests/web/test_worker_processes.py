"""A server of two processes: jobs, changes and figures are one server's, a process that ends is replaced."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from site_server import PAGE, csrf_token

from conftest import fill_store
from onrecord.store import Store


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def workers_of(pid: int) -> set[int]:
    """The processes that answer requests."""
    children = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return {child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    """A server of two processes, its address and its store."""
    store = tmp_path_factory.mktemp("workers") / "onrecord.db"
    fill_store(store)
    command = [sys.executable, "-m", "onrecord", "serve", "--store", str(store), "--port", "0", "--workers", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = re.findall(r"http://[\d.:]+", process.stderr.readline())[0]
        wait_until(lambda: len(workers_of(process.pid)) == 2)
        yield process, address, store
        process.kill()


def get(address: str, path: str) -> httpx.Response:
    """Ask for a page on a connection of its own, which either process may take."""
    with httpx.Client(base_url=address, headers=PAGE, timeout=60) as client:
        return client.get(path)


def test_jobs_changes_and_figures_are_those_of_one_server(server: tuple[subprocess.Popen[str], str, Path]) -> None:
    _, address, store = server
    with httpx.Client(base_url=address, timeout=60) as client:
        job = client.post("/api/v1/read", json={"link": "http://127.0.0.1:1/"}).json()
    for _ in range(8):
        assert get(address, f"/api/v1/jobs/{job['id']}").json()["id"] == job["id"]
    wait_until(lambda: get(address, f"/api/v1/jobs/{job['id']}").json()["state"] == "failed")
    assert "private address" in get(address, f"/jobs/{job['id']}").text
    assert get(address, "/api/v1/jobs/none").status_code == 404  # the error of the other process
    with Store(str(store)) as opened:
        person = opened.speakers()[0].id
    with httpx.Client(base_url=address, headers=PAGE, timeout=60) as client:
        for name in ("One Name", "Another Name"):
            values = {"_csrf_token": csrf_token(client), "action": "rename", "new_name": name}
            assert client.post(f"/speakers/{person}", data=values).status_code == 303
            assert {f"<h1>{name}</h1>" in get(address, f"/speakers/{person}").text for _ in range(6)} == {True}
    counts = []
    for _ in range(6):
        numbers = re.findall(r"onrecord_requests_total\{.*\} (\S+)", get(address, "/metrics").text)
        counts.append(sum(map(float, numbers)))
    assert counts == sorted(counts)
    assert counts[0] > 20


def test_a_process_that_ends_is_replaced_and_all_end_together(server: tuple[subprocess.Popen[str], str, Path]) -> None:
    process, address, _ = server
    before = workers_of(process.pid)
    os.kill(min(before), signal.SIGKILL)
    wait_until(lambda: len(workers_of(process.pid) - {min(before)}) == 2)
    assert get(address, "/health").json() == {"status": "ok"}
    running = workers_of(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in running))
