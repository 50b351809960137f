"""Sources that are damaged or mean: read on, each page counted with its reason, and the outcomes add up."""

from __future__ import annotations

import gzip
import json
import random
import resource
from pathlib import Path
from typing import Any

import pytest

from pages.warc_samples import warc_response
from reliability.command_runs import Ended, adds_up, command, counted, ran, sound

pytestmark = pytest.mark.usefixtures("shipped_model")
MEMORY = 1_500_000_000  # bytes that the program may hold: far less than what bombs unpack to
PAGES = 10
BODY = (
    "<html><head><title>Number {0}</title></head><body><article><h1>Number {0}</h1><p>{1}</p></article></body></html>"
)
RECORDS = [
    warc_response(
        f"https://paper.example/{n}", BODY.format(n, f"Ann Lee said that number {n} was late again.").encode()
    )
    for n in range(PAGES)
]


def told(address: Path, *sources: Path, batch: str = "16", **how: Any) -> Ended:
    """``add --json`` of sources: it must end well, with outcomes that add up."""
    output = address.with_suffix(".said")
    done = ran(command(address, sources, "--json"), output, environment={"ONRECORD_BATCH": batch}, **how)
    assert done.status in (0, 1), done
    assert "Traceback" not in done.err, done
    adds_up(done.outcomes)
    failed = sum(done.outcomes["failed"].values())
    assert done.err.count("\n") == failed, done
    assert (done.status == 1) == bool(failed), done
    return done


def test_an_archive_cut_at_every_tenth_and_one_with_flipped_bytes(tmp_path: Path) -> None:
    members = [gzip.compress(one, mtime=0) for one in RECORDS]
    whole = b"".join(members)
    rng = random.Random(7)
    sources, full = [], 0
    for tenth in range(1, 10):
        cut = tmp_path / f"cut{tenth}.warc.gz"
        cut.write_bytes(whole[: len(whole) * tenth // 10])
        sources.append(cut)
        full += sum(len(b"".join(members[: n + 1])) <= len(whole) * tenth // 10 for n in range(PAGES))
    for turn in range(10):
        flipped = bytearray(whole)
        flipped[rng.randrange(20, len(whole) - 20)] ^= 1 << rng.randrange(8)
        sources.append(tmp_path / f"flipped{turn}.warc.gz")
        sources[-1].write_bytes(flipped)
    outcomes = told(tmp_path / "store.db", *sources).outcomes
    read = outcomes["new"] + outcomes["changed"] + outcomes["unchanged"]
    assert read >= full, "what came before the damage is read"
    assert sum(outcomes["failed"].values()) >= 8, outcomes
    assert all("archive" in one or "damaged" in one or "cut short" in one for one in outcomes["failed"]), outcomes
    assert counted(tmp_path / "store.db") == PAGES
    sound(tmp_path / "store.db")


def test_a_length_of_a_gigabyte_and_bombs(tmp_path: Path) -> None:
    liar = RECORDS[1].replace(b"Content-Length: ", b"Content-Length: 1073741824\r\nX-Was: ", 1)[:-40]
    (tmp_path / "liar.warc").write_bytes(RECORDS[0] + liar)
    inner = gzip.compress(b"<p>" + b"\0" * 60_000_000, mtime=0)
    packed = warc_response("https://paper.example/bomb", inner, more="Content-Encoding: gzip\r\n")
    (tmp_path / "bomb.warc").write_bytes(packed + RECORDS[2])
    with gzip.open(tmp_path / "bomb.html.gz", "wb", compresslevel=1) as bomb:
        for _ in range(300):
            bomb.write(b"\0" * 1_000_000)
    with gzip.open(tmp_path / "bomb.jsonl.gz", "wb", compresslevel=1) as bomb:
        bomb.write(b'{"text": "')
        for _ in range(100):
            bomb.write(b"a" * 1_000_000)
    (tmp_path / "twice.txt.gz").write_bytes(gzip.compress((tmp_path / "bomb.html.gz").read_bytes(), mtime=0))
    names = ("liar.warc", "bomb.warc", "bomb.html.gz", "bomb.jsonl.gz", "twice.txt.gz")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))

    done = told(tmp_path / "store.db", *(tmp_path / name for name in names), preexec_fn=limit)
    outcomes = done.outcomes
    assert outcomes["new"] == 2, done
    assert sum(outcomes["failed"].values()) == 5, done
    assert sum("larger than" in one or "longer than" in one for one in outcomes["failed"]) >= 2, done


@pytest.mark.parametrize("megabytes", [25, pytest.param(200, marks=pytest.mark.long)])
def test_garbage_named_as_a_page(tmp_path: Path, megabytes: int) -> None:
    rng = random.Random(3)
    with (tmp_path / "large.html").open("wb") as file:
        for _ in range(megabytes):
            file.write(rng.randbytes(1_000_000))
    (tmp_path / "small.html").write_bytes(rng.randbytes(300_000))
    (tmp_path / "good.jsonl").write_text(json.dumps({"text": "Ann Lee said that it was late."}))
    names = ("large.html", "small.html", "good.jsonl")
    outcomes = told(tmp_path / "store.db", *(tmp_path / name for name in names)).outcomes
    assert outcomes["new"] == 1
    assert outcomes["pages"] == 3
    assert any("larger than 20,000,000 bytes" in one for one in outcomes["failed"])


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=[pytest.mark.long, pytest.mark.timeout(600)])])
def test_bad_lines(tmp_path: Path, count: int) -> None:
    """Lines bad in many ways between two good ones; again they are counted again, and kept once."""
    deep = '{"text": ' + "[" * 5_000
    bad = ["{", "[1]", '{"id": 3}', '{"text": 5}', '{"text": ""}', '{"text": "\\ud800"}', "\x00", "null", deep]
    good = [json.dumps({"id": n, "text": f"Ann Lee said that number {n} was late."}) for n in (1, 2)]
    lines = [good[0], *(bad[n % len(bad)] for n in range(count)), good[1]]
    (tmp_path / "bad.jsonl").write_text("\n".join(lines))
    address = tmp_path / "store.db"
    for turn in range(2):
        outcomes = told(address, tmp_path / "bad.jsonl", batch="100").outcomes
        assert outcomes["pages"] == count + 2
        assert (outcomes["new"], outcomes["unchanged"]) == ((2, 0) if turn == 0 else (0, 2))
        assert sum(outcomes["failed"].values()) + sum(outcomes["skipped"].values()) == count
        assert counted(address, "skips") == count
        assert len(outcomes["failed"]) >= 6, outcomes
