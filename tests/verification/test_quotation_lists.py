"""Lists of quotations in JSON Lines."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from onrecord.records import Quotation, Skipped
from onrecord.verification.quotation_lists import is_quotation_list, read_quotation_list


def test_a_list_with_bad_lines(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    valid = {"id": 1, "quote": "We shut it.", "speaker": "Quill", "date": "2026-05-12"}
    lines = [valid, {"quote": "No id."}, {"id": 3}, {"quote": 5}, [], {"quote": "…"}]
    path.write_text("\n".join(map(json.dumps, lines)) + "\nnope\n\n")
    assert is_quotation_list(str(path))
    outcomes = list(read_quotation_list(str(path), 1_000))
    assert [outcome.id for outcome in outcomes if isinstance(outcome, Quotation)] == ["1", "2"]
    skipped = [outcome for outcome in outcomes if isinstance(outcome, Skipped)]
    assert [outcome.location for outcome in skipped] == [f"{path}:{number}" for number in (3, 4, 5, 6, 7)]
    assert all(outcome.failed for outcome in skipped)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.jsonl", '\ufeff{"quote": "a"}', True),
        ("a.jsonl", '\n\n{"id": 1, "quote": "a"}\n', True),
        ("noending", '{"quote": "a"}', True),
        ("a.jsonl", '{"id": 1, "text": "the \\"quote\\": here"}', False),
        ("a.jsonl", "", False),
        ("a.txt", '{"quote": "a"}', False),
    ],
)
def test_a_list_is_recognized_by_its_first_line(name: str, content: str, expected: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    assert is_quotation_list(str(tmp_path / name)) is expected


def test_a_list_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO(b'{"quote": "We shut it."}\n')
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(raw)))
    assert is_quotation_list("-")
    (quotation,) = read_quotation_list("-", 1_000)
    assert isinstance(quotation, Quotation)


def test_a_missing_file_is_not_a_list() -> None:
    assert not any(map(is_quotation_list, ("gone.jsonl", "", "\0", "https://a.example/b.jsonl")))
