"""The examples and the pages kept here give the records that are kept beside them."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from golden.regenerate import ROOT, expected, pages, render
from onrecord import from_json, json_schema


@pytest.mark.parametrize("page", pages())
@pytest.mark.usefixtures("shipped_model")
def test_a_page_gives_its_expected_record(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    now, then = json.loads(render(page)), json.loads(expected(page).read_text(encoding="utf-8"))
    sure, was = ([one.pop("confidence") for one in record["statements"]] for record in (now, then))
    assert now == then, "see CONTRIBUTING.md: golden records"
    assert sure == pytest.approx(was, abs=0.05)  # int8 arithmetic differs by a hair between processors


@pytest.mark.parametrize("page", pages())
def test_an_expected_record_follows_the_schema(page: str) -> None:
    record = json.loads(expected(page).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(json_schema())
    Draft202012Validator(json_schema()).validate(record)


@pytest.mark.parametrize("page", pages())
def test_every_span_of_an_expected_record_is_where_it_says(page: str) -> None:
    record = from_json(expected(page).read_bytes())
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


def test_nothing_is_kept_without_its_page() -> None:
    kept = {path.name for path in expected(pages()[0]).parent.iterdir()}
    assert kept == {expected(page).name for page in pages()}
