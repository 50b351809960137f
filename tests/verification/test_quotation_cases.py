"""Quotations of invented transcripts in many forms: what was changed is told, and honest editing is not accused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.records import Quotation

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("quotation_cases.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['kind']}-{number}" for number, case in enumerate(CASES, 1)])
def test_a_quotation_has_its_verdict_and_its_speaker(case: dict[str, Any], tmp_path: Path) -> None:
    transcript = tmp_path / case["name"]
    transcript.write_text(case["transcript"], encoding="utf-8")
    printed, expected = case["quotation"], case["expected"]
    quotation = Quotation("1", printed["quote"], printed.get("speaker"), printed.get("date"))
    (checked,) = onrecord.verify([quotation], str(transcript))
    verdict = checked.verdict
    assert verdict.verdict in [kind.replace("_", " ") for kind in expected["verdict"]], verdict.explanation
    if "grave" in expected:
        edited = verdict.verdict in ("trimmed", "spliced", "altered") or verdict.meaning_changed
        assert edited == expected["grave"], verdict.explanation
    if "speaker_agrees" in expected:
        assert verdict.speaker_agrees is expected["speaker_agrees"], verdict.speaker
    if "time" in expected:
        assert verdict.passages[0].time == expected["time"]
