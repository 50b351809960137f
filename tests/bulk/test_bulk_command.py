"""``onrecord bulk``: what it prints, what it refuses, and the commands of docs/bulk.md."""

from __future__ import annotations

import gzip
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from bulk.bulk_samples import InProcessPool, make_archives, tables
from onrecord.bulk import bulk_run
from onrecord.bulk.bulk_run import BulkOutcome
from onrecord.cli.main import main
from onrecord.cli.reading import bulk as command
from paths import ROOT

pytestmark = pytest.mark.usefixtures("shipped_model")
DOCUMENT = (ROOT / "docs" / "bulk.md").read_text("utf-8").replace("\\\n", " ")
COMMANDS = [text for text in re.findall(r"onrecord (bulk [^\n`|']+)", DOCUMENT) if "--" in text]


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return make_archives(tmp_path_factory.mktemp("archives"), units=2, pages=1)


def test_a_run_in_two_shards_then_its_status(
    archives: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "_pool_maker", lambda engine, address: InProcessPool)
    missing, out = tmp_path / "missing.warc.gz", tmp_path / "news"
    listing = tmp_path / "warc.paths"
    listing.write_text("\n".join([*archives, str(missing)]))
    codes = [main(["bulk", str(listing), "--out", str(out), "--shard", f"{part}/2", "--json"]) for part in (1, 2)]
    printed = capsys.readouterr()
    outcomes = [json.loads(text) for text in re.split(r"(?<=\})\n", printed.out) if text]
    assert sorted(codes) == [0, 1]
    assert sum(outcome["units"].get("done", 0) for outcome in outcomes) == 2
    assert f"{missing}: failed: " in printed.err
    assert main(["bulk", "--status", str(out)]) == 0
    status = capsys.readouterr().out
    assert re.search(r"^ +2 +units done\n +1 +unit failed\n", status)
    assert re.search(r"^ +2 +pages: read$", status, re.MULTILINE)
    assert f"failed: {missing}: " in status
    assert len(tables(out)) == 7


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["warcs", "--out", "sftp://host/news"], "a place in a bucket"),
        (["--status", "https://host.example/news"], "a place in a bucket"),
        (["--status", "news", "--out", "news"], "--status takes no sources"),
        (["warcs"], "--out FOLDER"),
        (["warcs", "--out", "news", "--shard", "4/3"], "--shard 4/3"),
        (["warcs", "--out", "news", "--address", "auto"], "--workers"),
    ],
)
def test_what_is_asked_for_wrongly_is_one_error(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["bulk", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_document_has_commands_for_every_engine() -> None:
    assert len(COMMANDS) >= 6
    assert {"--engine", "--address", "--shard", "--base", "--status"} <= set(shlex.split(" ".join(COMMANDS)))


@pytest.mark.parametrize("text", COMMANDS)
def test_the_commands_of_the_document_are_understood(
    text: str, archives: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given: list[tuple[Any, ...]] = []

    def note(locations: list[str], *arguments: Any, **_: object) -> BulkOutcome:
        given.append((locations, *arguments))
        return BulkOutcome()

    monkeypatch.setattr(bulk_run, "run_bulk", note)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "warcs").mkdir()
    for archive in archives:
        (tmp_path / "warcs" / Path(archive).name).write_bytes(Path(archive).read_bytes())
    (tmp_path / "warc.paths").write_text("warcs/unit0.warc.gz\n")
    (tmp_path / "warc.paths.gz").write_bytes(gzip.compress(b"crawl/a.warc.gz\n"))
    command_line = text.replace("…", "warcs/*.warc.gz").replace("$SLURM_ARRAY_TASK_ID", "7")
    if "--status" in text:
        assert main(["bulk", *shlex.split(command_line)[1:]]) == 1, capsys.readouterr()
        assert "is not the folder of a bulk run" in capsys.readouterr().err
        return
    assert main(shlex.split(command_line)) == 0, capsys.readouterr()
    ((locations, folder, *_),) = given
    assert locations
    assert Path(folder).name == "news"
