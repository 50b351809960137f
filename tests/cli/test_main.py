"""The command as a whole: exit status, one line for each error, streams that end early."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onrecord import __version__, inference
from onrecord.cli import main as command
from onrecord.cli.main import main
from onrecord.inference import Model
from onrecord.ingest.worker_pool import WorkerPool, read_batches
from onrecord.workers.worker_process import Channel
from paths import ROOT

ONRECORD = [sys.executable, "-m", "onrecord"]
EXAMPLE = str(ROOT / "examples" / "river-study.txt")


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*ONRECORD, *arguments], capture_output=True, timeout=60, **options)  # type: ignore[call-overload, no-any-return]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr() == (f"onrecord {__version__}\n", "")


def test_the_installed_command_and_the_module_are_the_same() -> None:
    script = Path(sys.executable).with_name("onrecord")
    installed = subprocess.run([script, "--version"], capture_output=True, check=True).stdout
    assert installed == run("--version").stdout


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].endswith("2020-12/schema")


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert "read" in out
    assert "schema" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["raed", "a"],
        ["read", "--nope", "a"],
        ["read", "--format", "xml", "a"],
        ["read", "--json", "--format", "html", "a"],
        ["schema", "more"],
    ],
)
def test_wrong_use_is_2_and_says_so(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("onrecord: ")
    assert err.endswith("--help\n")
    assert len(err.splitlines()) == 1


def test_no_verb_is_2_and_shows_the_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "schema" in capsys.readouterr().out


def test_a_wrong_setting_is_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ONRECORD_TIMEOUT", "soon")
    assert main(["read", EXAMPLE]) == 2
    assert capsys.readouterr().err == "onrecord: ONRECORD_TIMEOUT='soon': give a number\n"


def read_without_model(channel: Channel) -> None:
    """What a process runs that reads pages where the model is missing."""
    inference._shipped_model = lambda threads: Model(Path("nowhere"), threads)  # type: ignore[assignment]
    read_batches(channel)


def test_a_missing_model_is_one_line(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(WorkerPool, "_spare", None)
    monkeypatch.setattr("onrecord.ingest.worker_pool.read_batches", read_without_model)
    assert main(["read", EXAMPLE]) == 1
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("onrecord: nowhere/model.json: ")
    assert line.endswith("install onrecord again")


def test_a_fault_nobody_foresaw_is_one_line_and_a_traceback_only_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("no such\nthing")

    monkeypatch.setattr("onrecord.cli.reading.read.choose_format", fail)
    assert main(["read", EXAMPLE]) == 1
    reason = "a fault of this program (LookupError: no such thing)"
    assert capsys.readouterr().err == f"onrecord: {reason}; run it with --verbose, and please report what that prints\n"
    logger = logging.getLogger("onrecord")
    level, handlers = logger.level, list(logger.handlers)
    try:
        for arguments in (["--verbose", "read", EXAMPLE], ["read", EXAMPLE, "--verbose"]):
            assert main(arguments) == 1
            error = capsys.readouterr().err
            assert "Traceback" in error
            assert reason in error.splitlines()[-1]
            logger.handlers = list(handlers)
    finally:
        logger.level, logger.handlers = level, handlers


@pytest.mark.usefixtures("shipped_model")
def test_a_reader_who_leaves_is_no_error(tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    line = json.dumps({"text": "“It will shut on Friday,” Mara Quill told reporters at the old town hall. " * 9})
    many.write_text(f"{line}\n" * 300)
    reading = subprocess.Popen(
        [*ONRECORD, "read", "--format", "jsonl", str(many)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert reading.stdout is not None
    reading.stdout.read(10)
    reading.stdout.close()
    assert reading.stderr is not None
    with reading.stderr:
        assert reading.stderr.read() == b""
    assert reading.wait(timeout=60) == 141


@pytest.mark.usefixtures("shipped_model")
@pytest.mark.parametrize(("closed", "status"), [("<&-", 1), (">&-", 0), ("2>&-", 0)])
def test_a_closed_stream_is_an_empty_one(closed: str, status: int) -> None:
    source = "-" if closed == "<&-" else EXAMPLE
    shell = f'"$0" -m onrecord read "{source}" {closed}'
    ended = subprocess.run(["sh", "-c", shell, sys.executable], capture_output=True, text=True, timeout=60)
    assert ended.returncode == status
    assert "Traceback" not in ended.stderr
    if status:
        assert ended.stderr.startswith("onrecord: standard input: empty")


def test_a_full_disk_is_one_line() -> None:
    if not os.path.exists("/dev/full"):
        pytest.fail("this test needs /dev/full")
    with open("/dev/full", "wb") as full:
        ended = subprocess.run([*ONRECORD, "schema"], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr == b"onrecord: output: No space left on device\n"


def waits(pid: int) -> None:
    """Returns when a process has done something, and then nothing for half a second: it waits for its input."""
    used = [0.0]
    for _ in range(120):
        time.sleep(0.5)
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        used.append(float(fields[11]) + float(fields[12]))
        if used[-1] == used[-2] > 0:
            return
    raise AssertionError("it never came to rest")


@pytest.mark.skipif(not Path("/proc").exists(), reason="/proc, which tells what a process does, is not here")
def test_interruption_is_quiet() -> None:
    reading = subprocess.Popen([*ONRECORD, "read", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    waits(reading.pid)
    reading.send_signal(signal.SIGINT)
    _, err = reading.communicate(timeout=30)
    assert reading.returncode == 130
    assert err == b""


@pytest.mark.usefixtures("shipped_model")
def test_output_is_utf8_in_a_c_locale() -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    ended = run(
        "read",
        str(ROOT / "examples" / "bridge-toll.html"),
        env={**environment, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert ended.returncode == 0
    assert "‘a tax on going to work’" in ended.stdout.decode("utf-8")


ENDLESS = """
import sys
from pathlib import Path
from sqlalchemy import text
import onrecord.cli.main as command
from onrecord.store import Store

def count(connection):
    Path("begun").touch()
    steps = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    connection.execute(text(steps))

def run(arguments):
    with Store("s.db") as store:
        return store.database.read(count)

command._run = run
command.run()
"""


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_a_run_that_is_inside_sqlite(tmp_path: Path, sent: signal.Signals, status: int) -> None:
    endless = subprocess.Popen([sys.executable, "-c", ENDLESS], cwd=tmp_path, stderr=subprocess.PIPE)
    for _ in range(600):
        if (tmp_path / "begun").exists():
            break
        time.sleep(0.1)
    time.sleep(0.3)
    endless.send_signal(sent)
    _, errors = endless.communicate(timeout=30)
    assert (endless.returncode, errors) == (status, b"")


def test_the_statuses_are_documented() -> None:
    assert (command.SUCCESS, command.FAILURE, command.WRONG_USAGE) == (0, 1, 2)
    text = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    ended = (command.INTERRUPTED, command.BROKEN_PIPE, command.TERMINATED)
    for status in (command.SUCCESS, command.FAILURE, command.WRONG_USAGE, *ended):
        assert f"| {status} |" in text
