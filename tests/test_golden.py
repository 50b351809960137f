"""The examples and the golden pages give their expected records."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from golden.regenerate import ROOT, expected_path, pages, render
from onrecord import from_json, json_schema


@pytest.mark.parametrize("page", pages())
@pytest.mark.usefixtures("shipped_model")
def test_a_page_gives_its_expected_record(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    actual, expected = json.loads(render(page)), json.loads(expected_path(page).read_text(encoding="utf-8"))
    confidences, expected_confidences = (
        [statement.pop("confidence") for statement in record["statements"]] for record in (actual, expected)
    )
    assert actual == expected, "see CONTRIBUTING.md: golden records"
    # int8 arithmetic differs slightly between processors
    assert confidences == pytest.approx(expected_confidences, abs=0.05)


@pytest.mark.parametrize("page", pages())
def test_an_expected_record_follows_the_schema(page: str) -> None:
    record = json.loads(expected_path(page).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(json_schema())
    Draft202012Validator(json_schema()).validate(record)


@pytest.mark.parametrize("page", pages())
def test_every_span_of_an_expected_record_is_where_it_says(page: str) -> None:
    record = from_json(expected_path(page).read_bytes())
    text = record.article.text
    spans = [span for one in record.speakers for span in (*one.mentions, *one.roles, *one.affiliations)]
    for one in record.statements:
        spans += [*one.content, *one.cue, *one.source, *one.occasion, *one.hedges]
        spans += [one.addressee] if one.addressee else []
    assert spans
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert record.statements
    named = {one.speaker for one in record.statements} | {one.addressee_speaker for one in record.statements}
    assert named - {None} == {speaker.id for speaker in record.speakers}


def test_every_expected_record_has_its_page() -> None:
    names = {path.name for path in expected_path(pages()[0]).parent.iterdir()}
    assert names == {expected_path(page).name for page in pages()}
