"""``onrecord read`` on real files: forms, several sources, what cannot be read, where it goes."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from onrecord import json_schema
from onrecord.cli.main import main
from paths import ROOT

pytestmark = pytest.mark.usefixtures("shipped_model")

RIVER = str(ROOT / "examples" / "river-study.txt")
BRIDGE = str(ROOT / "examples" / "bridge-toll.html")
Capture = pytest.CaptureFixture[str]


def valid(data: Any) -> Any:
    Draft202012Validator(json_schema()).validate(data)
    return data


def test_text_is_the_article_then_who_said_what(capsys: Capture) -> None:
    assert main(["read", BRIDGE]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Mayor calls bridge toll ‘a tax on going to work’\nThe Harbour Post · By Ines Marlowe and")
    assert "Renata Oduya  told · to reporters" in out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 88
    assert err == "onrecord: 1 read, 0 skipped, 0 failed\n"


@pytest.mark.parametrize("arguments", [["--json"], ["--format", "json"], ["-f", "json"]])
def test_json_of_one_page_is_an_object(arguments: list[str], capsys: Capture) -> None:
    assert main(["read", RIVER, *arguments]) == 0
    assert valid(json.loads(capsys.readouterr().out))["article"]["page"]["location"] == RIVER


def test_json_of_several_pages_is_an_array_in_order(capsys: Capture) -> None:
    assert main(["read", "--json", RIVER, BRIDGE]) == 0
    data = [valid(one) for one in json.loads(capsys.readouterr().out)]
    assert [one["article"]["page"]["location"] for one in data] == [RIVER, BRIDGE]


def test_jsonl_is_one_record_a_line_in_order(capsys: Capture) -> None:
    assert main(["read", "--format", "jsonl", RIVER, BRIDGE]) == 0
    data = [valid(json.loads(line)) for line in capsys.readouterr().out.splitlines()]
    assert [one["article"]["page"]["location"] for one in data] == [RIVER, BRIDGE]


def test_html_is_one_page(capsys: Capture) -> None:
    assert main(["read", "--format", "html", RIVER, BRIDGE]) == 0
    out = capsys.readouterr().out
    assert out.startswith("<!DOCTYPE html>")
    assert out.count("<h1>") == 2


def test_what_fails_is_told_and_the_others_are_read(tmp_path: Path, capsys: Capture) -> None:
    empty, binary, lines = tmp_path / "empty.html", tmp_path / "binary.txt", tmp_path / "lines.jsonl"
    empty.write_bytes(b"")
    binary.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00" * 99)
    lines.write_text('{"id": "a"}\nnot json\n')
    assert main(["read", "--json", "gone.txt", str(empty), RIVER, str(binary), str(lines)]) == 1
    out, err = capsys.readouterr()
    assert len(json.loads(out)) == 1
    told = err.splitlines()
    assert [line.split(": ")[1] for line in told[:3]] == ["gone.txt", str(empty), str(binary)]
    assert told[3].startswith(f"onrecord: {lines}:1")
    assert told[4].startswith(f"onrecord: {lines}:2")
    assert told[5:] == ["onrecord: 1 read, 0 skipped, 5 failed"]


def test_one_page_that_fails_prints_nothing(capsys: Capture) -> None:
    for form in ("text", "json", "jsonl", "html"):
        assert main(["read", "--format", form, "gone.txt"]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("onrecord: gone.txt: no such file")


def test_a_folder_counts_what_it_skips_with_the_reason(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.txt").write_bytes(Path(RIVER).read_bytes())
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"png")
    assert main(["read", str(tmp_path)]) == 0
    err = capsys.readouterr().err.splitlines()
    assert err == ["onrecord: 1 read, 2 skipped, 0 failed", "onrecord: 2 × of no known kind"]


def test_reasons_that_come_again_are_counted(tmp_path: Path, capsys: Capture) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": "a"}\n' * 3)
    assert main(["read", str(lines)]) == 1
    err = capsys.readouterr().err.splitlines()
    assert err[3] == "onrecord: 0 read, 0 skipped, 3 failed"
    assert err[4].startswith("onrecord: 3 × ")
    assert len(err) == 5


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    stream = io.TextIOWrapper(io.BytesIO(Path(RIVER).read_bytes()))
    monkeypatch.setattr("sys.stdin", stream)
    assert main(["read", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["article"]["title"].startswith("Rivers are warming")


@pytest.mark.parametrize(
    ("name", "start"), [("a.json", "{\n"), ("a.jsonl", '{"schema"'), ("a.html", "<!DOCTYPE"), ("a.txt", "Rivers are")]
)
def test_out_writes_the_form_its_name_says(name: str, start: str, tmp_path: Path, capsys: Capture) -> None:
    assert main(["read", RIVER, "--out", str(tmp_path / name)]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_out_with_an_unknown_ending_is_wrong_usage(tmp_path: Path, capsys: Capture) -> None:
    assert main(["read", RIVER, "--out", str(tmp_path / "a.csv")]) == 2
    assert "a.csv: unknown ending; use one of .json, .jsonl, .html" in capsys.readouterr().err
    assert main(["read", RIVER, "--out", str(tmp_path / "a.csv"), "--format", "text"]) == 0


def test_out_keeps_what_was_there_when_nothing_is_read(tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text("before")
    assert main(["read", "gone.txt", "--out", str(kept)]) == 1
    assert kept.read_text() == "before"
    assert list(tmp_path.iterdir()) == [kept]


def test_out_that_cannot_be_written_is_one_line(tmp_path: Path, capsys: Capture) -> None:
    assert main(["read", RIVER, "--out", str(tmp_path / "no" / "a.json")]) == 1
    assert "No such file or directory" in capsys.readouterr().err
    assert main(["read", RIVER, "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"onrecord: {tmp_path}: Is a directory\n"


def test_controls_in_a_page_never_reach_the_terminal(tmp_path: Path, capsys: Capture) -> None:
    page = tmp_path / "evil.jsonl"
    said = (
        "“It will \x1b]0;owned\x07 shut \x9b31m,” Mara \x1b[31mQuill told reporters at the \u202e town hall on Friday."
    )
    page.write_text(
        json.dumps({"id": "\x1b[2J", "title": "\x1b[2Jtitle", "text": said, "url": "https://a.example/\x1b[2J"})
    )
    for form in ("text", "json", "jsonl", "html"):
        assert main(["read", str(page), "--format", form]) == 0
        out = capsys.readouterr().out
        assert not any((ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in out), form
    assert main(["read", "gone\x1b[31m\n.txt"]) == 1
    assert "\x1b" not in capsys.readouterr().err


def test_the_same_input_gives_the_same_bytes(capsys: Capture) -> None:
    given = [RIVER, BRIDGE]
    main(["read", "--format", "jsonl", *given])
    first = capsys.readouterr().out
    main(["read", "--format", "jsonl", *given])
    assert capsys.readouterr().out == first
