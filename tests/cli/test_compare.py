"""``onrecord compare``, as it is used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.cli.main import main
from onrecord.store import Store
from paths import ROOT

sys.path.append(str(ROOT / "tests" / "comparison"))
from reported_articles import add, article

FULL = "“I did not promise the council a new bridge, I promised them a report,”"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with Store(str(tmp_path / "s.db")) as store:
        add(
            store,
            article("a", "Ledger", "2025-03-04", ("Ann Lee", FULL)),
            article("b", "Herald", "2025-03-03", ("Ann Lee", "“I did promise the council a new bridge,”", "claimed")),
            article(
                "c", "Post\x1b[2J", "2025-03-03", ("Tom Ray", "“The last ferry leaves the northern pier at nine,”")
            ),
            article("d", "Sun", "2025-03-03", ("Tom Ray", "“The last ferry leaves the northern pier at nine,”")),
        )
    return str(tmp_path / "s.db")


def test_text_is_marked_by_signs(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--store", path]) == 0
    out = capsys.readouterr().out
    assert "[-not-]‼ (a negation is left out)" in out
    assert "Herald  2025-03-03 · first · claimed (doubting)" in out
    assert "meaning changed" in out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 88
    assert not any(line.endswith(" ") for line in out.splitlines())


def test_words_and_filters(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "ferry", "--store", path]) == 0
    out = capsys.readouterr().out
    assert "ferry" in out
    assert "bridge" not in out
    assert main(["compare", "--meaning-changed", "--since", "2025", "--speaker", "Ann Lee", "-s", path]) == 0
    assert "ferry" not in capsys.readouterr().out


def test_json(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "bridge", "--json", "-s", path]) == 0
    [one] = json.loads(capsys.readouterr().out)
    assert one["outlets"] == 2
    assert [edit["reason"] for version in one["versions"] for edit in version["edits"] if edit["meaning_changed"]] == [
        "negation_dropped"
    ]


def test_a_page_in_a_file(path: str, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert main(["compare", "--format", "html", "-o", str(out), "-s", path]) == 0
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")
    out = tmp_path / "page.txt"
    assert main(["compare", "-o", str(out), "-s", path]) == 0
    assert "[-not-]" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["zeppelin"], 1, "nothing was found"),
        (['"bridge'], 2, "quotation mark is open"),
        (["--since", "yesterday"], 2, "give a day (2025-01-31)"),
        (["--since", "2025-03", "--until", "2025-02"], 2, "is later than until"),
        (["--format", "pdf"], 2, "pdf"),
        (["--limit", "0"], 2, "limit"),
    ],
)
def test_what_cannot_be_answered(
    path: str, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, message: str
) -> None:
    assert main(["compare", *arguments, "-s", path]) == status
    told = capsys.readouterr()
    assert message in told.err
    assert len(told.err.splitlines()) == 1
    assert told.out == ""


def test_nothing_as_json_is_an_empty_list(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "zeppelin", "--json", "-s", path]) == 1
    assert json.loads(capsys.readouterr().out) == []


def test_a_reader_who_has_left_is_141(path: str) -> None:
    read, write = os.pipe()
    os.close(read)
    arguments = [sys.executable, "-m", "onrecord", "compare", "-s", path]
    done = subprocess.run(arguments, stdout=write, stderr=subprocess.PIPE, timeout=60)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_no_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "-s", str(tmp_path / "none.db")]) == 1
    assert "there is no store" in capsys.readouterr().err
